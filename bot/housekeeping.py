"""Housekeeping: once a day what is old makes room, in small pieces, and the day that is over is told in one line."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from bot.turns import let_others_run, long_write
from digest.report import report_day
from storage.models import Language
from storage.store import Store

logger = logging.getLogger(__name__)

KEEP_MESSAGES = timedelta(days=30)
"""Long after the last day that is caught up, and the last message that anybody settles, edits or asks about."""
KEEP_ARRIVED = timedelta(days=7)
"""Telegram keeps updates for a day (core.telegram.org/bots/api#getting-updates); Slack gives up within hours."""
KEEP_WEEKLIES = timedelta(days=366)
"""So long the papers of a week can be claimed; it also keeps a week from coming twice, whatever a clock says."""

CLOSED_AFTER = timedelta(hours=18)
"""So long after the end of a UTC day, morning has come everywhere."""

FILLED_AT_ONCE = 10
"""So many papers are indexed before everybody else has a turn on the loop: some ten milliseconds."""


class Housekeeping:
    """The daily work on a store that nobody waits for; `language` is the one that every day is read in."""

    def __init__(self, store: Store, language: Language) -> None:
        self._store = store
        self._language = language
        self._tidied_at: datetime | None = None
        self._closed_on: date | None = None

    async def run(self, now: datetime) -> None:
        """Do what is due, once a day and after a start."""
        await self.fill_search()
        self.close_day(now)
        if self._tidied_at is None or now - self._tidied_at >= timedelta(days=1):
            self._tidied_at = now
            await self.thin(now)

    async def fill_search(self) -> None:
        """Index the papers that the search does not find yet, after an upgrade that has the index made anew."""
        if not (missing := self._store.search.missing()):
            return
        logger.info("search.filling papers=%d", missing)
        with long_write(self._store) as pause:
            while self._store.search.fill(FILLED_AT_ONCE):
                await pause()
        logger.info("search.filled papers=%d", missing)

    async def thin(self, now: datetime) -> int:
        """Remove what is older than it is kept; return how many messages went."""
        retention, before = self._store.retention, now - KEEP_MESSAGES
        dropped, rows, after_id = 0, 0, 0
        while given_up := retention.drop_waiting(before):
            dropped += given_up
            await let_others_run()
        while (page := retention.thin(before, after_id)).after_id is not None:
            rows, after_id = rows + page.rows, page.after_id
            await let_others_run()
        self._store.inbox.thin(now - KEEP_ARRIVED)
        self._store.weeklies.thin(now - KEEP_WEEKLIES)
        self._store.pauses.forget_past(now)
        retention.tidy()
        if rows or dropped:
            logger.info("store.thinned messages=%d dropped=%d", rows, dropped)
        return rows

    def close_day(self, now: datetime) -> None:
        """Tell in the log, once the day before has had its hours everywhere, what became of it."""
        day = (now - CLOSED_AFTER).date() - timedelta(days=1)
        if day == self._closed_on:
            return
        self._closed_on = day
        known = self._store.days.get(day)
        if known.checked_at is None and known.failed_at is None:
            # Nobody had looked yet: the bot is new.
            return
        status = report_day(self._store, known, self._language, now).sentence
        served = self._store.vitals.served(day)
        logger.info(
            "day.closed day=%s chats=%d papers=%d messages=%d waiting=%d refused=%d status=%r",
            day, served.chats, served.papers, served.messages, served.waiting, served.refused, status,
        )  # fmt: skip
