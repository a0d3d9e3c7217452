"""Pure: weekdays and dates as people write them, in any of the offered languages."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta

from handlers.errors import CommandError
from handlers.preferences import plain, shown

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))
WORKDAYS = frozenset(range(5))
FARTHEST_DAYS = 366
"""How far ahead an absence may end: `digest.schedule` looks a year ahead, and a longer one is an end."""

_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# `tue`, `tues`, `tuesday` and `tuesdays`: every beginning of three letters or more.
_ENGLISH_DAYS = {f"{whole}s"[:size]: day for day, whole in enumerate(_ENGLISH) for size in range(3, len(whole) + 2)}
_KOREAN, _JAPANESE, _CHINESE = "월화수목금토일", "月火水木金土日", "一二三四五六日"
_SETS = {
    **dict.fromkeys(("weekdays", "workdays", "평일", "平日", "工作日"), WORKDAYS),
    **dict.fromkeys(("weekend", "weekends", "주말", "週末", "周末"), EVERY_DAY - WORKDAYS),
    **dict.fromkeys(("daily", "everyday", "every day", "all", "always", "매일", "毎日", "每天", "每日"), EVERY_DAY),
}
_TODAY = frozenset(("today", "오늘", "今日", "今天"))
_STEPS = {
    **dict.fromkeys(("tomorrow", "내일", "明日", "明天"), 1),
    **dict.fromkeys(("yesterday", "어제", "昨日", "昨天"), -1),
}
_SEPARATORS = re.compile(r"[,\s/·・、，]+")
_RANGE = re.compile(r"(.+?)\s*[-–—~〜]\s*(.+)")
_UNTIL = re.compile(r"^(?:(?:until|till|to|through)\s+|(?:直到|到|至)\s*)|\s*(?:까지|まで|为止|為止)$")
_LENGTH = re.compile(r"(\d{1,3})\s*(days?|weeks?|일|일간|주|주일|日|日間|週間|天|周|星期)", re.ASCII)
_WEEKS = ("week", "주", "週", "周", "星期")
_DATE = re.compile(r"(\d{4})\s*[-./年년]\s*(\d{1,2})\s*[-./月월]\s*(\d{1,2})\s*[日일号]?", re.ASCII)
_DAY_OF_YEAR = re.compile(r"(\d{1,2})\s*[-月월]\s*(\d{1,2})\s*[日일号]?", re.ASCII)


def read_days(text: str, before: Collection[int] = ()) -> frozenset[int]:
    """Read weekdays, 0 is Monday: `mon,fri`, `mon-fri`, `weekdays`, `월수금`; `+sat` and `-sat` change those before.

    Raises CommandError; no day at all is no set of days.
    """
    words = plain(text)
    sign = words[:1] if words[:1] in ("+", "-") else ""
    named = _SETS.get(words.removeprefix(sign)) or _named(words.removeprefix(sign))
    if not named:
        raise CommandError("wrong-days", given=shown(text))
    if sign == "+":
        return named.union(before)
    if sign == "-" and not (named := frozenset(before) - named):
        raise CommandError("no-day-left")
    return named


def _named(words: str) -> frozenset[int]:
    """Return the days of a list of names and ranges; none at all if one of them is no day."""
    found: set[int] = set()
    spaced = re.sub(r"\s*([-–—~〜])\s*", r"\1", words)
    for part in filter(None, _SEPARATORS.split(spaced)):
        days = _SETS.get(part) or _range(part) or _days_of(part)
        if not days:
            return frozenset()
        found |= days
    return frozenset(found)


def _range(part: str) -> frozenset[int]:
    if (match := _RANGE.fullmatch(part)) is None:
        return frozenset()
    first, last = weekday_of(match[1]), weekday_of(match[2])
    if first is None or last is None:
        return frozenset()
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))


def _days_of(part: str) -> frozenset[int]:
    if (day := weekday_of(part)) is not None:
        return frozenset([day])
    for alphabet in (_KOREAN, _JAPANESE):
        if set(part) <= set(alphabet):
            return frozenset(map(alphabet.index, part))
    return frozenset()


def weekday_of(text: str) -> int | None:
    """Return the weekday of a name in any language, or None."""
    name = plain(text).rstrip(".")
    if name.isascii():
        return _ENGLISH_DAYS.get(name)
    for alphabet, ending in ((_KOREAN, "요일"), (_JAPANESE, "曜日"), (_JAPANESE, "曜")):
        bare = name.removesuffix(ending)
        if len(bare) == 1 and bare in alphabet:
            return alphabet.index(bare)
    for beginning in ("星期", "周", "週", "礼拜", "禮拜"):
        bare = name.removeprefix(beginning).replace("天", "日")
        if bare != name and len(bare) == 1 and bare in _CHINESE:
            return _CHINESE.index(bare)
    return None


def read_list_day(text: str, today: date, newest: date) -> date:
    """Read the day of a list: a date, with its year or without, or `yesterday`, the day before the reader's `today`.

    Raises CommandError for a day after `newest`, that of the list which grows now.
    """
    words = plain(text)
    day = today if words in _TODAY else _date(words, today, ahead=False)
    if day is None:
        raise CommandError("wrong-date", given=shown(text))
    if day > newest:
        raise CommandError("date-ahead", given=shown(text))
    return day


def read_away(text: str, today: date) -> date:
    """Read the day on which an absence ends: `until Mon`, `2026-06-01`, `6월 1일까지`, `2 weeks`.

    A weekday is the next of its name after `today`. Raises CommandError for a day that is over or more than a year
    ahead.
    """
    words = _UNTIL.sub("", plain(text)).strip()
    day = _date(words, today, ahead=True)
    if day is None:
        raise CommandError("wrong-away", given=shown(text))
    if day <= today:
        raise CommandError("away-over", given=shown(text))
    if day > today + timedelta(days=FARTHEST_DAYS):
        raise CommandError("away-too-long", given=shown(text))
    return day


def _date(words: str, today: date, *, ahead: bool) -> date | None:
    if words in _STEPS:
        return today + timedelta(days=_STEPS[words])
    if (weekday := weekday_of(words)) is not None:
        gap = (weekday - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=gap if ahead else gap - 7)
    if ahead and (match := _LENGTH.fullmatch(words)):
        return today + timedelta(days=int(match[1]) * (7 if match[2].startswith(_WEEKS) else 1))
    if match := _DATE.fullmatch(words):
        return _made(*map(int, match.groups()))
    if match := _DAY_OF_YEAR.fullmatch(words):
        return _nearest(int(match[1]), int(match[2]), today, ahead=ahead)
    return None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, today: date, *, ahead: bool) -> date | None:
    """Return the date of this name that comes next, or came last; a day today counts as the last."""
    years = range(today.year, today.year + 9) if ahead else range(today.year, today.year - 9, -1)
    made = (_made(year, month, day) for year in years)
    return next((found for found in made if found and (found > today if ahead else found <= today)), None)
