"""The papers of the week: what each chat was shown as such, and who presents which of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from enum import Enum, auto

from storage.database import Database, Row
from storage.models import PaperKey
from storage.moments import moment_text


@dataclass(frozen=True, slots=True)
class WeeklyPaper:
    """One paper of a week, with what people made of it by then."""

    key: PaperKey
    likes: int
    saves: int
    votes: int


@dataclass(frozen=True, slots=True)
class Weekly:
    """What one chat is shown; `day` is its own date of that moment."""

    id: int
    chat_id: int
    day: date
    papers: tuple[WeeklyPaper, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """That a person presents a paper, and what they are called."""

    key: PaperKey
    person: str
    name: str


class Claimed(Enum):
    """What became of a claim."""

    MADE = auto()
    RELEASED = auto()
    TAKEN = auto()


class Weeklies:
    """The weeklies and claims tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self, chat_id: int, week: str | None, day: date, papers: Sequence[WeeklyPaper], now: datetime
    ) -> Weekly | None:
        """Keep what a chat is shown; None if it was shown that `week` already. What was asked for has none."""
        row = self._db.row(
            "INSERT INTO weeklies (chat_id, week, day, papers, made_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING RETURNING *",
            [chat_id, week, day.isoformat(), json.dumps([astuple(paper) for paper in papers]), moment_text(now)],
        )
        return None if row is None else _from_row(row)

    def find(self, chat_id: int, weekly_id: int) -> Weekly | None:
        """Return what a chat was shown, or None where this chat was shown no such thing."""
        sql = "SELECT * FROM weeklies WHERE id = ? AND chat_id = ?"
        return next(iter(self._db.read(_from_row, sql, [weekly_id, chat_id])), None)

    def claim(self, chat_id: int, claim: Claim, now: datetime) -> Claimed:
        """Let a person present a paper of a chat, or release it if they do already; whoever was first has it."""
        with self._db.transaction():
            key, person = claim.key, claim.person
            if self._db.run(
                "DELETE FROM claims WHERE chat_id = ? AND paper_key = ? AND person = ?", [chat_id, key, person]
            ):
                return Claimed.RELEASED
            made = self._db.run(
                "INSERT INTO claims (chat_id, paper_key, person, name, claimed_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                [chat_id, key, person, claim.name, moment_text(now)],
            )
            return Claimed.MADE if made else Claimed.TAKEN

    def claims(self, chat_id: int, keys: Sequence[PaperKey]) -> dict[PaperKey, Claim]:
        """Return who presents which of some papers in a chat."""
        rows = self._db.rows(
            "SELECT * FROM claims WHERE chat_id = ? AND paper_key IN (SELECT value FROM json_each(?))",
            [chat_id, json.dumps(keys)],
        )
        return {PaperKey(row["paper_key"]): _claim(row) for row in rows}

    def claims_of(self, person: str) -> tuple[Claim, ...]:
        """Return every claim of a person."""
        return tuple(self._db.read(_claim, "SELECT * FROM claims WHERE person = ? ORDER BY paper_key", [person]))

    def thin(self, before: datetime) -> None:
        """Remove what chats were shown before a moment, and what was claimed before it."""
        self._db.run("DELETE FROM weeklies WHERE made_at < ?", [moment_text(before)])
        self._db.run("DELETE FROM claims WHERE claimed_at < ?", [moment_text(before)])

    def forget(self, person: str) -> None:
        """Release all that a person presents."""
        self._db.run("DELETE FROM claims WHERE person = ?", [person])


def _from_row(row: Row) -> Weekly:
    papers = tuple(WeeklyPaper(PaperKey(key), *counts) for key, *counts in json.loads(row["papers"]))
    return Weekly(row["id"], row["chat_id"], date.fromisoformat(row["day"]), papers)


def _claim(row: Row) -> Claim:
    return Claim(PaperKey(row["paper_key"]), row["person"], row["name"])
