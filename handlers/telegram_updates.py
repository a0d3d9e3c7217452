"""Pure: an update of the Bot API, as JSON, becomes what it asks of us; or is ignored for a reason.

It is read as JSON and not through a library's classes: an update that a version of the library cannot read would
hold up all that come after it. Fields are those of core.telegram.org/bots/api#update.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from digest.texts import languages
from handlers.layout import read_press
from handlers.markup import JOINER
from handlers.requests import Request
from storage.models import Address, ChatKind, Language, Platform

ALLOWED_UPDATES = ("message", "channel_post", "callback_query", "inline_query", "my_chat_member")
"""The kinds of updates that are read here; Telegram is asked for no others."""

Json = Mapping[str, Any]

# Any white space may follow a command: a Japanese keyboard writes a wide one.
_COMMAND = re.compile(r"/(?P<command>(?a:\w){1,32})(?:@(?P<bot>(?a:\w)+))?(?:\s+(?P<words>.*))?", re.DOTALL)
_KINDS = {
    "private": ChatKind.PRIVATE,
    "group": ChatKind.GROUP,
    "supergroup": ChatKind.GROUP,
    "channel": ChatKind.CHANNEL,
}
_OUTSIDE = ("left", "kicked")


@dataclass(frozen=True, slots=True)
class Myself:
    """The bot as people write to it; `commands` are those that it answers."""

    id: int
    username: str
    commands: Collection[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and what Telegram needs to answer it.

    `callback` is the id of a press, `message` that of a message in a chat of many, to which the answer is a reply.
    `ask_member` tells that only Telegram knows whether the person may change settings.
    """

    request: Request
    callback: str | None = None
    message: int | None = None
    ask_member: bool = False


class Change(Enum):
    """What became of the bot's place in a chat."""

    ADDED = auto()
    BACK = auto()
    """It may write again where it already was, or the person has unblocked it."""
    MUTED = auto()
    REMOVED = auto()


@dataclass(frozen=True, slots=True)
class PlaceChanged:
    """The bot may write in a chat, or may not any more, by what a person did."""

    chat: Address
    kind: ChatKind
    change: Change
    person: str
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """A group became a supergroup and has another id."""

    old: Address
    new: Address


