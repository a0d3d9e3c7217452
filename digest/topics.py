"""Pure: the language of topics: what a person wrote becomes a `Topic`, or an error that says what would work.

    topic        alternative (OR alternative)*
    alternative  (word | "phrase" | author:name | org:name | cat:cs.CL)*     all of them must match
    anywhere     -word -"phrase" -author:… code:yes code:no votes:>20        hold for every alternative, all of them

There are no regular expressions and no nesting, and length and terms are limited, so no topic can take long.
`topic_index` matches topics against papers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import regex

from digest.texts import say
from storage.models import Field, Language, Term, Topic, Votes
from storage.word_forms import compounds_of, fold, without_particles, words_of

MAX_CHARS = 200
MAX_TERMS = 20
DRY_RUN_DAYS = 14
"""How far back a new topic is tried out before it is saved."""
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "「": '"', "」": '"', "＂": '"', "：": ":"})
_PIECES = regex.compile(r"""[-−–]?(?:\p{L}{2,12}:(?=\S))?(?:"[^"]*"|[^\s"]+)|\S""")
_PIECE = regex.compile(
    r"""(?P<minus>[-−–])?(?:(?P<field>\p{L}{2,12}):(?=\S))?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))"""
)
_NAME = regex.compile(r"[-−–]?(?:author|org|cat):", regex.IGNORECASE)
_SWITCH = regex.compile(r"[-−–]?(?:votes:[<>]?=?\d{1,6}|code:(?:yes|no))", regex.IGNORECASE)
_COMPARISON = regex.compile(r"(?P<sign>[<>]?=?)(?P<number>\d{1,6})")


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


def parse_topic(text: str) -> Topic:
    """Read a topic; raises TopicError for one that says nothing, too much, or something that nobody understands."""
    if len(text) > MAX_CHARS:
        raise TopicError(TopicFault.TOO_LONG)
    if not text.isascii():
        text = text.translate(_QUOTES)
    # Without quotation marks only blanks divide; most topics have none.
    pieces = _PIECES.findall(text) if '"' in text or not text.isprintable() else text.split()
    if ": " in text or text.endswith(":"):
        pieces = _joined(pieces)
    if len(pieces) > MAX_TERMS:
        raise TopicError(TopicFault.TOO_MANY)
    alternatives: list[list[Term]] = [[]]
    without: list[Term] = []
    votes, code = None, None
    for read in map(_read_piece, pieces):
        match read:
            case Term():
                alternatives[-1].append(read)
            case _Without():
                without.append(read.term)
            case _Or():
                alternatives.append([])
            case Votes():
                votes = read if votes is None else _both(votes, read)
            case bool():
                code = read
    held = tuple(tuple(terms) for terms in alternatives if terms)
    if not held and votes is None and code is None:
        raise TopicError(TopicFault.ONLY_EXCLUDES if without else TopicFault.EMPTY)
    return Topic(held, tuple(without), votes, code)


def _joined(pieces: Iterable[str]) -> list[str]:
    """Put the name of a filter together with what stands behind a blank: `votes: >20`; raises TopicError for nothing.

    "Code: a survey" may be a title, so those two take a blank only before what they can read.
    """
    joined: list[str] = []
    for piece in pieces:
        if joined and (_NAME.fullmatch(joined[-1]) or _SWITCH.fullmatch(f"{joined[-1]}{piece}")):
            joined[-1] += piece
        else:
            joined.append(piece)
    if joined and _NAME.fullmatch(joined[-1]):
        raise TopicError(TopicFault.NO_WORD, joined[-1])
    return joined


def same_meaning(one: Topic, other: Topic) -> bool:
    """Tell whether two topics match the same papers, however they are written: order, case and quotation aside."""
    return _meaning(one) == _meaning(other)


def _meaning(topic: Topic) -> object:
    alternatives = frozenset(frozenset(map(_compared, terms)) for terms in topic.alternatives)
    return alternatives, frozenset(map(_compared, topic.without)), topic.votes, topic.code


def never_matches(topic: Topic) -> bool:
    """Tell whether no paper at all can match: what is looked for is left out too, or no number of votes will do."""
    if topic.votes and topic.votes.most is not None and topic.votes.most < topic.votes.least:
        return True
    without = set(map(_compared, topic.without))
    return bool(topic.alternatives) and all(
        any(_compared(term) in without for term in terms) for terms in topic.alternatives
    )


def _compared(term: Term) -> tuple[Field, tuple[str, ...]]:
    return term.field, tuple(term.words)


@dataclass(frozen=True, slots=True)
class _Without:
    term: Term


@dataclass(frozen=True, slots=True)
class _Or:
    pass


@lru_cache(maxsize=50_000)
def _read_piece(piece: str) -> Term | _Without | _Or | Votes | bool | None:
    """Read one piece of a topic; None for punctuation alone, which has nothing to compare.

    Pieces are remembered: everybody's topics are made of the same words.
    """
    match = _PIECE.fullmatch(piece)
    if match is None:
        raise TopicError(TopicFault.OPEN_QUOTE, piece)
    word: str = match["word"] if match["word"] is not None else match["phrase"]
    name, excluded = (match["field"] or "").lower(), bool(match["minus"])
    if piece in ("OR", "|"):
        return _Or()
    if name == "votes":
        return _others(_read_votes(word)) if excluded else _read_votes(word)
    if name == "code":
        return _read_code(word) is not excluded
    term = _read_term(name, word, piece)
    return _Without(term) if term and excluded else term


_FIELDS = {"": Field.TEXT, **{field.value: field for field in Field}}


def _read_term(name: str, word: str, written: str) -> Term | None:
    """Read words of the text or of a field; None for punctuation alone, which has nothing to compare."""
    if name not in _FIELDS:
        raise TopicError(TopicFault.UNKNOWN_FIELD, written)
    field = _FIELDS[name]
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


def _both(one: Votes, other: Votes) -> Votes:
    """Return the numbers of votes that both allow."""
    most = min((votes.most for votes in (one, other) if votes.most is not None), default=None)
    return Votes(max(one.least, other.least), most)


def _others(votes: Votes) -> Votes:
    """Return the numbers of votes that a limit, which has one end, leaves out."""
    return Votes(0, votes.least - 1) if votes.most is None else Votes(votes.most + 1)


def _read_code(word: str) -> bool:
    known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if word.lower() not in known:
        raise TopicError(TopicFault.BAD_CODE, word)
    return known[word.lower()]
