"""Doubts: what the ledger knows around a message of which nobody knows whether it arrived."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from storage.doubts import IdsAround
from storage.errors import NotFoundError
from storage.models import Address, ChatKind, Message, Platform
from storage.outbox import Arrived
from storage.store import Store
from tests.makers import make_chat, queue_messages

HEAD = Message("head:2026-05-13", 0, "{}")
SCOPE = "console::lost"


def attempt(store: Store, name: str, at: datetime, message_id: int | None, *, takes_s: float = 1) -> int:
    """Let one message to a chat of its own be attempted, and arrive if it has an id; return the row."""
    chat = store.chats.add(make_chat(name), at)
    queue_messages(store, chat.id, "2026-05-13", [HEAD], (), at)
    item = store.lanes.read([chat.id], 1)[chat.id][0]
    assert store.outbox.claim([item.id], at)
    if message_id is not None:
        arrived = Arrived(item.id, str(message_id), "account")
        store.outbox.mark_sent([arrived], at + timedelta(seconds=takes_s))
    return item.id


def lose(store: Store, item_id: int, at: datetime, *, likely_sent: bool = True) -> None:
    store.outbox.mark_unknown(item_id, "timeout", at, likely_sent=likely_sent)


def around(store: Store, item_id: int, sequence: str = "account") -> IdsAround:
    return store.doubts.ids_around(store.doubts.get(item_id), sequence, SCOPE)


def test_what_was_being_sent_when_the_process_died_is_unknown(store: Store, now: datetime) -> None:
    item_id = attempt(store, "lost", now, None)
    assert store.doubts.interrupted(now) == 1
    doubt = store.doubts.get(item_id)
    assert (doubt.item.id, doubt.lost_at, doubt.likely_sent) == (item_id, now, True)
    assert store.doubts.interrupted(now) == 0


def test_a_start_reads_no_more_of_the_outbox_than_what_is_unsure(store: Store, now: datetime) -> None:
    statements: list[str] = []
    store._db.utils.conn.set_trace_callback(statements.append)
    store.doubts.interrupted(now)
    store._db.utils.conn.set_trace_callback(None)
    (update,) = (statement for statement in statements if statement.startswith("UPDATE"))
    (plan,) = store._db.rows(f"EXPLAIN QUERY PLAN {update}")
    assert plan["detail"].startswith("SEARCH outbox USING INDEX outbox_unsure")


def test_a_row_that_is_not_unknown_is_not_found(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.doubts.get(99)


def test_the_ids_around_an_attempt_enclose_it(store: Store, now: datetime) -> None:
    attempt(store, "before", now, 10)
    lost = attempt(store, "lost", now + timedelta(seconds=10), None)
    attempt(store, "meanwhile", now + timedelta(seconds=20), 12)
    lose(store, lost, now + timedelta(seconds=25))
    attempt(store, "after", now + timedelta(seconds=30), 14)
    attempt(store, "later", now + timedelta(seconds=40), 15)
    found = around(store, lost)
    assert (found.before, found.before_at, found.after, found.alone) == (10, now, 14, True)
    assert 12 in found.taken
    nothing = around(store, lost, "-1001")
    assert nothing == IdsAround(None, None, None, frozenset(), alone=True)


def test_answers_that_overtake_each_other_leave_the_highest_id_before(store: Store, now: datetime) -> None:
    attempt(store, "slow", now, 10, takes_s=5)
    attempt(store, "quick", now + timedelta(seconds=1), 11)
    lost = attempt(store, "lost", now + timedelta(seconds=6), None)
    lose(store, lost, now + timedelta(seconds=7))
    assert around(store, lost).before == 11


def test_an_answer_that_is_not_there_at_the_attempt_is_no_id_before(store: Store, now: datetime) -> None:
    attempt(store, "before", now, 10)
    attempt(store, "slow", now + timedelta(seconds=1), 13, takes_s=60)
    lost = attempt(store, "lost", now + timedelta(seconds=2), None)
    lose(store, lost, now + timedelta(seconds=3))
    found = around(store, lost)
    assert (found.before, found.after) == (10, None)
    assert 13 in found.taken


@pytest.mark.parametrize(("minutes", "alone"), [(-5, True), (1, False), (9, False)])
def test_a_reply_past_the_outbox_can_have_one_of_the_ids(
    store: Store, now: datetime, minutes: int, alone: bool
) -> None:
    attempt(store, "before", now, 10)
    lost = attempt(store, "lost", now + timedelta(minutes=5), None)
    lose(store, lost, now + timedelta(minutes=6))
    store.doubts.note_turn("console::other", now + timedelta(minutes=1))
    store.doubts.note_turn(SCOPE, now - timedelta(hours=1))
    store.doubts.note_turn(SCOPE, now + timedelta(minutes=minutes))
    assert around(store, lost).alone is alone


def test_another_topic_of_the_same_chat_can_have_one_of_the_ids(store: Store, now: datetime) -> None:
    lost = attempt(store, "lost", now, None)
    lose(store, lost, now)
    assert around(store, lost).alone
    topic = make_chat(address=Address(Platform.CONSOLE, "lost", "7"), kind=ChatKind.TOPIC)
    queue_messages(store, store.chats.add(topic, now).id, "2026-05-13", [HEAD], (), now)
    store.outbox.claim([2], now)
    assert not around(store, lost).alone
