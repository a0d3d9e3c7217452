"""Turns are never more than allowed, none is lost, and people who wait come first."""

import asyncio

import pytest

from digest.turns import Rank, Turns
from tests.fakes.time import in_no_time


def test_no_more_than_so_many_hold_a_turn_and_all_get_theirs() -> None:
    async def work() -> int:
        turns, now, most = Turns(3), 0, 0

        async def one() -> None:
            nonlocal now, most
            async with turns.taken(Rank.DAY):
                now += 1
                most = max(most, now)
                await asyncio.sleep(1)
                now -= 1

        await asyncio.gather(*(one() for _ in range(10)))
        return most

    assert in_no_time(work()) == 3


def test_whoever_waits_goes_before_the_day() -> None:
    async def work() -> list[str]:
        turns, order = Turns(1), []

        async def one(name: str, rank: Rank) -> None:
            async with turns.taken(rank):
                order.append(name)
                await asyncio.sleep(1)

        day = [asyncio.create_task(one(f"day {n}", Rank.DAY)) for n in range(3)]
        await asyncio.sleep(0.5)
        await asyncio.gather(one("reader", Rank.SOMEBODY_WAITS), *day)
        return order

    assert in_no_time(work()) == ["day 0", "reader", "day 1", "day 2"]


@pytest.mark.parametrize("late", [False, True])
def test_who_is_cancelled_costs_no_turn(late: bool) -> None:
    async def work() -> bool:
        turns = Turns(1)

        async def wait() -> None:
            async with turns.taken(Rank.DAY):
                raise AssertionError("it was cancelled before")

        async with turns.taken(Rank.DAY):
            waiting = asyncio.create_task(wait())
            await asyncio.sleep(1)
            if not late:
                waiting.cancel()
        # Late, the turn has just been given and not been taken yet.
        waiting.cancel()
        await asyncio.wait([waiting])
        async with asyncio.timeout(5), turns.taken(Rank.DAY):
            return waiting.cancelled()

    assert in_no_time(work())
