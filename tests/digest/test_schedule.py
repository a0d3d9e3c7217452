"""Each chat at its own hour: over clock changes, quiet hours, absences and weekdays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.schedule import awaited_at, days_to_watch, due_again, is_quiet, look_at, next_due
from storage.models import Chat, ListDay, ListedPaper, PaperKey
from tests.makers import make_chat


def local_date(chat: Chat, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(chat.zone)).date()


def dues(zone: str, hour: time, first: datetime, count: int) -> list[datetime]:
    chat = make_chat(zone=zone, deliver_at=hour)
    moments = []
    for _ in range(count):
        due = next_due(chat, first)
        assert due is not None
        moments.append(due)
        first = due
    return moments


@pytest.mark.parametrize(
    ("zone", "hour", "first"),
    [
        ("America/New_York", time(2, 30), datetime(2026, 3, 6, tzinfo=UTC)),  # 02:30 is skipped on 8 March
        ("America/New_York", time(1, 30), datetime(2026, 10, 30, tzinfo=UTC)),  # 01:30 comes twice on 1 November
        ("Africa/Cairo", time(0, 0), datetime(2026, 4, 22, tzinfo=UTC)),  # midnight is skipped on 24 April
        ("Africa/Cairo", time(23, 30), datetime(2026, 10, 27, tzinfo=UTC)),  # 23:30 comes twice on 29 October
        ("America/Santiago", time(0, 15), datetime(2026, 9, 4, tzinfo=UTC)),  # 00:15 is skipped on 6 September
        ("America/Santiago", time(23, 15), datetime(2026, 4, 2, tzinfo=UTC)),  # 23:15 comes twice on 4 April
        ("Asia/Seoul", time(8, 15), datetime(2026, 5, 1, tzinfo=UTC)),
    ],
)
def test_a8_a_clock_change_neither_doubles_nor_skips_a_day(zone: str, hour: time, first: datetime) -> None:
    chat = make_chat(zone=zone)
    dates = [local_date(chat, due) for due in dues(zone, hour, first, 7)]
    assert dates == [dates[0] + timedelta(days=offset) for offset in range(7)]


def test_an_hour_that_is_skipped_comes_when_the_clock_has_moved_on() -> None:
    (due,) = dues("America/New_York", time(2, 30), datetime(2026, 3, 8, 5, 0, tzinfo=UTC), 1)
    assert due == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_a8_a_reader_in_america_on_sunday_evening_is_due_on_sunday() -> None:
    (due,) = dues("America/Los_Angeles", time(20, 0), datetime(2026, 5, 17, 12, 0, tzinfo=UTC), 1)
    chat = make_chat(zone="America/Los_Angeles")
    assert due == datetime(2026, 5, 18, 3, 0, tzinfo=UTC)
    assert local_date(chat, due) == date(2026, 5, 17)


def test_a7_the_same_moment_has_one_date_a_zone() -> None:
    seoul, utc = make_chat(zone="Asia/Seoul"), make_chat(zone="UTC")
    for hour, expected in ((14, 13), (15, 14)):
        moment = datetime(2026, 5, 13, hour, 30, tzinfo=UTC)
        assert local_date(seoul, moment).day == expected
        assert local_date(utc, moment).day == 13


def test_only_the_wished_weekdays_are_due() -> None:
    chat = make_chat(days=frozenset({0, 4}), zone="UTC")
    first = next_due(chat, datetime(2026, 5, 13, tzinfo=UTC))
    assert first == datetime(2026, 5, 15, 8, 15, tzinfo=UTC)
    assert next_due(chat, first) == datetime(2026, 5, 18, 8, 15, tzinfo=UTC)
    assert next_due(make_chat(days=frozenset()), first) is None


def test_quiet_hours_move_the_digest_to_their_end() -> None:
    late = make_chat(zone="UTC", deliver_at=time(23, 0), quiet_from=time(22), quiet_to=time(7))
    assert next_due(late, datetime(2026, 5, 13, 12, tzinfo=UTC)) == datetime(2026, 5, 14, 7, tzinfo=UTC)
    assert next_due(late, datetime(2026, 5, 14, 1, tzinfo=UTC)) == datetime(2026, 5, 14, 7, tzinfo=UTC)
    early = make_chat(zone="UTC", deliver_at=time(5, 0), quiet_from=time(22), quiet_to=time(7))
    assert next_due(early, datetime(2026, 5, 13, 1, tzinfo=UTC)) == datetime(2026, 5, 13, 7, tzinfo=UTC)


def test_quiet_stretches_hold_the_hours_they_name() -> None:
    assert is_quiet(time(23), time(22), time(7))
    assert is_quiet(time(6, 59), time(22), time(7))
    assert not is_quiet(time(7), time(22), time(7))
    assert is_quiet(time(13), time(12), time(14))
    assert not is_quiet(time(12), time(12), time(12))


def test_an_absence_ends_on_its_day() -> None:
    chat = make_chat(zone="UTC", away_until=date(2026, 5, 20))
    assert next_due(chat, datetime(2026, 5, 13, tzinfo=UTC)) == datetime(2026, 5, 20, 8, 15, tzinfo=UTC)


@given(
    zone=st.sampled_from(["Asia/Seoul", "Africa/Cairo", "America/Santiago", "America/New_York", "Pacific/Apia"]),
    hour=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    after=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
)
def test_the_next_moment_is_always_later_and_never_two_days_away(zone: str, hour: time, after: datetime) -> None:
    due = next_due(make_chat(zone=zone, deliver_at=hour), after)
    assert due is not None
    assert after < due <= after + timedelta(hours=26)


TODAY = date(2026, 5, 13)
YESTERDAY = date(2026, 5, 12)
EVENING = datetime(2026, 5, 13, 23, 15, tzinfo=UTC)


def listed(day: date, **moments: Any) -> ListDay:
    paper = ListedPaper(PaperKey("2605.00001"), 1, datetime(2026, 5, 12, tzinfo=UTC))
    return ListDay(day, papers=(paper,), **moments)


def test_an_earlier_list_that_is_whole_and_being_read_is_waited_for() -> None:
    old = date(2026, 5, 8)
    days = {old: listed(old, settled_at=datetime(2026, 5, 9, tzinfo=UTC), checked_at=datetime(2026, 5, 9, tzinfo=UTC))}
    soon = awaited_at(days, {YESTERDAY}, EVENING)
    assert soon is not None
    assert EVENING < soon <= EVENING + timedelta(minutes=10)
    assert awaited_at(days, {old, YESTERDAY}, EVENING) is None


def test_a1_a_list_that_settles_in_the_last_hours_of_its_day_is_waited_for() -> None:
    growing = listed(TODAY, grown_at=EVENING - timedelta(hours=1), checked_at=EVENING - timedelta(minutes=15))
    days = {TODAY: growing}
    assert awaited_at(days, {YESTERDAY}, EVENING) == datetime(2026, 5, 14, 0, 2, tzinfo=UTC)
    assert awaited_at(days, {YESTERDAY, TODAY}, EVENING) is None
    assert awaited_at(days, {YESTERDAY}, EVENING - timedelta(hours=9)) is None
    assert awaited_at({}, {YESTERDAY}, EVENING) is None


def test_a_day_that_is_over_but_not_read_is_waited_for_as_long_as_it_takes() -> None:
    read_soon = listed(YESTERDAY, settled_at=EVENING, checked_at=EVENING, grown_at=EVENING)
    assert awaited_at({YESTERDAY: read_soon}, set(), EVENING) == EVENING + timedelta(minutes=2)
    down = ListDay(YESTERDAY, failing_since=EVENING - timedelta(hours=3), failed_at=EVENING, failure="no answer")
    assert awaited_at({YESTERDAY: down}, set(), EVENING) == EVENING + timedelta(hours=1, minutes=2)


def test_a_chat_is_due_again_for_an_awaited_list_but_not_in_its_quiet_hours() -> None:
    chat = make_chat(zone="Asia/Seoul", deliver_at=time(8, 15))
    awaited = EVENING + timedelta(minutes=47)
    regular = EVENING + timedelta(days=1)
    assert due_again(chat, None, EVENING) == regular
    assert due_again(chat, awaited, EVENING) == awaited
    assert due_again(chat, regular + timedelta(hours=1), EVENING) == regular
    quiet = make_chat(zone="Asia/Seoul", deliver_at=time(8, 15), quiet_from=time(9), quiet_to=time(10))
    assert due_again(quiet, awaited, EVENING) == regular
    assert due_again(make_chat(days=frozenset()), None, EVENING) is None


def test_who_has_one_hour_a_week_gets_an_awaited_list_when_the_quiet_hours_are_over() -> None:
    monday = datetime(2026, 5, 11, 21, 50, tzinfo=UTC)
    chat = make_chat(zone="UTC", days=frozenset({0}), deliver_at=time(21, 50), quiet_from=time(22), quiet_to=time(7))
    # A week later the day before would be older than anything that is caught up.
    assert due_again(chat, monday + timedelta(hours=1), monday) == datetime(2026, 5, 12, 7, tzinfo=UTC)
    assert due_again(chat, monday + timedelta(minutes=5), monday) == monday + timedelta(minutes=5)


def test_a_list_is_looked_at_hourly_while_it_may_grow_and_twice_after_its_day() -> None:
    checked = datetime(2026, 5, 13, 9, tzinfo=UTC)
    settled = listed(TODAY, grown_at=checked - timedelta(hours=4), checked_at=checked, settled_at=checked)
    assert look_at(ListDay(TODAY), checked) == checked
    assert look_at(settled, checked) == checked + timedelta(hours=1)
    over = datetime(2026, 5, 14, tzinfo=UTC)
    assert look_at(replace(settled, checked_at=over - timedelta(minutes=1)), over) == over
    assert look_at(replace(settled, checked_at=over), over) == over + timedelta(hours=6)
    assert look_at(replace(settled, checked_at=over + timedelta(hours=7)), over) == over + timedelta(hours=24)
    assert look_at(replace(settled, checked_at=over + timedelta(hours=24)), over) is None


@pytest.mark.parametrize(("failing", "wait"), [(0, 5), (10, 10), (45, 45), (300, 60)])
def test_a_source_that_fails_is_asked_again_less_and_less_often(failing: int, wait: int) -> None:
    down = ListDay(TODAY, failing_since=EVENING - timedelta(minutes=failing), failed_at=EVENING, failure="no answer")
    assert look_at(down, EVENING) == EVENING + timedelta(minutes=wait)


def test_the_days_to_watch_reach_back_a_week_but_not_before_the_beginning() -> None:
    assert days_to_watch(None, EVENING) == [YESTERDAY, TODAY]
    assert days_to_watch(date(2026, 5, 10), EVENING) == [date(2026, 5, day) for day in (10, 11, 12, 13)]
    assert days_to_watch(date(2026, 1, 1), EVENING)[0] == date(2026, 5, 6)
