"""The inbox: what a platform brought, kept before it is confirmed there, so that a crash loses no command and a
platform that brings it twice is answered once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from storage.database import Database, Row
from storage.models import Platform
from storage.moments import moment_text, read_moment


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update or event: `key` is the platform's id of it, `lane` what it has to stay in order within."""

    platform: Platform
    key: str
    lane: str
    body: str
    arrived_at: datetime
    id: int = 0


class Inbox:
    """The inbox table: rows are open until their effect is stored, then kept without their body for a while."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, arrived: Iterable[Incoming]) -> tuple[Incoming, ...]:
        """Keep what has not come before, and return just that, with its ids; commit before it is confirmed."""
        with self._db.transaction():
            kept = [self._insert(incoming) for incoming in arrived]
        return tuple(incoming for incoming in kept if incoming is not None)

    def open(self, platform: Platform) -> tuple[Incoming, ...]:
        """Return what was kept and not done, in the order of its coming: what a crash interrupted."""
        return self._rows("WHERE platform = ? AND done_at IS NULL", [platform])

    def rewrite(self, incoming_id: int, body: str) -> None:
        """Keep more of what is open than its platform brought: how far its answer has come."""
        self._db.run("UPDATE inbox SET body = ? WHERE id = ? AND done_at IS NULL", [body, incoming_id])

    def once(self, incoming_id: int | None, name: str, effect: Callable[[], str]) -> str:
        """Make an effect, note what came of it in the same transaction, and return that.

        Where what is open has come to this before a crash, nothing is made again, and what came of it then is returned.
        Effects of one update have different names. What nothing brought (None) is made without a note.
        """
        if incoming_id is None:
            return effect()
        with self._db.transaction():
            noted = self._db.row("SELECT outcome FROM effects WHERE incoming_id = ? AND name = ?", [incoming_id, name])
            if noted is not None:
                return str(noted["outcome"])
            outcome = effect()
            self._db.run(
                "INSERT INTO effects (incoming_id, name, outcome) VALUES (?, ?, ?)", [incoming_id, name, outcome]
            )
        return outcome

    def mark_done(self, incoming_id: int, now: datetime) -> None:
        """Keep that its effect is stored; what people wrote is forgotten with that."""
        self._db.run("UPDATE inbox SET done_at = ?, body = '' WHERE id = ?", [moment_text(now), incoming_id])

    def thin(self, before: datetime) -> int:
        """Remove what was done before a moment at which no platform brings it again; return how many rows that was."""
        return self._db.run("DELETE FROM inbox WHERE done_at < ?", [moment_text(before)])

    def _insert(self, incoming: Incoming) -> Incoming | None:
        row = self._db.row(
            "INSERT INTO inbox (platform, key, lane, body, arrived_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (platform, key) DO NOTHING RETURNING id",
            [incoming.platform, incoming.key, incoming.lane, incoming.body, moment_text(incoming.arrived_at)],
        )
        return None if row is None else replace(incoming, id=row["id"])

    def _rows(self, clause: str, values: list[str]) -> tuple[Incoming, ...]:
        return tuple(self._db.read(_incoming, f"SELECT * FROM inbox {clause} ORDER BY id", values))


def _incoming(row: Row) -> Incoming:
    arrived_at = read_moment(row["arrived_at"])
    assert arrived_at is not None
    return Incoming(Platform(row["platform"]), row["key"], row["lane"], row["body"], arrived_at, row["id"])
