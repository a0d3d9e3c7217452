"""A strict reader of Telegram's HTML: refuses what the Bot API refuses, and finds what clients link by themselves.

The grammar is that of core.telegram.org/bots/api#html-style; what acts in plain text follows the public source of the
clients (github.com/tdlib/td, MessageEntity.cpp), read generously: it finds rather too much than too little.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_UNITS = 4096
MOST_ENTITIES = 100
MOST_BUTTONS = 100
WIDEST_ROW = 8
LONGEST_CALLBACK_BYTES = 64

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z-]*)(?P<rest>[^<>]*)>|&(?P<entity>#?\w+);|(?P<text>[^<>&]+)|(?P<stray>.)", re.DOTALL
)
_HREF = re.compile(r' href="(https?://[^"<>\s]+)"')
_TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}
_ACTIVE = {
    "mention": re.compile(r"@[A-Za-z0-9_]+"),
    "hashtag": re.compile(r"#[\w\u00b7\u200c]+"),
    "cashtag": re.compile(r"\$(?:1INCH|[A-Z]{1,8})(?![\w$])"),
    "command": re.compile(r"(?<![^\W_])/[A-Za-z0-9_]+"),
    "scheme": re.compile(r"\w+://"),
    "domain": re.compile(r"[^\s.\u2060]\.[^\W\d_]{2,}"),
    "ip": re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d)"),
}


class RefusedHtmlError(ValueError):
    """Telegram would answer "can't parse entities"."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted stretch: places count code points of the text."""

    tag: str
    start: int
    end: int
    url: str | None = None
    expandable: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reader sees."""

    text: str
    entities: tuple[Entity, ...]

    @property
    def units(self) -> int:
        """The length that is limited."""
        return len(self.text.encode("utf-16-le")) // 2

    def of(self, tag: str) -> list[str]:
        """Return the texts under a tag."""
        return [self.text[entity.start : entity.end] for entity in self.entities if entity.tag == tag]


def parse_html(source: str) -> Parsed:
    """Parse, or raise RefusedHtmlError for whatever is not exactly balanced and escaped."""
    text = ""
    entities: list[Entity] = []
    opened: list[Entity] = []
    for token in _TOKEN.finditer(source):
        if token["text"] is not None:
            text += token["text"]
        elif token["entity"] is not None:
            if token["entity"] not in ("lt", "gt", "amp", "quot"):
                raise RefusedHtmlError(f"unknown entity {token[0]}")
            text += html.unescape(token[0])
        elif token["stray"] is not None:
            raise RefusedHtmlError(f"bare {token[0]!r} at {token.start()}")
        elif token["end"]:
            entities.append(_closed(opened, token, len(text)))
        else:
            opened.append(_opened(token, len(text)))
    if opened:
        raise RefusedHtmlError(f"<{opened[-1].tag}> is never closed")
    return Parsed(text, tuple(entities))


def _opened(token: re.Match[str], at: int) -> Entity:
    name, rest = token["name"], token["rest"]
    if name == "a" and (href := _HREF.fullmatch(rest)):
        return Entity(name, at, at, html.unescape(href[1]))
    if name == "blockquote" and rest in ("", " expandable"):
        return Entity(name, at, at, expandable=bool(rest))
    if name not in _TAGS - {"a", "blockquote"} or rest:
        raise RefusedHtmlError(f"unsupported start tag {token[0]}")
    return Entity(name, at, at)


def _closed(opened: list[Entity], token: re.Match[str], at: int) -> Entity:
    if not opened or opened[-1].tag != token["name"] or token["rest"]:
        raise RefusedHtmlError(f"unexpected end tag {token[0]}")
    entity = opened.pop()
    if entity.start == at:
        raise RefusedHtmlError(f"<{entity.tag}> holds no text")
    return Entity(entity.tag, entity.start, at, entity.url, entity.expandable)


def active_parts(text: str) -> list[str]:
    """Return what a client would make a link, mention, command or tag of a plain text."""
    return [f"{kind}: {match[0]}" for kind, pattern in _ACTIVE.items() for match in pattern.finditer(text)]


def check_message(payload: Mapping[str, Any]) -> Parsed:
    """Parse a message and assert that Telegram takes and formats all of it, and shows all of its buttons."""
    assert payload["parse_mode"] == "HTML"
    parsed = parse_html(payload["text"])
    assert parsed.text.strip("\u2060\u200b \n"), "message text is empty"
    assert parsed.units <= LONGEST_UNITS, f"message is too long: {parsed.units}"
    assert len(parsed.entities) <= MOST_ENTITIES
    assert sum(map(len, payload["buttons"])) <= MOST_BUTTONS
    for row in payload["buttons"]:
        assert 0 < len(row) <= WIDEST_ROW
        for button in row:
            assert button["text"]
            assert 0 < len(button["callback_data"].encode()) <= LONGEST_CALLBACK_BYTES
    assert payload["preview"] is None or payload["preview"].startswith("https://")
    return parsed
