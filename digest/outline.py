"""Pure: headings and paragraphs, as a document gives them one after the other, become the sections of a text."""

from __future__ import annotations

import re

from digest.text import TextSection

MAX_TEXT_CHARS = 1_000_000
"""More than any paper holds (a book of 500 pages has about as much); what comes after is not read."""

_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){1,3}|[IVX]{1,5}\.)[.:]?\s+(?=\S)")
_REFERENCES = re.compile(r"^(?:references|bibliography|works cited|literature cited)$", re.IGNORECASE)
_APPENDIX = re.compile(r"^(?:appendix|appendices|supplementa(?:ry|l)|supplement)\b", re.IGNORECASE)


class Outline:
    """Gathers the sections of one text; references are left out, and what follows them belongs to the appendix."""

    def __init__(self) -> None:
        self._sections: list[TextSection] = []
        self._heading = ""
        self._level = 1
        self._appendix = False
        self._skipped_level: int | None = None
        self._paragraphs: list[str] = []
        self._chars = 0

    @property
    def full(self) -> bool:
        """Whether there is as much text as is read of one paper."""
        return self._chars >= MAX_TEXT_CHARS

    @property
    def empty(self) -> bool:
        """Whether no section and no paragraph stands in it yet."""
        return not self._sections and not self._paragraphs

    def open(self, heading: str, level: int, *, appendix: bool = False) -> None:
        """Begin a section; level 1 is a top section."""
        heading = _NUMBER.sub("", heading).rstrip(" .:")
        self._close(next_level=level)
        if self._skipped_level is not None and level <= self._skipped_level:
            self._skipped_level = None
        if _REFERENCES.match(heading):
            self._skipped_level = level
            self._appendix = True
        self._appendix = self._appendix or appendix or bool(level == 1 and _APPENDIX.match(heading))
        self._heading, self._level = heading, level

    def add(self, paragraph: str) -> None:
        """Add a paragraph to the section that is open."""
        if paragraph and self._skipped_level is None and not self.full:
            self._paragraphs.append(paragraph)
            self._chars += len(paragraph)

    def sections(self) -> tuple[TextSection, ...]:
        """Close the last section and return them all, in their order."""
        self._close(next_level=0)
        return tuple(self._sections)

    def _close(self, next_level: int) -> None:
        """Keep the section that is open; one without text is kept only where parts of it follow."""
        kept = self._paragraphs or (self._heading and next_level > self._level)
        if kept and self._skipped_level is None:
            text = "\n\n".join(self._paragraphs)
            self._sections.append(TextSection(self._heading, text, self._level, self._appendix))
        self._paragraphs = []
