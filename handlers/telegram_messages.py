"""Pure: a layout becomes Telegram messages, in HTML whose tags are balanced in every message.

The title is a bold link, folded lines stand in an expandable quote, previews are off, and the buttons stand under the
last message. Sending is the bot's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from handlers.layout import Layout, Line, Look, Room, Span, paginate
from handlers.markup import (
    TELEGRAM_ENTITIES,
    TELEGRAM_TEXT_UNITS,
    defuse,
    escape_html,
    link_html,
    utf16_length,
)

_TAGS = {Look.BOLD: "b", Look.ITALIC: "i"}
_GAP = "\n\n"
_MARK_ENTITIES = 10
"""Room for the heading, and for the quotes that fold lines."""


def telegram_payloads(layout: Layout) -> list[dict[str, Any]]:
    """Return the payload of each message; only the first of a layout that is not silent notifies."""
    top = [Line((Span(layout.byline),), tight=True)] if layout.byline else []
    bottom = [Line(layout.links)] if layout.links else []
    pages = paginate([*top, *layout.lines, *bottom], _room(layout))
    buttons = [[{"text": button.text, "callback_data": button.action} for button in row] for row in layout.buttons]
    return [
        {
            "text": _html([_heading(layout, place, len(pages)), *page]),
            "parse_mode": "HTML",
            "buttons": buttons if place == len(pages) - 1 else [],
            "silent": layout.silent or place > 0,
            "preview": None,
        }
        for place, page in enumerate(pages)
    ]


def _room(layout: Layout) -> Room:
    # The mark of a continued message is shorter than any title with a gap to spare, but for the very short.
    page = TELEGRAM_TEXT_UNITS - _units(layout.heading) - 64
    return Room(
        page=page,
        line=page,
        weights=TELEGRAM_ENTITIES - _MARK_ENTITIES,
        overhead=len(_GAP),
        measure=_units,
        size=lambda line: sum(_units(span.text) for span in line.spans) + len(_GAP),
        weight=lambda line: sum((span.look in _TAGS) + (span.url is not None) for span in line.spans),
    )


def _units(text: str) -> int:
    return utf16_length(defuse(text))


def _heading(layout: Layout, place: int, pages: int) -> Line:
    if place > 0:
        return Line((Span(layout.heading_of(place, pages), Look.ITALIC),))
    title = Span(layout.title, Look.BOLD, layout.url)
    return Line((Span(f"{layout.number} · "), title) if layout.number else (title,))


def _html(lines: Sequence[Line]) -> str:
    """Write lines with the gaps between them; a quote has its own."""
    text = ""
    after_fold = False
    for folded, group in groupby(lines, key=lambda line: line.folded):
        first, *others = group
        if text and (folded or after_fold):
            first = replace(first, tight=True)
        inner = "".join(_followed(others, _spans(first)))
        text += _gap(first) if text else ""
        text += f"<blockquote expandable>{inner}</blockquote>" if folded else inner
        after_fold = folded
    return text


def _followed(lines: Sequence[Line], first: str) -> Iterator[str]:
    yield first
    for line in lines:
        yield _gap(line)
        yield _spans(line)


def _gap(line: Line) -> str:
    return "\n" if line.tight else _GAP


def _spans(line: Line) -> str:
    return "".join(map(_span, line.spans))


def _span(span: Span) -> str:
    text = escape_html(span.text)
    if span.url:
        text = link_html(text, span.url)
    tag = _TAGS.get(span.look)
    return f"<{tag}>{text}</{tag}>" if tag else text
