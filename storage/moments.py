"""How moments, days and hours stand in a row: as text that sorts as time does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import overload


@overload
def moment_text(moment: datetime) -> str: ...
@overload
def moment_text(moment: None) -> None: ...
def moment_text(moment: datetime | None) -> str | None:
    """Write an aware moment as UTC text of fixed width."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_moment(text: str | None) -> datetime | None:
    """Read what `moment_text` wrote."""
    return None if text is None else datetime.fromisoformat(text)


def read_day(text: str | None) -> date | None:
    """Read a day from its row."""
    return None if text is None else date.fromisoformat(text)


def hour_text(hour: time | None) -> str | None:
    """Write an hour of the day as `08:15`."""
    return None if hour is None else hour.isoformat(timespec="minutes")


def read_hour(text: str | None) -> time | None:
    """Read what `hour_text` wrote."""
    return None if text is None else time.fromisoformat(text)
