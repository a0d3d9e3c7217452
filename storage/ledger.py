"""The ledger: what each chat was ever given, and the one way into the outbox.

A paper enters a chat's ledger in the same transaction as its messages enter the outbox, and never leaves it. So a
rerun, a backfill, a second selection or a second process adds nothing: (chat, paper) and (chat, subject, part) are
unique, and what is there is left as it is. Everything here takes many chats at once, because a hundred thousand of
them may be due in the same minute.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage.database import Database
from storage.models import Message, PaperKey, Priority
from storage.moments import moment_text


@dataclass(frozen=True, slots=True)
class Queued:
    """What queueing added, over all chats."""

    papers: int = 0
    messages: int = 0

    def __add__(self, other: Queued) -> Queued:
        return Queued(self.papers + other.papers, self.messages + other.messages)


@dataclass(frozen=True, slots=True)
class Body:
    """A message whose payload is stored: what a row of the outbox refers to."""

    subject: str
    part: int
    id: int
    reply: bool


@dataclass(frozen=True, slots=True)
class ChatDelivery:
    """What became of one list day for one chat."""

    chat_id: int
    list_day: date
    local_date: date
    queued_at: datetime
    papers: int
    messages: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What some chats get with one delivery: messages for the outbox of each, papers for its ledger."""

    chat_ids: Sequence[int]
    delivery: str
    bodies: Sequence[Body]
    keys: Sequence[PaperKey]


_QUEUE_PAPER = "INSERT INTO ledger (chat_id, paper_key, delivery, place) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_QUEUE_HEAD = """
    INSERT INTO outbox (chat_id, delivery, subject, part, body_id, priority, state, due_at)
    SELECT value, ?, ?, ?, ?, ?, 'pending', ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING
"""
# The messages are read out of the JSON once, not for each chat. The cross joins keep this order: to go through all
# heads of a day for each page of chats would take ever longer.
_QUEUE_REST = """
    INSERT INTO outbox (chat_id, delivery, subject, part, body_id, priority, parent_id, state, due_at)
    WITH m AS MATERIALIZED (
        SELECT value ->> 0 AS subject, value ->> 1 AS part, value ->> 2 AS body_id, value ->> 3 AS reply
        FROM json_each(?)
    )
    SELECT c.value, ?, m.subject, m.part, m.body_id, ?, CASE WHEN m.reply THEN p.id END, 'pending', ?
    FROM json_each(?) c CROSS JOIN outbox p ON p.chat_id = c.value AND p.subject = ? AND p.part = ?
    CROSS JOIN m WHERE true ON CONFLICT DO NOTHING
