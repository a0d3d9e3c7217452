"""What a person asks and what is answered, in no platform's words.

An adapter (Telegram's, Slack's) makes a `Request` of whatever came in, hands it to its `Answer`, and shows each `Reply`
as it comes. Everything that a person may say or press is decided on this side of that line; how it
looks, and how the platform is spoken to, on the other.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from handlers.layout import Layout
from storage.models import Address, ChatKind, Language


@dataclass(frozen=True, slots=True)
class Request:
    """One command, press of a button, or plain message of one person.

    `command` is a name of `handlers.commands` (a press names one too), or empty for a plain message; `words` is all
    that stood behind it. `language` is the person's own, as the platform tells it: it counts where the chat has none
    yet. `may_change` tells whether this person may change the settings of this chat, and `refusal` names the text that
    tells whoever may not why. `pressed` is the platform's id of the message whose button was pressed, and `name` what
    the platform calls the person who did. `aside` tells that in a chat of many the person alone sees what is answered.
    `bot` is the bot's public name where links can lead to it. `incoming` is the row of the inbox that brought the
    request: what it does is done once for that row, also if a crash lets it come again.
    """

    chat: Address
    kind: ChatKind
    person: str
    command: str
    words: str = ""
    language: Language | None = None
    may_change: bool = True
    refusal: str = "admins-only"
    pressed: str | None = None
    aside: bool = False
    name: str = ""
    bot: str = ""
    incoming: int | None = None

    @property
    def who(self) -> str:
        """Return the key of the person over all chats and workspaces: `telegram:42`, `slack:T1/U2`."""
        return str(Address(self.chat.platform, self.person, team=self.chat.team))


class Place(Enum):
    """Where a reply stands."""

    NEW = auto()
    """A message of its own."""
    EDIT = auto()
    """In the place of the reply before it, or of the message whose button was pressed."""
    NOTICE = auto()
    """A line that only the person sees and that goes by itself: Telegram's answer to a press, an ephemeral message."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that comes with a reply."""

    name: str
    content: bytes
    media_type: str

    @property
    def is_picture(self) -> bool:
        """Tell whether it is to be seen rather than kept."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing to show; a command may give several, one after the other, while it works.

    The `link` of a notice leads the person who pressed to where it is shown, instead of the words.
    """

    layout: Layout
    place: Place = Place.NEW
    file: File | None = None
    link: str | None = None


Answer = Callable[[Request], AsyncIterator[Reply]]
"""What answers a request, reply by reply: all that an adapter knows of the commands."""


class Directory(Protocol):
    """What a platform knows of its chats; asked only where a command is about another chat than its own."""

    async def find(self, name: str) -> tuple[Address, ChatKind] | None:
        """Return the chat of a public name such as `@channel`, or None if the bot sees no such chat."""
        ...

    async def may_change(self, person: str, chat: Address) -> bool:
        """Tell whether a person is an administrator of a chat."""
        ...

    async def may_post(self, chat: Address) -> bool:
        """Tell whether the bot may write there."""
        ...
