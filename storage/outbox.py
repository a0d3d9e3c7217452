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

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.addresses import address_in
from storage.database import Database, Row
from storage.lanes import OPEN
from storage.models import Address, DeliveryState, OutboxItem, Priority
from storage.moments import moment_text, read_moment

FOR_QUIET = "late, and waits for the end of quiet hours"
"""What a row says that does not go out although it could."""
NOTICE = "notice"
"""The delivery of what is for the operator, or about the chat's own place, and is told at any hour."""
_MINDS_QUIET = f"priority <> '{Priority.REPLY}' AND delivery <> '{NOTICE}'"
"""The rows of which `minds_quiet` holds."""
_ITS = "id = ? AND state <> 'dropped'"
"""The row of a message that ended; how, is kept of no chat that was forgotten while it was on its way."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """That a message arrived: the platform's id of it, and the sequence which that is counted in."""

    item_id: int
    message_id: str
    sequence: str | None


@dataclass(frozen=True, slots=True)
class Ruled:
    """A message whose answer was lost and of which nobody could tell: what it was counted as, and why it was lost."""

    address: Address
    delivery: str
    subject: str
    counted_as_sent: bool
    error: str | None


class Outbox:
    """The outbox table, as it is written while messages go out."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def claim(self, item_ids: Sequence[int], now: datetime) -> frozenset[int]:
        """Mark pending rows as `sending` and return those that still were, of chats that are not paused.

        Commit before calling the platform.
        """
        rows = self._db.rows(
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1, attempted_at = ?"
            " WHERE id IN (SELECT value FROM json_each(?)) AND state = 'pending'"
            " AND EXISTS (SELECT 1 FROM chats c WHERE c.id = chat_id AND c.paused_because IS NULL) RETURNING id",
            [moment_text(now), json.dumps(item_ids)],
        )
        return frozenset(row["id"] for row in rows)

    def mark_sent(self, arrived: Iterable[Arrived], now: datetime) -> None:
        """Keep that messages arrived."""
        sent_at = moment_text(now)
        self._db.run_many(
            f"UPDATE outbox SET state = 'sent', sent_at = ?, message_id = ?, sequence = ?, error = NULL WHERE {_ITS}",
            [(sent_at, one.message_id, one.sequence, one.item_id) for one in arrived],
        )

    def count_as_sent(self, item_id: int, now: datetime) -> None:
        """Take a message to have arrived though nobody could tell; why its answer was lost stays with it."""
        self._db.run(
            f"UPDATE outbox SET state = 'sent', sent_at = ?, rule = 'sent' WHERE {_ITS}",
            [moment_text(now), item_id],
        )

    def retry_later(
        self, item_id: int, due_at: datetime, error: str, *, counted: bool = True, by_rule: bool = False
    ) -> None:
        """Put a message that was not accepted back, for a later moment.

        `counted` says that the attempt counts towards giving up; `by_rule` that nobody could tell, and that it is
        taken not to have arrived.
        """
        self._db.run(
            "UPDATE outbox SET state = 'pending', due_at = ?, error = ?, attempts = attempts - ?,"
            f" rule = CASE WHEN ? THEN 'not sent' ELSE rule END WHERE {_ITS}",
            [moment_text(due_at), error, int(not counted), int(by_rule), item_id],
        )

    def send_again(self, item_id: int, attempts: int) -> bool:
        """Put a message back that was taken to have arrived, and has no id; False after so many attempts."""
        return self._db.run(
            "UPDATE outbox SET state = 'pending', sent_at = NULL, rule = 'not sent'"
            " WHERE id = ? AND state = 'sent' AND message_id IS NULL AND attempts < ?",
            [item_id, attempts],
        ) > 0  # fmt: skip

    def put_off(self, chats: Iterable[tuple[int, datetime]]) -> None:
        """Let what is late for chats wait for the end of their quiet hours: pairs of chat id and that moment.

        What `minds_quiet` does not, goes on.
        """
        self._db.run_many(
            f"UPDATE outbox SET due_at = :until, error = :reason WHERE chat_id = :chat AND state IN {OPEN}"
            f" AND state = 'pending' AND {_MINDS_QUIET} AND due_at < :until",
            [{"chat": chat_id, "until": moment_text(until), "reason": FOR_QUIET} for chat_id, until in chats],
        )

    def mark_unknown(
        self, item_id: int, error: str, now: datetime, *, likely_sent: bool, ask_at: datetime | None = None
    ) -> None:
        """Keep that a message's answer was lost, the rule for it if nobody can be asked, and when to ask."""
        self._db.run(
            f"UPDATE outbox SET state = 'unknown', lost_at = ?, due_at = ?, likely_sent = ?, error = ? WHERE {_ITS}",
            [moment_text(now), moment_text(ask_at or now), int(likely_sent), error, item_id],
        )

    def ask_later(self, item_id: int, ask_at: datetime) -> None:
        """Leave an unknown row as it is until a later moment."""
        self._db.run("UPDATE outbox SET due_at = ? WHERE id = ?", [moment_text(ask_at), item_id])

    def give_up(self, item_id: int, error: str) -> None:
        """Keep that a message was refused for good."""
        self._db.run(f"UPDATE outbox SET state = 'failed', error = ? WHERE {_ITS}", [error, item_id])

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

    def settled_by_rule(self, delivery: str | None = None) -> tuple[Ruled, ...]:
        """Return the messages that a rule decided about, of one delivery or of all, in the order they were queued."""
        where, values = ("AND o.delivery = ?", [delivery]) if delivery else ("", [])
        sql = f"""SELECT o.*, c.platform, c.chat, c.thread, c.team FROM outbox o JOIN chats c ON c.id = o.chat_id
            WHERE o.rule IS NOT NULL {where} ORDER BY o.id"""
        return tuple(self._db.read(_ruled, sql, values))


def minds_quiet(item: OutboxItem) -> bool:
    """Tell whether a message may wait for the morning: a digest or an alert may, an answer or a notice not."""
    return item.priority is not Priority.REPLY and item.delivery != NOTICE


def _ruled(row: Row) -> Ruled:
    return Ruled(address_in(row), row["delivery"], row["subject"], row["rule"] == "sent", row["error"])
