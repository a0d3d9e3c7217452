"""Notices: what is wrong, since when, when it was last seen, and whether the operator was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database, Row
from storage.moments import moment_text, read_moment


@dataclass(frozen=True, slots=True)
class Notice:
    """One trouble: `subject` stays the same as long as it lasts, and `text` is what it was about when last seen."""

    subject: str
    since_at: datetime
    seen_at: datetime
    text: str
    told_at: datetime | None = None


class Notices:
    """The notices table: a row as long as a trouble lasts."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def see(self, subject: str, text: str, now: datetime, since_at: datetime | None = None) -> None:
        """Keep that something is wrong; what is known already keeps since when, and whether it was told."""
        self._db.run(
            "INSERT INTO notices (subject, since_at, seen_at, text) VALUES (?, ?, ?, ?) ON CONFLICT (subject)"
            " DO UPDATE SET seen_at = excluded.seen_at, text = excluded.text",
            [subject, moment_text(since_at or now), moment_text(now), text],
        )

    def all(self) -> tuple[Notice, ...]:
        """Return what is wrong, longest first."""
        return tuple(self._db.read(_notice, "SELECT * FROM notices ORDER BY since_at, subject"))

    def mark_told(self, subjects: Iterable[str], now: datetime) -> None:
        """Keep that the operator was told of these."""
        told_at = moment_text(now)
        self._db.run_many("UPDATE notices SET told_at = ? WHERE subject = ?", [(told_at, name) for name in subjects])

    def remove(self, subjects: Iterable[str]) -> None:
        """Forget what is over."""
        self._db.run_many("DELETE FROM notices WHERE subject = ?", [(name,) for name in subjects])


def _notice(row: Row) -> Notice:
    # What was noted before it was kept when trouble is seen has been seen once at least.
    since_at, seen_at = read_moment(row["since_at"]), read_moment(row["seen_at"] or row["since_at"])
    assert since_at is not None
    assert seen_at is not None
    return Notice(row["subject"], since_at, seen_at, row["text"], read_moment(row["told_at"]))
