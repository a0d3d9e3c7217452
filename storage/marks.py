"""Marks: what people think of papers. One row per person, paper and kind; a second press takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.database import Database, Row
from storage.models import Address, PaperKey
from storage.moments import moment_text


class MarkKind(StrEnum):
    """What a mark says of its paper."""

    LIKE = "like"
    SAVE = "save"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Mark:
    """One person's mark on one paper, and when it was made."""

    key: PaperKey
    kind: MarkKind
    made_at: datetime


class Marks:
    """The marks table; a person is known by `telegram:42` or `slack:T1/U2`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def toggle(self, person: str, key: PaperKey, kind: MarkKind, chat: Address, now: datetime) -> bool:
        """Make a mark, or take back the one that is there; return whether it is there now."""
        with self._db.transaction():
            taken_back = self._db.run(
                "DELETE FROM marks WHERE person = ? AND paper_key = ? AND kind = ?", [person, key, kind]
            )
            if not taken_back:
                self._db.run(
                    "INSERT INTO marks (person, paper_key, kind, chat, made_at) VALUES (?, ?, ?, ?, ?)",
                    [person, key, kind, str(chat), moment_text(now)],
                )
        return not taken_back

    def count(self, chat: Address, key: PaperKey, kind: MarkKind) -> int:
        """Count the people who made this mark in a chat."""
        row = self._db.row(
            "SELECT COUNT(*) AS n FROM marks WHERE paper_key = ? AND kind = ? AND chat = ?", [key, kind, str(chat)]
        )
        return int(row["n"]) if row else 0

    def keys_of(self, person: str, kind: MarkKind) -> tuple[PaperKey, ...]:
        """Return the papers that a person marked so, latest first."""
        return tuple(mark.key for mark in self.of_person(person) if mark.kind is kind)

    def of_person(self, person: str) -> tuple[Mark, ...]:
        """Return every mark of a person, latest first."""
        sql = "SELECT * FROM marks WHERE person = ? ORDER BY made_at DESC, paper_key, kind"
        return tuple(self._db.read(_from_row, sql, [person]))

    def forget(self, person: str) -> None:
        """Remove every mark of a person."""
        self._db.run("DELETE FROM marks WHERE person = ?", [person])


def _from_row(row: Row) -> Mark:
    return Mark(PaperKey(row["paper_key"]), MarkKind(row["kind"]), datetime.fromisoformat(row["made_at"]))
