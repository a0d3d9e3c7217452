"""The moment it is: the one place that reads the wall clock, for whoever is not given another."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the moment it is."""
    return datetime.now(UTC)
