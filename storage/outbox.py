"""The outbox: every message is a row before it is sent, and is marked after; `ledger` puts the rows there.

The life of a row:

    pending ──claim──▶ sending ──▶ sent
       ▲                  │  ├───▶ failed     refused for good; the error is kept
       │                  │  └───▶ unknown    the answer was lost, or the process died between call and commit
       └── retry_later ───┘            └──▶ sent | pending, once somebody found out (settle)

Neither platform takes a key of ours with a send. So a row is committed as `sending` before the call: after a crash
such a row is *unknown*, never pending, and an unknown row is asked about or settled by rule, never blindly resent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database, Row, places
from storage.errors import NotFoundError
from storage.models import (
    Address,
    ChatKind,
    DeliveryState,
    OutboxItem,
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
class Lane:
    """The first open row of one chat: what the chat's other messages wait for.

    An `orphan` is a reply whose parent was refused for good: it must not go.
    """

    chat_id: int
    item_id: int
    address: Address
    kind: ChatKind
    state: DeliveryState
    priority: Priority
    due_at: datetime
    lost_at: datetime | None
    orphan: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """An unknown row: since when, and whether it counts as sent if nobody can be asked."""

    item: OutboxItem
    lost_at: datetime
    likely_sent: bool


@dataclass(frozen=True, slots=True)
class IdsAround:
    """The acknowledged message ids just before and after an attempt, and others known to lie between."""

    before: int | None
    after: int | None
    taken: frozenset[str]


class Outbox:
    """The outbox, bodies, ledger and deliveries tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def lanes(self, after_chat_id: int, limit: int) -> tuple[Lane, ...]:
        """Return the lanes of the next chats, by id, that have an open row and are not paused.

        The index of open rows is skipped through from chat to chat, so the cost is that of the chats, not of their
        rows.
        """
        rows = self._db.rows(
            f"""WITH RECURSIVE next(chat_id) AS (
                SELECT MIN(chat_id) FROM outbox WHERE state IN {_OPEN} AND chat_id > ?
                UNION ALL
                SELECT (SELECT MIN(chat_id) FROM outbox WHERE state IN {_OPEN} AND chat_id > next.chat_id)
                FROM next WHERE next.chat_id IS NOT NULL
            ) SELECT next.chat_id FROM next JOIN chats c ON c.id = next.chat_id
            WHERE c.paused_because IS NULL LIMIT ?""",
            [after_chat_id, limit],
        )
        found = (self.lane(row["chat_id"]) for row in rows)
        return tuple(lane for lane in found if lane is not None)

    def lane(self, chat_id: int) -> Lane | None:
        """Return the first open row of a chat, which everything else of the chat waits for."""
        row = self._db.row(
            f"""SELECT o.id, o.state, o.priority, o.due_at, o.lost_at, c.platform, c.chat, c.thread, c.team, c.kind,
            p.state AS parent_state
            FROM outbox o JOIN chats c ON c.id = o.chat_id LEFT JOIN outbox p ON p.id = o.parent_id
            WHERE o.chat_id = ? AND o.state IN {_OPEN} AND c.paused_because IS NULL
            ORDER BY o.chat_id, o.id LIMIT 1""",
            [chat_id],
        )
        if row is None:
            return None
        due_at = read_moment(row["due_at"])
        assert due_at is not None
        return Lane(
            chat_id=chat_id,
            item_id=row["id"],
            address=Address(Platform(row["platform"]), row["chat"], row["thread"], row["team"]),
            kind=ChatKind(row["kind"]),
            state=DeliveryState(row["state"]),
            priority=Priority(row["priority"]),
            due_at=due_at,
            lost_at=read_moment(row["lost_at"]),
            orphan=row["parent_state"] in (DeliveryState.FAILED, DeliveryState.DROPPED),
        )

    def claim(self, item_ids: Sequence[int], now: datetime) -> tuple[OutboxItem, ...]:
        """Mark pending rows as `sending` and return those that still were; commit before calling the platform."""
        with self._db.transaction():
            claimed = [
                item_id
                for item_id in item_ids
                if self._db.run(
                    "UPDATE outbox SET state = 'sending', attempts = attempts + 1, attempted_at = ?"
                    " WHERE id = ? AND state = 'pending'",
                    [moment_text(now), item_id],
                )
                == 1
            ]
            rows = self._db.rows(f"{_ITEM} WHERE o.id IN ({places(claimed)}) ORDER BY o.id", claimed)
        return tuple(map(_item, rows))

    def doubt_interrupted(self, now: datetime) -> int:
        """Mark what was being sent when the last process ended as unknown; return how many rows that was."""
        return self._db.run(
            "UPDATE outbox SET state = 'unknown', lost_at = ?, likely_sent = 1, error = 'interrupted while sending'"
            " WHERE state = 'sending'",
            [moment_text(now)],
        )

    def unknown(self, item_id: int) -> Doubt:
        """Return an unknown row with what is known around it; raises NotFoundError."""
        row = self._db.row(f"{_ITEM} WHERE o.id = ? AND o.state = 'unknown'", [item_id])
        if row is None:
            raise NotFoundError(f"outbox row {item_id} is not unknown")
        lost_at = read_moment(row["lost_at"])
        assert lost_at is not None
        return Doubt(_item(row), lost_at, bool(row["likely_sent"]))

    def ids_around(self, item: OutboxItem, sequence: str, lost_at: datetime) -> IdsAround:
        """Return the message ids of a sequence that enclose an attempt; ids are numbers that count upward."""
        assert item.attempted_at is not None
        before = self._db.row(
            "SELECT MAX(CAST(message_id AS INTEGER)) AS id FROM outbox WHERE sequence = ? AND sent_at <= ?",
            [sequence, moment_text(item.attempted_at)],
        )
        after = self._db.row(
            "SELECT MIN(CAST(message_id AS INTEGER)) AS id FROM outbox"
            " WHERE sequence = ? AND attempted_at > ? AND state = 'sent'",
            [sequence, moment_text(lost_at)],
        )
        assert before is not None
        assert after is not None
        taken = self._db.rows(
            "SELECT message_id FROM outbox WHERE sequence = ? AND message_id IS NOT NULL"
            " AND CAST(message_id AS INTEGER) > ? AND (? IS NULL OR CAST(message_id AS INTEGER) < ?)",
            [sequence, before["id"] or 0, after["id"], after["id"]],
        )
        return IdsAround(before["id"], after["id"], frozenset(row["message_id"] for row in taken))

    def mark_sent(self, item_id: int, message_id: str | None, sequence: str | None, now: datetime) -> None:
        """Keep that a message arrived, with the platform's id of it and the sequence which that is counted in.

        Without an id it is taken to have arrived by rule, and its error says so.
        """
        self._db.run(
            "UPDATE outbox SET state = 'sent', sent_at = ?, message_id = ?, sequence = ?,"
            " error = CASE WHEN ? IS NULL THEN error END WHERE id = ?",
            [moment_text(now), message_id, sequence, message_id, item_id],
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

    def about(self, chat_id: int, subject: str) -> tuple[DeliveryState, datetime | None] | None:
        """Return how the first message about a subject stands with a chat, and when it was sent; None without one."""
        sql = "SELECT state, sent_at FROM outbox WHERE chat_id = ? AND subject = ? AND part = 0"
        found = self._db.read(
            lambda row: (DeliveryState(row["state"]), read_moment(row["sent_at"])), sql, [chat_id, subject]
        )
        return found[0] if found else None

    def counts(self, delivery: str | None = None) -> dict[DeliveryState, int]:
        """Count the rows of each state, of one delivery or of all."""
        where, values = ("WHERE delivery = ?", [delivery]) if delivery else ("", [])
        sql = f"SELECT state, COUNT(*) AS n FROM outbox {where} GROUP BY state"
        return dict(self._db.read(lambda row: (DeliveryState(row["state"]), row["n"]), sql, values))


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
