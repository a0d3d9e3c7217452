"""Pure: which papers of a few days match which topics, and by which words.

The papers are indexed once, from what the search index holds of them: each word knows its papers as the bits of one
number, so a topic is matched against all of them by a few operations on numbers, however many people have topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from digest.topics import parse_topic
from storage.models import Field, Paper, PaperKey, Term, Topic, Votes
from storage.search import Document
from storage.search_text import Phrase, category_word, organization_phrase, phrase_of
from storage.word_forms import fold, words_of

_PART = " | "
"""Stands between the columns of a text: no word is so, hence no phrase goes over the end of a column."""

parsed = lru_cache(maxsize=20_000)(parse_topic)
"""`parse_topic` for stored topics: many people have the same ones."""


class TopicIndex:
    """An index of papers with what the search index holds of each, summaries in every language included."""

    def __init__(self, papers: Iterable[Paper], documents: Mapping[PaperKey, Document]) -> None:
        self._papers = [paper for paper in papers if paper.key in documents]
        self._keys = [paper.key for paper in self._papers]
        held = [documents[paper.key] for paper in self._papers]
        self._all = (1 << len(held)) - 1
        # Blanks at both ends: a phrase is looked for with its blanks, so that it begins and ends with words.
        self._texts = [f" {document.title}{_PART}{document.labels}{_PART}{document.body} " for document in held]
        self._labels = [f" {document.labels} " for document in held]
        self._people = [[_plain(author) for author in paper.authors] for paper in self._papers]
        self._worded: dict[tuple[str, ...], int] = {}
        self._found: dict[tuple[Field, tuple[str, ...]], int] = {}
        self._voted: dict[Votes, int] = {}
        self._coded = self._where(paper.code_url is not None for paper in self._papers)
        self._bits: dict[str, int] = {}
        for place, text in enumerate(self._texts):
            for word in set(text.split()):
                self._bits[word] = self._bits.get(word, 0) | 1 << place

    def matches(self, topics: Iterable[Topic]) -> dict[PaperKey, tuple[str, ...]]:
        """Return the papers that match any of the topics, each with the words by which it does."""
        found: dict[PaperKey, tuple[str, ...]] = {}
        for topic in topics:
            remaining = self._eligible(topic)
            if not topic.alternatives:
                self._add(found, remaining, topic_words(topic))
            for alternative in topic.alternatives:
                bits = remaining
                for term in alternative:
                    bits &= self._term(term)
                    if not bits:
                        break
                else:
                    # A paper counts for the first alternative that it matches.
                    remaining &= ~bits
                    self._add(found, bits, tuple([term.shown for term in alternative]))
        return found

    def _add(self, found: dict[PaperKey, tuple[str, ...]], bits: int, words: tuple[str, ...]) -> None:
        keys = self._keys
        for place in _places(bits):
            key = keys[place]
            before = found.get(key)
            found[key] = words if before is None else tuple(dict.fromkeys((*before, *words)))

    def _eligible(self, topic: Topic) -> int:
        bits = self._all
        if topic.votes is not None:
            bits &= self._with_votes(topic.votes)
        if topic.code is not None:
            bits &= self._with_code(topic.code)
        for term in topic.without:
            bits &= ~self._term(term)
        return bits

    def _with_votes(self, votes: Votes) -> int:
        known = self._voted.get(votes)
        if known is None:
            least, most = votes.least, votes.most
            known = self._voted[votes] = self._where(
                least <= paper.upvotes and (most is None or paper.upvotes <= most) for paper in self._papers
            )
        return known

    def _with_code(self, wanted: bool) -> int:
        return self._coded if wanted else self._all & ~self._coded

    def _term(self, term: Term) -> int:
        """Return the papers that hold a term; everybody's topics are made of the same ones, so each is remembered."""
        if term.field is Field.TEXT:
            bits = self._worded.get(term.words)
            if bits is None:
                bits = self._worded[term.words] = self._phrase(phrase_of(term.words))
            return bits | self._bits.get(term.joined, 0) if term.joined else bits
        if term.field is Field.CATEGORY:
            return self._bits.get(category_word(term.words[0]), 0)
        known = self._found.get((term.field, term.words))
        if known is None:
            known = self._found[term.field, term.words] = self._where(self._field_holds(term))
        return known

    def _phrase(self, phrase: Phrase) -> int:
        among = self._all
        for word in phrase.tokens[:-1] if phrase.open else phrase.tokens:
            among &= self._bits.get(word, 0)
        if len(phrase.tokens) == 1 and not phrase.open:
            return among
        sought = phrase.spaced
        return sum(1 << place for place in _places(among) if sought in self._texts[place])

    def _field_holds(self, term: Term) -> Iterator[bool]:
        """Tell of each paper whether the field of a term holds it."""
        if term.field is Field.AUTHOR:
            return (any(_name_holds(name, term.words) for name in people) for people in self._people)
        sought = organization_phrase(term.words).spaced
        return (sought in labels for labels in self._labels)

    def _where(self, holds: Iterable[bool]) -> int:
        return sum(1 << place for place, held in enumerate(holds) if held)


def topic_words(topic: Topic) -> tuple[str, ...]:
    """Name what a topic without words asks for: its votes and its code."""
    words = []
    if topic.votes is not None:
        least, most = topic.votes.least, topic.votes.most
        words += [f"votes:>={least}"] if least or most is None else []
        words += [f"votes:<={most}"] if most is not None else []
    if topic.code is not None:
        words.append(f"code:{'yes' if topic.code else 'no'}")
    return tuple(words)


def _plain(name: str) -> str:
    return f" {' '.join(words_of(fold(name)))} "


def _name_holds(name: str, words: Sequence[str]) -> bool:
    """Tell whether a name holds all words, in whatever order: "Ada Kim" and "Kim, Ada" are one."""
    return all(f" {word} " in name for word in words)


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
