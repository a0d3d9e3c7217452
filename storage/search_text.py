"""Pure: text as the search index holds it and asks for it: stems, and pairs of neighbouring characters.

SQLite's own tokenizers find no word inside a run of Hangul, kana or Han. So such a run is written as its pairs of
characters, across the spaces that Korean writers set as they like: a word of two characters is one pair, a longer one
a phrase of pairs. The last character stands alone after them, so that a single one is found as the beginning of a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from storage.models import Field, Term, Topic
from storage.word_forms import compounds_of, fold, is_glued, words_of

COLUMNS = ("title", "authors", "labels", "body")
TOPIC_COLUMNS = ("title", "labels", "body")
"""Where topics look for words: a topic on "speech" is not about authors of that name."""
_COLUMN_OF = {Field.AUTHOR: "authors", Field.ORGANIZATION: "labels"}
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


def _tokens(words: Iterable[str]) -> Iterator[str]:
    for glued, group in groupby(words, is_glued):
        if glued:
            run = "".join(group)
            yield from _pairs(run)
            yield run[-1]
        else:
            yield from group


def _pairs(run: str) -> Iterator[str]:
    return (run[place : place + 2] for place in range(len(run) - 1))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the index that stand together; the `open` last one may go on."""

    tokens: tuple[str, ...]
    open: bool = False


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
    phrase = phrase_of(term.words)
    told = _quoted(" ".join(phrase.tokens)) + ("*" if phrase.open else "")
    if column := _COLUMN_OF.get(term.field):
        return f"{column} : {told}"
    return f"{anywhere} : ({told} OR {_quoted(term.joined)})" if term.joined else f"{anywhere} : {told}"


def _quoted(words: str) -> str:
    return f'"{words}"'
