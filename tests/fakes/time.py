"""Time that passes only when everybody waits, and time that passes faster: event loops with clocks of their own."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
STUCK_AFTER = 100
"""So many turns of the loop in which no time passes wait for less than a float can tell, which would never be over."""
TURN_S = 1e-6
RESOLUTION_S = 1e-8
"""A timer that is so near fires: by default it is a nanosecond, which a float of half a year's seconds cannot tell."""
BEGINNING = datetime(2026, 5, 13, 23, 15, tzinfo=UTC)


@dataclass(slots=True)
class SteppingClock:
    """Seconds that pass only by waiting for them, for code that is given its clock and its sleep."""

    now_s: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """Return the seconds it is."""
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        """Let the time pass, and let others run as a real wait does."""
        self.slept.append(seconds)
        self.now_s += seconds
        await asyncio.sleep(0)


class _Selector(selectors.SelectSelector):
    """Never waits: it tells the loop how long it would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self._turns = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Poll, and let the time pass that was to be waited."""
        found = super().select(0)
        if not found:
            self._turns = 0 if timeout else self._turns + 1
            self.now_s += timeout or (TURN_S if self._turns > STUCK_AFTER else 0.0)
        return found


class JumpingLoop(asyncio.SelectorEventLoop):
    """A loop in which an hour of waiting takes no time; only for code without real sockets."""

    def __init__(self) -> None:
        self._jumping = _Selector()
        super().__init__(self._jumping)
        self._clock_resolution = RESOLUTION_S
        self.clock_is_off = timedelta()
        """By how much the machine's clock is ahead of the true time."""

    def time(self) -> float:
        """Return the seconds that have been waited."""
        return self._jumping.now_s

    def pass_by(self, seconds: float) -> None:
        """Let time pass in which no timer fires, as it does while a machine sleeps."""
        self._jumping.now_s += seconds

    def true_moment(self) -> datetime:
        """Return the moment that goes with it."""
        return BEGINNING + timedelta(seconds=self.time())

    def wall(self) -> datetime:
        """Return the moment that the machine's clock shows."""
        return self.true_moment() + self.clock_is_off


class _HurriedSelector(selectors.SelectSelector):
    """Waits for a fraction of what it is asked to, to the microsecond: epoll would round up to milliseconds."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for files, or for `timeout` seconds of the loop's time."""
        return super().select(timeout and timeout / self._speed)


class HurriedLoop(asyncio.SelectorEventLoop):
    """A loop with real sockets whose clock runs `speed` times as fast as the machine's.

    All processes of a machine that hurry alike agree about the time. What computing and the sockets cost is magnified:
    a figure measured in this time is never better than the true one.
    """

    def __init__(self, speed: float) -> None:
        self._speed = speed
        super().__init__(_HurriedSelector(speed))

    def time(self) -> float:
        """Return the machine's monotonic seconds, multiplied."""
        return super().time() * self._speed


def hurried_wall() -> datetime:
    """Return the moment that goes with the time of the running loop."""
    return BEGINNING + timedelta(seconds=asyncio.get_running_loop().time())


def wall() -> datetime:
    """Return the moment that the clock shows inside `in_no_time`."""
    return _jumping_loop().wall()


def true_moment() -> datetime:
    """Return the moment it is inside `in_no_time`, whatever the clock shows."""
    return _jumping_loop().true_moment()


def put_clock(ahead: timedelta) -> None:
    """Set the machine's clock wrong, or right again, inside `in_no_time`."""
    _jumping_loop().clock_is_off = ahead


async def until(moment: datetime) -> None:
    """Wait for a moment, inside `in_no_time`."""
    await asyncio.sleep((moment - true_moment()).total_seconds())


def pass_by(seconds: float) -> None:
    """Let the machine sleep, inside `in_no_time`."""
    _jumping_loop().pass_by(seconds)


def _jumping_loop() -> JumpingLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, JumpingLoop)
    return loop


def in_no_time(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end with a clock that jumps."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)
