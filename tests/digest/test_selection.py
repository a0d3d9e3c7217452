"""Which papers a chat is owed: each once, ever, oldest day first, late ones with the next day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.days import end_of
from digest.selection import CATCH_UP_DAYS, Selection, candidates, select, select_day
from storage.models import ListDay, ListedPaper, PaperKey

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 5, 15) + timedelta(days=n) for n in range(4))
LONG_AGO = date(2026, 1, 1)


def key(number: int) -> PaperKey:
    return PaperKey(f"2605.{number:05}")


def keys(*numbers: int) -> tuple[PaperKey, ...]:
    return tuple(map(key, numbers))


def settled(day: date, *numbers: int, late: Sequence[int] = ()) -> ListDay:
    at = end_of(day)
    listed = [ListedPaper(key(n), rank, at, n in late) for rank, n in enumerate([*numbers, *late], 1)]
    return ListDay(day, grown_at=at, checked_at=at, settled_at=at, papers=tuple(listed))


def growing(day: date, *numbers: int) -> ListDay:
    at = datetime.combine(day, time(6), UTC)
    return replace(settled(day, *numbers), grown_at=at, checked_at=at, settled_at=None)


def owed(
    days: Sequence[ListDay],
    *,
    done: Sequence[date] = (),
    delivered: Sequence[int] = (),
    today: date = MONDAY + timedelta(days=1),
    subscribed_on: date = LONG_AGO,
    being_read: Sequence[date] = (),
) -> tuple[Selection, ...]:
    return select(
        days,
        subscribed_on=subscribed_on,
        done=set(done),
        delivered=set(keys(*delivered)),
        today=today,
        being_read=set(being_read),
    )


def test_a1_a_growing_list_is_owed_to_nobody_and_its_late_papers_come_once() -> None:
    assert owed([growing(FRIDAY, 1)]) == ()
    whole = settled(FRIDAY, *range(1, 14))
    assert owed([whole]) == (Selection(FRIDAY, keys(*range(1, 14))),)
    grown = settled(FRIDAY, *range(1, 14), late=[14])
    assert owed([grown], done=[FRIDAY], delivered=range(1, 14)) == ()
    monday = settled(MONDAY, 20)
    assert owed([grown, monday], done=[FRIDAY], delivered=range(1, 14)) == (
        Selection(MONDAY, keys(20, 14), frozenset(keys(14))),
    )
    assert owed([grown, monday], done=[FRIDAY, MONDAY], delivered=[*range(1, 15), 20]) == ()


def test_a_late_paper_is_no_late_one_for_a_chat_that_gets_the_day_only_now() -> None:
    assert owed([settled(FRIDAY, 1, late=[2])]) == (Selection(FRIDAY, keys(1, 2)),)


def test_a3_weekend_sends_nothing() -> None:
    days = [settled(FRIDAY, 1, 2), settled(SATURDAY, 1, 2), settled(SUNDAY)]
    assert owed(days, done=[FRIDAY], delivered=[1, 2]) == (Selection(SATURDAY, ()), Selection(SUNDAY, ()))


def test_a5_a_paper_that_moved_to_the_day_before_comes_once() -> None:
    days = [settled(FRIDAY, 1, 2), settled(SATURDAY, 2, 3)]
    assert owed(days) == (Selection(FRIDAY, keys(1, 2)), Selection(SATURDAY, keys(3)))
    assert owed(days, done=[SATURDAY], delivered=[2, 3]) == (Selection(FRIDAY, keys(1)),)


def test_missed_days_are_caught_up_oldest_first_and_a_week_back() -> None:
    days = [settled(MONDAY - timedelta(days=back), 10 + back) for back in range(12)]
    chosen = owed(days, today=MONDAY)
    assert [selection.day for selection in chosen] == [
        MONDAY - timedelta(days=back) for back in range(CATCH_UP_DAYS, -1, -1)
    ]


def test_a_new_reader_gets_the_latest_digest_and_not_a_week_of_them() -> None:
    days = [settled(FRIDAY - timedelta(days=1), 1), settled(FRIDAY, 2), settled(SATURDAY), settled(SUNDAY)]
    assert owed(days, subscribed_on=MONDAY) == (
        Selection(FRIDAY, keys(2)),
        Selection(SATURDAY, ()),
        Selection(SUNDAY, ()),
    )
    assert owed([*days, settled(MONDAY, 3)], subscribed_on=MONDAY) == (Selection(MONDAY, keys(3)),)
    assert owed([settled(MONDAY, 3)], subscribed_on=MONDAY) == (Selection(MONDAY, keys(3)),)
    assert owed([settled(SUNDAY)], subscribed_on=MONDAY) == ()


def test_a_new_reader_waits_for_the_day_that_is_being_read_and_gets_none_in_its_place() -> None:
    assert owed([settled(SUNDAY, 1)], subscribed_on=MONDAY, being_read=[MONDAY]) == ()
    assert owed([settled(FRIDAY, 1)], subscribed_on=MONDAY, being_read=[SUNDAY]) == ()


def test_a_late_paper_of_a_new_readers_first_digest_comes_too() -> None:
    days = [settled(FRIDAY, 1, late=[2]), settled(MONDAY, 3)]
    assert owed(days, subscribed_on=SUNDAY, done=[FRIDAY], delivered=[1]) == (
        Selection(MONDAY, keys(3, 2), frozenset(keys(2))),
    )


def test_a_day_by_name_gives_what_was_not_had_of_it_and_nothing_while_it_grows() -> None:
    day = settled(FRIDAY, 1, 2, late=[3])
    assert select_day(day, set(keys(1))) == (Selection(FRIDAY, keys(2, 3)),)
    assert select_day(day, set(keys(1, 2, 3))) == ()
    assert select_day(growing(FRIDAY, 1), set()) == ()


DAYS = st.lists(
    st.tuples(st.lists(st.integers(1, 12), max_size=4), st.lists(st.integers(1, 12), max_size=2)), max_size=6
).map(lambda lists: [settled(FRIDAY + timedelta(days=n), *set(now), late=sorted(set(late) - set(now)))
                     for n, (now, late) in enumerate(lists)])  # fmt: skip


@settings(max_examples=80)
@given(DAYS, st.sets(st.integers(0, 6)), st.sets(st.integers(1, 12)), st.integers(-3, 6))
def test_no_paper_is_chosen_twice_and_only_candidates_are(
    days: list[ListDay], done: set[int], delivered: set[int], subscribed: int
) -> None:
    had = {FRIDAY + timedelta(days=n) for n in done}
    chosen = owed(
        days,
        done=sorted(had),
        delivered=sorted(delivered),
        today=FRIDAY + timedelta(days=6),
        subscribed_on=FRIDAY + timedelta(days=subscribed),
    )
    flat = [paper for selection in chosen for paper in selection.keys]
    assert len(flat) == len(set(flat))
    assert not set(flat) & set(keys(*delivered))
    assert set(flat) <= candidates(days, had)
    assert [selection.day for selection in chosen] == sorted({selection.day for selection in chosen} - had)
    assert all(selection.late <= set(selection.keys) for selection in chosen)
