"""Pure: chat addresses in rows, on the command line, in logs and in exports; `str(address)` writes them."""

from __future__ import annotations

import re

from storage.database import Row
from storage.models import Address, ChatKind, Platform

FIRST_SUPERGROUP = -1_000_000_000_000
"""Telegram's channels and supergroups have ids at or below this (core.telegram.org/api/bots/ids)."""

_FORMS = (
    re.compile(r"(?P<platform>telegram):(?P<chat>-?[1-9]\d{0,18})(?:/(?P<thread>[1-9]\d{0,18}))?"),
    re.compile(r"(?P<platform>slack):(?:(?P<team>[TE][A-Z0-9]{1,20})/)?(?P<chat>[CDGUW][A-Z0-9]{1,20})"),
    re.compile(r"(?P<platform>console):(?P<chat>[\w.-]{1,64})"),
)


def parse_address(text: str) -> Address:
    """Read an address; raises ValueError with the forms that there are."""
    for form in _FORMS:
        if match := form.fullmatch(text.strip()):
            parts = match.groupdict()
            return Address(Platform(parts["platform"]), parts["chat"], parts.get("thread"), parts.get("team"))
    raise ValueError(
        f"{text!r} is no chat address; write telegram:<chat id>[/<thread id>], slack:[<team id>/]<channel or user id>"
        " or console:<name>"
    )


def address_in(row: Row) -> Address:
    """Return the address that a row of the chats table holds."""
    return Address(Platform(row["platform"]), row["chat"], row["thread"], row["team"])


def kind_of(address: Address) -> ChatKind:
    """Tell the kind of a chat by its address, as far as that goes: a supergroup is taken for a channel."""
    match address.platform:
        case Platform.CONSOLE:
            return ChatKind.PRIVATE
        case Platform.SLACK:
            return ChatKind.DIRECT if address.chat[0] in "DUW" else ChatKind.CHANNEL
        case Platform.TELEGRAM if address.thread is not None:
            return ChatKind.TOPIC
        case Platform.TELEGRAM:
            number = int(address.chat)
            if number > 0:
                return ChatKind.PRIVATE
            return ChatKind.GROUP if number > FIRST_SUPERGROUP else ChatKind.CHANNEL