"""


class Ledger:
    """The ledger and deliveries tables, and the writing end of the outbox and bodies tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def delivered(self, chat_ids: Sequence[int], keys: Sequence[PaperKey]) -> Mapping[int, frozenset[PaperKey]]:
        """Return for each chat those of the papers that it was ever given, or that wait in its outbox."""
        found: dict[int, set[PaperKey]] = {chat_id: set() for chat_id in chat_ids}
        rows = self._db.rows(
            "SELECT chat_id, paper_key FROM ledger WHERE chat_id IN (SELECT value FROM json_each(?))"
            " AND paper_key IN (SELECT value FROM json_each(?))",
            [json.dumps(chat_ids), json.dumps(keys)],
        )
        for row in rows:
            found[row["chat_id"]].add(PaperKey(row["paper_key"]))
        return {chat_id: frozenset(given) for chat_id, given in found.items()}

    def days_done(self, chat_ids: Sequence[int], since: date) -> Mapping[int, frozenset[date]]:
        """Return for each chat the list days from `since` on that it has had, be it that they held nothing new."""
        found: dict[int, set[date]] = {chat_id: set() for chat_id in chat_ids}
        rows = self._db.rows(
            "SELECT chat_id, list_day FROM deliveries WHERE chat_id IN (SELECT value FROM json_each(?))"
            " AND list_day >= ?",
            [json.dumps(chat_ids), since.isoformat()],
        )
        for row in rows:
            found[row["chat_id"]].add(date.fromisoformat(row["list_day"]))
        return {chat_id: frozenset(done) for chat_id, done in found.items()}

    def keep(self, messages: Iterable[Message]) -> tuple[Body, ...]:
        """Store the payloads of messages, each once however many chats get it."""
        with self._db.transaction():
            return tuple(
                Body(message.subject, message.part, self._body(message), message.reply) for message in messages
            )

    def queue(
        self,
        chat_ids: Sequence[int],
        delivery: str,
        bodies: Sequence[Body],
        keys: Sequence[PaperKey],
        due_at: datetime,
        priority: Priority = Priority.BULK,
    ) -> Queued:
        """Put one parcel into the outbox and ledger of its chats."""
        return self.queue_all([Parcel(chat_ids, delivery, bodies, keys)], due_at, priority)

    def queue_all(self, parcels: Sequence[Parcel], due_at: datetime, priority: Priority = Priority.BULK) -> Queued:
        """Put messages into the outboxes and papers into the ledgers of chats, all or nothing; in this order.

        Replies get the first message of their parcel as their parent. What is there already is left as it is.
        """
        due = moment_text(due_at)
        papers = (
            (chat_id, key, parcel.delivery, place)
            for parcel in parcels
            for chat_id in parcel.chat_ids
            for place, key in enumerate(parcel.keys)
        )
        with self._db.transaction():
            added = self._db.run_many(_QUEUE_PAPER, papers)
            return Queued(added, sum(self._queue_messages(parcel, due, priority) for parcel in parcels))

    def _queue_messages(self, parcel: Parcel, due: str, priority: Priority) -> int:
        if not parcel.bodies:
            return 0
        head, *rest = parcel.bodies
        chats = json.dumps(parcel.chat_ids)
        added = self._db.run(_QUEUE_HEAD, [parcel.delivery, head.subject, head.part, head.id, priority, due, chats])
        if rest:
            told = json.dumps([(body.subject, body.part, body.id, body.reply) for body in rest])
            added += self._db.run(_QUEUE_REST, [told, parcel.delivery, priority, due, chats, head.subject, head.part])
        return added

    def record(self, deliveries: Iterable[ChatDelivery]) -> None:
        """Keep what became of list days for chats; a later call for the same day only adds to the counts."""
        self._db.run_many(
            "INSERT INTO deliveries (chat_id, list_day, local_date, queued_at, papers, messages)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (chat_id, list_day) DO UPDATE SET"
            " papers = papers + excluded.papers, messages = messages + excluded.messages",
            [
                (
                    done.chat_id,
                    done.list_day.isoformat(),
                    done.local_date.isoformat(),
                    moment_text(done.queued_at),
                    done.papers,
                    done.messages,
                )
                for done in deliveries
            ],
        )

    def of_day(self, list_day: date) -> tuple[ChatDelivery, ...]:
        """Return what became of a list day for every chat that has had it."""
        rows = self._db.rows("SELECT * FROM deliveries WHERE list_day = ? ORDER BY chat_id", [list_day.isoformat()])
        return tuple(
            ChatDelivery(
                chat_id=row["chat_id"],
                list_day=list_day,
                local_date=date.fromisoformat(row["local_date"]),
                queued_at=datetime.fromisoformat(row["queued_at"]),
                papers=row["papers"],
                messages=row["messages"],
            )
            for row in rows
        )

    def keys_of(self, chat_id: int) -> tuple[PaperKey, ...]:
        """Return every paper that a chat was ever given, by key: what an export must carry."""
        rows = self._db.rows("SELECT paper_key FROM ledger WHERE chat_id = ? ORDER BY paper_key", [chat_id])
        return tuple(PaperKey(row["paper_key"]) for row in rows)

    def keys_in(self, chat_id: int, delivery: str) -> tuple[PaperKey, ...]:
        """Return the papers that a chat was given with one delivery, in the order that they had there."""
        rows = self._db.rows(
            "SELECT paper_key FROM ledger WHERE chat_id = ? AND delivery = ? ORDER BY place, paper_key",
            [chat_id, delivery],
        )
        return tuple(PaperKey(row["paper_key"]) for row in rows)

    def queued_at(self, chat_id: int, delivery: str) -> datetime | None:
        """Return when a chat's digest was made; None for what is no digest of a list day, or never was made."""
        row = self._db.row("SELECT queued_at FROM deliveries WHERE chat_id = ? AND list_day = ?", [chat_id, delivery])
        return None if row is None else datetime.fromisoformat(row["queued_at"])

    def delivery_of(self, chat_id: int, key: PaperKey) -> str | None:
        """Return with which delivery a chat was given a paper, or None if it never was."""
        row = self._db.row("SELECT delivery FROM ledger WHERE chat_id = ? AND paper_key = ?", [chat_id, key])
        return None if row is None else str(row["delivery"])

    def take_over(self, chat_id: int, keys: Iterable[PaperKey]) -> None:
        """Enter papers that a chat was given elsewhere: under an older bot account, or by another program."""
        self._db.run_many(
            "INSERT INTO ledger (chat_id, paper_key, delivery) VALUES (?, ?, 'import') ON CONFLICT DO NOTHING",
            [(chat_id, key) for key in keys],
        )

    def _body(self, message: Message) -> int:
        """Store what is said on a subject once, however many chats get it, and return its id."""
        digest = hashlib.sha256(f"{message.subject}\n{message.payload}".encode()).hexdigest()
        row = self._db.row("SELECT id FROM bodies WHERE digest = ?", [digest]) or self._db.row(
            "INSERT INTO bodies (digest, payload, subject) VALUES (?, ?, ?) RETURNING id",
            [digest, message.payload, message.subject],
        )
        assert row is not None
        return int(row["id"])
