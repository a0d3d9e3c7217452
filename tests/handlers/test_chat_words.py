"""How preferences and moments are said, by the customs of each language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.chat_words import say_away, say_days, say_moment, say_next_digest, say_quiet
from storage.models import Language
from tests.handlers.desks import EN, JA, KO, NOW, ZH
from tests.makers import make_chat

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("language", "today", "tomorrow", "later"),
    [
        (EN, "today at 20:15", "tomorrow at 08:15", "on Mon, 18 May at 08:15"),
        (KO, "오늘 오후 8:15", "내일 오전 8:15", "5월 18일 (월) 오전 8:15"),
        (JA, "今日20:15", "明日8:15", "5月18日（月）8:15"),
        (ZH, "今天 20:15", "明天 08:15", "5月18日 周一 08:15"),
    ],
)
def test_a_moment_is_said_as_readers_do(language: Language, today: str, tomorrow: str, later: str) -> None:
    moments = [datetime(2026, 5, day, hour, 15, tzinfo=SEOUL) for day, hour in ((13, 20), (14, 8), (18, 8))]
    assert [say_moment(language, moment, SEOUL, NOW) for moment in moments] == [today, tomorrow, later]


def test_tomorrow_is_that_of_the_zone() -> None:
    late = datetime(2026, 5, 13, 23, 30, tzinfo=UTC)
    assert say_moment(EN, late + timedelta(hours=1), SEOUL, late) == "today at 09:30"
    assert say_moment(EN, late + timedelta(hours=1), ZoneInfo("UTC"), late) == "tomorrow at 00:30"


@pytest.mark.parametrize(
    ("language", "some"), [(EN, "Mon, Wed, Sun"), (KO, "월, 수, 일"), (JA, "月・水・日"), (ZH, "周一、周三、周日")]
)
def test_days_are_named_in_their_order(language: Language, some: str) -> None:
    assert say_days(language, {6, 2, 0}) == some


def test_all_days_and_workdays_have_names_of_their_own() -> None:
    assert (say_days(KO, range(7)), say_days(KO, range(5))) == ("매일", "평일")


def test_what_is_not_set_is_said_so() -> None:
    assert say_quiet(EN, None, None) == "off"
    assert say_quiet(KO, time(22), time(7)) == "오후 10:00 ~ 오전 7:00"
    today = date(2026, 5, 13)
    assert say_away(EN, None, today) == say_away(EN, today, today) == "off"
    assert say_away(EN, date(2026, 5, 18), today) == "Mon, 18 May"
    assert say_away(EN, date(2027, 1, 4), today) == "Monday, 4 January 2027"


def test_the_next_digest_is_told_with_its_zone_or_why_there_is_none() -> None:
    chat = make_chat(next_due_at=datetime(2026, 5, 13, 23, 15, tzinfo=UTC))
    assert say_next_digest(KO, chat, NOW) == "다음 다이제스트는 내일 오전 8:15에 보내 드려요 (Asia/Seoul)."
    offset = replace(chat, zone="Etc/GMT-9")
    assert say_next_digest(EN, offset, NOW) == "The next digest comes tomorrow at 08:15 (UTC+9)."
    assert "no digest will come" in say_next_digest(EN, replace(chat, next_due_at=None), NOW)
    assert "paused" in say_next_digest(EN, replace(chat, paused_because="blocked"), NOW)
