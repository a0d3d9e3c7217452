"""`bot.commands.run.serve` on a store that is open: what every test of the whole program runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from bot.commands import run
from bot.config import Settings
from bot.lease import DeliveryLease
from storage.store import Store

STOP_WITHIN_S = 10
"""What the program promises."""


@asynccontextmanager
async def serving(settings: Settings, store: Store, clock: Callable[[], datetime]) -> AsyncIterator[asyncio.Task[None]]:
    """Run the program until the block ends, and stop it as a signal does; raises what it ended with.

    Who cancels the task has killed it.
    """
    stop = asyncio.Event()
    with DeliveryLease(store, clock) as lease:
        program = asyncio.create_task(run.serve(settings, store, lease, stop, clock))
        try:
            yield program
        finally:
            stop.set()
            if program.cancelling():
                await asyncio.wait([program])
            else:
                await asyncio.wait_for(program, STOP_WITHIN_S)
