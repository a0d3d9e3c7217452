"""Alerts: a listed paper on a topic that is told of at once goes out as soon as it was read, once per chat for ever."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.turns import let_others_run
from digest.compose import compose_paper
from digest.schedule import is_away, loud_from
from digest.topic_index import TopicIndex
from digest.topic_matches import Told, told_of
from handlers.alert_messages import alert_messages
from storage.ledger import Body, Queued
from storage.models import Alert, Chat, ChatTopic, Language, ListDay, Paper, PaperKey, Platform, Priority
from storage.store import Store

logger = logging.getLogger(__name__)

FRESH = timedelta(days=2)
"""What was listed longer ago is no news: it comes with the digest that catches up."""
PAGE = 60


@dataclass(slots=True)
class Alerts:
    """Queues alerts from a store; nothing is lost with it, for the database knows what was told."""

    store: Store
    clock: Callable[[], datetime]
    _seen: frozenset[PaperKey] = field(default=frozenset())

    async def queue_new(self, days: Iterable[ListDay]) -> Queued:
        """Queue an alert for every chat that has a topic to be told of at once, on papers new on these days.

        The days' papers must have been read. A paper that was listed before the topic was added is no news to it.
        """
        now = self.clock()
        listed = {
            paper.key: paper.first_seen_at
            for day in days
            for paper in day.papers
            if now - FRESH <= paper.first_seen_at <= now
        }
        if listed.keys() <= self._seen:
            return Queued()
        added = await self._queue(_Round(self.store, listed, now))
        self._seen = frozenset(listed)
        if added.messages:
            logger.info("alerts.queued papers=%d messages=%d", added.papers, added.messages)
        return added

    async def _queue(self, fresh: _Round) -> Queued:
        added, after = Queued(), 0
        while chat_ids := self.store.topics.chats_with(Alert.NOW, after, PAGE):
            with self.store.transaction():
                added += fresh.queue(chat_ids)
            after = chat_ids[-1]
            await let_others_run()
        return added


class _Round:
    """One pass over the chats for the same new papers; each message is made and stored once."""

    def __init__(self, store: Store, listed: Mapping[PaperKey, datetime], now: datetime) -> None:
        self._store = store
        self._listed = listed
        self._now = now
        keys = sorted(listed)
        self._papers: Mapping[PaperKey, Paper] = store.papers.all_of(keys)
        self._index = TopicIndex(self._papers.values(), store.search.documents(keys))
        self._bodies: dict[object, tuple[Body, ...]] = {}

    def queue(self, chat_ids: Sequence[int]) -> Queued:
        """Queue what is new to these chats."""
        topics = self._store.topics.of_chats(chat_ids, Alert.NOW)
        known = self._store.topics.told(chat_ids, self._listed)
        given = self._store.ledger.delivered(chat_ids, sorted(self._listed))
        added = Queued()
        for chat in self._store.chats.of_ids(chat_ids):
            if not is_away(chat, self._now):
                added += self._queue_chat(chat, topics[chat.id], known[chat.id] | given[chat.id])
        return added

    def _queue_chat(self, chat: Chat, topics: Collection[ChatTopic], known: Collection[PaperKey]) -> Queued:
        news = told_of(self._index, topics, self._listed)
        due_at, added = loud_from(chat, self._now), Queued()
        told = {key: of for key, of in news.items() if key not in known}
        for key, of in told.items():
            added += self._store.ledger.queue(
                [chat.id],
                f"alert:{key}",
                self._bodies_of(key, of, chat.language, chat.address.platform, chat.pictures),
                () if of.again else (key,),
                due_at,
                Priority.ALERT,
            )
        self._store.topics.record(chat.id, {key: of.words for key, of in told.items()}, self._now)
        return added

    def _bodies_of(
        self, key: PaperKey, told: Told, language: Language, platform: Platform, pictures: bool
    ) -> tuple[Body, ...]:
        seen = (key, told, language, platform, pictures)
        if seen not in self._bodies:
            summary = self._store.summaries.find(key, language)
            paper = compose_paper(self._papers[key], summary, language)
            # What comes again with the digest may not stand in the way of its message there.
            subject = f"alert:{key}" if told.again else f"paper:{key}"
            made = alert_messages(paper, told.words, language, platform, subject=subject, pictures=pictures)
            self._bodies[seen] = self._store.ledger.keep(made)
        return self._bodies[seen]
