"""The text of a paper as values: what `fulltext` extracts and the summarisers read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Where a text came from, best first."""

    ARXIV_HTML = "arXiv HTML"
    HUGGING_FACE = "Hugging Face Markdown"
    PDF = "PDF"
    ABSTRACT = "abstract"


@dataclass(frozen=True, slots=True)
class TextSection:
    """A headed part of a paper; `level` 1 is a top section; the text's paragraphs are divided by a blank line.

    A part that consists of smaller parts only has an empty text.
    """

    heading: str
    text: str
    level: int = 1
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class FullText:
    """All the text there is of one paper; it lives for one run and is never stored or published."""

    origin: Origin
    sections: tuple[TextSection, ...]
