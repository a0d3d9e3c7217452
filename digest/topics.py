"""Pure: the language of topics: what a person wrote becomes a `Topic`, or an error that says what would work.

    topic        alternative (OR alternative)*
    alternative  (word | "phrase" | author:name | org:name | cat:cs.CL)*     all of them must match
    anywhere     -word -"phrase" -author:… code:yes code:no votes:>20        hold for every alternative

There are no regular expressions and no nesting, and length and terms are limited, so no topic can take long.
`topic_index` matches topics against papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import regex

from digest.texts import say
from digest.word_forms import compounds_of, fold, stem, without_particles, words_of
from storage.models import Language

MAX_CHARS = 200
MAX_TERMS = 20
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "「": '"', "」": '"', "＂": '"', "：": ":"})
_TERM = regex.compile(
    r"""(?P<minus>[-−–])?(?:(?P<field>\p{L}{2,12}):(?=\S))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))|(?P<stray>\S)"""
)
_COMPARISON = regex.compile(r"(?P<sign>[<>]?=?)(?P<number>\d{1,6})")
_PLAIN = regex.compile(r"[a-z0-9 ]+")


class Field(StrEnum):
    """What of a paper a term looks at."""

    TEXT = "text"
    AUTHOR = "author"
    ORGANIZATION = "org"
    CATEGORY = "cat"


class TopicFault(StrEnum):
    """Why a topic cannot be used; each has its text in every language (`topic-fault-…`)."""

    EMPTY = "empty"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    OPEN_QUOTE = "open-quote"
    ONLY_EXCLUDES = "only-excludes"
    UNKNOWN_FIELD = "unknown-field"
    BAD_VOTES = "bad-votes"
    BAD_CODE = "bad-code"
    NO_WORD = "no-word"


class TopicError(ValueError):
    """A topic cannot be used: its `fault`, and the `part` of the text that is at fault."""

    def __init__(self, fault: TopicFault, part: str = "") -> None:
        super().__init__(f"{fault}: {part}" if part else fault)
        self.fault = fault
        self.part = part


def tell_fault(language: Language, error: TopicError) -> str:
    """Say in a language why a topic cannot be used, and what would work."""
    return say(language, f"topic-fault-{error.fault}", part=error.part)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand together, in the form in which they are compared; `shown` is how they were written.

    `joined` is the same as one word, for a term that was written with hyphens.
    """

    words: tuple[str, ...]
    shown: str
    field: Field = Field.TEXT
    joined: str | None = None


@dataclass(frozen=True, slots=True)
class Votes:
    """The least and the most votes that a paper may have."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What a paper must be: one of the alternatives in all its terms, none of `without`, and the rest.

    `alternatives` may be empty, if there is something else to hold.
    """

    alternatives: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...] = ()
    votes: Votes | None = None
    code: bool | None = None


def parse_topic(text: str) -> Topic:
    """Read a topic; raises TopicError for one that says nothing, too much, or something that nobody understands."""
    if len(text) > MAX_CHARS:
        raise TopicError(TopicFault.TOO_LONG)
    if _PLAIN.fullmatch(text) and (words := text.split()) and len(words) <= MAX_TERMS:
        # What most people write; it is the same as below, at a fraction of the time.
        return Topic((tuple(map(_plain_term, words)),))
    reader = _Reader()
    for match in _TERM.finditer(text.translate(_QUOTES)):
        reader.take(match)
    return reader.topic()


@lru_cache(maxsize=50_000)
def _plain_term(word: str) -> Term:
    return Term((stem(word),), word)


class _Reader:
    """What was read of a topic so far."""

    def __init__(self) -> None:
        self._alternatives: list[list[Term]] = [[]]
        self._without: list[Term] = []
        self._votes: Votes | None = None
        self._code: bool | None = None
        self._count = 0

    def take(self, match: regex.Match[str]) -> None:
        """Read one term."""
        if match["stray"]:
            raise TopicError(TopicFault.OPEN_QUOTE, match["stray"])
        self._count += 1
        if self._count > MAX_TERMS:
            raise TopicError(TopicFault.TOO_MANY)
        word: str = match["word"] if match["word"] is not None else match["phrase"]
        if match["word"] in ("OR", "|") and not match["field"] and not match["minus"]:
            self._alternatives.append([])
            return
        name = (match["field"] or "").lower()
        if name == "votes":
            self._votes = _read_votes(word)
        elif name == "code":
            self._code = _read_code(word, bool(match["minus"]))
        else:
            self._add(match, name, word)

    def _add(self, match: regex.Match[str], name: str, word: str) -> None:
        term = _read_term(name, word, match[0])
        if term is None:
            return
        (self._without if match["minus"] else self._alternatives[-1]).append(term)

    def topic(self) -> Topic:
        """Return all that was read."""
        alternatives = tuple(tuple(terms) for terms in self._alternatives if terms)
        if not alternatives and self._votes is None and self._code is None:
            raise TopicError(TopicFault.ONLY_EXCLUDES if self._without else TopicFault.EMPTY)
        return Topic(alternatives, tuple(self._without), self._votes, self._code)


def _read_term(name: str, word: str, written: str) -> Term | None:
    """Read words of the text or of a field; None for punctuation alone, which has nothing to compare."""
    fields = {"": Field.TEXT, **{field.value: field for field in Field}}
    if name not in fields:
        raise TopicError(TopicFault.UNKNOWN_FIELD, written)
    field = fields[name]
    if field is Field.CATEGORY:
        return Term((word.casefold(),), f"cat:{word}", field)
    folded = fold(word)
    words = without_particles(words_of(folded))
    if not words:
        if name:
            raise TopicError(TopicFault.NO_WORD, written)
        return None
    if field is not Field.TEXT:
        return Term(words, f"{name}:{word}", field)
    compounds = compounds_of(folded) if " " not in folded else []
    return Term(words, word, joined=compounds[0] if compounds else None)


def _read_votes(word: str) -> Votes:
    match = _COMPARISON.fullmatch(word)
    if match is None:
        raise TopicError(TopicFault.BAD_VOTES, word)
    number = int(match["number"])
    match match["sign"]:
        case ">":
            return Votes(number + 1)
        case "<":
            return Votes(0, number - 1)
        case "<=":
            return Votes(0, number)
        case _:
            return Votes(number)


def _read_code(word: str, minus: bool) -> bool:
    known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if word.lower() not in known:
        raise TopicError(TopicFault.BAD_CODE, word)
    return known[word.lower()] != minus
