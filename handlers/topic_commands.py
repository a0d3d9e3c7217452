"""Topics of a chat: tried out before they are saved, listed, changed and removed."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, timedelta

from digest.errors import ModelError
from digest.subscriptions import keep_chat
from digest.topics import DRY_RUN_DAYS, TopicError, never_matches, parse_topic, same_meaning, tell_fault
from digest.widening import Widened, foreign_words, widen
from handlers.command_text import spans_of, unmarked
from handlers.deep_links import topic_link
from handlers.head_layout import HEAD_TITLE_CHARS
from handlers.layout import Button, Line, Span, in_rows
from handlers.markup import clip
from handlers.paper_layout import one_line
from handlers.preferences import shown
from handlers.requests import Reply
from handlers.styles import usual_style
from handlers.turn import Turn
from handlers.wording import keep_wording, kept_wording
from storage.models import Alert, ChatTopic, Style, Topic

logger = logging.getLogger(__name__)

MAX_TOPICS = 20
"""Topics of one chat."""
SAMPLES = 5
"""Papers that a dry run names."""
LANGUAGE_OF_TOPICS = ("words", "phrase", "or", "without", "people", "filters")
"""What the explanation of the language has a line for (`topic-help-…`)."""
_CANCEL, _REMOVE, _AGAIN, _PLAIN = "cancel", "remove", "again", "plain"
_EVERYBODY = "topics"
_ALERTS = (Alert.NOW, Alert.DIGEST, Alert.BUNDLE)


async def propose_topic(turn: Turn) -> AsyncIterator[Reply]:
    """Try a topic out on the lists of late and ask when to tell of it; without words explain how topics are written."""
    topics = _topics(turn)
    if turn.request.pressed:
        yield _decided(turn, topics)
    elif not turn.words:
        lines = [Line(spans_of(turn.say("topic-help", command=turn.spoken("topic", turn.target))))]
        told = (turn.say(f"topic-help-{name}") for name in LANGUAGE_OF_TOPICS)
        lines += [Line(spans_of(f"· {text}"), tight=place > 0) for place, text in enumerate(told)]
        yield turn.screen(turn.heading, lines)
    else:
        yield _refusal(turn, turn.words, topics) or await _widened_offer(turn, turn.words, topics)


def _refusal(turn: Turn, query: str, topics: Sequence[ChatTopic]) -> Reply | None:
    """Say why something cannot be a further topic of the chat, or return None."""
    try:
        topic = parse_topic(query)
    except TopicError as error:
        told = TopicError(error.fault, shown(error.part))
        return turn.reply(tell_fault(turn.language, told), turn.say("topic-more", command=turn.spoken("topic")))
    if (known := _known(topic, topics)) is not None:
        return _topic_screen(turn, known, turn.say("topic-known"))
    if never_matches(topic):
        return turn.reply(turn.say("topic-never"))
    if len(topics) >= MAX_TOPICS:
        return turn.reply(turn.say("topic-limit", count=MAX_TOPICS, command=turn.spoken("topics", turn.target)))
    return None


async def _widened_offer(turn: Turn, query: str, topics: Sequence[ChatTopic]) -> Reply:
    """Offer a topic together with other forms of its words, where there are any; the person may leave those."""
    english = await _english(turn, query)
    wide = widen(query, english or {})
    if wide and (known := _known(parse_topic(wide.query), topics)) is not None:
        return _topic_screen(turn, known, turn.say("topic-known"))
    return _offer(turn, query, *([turn.say("topic-not-widened")] if english is None else []), wide=wide)


async def _english(turn: Turn, query: str) -> Mapping[str, Sequence[str]] | None:
    """Ask the model, where one is set, for the English of words in other scripts; None if it cannot tell now."""
    terms, words, limits = turn.desk.terms, foreign_words(query), turn.desk.limits
    if terms is None or not words:
        return {}
    scopes = {topics_scope(turn.payer): limits.topics_per_chat, _EVERYBODY: limits.topics_per_day}
    if turn.desk.store.quotas.take(scopes, turn.now.astimezone(UTC).date()) is not None:
        return None
    try:
        return await terms.english_of(words)
    except ModelError as error:
        logger.warning("topic.not_widened reason=%s", error)
        return None


def topics_scope(address: str) -> str:
    """Name what is counted of the topics of a chat that a model was asked about."""
    return f"topics:{address}"


def _offer(turn: Turn, query: str, *said: str, wide: Widened | None = None) -> Reply:
    """Say what a topic would have matched, and ask when to tell of such papers."""
    written = wide.query if wide else query
    since = turn.now.date() - timedelta(days=DRY_RUN_DAYS)
    keys = turn.desk.store.search.listed(parse_topic(written), since)
    papers = turn.desk.store.papers.all_of(keys[:SAMPLES])
    titles = [
        Line((Span("· "), Span(clip(one_line(papers[key].title), HEAD_TITLE_CHARS))), tight=True)
        for key in keys[:SAMPLES]
    ]
    if more := len(keys) - len(titles):
        titles.append(Line((Span(f"· {turn.say('topic-more-papers', count=more)}"),), tight=True))
    texts = [
        *said,
        *([turn.say("topic-also", terms=unmarked(", ".join(wide.added)))] if wide else []),
        turn.say("topic-ask"),
    ]
    found = Line(spans_of(turn.say("topic-dry-run", count=len(keys), days=DRY_RUN_DAYS)))
    number = keep_wording(turn, written)
    alerts = [turn.press(turn.say(f"alert-{alert}"), "topic", number, alert) for alert in _ALERTS]
    buttons = [
        *in_rows([*alerts, turn.press(turn.say("button-cancel"), "topic", number, _CANCEL)]),
        [turn.press(turn.say("topic-plain"), "topic", keep_wording(turn, query), _PLAIN)] if wide else [],
    ]
    return turn.screen(f"★ {_title(query)}", [found, *titles, *(Line(spans_of(text)) for text in texts)], buttons)


def _known(topic: Topic, topics: Sequence[ChatTopic]) -> ChatTopic | None:
    """Return the chat's topic that means the same; one that cannot be read any more means nothing."""
    for other in topics:
        try:
            if same_meaning(topic, parse_topic(other.query)):
                return other
        except TopicError:
            continue
    return None


