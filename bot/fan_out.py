"""From a finished list day to rows in the outbox: what each chat is owed, in its language and its platform's form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from digest.compose import compose_post
from digest.post import Post, PostPaper
from digest.selection import Selection, select
from handlers.messages import head_messages, paper_messages
from storage.models import Chat, Language, ListDay, Message, Platform
from storage.outbox import Queued
from storage.store import Store


@dataclass(slots=True)
class FanOut:
    """Queues digests; messages are made once per selection, language and platform, however many chats get them."""

    store: Store
    clock: Callable[[], datetime]
    _made: dict[tuple[Selection, Language, Platform], tuple[Message, ...]] = field(default_factory=dict)

    def queue(self, chat: Chat, days: Iterable[ListDay]) -> Queued:
        """Queue everything that a chat is owed of these days, all or nothing a day; return what was added."""
        known = tuple(days)
        now = self.clock()
        keys = [listed.key for day in known for listed in day.papers]
        chosen = select(
            known,
            subscribed_at=chat.created_at or now,
            done=self.store.outbox.days_done(chat.id),
            delivered=self.store.outbox.delivered(chat.id, keys),
            today=now.date(),
        )
        added = Queued(0, 0)
        for selection in chosen:
            queued = self._queue_day(chat, selection, now)
            added = Queued(added.papers + queued.papers, added.messages + queued.messages)
        return added

    def _queue_day(self, chat: Chat, selection: Selection, now: datetime) -> Queued:
        local_date = now.astimezone(ZoneInfo(chat.zone)).date()
        with self.store.transaction():
            queued = (
                self.store.outbox.queue(
                    chat, selection.day.isoformat(), self._messages(chat, selection), selection.keys, now
                )
                if selection.keys
                else Queued(0, 0)
            )
            outcome = "queued" if queued.messages else "nothing new"
            self.store.outbox.record_delivery(chat.id, selection.day, local_date, queued, outcome, now)
        return queued

    def _messages(self, chat: Chat, selection: Selection) -> tuple[Message, ...]:
        form = (selection, chat.language, chat.address.platform)
        if form not in self._made:
            post = compose_selection(self.store, selection, chat.language)
            self._made[form] = digest_messages(post, chat.language, chat.address.platform)
        return self._made[form]


def compose_selection(store: Store, selection: Selection, language: Language) -> Post:
    """Put the post of one selection together from what is stored."""
    papers = store.papers.all_of(selection.keys)
    summaries = store.summaries.all_of(selection.keys, language)
    ordered = [papers[key] for key in selection.keys]
    return compose_post(selection.day, ordered, summaries, language, selection.late)


def digest_messages(post: Post, language: Language, platform: Platform) -> tuple[Message, ...]:
    """Make the head and every paper's messages of a post."""

    def of_paper(paper: PostPaper) -> tuple[Message, ...]:
        return paper_messages(paper, len(post.papers), language, platform)

    return (
        *head_messages(post, language, platform),
        *(part for paper in post.papers for part in of_paper(paper)),
    )
