"""Quotas: how much of what costs money was used on a UTC day, by whom and by all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from storage.database import Database


class Quotas:
    """The quotas table; a scope is the address of a chat, or `all`; of pictures with `pictures:` before it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def take(self, limits: Mapping[str, int], day: date) -> str | None:
        """Take one of each scope; if one has reached its limit, take none and return which."""
        with self._db.transaction():
            for scope, limit in limits.items():
                if self.used(scope, day) >= limit:
                    return scope
            self._db.run_many(
                "INSERT INTO quotas (scope, day, used) VALUES (?, ?, 1)"
                " ON CONFLICT (scope, day) DO UPDATE SET used = used + 1",
                [(scope, day.isoformat()) for scope in limits],
            )
            # Earlier days decide nothing any more.
            self._db.run("DELETE FROM quotas WHERE day < ?", [day.isoformat()])
        return None

    def used(self, scope: str, day: date) -> int:
        """Return how much a scope has used on a day."""
        row = self._db.row("SELECT used FROM quotas WHERE scope = ? AND day = ?", [scope, day.isoformat()])
        return int(row["used"]) if row else 0

    def forget(self, scope: str) -> None:
        """Remove what a scope has used."""
        self._db.run("DELETE FROM quotas WHERE scope = ?", [scope])
