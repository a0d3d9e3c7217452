"""Pure: what a message says and how it looks, before any platform's markup; and its division into messages.

Escaping, markup and limits are the platforms' (`telegram_messages`, `slack_messages`, `text_messages`); what to say
is decided in `messages`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import groupby

from digest.texts import say
from handlers.markup import cut
from storage.models import Language


class Look(Enum):
    """How a span looks."""

    PLAIN = auto()
    BOLD = auto()
    ITALIC = auto()
    COMMAND = auto()
    """A command of ours, to be pressed or copied: the only text that may act, and never anybody else's."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with one look; with an address it is a link."""

    text: str
    look: Look = Look.PLAIN
    url: str | None = None


VERSION = "v1"
"""What every action of a button begins with; it is understood for ever, so another form would begin with `v2`."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `action` is what a press of it tells the bot."""

    text: str
    action: str


def press(text: str, command: str, *words: str) -> Button:
    """Make a button that asks for a command with these words.

    A button lives as long as its message, and that may be years. So the words name the paper and the list day
    themselves: they are understood after any restart, and without a row about the message.
    """
    return Button(text, ":".join((VERSION, command, *words)))


ROW_COLUMNS = {4: 8, 3: 12, 2: 20}
"""How wide the texts of so many buttons in a row may be on a phone of 360 points; what is wider is cut there."""


def columns(text: str) -> int:
    """Count how wide a text is: a letter is one column, a Korean, Japanese or Chinese character and an emoji two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def in_rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Divide buttons into few rows that show all their texts on a phone; what is too wide for two has its own row."""
    groups = groupby(buttons, lambda button: columns(button.text) <= ROW_COLUMNS[2])
    return tuple(row for _, group in groups for row in _even_rows(tuple(group)))


def _even_rows(buttons: tuple[Button, ...]) -> Iterator[tuple[Button, ...]]:
    """Divide buttons into as few rows as the widest of them allows, all of one width but for the last."""
    widest = max(columns(button.text) for button in buttons)
    most = next((count for count, room in ROW_COLUMNS.items() if widest <= room), 1)
    width = -(-len(buttons) // -(-len(buttons) // most))
    for begin in range(0, len(buttons), width):
        yield buttons[begin : begin + width]


def read_press(action: str) -> tuple[str, str] | None:
    """Return the command and the words of a button's action, or None if it is none of ours."""
    version, _, rest = action.partition(":")
    command, _, words = rest.partition(":")
    return (command, words.replace(":", " ")) if version == VERSION and command else None


@dataclass(frozen=True, slots=True)
class Line:
    """A line or a paragraph; a message can hold it, but for its last span if that is no link.

    A `tight` line follows the line before it without a gap; a `folded` one may be hidden until the reader asks. The
    `button` of a line stands under the message that the line begins in.
    """

    spans: tuple[Span, ...]
    folded: bool = False
    tight: bool = False
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """All that one subject has to say: the title begins its first message, links and buttons end its last.

    `number` ("3/14") stands before the title; title, byline and links are short enough for any message. A short answer
    has no title. `picture` is the address of a thumbnail for the first message.
    """

    language: Language
    title: str
    lines: tuple[Line, ...]
    number: str = ""
    url: str | None = None
    byline: str = ""
    links: tuple[Span, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    picture: str | None = None
    silent: bool = True

    @property
    def heading(self) -> str:
        """Return the title with its number."""
        return f"{self.number} · {self.title}" if self.number else self.title

    @property
    def title_line(self) -> Line:
        """Return the title as a bold line, linked where it has an address, with its number before it."""
        title = Span(self.title, Look.BOLD, self.url)
        return Line((Span(f"{self.number} · "), title) if self.number else (title,))

    def heading_of(self, page: int, pages: int) -> str:
        """Return what stands above a message, counted from 0: the heading, or which part of it this is."""
        if page == 0:
            return self.heading
        mark = say(self.language, "part", part=page + 1, parts=pages)
        return f"{self.number} {mark}".strip()


def spaced(spans: Iterable[Span], separator: str = " · ") -> tuple[Span, ...]:
    """Put a separator between spans."""
    divided = [part for span in spans for part in (Span(separator), span)]
    return tuple(divided[1:])


@dataclass(frozen=True, slots=True)
class Room:
    """What the lines of one message may take, and how a platform counts it.

    `measure` tells what a text takes, `size` what a line does, which is at most `overhead` more than its texts if it
    has neither link nor button. `page` is for all lines of a message, `line`, no more than `page`, for one. Beside
    that, the `weight` of a message's lines is at most `weights`.
    """

    page: int
    line: int
    weights: int
    overhead: int
    measure: Callable[[str], int]
    size: Callable[[Line], int]
    weight: Callable[[Line], int]


def paginate(lines: Iterable[Line], room: Room) -> list[list[Line]]:
    """Divide lines into messages, one at least; only a line that no message can hold is cut."""
    pages: list[list[Line]] = [[]]
    left, weights = room.page, room.weights
    for line in lines:
        for piece in _pieces(line, left, room):
            size, weight = room.size(piece), room.weight(piece)
            if pages[-1] and (size > left or weight > weights):
                pages.append([])
                left, weights = room.page, room.weights
            pages[-1].append(piece)
            left -= size
            weights -= weight
    return pages


def _pieces(line: Line, left: int, room: Room) -> list[Line]:
    """Cut a line that is too long for any message in its last span; every piece looks like it."""
    if room.size(line) <= room.line:
        return [line]
    *before, last = line.spans
    taken = room.overhead + sum(room.measure(span.text) for span in before)
    # A first piece that would be short is better off at the top of the next message.
    first = left if room.line // 3 <= left < room.line else room.line
    texts = cut(last.text, room.line - room.overhead, room.measure, first=first - taken)
    begin, *rest = (replace(last, text=text) for text in texts)
    return [replace(line, spans=(*before, begin)), *(replace(line, spans=(span,), button=None) for span in rest)]