@dataclass(frozen=True, slots=True)
class InlineQuestion:
    """What a person types after the bot's name in any chat."""

    id: str
    person: str
    words: str
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing is done, for this reason; a press has to be acknowledged all the same."""

    reason: str
    callback: str | None = None


Effect = Asked | PlaceChanged | ChatMoved | InlineQuestion | Ignored


def read_update(update: Json, myself: Myself) -> Effect:
    """Tell what an update asks for; one that has not the form of the Bot API is ignored like any other."""
    readers = {
        "message": _message,
        "channel_post": _message,
        "callback_query": _press,
        "inline_query": _inline,
        "my_chat_member": _place,
    }
    for kind, reader in readers.items():
        if kind in update:
            try:
                return reader(update[kind], myself)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                return Ignored(f"{kind} of a form that is not known ({type(error).__name__})")
    return Ignored("a kind of update that is not used")


def lane_of(update: Json) -> str:
    """Name what an update has to stay in order within: its chat, or for inline questions the person."""
    for kind in ALLOWED_UPDATES:
        body = update.get(kind)
        if kind == "callback_query" and isinstance(body, Mapping):
            body = body.get("message")
        if isinstance(body, Mapping):
            inline = kind == "inline_query"
            origin = body.get("from" if inline else "chat")
            known = origin.get("id", "") if isinstance(origin, Mapping) else ""
            return f"inline:{known}" if inline else str(known)
    return ""


def _message(message: Json, myself: Myself) -> Effect:
    address, kind = _place_of(message)
    if "migrate_to_chat_id" in message:
        return ChatMoved(address, Address(Platform.TELEGRAM, str(int(message["migrate_to_chat_id"]))))
    if "migrate_from_chat_id" in message:
        return ChatMoved(Address(Platform.TELEGRAM, str(int(message["migrate_from_chat_id"]))), address)
    if message.get("via_bot", {}).get("id") == myself.id or message.get("is_automatic_forward"):
        return Ignored("nobody wrote it here")
    # Around a command that is copied from an answer of ours stand the joiners that let it act.
    text = str(message.get("text") or message.get("caption") or "").replace(JOINER, "").strip()
    words = _said(text, kind, myself, forwarded="forward_origin" in message)
    if words is None:
        return Ignored("not said to the bot")
    command, rest = words
    author = _author(message, kind)
    if author is None:
        return Ignored("written by a bot")
    person, may_change = author
    return Asked(
        Request(
            chat=address,
            kind=kind,
            person=person,
            command=command,
            words=rest,
            language=_language(message.get("from")),
            may_change=bool(may_change),
            bot=myself.username,
        ),
        message=int(message["message_id"]) if kind in (ChatKind.GROUP, ChatKind.TOPIC) else None,
        ask_member=may_change is None,
    )


def _said(text: str, kind: ChatKind, myself: Myself, *, forwarded: bool) -> tuple[str, str] | None:
    """Return the command, or none, and the words that are meant for the bot, or None if nothing is.

    A forwarded command is nobody's wish. In a chat of many, only commands are meant for the bot, and other bots have
    commands too.
    """
    alone = kind is ChatKind.PRIVATE
    if not forwarded and (found := _COMMAND.fullmatch(text)):
        command, bot = found["command"].lower(), found["bot"]
        ours = bot.lower() == myself.username.lower() if bot else alone or command in myself.commands
        return (command, (found["words"] or "").strip()) if ours else None
    return ("", text) if alone and text else None


def _author(message: Json, kind: ChatKind) -> tuple[str, bool | None] | None:
    """Return who wrote it and whether they may change settings, None if that is not known; or None for a bot.

    Who writes in the name of the chat itself is an anonymous administrator of it; posts of a channel are its
    administrators' all. In the name of another chat, anyone may write.
    """
    if kind is ChatKind.CHANNEL:
        return str(message["chat"]["id"]), True
    if sender := message.get("sender_chat"):
        return str(sender["id"]), sender["id"] == message["chat"]["id"]
    person = message["from"]
    if person.get("is_bot"):
        return None
    return str(person["id"]), True if kind is ChatKind.PRIVATE else None


def _press(query: Json, myself: Myself) -> Effect:
    callback = str(query["id"])
    message = query.get("message")
    action = read_press(str(query.get("data", "")))
    if message is None or action is None:
        return Ignored("a button that is not the bot's", callback)
    if message.get("from", {}).get("id", myself.id) != myself.id:
        return Ignored("a button under somebody else's message", callback)
    address, kind = _place_of(message)
    alone = kind is ChatKind.PRIVATE
    command, words = action
    request = Request(
        chat=address,
        kind=kind,
        person=str(query["from"]["id"]),
        command=command,
        words=words,
        language=_language(query["from"]),
        may_change=alone,
        # A forwarded copy cannot be edited; what it asks for is answered beneath it.
        pressed=None if "forward_origin" in message else str(message["message_id"]),
        name=" ".join(str(query["from"][part]) for part in ("first_name", "last_name") if query["from"].get(part)),
        bot=myself.username,
    )
    return Asked(request, callback, ask_member=not alone)


def _inline(query: Json, myself: Myself) -> Effect:
    del myself
    person = query["from"]
    return InlineQuestion(str(query["id"]), str(person["id"]), str(query["query"]).strip(), _language(person))


def _place(changed: Json, myself: Myself) -> Effect:
    del myself
    address, kind = _place_of(changed)
    old, new = changed["old_chat_member"], changed["new_chat_member"]
    could, may = may_write(old), may_write(new)
    if could == may:
        return Ignored("the bot may do what it could before")
    if may:
        came = old["status"] in _OUTSIDE and kind is not ChatKind.PRIVATE
        change = Change.ADDED if came else Change.BACK
    else:
        change = Change.REMOVED if new["status"] in _OUTSIDE else Change.MUTED
    person = changed["from"]
    return PlaceChanged(address, kind, change, str(person["id"]), _language(person))


def may_write(member: Json) -> bool:
    """Tell whether a member of a group, or the bot in a channel, may write (core.telegram.org/bots/api#chatmember)."""
    match member["status"]:
        case "left" | "kicked":
            return False
        case "restricted":
            return bool(member.get("is_member", True) and member.get("can_send_messages", True))
        case "administrator":
            # The right is one of channels alone, and there it is always told.
            return bool(member.get("can_post_messages", True))
    return True


def _place_of(message: Json) -> tuple[Address, ChatKind]:
    """Return the chat, or the topic of a forum; replies in other groups have threads too, which are no topics.

    A topic of a private chat is the same chat: its person has one subscription.
    """
    chat = message["chat"]
    kind = _KINDS[chat["type"]]
    if kind is ChatKind.GROUP and message.get("is_topic_message"):
        thread = str(int(message["message_thread_id"]))
        return Address(Platform.TELEGRAM, str(int(chat["id"])), thread), ChatKind.TOPIC
    return Address(Platform.TELEGRAM, str(int(chat["id"]))), kind


def _language(person: Json | None) -> Language | None:
    """Return the language of a person's Telegram (`ko`, `zh-hans`), where it is one that we have."""
    code = str((person or {}).get("language_code", "")).partition("-")[0].lower()
    return Language(code) if code in languages() else None
