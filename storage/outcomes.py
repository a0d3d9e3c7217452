"""What became of deliveries: for each chat and list day, how much arrived, what waits until when, what did not go."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage.addresses import address_in
from storage.database import Database, Row
from storage.models import Address, DeliveryState
from storage.moments import read_moment


@dataclass(frozen=True, slots=True)
class ChatOutcome:
    """What became of one list day for one chat.

    `papers` were queued and `delivered` of them arrived whole; of the `messages`, so many are in each state.
    `waits_until` is when the first of those that wait may go, which the others wait for, and `error` what stands in its
    way; where nothing waits, what refused one.
    """

    address: Address
    list_day: date
    queued_at: datetime
    papers: int
    delivered: int
    messages: tuple[tuple[DeliveryState, int], ...]
    waits_until: datetime | None = None
    paused_because: str | None = None
    error: str | None = None

    @property
    def is_whole(self) -> bool:
        """Tell whether all of it arrived."""
        return all(state is DeliveryState.SENT for state, _ in self.messages)


_OUTCOMES = """
    WITH subjects AS (
        SELECT o.chat_id, o.delivery, o.subject,
        SUM(o.state = 'pending') AS pending, SUM(o.state = 'sending') AS sending, SUM(o.state = 'unknown') AS unknown,
        SUM(o.state = 'sent') AS sent, SUM(o.state = 'failed') AS failed, SUM(o.state = 'dropped') AS dropped,
        COUNT(*) AS parts, MIN(CASE WHEN o.state IN ('pending', 'unknown') THEN o.id END) AS first_open,
        MAX(CASE WHEN o.state IN ('failed', 'dropped') THEN o.error END) AS error
        FROM outbox o WHERE {where} GROUP BY o.chat_id, o.delivery, o.subject
    ), counted AS (
        SELECT chat_id, delivery, SUM(pending) AS pending, SUM(sending) AS sending, SUM(unknown) AS unknown,
        SUM(sent) AS sent, SUM(failed) AS failed, SUM(dropped) AS dropped, MIN(first_open) AS first_open,
        MAX(error) AS error, SUM(subject LIKE 'paper:%') AS told, SUM(subject LIKE 'paper:%' AND sent = parts) AS whole,
        MIN(CASE WHEN subject LIKE 'head:%' THEN sent = parts END) AS head_sent
        FROM subjects GROUP BY chat_id, delivery
    )
    SELECT d.*, c.id, c.platform, c.chat, c.thread, c.team, c.paused_because, n.*,
    CASE WHEN f.state = 'pending' THEN f.due_at END AS waits_until, COALESCE(f.error, n.error, d.thinned_error) AS why
    FROM {deliveries} JOIN chats c ON c.id = d.chat_id
    LEFT JOIN counted n ON n.chat_id = d.chat_id AND n.delivery = d.list_day
    LEFT JOIN outbox f ON f.id = n.first_open
    ORDER BY d.list_day, d.chat_id
"""
_CHOSEN = "(SELECT * FROM deliveries WHERE {}) d"
_COUNTED = "counted k CROSS JOIN deliveries d ON d.chat_id = k.chat_id AND d.list_day = k.delivery"
"""The few deliveries that rows belong to, each found by its key: there are as many as the years have brought."""
_FINAL = frozenset({DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.DROPPED})
"""The states of rows that may be gone; the delivery keeps how many there were."""


class Outcomes:
    """Reads the deliveries and the outbox together, and what was counted before rows went; it writes nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of_day(self, day: date) -> tuple[ChatOutcome, ...]:
        """Return what became of a list day for every chat that has had it."""
        sql = _OUTCOMES.format(where="o.delivery = ?", deliveries=_CHOSEN.format("list_day = ?"))
        return tuple(self._db.read(_outcome, sql, [day.isoformat()] * 2))

    def of_chat(self, chat_id: int, since: date) -> tuple[ChatOutcome, ...]:
        """Return what became of the list days from `since` on for one chat, oldest first."""
        sql = _OUTCOMES.format(where="o.chat_id = ?", deliveries=_CHOSEN.format("chat_id = ? AND list_day >= ?"))
        return tuple(self._db.read(_outcome, sql, [chat_id, chat_id, since.isoformat()]))

    def of_rows(self, item_ids: Sequence[int]) -> list[tuple[int, ChatOutcome]]:
        """Return by chat id what became of the list days that rows of the outbox belong to, as far as these rows go."""
        sql = _OUTCOMES.format(where="o.id IN (SELECT value FROM json_each(?))", deliveries=_COUNTED)
        return self._db.read(lambda row: (int(row["id"]), _outcome(row)), sql, [json.dumps(item_ids)])


def _outcome(row: Row) -> ChatOutcome:
    queued_at = read_moment(row["queued_at"])
    assert queued_at is not None
    counts = [(state, _count(row, state)) for state in DeliveryState]
    return ChatOutcome(
        address=address_in(row),
        list_day=date.fromisoformat(row["list_day"]),
        queued_at=queued_at,
        papers=row["papers"],
        delivered=min(row["papers"], _delivered(row)),
        messages=tuple((state, number) for state, number in counts if number),
        waits_until=read_moment(row["waits_until"]),
        paused_because=row["paused_because"],
        error=row["why"],
    )


def _count(row: Row, state: DeliveryState) -> int:
    gone = row[f"thinned_{state}"] if state in _FINAL else None
    return int(row[state.value] or 0) + int(gone or 0)


def _delivered(row: Row) -> int:
    """Count the papers that arrived; those without a message of their own (in a compact digest) came with the head."""
    thinned = row["thinned_papers"] or 0
    in_head = row["papers"] - (row["told"] or 0) - thinned if row["head_sent"] else 0
    return int(row["whole"] or 0) + max(0, in_head) + int(thinned)
