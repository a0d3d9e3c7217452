"""The archive's full-text index (FTS5): it follows the papers and summaries, and finds by words in any language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage.database import Database, places
from storage.indexing import FIRST_KEY, MIN_NAME, fill, forms_of, missing
from storage.models import PaperKey, Topic
from storage.search_text import COLUMNS, TOPIC_COLUMNS, excluded_expression, match_expression, spaced_words

CANDIDATES = 2_000
"""Of all that match, the newest so many are ranked: a word of half of all papers must not take long."""
FILTERED = 20_000
"""Where votes or code are asked for too, these are of the newest so many that match: each has to be looked up."""
_WEIGHTS = (("title", 10), ("authors", 6), ("labels", 4))
"""How much a word counts where it stands, more than in the body.

FTS5's own bm25 would count all papers that have a word, for each word, before it ranked the first.
"""


@dataclass(frozen=True, slots=True)
class Page:
    """Papers in their order, and whether there are more."""

    keys: tuple[PaperKey, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Document:
    """What the index holds of a paper: the words of each column, in the form in which they are compared."""

    title: str
    authors: str
    labels: str
    body: str


class Search:
    """The search tables: what is indexed of each paper, the index, and the spellings of names."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._whole = False
        self._below: str | None = FIRST_KEY

    def missing(self) -> int:
        """Return how many papers the index does not hold: an upgrade that changes its words has it made anew."""
        if self._whole:
            # Whatever is stored from now on is indexed with it.
            return 0
        count = missing(self._db)
        self._whole = not count
        return count

    def fill(self, limit: int) -> bool:
        """Index so many of the papers that are missing, newest first; return whether there may be more.

        A paper takes about a millisecond.
        """
        if self._below is not None:
            self._below = fill(self._db, limit, self._below)
        return self._below is not None

    def find(self, topic: Topic, *, limit: int, offset: int = 0) -> Page:
        """Return the papers that match a topic, best first, newest first among equals."""
        newest, values = _newest(topic)
        sought = spaced_words(topic)
        ranks = [f"{weight} * (instr(' ' || d.{name} || ' ', ?) > 0)" for name, weight in _WEIGHTS for _ in sought]
        best = f"{' + '.join(ranks)} DESC, " if ranks else ""
        # Without words there is nothing to rank.
        most = CANDIDATES if ranks else offset + limit + 1
        rows = self._db.rows(
            f"SELECT d.paper_key FROM ({newest} DESC LIMIT {most}) f JOIN search_docs d ON d.id = f.id"
            f" ORDER BY {best}f.id DESC LIMIT ? OFFSET ?",
            [*values, *sought * len(_WEIGHTS), limit + 1, offset],
        )
        keys = tuple(PaperKey(row["paper_key"]) for row in rows)
        return Page(keys[:limit], len(keys) > limit)

    def listed(self, topic: Topic, since: date) -> tuple[PaperKey, ...]:
        """Return the papers that stood on a list since a day and match a topic, newest list day first.

        `digest.topic_index` tells the same, but here a name of several words may be made of two neighbours' names.
        """
        conditions, values = _conditions(topic, TOPIC_COLUMNS)
        if (expression := match_expression(topic, TOPIC_COLUMNS)) is not None:
            conditions.append("d.id IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)")
            values.append(expression)
        rows = self._db.rows(
            "SELECT d.paper_key FROM (SELECT paper_key, MAX(day) AS day, MIN(rank) AS rank FROM listed WHERE day >= ?"
            " GROUP BY paper_key) l JOIN search_docs d ON d.paper_key = l.paper_key"
            f" JOIN papers p ON p.key = d.paper_key WHERE {_all(conditions)} ORDER BY l.day DESC, l.rank",
            [since.isoformat(), *values],
        )
        return tuple(PaperKey(row["paper_key"]) for row in rows)

    def documents(self, keys: Sequence[PaperKey]) -> dict[PaperKey, Document]:
        """Return what the index holds of papers."""
        rows = self._db.rows(f"SELECT * FROM search_docs WHERE paper_key IN ({places(keys)})", keys)
        return {
            PaperKey(row["paper_key"]): Document(row["title"], row["authors"], row["labels"], row["body"])
            for row in rows
        }

    def knows(self, word: str) -> bool:
        """Tell whether any paper has a word."""
        return bool(self._db.row("SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT 1", [f'"{word}"']))

    def names_like(self, word: str, limit: int = 3) -> tuple[str, ...]:
        """Return names of authors that differ from a folded word by one letter too few, too many, wrong or swapped."""
        if len(word) < MIN_NAME:
            return ()
        forms = sorted(forms_of(word))
        rows = self._db.rows(
            f"SELECT name, COUNT(*) AS n FROM name_forms WHERE form IN ({places(forms)}) AND name <> ?"
            " GROUP BY name ORDER BY n DESC, name LIMIT ?",
            [*forms, word, limit],
        )
        return tuple(row["name"] for row in rows)


def _newest(topic: Topic) -> tuple[str, list[Any]]:
    """Return in SQL the ids of what matches a topic, in their order, as far as it has to be looked at."""
    conditions, values = _conditions(topic, COLUMNS)
    expression = match_expression(topic)
    if expression is None:
        looked_up = f"search_docs d JOIN papers p ON p.key = d.paper_key WHERE {_all(conditions)}"
        return f"SELECT d.id FROM {looked_up} ORDER BY d.id", values
    matches = "FROM search_index WHERE search_index MATCH ?"
    if not conditions:
        return f"SELECT rowid AS id {matches} ORDER BY rowid", [expression]
    oldest = f"SELECT rowid {matches} ORDER BY rowid DESC LIMIT 1 OFFSET {FILTERED - 1}"
    # In this order, newest first, so that it ends with the last that is needed.
    sql = f"""SELECT i.rowid AS id FROM search_index i CROSS JOIN search_docs d ON d.id = i.rowid
        CROSS JOIN papers p ON p.key = d.paper_key WHERE search_index MATCH ?
        AND i.rowid >= COALESCE(({oldest}), (SELECT MIN(id) FROM search_docs)) AND {_all(conditions)}
        ORDER BY i.rowid"""
    return sql, [expression, expression, *values]


def _all(conditions: Sequence[str]) -> str:
    return " AND ".join(conditions) or "true"


def _conditions(topic: Topic, columns: Sequence[str]) -> tuple[list[str], list[Any]]:
    """Return in SQL what a search for words leaves out: votes, code, and exclusions where no word is sought."""
    conditions: list[str] = []
    values: list[Any] = []
    if topic.votes is not None:
        conditions.append("p.upvotes BETWEEN ? AND ?")
        values += [topic.votes.least, 2**31 if topic.votes.most is None else topic.votes.most]
    if topic.code is not None:
        conditions.append(f"p.code_url IS {'NOT ' if topic.code else ''}NULL")
    if not topic.alternatives and (excluded := excluded_expression(topic, columns)) is not None:
        conditions.append("d.id NOT IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)")
        values.append(excluded)
    return conditions, values
