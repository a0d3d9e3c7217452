"""Pure: a layout becomes plain text, for the console and the shell; addresses are written out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handlers.layout import Layout, Line
from handlers.markup import clean


def text_of(layout: Layout) -> str:
    """Return all of a layout as one text that a terminal shows as it is."""
    parts = [*([layout.heading, "\n"] if layout.heading else []), *([layout.url, "\n"] if layout.url else [])]
    parts += [layout.byline, "\n"] if layout.byline else []
    parts += _paragraphs(layout.lines)
    parts += ["\n", *(f"{link.text}: {link.url}\n" for link in layout.links if link.url)]
    return clean("".join(parts)).strip("\n")


def _paragraphs(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield "" if line.tight else "\n"
        yield "".join(span.text for span in line.spans)
        yield "\n"
