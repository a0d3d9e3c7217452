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
FIRST_RETRY = timedelta(minutes=5)
LONGEST_BETWEEN_LOOKS = timedelta(hours=1)


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
    so_far = f", {_papers(len(day.papers))} so far" if day.papers else ""
    match state_of(day):
        case DayState.SETTLED:
            return _papers(len(day.papers))
        case DayState.EMPTY:
            return f"no list ({day.day:%A})"
        case DayState.DOWN:
            assert day.failing_since is not None
            return f"source down since {_hour(day.failing_since, now)}, will retry{so_far} ({day.failure})"
        case DayState.GROWING:
            grown = "list still growing" if day.papers else "list not begun"
            return f"{grown}, next look {_hour(next_look(day, now), now)}{so_far}"
    return "the list of this day has not been looked at"


def next_look(day: ListDay, now: datetime) -> datetime:
    """Return when to look at an unsettled day again: hourly, and at the moment a quiet list would be settled.

    A source that fails is asked again after five minutes, then after as long as it has been failing, at last hourly. A
    look that lies in the future was made by a clock that has been put right since: it counts for nothing.
    """
    last = day.failed_at or day.checked_at
    if last is None or last > now:
        return now
    if day.failed_at is not None and day.failing_since is not None:
        return max(now, last + min(max(last - day.failing_since, FIRST_RETRY), LONGEST_BETWEEN_LOOKS))
    quiet_since = day.grown_at or last
    candidates = [last + LONGEST_BETWEEN_LOOKS, quiet_since + QUIET_BEFORE_SETTLED, end_of(day.day)]
    return max(now, min(moment for moment in candidates if moment > last))


def _papers(papers: int) -> str:
    return "1 paper" if papers == 1 else f"{papers} papers"


def _hour(moment: datetime, now: datetime) -> str:
    """Write the hour in UTC, with its date unless that is today's."""
    return f"{moment:%H:%MZ}" if moment.date() == now.date() else f"{moment:%Y-%m-%d %H:%MZ}"
