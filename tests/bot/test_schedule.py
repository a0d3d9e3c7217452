"""Each chat at its own hour: over clock changes, quiet hours, absences and weekdays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule import is_quiet, local_date, next_due, postponed_until
from storage.models import ListDay, ListedPaper, PaperKey
from tests.makers import make_chat


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


def test_a1_readers_of_the_last_hours_wait_for_the_list_to_settle() -> None:
    now = datetime(2026, 5, 13, 23, 15, tzinfo=UTC)
    paper = ListedPaper(PaperKey("2605.00001"), 1, now)
    growing = ListDay(now.date(), grown_at=now - timedelta(hours=1), checked_at=now, papers=(paper,))
    settled = ListDay(now.date(), grown_at=now - timedelta(hours=4), checked_at=now, papers=(paper,))
    assert postponed_until([growing], now) == datetime(2026, 5, 14, 0, 2, tzinfo=UTC)
    assert postponed_until([settled], now) is None
    assert postponed_until([], now) is None
    assert postponed_until([growing], now - timedelta(hours=9)) is None
