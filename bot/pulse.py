"""The pulse of the loop: how late it is with what it was to do, which everybody who waits for the bot feels."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Self

BEAT_S = 1.0
BEATS_KEPT = 60


class Pulse:
    """Beats once a second inside its `async with`, and remembers for a minute how late each beat was."""

    def __init__(self) -> None:
        self._lags: deque[float] = deque([0.0], maxlen=BEATS_KEPT)

    @property
    def lag_s(self) -> float:
        """Return the longest that the loop was late in the last minute, in seconds."""
        return max(self._lags)

    async def __aenter__(self) -> Self:
        """Begin to beat."""
        self._task = asyncio.create_task(self._beat(), name="pulse")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + BEAT_S
            await asyncio.sleep(BEAT_S)
            self._lags.append(max(0.0, loop.time() - due))
