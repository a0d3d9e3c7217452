"""Pure: when a chat is due, in its own zone; a local day is delivered once, whatever its clocks do."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.days import end_of, is_settled, next_look
from digest.selection import CATCH_UP_DAYS
from storage.models import Chat, ListDay

_SEARCHED_DAYS = 370
"""Far enough for every set of weekdays and a year's absence."""
WAIT_FOR_LIST = timedelta(hours=3)
"""How long before the end of a UTC day its list is worth waiting for."""
AFTER_A_LOOK = timedelta(minutes=2)
"""What a look and the reading of a few new papers take."""
NEXT_HOUR_WITHIN = timedelta(days=1)
"""How far off the regular hour may be for which a list is kept that comes in quiet hours."""
LATE_LOOKS = (timedelta(hours=6), timedelta(hours=24))
"""Looks after a day is over, for papers that join it late."""


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


def loud_from(chat: Chat, now: datetime) -> datetime:
    """Return from when on a chat may be disturbed: now, or the end of its quiet hours."""
    local = now.astimezone(ZoneInfo(chat.zone))
    if not is_quiet_for(chat, local.time()):
        return now
    return _moment(replace(chat, deliver_at=local.time()), local.date(), ZoneInfo(chat.zone))


def is_away(chat: Chat, now: datetime) -> bool:
    """Tell whether a chat is away, by its own date."""
    return chat.away_until is not None and now.astimezone(ZoneInfo(chat.zone)).date() < chat.away_until


def _moment(chat: Chat, local: date, zone: ZoneInfo) -> datetime:
    hour, day = chat.deliver_at, local
    if is_quiet_for(chat, hour):
        assert chat.quiet_to is not None
        # Quiet hours over midnight end on the next day for an hour before it.
        day += timedelta(days=int(chat.quiet_to <= hour))
        hour = chat.quiet_to
    return datetime.combine(day, hour, zone).astimezone(UTC)


def is_quiet_for(chat: Chat, hour: time) -> bool:
    """Tell whether an hour lies in the quiet ones of a chat."""
    return chat.quiet_from is not None and chat.quiet_to is not None and is_quiet(hour, chat.quiet_from, chat.quiet_to)


def is_quiet(hour: time, quiet_from: time, quiet_to: time) -> bool:
    """Tell whether an hour lies in a stretch that may go over midnight; an empty stretch holds none."""
    if quiet_from <= quiet_to:
        return quiet_from <= hour < quiet_to
    return hour >= quiet_from or hour < quiet_to


def being_read(days: Mapping[date, ListDay], ready: AbstractSet[date]) -> frozenset[date]:
    """Return the days that are settled with papers but cannot be given yet; `ready` are those that can."""
    return frozenset(day for day, known in days.items() if day not in ready and known.papers and is_settled(known))


def awaited_at(days: Mapping[date, ListDay], ready: AbstractSet[date], now: datetime) -> datetime | None:
    """Return when a chat that is due now should be served once more, because a list is about to be ready; else None.

    A list day that is over but could not be had or read yet is waited for as long as it takes, and so is an earlier one
    that is whole and being read, as after a restart: to who has one hour a week it would never come. The list of the
    running UTC day is nearly whole in its last hours, and its readers (08:15 in Seoul is 23:15 UTC) would otherwise get
    it a day late.
    """
    today = now.date()
    awaited = {today - timedelta(days=1), *(day for day in being_read(days, ready) if day < today)}
    if (known := days.get(today)) and known.papers and end_of(today) - now <= WAIT_FOR_LIST:
        awaited.add(today)
    waits = [_ready_soon(days.get(day, ListDay(day)), now) for day in awaited if day not in ready]
    return min(waits, default=None)


def _ready_soon(day: ListDay, now: datetime) -> datetime:
    looked = now if is_settled(day) else look_at(day, now)
    assert looked is not None
    return max(looked, now) + AFTER_A_LOOK


def due_again(chat: Chat, awaited: datetime | None, now: datetime) -> datetime | None:
    """Return when a chat that has just been served is due next, by its hour or for a list that is awaited."""
    regular = next_due(chat, now)
    if awaited is None or (regular is not None and regular <= awaited):
        return regular
    loud = loud_from(chat, awaited)
    # Quiet hours leave it to the next regular hour; but a week later it would be older than anything is caught up.
    return regular if loud > awaited and regular is not None and regular - awaited <= NEXT_HOUR_WITHIN else loud


def due_after_change(chat: Chat, before: Chat | None, now: datetime) -> datetime | None:
    """Return when a chat is due whose preferences have just changed; `before` is what it was, if it was subscribed.

    A chat that should have been served by now, or waits for a list, is not put off to its next hour: once a week that
    would be later than anything is caught up. An absence that has just begun does put it off.
    """
    regular = next_due(chat, now)
    if before is None or before.paused_because is not None or before.next_due_at is None:
        return regular
    hour = next_due(before, now)
    if hour is None or before.next_due_at >= hour:
        return regular
    if is_away(chat, now):
        return regular
    waited_for = loud_from(chat, max(before.next_due_at, now))
    return waited_for if regular is None else min(waited_for, regular)


def look_at(day: ListDay, now: datetime) -> datetime | None:
    """Return when to look at a list next, or None if nothing more is expected of it.

    A list that may still grow, or could not be had, is looked at as `next_look` says; a settled one hourly until its
    day is over and twice after that.
    """
    if not is_settled(day) or day.checked_at is None or day.failed_at is not None:
        return next_look(day, now)
    if day.checked_at < end_of(day.day):
        return min(day.checked_at + timedelta(hours=1), end_of(day.day))
    moments = (end_of(day.day) + wait for wait in LATE_LOOKS)
    return next((moment for moment in moments if day.checked_at < moment), None)


def days_to_watch(began_on: date | None, now: datetime) -> list[date]:
    """Return the list days to keep an eye on, oldest first: a week back, but none from before the first day we know."""
    today = now.date()
    first = min(began_on or today, today - timedelta(days=1))
    return [day for back in range(CATCH_UP_DAYS, -1, -1) if (day := today - timedelta(days=back)) >= first]
