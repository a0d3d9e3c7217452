"""Pure: a layout becomes Slack messages, in blocks that every client shows: header, section, context and actions.

The title heads the first message, as a link where it has an address; byline and links stand in small print;
the buttons stand under the last message, those of lines under their own; a thumbnail stands beside the title. `text`
says the same without blocks, for notifications and screen readers. Sending is the bot's.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Sequence
from typing import Any

from handlers.layout import Button, Layout, Line, Look, Room, Span, paginate
from handlers.markup import (
    JOINER,
    SLACK_ACTIONS,
    SLACK_BLOCKS,
    SLACK_HEADER_CHARS,
    SLACK_MESSAGE_CHARS,
    SLACK_SECTION_CHARS,
    SLACK_TEXT_CHARS,
    clip,
    cut,
    defuse,
    escape_mrkdwn,
    link_mrkdwn,
)

Block = dict[str, Any]

_MARKS = {Look.PLAIN: "", Look.BOLD: "*", Look.ITALIC: "_"}
_LINE_CHARS = SLACK_SECTION_CHARS - 100
_BLOCK_CHARS = 80
"""More than the JSON around the text of a section takes."""
_OTHER_BLOCKS = 12
"""Room for heading, byline, links and buttons, and for tight lines that one section cannot hold."""


def slack_payloads(layout: Layout) -> list[dict[str, Any]]:
    """Return the payload of each message."""
    first, last = _opening(layout), _closing(layout)
    pages = paginate(layout.lines, _room(_chars([*first, *last])))
    payloads = []
    for place, page in enumerate(pages):
        heading = layout.heading_of(place, len(pages))
        blocks = [
            *(first if place == 0 else [_context(_marked(escape_mrkdwn(heading), Look.ITALIC))]),
            *_sections(page),
            *_actions([line.button for line in page if line.button]),
            *(last if place == len(pages) - 1 else []),
        ]
        said = [heading, layout.byline if place == 0 else "", *map(_plain, page)]
        payloads.append({"text": _fallback(said, layout.links), "blocks": blocks})
    return payloads


def _room(taken: int) -> Room:
    return Room(
        page=SLACK_MESSAGE_CHARS - taken - _OTHER_BLOCKS * _BLOCK_CHARS,
        line=_LINE_CHARS,
        weights=SLACK_BLOCKS - _OTHER_BLOCKS,
        overhead=_BLOCK_CHARS,
        measure=lambda text: _chars(escape_mrkdwn(text)),
        size=_size,
        weight=lambda line: not line.tight,
    )


def _size(line: Line) -> int:
    button = _chars(_button(SLACK_ACTIONS, line.button)) if line.button else 0
    return _chars(_spans(line)) + button + (0 if line.tight else _BLOCK_CHARS)


def _chars(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False))


def _opening(layout: Layout) -> list[Block]:
    return [*_title(layout), *([_context(escape_mrkdwn(layout.byline))] if layout.byline else [])]


def _title(layout: Layout) -> list[Block]:
    """Write the title as a link where it has an address; a header can hold none, and is short."""
    if layout.url:
        return [_section(_spans(layout.title_line)) | _thumbnail(layout)]
    if not layout.heading:
        return []
    title = defuse(layout.heading)
    header = {"type": "plain_text", "text": clip(title, SLACK_HEADER_CHARS), "emoji": False}
    whole = [_section(_spans(layout.title_line))] if len(title) > SLACK_HEADER_CHARS else []
    return [{"type": "header", "text": header}, *whole]


def _thumbnail(layout: Layout) -> Block:
    if not layout.picture:
        return {}
    return {"accessory": {"type": "image", "image_url": layout.picture, "alt_text": layout.title}}


def _closing(layout: Layout) -> list[Block]:
    links = [_context(_spans(Line(layout.links)))] if layout.links else []
    # A row has five buttons in all; the rows of a layout are made for the width of a phone.
    return [*links, *_actions([button for row in layout.buttons for button in row])]


def _actions(buttons: Sequence[Button]) -> list[Block]:
    return [
        {"type": "actions", "elements": list(map(_button, range(SLACK_ACTIONS), buttons[start:]))}
        for start in range(0, len(buttons), SLACK_ACTIONS)
    ]


def _button(place: int, button: Button) -> Block:
    # `action_id` has to differ from its neighbours' only; what the press says is in `value`.
    label = {"type": "plain_text", "text": button.text, "emoji": True}
    return {"type": "button", "text": label, "action_id": f"v1:{place}", "value": button.action}


def _sections(lines: Sequence[Line]) -> Iterator[Block]:
    """Give every line its section; tight lines share one as long as it holds them."""
    gathered = ""
    for line in lines:
        text = _spans(line)
        if gathered and line.tight and len(gathered) + 1 + len(text) <= SLACK_SECTION_CHARS:
            gathered = f"{gathered}\n{text}"
            continue
        if gathered:
            yield _section(gathered)
        gathered = text
    if gathered:
        yield _section(gathered)


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(text)]}


def _mrkdwn(text: str) -> Block:
    # Verbatim: Slack must not look for addresses and names by itself.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _spans(line: Line) -> str:
    return "".join(map(_span, line.spans))


def _span(span: Span) -> str:
    if span.look is Look.COMMAND:
        return f"`{html.escape(span.text, quote=False)}`"
    text = escape_mrkdwn(span.text)
    if span.url:
        text = link_mrkdwn(text, span.url)
    return _marked(text, span.look)


def _marked(text: str, look: Look) -> str:
    """Mark an escaped text; a mark acts only where it touches the text, so spaces stay outside of it.

    Beside a joiner it might not act and be seen instead: such a text goes unmarked.
    """
    inner = text.strip()
    mark = _MARKS[look] if inner and JOINER not in (inner[0], inner[-1]) else ""
    return text.replace(inner, f"{mark}{inner}{mark}", 1) if mark else text


def _plain(line: Line) -> str:
    return "".join(span.text for span in line.spans)


def _fallback(said: Sequence[str], links: tuple[Span, ...]) -> str:
    """Say a message without blocks, as far as the platform takes it."""
    end = f"\n{_spans(Line(links))}" if links else ""
    room = SLACK_TEXT_CHARS - 1 - len(end)
    text = cut("\n".join(filter(None, said)), room, lambda part: len(escape_mrkdwn(part)))[0]
    return escape_mrkdwn(text) + end
