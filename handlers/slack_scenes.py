"""Pure: what happened in Slack, in our words: where it was, who did it, and by which ways an answer reaches them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from handlers.requests import Request
from storage.addresses import kind_of
from storage.models import Address, ChatKind, PaperKey, Platform

Body = Mapping[str, Any]

SHARE = "share"
"""The command of a button that shows an answer to the whole channel: as it was asked for, typed or by a button."""
FORM = "form"
"""The command of a button that opens a form to fill in."""


class Way(Enum):
    """How the answer gets to where it was asked for."""

    QUIET = auto()
    """Only the person sees it, in the channel."""
    SHARED = auto()
    """As a message of the channel, by the answer's own address: the bot need not be a member."""
    MESSAGE = auto()
    """As a message, in a conversation that the bot is part of."""
    MODAL = auto()
    """In a window over the conversation."""
    HOME = auto()
    """In the messages beside App Home, which is drawn anew."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where something was asked, by whom, and by which ways an answer reaches that place.

    `channel` is empty where Slack names none. A `guest` is a person of another workspace in a shared channel.
    `pressed` is the `ts` of the message whose button was pressed, or the id of the view; `fills` tells whether an
    answer may take the place of that message, or of the answer before it: where others see the message, its place is
    not one person's to fill. `thread` is the `ts` of the message to answer under.
    `trigger` opens one view within three seconds, `response_url` takes five answers in half an hour
    (docs.slack.dev/interactivity/handling-user-interaction).
    """

    team: str
    user: str
    way: Way
    channel: str = ""
    organisation: str | None = None
    guest: bool = False
    thread: str | None = None
    pressed: str | None = None
    fills: bool = False
    response_url: str | None = None
    trigger: str | None = None
    view_id: str | None = None
    view_blocks: tuple[Body, ...] = ()

    @property
    def address(self) -> Address:
        """Return the chat; where Slack named no channel, it is the person."""
        return Address(Platform.SLACK, self.channel or self.user, team=self.team)

    @property
    def kind(self) -> ChatKind:
        """Return the kind of the chat."""
        return kind_of(self.address)


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks for one thing or several; none is a shortcut on a message that names no paper."""

    scene: Scene
    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at App Home."""

    scene: Scene


@dataclass(frozen=True, slots=True)
class FormAsked:
    """Somebody wants to fill in a form."""

    scene: Scene
    form: str


@dataclass(frozen=True, slots=True)
class FormSent:
    """Somebody filled in a form; `values` is the state of its view as Slack sends it."""

    scene: Scene
    form: str
    values: Body


@dataclass(frozen=True, slots=True)
class LinksPasted:
    """Links to papers stand in a message; each address with the paper it leads to."""

    scene: Scene
    unfurl_id: str
    source: str
    papers: tuple[tuple[str, PaperKey], ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """A workspace removed the app, or took its token back."""

    team: str


Event = Asked | HomeOpened | FormAsked | FormSent | LinksPasted | Removed


def metadata_of(scene: Scene) -> str:
    """Write what a view has to know of the place that it was opened from; it outlives a restart of ours."""
    return json.dumps({"channel": scene.channel})


def read_metadata(text: str) -> str:
    """Return the channel that a view was opened from; empty where the view is none of ours."""
    try:
        return str(json.loads(text)["channel"])
    except (ValueError, KeyError, TypeError):
        return ""
