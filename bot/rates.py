"""Pure: how fast a platform may be written to. Moments are seconds of a monotonic clock.

Nobody knows when the platform counted a message: some time after its send began and before its answer came. So a
message that has no answer yet may be counted now or later, one that has is taken to have been counted at its answer,
and a new one to be counted the moment it begins. No window of the platform's clock can then hold more than the limit,
whatever the latency; and any rule that lets a message begin sooner overruns it for some latency.

A window that bulk fills at once opens all its places at once, a whole period later, and who asks meanwhile waits for
that. So bulk is spread over the period (`Spread`), and a place opens as often as the limit has places.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import ceil, inf
from typing import Protocol

from storage.models import ChatKind

BURST = 3
"""Messages that one chat may be sent at once where its rate is one a second or so: "short bursts" are allowed
(core.telegram.org/bots/faq, docs.slack.dev/apis/web-api/rate-limits)."""
REPLY_SHARE = 0.1
"""Of a window as long as a group's minute, so much is left to replies: they cannot wait for the next one."""
STEP_S = 1 / 30
"""Bulk is spread in steps no shorter than this: at a rate that was paid for, a step holds many messages."""
SLACK_S = 0.1
"""So much of what bulk was late by is made up for at once, or answers that come unevenly would cost it places; more
would make bunches again. These are three messages at 30 a second, and a reply may have to wait as long."""


class Limit(Protocol):
    """One of the platform's limits."""

    def ready_at(self, now: float, *, reply: bool = False) -> float:
        """Return when the next send may begin; infinity while only an answer can make room."""
        ...

    def begin(self, now: float) -> None:
        """Take a place."""
        ...

    def end(self, now: float) -> None:
        """Note that the answer came."""
        ...

    def give_back(self) -> None:
        """Note that nothing was sent after all."""
        ...

    def is_idle(self, now: float) -> bool:
        """Tell whether nothing of the past counts any more."""
        ...


@dataclass(slots=True)
class Window:
    """At most `limit` sends in any `period_s` seconds; the last `for_replies` of them only for replies."""

    limit: int
    period_s: float
    for_replies: int = 0
    running: int = 0
    """How many have no answer yet."""
    _ended: deque[float] = field(default_factory=deque)

    def ready_at(self, now: float, *, reply: bool = False) -> float:
        """Return when the next send may begin; infinity while only an answer can make room."""
        self._forget(now)
        limit = self.limit if reply else self.limit - self.for_replies
        excess = self.running + len(self._ended) - limit
        if excess < 0:
            return now
        return self._ended[excess] + self.period_s if excess < len(self._ended) else inf

    def begin(self, now: float) -> None:
        """Take a place."""
        del now  # the period runs from the answer
        self.running += 1

    def end(self, now: float) -> None:
        """Note that the answer came."""
        self.running -= 1
        self._ended.append(now)

    def give_back(self) -> None:
        """Note that nothing was sent after all."""
        self.running -= 1

    def is_idle(self, now: float) -> bool:
        """Tell whether nothing of the past counts any more."""
        self._forget(now)
        return not self.running and not self._ended

    def _forget(self, now: float) -> None:
        while self._ended and self._ended[0] + self.period_s <= now:
            self._ended.popleft()


@dataclass(slots=True)
class Spread:
    """A window that bulk fills evenly, a step at a time; a reply takes the next free place, whatever the step.

    The places of messages under way come back a period after their answers; all others come back within a period, and
    are laid evenly over it. However long answers take, that is as fast as the window opens.
    """

    window: Window
    _left: int = 0
    """How many more messages the present step holds."""
    _next_at: float = -inf
    """When the next step begins."""

    def ready_at(self, now: float, *, reply: bool = False) -> float:
        """Return when the next send may begin; infinity while only an answer can make room."""
        opens = self.window.ready_at(now, reply=reply)
        return opens if reply or self._left else max(opens, self._next_at)

    def begin(self, now: float) -> None:
        """Take a place; a reply takes one of the step's too, so that bulk makes room for it."""
        if self._left:
            self._left -= 1
        else:
            limit, period_s = self.window.limit, self.window.period_s
            step = ceil(limit * STEP_S / period_s)
            interval_s = step * period_s / max(1, limit - self.window.running)
            self._left = step - 1
            self._next_at = max(self._next_at, now - SLACK_S) + interval_s
        self.window.begin(now)

    def end(self, now: float) -> None:
        """Note that the answer came."""
        self.window.end(now)

    def give_back(self) -> None:
        """Note that nothing was sent after all: the step has its place again."""
        self._left += 1
        self.window.give_back()

    def is_idle(self, now: float) -> bool:
        """Tell whether nothing of the past counts any more."""
        return self.window.is_idle(now) and self._next_at <= now


@dataclass(slots=True)
class Bucket:
    """At most `burst` sends at once and `per_second` over time: never more than burst + t * per_second in t seconds."""

    per_second: float
    burst: int
    _running: int = 0
    _full_at: float = -inf
    """When all of the burst is there again."""

    def ready_at(self, now: float, *, reply: bool = False) -> float:
        """Return when the next send may begin; infinity while only an answer can make room."""
        del reply  # the next place is never far
        if self._running >= self.burst:
            return inf
        return max(now, self._full_at - (self.burst - 1 - self._running) / self.per_second)

    def begin(self, now: float) -> None:
        """Take a place."""
        del now  # the burst fills up from the answer on
        self._running += 1

    def end(self, now: float) -> None:
        """Note that the answer came."""
        self._running -= 1
        self._full_at = max(now, self._full_at) + 1 / self.per_second

    def give_back(self) -> None:
        """Note that nothing was sent after all."""
        self._running -= 1

    def is_idle(self, now: float) -> bool:
        """Tell whether nothing of the past counts any more."""
        return not self._running and self._full_at <= now


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages per second: for the whole platform (None is no limit), one private chat, one group or channel."""

    platform: float | None
    private: float | None
    group: float | None

    def of_platform(self) -> Limit | None:
        """Make the limit of the whole platform: whole messages a second, or one every so many seconds."""
        if self.platform is None:
            return None
        limit = max(1, int(self.platform))
        return Spread(Window(limit, limit / self.platform))

    def of_chat(self, kind: ChatKind) -> Limit | None:
        """Make the limit of one chat of a kind.

        A group's rate below one a second is one that is published by the minute (Telegram: twenty), and is kept by
        the minute: a digest goes into a group at once, and not one message every three seconds.
        """
        if kind in (ChatKind.PRIVATE, ChatKind.DIRECT):
            return None if self.private is None else Bucket(self.private, BURST)
        if self.group is None or self.group >= 1:
            return None if self.group is None else Bucket(self.group, BURST)
        limit = max(1, round(60 * self.group))
        return Window(limit, limit / self.group, for_replies=int(limit * REPLY_SHARE))


NO_LIMIT = Rates(None, None, None)
