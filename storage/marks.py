"""Marks: what people think of papers. One row per person, paper and kind; a second press takes it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.database import Database, Row
from storage.models import Address, Opinion, PaperKey
from storage.moments import moment_text

OPINIONS = 60
"""Of so many papers a chat's opinions count, the latest: taste changes, and a busy group must not cost seconds."""
OPINIONS_KEPT = timedelta(days=180)
"""What was marked longer ago is no opinion any more."""


class MarkKind(StrEnum):
    """What a mark says of its paper."""

    LIKE = "like"
    SAVE = "save"
    REPORT = "report"
    DISMISS = "dismiss"
    """Not interested."""


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

    def opinions(self, chats: Iterable[Address], until: datetime) -> Mapping[Address, tuple[Opinion, ...]]:
        """Return what chats thought of papers at a moment, latest first; a chat without an opinion is left out.

        A like and a save are one voice for a paper, a dismissal one against it; where both are as many, nobody knows.
        """
        by_name = {str(chat): chat for chat in chats}
        wanted = f"kind IN ('{MarkKind.LIKE}', '{MarkKind.SAVE}')"
        rows = self._db.rows(
            f"""SELECT chat, paper_key, COUNT(DISTINCT CASE WHEN {wanted} THEN person END)
            - COUNT(DISTINCT CASE WHEN kind = '{MarkKind.DISMISS}' THEN person END) AS voices
            FROM json_each(:chats) c CROSS JOIN marks m ON m.chat = c.value AND m.made_at > :since
            AND m.made_at <= :until AND kind <> '{MarkKind.REPORT}'
            GROUP BY chat, paper_key HAVING voices <> 0 ORDER BY MAX(m.made_at) DESC, paper_key""",
            {
                "chats": json.dumps([*by_name]),
                "since": moment_text(until - OPINIONS_KEPT),
                "until": moment_text(until),
            },
        )
        found: dict[Address, list[Opinion]] = {}
        for row in rows:
            opinions = found.setdefault(by_name[row["chat"]], [])
            if len(opinions) < OPINIONS:
                opinions.append(Opinion(PaperKey(row["paper_key"]), row["voices"] > 0))
        return {chat: tuple(opinions) for chat, opinions in found.items()}

    def counted(self, chat: Address, since: datetime, until: datetime) -> tuple[tuple[PaperKey, int, int], ...]:
        """Return the papers that people of a chat liked or saved in a stretch of time, with how many did each."""
        rows = self._db.rows(
            "SELECT paper_key, SUM(kind = ?) AS likes, SUM(kind = ?) AS saves FROM marks"
            " WHERE chat = ? AND made_at > ? AND made_at <= ? GROUP BY paper_key HAVING likes + saves > 0",
            [MarkKind.LIKE, MarkKind.SAVE, str(chat), moment_text(since), moment_text(until)],
        )
        return tuple((PaperKey(row["paper_key"]), row["likes"], row["saves"]) for row in rows)

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
