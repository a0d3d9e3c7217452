"""Pure: whether a list day is settled, and what honestly became of it.

Three dates, never one: the list day (a UTC day on Hugging Face), the paper's own date (arXiv), and the moment of
delivery (the chat's zone). This module knows the first only.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from storage.models import ListDay

QUIET_BEFORE_SETTLED = timedelta(hours=3)
"""A list that has not grown for so long is taken to be whole, though its day is not over."""


class DayState(StrEnum):
    """What is known of a list day."""

    NOT_SEEN = "not seen"
    DOWN = "source down"
    GROWING = "growing"
    EMPTY = "no list"
    SETTLED = "settled"


def end_of(day: date) -> datetime:
    """Return the moment at which a UTC day is over."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def is_settled(day: ListDay) -> bool:
    """Tell whether the list is whole: its UTC day was over at the last look, or it had not grown for three hours.

    An empty list has not begun to grow; it is settled only once its day is over. What was settled once stays so:
    papers that join later are late, and hold nobody's digest back.
    """
    if day.settled_at is not None:
        return True
    if day.checked_at is None or day.grown_at is None:
        return False
    if day.checked_at >= end_of(day.day):
        return True
    return bool(day.papers) and day.checked_at - day.grown_at >= QUIET_BEFORE_SETTLED


def state_of(day: ListDay) -> DayState:
    """Name what is known of a day; a failing source hides nothing of a day that is settled."""
    if is_settled(day):
        return DayState.SETTLED if day.papers else DayState.EMPTY
    if day.failing_since is not None:
        return DayState.DOWN
    return DayState.NOT_SEEN if day.checked_at is None else DayState.GROWING


def explain(day: ListDay, now: datetime) -> str:
    """Say in one English clause, for the operator, what is known of a day."""
    match state_of(day):
        case DayState.SETTLED:
            return f"{_count(len(day.papers))} on a settled list"
        case DayState.EMPTY:
            weekend = f" ({day.day:%A})" if day.day.weekday() >= 5 else ""
            return f"no list{weekend}"
        case DayState.DOWN:
            assert day.failing_since is not None
            return f"source down since {day.failing_since:%Y-%m-%d %H:%MZ}, will retry: {day.failure}"
        case DayState.GROWING:
            return f"{_count(len(day.papers))} on a list that is still growing, next look {next_look(day, now):%H:%MZ}"
        case DayState.NOT_SEEN:
            return "the list of this day has not been looked at"


def next_look(day: ListDay, now: datetime) -> datetime:
    """Return when to look at an unsettled day again: hourly, and at the moment a quiet list would be settled."""
    if day.checked_at is None or day.grown_at is None:
        return now
    hourly = day.checked_at + timedelta(hours=1)
    candidates = [hourly, day.grown_at + QUIET_BEFORE_SETTLED, end_of(day.day)]
    return max(now, min(moment for moment in candidates if moment > day.checked_at))


def _count(papers: int) -> str:
    return "1 paper" if papers == 1 else f"{papers} papers"
