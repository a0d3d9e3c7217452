"""Unknown rows: messages of which nobody knows whether they arrived, and what the ledger can tell of them.

Where a platform counts its message ids upward, the ids acknowledged just before and after an attempt enclose the id
that the message has, if it arrived. The ids are taken from the outbox itself; what went past it, an answer to somebody
who wrote to the bot, is known by its moment (`turns`), so that no question is asked where it could hit that answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.database import Database
from storage.errors import NotFoundError
from storage.lanes import ITEM, make_item
from storage.models import OutboxItem
from storage.moments import moment_text, read_moment

_ID = "CAST(message_id AS INTEGER)"
_OVERTAKEN = timedelta(hours=1)
"""How much later than a message another can be acknowledged that took a lower id."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An unknown row: since when, and whether it counts as sent if nobody can be asked."""

    item: OutboxItem
    lost_at: datetime
    likely_sent: bool


@dataclass(frozen=True, slots=True)
class IdsAround:
    """The acknowledged message ids just before and after an attempt, and others known to lie between.

    `before_at` is when the one before was attempted. `alone` says that no other message of ours to the same chat
    can have one of the ids between without being known.
    """

    before: int | None
    before_at: datetime | None
    after: int | None
    taken: frozenset[int]
    alone: bool


class Doubts:
    """The unknown rows of the outbox table, and the turns table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def interrupted(self, now: datetime) -> int:
        """Mark what was being sent when the last process ended as unknown; return how many rows that was."""
        moment = moment_text(now)
        # The first condition is the index's own: without its very words SQLite would read the whole table.
        return self._db.run(
            "UPDATE outbox SET state = 'unknown', lost_at = ?, due_at = ?, likely_sent = 1,"
            " error = 'interrupted while sending' WHERE state IN ('sending', 'unknown') AND state = 'sending'",
            [moment, moment],
        )

    def get(self, item_id: int) -> Doubt:
        """Return an unknown row; raises NotFoundError."""
        row = self._db.row(
            f"""{ITEM}, b.payload FROM outbox o JOIN chats c ON c.id = o.chat_id JOIN bodies b ON b.id = o.body_id
            LEFT JOIN outbox p ON p.id = o.parent_id WHERE o.id = ? AND o.state = 'unknown'""",
            [item_id],
        )
        if row is None:
            raise NotFoundError(f"outbox row {item_id} is not unknown")
        lost_at = read_moment(row["lost_at"])
        assert lost_at is not None
        return Doubt(make_item(row, row["payload"]), lost_at, bool(row["likely_sent"]))

    def ids_around(self, doubt: Doubt, sequence: str, scope: str) -> IdsAround:
        """Return the ids of a sequence that enclose an attempt; `scope` is the chat in the names of the turns."""
        item = doubt.item
        assert item.attempted_at is not None
        # Answers can overtake each other, so the highest of the last ids, not the very last.
        before = self._db.row(
            f"SELECT {_ID} AS id, attempted_at FROM (SELECT * FROM outbox WHERE sequence = ? AND sent_at <= ?"
            " ORDER BY sent_at DESC LIMIT 64) ORDER BY id DESC LIMIT 1",
            [sequence, moment_text(item.attempted_at)],
        )
        lost_at = moment_text(doubt.lost_at)
        after = self._db.row(
            f"SELECT MIN({_ID}) AS id FROM outbox WHERE sequence = ? AND sent_at > ? AND attempted_at > ?",
            [sequence, lost_at, lost_at],
        )
        assert after is not None
        before_id, since = (before["id"], before["attempted_at"]) if before else (None, "")
        taken = self._db.rows(
            f"SELECT {_ID} AS id FROM outbox WHERE sequence = ? AND sent_at BETWEEN ? AND ?",
            [sequence, since, moment_text(doubt.lost_at + _OVERTAKEN)],
        )
        return IdsAround(
            before_id,
            read_moment(since or None),
            after["id"],
            frozenset(row["id"] for row in taken),
            alone=not self._others_unsure(item) and self._quiet_since(scope, since),
        )

    def _others_unsure(self, item: OutboxItem) -> bool:
        """Tell whether another message to the same chat (another topic of it, say) is in flight or unknown."""
        found = self._db.row(
            "SELECT 1 FROM outbox o JOIN chats c ON c.id = o.chat_id WHERE o.state IN ('sending', 'unknown')"
            " AND o.id <> ? AND c.platform = ? AND c.chat = ? AND c.team IS ? LIMIT 1",
            [item.id, item.address.platform, item.address.chat, item.address.team],
        )
        return found is not None

    def _quiet_since(self, scope: str, moment: str) -> bool:
        row = self._db.row("SELECT 1 FROM turns WHERE scope = ? AND taken_at >= ?", [scope, moment])
        return row is None

    def note_turn(self, scope: str, now: datetime) -> None:
        """Keep that a chat was answered past the outbox."""
        self._db.upsert("turns", {"scope": scope, "taken_at": moment_text(now)}, ["scope"])
