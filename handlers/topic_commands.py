"""Topics of a chat: tried out before they are saved, listed, changed and removed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

from digest.subscriptions import keep_chat
from digest.topics import DRY_RUN_DAYS, TopicError, never_matches, parse_topic, same_meaning, tell_fault
from handlers.command_text import spans_of
from handlers.head_layout import HEAD_TITLE_CHARS
from handlers.layout import Button, Line, Span
from handlers.markup import clip
from handlers.paper_layout import one_line
from handlers.preferences import shown
from handlers.requests import Reply
from handlers.styles import usual_style
from handlers.turn import Turn
from handlers.wording import keep_wording, kept_wording
from storage.models import Alert, ChatTopic, Style, Topic

MAX_TOPICS = 20
"""Topics of one chat."""
SAMPLES = 5
"""Papers that a dry run names."""
LANGUAGE_OF_TOPICS = ("words", "phrase", "or", "without", "people", "filters")
"""What the explanation of the language has a line for (`topic-help-…`)."""
_CANCEL, _REMOVE, _AGAIN = "cancel", "remove", "again"


async def propose_topic(turn: Turn) -> AsyncIterator[Reply]:
    """Try a topic out on the lists of late and ask when to tell of it; without words explain how topics are written."""
    chat = turn.subscribed()
    if turn.request.pressed:
        yield _decided(turn)
    elif not turn.words:
        lines = [Line(spans_of(turn.say("topic-help", command=turn.spoken("topic", turn.target))))]
        lines += [Line(spans_of(turn.say(f"topic-help-{name}")), tight=True) for name in LANGUAGE_OF_TOPICS]
        yield turn.screen(turn.heading, lines)
    else:
        yield _tried(turn, turn.words, turn.desk.store.topics.of_chats([chat.id]).get(chat.id, ()))


def _tried(turn: Turn, query: str, topics: Sequence[ChatTopic]) -> Reply:
    """Say what a topic would have matched, or why it cannot be one."""
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
    keys = turn.desk.store.search.listed(topic, turn.now.date() - timedelta(days=DRY_RUN_DAYS))
    papers = turn.desk.store.papers.all_of(keys[:SAMPLES])
    titles = [
        Line((Span("· "), Span(clip(one_line(papers[key].title), HEAD_TITLE_CHARS))), tight=True)
        for key in keys[:SAMPLES]
    ]
    asked = Line(spans_of(turn.say("topic-ask")))
    found = Line(spans_of(turn.say("topic-dry-run", count=len(keys), days=DRY_RUN_DAYS)))
    number = keep_wording(turn, query)
    buttons = [
        [turn.press(turn.say(f"alert-{alert}"), "topic", number, alert) for alert in (Alert.NOW, Alert.DIGEST)],
        [
            turn.press(turn.say(f"alert-{Alert.BUNDLE}"), "topic", number, Alert.BUNDLE),
            turn.press(turn.say("button-cancel"), "topic", number, _CANCEL),
        ],
    ]
    return turn.screen(f"★ {_title(query)}", [found, *titles, asked], buttons)


def _known(topic: Topic, topics: Sequence[ChatTopic]) -> ChatTopic | None:
    """Return the chat's topic that means the same; one that cannot be read any more means nothing."""
    for other in topics:
        try:
            if same_meaning(topic, parse_topic(other.query)):
                return other
        except TopicError:
            continue
    return None


def _decided(turn: Turn) -> Reply:
    """Save what was tried out, in the way that was pressed, or leave it."""
    number, _, choice = turn.words.partition(" ")
    query, chat = kept_wording(turn, number, "topic"), turn.subscribed()
    topics = turn.desk.store.topics.of_chats([chat.id]).get(chat.id, ())
    if choice not in list(Alert):
        return turn.reply(turn.say("topic-left"))
    if any(topic.query == query for topic in topics):
        return _topic_screen(turn, _changed(turn, query, choice, topics), turn.say("topic-saved"))
    if _known(parse_topic(query), topics) or len(topics) >= MAX_TOPICS:
        # Somebody was faster with the same topic, or with the last one that there was room for.
        return _tried(turn, query, topics)
    topic = ChatTopic(chat.id, query, Alert(choice), again=False, added_at=turn.now)
    turn.desk.store.topics.put(topic)
    return _topic_screen(turn, topic, turn.say("topic-saved"))


async def show_topics(turn: Turn) -> AsyncIterator[Reply]:
    """Show the topics of a chat; a press opens one, changes when it is told of, or removes it."""
    chat = turn.subscribed()
    topics = turn.desk.store.topics.of_chats([chat.id]).get(chat.id, ())
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
    topic = next(topic for topic in topics if topic.query == query)
    if choice in list(Alert):
        topic = replace(topic, alert=Alert(choice))
    elif choice == _AGAIN:
        topic = replace(topic, again=not topic.again)
    turn.desk.store.topics.put(topic)
    return topic


def _removed(turn: Turn, query: str) -> Reply:
    """Remove a topic; a chat that is left without any cannot have topics only."""
    store, chat = turn.desk.store, turn.subscribed()
    store.topics.remove(chat.id, query)
    left = store.topics.of_chats([chat.id]).get(chat.id, ())
    said = [turn.say("topic-removed", topic=_title(query))]
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

    modes = [
        turn.choice(turn.say(f"alert-{alert}"), "topics", number, alert, chosen=alert is topic.alert)
        for alert in (Alert.NOW, Alert.DIGEST, Alert.BUNDLE)
    ]
    both = turn.choice(turn.say("button-again"), "topics", number, _AGAIN, chosen=topic.again)
    rows = [
        modes[:2],
        [modes[2], *([both] if topic.alert is not Alert.DIGEST else [])],
        [press(turn.say("button-remove"), _REMOVE), turn.press(turn.say("button-back"), "topics")],
    ]
    return turn.reply(*said, _mode(turn, topic), title=f"★ {_title(topic.query)}", buttons=rows)


def _mode(turn: Turn, topic: ChatTopic) -> str:
    mode = turn.say(f"alert-{topic.alert}")
    return f"{mode}, {turn.say('alert-again')}" if topic.again and topic.alert is not Alert.DIGEST else mode


def _title(query: str) -> str:
    """Return as much of a topic as a line of a list has room for."""
    return shown(query)
