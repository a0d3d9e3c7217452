"""Pure: whether the days that ended lately have an outcome; what cron asks, because a dead bot tells nobody.

The looks and the delivery of a day are the bot's own work, so a bot that has stopped leaves a day without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from digest.days import end_of, explain, is_settled
from storage.models import ListDay
from storage.vitals import Overdue


def days_ended(since: timedelta, now: datetime) -> list[date]:
    """Return the list days whose end lies within `since` before now, oldest first."""
    today = now.date()
    days = (today - timedelta(days=back) for back in range(since // timedelta(days=1) + 1, 0, -1))
    return [day for day in days if now - end_of(day) < since]


def without_outcome(
    days: Mapping[date, ListDay], asked: list[date], unread: AbstractSet[date], overdue: Overdue | None, now: datetime
) -> Iterator[str]:
    """Yield a line for each day that has no outcome, and for chats that are due and were not served.

    Chats wait for a list that is `unread`, so nobody is overdue for it.
    """
    for day in asked:
        known = days.get(day, ListDay(day))
        if not is_settled(known):
            yield f"{day} has no outcome: {explain(known, now)}"
        elif day in unread:
            yield f"{day} has no outcome: none of its papers was summarised; the log says why"
    if overdue is not None:
        told = "1 chat was" if overdue.chats == 1 else f"{overdue.chats:,} chats were"
        yield f"{told} due since {overdue.since_at:%Y-%m-%d %H:%MZ} and got nothing; does the bot run?"
