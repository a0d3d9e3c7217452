"""Retellings: the labelled fallbacks that a model has yet to tell better, and how often that was tried."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from storage.database import Database, Row, places
from storage.models import Language, PaperKey
from storage.moments import moment_text, read_moment


@dataclass(frozen=True, slots=True)
class Fallback:
    """A summary that is less than a model could make of the full text; `last_at` is when it was made, or last tried."""

    key: PaperKey
    language: Language
    tries: int
    last_at: datetime


class Retellings:
    """The retellings table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def fallbacks(self, since: date, languages: Collection[Language]) -> tuple[Fallback, ...]:
        """Return the fallbacks of papers that stood on a list since a day, newest paper first."""
        return tuple(
            self._db.read(
                _from_row,
                "SELECT s.paper_key, s.language, COALESCE(r.tries, 0) AS tries,"
                " COALESCE(r.tried_at, s.made_at) AS last_at FROM summaries s"
                " LEFT JOIN retellings r ON r.paper_key = s.paper_key AND r.language = s.language"
                " WHERE (s.method = 'built-in' OR (s.method = 'model' AND (s.basis = 'abstract' OR s.unverified = 1)))"
                f" AND s.language IN ({places([*languages])})"
                " AND s.paper_key IN (SELECT paper_key FROM listed WHERE day >= ?)"
                " ORDER BY s.paper_key DESC, s.language",
                [*languages, since.isoformat()],
            )
        )

    def note(self, key: PaperKey, language: Language, now: datetime) -> None:
        """Count a try that ended in a fallback again."""
        self._db.run(
            "INSERT INTO retellings (paper_key, language, tries, tried_at) VALUES (?, ?, 1, ?)"
            " ON CONFLICT (paper_key, language) DO UPDATE"
            " SET tries = retellings.tries + 1, tried_at = excluded.tried_at",
            [key, language, moment_text(now)],
        )


def _from_row(row: Row) -> Fallback:
    last_at = read_moment(row["last_at"])
    assert last_at is not None
    return Fallback(PaperKey(row["paper_key"]), Language(row["language"]), row["tries"], last_at)
