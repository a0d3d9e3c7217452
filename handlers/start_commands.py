"""Commands that begin and end: the first minute, help, and subscriptions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from digest.days import is_settled
from digest.selection import CATCH_UP_DAYS
from digest.texts import say_hour
from handlers.chat_words import say_next_digest
from handlers.deep_links import linked_id, linked_topic
from handlers.layout import Button, in_rows
from handlers.paper_view import View
from handlers.preferences import language_name, read_hour, read_language
from handlers.reading_commands import show_paper, show_view
from handlers.requests import Place, Reply
from handlers.settings_layout import HOURS
from handlers.styles import usual_style
from handlers.topic_commands import propose_topic
from handlers.turn import Turn
from storage.models import Chat, PaperKey

TOPICS = (
    "agents",
    "reasoning",
    "diffusion",
    "multimodal",
    "robotics",
    "video generation",
    "language models",
    "reinforcement learning",
)
"""Topics that are offered to whoever begins, as the topic language has them; English, as the papers are."""
_SKIP = "skip"


async def follow_link(turn: Turn) -> AsyncIterator[Reply]:
    """Show the paper of a deep link, and invite whoever is new here."""
    async for reply in show_paper(replace(turn, words=linked_id(turn.words) or turn.words)):
        yield reply
    if turn.chat is None and turn.is_alone:
        yield turn.reply(turn.say("start-invite", command=turn.spoken("start")))


async def start(turn: Turn) -> AsyncIterator[Reply]:
    """Subscribe the chat and set it up in a few taps, each of which may be skipped."""
    step, _, choice = turn.words.partition(" ")
    if step == "language":
        turn = turn.kept(partial(_with_language, turn, choice))
        yield _hour_step(turn)
    elif step == "hour":
        turn = turn.kept(partial(_with_hour, turn, choice))
        yield _topic_step(turn)
    elif step == "topic" and choice in TOPICS:
        turn = turn.kept(partial(_with_topic, turn, choice))
        yield _topic_step(turn)
    elif step == "topic":
        async for reply in _finish(turn.kept(partial(awake_chat, turn))):
            yield reply
    elif (topic := linked_topic(turn.words)) is not None:
        async for reply in propose_topic(replace(turn.kept(partial(awake_chat, turn)), words=topic)):
            yield reply
    else:
        turn = turn.kept(partial(awake_chat, turn))
        yield _language_step(turn) if len(turn.desk.defaults.languages) > 1 else _hour_step(turn, greet=True)


def awake_chat(turn: Turn) -> Chat:
    """Return the chat as it was, awake; one that is new here has the defaults and the person's language."""
    if turn.chat is not None:
        return replace(turn.chat, paused_because=None, paused_at=None)
    if (left := turn.desk.store.chats.find(turn.address)) is not None:
        # Who comes back is a new subscriber, with the preferences of old.
        return replace(left, paused_because=None, paused_at=None, created_at=None, added_by=turn.request.who)
    defaults = turn.desk.defaults
    return Chat(
        turn.address,
        turn.kind,
        turn.language,
        defaults.zone,
        defaults.deliver_at,
        style=usual_style(turn.address.platform),
        added_by=turn.request.who,
    )


def _with_language(turn: Turn, choice: str) -> Chat:
    chat = awake_chat(turn)
    return chat if choice == _SKIP else replace(chat, language=read_language(choice, turn.desk.defaults.languages))


def _with_hour(turn: Turn, choice: str) -> Chat:
    chat = awake_chat(turn)
    return chat if choice == _SKIP else replace(chat, deliver_at=read_hour(choice))


def _with_topic(turn: Turn, choice: str) -> Chat:
    """Follow a topic, or not any more."""
    chat = awake_chat(turn)
    others = tuple(topic for topic in chat.topics if topic != choice)
    return replace(chat, topics=(*chat.topics, choice) if others == chat.topics else others)


def _language_step(turn: Turn) -> Reply:
    offered = turn.desk.defaults.languages
    choices = [
        turn.choice(language_name(language), "start", "language", language, chosen=language == turn.language)
        for language in offered
    ]
    return turn.reply(
        turn.say("greeting"),
        turn.say("choose-language"),
        title="Paperboy",
        buttons=[*in_rows(choices), [_skip(turn, "language")]],
    )


def _hour_step(turn: Turn, *, greet: bool = False) -> Reply:
    chat = turn.subscribed()
    choices = [
        turn.choice(say_hour(turn.language, hour), "start", "hour", f"{hour:%H%M}", chosen=hour == chat.deliver_at)
        for hour in sorted({*HOURS, chat.deliver_at})
    ]
    texts = [turn.say("choose-hour", zone=chat.zone, command=turn.spoken("time", turn.say("example-elsewhere")))]
    if greet:
        texts.insert(0, turn.say("greeting"))
    return turn.reply(*texts, title="Paperboy", buttons=[*in_rows(choices), [_skip(turn, "hour")]])


def _topic_step(turn: Turn) -> Reply:
    followed = turn.subscribed().topics
    choices = [turn.choice(topic, "start", "topic", topic, chosen=topic in followed) for topic in TOPICS]
    done = turn.press(turn.say("button-done"), "start", "topic", _SKIP)
    return turn.reply(turn.say("choose-topics"), title="Paperboy", buttons=[*in_rows(choices), [done]])


def _skip(turn: Turn, step: str) -> Button:
    return turn.press(turn.say("button-skip"), "start", step, _SKIP)


async def _finish(turn: Turn) -> AsyncIterator[Reply]:
    """Say when the first digest comes, and show a real paper at once."""
    key = _sample(turn)
    texts = [
        say_next_digest(turn.language, turn.subscribed(), turn.now),
        turn.say("start-done", settings=turn.spoken("settings"), help=turn.spoken("help")),
        *([turn.say("start-sample")] if key else []),
    ]
    yield turn.reply(*texts, title=turn.say("start-done-title"))
    if key:
        async for reply in show_view(turn, View(key, turn.language), Place.NEW):
            yield reply


def _sample(turn: Turn) -> PaperKey | None:
    """Return the most liked paper of the latest digest, one that is read already if there is any."""
    store = turn.desk.store
    for day in reversed(store.days.since(turn.now.date() - timedelta(days=CATCH_UP_DAYS))):
        if is_settled(day) and day.papers:
            keys = [listed.key for listed in day.papers]
            read = store.summaries.all_of(keys, turn.language)
            papers = store.papers.all_of([key for key in keys if key in read] or keys).values()
            return max(papers, key=lambda paper: paper.upvotes).key
    return None


async def subscribe(turn: Turn) -> AsyncIterator[Reply]:
    """Deliver to this chat, or to the channel that was named, from its next hour on."""
    known = turn.chat if turn.chat and turn.chat.paused_because is None else None
    said = turn.once("subscribe", lambda: "subscribed-already" if known else "subscribed")
    turn = turn.kept(lambda: known or awake_chat(turn))
    digest = say_next_digest(turn.language, turn.subscribed(), turn.now)
    yield turn.reply(turn.say(said), digest, title=turn.heading, place=Place.NEW)


async def unsubscribe(turn: Turn) -> AsyncIterator[Reply]:
    """End the deliveries to this chat, or to the channel that was named; its preferences are kept."""

    def remove() -> str:
        turn.desk.store.chats.remove(turn.subscribed().address)
        return ""

    turn.once("unsubscribe", remove)
    said = turn.say("unsubscribed", command=turn.spoken("subscribe", turn.target))
    yield turn.reply(said, title=turn.heading, place=Place.NEW)
