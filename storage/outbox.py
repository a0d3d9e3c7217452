"""The outbox and the ledger: every message is a row before it is sent, and is marked after.

The life of a row:

    pending ──claim──▶ sending ──▶ sent
       ▲                  │  ├───▶ failed     refused for good; the error is kept
       │                  │  └───▶ unknown    the answer was lost, or the process died between call and commit
       └── retry_later ───┘            └──▶ sent | pending, once somebody found out (settle)

Neither platform takes a key of ours with a send. So a row is committed as `sending` before the call: after a crash
such a row is *unknown*, never pending, and an unknown row is asked about or settled by rule, never blindly resent.
The key (chat, subject, part) is unique in any case, and the ledger holds (chat, paper) for ever: a rerun, a backfill
or a second selection adds nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage.database import Database, Row, places
from storage.models import (
    Address,
    Chat,
    ChatKind,
    DeliveryState,
    Message,
    OutboxItem,
    PaperKey,
    Platform,
    Priority,
)
from storage.moments import moment_text, read_moment

_OPEN = "('pending', 'sending', 'unknown')"

_ITEM = """
    SELECT o.*, b.payload, c.platform, c.chat, c.thread, c.team, c.kind, p.message_id AS parent_message_id
    FROM outbox o JOIN bodies b ON b.id = o.body_id JOIN chats c ON c.id = o.chat_id
    LEFT JOIN outbox p ON p.id = o.parent_id
