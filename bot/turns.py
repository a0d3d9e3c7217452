"""Long work on the loop, in pieces: between them everybody else has a turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from storage.store import Store

PIECE_S = 0.008
"""So long a piece may take: an answer to a person waits for one, and for what else the loop has to do."""

PIECES = 4
"""After so many pieces of a long write the database copies what they wrote: as long as one of them."""


async def let_others_run() -> None:
    """Give the loop the turns in which timers that came due are noticed, fire, and wake who waits for them."""
    for _ in range(3):
        await asyncio.sleep(0)


@contextmanager
def long_write(store: Store) -> Iterator[Callable[[], Awaitable[None]]]:
    """Give what a long write awaits after each piece: the others' turns, and now and then the database's own."""
    with store.checkpoints_apart() as checkpoint:
        written = 0

        async def pause() -> None:
            nonlocal written
            written += 1
            await let_others_run()
            if written % PIECES == 0:
                checkpoint()
                await let_others_run()

        yield pause


def next_size(size: int, taken_s: float, most: int) -> int:
    """Return how many things the next piece of long work should hold, when `size` of them took so many seconds."""
    # No clock is so fine that it tells the cost of nothing; and one cheap piece does not make the next one cheap.
    wanted = int(size * PIECE_S / max(taken_s, PIECE_S / 2))
    return max(1, min(most, wanted))
