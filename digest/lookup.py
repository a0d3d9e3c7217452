"""One paper for somebody who waits for it: found, read and written once, however many ask for it at the same time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from weakref import WeakValueDictionary

from digest.errors import SummaryError
from digest.pipeline import Stage
from storage.models import Language, Paper, PaperKey

logger = logging.getLogger(__name__)


class Work(Protocol):
    """What is done for one paper; `digest.pipeline.Pipeline` does it."""

    async def paper(self, key: PaperKey) -> Paper:
        """Return the paper. Raises PaperNotFoundError or SourceError."""
        ...

    async def summarise(
        self, paper: Paper, languages: Sequence[Language], *, at_stage: Callable[[Stage], None]
    ) -> None:
        """Make and keep the summaries that are missing. Raises SummaryError."""
        ...

    def report(self, key: PaperKey, language: Language) -> bool:
        """Take a summary that a reader reported out of sight; False if there is none."""
        ...


@dataclass(slots=True)
class _Reading:
    """One reading that goes on, how far it has come, and how many follow it."""

    stage: Stage = Stage.READING
    followers: int = 0
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None

    def move(self, stage: Stage) -> None:
        self.stage = stage
        self.wake()

    def wake(self) -> None:
        self.moved.set()
        self.moved = asyncio.Event()


class Lookup:
    """Reads papers on demand; a reading goes on when nobody waits for it any more, for it has been paid for."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._readings: dict[tuple[PaperKey, Language], _Reading] = {}
        self._locks: WeakValueDictionary[tuple[str, PaperKey], asyncio.Lock] = WeakValueDictionary()

    async def paper(self, key: PaperKey) -> Paper:
        """Return a paper's record, asked for once at a time. Raises PaperNotFoundError or SourceError."""
        # Not the lock of a reading: whoever asks meanwhile is told that the paper is read, not that it is looked for.
        async with self._lock("record", key):
            return await self._work.paper(key)

    def is_reading(self, key: PaperKey, language: Language) -> bool:
        """Tell whether this paper is being read for readers of a language right now."""
        return (key, language) in self._readings

    async def read(self, paper: Paper, language: Language) -> AsyncIterator[Stage]:
        """Begin a reading, or follow the one that goes on, and yield its stages; its summary is stored at the end.

        Raises SummaryError.
        """
        reading = self._readings.get((paper.key, language)) or self._begin(paper, language)
        assert reading.task is not None
        seen = None
        reading.followers += 1
        try:
            while not reading.task.done():
                if reading.stage is not seen:
                    seen = reading.stage
                    yield seen
                else:
                    await reading.moved.wait()
        finally:
            reading.followers -= 1
        reading.task.result()

    def read_anew(self, paper: Paper, language: Language) -> None:
        """Take a summary that a reader reported out of sight, and begin a reading to make it anew."""
        if self._work.report(paper.key, language) and not self.is_reading(paper.key, language):
            self._begin(paper, language)

    async def close(self) -> None:
        """Stop what is being read."""
        tasks = [reading.task for reading in self._readings.values() if reading.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, paper: Paper, language: Language) -> _Reading:
        reading = self._readings[paper.key, language] = _Reading()

        def end(task: asyncio.Task[None]) -> None:
            del self._readings[paper.key, language]
            failure = None if task.cancelled() else task.exception()
            if failure is not None and not reading.followers:
                # Whoever follows is told; of a failure that nobody waits for any more only the log can tell.
                fault = None if isinstance(failure, SummaryError) else failure
                logger.warning("reading.failed paper=%s reason=%s", paper.key, failure, exc_info=fault)
            reading.wake()

        reading.task = asyncio.create_task(self._read(paper, language, reading))
        reading.task.add_done_callback(end)
        return reading

    async def _read(self, paper: Paper, language: Language, reading: _Reading) -> None:
        # In another language the same paper waits for this one: what was read of it serves both.
        async with self._lock("reading", paper.key):
            await self._work.summarise(paper, [language], at_stage=reading.move)

    def _lock(self, work: str, key: PaperKey) -> asyncio.Lock:
        return self._locks.setdefault((work, key), asyncio.Lock())
