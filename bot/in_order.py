"""Work on many lanes at once: within a lane in the order of coming, and no lane waits for another."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Release = Callable[[], None]
"""Called by work whose rest may overlap with what comes after it in its lane."""


@dataclass(slots=True)
class _Lane(Generic[T]):
    items: deque[T] = field(default_factory=deque)
    unfinished: set[asyncio.Task[None]] = field(default_factory=set)
    runner: asyncio.Task[None] | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.items or self.unfinished or self.runner)


class InOrder(Generic[T]):
    """Runs `work(item, release)` for each item; it must not raise.

    At most `at_once` items are between their beginning and their release, and at most `per_lane` of one lane are
    unfinished; the next in a lane begins when the one before it has ended or released it.
    """

    def __init__(
        self, work: Callable[[T, Release], Coroutine[Any, Any, None]], *, at_once: int = 64, per_lane: int = 4
    ) -> None:
        self._work = work
        self._slots = asyncio.Semaphore(at_once)
        self._per_lane = per_lane
        self._lanes: dict[Hashable, _Lane[T]] = {}
        self._closed = False

    def put(self, name: Hashable, item: T) -> None:
        """Add an item to the end of a lane; after `close`, nothing begins any more."""
        lane = self._lanes.setdefault(name, _Lane())
        lane.items.append(item)
        if lane.runner is None and not self._closed:
            lane.runner = asyncio.create_task(self._run(name, lane))

    async def close(self, patience_s: float) -> None:
        """Begin nothing more, give what has begun so many seconds to end, and cancel the rest."""
        self._closed = True
        for lane in self._lanes.values():
            if lane.runner:
                lane.runner.cancel()
        lanes = self._lanes.values()
        runners = {lane.runner for lane in lanes if lane.runner}
        if tasks := runners.union(*(lane.unfinished for lane in lanes)):
            _, late = await asyncio.wait(tasks, timeout=patience_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, name: Hashable, lane: _Lane[T]) -> None:
        """Begin the items of a lane one after the other until it is empty."""
        try:
            while lane.items:
                if len(lane.unfinished) >= self._per_lane:
                    await asyncio.wait(lane.unfinished, return_when=asyncio.FIRST_COMPLETED)
                else:
                    async with self._slots:
                        await self._begin(name, lane)
        finally:
            lane.runner = None
            self._forget(name, lane)

    async def _begin(self, name: Hashable, lane: _Lane[T]) -> None:
        """Begin the next item and return when it has ended, or released its lane."""
        released = asyncio.Event()
        task = asyncio.create_task(self._work(lane.items.popleft(), released.set))
        lane.unfinished.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            released.set()
            lane.unfinished.discard(task)
            self._forget(name, lane)

        task.add_done_callback(ended)
        await released.wait()

    def _forget(self, name: Hashable, lane: _Lane[T]) -> None:
        if lane.is_empty:
            self._lanes.pop(name, None)
