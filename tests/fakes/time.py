"""Time that passes only when everybody waits: an event loop whose clock jumps to the next timer."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
BEGINNING = datetime(2026, 5, 13, 23, 15, tzinfo=UTC)


class _Selector(selectors.SelectSelector):
    """Never waits: it tells the loop how long it would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Poll, and let the time pass that was to be waited."""
        found = super().select(0)
        if not found and timeout:
            self.now_s += timeout
        return found


class JumpingLoop(asyncio.SelectorEventLoop):
    """A loop in which an hour of waiting takes no time; only for code without real sockets."""

    def __init__(self) -> None:
        self._jumping = _Selector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return the seconds that have been waited."""
        return self._jumping.now_s

    def wall(self) -> datetime:
        """Return the moment that goes with it."""
        return BEGINNING + timedelta(seconds=self.time())


def wall() -> datetime:
    """Return the moment it is inside `in_no_time`."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, JumpingLoop)
    return loop.wall()


def in_no_time(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end with a clock that jumps."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)
