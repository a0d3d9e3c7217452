"""Settling: what is asked when, and what is not asked at all."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.outcomes import AskLater, Hold, Outcome, Sent, Unreachable
from bot.senders import Evidence, RateLimitedError, Scope, Settlement, UnreachableError, Verdict
from bot.settling import Settling
from storage.errors import NotFoundError
from storage.models import Address, Message, OutboxItem, Platform
from storage.outbox import Arrived
from storage.store import Store
from tests.fakes.senders import FakeSender
from tests.makers import make_chat, queue_messages

HEAD = Message("head:2026-05-13", 0, "{}")
FOUND = Settlement(Verdict.SENT, "9")


class Uncounted(FakeSender):
    """A platform that is asked without ids."""

    def id_sequence(self, address: Address) -> str | None:
        """Nothing is counted."""
        return None


class Asked(FakeSender):
    """Asks to wait when it is asked."""

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Ask to wait."""
        raise RateLimitedError("flood", retry_after_s=40, scope=Scope.CHAT)


class Away(FakeSender):
    """Cannot be reached."""

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Be away."""
        raise UnreachableError("no route to host")


class Broken(FakeSender):
    """Has a fault."""

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Fail."""
        raise ZeroDivisionError


@pytest.fixture
def item(store: Store, now: datetime) -> OutboxItem:
    """A message whose answer was lost two seconds after another had arrived."""
    for name in ("before", "lost", "after"):
        queue_messages(store, store.chats.add(make_chat(name), now).id, "2026-05-13", [HEAD], (), now)
    store.outbox.claim([1], now - timedelta(seconds=2))
    store.outbox.mark_sent([Arrived(1, "4", "account")], now - timedelta(seconds=1))
    store.outbox.claim([2], now)
    store.outbox.mark_unknown(2, "timeout", now, likely_sent=True)
    return store.lanes.read([2], 1)[2][0]


def settle(store: Store, sender: FakeSender, item: OutboxItem, at: datetime) -> Outcome:
    settling = Settling(store.doubts, {Platform.CONSOLE: sender}, lambda: at, {})
    return asyncio.run(settling.settle(item, plain=False))


def test_without_a_later_id_nothing_is_asked_for_a_while(store: Store, item: OutboxItem, now: datetime) -> None:
    sender = FakeSender()
    sender.verdicts.append(FOUND)
    assert settle(store, sender, item, now + timedelta(seconds=1)) == AskLater(timedelta(seconds=1))
    assert sender.asked == []
    assert settle(store, sender, item, now + timedelta(seconds=2)) == Sent("9")
    assert sender.asked == [Evidence(before=4, taken=frozenset({4}))]


def test_with_a_later_id_it_is_asked_at_once(store: Store, item: OutboxItem, now: datetime) -> None:
    store.outbox.claim([3], now + timedelta(milliseconds=1))
    store.outbox.mark_sent([Arrived(3, "6", "account")], now + timedelta(milliseconds=9))
    sender = FakeSender()
    sender.verdicts.append(FOUND)
    assert settle(store, sender, item, now + timedelta(milliseconds=10)) == Sent("9")
    assert sender.asked == [Evidence(before=4, after=6, taken=frozenset({4, 6}))]


def test_where_an_edit_could_hit_a_reply_nothing_is_asked(store: Store, item: OutboxItem, now: datetime) -> None:
    store.doubts.note_turn("console::lost", now - timedelta(seconds=1))
    sender = FakeSender()
    sender.verdicts.append(FOUND)
    assert settle(store, sender, item, now + timedelta(minutes=2)) == Sent(None)
    assert sender.asked == []


def test_an_id_of_long_ago_is_told_to_be_old(store: Store, item: OutboxItem, now: datetime) -> None:
    store.outbox.retry_later(item.id, now, "again")
    store.outbox.claim([item.id], now + timedelta(hours=1))
    store.outbox.mark_unknown(item.id, "timeout", now + timedelta(hours=1), likely_sent=True)
    sender = FakeSender()
    settle(store, sender, item, now + timedelta(hours=1, seconds=5))
    assert [evidence.recent for evidence in sender.asked] == [False]


def test_a_platform_that_needs_no_ids_is_asked_at_once(store: Store, item: OutboxItem, now: datetime) -> None:
    sender = Uncounted()
    sender.verdicts.append(FOUND)
    assert settle(store, sender, item, now) == Sent("9")
    assert sender.asked == [Evidence()]


def test_a_wait_that_is_asked_for_is_obeyed(store: Store, item: OutboxItem, now: datetime) -> None:
    wait = timedelta(seconds=40)
    outcome = settle(store, Asked(), item, now + timedelta(minutes=5))
    assert outcome == AskLater(wait, Hold(wait, "flood", Scope.CHAT))


def test_the_rule_waits_until_somebody_can_be_asked(store: Store, item: OutboxItem, now: datetime) -> None:
    later = now + timedelta(hours=5)
    assert settle(store, Away(), item, later) == AskLater(timedelta(), Unreachable("no route to host"))
    assert settle(store, FakeSender(), item, later) == Sent(None)


def test_a_fault_in_a_sender_leaves_it_to_the_rule(store: Store, item: OutboxItem, now: datetime) -> None:
    assert settle(store, Broken(), item, now + timedelta(seconds=4)) == AskLater(timedelta(seconds=4))
    assert settle(store, Broken(), item, now + timedelta(seconds=61)) == Sent(None)


def test_a_row_that_is_not_unknown_any_more_is_not_found(store: Store, item: OutboxItem, now: datetime) -> None:
    store.outbox.count_as_sent(item.id, now)
    with pytest.raises(NotFoundError):
        settle(store, FakeSender(), item, now)
