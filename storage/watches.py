"""Watches: papers whose news a chat wants to be told of, and what it knows of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database, Row
from storage.models import PaperKey
from storage.moments import moment_text

_TOLD = "c.subscribed AND c.paused_because IS NULL"


@dataclass(frozen=True, slots=True)
class PaperWatch:
    """One paper that a chat watches; `version` is None until a source has said which one there is.

    `version` and `has_code` are what the chat knows: a change of them is news. `added_by` is the person who began it,
    None once they asked to be forgotten.
    """

    chat_id: int
    key: PaperKey
    added_by: str | None
    began_at: datetime
    ends_at: datetime
    version: int | None = None
    has_code: bool = False


class Watches:
    """The watches table; each row also holds when its paper is looked at next."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, watch: PaperWatch) -> None:
        """Begin a watch, whose paper is looked at soon; or keep what the chat of one that is there now knows."""
        self._db.run(
            "INSERT INTO watches (chat_id, paper_key, added_by, began_at, ends_at, version, has_code, look_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (chat_id, paper_key) DO UPDATE SET"
            " version = excluded.version, has_code = excluded.has_code",
            [
                watch.chat_id,
                watch.key,
                watch.added_by,
                moment_text(watch.began_at),
                moment_text(watch.ends_at),
                watch.version,
                int(watch.has_code),
                moment_text(watch.began_at),
            ],
        )

    def remove(self, chat_id: int, key: PaperKey) -> bool:
        """End a watch; return whether there was one."""
        return self._db.run("DELETE FROM watches WHERE chat_id = ? AND paper_key = ?", [chat_id, key]) > 0

    def of_chat(self, chat_id: int) -> tuple[PaperWatch, ...]:
        """Return what a chat watches, oldest first."""
        return self._watches("SELECT * FROM watches WHERE chat_id = ? ORDER BY began_at, paper_key", chat_id)

    def of_person(self, person: str) -> tuple[PaperWatch, ...]:
        """Return the watches that a person began, in whatever chat, oldest first."""
        return self._watches("SELECT * FROM watches WHERE added_by = ? ORDER BY began_at, paper_key", person)

    def due(self, now: datetime, limit: int) -> tuple[PaperKey, ...]:
        """Return the papers that it is time to look at, longest waiting first, if a chat can be told of them."""
        rows = self._db.rows(
            f"SELECT w.paper_key FROM watches w JOIN chats c ON c.id = w.chat_id WHERE w.look_at <= ? AND {_TOLD}"
            # The plus lets SQLite begin with the few that are due, and not group all first.
            " GROUP BY +w.paper_key ORDER BY MIN(w.look_at), w.paper_key LIMIT ?",
            [moment_text(now), limit],
        )
        return tuple(PaperKey(row["paper_key"]) for row in rows)

    def of_papers(self, keys: Sequence[PaperKey]) -> tuple[PaperWatch, ...]:
        """Return the watches of papers by chats that can be told of them."""
        return self._watches(
            "SELECT w.* FROM watches w JOIN chats c ON c.id = w.chat_id"
            f" WHERE w.paper_key IN (SELECT value FROM json_each(?)) AND {_TOLD} ORDER BY w.chat_id, w.paper_key",
            json.dumps(keys),
        )

    def look_again(self, keys: Sequence[PaperKey], at: datetime) -> None:
        """Set when papers are looked at next."""
        self._db.run(
            "UPDATE watches SET look_at = ? WHERE paper_key IN (SELECT value FROM json_each(?))",
            [moment_text(at), json.dumps(keys)],
        )

    def over(self, now: datetime, limit: int) -> tuple[PaperWatch, ...]:
        """Return watches whose time is over, of chats that can be told so."""
        return self._watches(
            f"SELECT w.* FROM watches w JOIN chats c ON c.id = w.chat_id WHERE w.ends_at <= ? AND {_TOLD}"
            " ORDER BY w.ends_at, w.chat_id, w.paper_key LIMIT ?",
            moment_text(now),
            limit,
        )

    def end_later(self, chat_id: int, key: PaperKey, ends_at: datetime) -> None:
        """Let a watch go on until another moment."""
        self._db.run(
            "UPDATE watches SET ends_at = ? WHERE chat_id = ? AND paper_key = ?", [moment_text(ends_at), chat_id, key]
        )

    def forget_person(self, person: str) -> None:
        """Remove a person's name from the watches that they began; those stay their chat's."""
        self._db.run("UPDATE watches SET added_by = NULL WHERE added_by = ?", [person])

    def _watches(self, sql: str, *values: object) -> tuple[PaperWatch, ...]:
        return tuple(self._db.read(_from_row, sql, values))


def _from_row(row: Row) -> PaperWatch:
    return PaperWatch(
        chat_id=row["chat_id"],
        key=PaperKey(row["paper_key"]),
        added_by=row["added_by"],
        began_at=datetime.fromisoformat(row["began_at"]),
        ends_at=datetime.fromisoformat(row["ends_at"]),
        version=row["version"],
        has_code=bool(row["has_code"]),
    )
