"""What is written is what is read, and what is known is never lost."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import NotFoundError, StorageError
from storage.models import (
    Address,
    Basis,
    Language,
    Method,
    Paper,
    PaperKey,
    Platform,
    RejectedRecord,
    Sections,
    Style,
)
from storage.papers import merged
from storage.store import Store
from tests.makers import make_chat, make_paper, make_store, make_summary

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
PAPERS = st.builds(
    Paper,
    key=st.just(PaperKey("2605.00001")),
    title=TEXT,
    abstract=TEXT,
    authors=st.lists(TEXT, max_size=3).map(tuple),
    version=st.none() | st.integers(1, 9),
    upvotes=st.integers(0, 3),
    published_at=st.none() | MOMENTS,
    code_url=st.none() | TEXT,
    keywords=st.lists(TEXT, max_size=3).map(tuple),
    submitted_at=st.none() | MOMENTS,
    withdrawn=st.booleans(),
)


@given(PAPERS)
def test_a_paper_written_is_the_paper_read(paper: Paper) -> None:
    with make_store() as store:
        store.papers.put([paper])
        assert store.papers.get(paper.key) == paper


@given(PAPERS, PAPERS)
def test_a_fresh_record_never_loses_what_only_an_earlier_one_knew(known: Paper, fresh: Paper) -> None:
    both = merged(known, fresh)
    assert both.title == (fresh.title or known.title)
    assert both.keywords == (fresh.keywords or known.keywords)
    assert both.published_at == (fresh.published_at or known.published_at)
    assert both.upvotes == (fresh.upvotes or known.upvotes)
    # Only a record with a version is arXiv's, and only arXiv knows what is withdrawn.
    assert both.withdrawn == (known if fresh.version is None else fresh).withdrawn


def test_a_paper_that_is_not_there_is_said_so(store: Store) -> None:
    with pytest.raises(NotFoundError, match=r"2605\.00009"):
        store.papers.get(PaperKey("2605.00009"))


def test_a_summary_written_is_the_summary_read(store: Store) -> None:
    store.papers.put([make_paper()])
    first = make_summary(sections=Sections(goal="가", limitations="ㄴ"), basis=Basis.FULL_TEXT)
    store.summaries.put(first)
    assert store.summaries.find(first.key, first.language) == first
    better = make_summary(method=Method.MODEL, maker="m/2")
    store.summaries.put(better)
    assert store.summaries.all_of([first.key], Language("en")) == {first.key: better}
    assert store.summaries.find(first.key, Language("ko")) is None


def test_a_list_day_grows_and_remembers_when(store: Store, now: datetime) -> None:
    store.papers.put([make_paper("2605.00001"), make_paper("2605.00002")])
    day = date(2026, 5, 13)
    assert store.days.get(day).checked_at is None
    one, two = PaperKey("2605.00001"), PaperKey("2605.00002")
    store.days.record_look(day, [one], [RejectedRecord("3", "no title")], now)
    later = store.days.record_look(day, [two, one], [], now + timedelta(hours=1))
    assert [listed.key for listed in later.papers] == [two, one]
    assert [listed.first_seen_at - now for listed in later.papers] == [timedelta(hours=1), timedelta()]
    assert (later.grown_at, later.checked_at) == (now + timedelta(hours=1),) * 2
    quiet = store.days.record_look(day, [one, two], [], now + timedelta(hours=2))
    assert quiet.grown_at == now + timedelta(hours=1)
    assert store.days.since(day) == (quiet,)


def test_a_paper_that_joins_a_settled_day_is_late(store: Store, now: datetime) -> None:
    store.papers.put([make_paper("2605.00001"), make_paper("2605.00002")])
    day = date(2026, 5, 13)
    store.days.record_look(day, [PaperKey("2605.00001")], [], now)
    store.days.mark_settled(day, now)
    store.days.mark_settled(day, now + timedelta(hours=9))
    known = store.days.record_look(day, [PaperKey("2605.00002"), PaperKey("2605.00001")], [], now)
    assert [(listed.key, listed.late) for listed in known.papers] == [("2605.00001", False), ("2605.00002", True)]
    assert known.settled_at == now
    assert store.days.count_listed_before(day) == 0
    store.days.record_look(day + timedelta(days=2), [PaperKey("2605.00002")], [], now)
    assert store.days.count_listed_before(day + timedelta(days=2)) == 1


def test_a_failing_source_is_kept_with_its_beginning_until_a_good_look(store: Store, now: datetime) -> None:
    day = date(2026, 5, 13)
    store.days.record_failure(day, "refused", now)
    known = store.days.record_failure(day, "timed out", now + timedelta(hours=1))
    assert (known.failing_since, known.failed_at, known.failure) == (
        now,
        now + timedelta(hours=1),
        "timed out",
    )
    assert store.days.record_look(day, [], [], now).failing_since is None


def test_a_chat_written_is_the_chat_read(store: Store, now: datetime) -> None:
    chat = make_chat(
        days=frozenset({0, 4}),
        quiet_from=time(22),
        quiet_to=time(7),
        style=Style.TOPICS,
        topics=("diffusion -medical", "author:Kim"),
        away_until=date(2026, 6, 1),
        pictures=True,
        weekly_day=6,
        added_by="ops",
        created_at=now,
    )
    stored = store.chats.add(chat, now)
    assert store.chats.find(chat.address) == stored
    assert stored.topics == chat.topics
    assert stored.created_at == now
    again = store.chats.add(make_chat(), now + timedelta(days=1))
    assert (again.id, again.created_at, again.topics) == (stored.id, now, ())


def test_chats_are_paused_woken_moved_and_removed(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    other = store.chats.add(make_chat("hall"), now)
    store.chats.set_next_due([(chat.id, now), (other.id, now + timedelta(hours=1))])
    assert [due.id for due in store.chats.due(now, 10)] == [chat.id]
    store.chats.pause(chat.id, "blocked", now)
    assert store.chats.due(now, 10) == ()
    assert [active.id for active in store.chats.active()] == [other.id]
    store.chats.wake(chat.id)
    moved = Address(Platform.CONSOLE, "attic")
    store.chats.move(chat.id, moved)
    assert store.chats.get(chat.id).address == moved
    with pytest.raises(StorageError, match="another subscribed chat"):
        store.chats.move(chat.id, other.address)
    assert store.chats.remove(moved)
    assert not store.chats.remove(moved)
    assert [left.id for left in store.chats.all()] == [other.id]
    assert not store.chats.remove(Address(Platform.CONSOLE, "nobody"))
    with pytest.raises(NotFoundError):
        store.chats.get(99)
