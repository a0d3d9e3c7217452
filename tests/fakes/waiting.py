"""Waiting for what other tasks, threads or processes do, where no event tells of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PATIENCE_S = 60
"""Far more than anything takes on a machine that is busy: only a test that fails waits so long."""


async def until(true: Callable[[], object], seconds: float = PATIENCE_S) -> None:
    """Wait until something holds; fails with TimeoutError after `seconds`."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
