"""What people wrote and buttons name by a number, because a button holds little: topics and searches."""

from __future__ import annotations

from storage.database import Database
from storage.models import Address

KEPT = 500
"""Wordings of one chat; the button of an older one says that it has to be written again."""


class Wordings:
    """The wordings table; a number means something in its own chat only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, chat: Address, text: str) -> int:
        """Return the number of a wording in a chat, which is a new one if it was not written there before."""
        with self._db.transaction():
            self._db.run("INSERT INTO wordings (chat, text) VALUES (?, ?) ON CONFLICT DO NOTHING", [str(chat), text])
            row = self._db.row("SELECT id FROM wordings WHERE chat = ? AND text = ?", [str(chat), text])
            assert row is not None
            self._db.run(
                "DELETE FROM wordings WHERE chat = ? AND id <> ? AND id <="
                " (SELECT id FROM wordings WHERE chat = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
                [str(chat), row["id"], str(chat), KEPT],
            )
        return int(row["id"])

    def find(self, chat: Address, number: int) -> str | None:
        """Return the wording of a number, or None if this chat has none."""
        row = self._db.row("SELECT text FROM wordings WHERE chat = ? AND id = ?", [str(chat), number])
        return str(row["text"]) if row else None

    def of_chat(self, chat: Address) -> tuple[str, ...]:
        """Return every wording of a chat that is kept, oldest first."""
        rows = self._db.rows("SELECT text FROM wordings WHERE chat = ? ORDER BY id", [str(chat)])
        return tuple(row["text"] for row in rows)

    def forget(self, chat: Address) -> None:
        """Remove every wording of a chat."""
        self._db.run("DELETE FROM wordings WHERE chat = ?", [str(chat)])
