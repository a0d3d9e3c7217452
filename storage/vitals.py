"""Vitals: how the work goes, told by the tables: what waits, what was refused, who cannot be reached, how large it is.

Each question is answered from an index, for it is asked every minute of a store that may hold millions of messages; one
whose answer grows with what waits is answered page by page.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from storage.addresses import address_in
from storage.database import Database, Row
from storage.lanes import OPEN
from storage.models import Address, Basis, ChatKind, Method, Platform
from storage.moments import moment_text, read_moment
from storage.outbox import FOR_QUIET

CHATS_AT_ONCE = 500
"""What waits for so many chats, a week of digests each, is counted in some milliseconds."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """The messages of digests that wait for chats which are not paused; of the oldest, since when and what it met."""

    rows: int = 0
    since_at: datetime | None = None
    delivery: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many chats are due that nothing was queued for, and since when the first is."""

    chats: int
    since_at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """A chat that was refused messages: how many, when last, and why."""

    address: Address
    rows: int
    at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class LostChat:
    """A channel or group that cannot be written to any more, since when, and why."""

    address: Address
    since_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Served:
    """What a list day came to over all chats: what was queued, and what of it still waits or was refused."""

    chats: int
    papers: int
    messages: int
    waiting: int
    refused: int


class Vitals:
    """Reads all tables and writes none."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def backlog(self) -> Iterator[Backlog]:
        """Yield what waits for the first chats, then for ever more of them; the last that is yielded is the whole.

        A message that a platform asked to wait with is still late for its reader. One that is kept back for the quiet
        hours of its reader is not: where the oldest is, none of them counts.
        """
        waiting = yield from self._waiting("")
        if waiting.error == FOR_QUIET:
            yield from self._waiting(f"AND error IS NOT '{FOR_QUIET}'")

    def _waiting(self, condition: str) -> Generator[Backlog, None, Backlog]:
        """Count page by page; each row is found in the index of what is open, and each of the chats looked at once."""
        waiting, oldest, chat_id = Backlog(), None, 0
        while (first := self._first_waiting(chat_id)) is not None:
            chat_id = first + CHATS_AT_ONCE
            page = self._db.row(
                f"""SELECT SUM(messages) AS messages, MIN(oldest) AS oldest FROM (
                    SELECT chat_id, COUNT(*) AS messages, MIN(id) AS oldest FROM outbox WHERE state IN {OPEN}
                    AND priority = '2-bulk' AND chat_id >= ? AND chat_id < ? {condition} GROUP BY chat_id
                ) page JOIN chats c ON c.id = page.chat_id WHERE c.paused_because IS NULL""",
                [first, chat_id],
            )
            assert page is not None
            if page["oldest"] is not None:
                waiting = replace(waiting, rows=waiting.rows + page["messages"])
                if oldest is None or page["oldest"] < oldest:
                    oldest = page["oldest"]
                    waiting = self._begun_by(oldest, waiting.rows)
            yield waiting
        yield waiting
        return waiting

    def _first_waiting(self, chat_id: int) -> int | None:
        """Return the first chat, from an id on, that has open rows."""
        row = self._db.row(f"SELECT MIN(chat_id) AS id FROM outbox WHERE state IN {OPEN} AND chat_id >= ?", [chat_id])
        return row["id"] if row else None

    def _begun_by(self, item_id: int, rows: int) -> Backlog:
        """Return a backlog of so many rows, with what is known of the oldest."""
        row = self._db.row(
            """SELECT o.delivery, o.error, COALESCE(d.queued_at, o.due_at) AS since_at FROM outbox o
            LEFT JOIN deliveries d ON d.chat_id = o.chat_id AND d.list_day = o.delivery WHERE o.id = ?""",
            [item_id],
        )
        assert row is not None
        return Backlog(rows, read_moment(row["since_at"]), row["delivery"], row["error"])

    def overdue(self, before: datetime) -> Overdue | None:
        """Return the chats that have been due since before a moment; None if there are none."""
        row = self._db.row(
            "SELECT COUNT(*) AS chats, MIN(next_due_at) AS since_at FROM chats"
            " WHERE subscribed AND paused_because IS NULL AND next_due_at < ?",
            [moment_text(before)],
        )
        since_at = read_moment(row["since_at"]) if row else None
        return None if row is None or since_at is None else Overdue(row["chats"], since_at)

    def refused(self, since: datetime) -> tuple[Refused, ...]:
        """Return the chats that were refused messages since a moment, the latest first."""
        sql = """SELECT c.*, COUNT(*) AS row_count, MAX(o.attempted_at) AS at, o.error
            FROM outbox o CROSS JOIN chats c ON c.id = o.chat_id
            WHERE o.state = 'failed' AND o.attempted_at > ? GROUP BY +o.chat_id ORDER BY at DESC"""
        return tuple(self._db.read(_refused, sql, [moment_text(since)]))

    def lost_chats(self) -> tuple[LostChat, ...]:
        """Return the channels and groups that are paused because the bot cannot write there, longest first."""
        shared = (ChatKind.CHANNEL, ChatKind.GROUP, ChatKind.TOPIC)
        sql = """SELECT * FROM chats WHERE subscribed AND paused_at IS NOT NULL AND paused_because <> 'removed'
            AND kind IN (?, ?, ?) ORDER BY paused_at, id"""
        return tuple(self._db.read(_lost, sql, shared))

    def served(self, day: date) -> Served:
        """Return what a list day came to, without a look at what was sent of it."""
        row = self._db.row(
            f"""SELECT COUNT(*) AS chats, COALESCE(SUM(papers), 0) AS papers, COALESCE(SUM(messages), 0) AS messages,
            (SELECT COUNT(*) FROM outbox WHERE state IN {OPEN} AND +delivery = :day) AS waiting,
            (SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND attempted_at >= :day AND +delivery = :day)
            AS refused
            FROM deliveries WHERE list_day = :day""",
            {"day": day.isoformat()},
        )
        assert row is not None
        return Served(row["chats"], row["papers"], row["messages"], row["waiting"], row["refused"])

    def chats(self) -> Mapping[tuple[Platform, bool], int]:
        """Count the subscribed chats by platform and whether they are paused."""
        rows = self._db.read(
            lambda row: ((Platform(row["platform"]), bool(row["paused"])), int(row["n"])),
            "SELECT platform, paused_because IS NOT NULL AS paused, COUNT(*) AS n FROM chats"
            " WHERE subscribed AND paused_because IS NOT 'removed' GROUP BY platform, paused",
        )
        return dict(rows)

    def summaries(self) -> Mapping[tuple[Method, Basis], int]:
        """Count the summaries by who made them and from what."""
        rows = self._db.read(
            lambda row: ((Method(row["method"]), Basis(row["basis"])), int(row["n"])),
            "SELECT method, basis, COUNT(*) AS n FROM summaries GROUP BY method, basis",
        )
        return dict(rows)

    def last_look(self) -> datetime | None:
        """Return when a list was last had."""
        row = self._db.row("SELECT MAX(checked_at) AS at FROM list_days")
        return read_moment(row["at"]) if row else None

    def size(self) -> int:
        """Return how many bytes the database takes."""
        row = self._db.row("SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()")
        assert row is not None
        return int(row["bytes"])


def _refused(row: Row) -> Refused:
    return Refused(address_in(row), row["row_count"], datetime.fromisoformat(row["at"]), row["error"] or "")


def _lost(row: Row) -> LostChat:
    return LostChat(address_in(row), datetime.fromisoformat(row["paused_at"]), row["paused_because"])
