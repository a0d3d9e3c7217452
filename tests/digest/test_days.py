"""When a list day is settled, and what is said of it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.days import DayState, end_of, explain, is_settled, next_look, state_of
from storage.models import ListDay, ListedPaper, PaperKey

WEDNESDAY = date(2026, 5, 13)
SUNDAY = date(2026, 5, 17)
MORNING = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)


def looked(papers: int, grown_at: datetime, checked_at: datetime, day: date = WEDNESDAY) -> ListDay:
    listed = tuple(ListedPaper(PaperKey(f"2605.{n:05}"), n, grown_at) for n in range(1, papers + 1))
    return ListDay(day, grown_at=grown_at, checked_at=checked_at, papers=listed)


def test_a1_a_half_published_list_is_not_settled() -> None:
    assert not is_settled(looked(1, MORNING, MORNING))
    assert not is_settled(looked(14, MORNING + timedelta(hours=1), MORNING + timedelta(hours=3, minutes=59)))


def test_a_list_that_has_not_grown_for_three_hours_is_settled() -> None:
    assert is_settled(looked(14, MORNING, MORNING + timedelta(hours=3)))


def test_a_list_is_settled_once_a_look_comes_after_its_day() -> None:
    assert is_settled(looked(14, MORNING, end_of(WEDNESDAY)))
    assert not is_settled(looked(14, end_of(WEDNESDAY) - timedelta(hours=1), end_of(WEDNESDAY) - timedelta(seconds=1)))


def test_a2_an_empty_list_is_a_normal_state_with_a_reason() -> None:
    empty = looked(0, MORNING, end_of(SUNDAY), SUNDAY)
    assert state_of(empty) is DayState.EMPTY
    assert explain(empty, end_of(SUNDAY)) == "no list (Sunday)"
    assert state_of(looked(0, MORNING, MORNING + timedelta(hours=9))) is DayState.GROWING


def test_a4_no_list_source_down_and_growing_are_told_apart() -> None:
    down = ListDay(WEDNESDAY, failing_since=MORNING, failed_at=MORNING, failure="huggingface.co refused")
    assert state_of(down) is DayState.DOWN
    assert explain(down, MORNING).startswith("source down since 2026-05-13 08:00Z, will retry: huggingface.co refused")
    assert "still growing, next look 09:00Z" in explain(looked(3, MORNING, MORNING), MORNING)
    assert "has not been looked at" in explain(ListDay(WEDNESDAY), MORNING)


def test_a7_a_list_day_is_a_utc_day_whatever_the_zone_of_the_machine() -> None:
    assert end_of(WEDNESDAY) == datetime(2026, 5, 14, 0, 0, tzinfo=UTC)
    # 00:30 in Seoul on the 14th is still the 13th's list, and 09:00 there is its end.
    assert not is_settled(looked(14, MORNING + timedelta(hours=7), datetime(2026, 5, 13, 15, 30, tzinfo=UTC)))


@given(st.integers(0, 40), st.integers(0, 86400 * 2))
def test_the_next_look_is_never_in_the_past_and_never_rude(papers: int, seconds: int) -> None:
    checked_at = MORNING + timedelta(seconds=seconds)
    day = looked(papers, MORNING, checked_at)
    if not is_settled(day):
        assert checked_at < next_look(day, checked_at) <= checked_at + timedelta(hours=1)
