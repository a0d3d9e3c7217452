"""The outbox: a row before each send, a mark after, order within a chat, and nothing twice."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from storage.errors import NotFoundError
from storage.ledger import ChatDelivery, Queued
from storage.models import DeliveryState, Message, OutboxItem, PaperKey, Platform
from storage.store import Store
from tests.makers import make_chat, queue_messages

HEAD = Message("head:2026-05-13", 0, '{"text": "head"}')
FIRST = Message("paper:2605.00001", 0, '{"text": "one"}', reply=True)
SECOND = Message("paper:2605.00002", 0, '{"text": "two"}', reply=True)
KEYS = (PaperKey("2605.00001"), PaperKey("2605.00002"))
DAY = "2026-05-13"


def claim_due(store: Store, now: datetime) -> tuple[OutboxItem, ...]:
    """Claim as delivery does: the head of each lane that is pending, due and no orphan."""
    lanes = store.outbox.lanes(0, 100)
    ready = [lane for lane in lanes if lane.state is DeliveryState.PENDING and lane.due_at <= now and not lane.orphan]
    return store.outbox.claim([lane.item_id for lane in ready], now)


def test_queueing_again_adds_nothing(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    assert queue_messages(store, chat.id, DAY, [HEAD, FIRST, SECOND], KEYS, now) == Queued(papers=2, messages=3)
    assert queue_messages(store, chat.id, DAY, [HEAD, FIRST, SECOND], KEYS, now) == Queued(papers=0, messages=0)
    assert store.ledger.delivered([chat.id], [*KEYS, PaperKey("2605.00003")]) == {chat.id: frozenset(KEYS)}


def test_a_text_is_stored_once_for_all_chats(store: Store, now: datetime) -> None:
    for name in ("hall", "attic", "cellar"):
        queue_messages(store, store.chats.add(make_chat(name), now).id, DAY, [HEAD, FIRST], KEYS[:1], now)
    assert store._db.row("SELECT COUNT(*) AS n FROM bodies")["n"] == 2  # type: ignore[index]
    assert store._db.row("SELECT COUNT(*) AS n FROM outbox")["n"] == 6  # type: ignore[index]


def test_one_message_of_a_chat_is_in_flight_at_a_time_and_in_order(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    queue_messages(store, chat.id, DAY, [HEAD, FIRST, SECOND], KEYS, now)
    seen = []
    while claimed := claim_due(store, now):
        assert len(claimed) == 1
        assert claim_due(store, now) == ()
        seen.append(claimed[0].subject)
        store.outbox.mark_sent(claimed[0].id, str(len(seen)), "c", now)
    assert seen == [HEAD.subject, FIRST.subject, SECOND.subject]
    assert store.outbox.counts(DAY) == {DeliveryState.SENT: 3}


def test_c20_a_reply_never_goes_without_its_parent(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat("C1", Platform.SLACK), now)
    queue_messages(store, chat.id, DAY, [HEAD, FIRST], KEYS[:1], now)
    (head,) = claim_due(store, now)
    store.outbox.give_up(head.id, "channel_not_found")
    assert claim_due(store, now) == ()


def test_a_reply_knows_the_id_of_its_parent(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    queue_messages(store, chat.id, DAY, [HEAD, FIRST], KEYS[:1], now)
    (head,) = claim_due(store, now)
    store.outbox.mark_sent(head.id, "1700.1", None, now)
    (reply,) = claim_due(store, now)
    assert reply.parent_message_id == "1700.1"


def test_a_message_put_back_waits_for_its_moment(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    queue_messages(store, chat.id, DAY, [HEAD], (), now)
    (head,) = claim_due(store, now)
    store.outbox.retry_later(head.id, now + timedelta(minutes=5), "busy")
    assert claim_due(store, now) == ()
    (again,) = claim_due(store, now + timedelta(minutes=5))
    assert (again.id, again.attempts, again.error) == (head.id, 2, "busy")


def test_an_unknown_message_holds_its_chat_and_is_not_claimed(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    queue_messages(store, chat.id, DAY, [HEAD, FIRST], KEYS[:1], now)
    (head,) = claim_due(store, now)
    store.outbox.mark_unknown(head.id, "read timeout", now, likely_sent=True)
    assert claim_due(store, now + timedelta(days=1)) == ()
    assert store.outbox.counts() == {DeliveryState.PENDING: 1, DeliveryState.UNKNOWN: 1}


def test_a_paused_chat_gets_nothing_and_loses_nothing(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    queue_messages(store, chat.id, DAY, [HEAD], (), now)
    store.chats.pause(chat.id, "blocked", now)
    assert claim_due(store, now) == ()
    store.chats.wake(chat.id)
    assert len(claim_due(store, now)) == 1


def test_what_became_of_a_day_is_kept_once_a_chat(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    done = ChatDelivery(chat.id, date(2026, 5, 13), date(2026, 5, 14), now, papers=1, messages=2)
    store.ledger.record([done])
    store.ledger.record([done])
    assert store.ledger.of_day(done.list_day) == (replace(done, papers=2, messages=4),)
    assert store.ledger.days_done([chat.id], done.list_day) == {chat.id: frozenset([done.list_day])}
    assert store.ledger.days_done([chat.id], date(2026, 5, 14)) == {chat.id: frozenset()}


def test_two_claims_of_a_row_give_it_once(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    queue_messages(store, chat.id, DAY, [HEAD], (), now)
    (lane,) = store.outbox.lanes(0, 10)
    assert len(store.outbox.claim([lane.item_id], now)) == 1
    assert store.outbox.claim([lane.item_id], now) == ()


def test_lanes_come_page_by_page(store: Store, now: datetime) -> None:
    chats = [store.chats.add(make_chat(f"c{n}"), now) for n in range(5)]
    for chat in chats:
        queue_messages(store, chat.id, DAY, [HEAD, FIRST], (), now)
    pages = []
    after = 0
    while page := store.outbox.lanes(after, 2):
        pages.append([lane.chat_id for lane in page])
        after = page[-1].chat_id
    assert pages == [[1, 2], [3, 4], [5]]


def test_what_was_being_sent_when_the_process_died_is_unknown(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    queue_messages(store, chat.id, DAY, [HEAD], (), now)
    (head,) = claim_due(store, now)
    assert store.outbox.doubt_interrupted(now) == 1
    doubt = store.outbox.unknown(head.id)
    assert (doubt.item.id, doubt.lost_at, doubt.likely_sent) == (head.id, now, True)
    with pytest.raises(NotFoundError):
        store.outbox.unknown(99)


def test_the_ids_around_an_attempt_enclose_it(store: Store, now: datetime) -> None:
    for number, message_id in enumerate((10, None, 12, 14)):
        chat = store.chats.add(make_chat(f"c{number}"), now)
        queue_messages(store, chat.id, DAY, [HEAD], (), now)
        at = now + timedelta(seconds=10 * number)
        (item,) = claim_due(store, at)
        if message_id is None:
            lost = item
            store.outbox.mark_unknown(item.id, "timeout", at + timedelta(seconds=15), likely_sent=True)
        else:
            store.outbox.mark_sent(item.id, str(message_id), "account", at + timedelta(seconds=1))
    doubt = store.outbox.unknown(lost.id)
    around = store.outbox.ids_around(doubt.item, "account", doubt.lost_at)
    assert (around.before, around.after, around.taken) == (10, 14, frozenset({"12"}))
    nothing = store.outbox.ids_around(doubt.item, "-1001", doubt.lost_at)
    assert (nothing.before, nothing.after, nothing.taken) == (None, None, frozenset())
