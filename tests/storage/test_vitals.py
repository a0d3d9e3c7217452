"""What waits is counted page by page, and comes to the same however large the pages are."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import vitals
from storage.models import Chat, Message
from storage.outbox import FOR_QUIET
from storage.store import Store
from storage.vitals import Backlog
from tests.makers import make_chat, queue_messages

NOW = datetime(2026, 5, 13, 23, 15, tzinfo=UTC)
MESSAGES = [Message("head", 0, "{}"), Message("paper:2605.00001", 0, "{}")]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals, "CHATS_AT_ONCE", 2)


@pytest.fixture
def chats(store: Store) -> list[Chat]:
    return [store.chats.add(make_chat(f"room-{number}"), NOW) for number in range(7)]


def queue(store: Store, chat: Chat, day: str, due_at: datetime = NOW) -> None:
    queue_messages(store, chat.id, day, MESSAGES, (), due_at)


def test_nothing_waits_in_a_store_without_messages(store: Store, chats: list[Chat]) -> None:
    assert [*store.vitals.backlog()] == [Backlog()]


def test_what_waits_for_all_chats_is_the_last_that_is_told(store: Store, chats: list[Chat]) -> None:
    for chat in reversed(chats):
        queue(store, chat, "2026-05-12", NOW - timedelta(hours=chat.id))
    told = [*store.vitals.backlog()]
    assert [backlog.rows for backlog in told] == [4, 8, 12, 14, 14]
    # The oldest is the one that was queued first, wherever its chat stands.
    assert told[-1].since_at == NOW - timedelta(hours=chats[-1].id)
    assert told[0].since_at == NOW - timedelta(hours=chats[1].id)


def test_what_waits_for_a_paused_chat_does_not_count(store: Store, chats: list[Chat]) -> None:
    for chat in chats[:3]:
        queue(store, chat, "2026-05-12")
    store.chats.pause(chats[0].id, "blocked", NOW)
    store.chats.pause(chats[2].id, "blocked", NOW)
    *_, backlog = store.vitals.backlog()
    assert backlog == Backlog(2, NOW, "2026-05-12")


def test_where_the_oldest_is_kept_back_for_quiet_hours_what_is_kept_back_does_not_count(
    store: Store, chats: list[Chat]
) -> None:
    until = NOW + timedelta(hours=8)
    queue(store, chats[4], "2026-05-12")
    store.outbox.put_off([(chats[4].id, until)])
    queue(store, chats[1], "2026-05-13")
    *_, backlog = store.vitals.backlog()
    assert backlog == Backlog(2, NOW, "2026-05-13")
    store.outbox.put_off([(chats[1].id, until)])
    *_, backlog = store.vitals.backlog()
    assert backlog == Backlog()


def test_what_is_kept_back_counts_with_an_older_message_that_is_late(store: Store, chats: list[Chat]) -> None:
    queue(store, chats[4], "2026-05-12")
    queue(store, chats[1], "2026-05-13")
    store.outbox.put_off([(chats[1].id, NOW + timedelta(hours=8))])
    *_, backlog = store.vitals.backlog()
    assert backlog == Backlog(4, NOW, "2026-05-12")
    assert backlog.error != FOR_QUIET