def _decided(turn: Turn, topics: Sequence[ChatTopic]) -> Reply:
    """Save what was tried out, in the way that was pressed, or leave it."""
    number, _, choice = turn.words.partition(" ")
    query = kept_wording(turn, number, "topic")
    if choice == _PLAIN:
        return _refusal(turn, query, topics) or _offer(turn, query)
    if choice not in list(Alert):
        return turn.reply(turn.say("topic-left"))
    if any(topic.query == query for topic in topics):
        return _topic_screen(turn, _changed(turn, query, choice, topics), turn.say("topic-saved"))
    if (refusal := _refusal(turn, query, topics)) is not None:
        # Somebody was faster with the same topic, or with the last one that there was room for.
        return refusal
    topic = ChatTopic(turn.subscribed().id, query, Alert(choice), again=False, added_at=turn.now)
    turn.desk.store.topics.put(topic)
    return _topic_screen(turn, topic, turn.say("topic-saved"))


async def show_topics(turn: Turn) -> AsyncIterator[Reply]:
    """Show the topics of a chat; a press opens one, changes when it is told of, or removes it."""
    topics = _topics(turn)
    number, _, choice = turn.words.partition(" ")
    if not turn.request.pressed or not number:
        yield _list(turn, topics)
        return
    query = kept_wording(turn, number, "topics")
    if all(topic.query != query for topic in topics):
        yield _list(turn, topics, turn.say("topic-gone"))
    elif choice == _REMOVE:
        yield _removed(turn, query)
    else:
        yield _topic_screen(turn, _changed(turn, query, choice, topics))


def _changed(turn: Turn, query: str, choice: str, topics: Sequence[ChatTopic]) -> ChatTopic:
    known = next(topic for topic in topics if topic.query == query)
    if choice in list(Alert):
        changed = replace(known, alert=Alert(choice))
    elif choice == _AGAIN:
        changed = replace(known, again=not known.again)
    else:
        return known

    def keep() -> str:
        turn.desk.store.topics.put(changed)
        return ""

    turn.once("topic", keep)
    return next(topic for topic in _topics(turn) if topic.query == query)


def _topics(turn: Turn) -> Sequence[ChatTopic]:
    """Return the topics of the chat; raises CommandError where it is not subscribed."""
    chat_id = turn.subscribed().id
    return turn.desk.store.topics.of_chats([chat_id]).get(chat_id, ())


def _removed(turn: Turn, query: str) -> Reply:
    """Remove a topic; a chat that is left without any cannot have topics only."""
    store, chat = turn.desk.store, turn.subscribed()
    said = [turn.say("topic-removed", topic=_title(query))]
    with store.transaction():
        store.topics.remove(chat.id, query)
        left = _topics(turn)
        if not left and chat.style is Style.TOPICS:
            keep_chat(store, replace(chat, topics=(), style=usual_style(chat.address.platform)), turn.now)
            said.append(turn.say("topic-last"))
    return _list(turn, left, *said)


def _list(turn: Turn, topics: Sequence[ChatTopic], *said: str) -> Reply:
    lines = [Line(spans_of(text)) for text in said]
    if not topics:
        command = turn.spoken("topic", f"{turn.target} video diffusion".strip())
        return turn.screen(turn.heading, [*lines, Line(spans_of(turn.say("topics-none", command=command)))])
    lines += [
        Line(
            (Span(f"{number}. {_title(topic.query)} — {_mode(turn, topic)}"),),
            tight=number > 1,
            button=turn.press(str(number), "topics", keep_wording(turn, topic.query)),
        )
        for number, topic in enumerate(topics, 1)
    ]
    return turn.screen(turn.say("topics-title", count=len(topics)), lines)


def _topic_screen(turn: Turn, topic: ChatTopic, *said: str) -> Reply:
    number = keep_wording(turn, topic.query)

    def press(text: str, *words: str) -> Button:
        return turn.press(text, "topics", number, *words)

    choices = [
        turn.choice(turn.say(f"alert-{alert}"), "topics", number, alert, chosen=alert is topic.alert)
        for alert in _ALERTS
    ]
    both = turn.choice(turn.say("button-again"), "topics", number, _AGAIN, chosen=topic.again)
    rows = [
        *in_rows([*choices, *([both] if topic.alert is not Alert.DIGEST else [])]),
        [press(turn.say("button-remove"), _REMOVE), turn.press(turn.say("button-back"), "topics")],
    ]
    lines = [Line(spans_of(text)) for text in (*said, _mode(turn, topic))]
    if link := topic_link(turn.request.bot, topic.query):
        lines.append(Line((Span(turn.say("topic-share"), url=link),)))
    return turn.screen(f"★ {_title(topic.query)}", lines, rows)


def _mode(turn: Turn, topic: ChatTopic) -> str:
    mode = turn.say(f"alert-{topic.alert}")
    if not topic.again or topic.alert is Alert.DIGEST:
        return mode
    return turn.say("list-separator").join((mode, turn.say("alert-again")))


def _title(query: str) -> str:
    """Return as much of a topic as a line of a list has room for."""
    return shown(query)
