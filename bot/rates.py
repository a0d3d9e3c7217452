"""Pure: how fast a platform may be written to. Moments are seconds of a monotonic clock.

Nobody knows when the platform counted a message: some time after its send began and before its answer came. So a
message that has no answer yet may be counted now or later, one that has is taken to have been counted at its answer,
and a new one to be counted the moment it begins. No window of the platform's clock can then hold more than the limit,
whatever the latency; and any rule that lets a message begin sooner overruns it for some latency.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import inf
from typing import Protocol

from storage.models import ChatKind

BURST = 3
"""Messages that one chat may be sent at once where its rate is one a second or so: "short bursts" are allowed
(core.telegram.org/bots/faq, docs.slack.dev/apis/web-api/rate-limits)."""
REPLY_SHARE = 0.1
"""Of a window as long as a group's minute, so much is left to replies: they cannot wait for the next one."""


class Limit(Protocol):
    """One of the platform's limits."""

    def ready_at(self, now: float, *, reply: bool = False) -> float:
        """Return when the next send may begin; infinity while only an answer can make room."""
        ...

    def begin(self) -> None:
        """Take a place."""
        ...

    def end(self, now: float) -> None:
        """Note that the answer came."""
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
    _running: int = 0
    _ended: deque[float] = field(default_factory=deque)

    def ready_at(self, now: float, *, reply: bool = False) -> float:
        """Return when the next send may begin; infinity while only an answer can make room."""
        self._forget(now)
        limit = self.limit if reply else self.limit - self.for_replies
        excess = self._running + len(self._ended) - limit
        if excess < 0:
            return now
        return self._ended[excess] + self.period_s if excess < len(self._ended) else inf

    def begin(self) -> None:
        """Take a place."""
        self._running += 1

    def end(self, now: float) -> None:
        """Note that the answer came."""
        self._running -= 1
        self._ended.append(now)

    def is_idle(self, now: float) -> bool:
        """Tell whether nothing of the past counts any more."""
        self._forget(now)
        return not self._running and not self._ended

    def _forget(self, now: float) -> None:
        while self._ended and self._ended[0] + self.period_s <= now:
            self._ended.popleft()


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

    def begin(self) -> None:
        """Take a place."""
        self._running += 1

    def end(self, now: float) -> None:
        """Note that the answer came."""
        self._running -= 1
        self._full_at = max(now, self._full_at) + 1 / self.per_second

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
        return Window(limit, limit / self.platform)

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
