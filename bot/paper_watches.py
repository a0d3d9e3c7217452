"""Watched papers: once a day each is looked at, and what is new is told to every chat that watches it, once.

What a chat knows of a paper is in the row of its watch, and changes in the transaction that queues the message: after a
crash, or beside a second process, the same news is no news any more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.turns import let_others_run
from digest.arxiv import BATCH
from digest.errors import SourceError
from digest.paper_news import Looked, PaperEvent, PaperNews, brought_up_to_date, news_of
from digest.schedule import is_away, loud_from
from handlers.watch_messages import news_messages
from storage.ledger import Queued
from storage.models import Chat, Paper, PaperKey, Priority
from storage.store import Store
from storage.watches import PaperWatch

logger = logging.getLogger(__name__)

LOOK_EVERY = timedelta(days=1)
"""arXiv's records change once a day (arXiv API user's manual)."""
ASK_AGAIN = timedelta(hours=1)
"""After a site could not be asked."""
BATCHES = 5
"""Requests to arXiv of one run: others wait for the same turn."""
PAGE = 60


@dataclass(slots=True)
class PaperWatches:
    """Looks after the papers that chats watch."""

    store: Store
    news: PaperNews
    clock: Callable[[], datetime]

    async def look(self) -> Queued:
        """Look at the papers whose turn it is, in a few batches, and queue what is new; say which watches are over.

        Where arXiv cannot be asked nothing is told, and the same papers are asked about later.
        """
        added = self._end_old()
        for _ in range(BATCHES):
            if not (keys := self.store.watches.due(self.clock(), BATCH)):
                break
            stored = self.store.papers.all_of(keys)
            without_code = {key for key, paper in stored.items() if not paper.code_url}
            try:
                looked = await self.news.look(keys, without_code)
            except SourceError as error:
                logger.warning("watches.not_looked papers=%d reason=%s", len(keys), error)
                self.store.watches.look_again(keys, self.clock() + ASK_AGAIN)
                break
            added += self._tell(keys, looked)
            await let_others_run()
        if added.messages:
            logger.info("watches.told messages=%d", added.messages)
        return added

    def _tell(self, keys: tuple[PaperKey, ...], looked: Looked) -> Queued:
        """Keep what was seen of papers and queue what their watchers do not know, all or nothing."""
        now, added = self.clock(), Queued()
        with self.store.transaction():
            papers = self._kept(looked)
            watches = self.store.watches.of_papers(keys)
            chats = self._chats(watches)
            for watch in watches:
                # Who is away is told after it: what they know stays as it is until then.
                if (paper := papers.get(watch.key)) and not is_away(chat := chats[watch.chat_id], now):
                    added += self._tell_chat(chat, watch, paper, now)
            asked = [key for key in keys if key not in looked.unasked]
            self.store.watches.look_again(asked, now + LOOK_EVERY)
            self.store.watches.look_again(sorted(looked.unasked), now + ASK_AGAIN)
        return added

    def _kept(self, looked: Looked) -> Mapping[PaperKey, Paper]:
        """Keep the records that say anything new, and return all as they are known now."""
        known = self.store.papers.all_of([paper.key for paper in looked.papers])
        self.store.papers.put(paper for paper in looked.papers if _says_more(paper, known.get(paper.key)))
        return self.store.papers.all_of([paper.key for paper in looked.papers])

    def _tell_chat(self, chat: Chat, watch: PaperWatch, paper: Paper, now: datetime) -> Queued:
        added = Queued()
        for event in news_of(watch, paper):
            added += self._queue(chat, event, paper, now)
            if event is PaperEvent.WITHDRAWN:
                self.store.watches.remove(chat.id, paper.key)
                return added
        if (known := brought_up_to_date(watch, paper)) != watch:
            self.store.watches.put(known)
        return added

    def _end_old(self) -> Queued:
        """End the watches whose time is over, and say so; to who is away once they are back.

        A message that waits in the outbox holds all that its chat gets, so it must not wait there for an absence.
        """
        now, added = self.clock(), Queued()
        with self.store.transaction():
            over = self.store.watches.over(now, PAGE)
            chats, papers = self._chats(over), self.store.papers.all_of([watch.key for watch in over])
            for watch in over:
                if is_away(chat := chats[watch.chat_id], now):
                    self.store.watches.end_later(chat.id, watch.key, now + LOOK_EVERY)
                else:
                    added += self._queue(chat, PaperEvent.ENDED, papers[watch.key], now)
                    self.store.watches.remove(chat.id, watch.key)
        return added

    def _queue(self, chat: Chat, event: PaperEvent, paper: Paper, now: datetime) -> Queued:
        messages = news_messages(event, paper, chat.language, chat.address.platform)
        bodies = self.store.ledger.keep(messages)
        return self.store.ledger.queue([chat.id], messages[0].subject, bodies, (), loud_from(chat, now), Priority.ALERT)

    def _chats(self, watches: tuple[PaperWatch, ...]) -> Mapping[int, Chat]:
        return {chat.id: chat for chat in self.store.chats.of_ids(sorted({watch.chat_id for watch in watches}))}


def _says_more(paper: Paper, known: Paper | None) -> bool:
    """Tell whether a record holds what the stored one does not: not worth a change of the index every day if not."""
    if known is None or (paper.code_url and paper.code_url != known.code_url):
        return True
    return (paper.version, paper.withdrawn, paper.comment) != (known.version, known.withdrawn, known.comment)
