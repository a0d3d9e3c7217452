"""Pure: which page of a list is shown, and the buttons that turn it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from handlers.layout import Button
from handlers.turn import Turn

Entry = TypeVar("Entry")

PAGE = 10
"""Lines on one page."""


@dataclass(frozen=True, slots=True)
class Paging:
    """A page of a list, counted from 1, and how many there are."""

    page: int
    pages: int

    @property
    def begin(self) -> int:
        """Return the place of the page's first line in the list, counted from 0."""
        return (self.page - 1) * PAGE

    def cut(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Return what stands on the page."""
        return entries[self.begin : self.begin + PAGE]

    def title(self, title: str) -> str:
        """Return a title, with the page where there are several."""
        return f"{title} · {self.page}/{self.pages}" if self.pages > 1 else title

    def turning(self, turn: Turn, command: str, *words: str) -> list[Button]:
        """Return the buttons that ask a command for the page before and the page after."""
        steps = [("◀", self.page - 1)] * (self.page > 1) + [("▶", self.page + 1)] * (self.page < self.pages)
        return [turn.press(sign, command, *words, str(to)) for sign, to in steps]


def page_of(count: int, word: str) -> Paging:
    """Return the page of so many entries that a word asks for: the first, if it is no number, and the last at most."""
    pages = max(-(-count // PAGE), 1)
    asked = int(word) if word.isascii() and word.isdecimal() and len(word) < 6 else 1
    return Paging(min(max(asked, 1), pages), pages)
