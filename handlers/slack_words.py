"""Pure: Slack's spelling of what people type, and of channels that are named in a request about another chat.

A channel is named `<#C1_T1|general>`, in words, in buttons, and to the directory: with the team that it was named in,
so that nobody reaches another workspace's channel, whatever they type. People are shown `#general`.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace

from handlers.layout import Layout, Line, Span
from storage.models import Address, Platform

WORDS_CHARS = 2_000
"""No command needs more words; a pasted page is cut here."""

_LINK = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>")
_MENTION = re.compile(r"<[@!][^>]*>")
_TYPED_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:_[A-Z0-9]+)?(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#(?P<channel>[A-Z0-9]+)_(?P<team>[A-Z0-9]+)\|(?P<name>[\w.-]+)>")
_NAME = re.compile(r"[\w.-]{1,80}")


def plain_words(text: str, team: str) -> str:
    """Read a text as it was typed: links as their addresses, channels as those of this team, no names of people."""
    typed = _LINK.sub(lambda match: match[1], text[: WORDS_CHARS * 2])
    typed = html.unescape(_MENTION.sub(" ", typed))
    typed = _TYPED_CHANNEL.sub(lambda match: f" {named_channel(match[1], team, match[2] or '')} ", typed)
    return " ".join(typed.split())[:WORDS_CHARS]


def named_channel(channel: str, team: str, name: str = "") -> str:
    """Write how a channel is named in a request; one whose name is not told is called by its id."""
    return f"<#{channel}_{team}|{name if _NAME.fullmatch(name) else channel}>"


def read_channel(text: str) -> Address | None:
    """Read what `named_channel` wrote; None for any other text."""
    match = _CHANNEL.fullmatch(text)
    return Address(Platform.SLACK, match["channel"], team=match["team"]) if match else None


def show_channels(layout: Layout) -> Layout:
    """Call channels by the names that people know."""
    if _CHANNEL.search(layout.title) is None and not any(map(_names_channel, layout.lines)):
        return layout
    return replace(layout, title=_shown(layout.title), lines=tuple(map(_with_names, layout.lines)))


def _names_channel(line: Line) -> bool:
    return any(_CHANNEL.search(span.text) for span in line.spans)


def _with_names(line: Line) -> Line:
    return replace(line, spans=tuple(_named(span) for span in line.spans))


def _named(span: Span) -> Span:
    return replace(span, text=_shown(span.text))


def _shown(text: str) -> str:
    return _CHANNEL.sub(lambda match: f"#{match['name']}", text)
