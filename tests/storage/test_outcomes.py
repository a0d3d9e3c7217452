"""Outcomes: what became of a day for each chat, read from its deliveries and the outbox."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from storage.ledger import ChatDelivery
from storage.models import Chat, DeliveryState, Message, PaperKey
from storage.outcomes import ChatOutcome
from storage.store import Store
from tests.makers import claim_next, make_chat, mark_sent, queue_messages

DAY = date(2026, 5, 13)
KEYS = (PaperKey("2605.00001"), PaperKey("2605.00002"))
MESSAGES = (
    Message(f"head:{DAY}", 0, "{}"),
    Message(f"paper:{KEYS[0]}", 0, "{}", reply=True),
    Message(f"paper:{KEYS[0]}", 1, "{}", reply=True),
    Message(f"paper:{KEYS[1]}", 0, "{}", reply=True),
)


@pytest.fixture
def chat(store: Store, now: datetime) -> Chat:
    return give(store, now, MESSAGES)


def give(store: Store, now: datetime, messages: tuple[Message, ...], name: str = "hall") -> Chat:
    chat = store.chats.add(make_chat(name), now)
    queue_messages(store, chat.id, DAY.isoformat(), messages, KEYS if messages else (), now)
    papers = len(KEYS) if messages else 0
    store.ledger.record([ChatDelivery(chat.id, DAY, DAY, now, papers, len(messages))])
    return chat


def send(store: Store, chat: Chat, now: datetime, times: int) -> None:
    for _ in range(times):
        item = claim_next(store, chat.id, now)
        assert item is not None
        mark_sent(store, item, str(item.id), now)


def outcome(store: Store, chat: Chat) -> ChatOutcome:
    (found,) = store.outcomes.of_chat(chat.id, DAY)
    assert (found,) == tuple(o for o in store.outcomes.of_day(DAY) if o.address == chat.address)
    return found


@pytest.mark.parametrize(("sent", "delivered"), [(0, 0), (1, 0), (2, 0), (3, 1), (4, 2)])
def test_a_paper_counts_when_all_of_it_arrived(
    store: Store, chat: Chat, now: datetime, sent: int, delivered: int
) -> None:
    send(store, chat, now, sent)
    found = outcome(store, chat)
    assert (found.papers, found.delivered, found.is_whole) == (2, delivered, sent == 4)
    assert dict(found.messages).get(DeliveryState.SENT, 0) == sent


def test_a_compact_digest_is_delivered_with_its_head(store: Store, now: datetime) -> None:
    chat = give(store, now, MESSAGES[:1])
    assert outcome(store, chat).delivered == 0
    send(store, chat, now, 1)
    assert outcome(store, chat).delivered == 2


def test_a_paper_that_came_under_the_head_of_a_compact_digest_counts_by_itself(store: Store, now: datetime) -> None:
    chat = give(store, now, MESSAGES[:1])
    late = Message("paper:2605.00009", 0, "{}", reply=True)
    queue_messages(store, chat.id, DAY.isoformat(), [MESSAGES[0], late], [PaperKey("2605.00009")], now)
    store.ledger.record([ChatDelivery(chat.id, DAY, DAY, now, 1, 1)])
    for sent, delivered in ((0, 0), (1, 2), (1, 3)):
        send(store, chat, now, sent)
        assert (outcome(store, chat).papers, outcome(store, chat).delivered) == (3, delivered)


def test_what_waits_says_until_when_and_why(store: Store, chat: Chat, now: datetime) -> None:
    item = claim_next(store, chat.id, now)
    assert item is not None
    store.outbox.retry_later(item.id, now + timedelta(minutes=5), "asked to wait")
    found = outcome(store, chat)
    assert (found.waits_until, found.error) == (now + timedelta(minutes=5), "asked to wait")
    store.chats.pause(chat.id, "blocked by the user", now)
    assert outcome(store, chat).paused_because == "blocked by the user"


def test_a_day_with_nothing_new_is_whole(store: Store, now: datetime) -> None:
    chat = give(store, now, ())
    found = outcome(store, chat)
    assert (found.papers, found.delivered, found.messages, found.is_whole) == (0, 0, (), True)


def test_chats_and_days_are_kept_apart(store: Store, chat: Chat, now: datetime) -> None:
    give(store, now, MESSAGES[:1], "attic")
    send(store, chat, now, 4)
    assert [found.delivered for found in store.outcomes.of_day(DAY)] == [2, 0]
    assert store.outcomes.of_day(DAY + timedelta(days=1)) == ()
    assert store.outcomes.of_chat(chat.id, DAY + timedelta(days=1)) == ()


def test_what_was_refused_says_why(store: Store, chat: Chat, now: datetime) -> None:
    send(store, chat, now, 3)
    item = claim_next(store, chat.id, now)
    assert item is not None
    store.outbox.give_up(item.id, "markup refused")
    found = outcome(store, chat)
    assert (found.waits_until, found.error, found.is_whole) == (None, "markup refused", False)
