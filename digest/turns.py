"""Who may call the model next: so many at once, and people who wait before the day's work."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import IntEnum
from itertools import count


class Rank(IntEnum):
    """Who goes first where not all can go at once."""

    SOMEBODY_WAITS = 0
    DAY = 1


class Turns:
    """At most `at_once` turns are taken at a time; belongs to one event loop."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._arrivals = count()
        self._waiting: list[tuple[Rank, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def taken(self, rank: Rank) -> AsyncIterator[None]:
        """Wait for a turn and hold it inside."""
        await self._take(rank)
        try:
            yield
        finally:
            self._give()

    async def _take(self, rank: Rank) -> None:
        if self._free and not self._waiting:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, next(self._arrivals), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                # It was given in the same moment; the next one must not miss it.
                self._give()
            raise

    def _give(self) -> None:
        """Hand the turn to whoever is first; who was cancelled while waiting is passed over."""
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
