"""Pure: what became of a list day, said to readers; the operator's sentence is `digest.report`'s."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from digest.days import DayState
from digest.report import DayReport
from digest.texts import say, say_date
from handlers.chat_words import say_moment
from storage.models import Language


def say_report(language: Language, report: DayReport, zone: ZoneInfo, now: datetime) -> str:
    """Say honestly what became of a day, and when to expect more; hours are told in `zone`."""
    date = say_date(language, report.day)
    next_look = say_moment(language, max(report.next_look_at or now, now), zone, now)
    match report.state:
        case DayState.SETTLED if report.nothing_new:
            return say(language, "day-nothing-new", date=date)
        case DayState.SETTLED:
            papers = say(language, "day-settled", date=date, count=report.listed)
            return " · ".join((papers, *_shortfalls(language, report)))
        case DayState.EMPTY:
            return say(language, "day-empty", date=date)
        case DayState.DOWN:
            return say(language, "day-down", date=date, moment=next_look)
        case DayState.GROWING if report.listed:
            return say(language, "day-growing", date=date, count=report.listed, moment=next_look)
        case DayState.GROWING:
            return say(language, "day-not-begun", date=date, moment=next_look)
    return say(language, "day-not-seen", date=date)


def _shortfalls(language: Language, report: DayReport) -> Iterator[str]:
    counts = {
        "day-unsummarised": report.listed - report.summarised,
        "day-from-abstract": report.summarised - report.from_full_text,
        "day-late": report.late,
        "day-unreadable": len(report.rejected),
    }
    for name, count in counts.items():
        if count:
            yield say(language, name, count=count)
