"""The clocks: what runs and what ended well is known, a fault costs one run, and what ends the work is told."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from itertools import count, pairwise

import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest

import bot.scheduler
from bot.lease import LeaseLostError
from bot.now import utc_now
from bot.pulse import Pulse
from bot.scheduler import LATE_AFTER, Clock
from storage.errors import StorageError
from tests.fakes.jumping_program import JumpingMoment
from tests.fakes.time import JumpingLoop, in_no_time, put_clock, true_moment, wall

HOUR_S = 3600


async def test_what_runs_and_what_ended_well_is_known() -> None:
    begun, failed = asyncio.Event(), asyncio.Event()

    async def working() -> None:
        begun.set()
        await failed.wait()

    async def failing() -> None:
        failed.set()
        raise ZeroDivisionError

    async with Clock(lambda _: None) as clock:
        clock.every(HOUR_S, "working", working)
        await begun.wait()
        assert set(clock.undone) == {"working"}
        assert clock.late(utc_now()) == ()
        clock.every(HOUR_S, "failing", failing)
        await failed.wait()
    assert set(clock.undone) == {"failing"}
    ended = clock.done["working"]
    assert ended is not None
    assert clock.done["failing"] is None
    allowed = timedelta(seconds=HOUR_S) + LATE_AFTER
    assert clock.late(ended + allowed) == ("failing",)
    assert clock.late(ended + allowed + timedelta(seconds=1)) == ("working", "failing")


async def test_a_job_that_fails_again_and_again_is_undone_since_it_first_ran() -> None:
    begun = utc_now()
    moments, failures = count(), [ZeroDivisionError(), StorageError("the disk is full"), KeyError("day")]
    mended: asyncio.Future[dict[str, datetime]] = asyncio.get_running_loop().create_future()

    async def failing() -> None:
        if failures:
            raise failures.pop()
        if not mended.done():
            mended.set_result(dict(clock.undone))

    async with Clock(lambda _: None, lambda: begun + timedelta(hours=next(moments))) as clock:
        clock.every(0.001, "failing", failing)
        assert await mended == {"failing": begun}
    assert clock.undone == {}


async def test_an_error_that_ends_the_work_is_told() -> None:
    told: asyncio.Queue[Exception] = asyncio.Queue()

    async def losing() -> None:
        raise LeaseLostError("taken")

    async with Clock(told.put_nowait) as clock:
        clock.every(HOUR_S, "losing", losing)
        assert isinstance(await told.get(), LeaseLostError)


@pytest.mark.parametrize("wrong", [timedelta(days=-1), timedelta(hours=-1), timedelta(days=1)])
def test_a_clock_that_is_set_back_or_forward_stops_no_job(monkeypatch: pytest.MonkeyPatch, wrong: timedelta) -> None:
    for module in (apscheduler.schedulers.base, apscheduler.triggers.interval):
        monkeypatch.setattr(module, "datetime", JumpingMoment)
    monkeypatch.setattr(bot.scheduler, "utc_now", wall)
    ran: list[datetime] = []

    async def tick() -> None:
        ran.append(true_moment())

    async def run() -> None:
        async with Clock(lambda _: None, wall) as clock:
            clock.every(60, "tick", tick)
            await asyncio.sleep(150)
            put_clock(wrong)
            await asyncio.sleep(600)

    in_no_time(run())
    assert len(ran) >= 12
    assert max(after - before for before, after in pairwise(ran)) <= timedelta(seconds=90)


def test_the_pulse_feels_that_the_loop_was_held() -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, JumpingLoop)
        async with Pulse() as pulse:
            await asyncio.sleep(10)
            assert pulse.lag_s < 0.001
            loop._jumping.now_s += 5
            await asyncio.sleep(10)
            assert 4 <= pulse.lag_s <= 5
            await asyncio.sleep(60)
            assert pulse.lag_s < 0.001

    in_no_time(run())
