"""What waits to be sent, chat by chat: the reading end of the outbox for the delivery.

A chat's open rows are its lane. They go by priority, then in the order they were queued; the first holds all others.
Everything is read for many chats at once, and in pages, because a hundred thousand of them may wait.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.addresses import address_in
from storage.database import Database, Row, places
from storage.models import Address, ChatKind, DeliveryState, OutboxItem, Platform, Priority
from storage.moments import moment_text, read_moment

OPEN = "('pending', 'sending', 'unknown')"
"""The states of rows that are not done; written out because SQLite uses a partial index only for its very words."""

ITEM = """
    SELECT o.*, c.platform, c.chat, c.thread, c.team, c.kind,
    p.message_id AS parent_message_id, p.state AS parent_state
"""
_BODIES_KEPT = 256


@dataclass(frozen=True, slots=True)
class WaitingChat:
    """A chat that has open rows: the moment of the first, and the address, or None where none of them may go."""

    chat_id: int
    due_at: datetime
    kind: ChatKind
    address: Address | None


@dataclass(frozen=True, slots=True)
class RecentSend:
    """A message that counts towards the platforms' rates still, and when it was counted at the latest."""

    address: Address
    kind: ChatKind
    at: datetime


class Lanes:
    """The outbox, bodies and chats tables, as the delivery reads them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._payloads: dict[int, str] = {}

    def written(self) -> tuple[int, int]:
        """Return what is another pair of numbers once anything was written, be it a message, a pause or its end."""
        return self._db.written()

    def waiting(self, platform: Platform, after_chat_id: int, limit: int) -> tuple[WaitingChat, ...]:
        """Return the next `limit` chats, by id, that have an open row; one that is paused, or of another platform, is
        among them, but nothing of it may go.

        The index of open rows is skipped through from chat to chat, so the cost is that of the chats, not of their
        rows.
        """
        rows = self._db.rows(
            f"""WITH RECURSIVE next(chat_id) AS (
                SELECT MIN(chat_id) FROM outbox WHERE state IN {OPEN} AND chat_id > ?
                UNION ALL
                SELECT (SELECT MIN(chat_id) FROM outbox WHERE state IN {OPEN} AND chat_id > next.chat_id)
                FROM next WHERE next.chat_id IS NOT NULL LIMIT ?
            ) SELECT n.chat_id, c.*, c.platform = ? AND c.paused_because IS NULL AS open,
            (SELECT due_at FROM outbox o WHERE o.chat_id = n.chat_id AND o.state IN {OPEN}
             ORDER BY o.priority, o.id LIMIT 1) AS due_at
            FROM next n JOIN chats c ON c.id = n.chat_id""",
            [after_chat_id, limit, platform],
        )
        return tuple(self._db.made(_waiting_chat, rows))

    def urgent(self, platform: Platform, now: datetime, limit: int) -> tuple[int, ...]:
        """Return chats that have something to send before all bulk, and at once."""
        rows = self._db.rows(
            "SELECT DISTINCT chat_id FROM outbox CROSS JOIN chats c ON c.id = chat_id WHERE state = 'pending'"
            " AND priority < '2-bulk' AND due_at <= ? AND c.platform = ? AND c.paused_because IS NULL LIMIT ?",
            [moment_text(now), platform, limit],
        )
        return tuple(row["chat_id"] for row in rows)

    def read(self, chat_ids: Sequence[int], rows_each: int) -> Mapping[int, tuple[OutboxItem, ...]]:
        """Return the first open rows of chats in the order in which they go; a paused chat has none."""
        rows = self._db.rows(
            f"""{ITEM} FROM json_each(?) w CROSS JOIN chats c ON c.id = w.value AND c.paused_because IS NULL
            CROSS JOIN outbox o ON o.id IN (
                SELECT i.id FROM outbox i WHERE i.chat_id = w.value AND i.state IN {OPEN}
                ORDER BY i.priority, i.id LIMIT ?)
            LEFT JOIN outbox p ON p.id = o.parent_id
            ORDER BY o.chat_id, o.priority, o.id""",
            [json.dumps(list(chat_ids)), rows_each],
        )
        self._keep_payloads({row["body_id"] for row in rows})
        found: dict[int, list[OutboxItem]] = {chat_id: [] for chat_id in chat_ids}
        for item in self._db.made(self._item, rows):
            found[item.chat_id].append(item)
        return {chat_id: tuple(items) for chat_id, items in found.items()}

    def recent(self, since: datetime, now: datetime) -> tuple[RecentSend, ...]:
        """Return what was sent since a moment, oldest first: a restart must not begin a platform's minute anew.

        Only sequences of message ids are searched, by their index; what has none has no limit of a minute either.
        What has no answer yet may be counted up to `now`.
        """
        rows = self._db.rows(
            """WITH RECURSIVE counts(name) AS (
                SELECT MIN(sequence) FROM outbox WHERE sequence IS NOT NULL
                UNION ALL
                SELECT (SELECT MIN(sequence) FROM outbox WHERE sequence > name) FROM counts WHERE name IS NOT NULL
            ) SELECT c.*, o.sent_at AS at FROM counts CROSS JOIN outbox o ON o.sequence = name AND o.sent_at > :since
            JOIN chats c ON c.id = o.chat_id
            UNION ALL SELECT c.*, :now AS at FROM outbox o JOIN chats c ON c.id = o.chat_id
            WHERE o.state IN ('sending', 'unknown') AND o.attempted_at > :since ORDER BY at""",
            {"since": moment_text(since), "now": moment_text(now)},
        )
        return tuple(self._db.made(_recent_send, rows))

    def _item(self, row: Row) -> OutboxItem:
        return make_item(row, self._payloads[row["body_id"]])

    def _keep_payloads(self, body_ids: set[int]) -> None:
        """Keep the texts that are being sent: most chats get the same ones, and share them in memory."""
        missing = [body_id for body_id in body_ids if body_id not in self._payloads]
        if not missing:
            return
        if len(self._payloads) > _BODIES_KEPT:
            self._payloads = {body_id: text for body_id, text in self._payloads.items() if body_id in body_ids}
        rows = self._db.rows(f"SELECT id, payload FROM bodies WHERE id IN ({places(missing)})", missing)
        self._payloads.update((row["id"], row["payload"]) for row in rows)


def make_item(row: Row, payload: str) -> OutboxItem:
    """Make the noun of a row that was selected with `ITEM`."""
    parent_state = row["parent_state"]
    return OutboxItem(
        id=row["id"],
        chat_id=row["chat_id"],
        address=address_in(row),
        kind=ChatKind(row["kind"]),
        delivery=row["delivery"],
        subject=row["subject"],
        part=row["part"],
        payload=payload,
        priority=Priority(row["priority"]),
        state=DeliveryState(row["state"]),
        due_at=datetime.fromisoformat(row["due_at"]),
        attempts=row["attempts"],
        attempted_at=read_moment(row["attempted_at"]),
        sent_at=read_moment(row["sent_at"]),
        message_id=row["message_id"],
        parent_id=row["parent_id"],
        parent_message_id=row["parent_message_id"],
        parent_state=None if parent_state is None else DeliveryState(parent_state),
        error=row["error"],
    )


def _waiting_chat(row: Row) -> WaitingChat:
    address = address_in(row) if row["open"] else None
    return WaitingChat(row["chat_id"], datetime.fromisoformat(row["due_at"]), ChatKind(row["kind"]), address)


def _recent_send(row: Row) -> RecentSend:
    return RecentSend(address_in(row), ChatKind(row["kind"]), datetime.fromisoformat(row["at"]))
