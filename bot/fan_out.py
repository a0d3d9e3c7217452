"""From finished list days to rows in the outbox: what each chat is owed, in its language, style and platform's form.

A page of chats is decided and queued in one transaction. Chats that stand alike (same days had, same papers had) share
one decision, and a message is made and stored once for all chats that get the same, however many they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from digest.compose import compose_post
from digest.post import Post, PostPaper
from digest.selection import CATCH_UP_DAYS, Selection, arrange, candidates, catch_up, select, select_day
from digest.taste import NO_TASTE, Taste
from digest.tastes import Tastes
from digest.topic_index import TopicIndex
from digest.topic_matches import readable_topics, told_of
from handlers.alert_messages import bundle_messages
from handlers.messages import head_messages, paper_messages
from handlers.styles import usual_style
from storage.ledger import Body, ChatDelivery, Parcel, Queued
from storage.models import Alert, Chat, ChatTopic, Language, ListDay, Paper, PaperKey, Platform, Style, Summary
from storage.store import Store

Matches = tuple[tuple[PaperKey, tuple[str, ...]], ...]
"""Papers that match a chat's topics, each with the words by which it does."""


@dataclass(frozen=True, slots=True)
class _Form:
    """All that decides what a digest's messages look like."""

    selection: Selection
    language: Language
    platform: Platform
    style: Style
    pictures: bool
    matches: Matches
    bundle: bool = False
    """One message with the papers of topics that are told of so; the digest holds the others."""


