"""When a list day is settled, when to look again, and what is said of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.days import DayState, end_of, explain, is_settled, next_look, state_of
from storage.models import ListDay, ListedPaper, PaperKey

WEDNESDAY = date(2026, 5, 13)
SUNDAY = date(2026, 5, 17)
MORNING = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def looked(papers: int, grown_at: datetime, checked_at: datetime, day: date = WEDNESDAY) -> ListDay:
    listed = tuple(ListedPaper(PaperKey(f"2605.{n:05}"), n, grown_at) for n in range(1, papers + 1))
    return ListDay(day, grown_at=grown_at, checked_at=checked_at, papers=listed)


def failing(since: datetime, last: datetime, known: ListDay | None = None) -> ListDay:
    return replace(
        known or ListDay(WEDNESDAY), failing_since=since, failed_at=last, failure="huggingface.co answered 500"
    )


def test_a1_a_half_published_list_is_not_settled() -> None:
    assert not is_settled(looked(1, MORNING, MORNING))
    assert not is_settled(looked(14, MORNING + HOUR, MORNING + timedelta(hours=3, minutes=59)))


def test_a_list_that_has_not_grown_for_three_hours_is_settled() -> None:
    assert is_settled(looked(14, MORNING, MORNING + timedelta(hours=3)))


def test_a_list_is_settled_once_a_look_comes_after_its_day() -> None:
    assert is_settled(looked(14, MORNING, end_of(WEDNESDAY)))
    assert not is_settled(looked(14, end_of(WEDNESDAY) - HOUR, end_of(WEDNESDAY) - timedelta(seconds=1)))


def test_what_was_settled_once_stays_so_though_the_list_grows_again() -> None:
    assert is_settled(replace(looked(15, MORNING, MORNING), settled_at=MORNING))


def test_a2_an_empty_list_is_a_normal_state_with_a_reason() -> None:
    empty = looked(0, MORNING, end_of(SUNDAY), SUNDAY)
    assert state_of(empty) is DayState.EMPTY
    assert explain(empty, end_of(SUNDAY)) == "no list (Sunday)"
    assert explain(looked(0, MORNING, end_of(WEDNESDAY)), end_of(WEDNESDAY)) == "no list (Wednesday)"
    begun = looked(0, MORNING, MORNING + 9 * HOUR)
    assert state_of(begun) is DayState.GROWING
    assert explain(begun, MORNING + 9 * HOUR) == "list not begun, next look 18:00Z"


def test_a4_no_list_source_down_and_growing_are_told_apart() -> None:
    down = failing(MORNING, MORNING + HOUR)
    assert state_of(down) is DayState.DOWN
    assert explain(down, MORNING + HOUR) == "source down since 08:00Z, will retry (huggingface.co answered 500)"
    assert explain(looked(3, MORNING, MORNING), MORNING) == "list still growing, next look 09:00Z, 3 papers so far"
    assert explain(ListDay(WEDNESDAY), MORNING) == "the list of this day has not been looked at"
    assert explain(looked(1, MORNING, end_of(WEDNESDAY)), MORNING) == "1 paper"


def test_an_outage_of_another_day_is_told_with_its_date_and_with_what_is_known() -> None:
    down = failing(MORNING + HOUR, MORNING + 2 * HOUR, looked(1, MORNING, MORNING))
    assert explain(down, end_of(WEDNESDAY)).startswith(
        "source down since 2026-05-13 09:00Z, will retry, 1 paper so far ("
    )


def test_an_outage_hides_nothing_of_a_settled_day() -> None:
    assert state_of(failing(MORNING, MORNING, looked(14, MORNING, end_of(WEDNESDAY)))) is DayState.SETTLED


def test_a7_a_list_day_is_a_utc_day_whatever_the_zone_of_the_machine() -> None:
    assert end_of(WEDNESDAY) == datetime(2026, 5, 14, 0, 0, tzinfo=UTC)
    # 00:30 in Seoul on the 14th is still the 13th's list, and 09:00 there is its end.
    assert not is_settled(looked(14, MORNING + 7 * HOUR, datetime(2026, 5, 13, 15, 30, tzinfo=UTC)))


@settings(max_examples=100)
@given(st.integers(0, 40), st.integers(0, 86400 * 2))
def test_the_next_look_is_never_in_the_past_and_never_rude(papers: int, seconds: int) -> None:
    checked_at = MORNING + timedelta(seconds=seconds)
    day = looked(papers, MORNING, checked_at)
    if not is_settled(day):
        assert checked_at < next_look(day, checked_at) <= checked_at + HOUR


def test_a_look_comes_at_the_moment_that_would_settle_the_list() -> None:
    quiet = looked(14, MORNING, MORNING + timedelta(hours=2, minutes=30))
    assert next_look(quiet, quiet.checked_at or MORNING) == MORNING + 3 * HOUR
    late = looked(14, MORNING + 15 * HOUR, MORNING + timedelta(hours=15, minutes=30))
    assert next_look(late, late.checked_at or MORNING) == end_of(WEDNESDAY)


def test_a_look_that_is_overdue_is_due_now() -> None:
    assert next_look(looked(3, MORNING, MORNING), MORNING + 5 * HOUR) == MORNING + 5 * HOUR
    assert next_look(ListDay(WEDNESDAY), MORNING) == MORNING


@pytest.mark.parametrize(("failing_for", "wait"), [(0, 5), (5, 5), (10, 10), (20, 20), (59, 59), (600, 60)])
def test_a_source_that_fails_is_asked_ever_more_rarely_and_at_last_hourly(failing_for: int, wait: int) -> None:
    last = MORNING + failing_for * MINUTE
    assert next_look(failing(MORNING, last), last) == last + wait * MINUTE


def test_a_look_made_by_a_clock_that_was_ahead_holds_nothing_up() -> None:
    ahead = MORNING + timedelta(days=400)
    assert next_look(replace(looked(3, ahead, ahead), day=ahead.date()), MORNING) == MORNING
    assert next_look(failing(ahead, ahead), MORNING) == MORNING
