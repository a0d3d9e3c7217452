"""Pure: find what somebody quotes in the text of a paper, and give back the paper's own sentences."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from digest.figures import read_figures
from digest.latex import readable
from digest.sentences import split_sentences
from digest.text import FullText
from storage.models import Paper

MIN_LETTERS = 12
"""What is shorter stands in any text, and shows nothing."""
MOST_SENTENCES = 3
MIN_SHARE = 0.9
"""Of a quote's words, this share must stand in one sentence, and all its figures, where it is no exact copy."""
MIN_WORDS = 6

# Formulas and typography differ between a text and its copy: only letters, figures and per cents are compared.
_LEFT_OUT = re.compile(r"(?<!\d)[.,]|[.,](?!\d)|[^\w%.,]+|_")
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*%?")


class PaperText:
    """The sentences of one paper: title, abstract and text."""

    def __init__(self, paper: Paper, text: FullText) -> None:
        paragraphs = [readable(paper.title), readable(paper.abstract)]
        paragraphs += [part for section in text.sections for part in section.text.split("\n\n")]
        self.sentences = tuple(dict.fromkeys(s for part in paragraphs for s in split_sentences(part)))
        self._starts: list[int] = []
        bare = []
        length = 0
        for sentence in self.sentences:
            self._starts.append(length)
            bare.append(_bare(sentence))
            length += len(bare[-1])
        self._bare = "".join(bare)
        self._words = [frozenset(_words(sentence)) for sentence in self.sentences]

    def find(self, quote: str) -> tuple[str, ...]:
        """Return the sentences that a quote is of, at most three; none if the paper does not say it."""
        bare = _bare(quote)
        if len(bare) < MIN_LETTERS:
            return ()
        place = self._bare.find(bare)
        if place < 0:
            return self._nearest(quote)
        first = bisect_right(self._starts, place) - 1
        last = bisect_right(self._starts, place + len(bare) - 1) - 1
        return self.sentences[first : min(last, first + MOST_SENTENCES - 1) + 1]

    def with_figure(self, value: Decimal, claim: str) -> str | None:
        """Return the sentence that has a figure, of several the one that shares most words with a claim."""
        words = frozenset(_words(claim))
        places = [place for place, values in enumerate(self._values) if value in values]
        place = max(places, key=lambda place: len(words & self._words[place]), default=None)
        return None if place is None else self.sentences[place]

    @cached_property
    def _values(self) -> list[frozenset[Decimal]]:
        return [frozenset(figure.value for figure in read_figures(sentence)) for sentence in self.sentences]

    def _nearest(self, quote: str) -> tuple[str, ...]:
        """Return the sentence that has nearly every word of a quote and all its figures."""
        words = frozenset(_words(quote))
        figures = frozenset(word for word in words if word[0].isdigit())
        if len(words) < MIN_WORDS:
            return ()
        place = max(range(len(self._words)), key=lambda n: len(words & self._words[n]), default=0)
        found = self._words[place] if self._words else frozenset()
        if len(words & found) < MIN_SHARE * len(words) or not figures <= found:
            return ()
        return (self.sentences[place],)


def _bare(text: str) -> str:
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text).lower())


def _words(text: str) -> Iterator[str]:
    return (found[0] for found in _WORD.finditer(unicodedata.normalize("NFKC", text).lower()))
