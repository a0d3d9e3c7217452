"""Leases: which process may do a thing that only one may do, and when it was last seen alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.database import Database
from storage.moments import moment_text, read_moment


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds a lease, since when, and when that was last confirmed."""

    holder: str
    held_since: datetime
    seen_at: datetime


class Leases:
    """The leases table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, name: str) -> Lease | None:
        """Return the lease, held or abandoned, or None."""
        row = self._db.row("SELECT * FROM leases WHERE name = ?", [name])
        if row is None:
            return None
        held_since, seen_at = read_moment(row["held_since"]), read_moment(row["seen_at"])
        assert held_since is not None
        assert seen_at is not None
        return Lease(row["holder"], held_since, seen_at)

    def take(self, name: str, holder: str, now: datetime, *, over: Lease | None, ttl: timedelta) -> Lease | None:
        """Take a lease that is free; return None, or the lease of the holder that stands in the way.

        A lease is free if nobody has it, if it was not seen for longer than `ttl` (a clock that was set back counts
        too), or if it is `over`, which the caller knows to be abandoned.
        """
        with self._db.transaction():
            current = self.find(name)
            if current is not None and current != over and abs(now - current.seen_at) <= ttl:
                return current
            self._db.run(
                "INSERT INTO leases (name, holder, held_since, seen_at) VALUES (?, ?, ?, ?) ON CONFLICT (name)"
                " DO UPDATE SET holder = excluded.holder, held_since = excluded.held_since, seen_at = excluded.seen_at",
                [name, holder, moment_text(now), moment_text(now)],
            )
            return None

    def renew(self, name: str, holder: str, now: datetime) -> bool:
        """Confirm a lease; False says that somebody else holds it now."""
        return self._db.run(
            "UPDATE leases SET seen_at = ? WHERE name = ? AND holder = ?", [moment_text(now), name, holder]
        ) > 0  # fmt: skip

    def release(self, name: str, holder: str) -> None:
        """Give a lease back, if it is still ours."""
        self._db.run("DELETE FROM leases WHERE name = ? AND holder = ?", [name, holder])
