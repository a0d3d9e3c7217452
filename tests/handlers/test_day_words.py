"""Weekdays and dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.day_words import WEEKDAYS, read_away, read_days, read_list_day
from handlers.errors import CommandError

WEDNESDAY = date(2026, 5, 13)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", {0}),
        ("Monday", {0}),
        ("tues", {1}),
        ("mon, wed", {0, 2}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("Mon - Fri", {0, 1, 2, 3, 4}),
        ("fri-mon", {4, 5, 6, 0}),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("weekend", {5, 6}),
        ("every day", set(range(7))),
        ("월-금", {0, 1, 2, 3, 4}),
        ("월수금", {0, 2, 4}),
        ("월요일, 수요일", {0, 2}),
        ("평일", {0, 1, 2, 3, 4}),
        ("月-金", {0, 1, 2, 3, 4}),
        ("月曜日・水曜日", {0, 2}),
        ("周一、周三", {0, 2}),
        ("星期天", {6}),
        ("周一-周五", {0, 1, 2, 3, 4}),
    ],
)
def test_weekdays_are_read_however_they_are_written(text: str, days: set[int]) -> None:
    assert read_days(text) == days


def test_days_are_added_to_those_before_and_taken_away() -> None:
    assert read_days("+sat", {0, 1}) == {0, 1, 5}
    assert read_days("-mon", {0, 1}) == {1}
    assert read_days("+weekend", {0}) == {0, 5, 6}


@pytest.mark.parametrize("text", ["", "someday", "mon,noday", "+noday", "-noday", "-", "mon-", "m", "mon-noday"])
def test_no_days_are_told_with_what_would_work(text: str) -> None:
    with pytest.raises(CommandError, match="mon-fri"):
        read_days(text, {0})


def test_the_last_day_cannot_be_taken_away() -> None:
    with pytest.raises(CommandError, match="One day has to remain"):
        read_days("-mon", {0})


@given(st.sets(st.integers(0, 6), min_size=1))
def test_every_set_of_days_is_read_as_it_is_exported(days: set[int]) -> None:
    assert read_days(",".join(WEEKDAYS[day] for day in days)) == days


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("until Mon", date(2026, 5, 18)),
        ("wed", date(2026, 5, 20)),
        ("월요일까지", date(2026, 5, 18)),
        ("到周一", date(2026, 5, 18)),
        ("直到 周一", date(2026, 5, 18)),
        ("月曜日まで", date(2026, 5, 18)),
        ("tomorrow", date(2026, 5, 14)),
        ("2 weeks", date(2026, 5, 27)),
        ("3일", date(2026, 5, 16)),
        ("2026-06-01", date(2026, 6, 1)),
        ("6월 1일까지", date(2026, 6, 1)),
        ("05-13", date(2027, 5, 13)),
        ("02-29", date(2028, 2, 29)),
    ],
)
def test_the_end_of_an_absence_is_read(text: str, until: date) -> None:
    if until.year > 2027:
        with pytest.raises(CommandError, match="more than a year"):
            read_away(text, WEDNESDAY)
    else:
        assert read_away(text, WEDNESDAY) == until


@pytest.mark.parametrize(
    ("text", "told"),
    [("2026-05-13", "over already"), ("2020-01-01", "over already"), ("999 weeks", "a year"), ("5/6", "until Mon")],
)
def test_an_absence_that_cannot_be_is_told_why(text: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        read_away(text, WEDNESDAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-12", date(2026, 5, 12)),
        ("2026/5/12", date(2026, 5, 12)),
        ("2026년 5월 12일", date(2026, 5, 12)),
        ("5月12日", date(2026, 5, 12)),
        ("05-14", date(2025, 5, 14)),
        ("yesterday", date(2026, 5, 12)),
        ("어제", date(2026, 5, 12)),
        ("today", WEDNESDAY),
        ("wed", WEDNESDAY),
        ("mon", date(2026, 5, 11)),
    ],
)
def test_the_day_of_a_list_is_read(text: str, day: date) -> None:
    assert read_list_day(text, WEDNESDAY, WEDNESDAY) == day


@pytest.mark.parametrize(
    ("text", "told"),
    [("2026-05-14", "not come yet"), ("tomorrow", "not come yet"), ("02-30", "as a date"), ("x", "as a date")],
)
def test_no_day_of_a_list_is_told_why(text: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        read_list_day(text, WEDNESDAY, WEDNESDAY)
