"""Papers, by key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from storage.database import Database, Row, places
from storage.errors import NotFoundError
from storage.indexing import refresh
from storage.models import Paper, PaperKey
from storage.moments import moment_text, read_moment

_LISTS = ("authors", "media_urls", "keywords", "categories")
_MOMENTS = ("published_at", "submitted_at")


class Papers:
    """The papers table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, papers: Iterable[Paper]) -> None:
        """Add papers, or bring those that are there up to date without losing what only an earlier source knew."""
        with self._db.transaction():
            changed = []
            for paper in papers:
                known = self.find(paper.key)
                stored = merged(known, paper) if known else paper
                if stored == known:
                    continue
                self._db.upsert("papers", _to_row(stored), ["key"])
                # Votes change by the hour, and to read all words of a list for them would hold the loop up.
                if known is None or _uncounted(stored) != _uncounted(known):
                    changed.append(paper.key)
            self._db.before_commit(refresh, changed)

    def find(self, key: PaperKey) -> Paper | None:
        """Return the paper, or None."""
        return next(iter(self._db.read(_from_row, "SELECT * FROM papers WHERE key = ?", [key])), None)

    def get(self, key: PaperKey) -> Paper:
        """Return the paper; raises NotFoundError."""
        paper = self.find(key)
        if paper is None:
            raise NotFoundError(f"paper {key} is not stored")
        return paper

    def all_of(self, keys: Sequence[PaperKey]) -> dict[PaperKey, Paper]:
        """Return those of the papers that are stored."""
        papers = self._db.read(_from_row, f"SELECT * FROM papers WHERE key IN ({places(keys)})", keys)
        return {paper.key: paper for paper in papers}

    def most_voted(self, since: date, limit: int) -> tuple[tuple[PaperKey, int], ...]:
        """Return the papers of the lists from a day on that have the most votes, with these."""
        rows = self._db.rows(
            "SELECT key, upvotes FROM papers WHERE key IN (SELECT paper_key FROM listed WHERE day >= ?)"
            " ORDER BY upvotes DESC, key LIMIT ?",
            [since.isoformat(), limit],
        )
        return tuple((PaperKey(row["key"]), row["upvotes"]) for row in rows)


def merged(known: Paper, fresh: Paper) -> Paper:
    """Take what `fresh` says, and what only `known` does; each source knows some fields and leaves the others empty.

    Only arXiv knows versions, and with them whether a paper is withdrawn; only Hugging Face counts, and a count of
    nothing is what arXiv's records have.
    """
    kept = {
        field.name: getattr(known, field.name)
        for field in fields(Paper)
        if getattr(fresh, field.name) in (None, "", (), 0)
    }
    kept["withdrawn"] = known.withdrawn if fresh.version is None else fresh.withdrawn
    return replace(fresh, **kept)


def _uncounted(paper: Paper) -> Paper:
    return replace(paper, upvotes=0, comments=0, code_stars=None)


def _to_row(paper: Paper) -> dict[str, Any]:
    row: dict[str, Any] = {field.name: getattr(paper, field.name) for field in fields(Paper)}
    row |= {name: json.dumps(row[name], ensure_ascii=False) for name in _LISTS}
    row |= {name: moment_text(row[name]) for name in _MOMENTS}
    row["withdrawn"] = int(paper.withdrawn)
    return row


def _from_row(row: Row) -> Paper:
    values: dict[str, Any] = dict(row)
    values |= {name: tuple(json.loads(values[name])) for name in _LISTS}
    values |= {name: read_moment(values[name]) for name in _MOMENTS}
    values["withdrawn"] = bool(values["withdrawn"])
    return Paper(**values)