class FanOut:
    """Queues digests of some list days for pages of chats, as things stand at one moment.

    `being_read` are settled days with papers that cannot be given yet.
    """

    def __init__(
        self, store: Store, days: Iterable[ListDay], now: datetime, being_read: AbstractSet[date] = frozenset()
    ) -> None:
        self._store = store
        self._days = tuple(days)
        self._now = now
        self._being_read = being_read
        self._bodies: dict[_Form, tuple[Body, ...]] = {}
        self._paper_bodies: dict[object, tuple[Body, ...]] = {}
        self._told: dict[Language, Mapping[PaperKey, Summary]] = {}
        self._arranged: dict[Selection, Selection] = {}

    def queue_owed(self, chats: Sequence[Chat]) -> Queued:
        """Queue everything that these chats are owed, oldest day first; return what was added."""
        ids = [chat.id for chat in chats]
        done = self._store.ledger.days_done(ids, self._now.date() - timedelta(days=CATCH_UP_DAYS))
        open_keys = {had: candidates(self._days, had) for had in set(done.values())}
        given = self._store.ledger.delivered(ids, sorted(frozenset().union(*open_keys.values())))

        @cache
        def decide(had: AbstractSet[date], papers: AbstractSet[PaperKey], subscribed_on: date) -> tuple[Selection, ...]:
            return select(
                self._days,
                subscribed_on=subscribed_on,
                done=had,
                delivered=papers,
                today=self._now.date(),
                being_read=self._being_read,
            )

        def owed(chat: Chat) -> tuple[Selection, ...]:
            selections = decide(done[chat.id], given[chat.id], (chat.created_at or self._now).date())
            return catch_up(selections, chat.away_until)

        return self._queue(chats, owed)

    def queue_day(self, chats: Sequence[Chat], day: ListDay) -> Queued:
        """Queue one settled day for these chats whatever they had before, but for the papers that they have.

        The head of a chat that has had the day stands already, and its bundle too: what it lacks comes under that
        head, paper by paper, whatever the style.
        """
        ids = [chat.id for chat in chats]
        given = self._store.ledger.delivered(ids, [listed.key for listed in day.papers])
        done = self._store.ledger.days_done(ids, day.day)
        had = frozenset(chat_id for chat_id, days in done.items() if day.day in days)
        singly = [
            replace(chat, style=usual_style(chat.address.platform))
            if chat.id in had and chat.style is Style.COMPACT
            else chat
            for chat in chats
        ]
        return self._queue(singly, lambda chat: select_day(day, given[chat.id]), had)

    def _queue(
        self,
        chats: Sequence[Chat],
        choose: Callable[[Chat], Iterable[Selection]],
        unbundled: AbstractSet[int] = frozenset(),
    ) -> Queued:
        groups: dict[_Form, list[Chat]] = {}
        bundling = [chat.id for chat in chats if chat.topics and chat.id not in unbundled]
        topics = self._store.topics.of_chats(bundling, Alert.BUNDLE)
        opinions = self._store.marks.opinions((chat.address for chat in chats), self._now)
        for chat in chats:
            matches = self._matches(chat)
            selections, taste = tuple(choose(chat)), NO_TASTE
            if chat.address in opinions:
                keys = {key for selection in selections for key in selection.keys}
                taste = self._tastes.of(opinions[chat.address], keys)
            for selection in selections:
                for form in self._forms(chat, selection, matches, taste, topics.get(chat.id, ())):
                    groups.setdefault(form, []).append(chat)
        # A chat's rows go in the order of their ids: the oldest day first, and what it asked for before the rest.
        ordered = sorted(groups.items(), key=lambda group: (group[0].selection.day, not group[0].bundle))
        parcels: list[Parcel] = []
        done: list[ChatDelivery] = []
        with self._store.transaction():
            for form, members in ordered:
                bodies = self._bodies_of(form)
                parcels.append(self._parcel(form, members, bodies))
                done += self._done(form, members, len(bodies))
            self._store.ledger.record(done)
            return self._store.ledger.queue_all(parcels, self._now)

    def _forms(
        self,
        chat: Chat,
        selection: Selection,
        matches: Mapping[PaperKey, tuple[str, ...]],
        taste: Taste,
        topics: Collection[ChatTopic],
    ) -> Iterator[_Form]:
        """Yield the bundle of a chat's topics that want one, and its digest without what stands in that alone."""
        told = told_of(self._index, topics) if topics else {}
        bundled = tuple(key for key in selection.keys if key in told)
        if bundled:
            words = tuple((key, told[key].words) for key in bundled)
            held = replace(selection, keys=bundled)
            yield _Form(held, chat.language, chat.address.platform, Style.COMPACT, False, words, bundle=True)
            once = {key for key in bundled if not told[key].again}
            selection = replace(selection, keys=tuple(key for key in selection.keys if key not in once))
        yield self._form(chat, selection, matches, taste)

    def _form(
        self, chat: Chat, selection: Selection, matches: Mapping[PaperKey, tuple[str, ...]], taste: Taste
    ) -> _Form:
        arranged = self._arrange(selection, matches, taste, only_matching=chat.style is Style.TOPICS)
        said = tuple((key, matches[key]) for key in arranged.keys if key in matches)
        # What was missed is told in one list, whatever the style.
        style = Style.COMPACT if arranged.missed else chat.style
        return _Form(arranged, chat.language, chat.address.platform, style, chat.pictures, said)

    def _arrange(
        self,
        selection: Selection,
        matches: Mapping[PaperKey, tuple[str, ...]],
        taste: Taste,
        *,
        only_matching: bool,
    ) -> Selection:
        """Put a selection into the order of a chat; for the many without topics and likes it is made once."""
        if matches or taste is not NO_TASTE or only_matching:
            return arrange(selection, self._votes, matches.keys(), taste, only_matching=only_matching)
        if selection not in self._arranged:
            self._arranged[selection] = arrange(selection, self._votes, frozenset())
        return self._arranged[selection]

    def _parcel(self, form: _Form, chats: Sequence[Chat], bodies: Sequence[Body]) -> Parcel:
        day = form.selection.day
        delivery = f"bundle:{day}" if form.bundle else day.isoformat()
        return Parcel([chat.id for chat in chats], delivery, bodies, form.selection.keys)

    def _done(self, form: _Form, chats: Sequence[Chat], messages: int) -> Iterator[ChatDelivery]:
        """Yield what becomes of list days; a bundle is no digest."""
        if form.bundle:
            return
        selection = form.selection
        dates = {zone: self._now.astimezone(ZoneInfo(zone)).date() for zone in {chat.zone for chat in chats}}
        counts = dict.fromkeys(selection.missed, (0, 0)) | {selection.day: (len(selection.keys), messages)}
        for chat in chats:
            for day, (papers, count) in counts.items():
                yield ChatDelivery(chat.id, day, dates[chat.zone], self._now, papers, count)

    def _matches(self, chat: Chat) -> Mapping[PaperKey, tuple[str, ...]]:
        return self._index.matches(readable_topics(chat.topics)) if chat.topics else {}

    @cached_property
    def _keys(self) -> list[PaperKey]:
        return list(dict.fromkeys(listed.key for day in self._days for listed in day.papers))

    @cached_property
    def _papers(self) -> Mapping[PaperKey, Paper]:
        return self._store.papers.all_of(self._keys)

    @cached_property
    def _votes(self) -> Mapping[PaperKey, int]:
        return {key: paper.upvotes for key, paper in self._papers.items()}

    @cached_property
    def _tastes(self) -> Tastes:
        return Tastes(self._store, self._papers)

    @cached_property
    def _index(self) -> TopicIndex:
        return TopicIndex(self._papers.values(), self._store.search.documents(self._keys))

    def _bodies_of(self, form: _Form) -> tuple[Body, ...]:
        if not form.selection.keys:
            return ()
        bodies = self._bodies.get(form)
        if bodies is None:
            bodies = self._bodies[form] = self._made(form)
        return bodies

    def _made(self, form: _Form) -> tuple[Body, ...]:
        """Make the messages of a form; most of a chat's papers have the same messages for others."""
        post = self._post(form)
        if form.bundle:
            return self._store.ledger.keep(bundle_messages(post, dict(form.matches), form.language, form.platform))
        days = 1 + len(form.selection.missed)
        head = head_messages(post, form.language, form.platform, dict(form.matches), style=form.style, days=days)
        bodies = self._store.ledger.keep(head)
        if form.style is Style.COMPACT:
            return bodies
        total = len(post.papers)
        return (*bodies, *(body for paper in post.papers for body in self._paper(form, paper, total)))

    def _paper(self, form: _Form, paper: PostPaper, total: int) -> tuple[Body, ...]:
        seen = (paper.key, paper.position, paper.late, total, form.language, form.platform, form.style, form.pictures)
        if seen not in self._paper_bodies:
            made = paper_messages(paper, total, form.language, form.platform, style=form.style, pictures=form.pictures)
            self._paper_bodies[seen] = self._store.ledger.keep(made)
        return self._paper_bodies[seen]

    def _post(self, form: _Form) -> Post:
        if form.language not in self._told:
            self._told[form.language] = self._store.summaries.all_of(self._keys, form.language)
        selection = form.selection
        papers = [self._papers[key] for key in selection.keys]
        return compose_post(selection.day, papers, self._told[form.language], form.language, selection.late)
