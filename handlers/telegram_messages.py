"""Pure: a layout becomes Telegram messages, in HTML whose tags are balanced in every message.

The title is a bold link, folded lines stand in an expandable quote, nothing is previewed but the thumbnail of a layout
that has one, and the buttons stand under the last message, those of lines under their own. Sending is the bot's.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from handlers.layout import Button, Layout, Line, Look, Room, Span, paginate
from handlers.markup import (
    JOINER,
    TELEGRAM_CALLBACK_BYTES,
    TELEGRAM_ENTITIES,
    TELEGRAM_ROW_BUTTONS,
    TELEGRAM_TEXT_UNITS,
    defuse,
    escape_html,
    link_html,
    utf16_length,
)

_TAGS = {Look.BOLD: "b", Look.ITALIC: "i"}
_GAP = "\n\n"
_MARK_ENTITIES = 10
"""Room for the heading, and for the quotes that fold lines; and for the buttons that no line has."""


def telegram_payloads(layout: Layout) -> list[dict[str, Any]]:
    """Return the payload of each message; only the first of a layout that is not silent notifies."""
    top = [Line((Span(layout.byline),), tight=True)] if layout.byline else []
    bottom = [Line(layout.links)] if layout.links else []
    pages = paginate([*top, *layout.lines, *bottom], _room(layout))
    return [
        {
            "text": _html([*_heading(layout, place, len(pages)), *page]),
            "parse_mode": "HTML",
            "buttons": _keyboard(page, layout.buttons if place == len(pages) - 1 else ()),
            "silent": layout.silent or place > 0,
            "preview": layout.picture if place == 0 else None,
        }
        for place, page in enumerate(pages)
    ]


def _keyboard(page: Sequence[Line], buttons: Sequence[Sequence[Button]]) -> list[list[dict[str, str]]]:
    """Return the rows of buttons, without those whose action is too long: one such has the whole message refused."""
    rows = [*_even_rows([line.button for line in page if line.button]), *buttons]
    taken = [[button for button in row if len(button.action.encode()) <= TELEGRAM_CALLBACK_BYTES] for row in rows]
    return [[{"text": button.text, "callback_data": button.action} for button in row] for row in taken if row]


def _even_rows(buttons: Sequence[Button]) -> Iterator[Sequence[Button]]:
    """Divide buttons into as few rows as there can be, all of one width but for the last."""
    rows = -(-len(buttons) // TELEGRAM_ROW_BUTTONS)
    width = -(-len(buttons) // rows) if rows else 1
    for start in range(0, len(buttons), width):
        yield buttons[start : start + width]


def _room(layout: Layout) -> Room:
    # The mark of a continued message is shorter than any title with a gap to spare, but for the very short.
    page = TELEGRAM_TEXT_UNITS - _units(layout.heading) - 64
    return Room(
        page=page,
        line=page,
        weights=TELEGRAM_ENTITIES - _MARK_ENTITIES,
        overhead=len(_GAP),
        measure=_units,
        size=lambda line: sum(map(_span_units, line.spans)) + len(_GAP),
        weight=_weight,
    )


def _weight(line: Line) -> int:
    """Count what a message may have a hundred of: entities, or buttons where a line has more of those."""
    entities = sum((span.look in _TAGS) + (span.url is not None) for span in line.spans)
    return max(entities, int(line.button is not None))


def _units(text: str) -> int:
    return utf16_length(defuse(text))


def _span_units(span: Span) -> int:
    return _units(span.text) + (2 * len(JOINER) if span.look is Look.COMMAND else 0)


def _heading(layout: Layout, place: int, pages: int) -> Iterator[Line]:
    if place:
        yield Line((Span(layout.heading_of(place, pages), Look.ITALIC),))
    elif layout.heading:
        yield layout.title_line


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
    if span.look is Look.COMMAND:
        # A joiner is no part of a word: beside a letter, as in Korean and Japanese, a command would not act.
        return f"{JOINER}{html.escape(span.text, quote=False)}{JOINER}"
    text = escape_html(span.text)
    if span.url:
        text = link_html(text, span.url)
    tag = _TAGS.get(span.look)
    return f"<{tag}>{text}</{tag}>" if tag else text
