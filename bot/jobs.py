"""What the clock runs: look at the lists, read what is new, queue what is due. Each can be run once by hand.

The schedule lives in the database: a job asks what is due at this moment and does it, so a job that comes late, twice
or after a week does no harm.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.alerts import Alerts
from bot.fan_out import FanOut
from bot.paper_watches import PaperWatches
from bot.turns import long_write, next_size
from bot.weekly import queue_weeklies
from digest.days import is_settled
from digest.pipeline import Pipeline, Progress
from digest.retelling import retell_fallbacks
from digest.schedule import awaited_at, being_read, days_to_watch, due_again, look_at, loud_from
from digest.selection import CATCH_UP_DAYS
from storage.ledger import Queued
from storage.models import Language, ListDay
from storage.store import Store

logger = logging.getLogger(__name__)

DUE_PAGE = 60
"""Chats per transaction, at most: other work gets its turn on the loop in between."""


@dataclass(slots=True)
class Jobs:
    """The jobs on one store; `languages` are read by nobody in particular but must always be there."""

    store: Store
    pipeline: Pipeline
    languages: frozenset[Language]
    clock: Callable[[], datetime]
    alerts: Alerts = field(init=False)
    _tried: set[tuple[date, frozenset[Language], int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.alerts = Alerts(self.store, self.clock)

    async def look_at_lists(self, progress: Progress = lambda *_: None) -> None:
        """Look at every list that it is time for, and read the papers that nobody has read yet."""
        now = self.clock()
        stored = self._stored_days(now)
        for day in days_to_watch(self.store.days.first(), now):
            known = stored.get(day, ListDay(day))
            if (moment := look_at(known, now)) is not None and moment <= now:
                known = await self.pipeline.look(day)
            await self.read(known, progress)

    async def queue_all(self) -> Queued:
        """Queue all that is due: alerts first, for what a chat is told of at once does not come again in its digest."""
        return await self.queue_alerts() + await self.queue_due() + await self.queue_weeklies()

    async def queue_due(self) -> Queued:
        """Queue what every chat is owed whose moment has come, page by page, and set when it is due next."""
        now = self.clock()
        days = self._stored_days(now)
        ready = self._ready(days)
        awaited = awaited_at(days, ready, now)
        ready_days = [day for day in days.values() if day.day in ready]
        fan_out = FanOut(self.store, ready_days, now, being_read(days, ready))
        added, page, loop = Queued(), DUE_PAGE, asyncio.get_running_loop()
        with long_write(self.store) as pause:
            while chats := self.store.chats.due(now, page):
                begun = loop.time()
                # Who is late, after a downtime, is not woken up for it.
                loud_at = {chat.id: loud_from(chat, now) for chat in chats}
                loud = [chat for chat in chats if loud_at[chat.id] <= now]
                with self.store.transaction():
                    added += fan_out.queue_owed(loud)
                    self.store.chats.set_next_due(
                        [*loud_at.items(), *((chat.id, due_again(chat, awaited, now)) for chat in loud)]
                    )
                # A digest in an order of its own takes ten times as long as one that many have.
                page = next_size(len(chats), loop.time() - begun, DUE_PAGE)
                await pause()
        if added.messages:
            logger.info("digest.queued papers=%d messages=%d", added.papers, added.messages)
        return added

    async def queue_alerts(self) -> Queued:
        """Tell the chats that want to know at once of papers on their topics that were listed and read."""
        days = self._stored_days(self.clock()).values()
        return await self.alerts.queue_new(day for day in days if self._is_read(day))

    async def queue_weeklies(self) -> Queued:
        """Queue the papers of the week for the chats that get them now."""
        return await queue_weeklies(self.store, self.clock())

    async def look_at_watched(self) -> Queued:
        """Look at the papers that chats watch, where it is time, and tell of what is new."""
        if self.pipeline.news is None:
            return Queued()
        return await PaperWatches(self.store, self.pipeline.news, self.clock).look()

    async def read(self, day: ListDay, progress: Progress = lambda *_: None) -> None:
        """Summarise what has no summary yet; what cannot be summarised is tried once for each state of its list."""
        if self._is_read(day):
            return
        languages = self._languages()
        await self.pipeline.summarise_day(day, sorted(languages), progress)
        self._tried.add((day.day, languages, len(day.papers)))

    async def retell_fallbacks(self) -> int:
        """Tell anew what was told by a fallback and may be told better by now; return how many became better."""
        return await retell_fallbacks(self.pipeline, self._languages(), self.clock().date() - timedelta(CATCH_UP_DAYS))

    def _ready(self, days: dict[date, ListDay]) -> frozenset[date]:
        return frozenset(day.day for day in days.values() if is_settled(day) and self._is_read(day))

    def _is_read(self, day: ListDay) -> bool:
        languages = self._languages()
        if (day.day, languages, len(day.papers)) in self._tried:
            return True
        return not self.store.summaries.missing([listed.key for listed in day.papers], languages)

    def _languages(self) -> frozenset[Language]:
        return self.languages | self.store.chats.languages()

    def _stored_days(self, now: datetime) -> dict[date, ListDay]:
        return {day.day: day for day in self.store.days.since(now.date() - timedelta(days=CATCH_UP_DAYS))}
