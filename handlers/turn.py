"""One request at work: who asks, about which chat, in which language; and how replies to it are made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from digest.records import line
from digest.subscriptions import keep_chat
from digest.texts import say
from handlers.command_text import spans_of, spoken
from handlers.desk import Desk
from handlers.errors import CommandError
from handlers.layout import Button, Layout, Line, press
from handlers.requests import Place, Reply, Request
from storage.chats import REMOVED
from storage.models import Address, Chat, ChatKind, Language, Platform

Buttons = Sequence[Sequence[Button]]
_SLACK_CHANNEL = re.compile(r"<#\w+\|([^>]+)>")
PERSONAL_KINDS = (ChatKind.PRIVATE, ChatKind.DIRECT)


@dataclass(frozen=True, slots=True)
class Turn:
    """A request with what was found out for it.

    `address`, `kind` and `chat` are those of the chat that it is about: the chat that it came from, or the one that
    its first word names, which is then the `target`. `chat` is None where that chat is not subscribed. `words` is the
    rest of what was said.
    """

    request: Request
    desk: Desk
    now: datetime
    language: Language
    address: Address
    kind: ChatKind
    chat: Chat | None
    words: str
    target: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which hours are told."""
        return ZoneInfo(self.chat.zone if self.chat else self.desk.defaults.zone)

    @property
    def is_alone(self) -> bool:
        """Tell whether nobody but the person sees the chat that the request came from."""
        return self.request.kind in PERSONAL_KINDS

    @property
    def is_public_press(self) -> bool:
        """Tell whether anybody may have pressed where everybody sees what is shown: in a public channel of Telegram."""
        broadcast = self.request.kind is ChatKind.CHANNEL and self.request.chat.platform is Platform.TELEGRAM
        return broadcast and self.request.pressed is not None

    @property
    def payer(self) -> str:
        """Name whose budget a reading is taken from: a group has one, however many topics its forum has."""
        return str(replace(self.request.chat, thread=None))

    @property
    def place(self) -> Place:
        """Return where a screen stands: in place of the message whose button was pressed, if one was."""
        return Place.EDIT if self.request.pressed else Place.NEW

    @property
    def heading(self) -> str:
        """Return the name of the target, for what is said of it; empty where there is none."""
        return name_of_chat(self.target)

    def subscribed(self) -> Chat:
        """Return the chat; raises CommandError that says how to subscribe it."""
        if self.chat is None:
            raise CommandError("not-subscribed", command=self.spoken("subscribe", self.target))
        return self.chat

    def kept(self, choose: Callable[[], Chat]) -> Turn:
        """Keep the chat as it is chosen, once; from here on its language is spoken, but for a target's."""

        def keep() -> str:
            return str(keep_chat(self.desk.store, choose(), self.now).id)

        chat = self.desk.store.chats.get(int(self.once("chat", keep)))
        return replace(self, chat=chat, language=self.language if self.target else chat.language)

    def once(self, name: str, effect: Callable[[], str]) -> str:
        """Make an effect that a second time would change, and return what came of it.

        Where a crash lets the same request come again, return what came of it then.
        """
        return self.desk.store.inbox.once(self.request.incoming, name, effect)

    def say(self, name: str, **values: str | int) -> str:
        """Say something in the language of the chat."""
        return say(self.language, name, **values)

    def spoken(self, command: str, words: str = "") -> str:
        """Write a command as it is given on this platform."""
        return spoken(self.request.chat.platform, command, words)

    def press(self, text: str, command: str, *words: str) -> Button:
        """Make a button that asks for a command about the same chat."""
        return press(text, command, *([self.target] if self.target else []), *words)

    def choice(self, text: str, command: str, *words: str, chosen: bool) -> Button:
        """Make a button of a choice, marked if it is what holds now."""
        return self.press(f"✓ {text}" if chosen else text, command, *words)

    def reply(self, *texts: str, title: str = "", buttons: Buttons = (), place: Place | None = None) -> Reply:
        """Make a reply of a few paragraphs."""
        return self.screen(title, [Line(spans_of(text)) for text in texts], buttons, place)

    def screen(self, title: str, lines: Iterable[Line], buttons: Buttons = (), place: Place | None = None) -> Reply:
        """Make a reply of lines, in place of the message whose button was pressed."""
        layout = Layout(self.language, title, tuple(lines), buttons=tuple(tuple(row) for row in buttons if row))
        return Reply(layout, place or self.place)

    def notice(self, name: str, **values: str | int) -> Reply:
        """Make a line for the person alone."""
        return self.reply(self.say(name, **values), place=Place.NOTICE)

    def refusal(self, error: CommandError) -> Reply:
        """Say what cannot be done, and what would work."""
        return self.reply(error.said(self.language), place=Place.NOTICE if self.request.pressed else Place.NEW)


def begin(request: Request, desk: Desk) -> Turn:
    """Find out whose turn it is; a chat that is not subscribed has the person's language, if it is offered."""
    chat = subscribed_chat(desk, request.chat)
    spoken_by_person = request.language if request.language in desk.defaults.languages else None
    language = chat.language if chat else spoken_by_person or desk.defaults.languages[0]
    return Turn(
        request=request,
        desk=desk,
        now=desk.clock(),
        language=language,
        address=request.chat,
        kind=request.kind,
        chat=chat,
        words=line(request.words) or "",
    )


def name_of_chat(target: str) -> str:
    """Return how a chat that was named is called: Slack passes `#general` on as `<#C1|general>`."""
    return _SLACK_CHANNEL.sub(r"#\1", target)


def subscribed_chat(desk: Desk, address: Address) -> Chat | None:
    """Return the chat at an address unless its subscription has ended."""
    chat = desk.store.chats.find(address)
    return None if chat is None or chat.paused_because == REMOVED else chat
