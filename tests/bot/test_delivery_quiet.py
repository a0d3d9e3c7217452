"""Delivery: what is late does not come in quiet hours."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import date, datetime, timedelta

import pytest

from bot.delivery import Delivery
from bot.rates import Rates
from bot.senders import (
    RateLimitedError,
    Scope,
    UnreachableError,
)
from storage.lanes import WaitingChat
from storage.ledger import ChatDelivery
from storage.models import Message, Platform, Priority
from storage.outbox import FOR_QUIET, NOTICE
from storage.store import Store
from storage.vitals import Backlog
from tests.fakes.deliveries import HEAD, PAPERS, SUBJECTS, queue, running, subjects
from tests.fakes.senders import FakeSender
from tests.fakes.time import BEGINNING, in_no_time, wall
from tests.makers import make_chat, queue_messages


def quiet_chat(store: Store) -> int:
    """Subscribe a chat whose quiet hours begin half an hour after BEGINNING, and give it a digest."""
    begin = (BEGINNING + timedelta(minutes=30)).time()
    end = (BEGINNING + timedelta(hours=9)).time()
    chat = store.chats.add(make_chat("hall", zone="UTC", quiet_from=begin, quiet_to=end), BEGINNING)
    queue_messages(store, chat.id, "2026-05-13", [HEAD, *PAPERS], (), BEGINNING)
    return chat.id


def deliver_after(store: Store, sender: FakeSender, hours: float, patience_s: float = 60) -> Delivery:
    """Drain the outbox so long after BEGINNING, two messages a second."""

    def clock() -> datetime:
        return wall() + timedelta(hours=hours)

    async def drain() -> Delivery:
        rates = Rates(platform=2, private=1, group=1)
        delivery = Delivery(store, {sender.platform: sender}, {sender.platform: rates}, clock)
        await delivery.drain(patience_s)
        return delivery

    return in_no_time(drain())


def test_what_an_outage_kept_back_does_not_go_out_in_quiet_hours(store: Store) -> None:
    chat_id = quiet_chat(store)
    queue(store, "attic")
    sender = FakeSender()
    assert deliver_after(store, sender, hours=5).tally.sent == 4
    assert subjects(sender, "hall") == []
    assert {item.due_at for item in store.lanes.read([chat_id], 9)[chat_id]} == {BEGINNING + timedelta(hours=9)}
    # Whoever runs the bot can read why something waits, and is not alarmed by it.
    assert {item.error for item in store.lanes.read([chat_id], 9)[chat_id]} == {FOR_QUIET}
    *_, backlog = store.vitals.backlog()
    assert backlog == Backlog()
    assert deliver_after(store, sender, hours=9).tally.sent == 4
    assert subjects(sender, "hall") == SUBJECTS


def test_who_waits_for_the_morning_is_not_looked_at_every_second_and_who_is_woken_is(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning = BEGINNING + timedelta(hours=8)
    for name in ("hall", "attic"):
        chat = store.chats.add(make_chat(name), BEGINNING)
        queue_messages(store, chat.id, "2026-05-13", [HEAD], (), morning if name == "hall" else BEGINNING)
    store.chats.pause(chat.id, "blocked", BEGINNING)
    looks: list[float] = []
    waiting = store.lanes.waiting

    def look(platform: Platform, after_chat_id: int, limit: int) -> tuple[WaitingChat, ...]:
        looks.append((wall() - BEGINNING).total_seconds())
        return waiting(platform, after_chat_id, limit)

    monkeypatch.setattr(store.lanes, "waiting", look)
    sender = FakeSender()

    async def night() -> None:
        async with running(store, sender):
            await asyncio.sleep(600.5)
            assert (len(looks), sender.sent) == (11, [])
            store.chats.wake(chat.id)
            await asyncio.sleep(2)
            assert subjects(sender, "attic") == [HEAD.subject]
            await asyncio.sleep((morning - wall()).total_seconds() + 1)
            assert subjects(sender, "hall") == [HEAD.subject]

    in_no_time(night())


def test_what_is_a_little_late_goes_out_all_the_same(store: Store) -> None:
    quiet_chat(store)
    sender = FakeSender()
    assert deliver_after(store, sender, hours=0.9).tally.sent == 4


def test_a_try_while_nobody_is_there_does_not_make_a_message_punctual(store: Store) -> None:
    quiet_chat(store)
    down, sender = FakeSender(endings=deque([UnreachableError("no route")])), FakeSender()
    assert deliver_after(store, down, hours=0.45, patience_s=1).tally.retried == 1
    assert deliver_after(store, sender, hours=1.3).tally.sent == 0
    assert sender.sent == []


@pytest.mark.parametrize("style", ["whole", "compact"])
def test_what_a_platform_asked_to_wait_with_until_late_at_night_waits_for_the_morning(store: Store, style: str) -> None:
    begin = (BEGINNING + timedelta(minutes=30)).time()
    end = (BEGINNING + timedelta(hours=9)).time()
    chat = store.chats.add(make_chat("hall", zone="UTC", quiet_from=begin, quiet_to=end), BEGINNING)
    messages = [HEAD, *PAPERS] if style == "whole" else [HEAD]
    queue_messages(store, chat.id, "2026-05-13", messages, (), BEGINNING)
    day = date(2026, 5, 13)
    store.ledger.record([ChatDelivery(chat.id, day, day, BEGINNING, 3, len(messages))])
    flooded, sender = FakeSender(), FakeSender()
    flooded.endings.append(RateLimitedError("flood", retry_after_s=5 * 3600, scope=Scope.CHAT))
    assert deliver_after(store, flooded, hours=0).tally.retried == 1
    assert deliver_after(store, sender, hours=5.01).tally.sent == 0
    assert deliver_after(store, sender, hours=9).tally.sent == len(messages)


@pytest.mark.parametrize(
    ("delivery", "priority", "goes"),
    [("reply", Priority.REPLY, True), (NOTICE, Priority.ALERT, True), ("alert:2605.00001", Priority.ALERT, False)],
)
def test_an_answer_and_a_notice_go_out_however_late_and_an_alert_waits_for_the_morning(
    store: Store, delivery: str, priority: Priority, goes: bool
) -> None:
    chat_id = quiet_chat(store)
    bodies = store.ledger.keep([Message("told", 0, '{"text": "told"}')])
    store.ledger.queue([chat_id], delivery, bodies, (), BEGINNING, priority)
    sender = FakeSender()
    assert deliver_after(store, sender, hours=5).tally.sent == goes
    assert subjects(sender, "hall") == ["told"] * goes
    deliver_after(store, sender, hours=10)
    assert subjects(sender, "hall") == ["told", *SUBJECTS]
