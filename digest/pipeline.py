"""The day's work as one readable sequence: list → text → summary; it calls the parts and decides nothing itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from typing import Protocol
from weakref import WeakValueDictionary

from digest.alarms import Alarm, log_alarm
from digest.compose import compose_post
from digest.days import is_settled
from digest.errors import PaperNotFoundError, SourceError, SummaryError
from digest.fulltext import from_abstract
from digest.hugging_face import DayList
from digest.ladder import is_fallback, replaces
from digest.paper_news import PaperNews
from digest.post import Post
from digest.side_by_side import run_all
from digest.summariser import Summariser
from digest.text import FullText, Origin
from digest.turns import Rank
from storage.errors import StorageError
from storage.models import Language, ListDay, Paper, PaperKey, Summary
from storage.store import Store

logger = logging.getLogger(__name__)


class Stage(Enum):
    """What the work on one paper has come to."""

    READING = auto()
    WRITING = auto()


Progress = Callable[[int, int, str], None]
"""Called with how many papers are done, of how many, and the title of the one that was done last."""


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


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The parts of the day's work, put together by the composition root.

    `records` are asked in their order for a single paper; without `texts` every paper is read from its abstract, and
    without `news` nobody looks after the papers that are watched.
    """

    store: Store
    source: DaySource
    records: tuple[PaperSource, ...]
    texts: TextSource | None
    summariser: Summariser
    clock: Callable[[], datetime]
    alarm: Alarm = log_alarm
    news: PaperNews | None = None
    _turns: WeakValueDictionary[PaperKey, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _text_turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, day: date) -> ListDay:
        """Look at a day's list once and keep what it held at this moment, or why it could not be had.

        An answer that comes late (a slow site, a machine that slept meanwhile) says nothing of the time since.
        """
        asked_at = self.clock()
        try:
            found = await self.source.list_day(day)
        except SourceError as error:
            logger.warning("list.failed day=%s reason=%s", day, error)
            return self.store.days.record_failure(day, str(error), self.clock())
        with self.store.transaction():
            self.store.papers.put(found.papers)
            known = self.store.days.record_look(day, [paper.key for paper in found.papers], found.rejected, asked_at)
            if is_settled(known):
                self.store.days.mark_settled(day, asked_at)
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
        done = 0
        progress(done, len(papers), "")

        async def work_on(paper: Paper) -> None:
            nonlocal done
            try:
                await self.summarise(paper, languages, Rank.DAY)
            except SummaryError as error:
                logger.warning("summary.failed paper=%s reason=%s", paper.key, error)
            except StorageError:
                raise
            except Exception:
                # A fault of ours, met in the text of one paper: it stays visibly without a summary.
                logger.exception("summary.fault paper=%s", paper.key)
            done += 1
            progress(done, len(papers), paper.title)

        await run_all(map(work_on, papers))

    async def summarise(
        self,
        paper: Paper,
        languages: Sequence[Language],
        rank: Rank = Rank.SOMEBODY_WAITS,
        *,
        at_stage: Callable[[Stage], None] = lambda _: None,
    ) -> None:
        """Make and keep the summaries of one paper that are missing, or worse than what can be made now.

        Whoever asks for a paper that is being read waits for that reading and takes what comes of it. `at_stage` is
        told once the work begins, and once there is a text to work on.
        Raises SummaryError if one could not be made.
        """
        before = {language: self.store.summaries.find(paper.key, language) for language in languages}
        async with self._turns.setdefault(paper.key, asyncio.Lock()):
            missing = [language for language in languages if self._is_missing(paper.key, language, before[language])]
            if not missing:
                return
            at_stage(Stage.READING)

            async def find() -> FullText:
                text = await self._find(paper, rank)
                at_stage(Stage.WRITING)
                return text

            await self.summariser.summarise(paper, missing, find, self._keep, rank)

    def wants(self, known: Summary | None) -> bool:
        """Tell whether a summary is missing, or worse than what can be made now."""
        return self.summariser.wants(known, full_texts=self.texts is not None)

    def report(self, key: PaperKey, language: Language) -> bool:
        """Take a summary that a reader reported out of sight and tell the operator; False if there is none.

        The paper is read anew the next time that it is summarised, and the same text does not come back.
        """
        with self.store.transaction():
            hidden = self.store.summaries.hide(key, language, self.clock())
            if hidden is None:
                return False
            self.store.readings.drop(key)
            self.store.edits.queue(key, language, self.clock())
        self.alarm(
            f"report:{key}:{language}",
            f"a reader reported the summary of {key} in {language}, made by {hidden.maker} on "
            f"{hidden.made_at:%Y-%m-%d}; it is hidden and will be made anew",
        )
        return True

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

    def _is_missing(self, key: PaperKey, language: Language, before: Summary | None) -> bool:
        """Tell whether to make a summary: not one that was made while its reader waited for a turn."""
        known = self.store.summaries.find(key, language)
        return known in (None, before) and self.wants(known)

    async def _find(self, paper: Paper, rank: Rank) -> FullText:
        """Find a paper's text; those of a day one after the other, so that a site which fails is noticed at once."""
        if self.texts is None:
            return from_abstract(paper.abstract)
        if rank is Rank.SOMEBODY_WAITS:
            text = await self.texts.find(paper)
            if text.origin is Origin.ARXIV_HTML or not await self._is_withdrawn(paper):
                return text
            return from_abstract(self.store.papers.get(paper.key).abstract)
        async with self._text_turn:
            return await self.texts.find(paper)

    async def _is_withdrawn(self, paper: Paper) -> bool:
        """Ask arXiv for its record of a paper that only Hugging Face has told of; without an answer it is not.

        A withdrawn paper has no page there (info.arxiv.org/help/withdraw.html), so most need not be asked about.
        """
        if paper.version is not None or self.news is None:
            return paper.withdrawn
        try:
            looked = await self.news.look([paper.key], ())
        except SourceError as error:
            logger.info("paper.not_asked paper=%s reason=%s", paper.key, error)
            return False
        self.store.papers.put(looked.papers)
        return any(record.withdrawn for record in looked.papers)

    def _keep(self, summary: Summary) -> None:
        """Keep a summary unless a better one stands, and have delivered messages that it betters edited."""
        key, language, now = summary.key, summary.language, self.clock()
        with self.store.transaction():
            known = self.store.summaries.find(key, language)
            if not replaces(summary, known):
                return
            self.store.summaries.put(summary)
            outdated = is_fallback(known) if known else bool(self.store.summaries.hidden(key, language))
            if outdated:
                self.store.edits.queue(key, language, now)
