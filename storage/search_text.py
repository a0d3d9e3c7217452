"""Pure: text as the search index holds it and asks for it: stems, and pairs of neighbouring characters.

SQLite's own tokenizers find no word inside a run of Hangul, kana or Han. So such a run is written as its pairs of
characters, across the spaces that Korean writers set as they like: a word of two characters is one pair, a longer one
a phrase of pairs. The last character stands alone after them, so that a single one is found as the beginning of a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import add

from storage.models import Field, Term, Topic
from storage.word_forms import compounds_of, fold, is_glued, words_of

COLUMNS = ("title", "authors", "labels", "body")
TOPIC_COLUMNS = ("title", "labels", "body")
"""Where topics look for words: a topic on "speech" is not about authors of that name."""
_ORGANIZATION = "org0"
_NEAR = 2
"""How many words may stand between the parts of a name: middle names and initials."""


def indexed(text: str) -> str:
    """Return the words of a text as the index holds them; hyphenated ones come once more at the end, as one word."""
    folded = fold(text)
    return " ".join((*_tokens(words_of(folded)), *compounds_of(folded)))


def category_word(name: str) -> str:
    """Return a category of arXiv as one word of the index: "cs.CL" is a place, not the words "cs" and "cl"."""
    return "cat0" + "".join(letter if letter.isalnum() else "0" for letter in name.casefold())


def category_words(names: Iterable[str]) -> str:
    """Return categories as words of the index, each with the archive that it is a part of."""
    held = [part for name in names for part in (name, name.partition(".")[0])]
    return " ".join(dict.fromkeys(map(category_word, held)))


def organization_words(name: str) -> str:
    """Return an organization as words of the index that are no plain words: a paper on NVIDIA's GPUs is not its own."""
    return " ".join(f"{_ORGANIZATION}{word}" for word in indexed(name).split())


def _tokens(words: Iterable[str]) -> list[str]:
    tokens: list[str] = []
    run = ""
    for word in words:
        if is_glued(word):
            run += word
            continue
        if run:
            tokens += (*_pairs(run), run[-1])
            run = ""
        tokens.append(word)
    return [*tokens, *_pairs(run), run[-1]] if run else tokens


def _pairs(run: str) -> Iterator[str]:
    return map(add, run, run[1:])


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the index that stand together; the `open` last one may go on."""

    tokens: tuple[str, ...]
    open: bool = False

    @property
    def spaced(self) -> str:
        """Return the words with a blank before and after them, so that they begin and end with words."""
        return f" {' '.join(self.tokens)}{'' if self.open else ' '}"


def phrase_of(words: Iterable[str]) -> Phrase:
    """Return how words of a topic stand in the index."""
    tokens: list[str] = []
    last = ""
    for glued, group in groupby(words, is_glued):
        run = [*group]
        last = "".join(run) if glued else ""
        tokens += ([*_pairs(last)] or [last]) if glued else run
    # A single character is found as the first of a pair.
    return Phrase(tuple(tokens), len(last) == 1)


def organization_phrase(words: Iterable[str]) -> Phrase:
    """Return how the name of an organization in a topic stands in the index."""
    phrase = phrase_of(words)
    return replace(phrase, tokens=tuple(f"{_ORGANIZATION}{token}" for token in phrase.tokens))


def spaced_words(topic: Topic) -> tuple[str, ...]:
    """Return the words and phrases of a topic as they stand between blanks in a column of the index."""
    terms = [term for terms in topic.alternatives for term in terms if term.field is Field.TEXT]
    joined = [f" {term.joined} " for term in terms if term.joined]
    return (*(phrase_of(term.words).spaced for term in terms), *joined)


def match_expression(topic: Topic, columns: Iterable[str] = COLUMNS) -> str | None:
    """Return a topic's words in FTS5's query language, to be found in these columns, or None if it has no words.

    Every word is quoted, and no word holds a quotation mark, so nothing of it acts as that language.
    """
    anywhere = f"{{{' '.join(columns)}}}"
    alternatives = [" AND ".join(f"({_sought(term, anywhere)})" for term in terms) for terms in topic.alternatives]
    if not alternatives:
        return None
    without = excluded_expression(topic, columns)
    wanted = " OR ".join(f"({alternative})" for alternative in alternatives)
    return f"({wanted}) NOT ({without})" if without else wanted


def excluded_expression(topic: Topic, columns: Iterable[str] = COLUMNS) -> str | None:
    """Return what a topic excludes in FTS5's query language, or None if that is nothing."""
    anywhere = f"{{{' '.join(columns)}}}"
    told = [f"({_sought(term, anywhere)})" for term in topic.without]
    return " OR ".join(told) or None


def _sought(term: Term, anywhere: str) -> str:
    if term.field is Field.AUTHOR and len(term.words) > 1:
        return f"authors : NEAR({' '.join(map(_quoted, term.words))}, {_NEAR})"
    if term.field is Field.CATEGORY:
        return f"labels : {_quoted(category_word(term.words[0]))}"
    if term.field is Field.ORGANIZATION:
        return f"labels : {_told(organization_phrase(term.words))}"
    told = _told(phrase_of(term.words))
    if term.field is Field.AUTHOR:
        return f"authors : {told}"
    return f"{anywhere} : ({told} OR {_quoted(term.joined)})" if term.joined else f"{anywhere} : {told}"


def _told(phrase: Phrase) -> str:
    return _quoted(" ".join(phrase.tokens)) + ("*" if phrase.open else "")


def _quoted(words: str) -> str:
    return f'"{words}"'
