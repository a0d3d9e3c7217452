"""Pure: commands of ours inside a text, so that they can be pressed or copied where all other text is kept from acting.

A command stands between two characters of the private use area; whatever somebody else wrote has to lose these first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.layout import Look, Span
from storage.models import Platform

_BEGIN, _END = "\ue000", "\ue001"
_COMMAND = re.compile(f"{_BEGIN}([^{_END}]*){_END}")


def spoken(platform: Platform, command: str, words: str = "") -> str:
    """Write a command as it is given on a platform: Slack has one for papers, and one for all the rest."""
    if platform is Platform.SLACK and command != "paper":
        command = f"papers {command}"
    return f"{_BEGIN}{f'/{command} {words}'.strip()}{_END}"


def unmarked(text: str) -> str:
    """Return a text of somebody else without what would make a command of it."""
    return text.replace(_BEGIN, "").replace(_END, "")


def spans_of(text: str) -> tuple[Span, ...]:
    """Divide a text of ours into what is plain and what is a command."""
    return tuple(_spans(text))


def _spans(text: str) -> Iterator[Span]:
    for place, part in enumerate(_COMMAND.split(text)):
        if part:
            yield Span(part, Look.COMMAND if place % 2 else Look.PLAIN)
