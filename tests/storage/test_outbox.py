"""The outbox: a row before each send, a mark after, order within a chat, and nothing twice."""

from datetime import date, datetime, timedelta

from storage.models import DeliveryState, Message, PaperKey, Platform
from storage.outbox import Queued
from storage.store import Store
from tests.makers import make_chat

HEAD = Message("head:2026-05-13", 0, '{"text": "head"}')
FIRST = Message("paper:2605.00001", 0, '{"text": "one"}', reply=True)
SECOND = Message("paper:2605.00002", 0, '{"text": "two"}', reply=True)
KEYS = (PaperKey("2605.00001"), PaperKey("2605.00002"))
DAY = "2026-05-13"


def test_queueing_again_adds_nothing(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    assert store.outbox.queue(chat, DAY, [HEAD, FIRST, SECOND], KEYS, now) == Queued(papers=2, messages=3)
    assert store.outbox.queue(chat, DAY, [HEAD, FIRST, SECOND], KEYS, now) == Queued(papers=0, messages=0)
    assert store.outbox.delivered(chat.id, [*KEYS, PaperKey("2605.00003")]) == frozenset(KEYS)


def test_a_text_is_stored_once_for_all_chats(store: Store, now: datetime) -> None:
    for name in ("hall", "attic", "cellar"):
        store.outbox.queue(store.chats.add(make_chat(name), now), DAY, [HEAD, FIRST], KEYS[:1], now)
    assert store._db.row("SELECT COUNT(*) AS n FROM bodies")["n"] == 2  # type: ignore[index]
    assert store._db.row("SELECT COUNT(*) AS n FROM outbox")["n"] == 6  # type: ignore[index]


def test_one_message_of_a_chat_is_in_flight_at_a_time_and_in_order(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    store.outbox.queue(chat, DAY, [HEAD, FIRST, SECOND], KEYS, now)
    seen = []
    while claimed := store.outbox.claim_due(now, 10):
        assert len(claimed) == 1
        assert store.outbox.claim_due(now, 10) == ()
        seen.append(claimed[0].subject)
        store.outbox.mark_sent(claimed[0].id, str(len(seen)), now)
    assert seen == [HEAD.subject, FIRST.subject, SECOND.subject]
    assert store.outbox.counts(DAY) == {DeliveryState.SENT: 3}


def test_c20_a_reply_never_goes_without_its_parent(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat("C1", Platform.SLACK), now)
    store.outbox.queue(chat, DAY, [HEAD, FIRST], KEYS[:1], now)
    (head,) = store.outbox.claim_due(now, 10)
    store.outbox.give_up(head.id, "channel_not_found")
    assert store.outbox.claim_due(now, 10) == ()


def test_a_reply_knows_the_id_of_its_parent(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    store.outbox.queue(chat, DAY, [HEAD, FIRST], KEYS[:1], now)
    (head,) = store.outbox.claim_due(now, 10)
    store.outbox.mark_sent(head.id, "1700.1", now)
    (reply,) = store.outbox.claim_due(now, 10)
    assert reply.parent_message_id == "1700.1"


def test_a_message_put_back_waits_for_its_moment(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    store.outbox.queue(chat, DAY, [HEAD], (), now)
    (head,) = store.outbox.claim_due(now, 10)
    store.outbox.retry_later(head.id, now + timedelta(minutes=5), "busy")
    assert store.outbox.claim_due(now, 10) == ()
    (again,) = store.outbox.claim_due(now + timedelta(minutes=5), 10)
    assert (again.id, again.attempts, again.error) == (head.id, 1, "busy")


def test_an_unknown_message_holds_its_chat_and_is_not_claimed(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    store.outbox.queue(chat, DAY, [HEAD, FIRST], KEYS[:1], now)
    (head,) = store.outbox.claim_due(now, 10)
    store.outbox.mark_unknown(head.id, "read timeout", now, likely_sent=True)
    assert store.outbox.claim_due(now + timedelta(days=1), 10) == ()
    assert store.outbox.counts() == {DeliveryState.PENDING: 1, DeliveryState.UNKNOWN: 1}


def test_a_paused_chat_gets_nothing_and_loses_nothing(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    store.outbox.queue(chat, DAY, [HEAD], (), now)
    store.chats.pause(chat.id, "blocked", now)
    assert store.outbox.claim_due(now, 10) == ()
    store.chats.wake(chat.id)
    assert len(store.outbox.claim_due(now, 10)) == 1


def test_what_became_of_a_day_is_kept_once_a_chat(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    for _ in range(2):
        store.outbox.record_delivery(
            chat.id, date(2026, 5, 13), date(2026, 5, 14), Queued(1, 2), "queued", now
        )
    row = store._db.row("SELECT * FROM deliveries")
    assert row is not None
    assert (row["papers"], row["messages"], row["outcome"]) == (2, 4, "queued")
