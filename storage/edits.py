"""Edits: delivered messages whose text has become better since, and that wait to be brought up to date in place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.addresses import address_in
from storage.database import Database, Row
from storage.models import Address, ChatKind, Language, PaperKey, Platform
from storage.moments import moment_text

_SUBJECTS = ("paper", "alert")
"""What the messages of one paper are about: it stands in a digest, or came by itself."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """One delivered message of a paper: where it stands, in which delivery, and as which of how many papers there."""

    outbox_id: int
    chat_id: int
    address: Address
    kind: ChatKind
    message_id: str
    language: Language
    pictures: bool
    key: PaperKey
    delivery: str
    part: int
    parts: int
    position: int
    total: int
    tries: int

    @property
    def is_alert(self) -> bool:
        """Tell whether the paper came by itself, because it is on a topic of the chat."""
        return self.delivery.startswith("alert:")


class Edits:
    """The edits table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def queue(self, key: PaperKey, language: Language, now: datetime) -> int:
        """Mark every message of a paper in a language as outdated, sent or on its way; return how many there are."""
        return self._db.run(
            "INSERT INTO edits (outbox_id, due_at) SELECT o.id, ? FROM bodies b JOIN outbox o ON o.body_id = b.id"
            " JOIN chats c ON c.id = o.chat_id"
            " WHERE b.subject IN (?, ?) AND c.language = ? AND o.state NOT IN ('failed', 'dropped')"
            " ON CONFLICT (outbox_id) DO UPDATE SET tries = 0, due_at = excluded.due_at",
            [moment_text(now), *(f"{subject}:{key}" for subject in _SUBJECTS), language],
        )

    def due(self, now: datetime, limit: int, without: Iterable[Platform] = ()) -> tuple[Outdated, ...]:
        """Return the outdated messages that have been sent and that it is time for, in their order."""
        return tuple(
            self._db.read(
                _from_row,
                # The few edits lead to their rows, and a plus keeps SQLite from reading a day's rows of all chats.
                """SELECT e.tries, o.id, o.chat_id, o.subject, o.delivery, o.part, o.message_id,
                c.platform, c.chat, c.thread, c.team, c.kind, c.language, c.pictures,
                (SELECT COUNT(*) FROM outbox s WHERE s.chat_id = o.chat_id AND s.subject = o.subject) AS parts,
                (SELECT COUNT(*) FROM outbox s WHERE s.chat_id = o.chat_id AND +s.delivery = o.delivery AND s.part = 0
                 AND s.subject LIKE 'paper:%') AS total,
                (SELECT COUNT(*) FROM outbox s WHERE s.chat_id = o.chat_id AND +s.delivery = o.delivery AND s.part = 0
                 AND s.subject LIKE 'paper:%' AND s.id <= o.id) AS position
                FROM edits e CROSS JOIN outbox o ON o.id = e.outbox_id JOIN chats c ON c.id = o.chat_id
                WHERE e.due_at <= ? AND o.state = 'sent' AND o.message_id IS NOT NULL AND c.paused_because IS NULL
                AND c.platform NOT IN (SELECT value FROM json_each(?))
                ORDER BY e.outbox_id LIMIT ?""",
                [moment_text(now), json.dumps(sorted(without)), limit],
            )
        )

    def done(self, outbox_id: int) -> None:
        """Take a message off: it is up to date, or can never be."""
        self._db.run("DELETE FROM edits WHERE outbox_id = ?", [outbox_id])

    def retry_later(self, outbox_id: int, due_at: datetime) -> None:
        """Put an edit off."""
        self._db.run(
            "UPDATE edits SET tries = tries + 1, due_at = ? WHERE outbox_id = ?", [moment_text(due_at), outbox_id]
        )


def _from_row(row: Row) -> Outdated:
    return Outdated(
        outbox_id=row["id"],
        chat_id=row["chat_id"],
        address=address_in(row),
        kind=ChatKind(row["kind"]),
        message_id=row["message_id"],
        language=Language(row["language"]),
        pictures=bool(row["pictures"]),
        key=PaperKey(row["subject"].partition(":")[2]),
        delivery=row["delivery"],
        part=row["part"],
        parts=row["parts"],
        position=row["position"],
        total=row["total"],
        tries=row["tries"],
    )
