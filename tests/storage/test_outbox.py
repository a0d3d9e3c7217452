"""The outbox: a row before each send, a mark after, order within a chat, and nothing twice."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from storage.ledger import ChatDelivery, Queued
from storage.models import Address, DeliveryState, Message, OutboxItem, PaperKey, Platform
from storage.outbox import Ruled
from storage.store import Store
from tests.makers import make_chat, mark_sent, queue_messages

HEAD = Message("head:2026-05-13", 0, '{"text": "head"}')
FIRST = Message("paper:2605.00001", 0, '{"text": "one"}', reply=True)
SECOND = Message("paper:2605.00002", 0, '{"text": "two"}', reply=True)
KEYS = (PaperKey("2605.00001"), PaperKey("2605.00002"))
DAY = "2026-05-13"


def claim_due(store: Store, now: datetime) -> tuple[OutboxItem, ...]:
    """Claim as delivery does: the head of each lane that is pending, due and no orphan."""
    heads = [items[0] for items in store.lanes.read(range(1, 10), 16).values() if items]
    ready = [item for item in heads if item.state is DeliveryState.PENDING and item.due_at <= now and not item.orphan]
    claimed = store.outbox.claim([item.id for item in ready], now)
    return tuple(item for item in ready if item.id in claimed)


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
        mark_sent(store, claimed[0], str(len(seen)), now)
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
    mark_sent(store, head, "1700.1", now, None)
    (reply,) = claim_due(store, now)
    assert reply.parent_message_id == "1700.1"


def test_a_message_put_back_waits_for_its_moment(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    queue_messages(store, chat.id, DAY, [HEAD], (), now)
    (head,) = claim_due(store, now)
    store.outbox.retry_later(head.id, now + timedelta(minutes=5), "busy")
    assert claim_due(store, now) == ()
    (again,) = claim_due(store, now + timedelta(minutes=5))
    assert (again.id, again.attempts, again.error) == (head.id, 1, "busy")


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
    assert store.outbox.claim([1], now) == {1}
    assert store.outbox.claim([1], now) == frozenset()


def test_no_row_of_a_paused_chat_can_be_claimed_though_it_was_read_before(store: Store, now: datetime) -> None:
    for name in ("hall", "attic"):
        queue_messages(store, store.chats.add(make_chat(name), now).id, DAY, [HEAD], (), now)
    store.chats.pause(1, "removed", now)
    assert store.outbox.claim([1, 2], now) == {2}


def test_an_attempt_that_was_nobodys_fault_does_not_count(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    queue_messages(store, chat.id, DAY, [HEAD], (), now)
    for counted in (True, False, False):
        (head,) = claim_due(store, now)
        store.outbox.retry_later(head.id, now, "later", counted=counted)
    assert store.lanes.read([chat.id], 1)[chat.id][0].attempts == 1


def test_what_a_rule_decided_is_told_for_ever(store: Store, now: datetime) -> None:
    for name in ("hall", "attic", "cellar"):
        queue_messages(store, store.chats.add(make_chat(name), now).id, DAY, [HEAD], (), now)
    for item in claim_due(store, now):
        store.outbox.mark_unknown(item.id, "timeout", now, likely_sent=True)
    store.outbox.count_as_sent(1, now)
    store.outbox.retry_later(2, now, "counts as not sent, goes again", by_rule=True)
    (again,) = claim_due(store, now)
    mark_sent(store, again, "7", now)
    assert store.outbox.settled_by_rule(DAY) == (
        Ruled(Address(Platform.CONSOLE, "hall"), DAY, HEAD.subject, counted_as_sent=True, error="timeout"),
        Ruled(Address(Platform.CONSOLE, "attic"), DAY, HEAD.subject, counted_as_sent=False, error=None),
    )
    assert store.outbox.settled_by_rule("2026-05-14") == ()
    assert store.outbox.counts() == {DeliveryState.SENT: 2, DeliveryState.UNKNOWN: 1}


def test_a_page_costs_the_same_however_many_were_queued_before(store: Store, now: datetime) -> None:
    """A plan that goes through all heads of the day would make a hundred thousand chats take hours."""
    chats = [store.chats.add(make_chat(str(number)), now).id for number in range(420)]
    bodies = store.ledger.keep([Message("head:x", 0, "{}"), Message("paper:x", 0, "[]", reply=True)])

    def cost(page: list[int]) -> int:
        steps = 0

        def count() -> None:
            nonlocal steps
            steps += 1

        connection = store._db.utils.conn
        connection.set_progress_handler(count, 10)
        store.ledger.queue(page, "x", bodies, [PaperKey("2605.00001")], now)
        connection.set_progress_handler(None, 0)
        return steps

    first = cost(chats[:10])
    cost(chats[10:410])
    assert cost(chats[410:]) < 2 * first
