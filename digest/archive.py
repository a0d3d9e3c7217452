"""Search of the archive: what a person typed, in the language of topics or any other, becomes a page of papers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from digest.errors import IdError
from digest.ids import parse_id
from digest.topics import MAX_CHARS, MAX_TERMS, TopicError, TopicFault, parse_topic
from storage.models import Field, Paper, Term, Topic
from storage.store import Store
from storage.word_forms import fold, is_glued, spellings_of, words_of

PAGE = 10
_WORDS = regex.compile(r"[\p{L}\p{N}]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found; `instead` are words that were taken for others, as (typed, taken) pairs.

    So many older papers as are `missing` were not looked at: the index is being made anew.
    """

    papers: tuple[Paper, ...]
    more: bool = False
    instead: tuple[tuple[str, str], ...] = ()
    missing: int = 0


def search_archive(store: Store, text: str, *, limit: int = PAGE, offset: int = 0) -> Found:
    """Find papers by words, the filters of topics, or an id; best first.

    Any text is safe: what cannot be read as a topic is searched for as plain words. Raises TopicError for a text that
    holds no word at all.
    """
    if (paper := _by_id(store, text)) is not None:
        return Found((paper,))
    topic = _readable(text)
    found = _page(store, topic, limit, offset)
    if found.papers or (offset and _page(store, topic, 1, 0).papers):
        return found
    corrected, instead = _with_known_names(store, topic)
    return replace(_page(store, corrected, limit, offset), instead=instead) if instead else found


def _by_id(store: Store, text: str) -> Paper | None:
    try:
        return store.papers.find(parse_id(text).key)
    except IdError:
        return None


def _readable(text: str) -> Topic:
    try:
        return parse_topic(text)
    except TopicError as error:
        words = _WORDS.findall(text[:MAX_CHARS])[:MAX_TERMS]
        if error.fault is TopicFault.EMPTY or not words:
            raise
        return parse_topic(" ".join(words).replace(" OR ", " "))


def _page(store: Store, topic: Topic, limit: int, offset: int) -> Found:
    page = store.search.find(topic, limit=limit, offset=offset)
    papers = store.papers.all_of(page.keys)
    return Found(tuple(papers[key] for key in page.keys), page.more, missing=store.search.missing())


def _with_known_names(store: Store, topic: Topic) -> tuple[Topic, tuple[tuple[str, str], ...]]:
    """Take words that no paper has for the names of authors that they are nearest to."""
    instead = dict(_misspelt(store, topic))
    if not instead:
        return topic, ()

    def mended(term: Term) -> Term:
        written = _spelt(term)
        if instead.keys().isdisjoint(written):
            return term
        return replace(term, words=tuple(words_of(" ".join(instead.get(word, word) for word in written))), joined=None)

    alternatives = tuple(tuple(map(mended, terms)) for terms in topic.alternatives)
    return replace(topic, alternatives=alternatives), tuple(instead.items())


def _misspelt(store: Store, topic: Topic) -> Iterator[tuple[str, str]]:
    for terms in topic.alternatives:
        for term in terms:
            for word in _spelt(term):
                known = is_glued(word) or store.search.knows(words_of(word)[0])
                if not known and (names := store.search.names_like(word, limit=1)):
                    yield word, names[0]


def _spelt(term: Term) -> Sequence[str]:
    """Return the words of a term as they were written, if they may be names of authors."""
    if term.field not in (Field.TEXT, Field.AUTHOR):
        return ()
    return spellings_of(fold(term.shown.removeprefix(f"{term.field}:")))
