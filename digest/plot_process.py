"""Draws pictures in a process of its own, one at a time, and keeps the last ones: the same picture is drawn once."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from tempfile import TemporaryDirectory

from digest.picture import Drawing, write_drawings
from digest.worker_process import WorkerError, ask, command_of

logger = logging.getLogger(__name__)

DEADLINE_S = 30.0
MAX_PICTURE_BYTES = 200_000
KEPT = 20
"""Pictures that are kept in memory: 4 MB at the most."""
COMMAND = command_of("digest.plot_worker")
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Plotter:
    """Draws, and remembers what it drew by all that it shows: day, language, topic and likes are in its words."""

    def __init__(self, command: Sequence[str] = COMMAND, deadline_s: float = DEADLINE_S) -> None:
        self._command = command
        self._deadline_s = deadline_s
        self._turn = asyncio.Lock()
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()

    async def draw(self, drawings: Sequence[Drawing], may_draw: Callable[[], object]) -> bytes | None:
        """Return a PNG of the first of the drawings that the fonts here allow, or None if it cannot be drawn.

        `may_draw` is called before anything is drawn anew, and may raise.
        """
        asked = write_drawings(drawings)
        async with self._turn:
            if asked in self._kept:
                self._kept.move_to_end(asked)
                return self._kept[asked]
            may_draw()
            try:
                drawn = await self._ask(asked)
            except (WorkerError, OSError) as error:
                logger.warning("picture.failed kind=%s reason=%s", type(error).__name__, error)
                return None
            self._kept[asked] = drawn
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return drawn

    async def _ask(self, drawings: bytes) -> bytes:
        """Have a picture drawn; in a folder that is empty, because matplotlib obeys the settings that it finds."""
        with TemporaryDirectory(prefix="paperboy-") as folder:
            return await ask(
                self._command,
                drawings,
                deadline_s=self._deadline_s,
                max_bytes=MAX_PICTURE_BYTES,
                settings={**_ONE_THREAD, "MPLCONFIGDIR": folder},
            )
