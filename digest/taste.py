"""Pure: what a chat has liked, as a model small enough to be told in one line.

Two papers are alike by the words of their titles and keywords, and rare words count most. A paper is liked as far as it
is like those that the chat liked or saved, less as far as it is like those that it is not interested in. One that it
dismissed sinks to the end, and so does one that is like it and no nearer to anything liked.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice

from storage.models import Opinion, Paper, PaperKey
from storage.word_forms import fold, words_of

ALIKE = 0.1
"""From here on a paper is like one that was dismissed. Of two papers of the recorded lists 3 in 100 are as alike."""
DISMISSED_COMPARED = 20
"""Of the papers that a chat dismissed, so many of the latest pull down what is like them."""
TOLD_WORDS = 3
_MIN_CHARS = 3
"""Shorter words say nothing by themselves."""
_DIGITS = 9
"""Sums of fractions in another order differ in digits behind this; they must not decide."""


class Standing(IntEnum):
    """What `not interested` makes of a paper's place."""

    FREE = 0
    SUNK = 1
    """It is like a paper that the chat dismissed."""
    DISMISSED = 2
    """The chat dismissed the paper itself."""


@dataclass(frozen=True, slots=True)
class Taste:
    """What a chat makes of some papers: how far each is to its liking, and which sink. Others are as good as any."""

    liking: Mapping[PaperKey, float] = field(default_factory=dict)
    standing: Mapping[PaperKey, Standing] = field(default_factory=dict)


NO_TASTE = Taste()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a chat's taste moves a paper: up for these `words`, or down for it `is_like` one that was dismissed."""

    words: tuple[str, ...] = ()
    is_like: PaperKey | None = None


class Likeness:
    """How alike papers are, for the lists of some days: what is rare among their papers counts most."""

    def __init__(self, listed: Iterable[Paper]) -> None:
        self._vectors: dict[PaperKey, Mapping[str, float]] = {}
        papers = tuple(listed)
        self._counts = Counter(word for paper in papers for word in _words(paper))
        self._papers = len(papers)

    def vector(self, paper: Paper) -> Mapping[str, float]:
        """Return what a paper is about, each word with its weight; the squares of the weights add up to one."""
        if paper.key not in self._vectors:
            weights = {word: math.log((self._papers + 1) / (self._counts[word] + 1)) for word in sorted(_words(paper))}
            length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
            self._vectors[paper.key] = {word: weight / length for word, weight in weights.items() if weight}
        return self._vectors[paper.key]

    def taste(self, opinions: Sequence[Opinion], judged: Mapping[PaperKey, Paper], papers: Iterable[Paper]) -> Taste:
        """Tell what a chat makes of papers by its opinions, latest first; `judged` holds what they are about."""
        wanted, dismissed = self._sum(opinions, judged), self._dismissed(opinions, judged)
        liking, standing = {}, {}
        for paper in papers:
            vector = self.vector(paper)
            liking[paper.key] = round(_product(vector, wanted), _DIGITS)
            if paper.key in dismissed:
                standing[paper.key] = Standing.DISMISSED
            elif liking[paper.key] < 0 and _nearest(vector, dismissed):
                standing[paper.key] = Standing.SUNK
        return Taste(liking, standing)

    def reason(self, opinions: Sequence[Opinion], judged: Mapping[PaperKey, Paper], paper: Paper) -> Reason | None:
        """Say why a chat's taste moves a paper, or None where it does not."""
        taste, vector = self.taste(opinions, judged, [paper]), self.vector(paper)
        match taste.standing.get(paper.key, Standing.FREE):
            case Standing.DISMISSED:
                return Reason(is_like=paper.key)
            case Standing.SUNK:
                return Reason(is_like=_nearest(vector, self._dismissed(opinions, judged)))
        if taste.liking[paper.key] <= 0:
            return None
        wanted = self._sum(opinions, judged)
        gains = {word: weight * wanted.get(word, 0.0) for word, weight in vector.items()}
        best = sorted((word for word, gain in gains.items() if gain > 0), key=lambda word: (-gains[word], word))
        written = _as_written(paper)
        return Reason(words=tuple(dict.fromkeys(written[word] for word in best))[:TOLD_WORDS])

    def _sum(self, opinions: Iterable[Opinion], judged: Mapping[PaperKey, Paper]) -> Mapping[str, float]:
        total: dict[str, float] = {}
        for opinion in opinions:
            if opinion.key in judged:
                for word, weight in self.vector(judged[opinion.key]).items():
                    total[word] = total.get(word, 0.0) + (weight if opinion.wanted else -weight)
        return total

    def _dismissed(
        self, opinions: Iterable[Opinion], judged: Mapping[PaperKey, Paper]
    ) -> Mapping[PaperKey, Mapping[str, float]]:
        """Return what the papers are about that a chat dismissed, the latest first."""
        keys = (opinion.key for opinion in opinions if not opinion.wanted and opinion.key in judged)
        return {key: self.vector(judged[key]) for key in keys}


def vote_class(votes: int) -> int:
    """Return the class of a number of votes: 0, 1–2, 3–6, 7–14, 15–30, and so on.

    Raw votes are hardly ever equal, so that what comes after them in the order would decide nothing. What one paper has
    more than another matters as a factor, not as a difference: each class has about twice the votes of the one before.
    """
    return (max(votes, 0) + 1).bit_length() - 1


def _words(paper: Paper) -> Collection[str]:
    return _as_written(paper).keys()


def _as_written(paper: Paper) -> Mapping[str, str]:
    """Return the words of a paper, each with the keyword, or the word of the title, that it stands in."""
    said: dict[str, str] = {}
    for written in (*paper.keywords, *paper.title.split()):
        for word in words_of(fold(written)):
            if len(word) >= _MIN_CHARS:
                said.setdefault(word, written.strip(".,:;!?()"))
    return said


def _nearest(vector: Mapping[str, float], dismissed: Mapping[PaperKey, Mapping[str, float]]) -> PaperKey | None:
    """Return the dismissed paper that one is most like, if any is like enough."""
    compared = islice(dismissed.items(), DISMISSED_COMPARED)
    near = {key: round(_product(vector, other), _DIGITS) for key, other in compared}
    best = min(near, key=lambda key: (-near[key], key), default=None)
    return best if best is not None and near[best] >= ALIKE else None


def _product(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return sum(weight * many[word] for word, weight in few.items() if word in many)
