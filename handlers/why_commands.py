"""Why a paper reached a chat, or why it did not: said by the rules that the digest itself follows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from digest.days import is_settled
from digest.schedule import is_away
from digest.selection import CATCH_UP_DAYS, candidates, select
from digest.tastes import tastes_around
from digest.texts import say_date
from digest.topic_index import TopicIndex
from digest.topic_matches import told_of
from handlers.chat_words import say_moment, say_next_digest
from handlers.command_text import spans_of
from handlers.errors import CommandError
from handlers.layout import Line
from handlers.markup import clip
from handlers.paper_layout import TITLE_CHARS, one_line
from handlers.paper_view import matches_of, read_keys
from handlers.preferences import shown
from handlers.requests import Place, Reply
from handlers.turn import Turn
from storage.models import Chat, DeliveryState, ListDay, PaperKey, Style


async def explain_paper(turn: Turn) -> AsyncIterator[Reply]:
    """Say why a paper reached this chat, or why it did not."""
    if not turn.words:
        raise CommandError("which-paper", command=turn.spoken("why", "2509.03867"))
    key = read_keys(turn.words)[0]
    chat = turn.subscribed()
    paper = turn.desk.store.papers.find(key)
    title = clip(one_line(paper.title), TITLE_CHARS) if paper else key
    lines = [Line(spans_of(text)) for text in _reasons(turn, chat, key)]
    yield turn.screen(title, lines, place=Place.NEW)


def _reasons(turn: Turn, chat: Chat, key: PaperKey) -> Sequence[str]:
    store = turn.desk.store
    days = store.days.of_paper(key)
    said = [turn.say("why-listed", date=say_date(turn.language, day.day)) for day in days]
    if (told := store.topics.words_told(chat.id, key)) is not None:
        words, told_at = told
        moment = say_moment(turn.language, told_at, turn.zone, turn.now)
        said.append(turn.say("why-alerted", moment=moment, words=shown(", ".join(words))))
    said += _topics(turn, chat, key)
    delivery = store.ledger.delivery_of(chat.id, key)
    if days:
        said += _taste(turn, chat, key, delivery, days[-1].day)
    if delivery is None:
        return [*said, _not_delivered(turn, chat, days[-1], key) if days else turn.say("why-not-listed")]
    if told is not None and delivery.startswith("alert:"):
        return said
    return [*said, _delivered(turn, chat, key, delivery)]


def _topics(turn: Turn, chat: Chat, key: PaperKey) -> Sequence[str]:
    """Say which topics of the chat a paper matches as things stand now, by which words, and when each is told of."""
    store = turn.desk.store
    papers = store.papers.all_of([key]).values()
    topics = store.topics.of_chats([chat.id]).get(chat.id, ())
    if not papers or not topics:
        return ()
    index = TopicIndex(papers, store.search.documents([key]))
    said = [
        turn.say(
            "why-matches",
            topic=shown(topic.query),
            mode=turn.say(f"alert-{topic.alert}"),
            words=shown(", ".join(told.words)),
        )
        for topic in topics
        for told in told_of(index, [topic]).values()
    ]
    return said or [turn.say("why-no-match")]


def _taste(turn: Turn, chat: Chat, key: PaperKey, delivery: str | None, listed_on: date) -> Sequence[str]:
    """Say how the chat's taste moves the paper in a digest: that which brought it, by the likes of then, or the next.

    What came by itself or in a bundle, or is too old to come, has no place in any.
    """
    store, day, made_at = turn.desk.store, listed_on, turn.now
    if delivery is not None:
        given_on = None if delivery.startswith("bundle:") else _day_of(delivery)
        made = store.ledger.queued_at(chat.id, given_on.isoformat()) if given_on else None
        if given_on is None or made is None:
            return ()
        day, made_at = given_on, made
    elif turn.now.date() - listed_on > timedelta(days=CATCH_UP_DAYS):
        return ()
    opinions = store.marks.opinions([chat.address], made_at).get(chat.address, ())
    reason = tastes_around(store, day).reason(opinions, key) if opinions else None
    if reason is None:
        return ()
    if reason.is_like is None:
        return [turn.say("why-liked", words=shown(", ".join(reason.words)))]
    if reason.is_like == key:
        return [turn.say("why-dismissed")]
    if matches_of(turn, chat, [key]):
        # What is on a topic of the chat stays where that puts it.
        return ()
    return [turn.say("why-sunk", title=shown(one_line(store.papers.get(reason.is_like).title)))]


def _delivered(turn: Turn, chat: Chat, key: PaperKey, delivery: str) -> str:
    """Say how the message stands that carried a paper: its own, that of a bundle, or the head of a compact digest."""
    day = _day_of(delivery)
    if day is None:
        return turn.say("why-given", date=turn.say("earlier"))
    date_text, outbox = say_date(turn.language, day), turn.desk.store.outbox
    carriers = [delivery] if delivery.startswith("bundle:") else [f"paper:{key}", f"head:{day}"]
    found = next(filter(None, (outbox.about(chat.id, subject) for subject in carriers)), None)
    state, sent_at = found or (None, None)
    if state is DeliveryState.SENT and sent_at:
        return turn.say("why-sent", date=date_text, moment=say_moment(turn.language, sent_at, turn.zone, turn.now))
    if state in (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN):
        return turn.say("why-on-its-way", date=date_text)
    if state in (DeliveryState.FAILED, DeliveryState.DROPPED):
        return turn.say("why-failed", date=date_text)
    return turn.say("why-given", date=date_text)


def _day_of(delivery: str) -> date | None:
    """Return the list day of a delivery; what came with an import has none, it was given before this database began."""
    try:
        return date.fromisoformat(delivery.removeprefix("bundle:"))
    except ValueError:
        return None


def _not_delivered(turn: Turn, chat: Chat, day: ListDay, key: PaperKey) -> str:
    if chat.paused_because:
        return turn.say("why-paused", command=turn.spoken("start"))
    next_digest = say_next_digest(turn.language, chat, turn.now)
    if not is_settled(day):
        return turn.say("sentences", first=turn.say("why-growing"), second=next_digest)
    today = turn.now.date()
    done = turn.desk.store.ledger.days_done([chat.id], today - timedelta(days=CATCH_UP_DAYS))[chat.id]
    if _is_owed(turn, chat, key, done):
        if chat.style is Style.TOPICS and key not in matches_of(turn, chat, [key]):
            return turn.say("why-topics")
        if chat.away_until and is_away(chat, turn.now):
            away = turn.say("why-away", date=say_date(turn.language, chat.away_until))
            return turn.say("sentences", first=away, second=next_digest)
        waits = turn.say("why-late" if day.day in done else "why-due")
        return turn.say("sentences", first=waits, second=next_digest)
    if day.day in done:
        # Nothing else leaves a paper out of a digest that this chat had.
        return turn.say("why-topics")
    subscribed_at = chat.created_at or turn.now
    if day.day < subscribed_at.date():
        return turn.say("why-before", date=say_date(turn.language, subscribed_at.astimezone(turn.zone).date()))
    return turn.say("why-old", count=CATCH_UP_DAYS)


def _is_owed(turn: Turn, chat: Chat, key: PaperKey, done: AbstractSet[date]) -> bool:
    """Tell whether a paper belongs to what this chat gets next."""
    store, today = turn.desk.store, turn.now.date()
    days = store.days.since(today - timedelta(days=CATCH_UP_DAYS))
    given = store.ledger.delivered([chat.id], sorted(candidates(days, done)))[chat.id]
    subscribed_on = (chat.created_at or turn.now).date()
    # Papers that joined late come with the next day that is settled, which may not be there yet.
    late = (listed for day in days if day.day in done for listed in day.papers if listed.late)
    if any(listed.key == key for listed in late):
        return True
    owed = select(days, subscribed_on=subscribed_on, done=done, delivered=given, today=today)
    return any(key in selection.keys for selection in owed)
