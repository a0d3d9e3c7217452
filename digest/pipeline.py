"""The day's work as one readable sequence: list → text → summary; it calls the parts and decides nothing itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, auto
from typing import Protocol

from digest.compose import compose_post
from digest.days import is_settled
from digest.errors import PaperNotFoundError, SourceError, SummaryError
from digest.fulltext import from_abstract
from digest.hugging_face import DayList
from digest.post import Post
from digest.text import FullText
from storage.errors import StorageError
from storage.models import Basis, Language, ListDay, Method, Paper, PaperKey, Summary
from storage.store import Store

logger = logging.getLogger(__name__)


class Stage(Enum):
    """What the work on one paper has come to."""

    READING = auto()
    WRITING = auto()


Progress = Callable[[int, int, str], None]
"""Called with how many papers are done, of how many, and the title of the one that comes next."""


class DaySource(Protocol):
    """Where a day's list comes from."""

    async def list_day(self, day: date) -> DayList:
        """Return the list of a UTC day; an empty one is a normal answer. Raises SourceError."""
        ...


class PaperSource(Protocol):
    """Where one paper's record comes from."""

    async def paper(self, key: PaperKey) -> Paper:
        """Return the paper. Raises PaperNotFoundError or SourceError."""
        ...


class TextSource(Protocol):
    """Where a paper's text comes from."""

    async def find(self, paper: Paper) -> FullText:
        """Return the best text there is; the abstract at the least."""
        ...


class Summariser(Protocol):
    """What makes a summary out of a text; `maker` changes whenever its summaries would."""

    maker: str

    def summarise(self, paper: Paper, text: FullText, language: Language, now: datetime) -> Summary:
        """Return the summary for readers of a language. Raises SummaryError."""
        ...


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The parts of the day's work, put together by the composition root.

    `records` are asked in their order for a single paper; without `texts` every paper is read from its abstract.
    """

    store: Store
    source: DaySource
    records: tuple[PaperSource, ...]
    texts: TextSource | None
    summariser: Summariser
    clock: Callable[[], datetime]

    async def look(self, day: date) -> ListDay:
        """Look at a day's list once and keep what it holds, or why it could not be had."""
        try:
            found = await self.source.list_day(day)
        except SourceError as error:
            logger.warning("list.failed day=%s reason=%s", day, error)
            return self.store.days.record_failure(day, str(error), self.clock())
        with self.store.transaction():
            now = self.clock()
            self.store.papers.put(found.papers)
            known = self.store.days.record_look(day, [paper.key for paper in found.papers], found.rejected, now)
            if is_settled(known):
                self.store.days.mark_settled(day, now)
                known = self.store.days.get(day)
        logger.info("list.looked_at day=%s papers=%d rejected=%d", day, len(known.papers), len(known.rejected))
        for rejected in known.rejected:
            logger.info("list.unreadable day=%s record=%r reason=%s", day, rejected.record, rejected.reason)
        return known

    async def summarise_day(
        self, day: ListDay, languages: Sequence[Language], progress: Progress = lambda *_: None
    ) -> None:
        """Summarise each paper of a day that has no good summary yet; one paper's failure costs that paper alone."""
        papers = self.papers_of(day)
        for done, paper in enumerate(papers):
            progress(done, len(papers), paper.title)
            try:
                await self.summarise(paper, languages)
            except SummaryError as error:
                logger.warning("summary.failed paper=%s reason=%s", paper.key, error)
            except StorageError:
                raise
            except Exception:
                # A fault of ours, met in the text of one paper: it stays visibly without a summary.
                logger.exception("summary.fault paper=%s", paper.key)
        progress(len(papers), len(papers), "")

    async def summarise(
        self, paper: Paper, languages: Sequence[Language], *, at_stage: Callable[[Stage], None] = lambda _: None
    ) -> None:
        """Make and keep the summaries of one paper that are missing, or worse than what can be made now.

        Raises SummaryError.
        """
        missing = [language for language in languages if self._wants(self.store.summaries.find(paper.key, language))]
        if not missing:
            return
        at_stage(Stage.READING)
        text = await self.texts.find(paper) if self.texts else from_abstract(paper.abstract)
        at_stage(Stage.WRITING)
        # The built-in summariser quotes the paper, so one reading serves every language.
        summary = self.summariser.summarise(paper, text, missing[0], self.clock())
        with self.store.transaction():
            for language in missing:
                known = self.store.summaries.find(paper.key, language)
                if known is None or not _same_text(known, summary):
                    self.store.summaries.put(replace(summary, language=language))

    async def paper(self, key: PaperKey) -> Paper:
        """Return a paper from the store, or else from the first source that has it.

        Raises PaperNotFoundError if every source says there is none, SourceError if one could not be asked.
        """
        if (stored := self.store.papers.find(key)) is not None:
            return stored
        failure = SourceError(f"no source is set up to look for {key}")
        unasked: SourceError | None = None
        for source in self.records:
            try:
                found = await source.paper(key)
            except PaperNotFoundError as error:
                failure = error
            except SourceError as error:
                logger.info("paper.not_asked paper=%s reason=%s", key, error)
                unasked = error
            else:
                self.store.papers.put([found])
                return self.store.papers.get(key)
        raise unasked or failure

    def papers_of(self, day: ListDay) -> list[Paper]:
        """Return a day's papers in the order of its list."""
        stored = self.store.papers.all_of([listed.key for listed in day.papers])
        return [stored[listed.key] for listed in day.papers]

    def post(self, day: ListDay, language: Language) -> Post:
        """Put the post of a day together from what is stored."""
        papers = self.papers_of(day)
        summaries = self.store.summaries.all_of([paper.key for paper in papers], language)
        late = frozenset(listed.key for listed in day.papers if listed.late)
        return compose_post(day.day, papers, summaries, language, late)

    def _wants(self, known: Summary | None) -> bool:
        """Tell whether a summary should be made: there is none, it is from an abstract, or of an older maker."""
        if known is None:
            return True
        if known.method is not Method.BUILT_IN:
            return False
        return known.maker != self.summariser.maker or (known.basis is Basis.ABSTRACT and self.texts is not None)


def _same_text(one: Summary, other: Summary) -> bool:
    return (one.sections, one.basis, one.maker) == (other.sections, other.basis, other.maker)
