"""Pure: a chat's preferences and its next digest, said to its readers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.texts import say, say_hour, say_near_date, say_weekday, say_weekdays
from handlers.day_words import EVERY_DAY, WORKDAYS
from handlers.zones import zone_text
from storage.models import Chat, Language


def say_days(language: Language, days: Iterable[int]) -> str:
    """Say on which days a digest comes."""
    chosen = frozenset(days)
    if chosen == EVERY_DAY:
        return say(language, "every-day")
    return say(language, "workdays") if chosen == WORKDAYS else say_weekdays(language, chosen)


def say_quiet(language: Language, quiet_from: time | None, quiet_to: time | None) -> str:
    """Say the quiet hours, or that there are none."""
    if quiet_from is None or quiet_to is None:
        return say(language, "none-set")
    return say(language, "quiet-span", begin=say_hour(language, quiet_from), end=say_hour(language, quiet_to))


def say_away(language: Language, until: date | None, today: date) -> str:
    """Say until when the reader is away, or that they are not."""
    return say_near_date(language, until, today) if until and until > today else say(language, "none-set")


def say_weekly(language: Language, day: int | None) -> str:
    """Say on which day of the week its papers come, or that they do not."""
    return say(language, "switch-off") if day is None else say_weekday(language, day)


def say_moment(language: Language, moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Say a moment in a zone: today's by its hour alone, any other with its day, a year that is not this one said."""
    local = moment.astimezone(zone)
    hour = say_hour(language, local.time())
    today = now.astimezone(zone).date()
    days = (local.date() - today) // timedelta(days=1)
    if days == 0:
        return say(language, "moment-today", hour=hour)
    if days == 1:
        return say(language, "moment-tomorrow", hour=hour)
    return say(language, "moment-on", date=say_near_date(language, local.date(), today), hour=hour)


def say_next_digest(language: Language, chat: Chat, now: datetime) -> str:
    """Say when the next digest of a chat comes, or why none does."""
    if chat.paused_because:
        return say(language, "digest-paused")
    if chat.next_due_at is None:
        return say(language, "digest-never")
    moment = say_moment(language, chat.next_due_at, ZoneInfo(chat.zone), now)
    return say(language, "digest-next", moment=moment, zone=zone_text(chat.zone))
