"""Long work on the loop, in pieces: between them everybody else has a turn."""

from __future__ import annotations

import asyncio


async def let_others_run() -> None:
    """Give the loop the turns in which timers that came due are noticed, fire, and wake who waits for them."""
    for _ in range(3):
        await asyncio.sleep(0)
