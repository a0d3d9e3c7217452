"""Lanes: order within one, no waiting between them, bounds, and an end in time."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from bot.in_order import InOrder, Release
from tests.fakes.time import in_no_time

LONG_S = 10_000
"""By then everything has ended."""


class Diary:
    """Work that takes as long as its item says, and writes down what happens."""

    def __init__(self, *, release_at_once: bool = False) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.most = 0
        self._now = 0
        self._release_at_once = release_at_once

    async def work(self, item: tuple[str, float], release: Release) -> None:
        name, seconds = item
        self.begun.append(name)
        self._now += 1
        self.most = max(self.most, self._now)
        if self._release_at_once:
            release()
        try:
            await asyncio.sleep(seconds)
            self.ended.append(name)
        finally:
            self._now -= 1


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=30), st.integers(1, 5))
def test_every_item_is_done_once_in_the_order_of_its_lane(items: list[tuple[int, int]], at_once: int) -> None:
    diary = Diary()

    async def run() -> None:
        lanes = InOrder(diary.work, at_once=at_once)
        for number, (lane, seconds) in enumerate(items):
            lanes.put(lane, (f"{lane}:{number}", seconds))
        await asyncio.sleep(LONG_S)

    in_no_time(run())
    expected = defaultdict(list)
    for number, (lane, _) in enumerate(items):
        expected[str(lane)].append(f"{lane}:{number}")
    done = defaultdict(list)
    for name in diary.ended:
        done[name.partition(":")[0]].append(name)
    assert done == expected
    assert diary.most <= at_once


def test_a_slow_lane_keeps_no_other_waiting() -> None:
    diary = Diary()

    async def run() -> None:
        lanes = InOrder(diary.work)
        lanes.put("slow", ("a", 60))
        lanes.put("slow", ("b", 0))
        for number in range(20):
            lanes.put(number, (str(number), 1))
        await asyncio.sleep(2)
        assert len(diary.ended) == 20
        await asyncio.sleep(LONG_S)

    in_no_time(run())
    assert diary.ended[-2:] == ["a", "b"]


def test_work_that_releases_its_lane_goes_on_beside_the_next_but_not_beside_ever_more() -> None:
    diary = Diary(release_at_once=True)

    async def run() -> None:
        lanes = InOrder(diary.work, per_lane=3)
        for name in "abcdef":
            lanes.put("lane", (name, 10))
            await asyncio.sleep(0.1)
        assert diary.begun == ["a", "b", "c"]
        await asyncio.sleep(LONG_S)

    in_no_time(run())
    assert diary.begun == list("abcdef")
    assert diary.most == 3


def test_at_the_end_what_has_begun_may_end_and_the_rest_never_begins() -> None:
    diary = Diary()

    async def run() -> None:
        lanes = InOrder(diary.work)
        lanes.put("quick", ("quick", 2))
        lanes.put("quick", ("never", 0))
        lanes.put("late", ("late", 60))
        await asyncio.sleep(0)
        await lanes.close(patience_s=5)
        lanes.put("new", ("new", 0))
        await asyncio.sleep(LONG_S)

    in_no_time(run())
    assert (diary.begun, diary.ended) == (["quick", "late"], ["quick"])


def test_work_that_fails_ends_its_lane_no_more_than_any_other() -> None:
    done = []

    async def work(item: str, release: Release) -> None:
        done.append(item)
        if item == "bad":
            raise asyncio.CancelledError

    async def run() -> None:
        lanes = InOrder(work)
        for item in ("bad", "good"):
            lanes.put("lane", item)
        await asyncio.sleep(LONG_S)

    in_no_time(run())
    assert done == ["bad", "good"]
