"""What the platforms asked to wait with, and until when: kept, so that a restart asks no sooner."""

from __future__ import annotations

from datetime import datetime

from storage.database import Database
from storage.moments import moment_text, read_moment


class Pauses:
    """The pauses table; a scope is `telegram`, `telegram:-1001`, `slack:T1` and the like."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, scope: str, until_at: datetime, reason: str) -> None:
        """Keep a pause; a longer one that is there already stays."""
        self._db.run(
            "INSERT INTO pauses (scope, until_at, reason) VALUES (?, ?, ?) ON CONFLICT (scope) DO UPDATE"
            " SET until_at = excluded.until_at, reason = excluded.reason WHERE excluded.until_at > until_at",
            [scope, moment_text(until_at), reason],
        )

    def current(self, now: datetime) -> dict[str, datetime]:
        """Return the pauses that are not over."""
        rows = self._db.rows("SELECT scope, until_at FROM pauses WHERE until_at > ?", [moment_text(now)])
        found = ((row["scope"], read_moment(row["until_at"])) for row in rows)
        return {scope: until_at for scope, until_at in found if until_at is not None}

    def forget(self, scope: str) -> None:
        """Remove what a scope waits for."""
        self._db.run("DELETE FROM pauses WHERE scope = ?", [scope])

    def forget_past(self, now: datetime) -> None:
        """Remove the pauses that are over."""
        self._db.run("DELETE FROM pauses WHERE until_at <= ?", [moment_text(now)])
