"""Pure: which papers of a few days match which topics, and by which words.

The papers are indexed once: each word knows its papers as the bits of one number, so a topic is matched against all of
them by a few operations on numbers, however many people have topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from digest.latex import readable
from digest.topics import Field, Term, Topic, parse_topic
from digest.word_forms import compounds_of, fold, is_glued, words_of
from storage.models import Paper, PaperKey, Summary

_SQUEEZED = 3
"""From so many characters on a glued word is found across spaces too, which Korean writers set as they like."""

parsed = lru_cache(maxsize=20_000)(parse_topic)
"""`parse_topic` for stored topics: many people have the same ones."""


class TopicIndex:
    """An index of papers with all the summaries that there are of them, in whatever languages."""

    def __init__(self, papers: Sequence[Paper], summaries: Mapping[PaperKey, Iterable[Summary]]) -> None:
        self._papers = papers
        self._all = (1 << len(papers)) - 1
        self._texts: list[str] = []
        self._squeezed: list[str] = []
        self._bits: dict[str, int] = {}
        self._found: dict[tuple[Field, tuple[str, ...]], int] = {}
        self._people = [" | ".join(_plain(author) for author in paper.authors) for paper in papers]
        self._organizations = [_plain(paper.organization or "") for paper in papers]
        for place, paper in enumerate(papers):
            folded = fold(_text_of(paper, summaries.get(paper.key, ())))
            words = words_of(folded)
            # Blanks at both ends: a phrase is looked for with its blanks, so that it begins and ends with words.
            self._texts.append(f" {' '.join(words)} ")
            self._squeezed.append("".join(words))
            for word in {*words, *compounds_of(folded)}:
                self._bits[word] = self._bits.get(word, 0) | 1 << place

    def matches(self, topics: Iterable[Topic]) -> dict[PaperKey, tuple[str, ...]]:
        """Return the papers that match any of the topics, each with the words by which it does."""
        found: dict[PaperKey, dict[str, None]] = {}
        for topic in topics:
            for bits, words in self._matching(topic):
                for place in _places(bits):
                    found.setdefault(self._papers[place].key, {}).update(dict.fromkeys(words))
        return {key: tuple(words) for key, words in found.items()}

    def _matching(self, topic: Topic) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the papers of each alternative with its words; a paper counts for the first that it matches."""
        remaining = self._eligible(topic)
        if not topic.alternatives:
            yield remaining, topic_words(topic)
        for alternative in topic.alternatives:
            bits = remaining
            for term in alternative:
                if not bits:
                    break
                bits &= self._term(term, bits)
            if bits:
                remaining &= ~bits
                yield bits, tuple(term.shown for term in alternative)

    def _eligible(self, topic: Topic) -> int:
        bits = self._all
        if topic.votes is not None:
            votes = topic.votes
            bits &= self._where(
                votes.least <= paper.upvotes and (votes.most is None or paper.upvotes <= votes.most)
                for paper in self._papers
            )
        if topic.code is not None:
            bits &= self._where(bool(paper.code_url) is topic.code for paper in self._papers)
        for term in topic.without:
            bits &= ~self._term(term, bits)
        return bits

    def _term(self, term: Term, among: int) -> int:
        """Return the papers that hold a term; it may leave out some that are not `among` those asked about."""
        if len(term.words) == 1 and term.field is Field.TEXT and not is_glued(term.words[0]):
            return self._bits.get(term.words[0], 0)
        if len(term.words) > 1 and term.field is Field.TEXT:
            return self._phrase(term, among)
        known = self._found.get((term.field, term.words))
        if known is None:
            known = self._found[term.field, term.words] = self._where(self._holder(term))
        return known

    def _holder(self, term: Term) -> Iterator[bool]:
        """Tell of each paper whether it holds a term of a field, or a glued word."""
        places = range(len(self._papers))
        match term.field:
            case Field.TEXT:
                return (self._glued_in(term.words[0], place) for place in places)
            case Field.AUTHOR:
                return (_name_holds(self._people[place], term.words) for place in places)
            case Field.ORGANIZATION:
                return (_name_holds(self._organizations[place], term.words) for place in places)
            case Field.CATEGORY:
                return (_in_category(self._papers[place], term.words[0]) for place in places)

    def _phrase(self, term: Term, among: int) -> int:
        candidates = among
        for word in term.words:
            if not is_glued(word):
                candidates &= self._bits.get(word, 0)
        # A glued word at an end may go on in the text: particles follow it, and other words.
        before = "" if is_glued(term.words[0]) else " "
        after = "" if is_glued(term.words[-1]) else " "
        phrase = f"{before}{' '.join(term.words)}{after}"
        bits = sum(1 << place for place in _places(candidates) if phrase in self._texts[place])
        return bits | self._bits.get(term.joined, 0) if term.joined else bits

    def _glued_in(self, word: str, place: int) -> bool:
        return word in self._texts[place] or (len(word) >= _SQUEEZED and word in self._squeezed[place])

    def _where(self, holds: Iterable[bool]) -> int:
        return sum(1 << place for place, held in enumerate(holds) if held)


def topic_words(topic: Topic) -> tuple[str, ...]:
    """Name what a topic without words asks for: its votes and its code."""
    words = []
    if topic.votes is not None:
        least, most = topic.votes.least, topic.votes.most
        words.append(f"votes:>={least}" if most is None else f"votes:<={most}")
    if topic.code is not None:
        words.append(f"code:{'yes' if topic.code else 'no'}")
    return tuple(words)


def _text_of(paper: Paper, summaries: Iterable[Summary]) -> str:
    told = (text for summary in summaries for _, text in summary.sections.items())
    return "\n".join((readable(paper.title), readable(paper.abstract), *paper.keywords, paper.ai_summary or "", *told))


def _plain(name: str) -> str:
    return f" {' '.join(words_of(fold(name)))} "


def _name_holds(names: str, words: tuple[str, ...]) -> bool:
    """Tell whether one of the names holds all words, in whatever order: "Ada Kim" and "Kim, Ada" are one."""
    return any(all(f" {word} " in name for word in words) for name in names.split("|"))


def _in_category(paper: Paper, wanted: str) -> bool:
    """Tell whether a paper stands in a category, or in a part of the archive that was asked for ("cs")."""
    return any(held == wanted or held.startswith(f"{wanted}.") for held in map(str.casefold, paper.categories))


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
