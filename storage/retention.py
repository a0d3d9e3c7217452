"""Retention: rows of messages that went out long ago make room, and nothing that keeps a paper from coming twice does.

The ledger, the alerts, the papers and what people marked stay for ever; a watch ends by itself. Of the
outbox, a delivery goes as a whole, once all of it is done and old; what came of it is counted into its row of
`deliveries` first, so that an old day's status stays honest. A body goes with the last row that refers to it, but for
the newest body of all.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database, Row
from storage.lanes import OPEN
from storage.models import DeliveryState
from storage.moments import moment_text
from storage.outcomes import Outcomes

PAGE = 500
"""Rows of one transaction: some hundredths of a second."""

ANALYSED = 1_000
"""Rows of each index that its statistics are made of: the most that SQLite's makers advise."""

_FINAL = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.DROPPED)
_DONE = "state IN ('sent', 'failed', 'dropped') AND COALESCE(sent_at, attempted_at, due_at) < :before"


@dataclass(frozen=True, slots=True)
class Thinned:
    """What one page came to: the last row that was looked at, None when there is nothing old behind it."""

    after_id: int | None
    rows: int = 0


class Retention:
    """Removes what is old from the outbox, edits and bodies tables."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._outcomes = Outcomes(db)

    def drop_waiting(self, before: datetime) -> int:
        """Give up the next of what has waited since before a moment for chats that were paused all that time, or left.

        Return how many messages that was; none are left when it was none.
        """
        return self._db.run(
            "UPDATE outbox SET state = 'dropped' WHERE id IN ("
            f"SELECT id FROM outbox WHERE state IN {OPEN} AND state = 'pending' AND due_at < :before"
            " AND chat_id IN (SELECT id FROM chats WHERE paused_because IS NOT NULL"
            f" AND COALESCE(paused_at, :before) <= :before) LIMIT {PAGE})",
            {"before": moment_text(before)},
        )

    def thin(self, before: datetime, after_id: int = 0) -> Thinned:
        """Remove the deliveries of the next rows that were all done before a moment; go on behind `after_id`.

        Rows are looked at in the order in which they were queued; a page without an old row ends it. The newest row of
        all stays, or its number would be given to another message.
        """
        with self._db.transaction():
            values = {"after": after_id, "before": moment_text(before)}
            page = self._db.rows(
                f"SELECT id, chat_id, delivery, {_DONE} AS done FROM outbox WHERE id > :after ORDER BY id LIMIT {PAGE}",
                values,
            )
            deliveries = {(row["chat_id"], row["delivery"]) for row in page if row["done"]}
            if not deliveries:
                return Thinned(None)
            rows = self._whole(sorted(deliveries), before)
            self._count(rows)
            self._remove(rows)
            return Thinned(page[-1]["id"], len(rows))

    def tidy(self) -> None:
        """Let SQLite bring its statistics up to date, from a part of each index."""
        # Without a limit it would read all of a table that has an index without rows, as ours have, each time
        # (sqlite.org/lang_analyze.html#approx).
        self._db.rows(f"PRAGMA analysis_limit = {ANALYSED}")
        self._db.run("PRAGMA optimize")

    def _whole(self, deliveries: Sequence[tuple[int, str]], before: datetime) -> list[Row]:
        """Return the rows of those deliveries that may go whole."""
        rows = self._db.rows(
            # The plus keeps SQLite from reading a day's rows of all chats.
            f"""SELECT o.id, o.chat_id, o.delivery, o.subject, o.body_id, o.state, o.error, {_DONE} AS done,
            o.id = (SELECT MAX(id) FROM outbox) AS newest
            FROM json_each(:deliveries) d CROSS JOIN outbox o
            ON o.chat_id = d.value ->> 0 AND +o.delivery = d.value ->> 1 ORDER BY o.id""",
            {"deliveries": json.dumps(deliveries), "before": moment_text(before)},
        )
        kept = {(row["chat_id"], row["delivery"]) for row in rows if not row["done"] or row["newest"]}
        return [row for row in rows if (row["chat_id"], row["delivery"]) not in kept]

    def _count(self, rows: Sequence[Row]) -> None:
        """Keep with the deliveries what rows that are about to go came to, and those that went before."""
        outcomes = self._outcomes.of_rows([row["id"] for row in rows])
        self._db.run_many(
            "UPDATE deliveries SET thinned_papers = ?, thinned_sent = ?, thinned_failed = ?, thinned_dropped = ?,"
            " thinned_error = ? WHERE chat_id = ? AND list_day = ?",
            [
                (
                    outcome.delivered,
                    *(dict(outcome.messages).get(state, 0) for state in _FINAL),
                    outcome.error,
                    chat_id,
                    outcome.list_day.isoformat(),
                )
                for chat_id, outcome in outcomes
            ],
        )

    def _remove(self, rows: Sequence[Row]) -> None:
        ids = json.dumps([row["id"] for row in rows])
        self._db.run("DELETE FROM edits WHERE outbox_id IN (SELECT value FROM json_each(?))", [ids])
        self._db.run("DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?))", [ids])
        self._db.run(
            # As with the newest row: the number of the newest body would be given to another text.
            "DELETE FROM bodies WHERE id IN (SELECT value FROM json_each(?)) AND id < (SELECT MAX(id) FROM bodies)"
            " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.body_id = bodies.id)",
            [json.dumps(sorted({row["body_id"] for row in rows}))],
        )
