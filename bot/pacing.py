"""When the next message may begin: the platforms' limits, and what they asked to wait with.

Moments are seconds of a monotonic clock, so that a clock set back or forward neither hurries nor holds anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Self

from bot.rates import NO_LIMIT, Limit, Rates
from bot.senders import Scope
from storage.models import Address, ChatKind, Platform

FIRST_TRY_S = 5.0
LONGEST_TRY_S = 60.0
"""How soon, and at the latest, a platform that cannot be reached is tried again."""
_LOOK_AGAIN_S = 0.25


@dataclass(frozen=True, slots=True)
class Route:
    """The way to one chat: the names of all that can hold it back, from the platform down to the chat.

    The topics of a forum share their group's limits, so a chat's name has no thread.
    """

    platform: Platform
    workspace: str
    chat: str
    kind: ChatKind

    @classmethod
    def to(cls, address: Address, kind: ChatKind) -> Self:
        """Name the way to an address."""
        return cls(address.platform, f"{address.platform}:{address.team or ''}", address.whole_chat, kind)

    def scope(self, scope: Scope) -> str:
        """Name what a rate limit means."""
        match scope:
            case Scope.PLATFORM:
                return self.platform
            case Scope.WORKSPACE:
                return self.workspace
            case Scope.CHAT:
                return self.chat


class Pacing:
    """The windows of every platform and chat, and the pauses in force."""

    def __init__(self, rates: Mapping[Platform, Rates]) -> None:
        self._rates = rates
        self._platforms = {platform: rate.of_platform() for platform, rate in rates.items()}
        self._chats: dict[str, Limit] = {}
        self._pauses: dict[str, float] = {}
        self._failed_tries: dict[Platform, int] = {}

    def platform_opens_at(self, platform: Platform, now: float, *, reply: bool = False) -> float:
        """Return when a platform's next message may begin, whichever its chat."""
        limit = self._platforms.get(platform)
        return max(limit.ready_at(now, reply=reply) if limit else now, self.paused_until(platform, now))

    def chat_opens_at(self, route: Route, now: float, *, reply: bool = False) -> float:
        """Return when a chat's next message may begin, as far as the chat and its workspace are concerned."""
        opens = max(now, self._pauses.get(route.chat, now), self._pauses.get(route.workspace, now))
        limit = self._chats.get(route.chat)
        ready = limit.ready_at(now, reply=reply) if limit else now
        # Only an answer can make room: it wakes the loop, and this is for when it does not.
        return max(opens, now + _LOOK_AGAIN_S if ready == inf else ready)

    def held_until(self, route: Route, now: float) -> float:
        """Return until when the platform asked to wait with a chat; `now` says that it did not."""
        return max(self.paused_until(name, now) for name in (route.platform, route.workspace, route.chat))

    def paused_until(self, scope: str, now: float) -> float:
        """Return until when a scope is paused; `now` says that it is not."""
        return max(now, self._pauses.get(scope, now))

    def pause(self, scope: str, until: float) -> None:
        """Hold all that a scope names; a longer pause that is there already stays."""
        self._pauses[scope] = max(until, self._pauses.get(scope, until))

    def begin(self, route: Route, now: float) -> None:
        """Take a place with the platform and with the chat."""
        if platform := self._platforms.get(route.platform):
            platform.begin(now)
        if chat := self._limit_of(route):
            chat.begin(now)

    def end(self, route: Route, now: float) -> None:
        """Note that what had begun was answered, or never will be."""
        if platform := self._platforms.get(route.platform):
            platform.end(now)
        if chat := self._chats.get(route.chat):
            chat.end(now)

    def give_back(self, route: Route) -> None:
        """Note that nothing was sent after all."""
        for limit in (self._platforms.get(route.platform), self._chats.get(route.chat)):
            if limit:
                limit.give_back()

    def recall(self, route: Route, at: float) -> None:
        """Count what an earlier process sent; call it in the order of time."""
        self.begin(route, at)
        self.end(route, at)

    def missed(self, platform: Platform, now: float) -> float:
        """Note that a platform could not be reached, hold it for a while, and return until when.

        Sends that were under way together fail together, and count as one try.
        """
        until = self._pauses.get(platform, now)
        if until > now:
            return until
        tries = self._failed_tries.get(platform, 0)
        self._failed_tries[platform] = tries + 1
        until = now + min(LONGEST_TRY_S, FIRST_TRY_S * (1 << min(tries, 10)))
        self.pause(platform, until)
        return until

    def reached(self, platform: Platform) -> None:
        """Note that a platform answered."""
        self._failed_tries.pop(platform, None)

    def forget_idle(self, now: float) -> None:
        """Drop what holds nothing back any more."""
        self._chats = {name: limit for name, limit in self._chats.items() if not limit.is_idle(now)}
        self._pauses = {scope: until for scope, until in self._pauses.items() if until > now}

    def _limit_of(self, route: Route) -> Limit | None:
        limit = self._chats.get(route.chat)
        if limit is None:
            limit = self._rates.get(route.platform, NO_LIMIT).of_chat(route.kind)
            if limit is not None:
                self._chats[route.chat] = limit
        return limit