"""


@dataclass(frozen=True, slots=True)
class Queued:
    """What queueing one delivery added."""

    papers: int
    messages: int


class Outbox:
    """The outbox, bodies, ledger and deliveries tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def delivered(self, chat_id: int, keys: Sequence[PaperKey]) -> frozenset[PaperKey]:
        """Return those of the papers that this chat was ever given, or that wait in its outbox."""
        rows = self._db.rows(
            f"SELECT paper_key FROM ledger WHERE chat_id = ? AND paper_key IN ({places(keys)})",
            [chat_id, *keys],
        )
        return frozenset(PaperKey(row["paper_key"]) for row in rows)

    def queue(
        self,
        chat: Chat,
        delivery: str,
        messages: Iterable[Message],
        keys: Iterable[PaperKey],
        due_at: datetime,
        priority: Priority = Priority.BULK,
    ) -> Queued:
        """Put one delivery's messages into the outbox and its papers into the ledger, all or nothing.

        Replies get the delivery's first message as their parent. What is there already is left as it is.
        """
        with self._db.transaction():
            papers = self._db.run_many(
                "INSERT INTO ledger (chat_id, paper_key, delivery) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(chat.id, key, delivery) for key in keys],
            )
            parent: int | None = None
            added = 0
            for message in messages:
                row = self._db.row(
                    "INSERT INTO outbox (chat_id, delivery, subject, part, body_id, priority, parent_id, state, due_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?) ON CONFLICT DO NOTHING RETURNING id",
                    [
                        chat.id,
                        delivery,
                        message.subject,
                        message.part,
                        self._body(message.payload),
                        priority,
                        parent if message.reply else None,
                        moment_text(due_at),
                    ],
                )
                added += row is not None
                if row is not None and parent is None and not message.reply:
                    parent = row["id"]
            return Queued(max(papers, 0), added)

    def record_delivery(
        self, chat_id: int, list_day: date, local_date: date, queued: Queued, outcome: str, now: datetime
    ) -> None:
        """Keep what became of a list day for a chat; a later call for the same day overwrites nothing but the counts."""
        self._db.run(
            "INSERT INTO deliveries (chat_id, list_day, local_date, queued_at, papers, messages, outcome)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (chat_id, list_day) DO UPDATE SET"
            " papers = papers + excluded.papers, messages = messages + excluded.messages",
            [
                chat_id,
                list_day.isoformat(),
                local_date.isoformat(),
                moment_text(now),
                queued.papers,
                queued.messages,
                outcome,
            ],
        )

    def claim_due(self, now: datetime, limit: int) -> tuple[OutboxItem, ...]:
        """Claim the first open row of each chat where it is pending and due, and mark it `sending`.

        A chat with a row in flight or unknown gives nothing, so the order inside a chat is kept; a reply whose parent
        was not sent is not claimed.
        """
        with self._db.transaction():
            rows = self._db.rows(
                f"""{_ITEM} WHERE o.id IN (SELECT MIN(id) FROM outbox WHERE state IN {_OPEN} GROUP BY chat_id)
                AND o.state = 'pending' AND o.due_at <= ? AND c.paused_because IS NULL
                AND (o.parent_id IS NULL OR p.state = 'sent') ORDER BY o.priority, o.id LIMIT ?""",
                [moment_text(now), limit],
            )
            self._db.run_many(
                "UPDATE outbox SET state = 'sending', attempts = attempts + 1, attempted_at = ? WHERE id = ?",
                [(moment_text(now), row["id"]) for row in rows],
            )
        return tuple(map(_item, rows))

    def mark_sent(self, item_id: int, message_id: str, now: datetime) -> None:
        """Keep that a message arrived, with the platform's id of it."""
        self._db.run(
            "UPDATE outbox SET state = 'sent', sent_at = ?, message_id = ?, error = NULL WHERE id = ?",
            [moment_text(now), message_id, item_id],
        )

    def retry_later(self, item_id: int, due_at: datetime, error: str) -> None:
        """Put a message that was certainly not accepted back, for a later moment."""
        self._db.run(
            "UPDATE outbox SET state = 'pending', due_at = ?, error = ? WHERE id = ?",
            [moment_text(due_at), error, item_id],
        )

    def mark_unknown(self, item_id: int, error: str, now: datetime, *, likely_sent: bool) -> None:
        """Keep that a message's answer was lost, and the rule for it if nobody can be asked."""
        self._db.run(
            "UPDATE outbox SET state = 'unknown', lost_at = ?, likely_sent = ?, error = ? WHERE id = ?",
            [moment_text(now), int(likely_sent), error, item_id],
        )

    def give_up(self, item_id: int, error: str) -> None:
        """Keep that a message was refused for good."""
        self._db.run("UPDATE outbox SET state = 'failed', error = ? WHERE id = ?", [error, item_id])

    def counts(self, delivery: str | None = None) -> dict[DeliveryState, int]:
        """Count the rows of each state, of one delivery or of all."""
        where, values = ("WHERE delivery = ?", [delivery]) if delivery else ("", [])
        rows = self._db.rows(f"SELECT state, COUNT(*) AS n FROM outbox {where} GROUP BY state", values)
        return {DeliveryState(row["state"]): row["n"] for row in rows}

    def _body(self, payload: str) -> int:
        """Store a payload once, however many chats get it, and return its id."""
        digest = hashlib.sha256(payload.encode()).hexdigest()
        row = self._db.row("SELECT id FROM bodies WHERE digest = ?", [digest]) or self._db.row(
            "INSERT INTO bodies (digest, payload) VALUES (?, ?) RETURNING id", [digest, payload]
        )
        assert row is not None
        return int(row["id"])


def _item(row: Row) -> OutboxItem:
    due_at = read_moment(row["due_at"])
    assert due_at is not None
    return OutboxItem(
        id=row["id"],
        chat_id=row["chat_id"],
        address=Address(Platform(row["platform"]), row["chat"], row["thread"], row["team"]),
        kind=ChatKind(row["kind"]),
        delivery=row["delivery"],
        subject=row["subject"],
        part=row["part"],
        payload=row["payload"],
        priority=Priority(row["priority"]),
        state=DeliveryState(row["state"]),
        due_at=due_at,
        attempts=row["attempts"],
        attempted_at=read_moment(row["attempted_at"]),
        sent_at=read_moment(row["sent_at"]),
        message_id=row["message_id"],
        parent_id=row["parent_id"],
        parent_message_id=row["parent_message_id"],
        error=row["error"],
    )
