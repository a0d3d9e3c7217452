"""Pure: when a chat is due, in its own zone; a local day is delivered once, whatever its clocks do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.days import end_of, is_settled
from storage.models import Chat, ListDay

_SEARCHED_DAYS = 370
"""Far enough for every set of weekdays and a year's absence."""
WAIT_FOR_LIST = timedelta(hours=3)
AFTER_THE_DAY = timedelta(minutes=2)


def next_due(chat: Chat, after: datetime) -> datetime | None:
    """Return the first moment after `after` at which a chat wants its digest, or None if it wants none.

    An hour that a clock change skips is taken when the clock has moved on; one that comes twice is taken the first
    time. An hour within the quiet ones moves to their end.
    """
    zone = ZoneInfo(chat.zone)
    first = after.astimezone(zone).date()
    # A quiet stretch can move yesterday's hour into today.
    for offset in range(-1, _SEARCHED_DAYS):
        local = first + timedelta(days=offset)
        if local.weekday() not in chat.days or (chat.away_until and local < chat.away_until):
            continue
        moment = _moment(chat, local, zone)
        if moment > after:
            return moment
    return None


def _moment(chat: Chat, local: date, zone: ZoneInfo) -> datetime:
    hour, day = chat.deliver_at, local
    if chat.quiet_from is not None and chat.quiet_to is not None and is_quiet(hour, chat.quiet_from, chat.quiet_to):
        # Quiet hours over midnight end on the next day for an hour before it.
        day += timedelta(days=int(chat.quiet_to <= hour))
        hour = chat.quiet_to
    return datetime.combine(day, hour, zone).astimezone(UTC)


def is_quiet(hour: time, quiet_from: time, quiet_to: time) -> bool:
    """Tell whether an hour lies in a stretch that may go over midnight; an empty stretch holds none."""
    if quiet_from <= quiet_to:
        return quiet_from <= hour < quiet_to
    return hour >= quiet_from or hour < quiet_to


def local_date(chat: Chat, moment: datetime) -> date:
    """Return the date of a moment where the chat is."""
    return moment.astimezone(ZoneInfo(chat.zone)).date()


def postponed_until(days: Iterable[ListDay], now: datetime) -> datetime | None:
    """Return until when a chat that is due now should wait for today's list to settle, or None if it should not.

    The list of the running UTC day is nearly whole in its last hours, and its readers (08:15 in Seoul is 23:15 UTC)
    would otherwise get it a day late. Nobody waits longer than to the end of that day.
    """
    today = next((day for day in days if day.day == now.date()), None)
    if today is None or not today.papers or is_settled(today) or end_of(today.day) - now > WAIT_FOR_LIST:
        return None
    return end_of(today.day) + AFTER_THE_DAY
