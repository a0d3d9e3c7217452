"""Summaries by a model: each paper is read once and told in each language; what fails goes down the ladder."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from digest.chat_model import ChatModel
from digest.checks import Check, Problem, Source
from digest.copied import copied_sentences
from digest.errors import DigestError, ModelError, SummaryError
from digest.extractive import ExtractiveSummariser
from digest.fulltext import from_abstract
from digest.ladder import Step, is_the_most_of_an_abstract, is_wanted, step_after
from digest.reading import MAX_TEXT_TOKENS, READING_VERSION, read_paper
from digest.side_by_side import run_all
from digest.summariser import FindText, Keep
from digest.telling import TELLING_VERSION, tell_reading
from digest.text import FullText, Origin
from digest.turns import Rank
from storage.errors import StorageError
from storage.models import Basis, Language, Paper, Reading, Sections, Summary
from storage.readings import Readings
from storage.summaries import Summaries

logger = logging.getLogger(__name__)

_VERSION = f"{READING_VERSION}.{TELLING_VERSION}"
COMPARED_SUMMARIES = 30
"""Two days of one language; to compare with them takes less than 10 ms of the loop."""


@dataclass(frozen=True, slots=True)
class ModelSummariser:
    """Tells papers by a model; where it cannot, by the built-in summariser."""

    model: ChatModel
    readings: Readings
    summaries: Summaries
    check: Check
    clock: Callable[[], datetime]
    max_tokens: int = MAX_TEXT_TOKENS
    built_in: ExtractiveSummariser = ExtractiveSummariser()

    @property
    def available(self) -> bool:
        """Tell whether the model would be asked at this moment."""
        return self.model.available

    def wants(self, known: Summary | None, *, full_texts: bool) -> bool:
        """Want what is missing or less than what a model can make now."""
        return is_wanted(known, self.model.models, _VERSION, full_texts=full_texts)

    async def summarise(
        self, paper: Paper, languages: Sequence[Language], find: FindText, keep: Keep, rank: Rank
    ) -> None:
        """Tell a paper in all languages side by side, from one reading.

        Raises SummaryError, after the others are kept, if there is not even a sentence to quote.
        """
        work = _Work(self, paper, find, rank)
        failures: list[SummaryError] = []

        async def tell(language: Language) -> None:
            try:
                keep(await work.tell(language))
            except SummaryError as error:
                failures.append(error)

        await run_all(tell(language) for language in languages)
        if failures:
            raise failures[0]


@dataclass(slots=True)
class _Work:
    """One paper while it is worked on: what one language has found out, the others need not ask for."""

    by: ModelSummariser
    paper: Paper
    find: FindText
    rank: Rank
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _text_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _text: FullText | None = None
    _read: dict[Step, Reading | DigestError] = field(default_factory=dict)

    async def tell(self, language: Language) -> Summary:
        """Go down the ladder until a step gives a summary; raises SummaryError where none does."""
        step = Step.FULL_TEXT
        while step is not Step.BUILT_IN:
            try:
                return self._unhidden(await self._told(step, language))
            except (ModelError, SummaryError) as error:
                logger.info(
                    "summary.step_failed paper=%s language=%s step=%s reason=%s", *self._named(language, step), error
                )
                step = step_after(step, error, self._basis())
            except StorageError:
                raise
            except Exception:
                # A fault of ours, met in the text of one paper: it costs the model's telling, not the paper.
                logger.exception("summary.fault paper=%s language=%s step=%s", *self._named(language, step))
                step = Step.BUILT_IN
        quoted = self.by.built_in.summarise(self.paper, await self._found(), language, self.by.clock())
        return self._unhidden(quoted)

    async def _told(self, step: Step, language: Language) -> Summary:
        stands = self.by.summaries.find(self.paper.key, language)
        most = stands if is_the_most_of_an_abstract(stands, self.by.model.models, _VERSION) else None
        if most and step is Step.ABSTRACT:
            return most
        reading = await self._reading(step)
        if most and reading.basis is Basis.ABSTRACT:
            return most
        return await tell_reading(
            self.by.model,
            self.paper,
            reading,
            language,
            check=self._check,
            rank=self.rank,
            now=self.by.clock(),
        )

    def _check(self, sections: Sections, language: Language, source: Source | None) -> Sequence[Problem]:
        """Check a telling against its source, and against what other papers were told in of late."""
        others = self.by.summaries.latest(language, self.paper.key, COMPARED_SUMMARIES)
        return (*self.by.check(sections, language, source), *copied_sentences(sections, others))

    async def _reading(self, step: Step) -> Reading:
        """Return the one reading of a step, made by whichever language comes first."""
        async with self._turn:
            if step not in self._read:
                try:
                    self._read[step] = await (self._from_text() if step is Step.FULL_TEXT else self._from_abstract())
                except (ModelError, SummaryError) as error:
                    self._read[step] = error
        read = self._read[step]
        if isinstance(read, DigestError):
            raise read
        return read

    async def _from_text(self) -> Reading:
        stored = self.by.readings.find(self.paper.key)
        if stored and (stored.maker not in self.by.model.models or stored.version != READING_VERSION):
            stored = None
        if stored and stored.basis is Basis.FULL_TEXT:
            return stored
        text = await self._found()
        if stored and text.origin is Origin.ABSTRACT:
            return stored
        reading = await self._made(text)
        self.by.readings.put(reading)
        return reading

    async def _from_abstract(self) -> Reading:
        return await self._made(from_abstract(self.paper.abstract))

    async def _made(self, text: FullText) -> Reading:
        return await read_paper(
            self.by.model, self.paper, text, max_tokens=self.by.max_tokens, rank=self.rank, now=self.by.clock()
        )

    async def _found(self) -> FullText:
        async with self._text_turn:
            if self._text is None:
                self._text = await self.find()
        return self._text

    def _basis(self) -> Basis:
        """Return what the first step rests on: a stored reading of the full text, or the text that was found."""
        read = self._read.get(Step.FULL_TEXT)
        if isinstance(read, Reading):
            return read.basis
        return Basis.FULL_TEXT if self._text and self._text.origin is not Origin.ABSTRACT else Basis.ABSTRACT

    def _unhidden(self, summary: Summary) -> Summary:
        """Pass a summary on, unless it is one that was reported: it must not come back."""
        if summary.sections in self.by.summaries.hidden(summary.key, summary.language):
            raise SummaryError(f"{summary.key} comes out in {summary.language} as it was reported")
        return summary

    def _named(self, language: Language, step: Step) -> tuple[str, Language, str]:
        return self.paper.key, language, step.name.lower()
