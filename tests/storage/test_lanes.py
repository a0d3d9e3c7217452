"""Lanes: what waits, chat by chat, read in pages and in the order in which it goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.lanes import WaitingChat
from storage.models import Address, ChatKind, DeliveryState, Message, Platform, Priority
from storage.outbox import Arrived
from storage.store import Store
from tests.makers import make_chat, queue_messages

HEAD = Message("head:2026-05-13", 0, '{"text": "head"}')
FIRST = Message("paper:2605.00001", 0, '{"text": "one"}', reply=True)
SECOND = Message("paper:2605.00002", 0, '{"text": "two"}', reply=True)
DAY = "2026-05-13"


def queue(store: Store, now: datetime, *names: str, platform: Platform = Platform.CONSOLE) -> None:
    for name in names:
        queue_messages(store, store.chats.add(make_chat(name, platform), now).id, DAY, [HEAD, FIRST, SECOND], (), now)


def test_the_chats_that_wait_come_page_by_page(store: Store, now: datetime) -> None:
    queue(store, now, *(f"c{n}" for n in range(5)))
    pages = []
    after = 0
    while page := store.lanes.waiting(Platform.CONSOLE, after, 2):
        pages.append([chat.chat_id for chat in page])
        after = page[-1].chat_id
    assert pages == [[1, 2], [3, 4], [5]]


def test_of_a_chat_that_is_paused_or_of_another_platform_nothing_may_go(store: Store, now: datetime) -> None:
    queue(store, now, "hall", "attic")
    queue(store, now, "C1", platform=Platform.SLACK)
    store.chats.pause(2, "blocked", now)
    hall = Address(Platform.CONSOLE, "hall")
    assert store.lanes.waiting(Platform.CONSOLE, 0, 9) == (
        WaitingChat(1, now, ChatKind.PRIVATE, hall),
        WaitingChat(2, now, ChatKind.PRIVATE, None),
        WaitingChat(3, now, ChatKind.PRIVATE, None),
    )


def test_a_chat_waits_for_the_moment_of_its_first_row(store: Store, now: datetime) -> None:
    queue(store, now, "hall")
    store.outbox.retry_later(1, now + timedelta(minutes=9), "busy")
    assert store.lanes.waiting(Platform.CONSOLE, 0, 9)[0].due_at == now + timedelta(minutes=9)


def test_rows_come_by_priority_and_then_as_they_were_queued_so_many_a_chat(store: Store, now: datetime) -> None:
    queue(store, now, "hall", "attic")
    queue_messages(store, 2, "alert", [Message("alert", 0, "{}")], (), now, Priority.ALERT)
    read = store.lanes.read([2, 1, 77], 3)
    subjects = {chat_id: [item.subject for item in items] for chat_id, items in read.items()}
    assert subjects == {
        1: [HEAD.subject, FIRST.subject, SECOND.subject],
        2: ["alert", HEAD.subject, FIRST.subject],
        77: [],
    }
    assert read[1][0].payload == HEAD.payload
    assert read[1][0].payload is read[2][1].payload


def test_a_paused_chat_has_nothing_to_read(store: Store, now: datetime) -> None:
    queue(store, now, "hall")
    store.chats.pause(1, "blocked", now)
    assert store.lanes.read([1], 9) == {1: ()}


def test_a_reply_knows_what_became_of_its_head(store: Store, now: datetime) -> None:
    queue(store, now, "hall", "attic")
    store.outbox.mark_sent([Arrived(1, "1700.1", None)], now)
    store.outbox.give_up(4, "refused")
    read = store.lanes.read([1, 2], 9)
    assert [(item.parent_message_id, item.parent_state, item.orphan) for item in read[1]] == [
        ("1700.1", DeliveryState.SENT, False)
    ] * 2
    assert all(item.orphan for item in read[2])


def test_who_has_something_urgent_is_found_whatever_the_backlog(store: Store, now: datetime) -> None:
    queue(store, now, *(f"c{n}" for n in range(9)))
    for chat_id in (8, 9):
        queue_messages(store, chat_id, "alert", [Message("alert", 0, "{}")] * 2, (), now, Priority.ALERT)
    assert set(store.lanes.urgent(Platform.CONSOLE, now, 9)) == {8, 9}
    assert len(store.lanes.urgent(Platform.CONSOLE, now, 1)) == 1
    assert store.lanes.urgent(Platform.SLACK, now, 9) == ()
    assert store.lanes.urgent(Platform.CONSOLE, now - timedelta(seconds=1), 9) == ()
    store.chats.pause(9, "blocked", now)
    assert store.lanes.urgent(Platform.CONSOLE, now, 9) == (8,)


def test_texts_are_read_again_once_others_have_taken_their_place(store: Store, now: datetime) -> None:
    queue(store, now, "hall")
    for number in range(600):
        message = Message(f"paper:{number}", 0, f"text {number}")
        queue_messages(store, store.chats.add(make_chat(f"c{number}"), now).id, DAY, [message], (), now)
        assert store.lanes.read([number + 2], 1)[number + 2][0].payload == f"text {number}"
    assert store.lanes.read([1], 1)[1][0].payload == HEAD.payload
    assert len(store.lanes._payloads) < 600


def test_what_was_sent_just_now_is_remembered_oldest_first(store: Store, now: datetime) -> None:
    queue(store, now, "hall", "attic", "cellar", "loft")
    minute = timedelta(minutes=1)
    store.outbox.claim([7, 10], now)
    store.outbox.mark_sent([Arrived(1, "1", "account")], now - 3 * minute)
    store.outbox.mark_sent([Arrived(2, "7", "-1001")], now - minute)
    store.outbox.mark_sent([Arrived(4, "2", "account")], now - minute / 2)
    store.outbox.mark_unknown(7, "timeout", now, likely_sent=True)
    recent = store.lanes.recent(now - 2 * minute, now)
    assert [(send.address.chat, send.at) for send in recent[:2]] == [
        ("hall", now - minute),
        ("attic", now - minute / 2),
    ]
    assert {(send.address.chat, send.at) for send in recent[2:]} == {("cellar", now), ("loft", now)}
