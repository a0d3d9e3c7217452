"""From a finished list day to rows in the outbox: what each chat is owed, in its language and its platform's form.

A page of chats is decided and queued in one transaction. Chats that stand alike (same days had, same papers had) share
one decision, and the messages of a selection are made once per language and form, however many chats get them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from digest.compose import compose_post
from digest.post import Post, PostPaper
from digest.selection import CATCH_UP_DAYS, Selection, candidates, select, select_day
from handlers.messages import head_messages, paper_messages
from storage.ledger import ChatDelivery, Queued
from storage.models import Chat, Language, ListDay, Message, PaperKey, Platform
from storage.store import Store

PAGE = 100
"""Chats per transaction: a page of a 15-message day takes about ten milliseconds of the loop."""


@dataclass(frozen=True, slots=True)
class _Form:
    """All that decides what a digest's messages look like."""

    selection: Selection
    language: Language
    platform: Platform


@dataclass(slots=True)
class FanOut:
    """Queues digests for pages of chats."""

    store: Store
    clock: Callable[[], datetime]
    _made: dict[_Form, tuple[Message, ...]] = field(default_factory=dict)

    def queue_owed(self, chats: Sequence[Chat], days: Sequence[ListDay]) -> Queued:
        """Queue everything that these chats are owed of these days, oldest day first; return what was added."""
        now = self.clock()
        ids = [chat.id for chat in chats]
        done = self.store.ledger.days_done(ids, now.date() - timedelta(days=CATCH_UP_DAYS))
        open_keys = {had: candidates(days, had) for had in set(done.values())}
        given = self.store.ledger.delivered(ids, sorted(frozenset().union(*open_keys.values())))

        @cache
        def decide(had: AbstractSet[date], papers: AbstractSet[PaperKey], subscribed_on: date) -> tuple[Selection, ...]:
            return select(days, subscribed_on=subscribed_on, done=had, delivered=papers, today=now.date())

        def owed(chat: Chat) -> tuple[Selection, ...]:
            return decide(done[chat.id], given[chat.id], (chat.created_at or now).date())

        return self._queue(chats, owed, now)

    def queue_day(self, chats: Sequence[Chat], day: ListDay) -> Queued:
        """Queue one settled day for these chats whatever they had before, but for the papers that they have."""
        keys = [listed.key for listed in day.papers]
        given = self.store.ledger.delivered([chat.id for chat in chats], keys)
        return self._queue(chats, lambda chat: select_day(day, given[chat.id]), self.clock())

    def _queue(self, chats: Sequence[Chat], choose: Callable[[Chat], Iterable[Selection]], now: datetime) -> Queued:
        groups: dict[_Form, list[Chat]] = {}
        for chat in chats:
            for selection in choose(chat):
                groups.setdefault(_Form(selection, chat.language, chat.address.platform), []).append(chat)
        added = Queued()
        with self.store.transaction():
            # A chat's rows go in the order of their ids: the oldest day first.
            for form in sorted(groups, key=lambda form: form.selection.day):
                added += self._queue_form(form, groups[form], now)
        return added

    def _queue_form(self, form: _Form, chats: Sequence[Chat], now: datetime) -> Queued:
        selection = form.selection
        messages = self._messages(form) if selection.keys else ()
        ids = [chat.id for chat in chats]
        added = self.store.ledger.queue(ids, selection.day.isoformat(), messages, selection.keys, now)
        dates = _local_dates(chats, now)
        self.store.ledger.record(
            ChatDelivery(chat.id, selection.day, dates[chat.zone], now, len(selection.keys), len(messages))
            for chat in chats
        )
        return added

    def _messages(self, form: _Form) -> tuple[Message, ...]:
        if form not in self._made:
            post = compose_selection(self.store, form.selection, form.language)
            self._made[form] = digest_messages(post, form.language, form.platform)
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


def _local_dates(chats: Sequence[Chat], now: datetime) -> Mapping[str, date]:
    return {zone: now.astimezone(ZoneInfo(zone)).date() for zone in {chat.zone for chat in chats}}
