"""The papers of the week: by likes, then saves, by votes only without either; and when they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digest.subscriptions import keep_chat
from digest.weekly import SHOWN, choose, is_chosen_by_votes, make_weekly, next_weekly
from storage.marks import MarkKind
from storage.models import Address, PaperKey, Platform
from storage.store import Store
from storage.weeklies import WeeklyPaper
from tests.handlers.desks import DAY, NOW, TEAM, list_day
from tests.makers import make_chat

COUNTS = st.integers(0, 5)


@st.composite
def papers(draw: st.DrawFn) -> list[WeeklyPaper]:
    counts = draw(st.lists(st.tuples(COUNTS, COUNTS, COUNTS), max_size=12))
    return [WeeklyPaper(PaperKey(f"2605.{number:05}"), *three) for number, three in enumerate(counts)]


@given(papers(), papers())
def test_only_what_somebody_wanted_is_chosen_and_votes_only_without_that(
    marked: list[WeeklyPaper], listed: list[WeeklyPaper]
) -> None:
    chosen = choose(marked, listed)
    assert len(chosen) <= SHOWN
    if any(paper.likes or paper.saves for paper in marked):
        assert not is_chosen_by_votes(chosen)
        assert all(paper.likes or paper.saves for paper in chosen)
        assert [(p.likes, p.saves, p.votes) for p in chosen] == sorted(
            ((p.likes, p.saves, p.votes) for p in chosen), reverse=True
        )
        assert chosen[0].likes == max(paper.likes for paper in marked)
    else:
        assert set(chosen) <= set(listed)
        assert len(chosen) == min(SHOWN, len(listed))
    assert choose(marked[::-1], listed[::-1]) == chosen


def test_they_come_at_the_chats_hour_on_its_day_whatever_the_days_of_its_digests() -> None:
    chat = make_chat(days=frozenset([1]), weekly_day=0, zone="Europe/Berlin", deliver_at=time(2, 30))
    # A Wednesday in the week before clocks are put forward on Sunday, 29 March.
    after = datetime(2026, 3, 25, 12, 0, tzinfo=UTC)
    assert next_weekly(chat, after) == datetime(2026, 3, 30, 0, 30, tzinfo=UTC)
    # The hour that Sunday skips comes when the clock has moved on.
    assert next_weekly(replace(chat, weekly_day=6), after) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert next_weekly(replace(chat, away_until=date(2026, 4, 2)), after) == datetime(2026, 4, 6, 0, 30, tzinfo=UTC)
    assert next_weekly(replace(chat, weekly_day=None), after) is None


def test_likes_of_this_chat_in_these_days_count(store: Store) -> None:
    keys = list_day(store, 4)
    chat = keep_chat(store, make_chat(address=TEAM), NOW)
    ada, bob, other = "telegram:1", "telegram:2", Address(Platform.TELEGRAM, "99")
    store.marks.toggle(ada, keys[2], MarkKind.LIKE, TEAM, NOW - timedelta(days=1))
    store.marks.toggle(bob, keys[2], MarkKind.LIKE, TEAM, NOW)
    store.marks.toggle(bob, keys[1], MarkKind.SAVE, TEAM, NOW)
    store.marks.toggle(bob, keys[0], MarkKind.LIKE, other, NOW)
    store.marks.toggle(ada, keys[3], MarkKind.LIKE, TEAM, NOW - timedelta(days=8))
    weekly = make_weekly(store, chat, NOW, asked=True)
    assert weekly is not None
    assert weekly.papers == (WeeklyPaper(keys[2], 2, 0, 2), WeeklyPaper(keys[1], 0, 1, 3))


def test_without_any_like_the_votes_of_the_weeks_lists_count(store: Store) -> None:
    keys = list_day(store, 2)
    list_day(store, 3, DAY - timedelta(days=9))
    chat = keep_chat(store, make_chat(), NOW)
    weekly = make_weekly(store, chat, NOW, asked=True)
    assert weekly is not None
    assert weekly.papers == (WeeklyPaper(keys[0], 0, 0, 2), WeeklyPaper(keys[1], 0, 0, 1))


def test_a_week_is_that_of_the_chats_own_date(store: Store) -> None:
    # Sunday evening in London is Monday in Seoul.
    sunday = datetime(2026, 5, 17, 20, 0, tzinfo=UTC)
    for zone, later in (("Asia/Seoul", False), ("Europe/London", True)):
        chat = keep_chat(store, make_chat(zone, zone=zone), NOW)
        assert make_weekly(store, chat, sunday, asked=False)
        again = make_weekly(store, chat, sunday + timedelta(days=1), asked=False)
        assert (again is not None) is later
