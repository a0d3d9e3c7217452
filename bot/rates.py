"""Pure: who may send when. Moments are seconds of a monotonic clock.

A place in a window is taken when a send begins and given back one period after its *answer* came. The platform counted
the message somewhere in between, so no window of its clock can ever hold more than the limit, whatever the latency.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from math import inf


@dataclass(slots=True)
class Window:
    """At most `limit` sends in any `period_s` seconds."""

    limit: int
    period_s: float
    _running: int = 0
    _ended: deque[float] = field(default_factory=deque)

    @classmethod
    def of_rate(cls, per_second: float) -> Window:
        """Make the window of a rate: whole messages a second, or one message every so many seconds."""
        limit = max(1, int(per_second))
        return cls(limit, limit / per_second)

    def ready_at(self, now: float) -> float:
        """Return when the next send may begin; infinity while only an answer can make room."""
        self._forget(now)
        excess = self._running + len(self._ended) - self.limit
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
