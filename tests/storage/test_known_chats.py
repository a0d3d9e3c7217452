"""Chats that are only told of trouble: a row that messages can go to, and no subscriber for anybody who asks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from storage.errors import AddressTakenError
from storage.models import Address, ChatKind, DeliveryState, Message, PaperKey, Platform, Priority
from storage.store import Store
from storage.watches import PaperWatch
from tests.makers import claim_next, make_chat, queue_messages


def tell(store: Store, chat_id: int, now: datetime, subject: str = "notice:1") -> None:
    queue_messages(store, chat_id, "notice", [Message(subject, 0, "{}")], (), now, Priority.ALERT)


def test_a_chat_that_is_only_known_is_no_subscriber_but_can_be_written_to(store: Store, now: datetime) -> None:
    known = store.chats.make_known(make_chat("admin", next_due_at=now), now)
    assert store.chats.find(known.address) is None
    assert store.chats.all() == store.chats.active() == store.chats.due(now, 10) == ()
    assert store.chats.languages() == frozenset()
    assert (store.chats.count_active(), store.chats.next_due_at()) == (0, None)
    tell(store, known.id, now)
    assert [one.chat_id for one in store.lanes.waiting(Platform.CONSOLE, 0, 10) if one.address] == [known.id]
    assert claim_next(store, known.id, now) is not None
    assert store.chats.make_known(make_chat("admin"), now) == known


def test_a_subscriber_who_is_told_of_trouble_stays_as_it_is(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat("admin", topics=("memory",)), now)
    assert store.chats.make_known(make_chat("admin"), now) == chat
    assert store.chats.find(chat.address) == chat


def test_who_is_known_may_subscribe_and_counts_as_new(store: Store, now: datetime) -> None:
    known = store.chats.make_known(make_chat("admin"), now)
    later = now.replace(year=now.year + 1)
    chat = store.chats.add(make_chat("admin"), later)
    assert (chat.id, chat.created_at) == (known.id, later)
    assert store.chats.active() == (chat,)


def test_who_unsubscribed_is_told_of_trouble_and_of_nothing_else(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat("admin", weekly_day=2), now)
    store.chats.set_next_due([(chat.id, now)])
    store.chats.set_weekly_due([(chat.id, now)])
    queue_messages(store, chat.id, "2026-05-13", [Message("head:2026-05-13", 0, "{}")], (), now)
    store.chats.remove(chat.address)
    known = store.chats.make_known(make_chat("admin"), now)
    assert (known.id, known.paused_because) == (chat.id, None)
    assert store.chats.find(chat.address) is None
    assert store.outbox.counts() == {DeliveryState.DROPPED: 1}
    assert (store.chats.due(now, 9), store.chats.weekly_due(now, 9)) == ((), ())


def test_who_is_only_told_of_trouble_has_no_subscription_to_end(store: Store, now: datetime) -> None:
    known = store.chats.make_known(make_chat("admin"), now)
    assert not store.chats.remove(known.address)
    assert store.chats.get(known.id).paused_because is None


def test_a_chat_that_cannot_be_reached_stays_paused(store: Store, now: datetime) -> None:
    known = store.chats.make_known(make_chat("admin"), now)
    store.chats.pause(known.id, "blocked by the user", now)
    assert store.chats.make_known(make_chat("admin"), now).paused_because == "blocked by the user"


def test_a_group_that_moves_to_a_known_address_takes_its_messages_over(store: Store, now: datetime) -> None:
    known = store.chats.make_known(make_chat("-1001", Platform.TELEGRAM, kind=ChatKind.GROUP), now)
    tell(store, known.id, now)
    group = store.chats.add(make_chat("-1", Platform.TELEGRAM, kind=ChatKind.GROUP), now)
    store.chats.move(group.id, known.address)
    found = store.chats.find(known.address)
    assert found is not None
    assert found.id == group.id
    assert claim_next(store, group.id, now) is not None
    assert store.chats.all() == (found,)


def test_who_left_and_is_told_of_trouble_watches_nothing_any_more(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat("admin"), now)
    store.watches.put(PaperWatch(chat.id, PaperKey("2605.00001"), "telegram:1", now, now))
    store.chats.remove(chat.address)
    assert store.watches.due(now, 9) == ()
    assert store.watches.of_papers([PaperKey("2605.00001")]) == ()
    assert store.watches.of_chat(chat.id)
    store.chats.make_known(make_chat("admin"), now)
    assert store.watches.of_chat(chat.id) == ()


@pytest.mark.parametrize(("hours", "given", "taken"), [(1, False, False), (1, True, True), (0, False, True)])
def test_at_its_new_address_a_chat_takes_the_place_of_a_newcomer_that_was_given_nothing(
    store: Store, now: datetime, hours: int, *, given: bool, taken: bool
) -> None:
    group = store.chats.add(make_chat("group"), now)
    newcomer = store.chats.add(make_chat("supergroup"), now + timedelta(hours=hours))
    if given:
        store.ledger.queue([newcomer.id], "2026-05-12", (), [PaperKey("2605.12001")], now)
    if taken:
        with pytest.raises(AddressTakenError):
            store.chats.move(group.id, newcomer.address)
    else:
        store.chats.move(group.id, newcomer.address)
        assert [(chat.id, chat.address) for chat in store.chats.all()] == [(group.id, newcomer.address)]


def test_an_admin_chat_that_is_told_twice_of_its_move_stays(store: Store, now: datetime) -> None:
    known = store.chats.make_known(make_chat("group"), now)
    supergroup = Address(known.address.platform, "-1001")
    for _ in range(2):
        store.chats.move(known.id, supergroup)
    stored = store.chats.get(known.id)
    assert (stored.address, stored.paused_because) == (supergroup, None)
