"""A whole broadcast in no time: the platforms' full speed, their limits never overrun, nothing lost or doubled."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from bot.delivery import Delivery, Tally
from bot.rates import Rates
from storage.models import Address, ChatKind, Message, Platform
from storage.store import Store
from tests.fakes.senders import FakeSender
from tests.fakes.strict_sender import StrictSender
from tests.fakes.time import BEGINNING, in_no_time, wall
from tests.makers import make_chat, queue_messages

TELEGRAM = Rates(30, 1, 0.333)
HEAD = Message("head:2026-05-13", 0, '{"text": "head"}')


def queue(store: Store, kinds: dict[ChatKind, int], papers: int = 14, name: str = "chat") -> int:
    """Queue a digest for so many chats of each kind, and return how many messages that is."""
    replies = [Message(f"paper:2605.{n:05}", 0, f'{{"text": "{n}"}}', reply=True) for n in range(papers)]
    total = 0
    for kind, chats in kinds.items():
        for number in range(chats):
            chat = store.chats.add(make_chat(f"{name}-{kind}-{number}", Platform.TELEGRAM, kind=kind), BEGINNING)
            queue_messages(store, chat.id, "2026-05-13", [HEAD, *replies], (), BEGINNING)
            total += 1 + papers
    return total


def broadcast(store: Store, sender: StrictSender) -> tuple[Tally, float]:
    """Deliver all of it; return the tally and how many seconds that took."""

    async def timed() -> tuple[Tally, float]:
        delivery = Delivery(store, {Platform.TELEGRAM: sender}, {Platform.TELEGRAM: TELEGRAM}, wall)
        tally = await delivery.drain(patience_s=120)
        return tally, (wall() - BEGINNING).total_seconds()

    return in_no_time(timed())


SPREAD_S = 1
"""What bulk gives up once to be spread over the platform's second, so that no reply waits for that second."""
KINDS = {ChatKind.PRIVATE: 200, ChatKind.GROUP: 10, ChatKind.CHANNEL: 5}


@pytest.mark.parametrize(("latency_s", "allowed"), [(0.0, 1.01), (0.01, 1.02), (0.3, 1.4)])
def test_a_broadcast_takes_hardly_longer_than_the_limits_allow(store: Store, latency_s: float, allowed: float) -> None:
    total = queue(store, KINDS)
    sender = StrictSender(random.Random(1), latency_s)
    tally, seconds = broadcast(store, sender)
    assert (tally.sent, sender.refused, len(sender.arrivals)) == (total, 0, total)
    assert (total - 30) / 30 <= seconds <= (total - 30) / 30 * allowed


def test_lost_answers_cost_no_message_and_hardly_any_time(store: Store) -> None:
    total = queue(store, KINDS)
    sender = StrictSender(random.Random(2), latency_s=0.01, lost=0.03)
    tally, seconds = broadcast(store, sender)
    assert (tally.sent, sender.refused, len(sender.arrivals), sender.doubled()) == (total, 0, total, [])
    assert store.outbox.settled_by_rule() == ()
    assert tally.unknown > 50
    assert sender.questions < 4 * tally.unknown
    assert seconds <= (total + tally.unknown - 30) / 30 * 1.02


@pytest.mark.parametrize(
    ("kind", "papers", "floor_s"),
    [(ChatKind.PRIVATE, 14, 12), (ChatKind.PRIVATE, 15, 13), (ChatKind.GROUP, 14, 0), (ChatKind.GROUP, 24, 60)],
)
def test_a_chat_alone_gets_its_digest_as_fast_as_its_own_limit_allows(
    store: Store, kind: ChatKind, papers: int, floor_s: float
) -> None:
    queue(store, {kind: 1}, papers)
    sender = StrictSender(random.Random(3), latency_s=0.001)
    tally, seconds = broadcast(store, sender)
    assert (tally.sent, sender.refused) == (papers + 1, 0)
    assert floor_s <= seconds <= floor_s * 1.01 + papers / 30


def test_two_topics_of_a_forum_share_the_minute_of_their_group(store: Store) -> None:
    for thread in ("7", "8"):
        chat = make_chat(address=Address(Platform.TELEGRAM, "-1001", thread), kind=ChatKind.TOPIC)
        stored = store.chats.add(chat, BEGINNING)
        papers = [Message(f"paper:2605.{n:05}", 0, f'{{"text": "{thread}"}}', reply=True) for n in range(14)]
        queue_messages(store, stored.id, "2026-05-13", [HEAD, *papers], (), BEGINNING)
    sender = StrictSender(random.Random(4))
    tally, seconds = broadcast(store, sender)
    assert (tally.sent, sender.refused) == (30, 0)
    assert seconds <= 61


def test_a_restart_begins_no_window_anew(store: Store) -> None:
    total = queue(store, {ChatKind.GROUP: 2, ChatKind.PRIVATE: 20}, papers=29)
    sender = StrictSender(random.Random(6), latency_s=0.01)

    async def restarted() -> float:
        for seconds in (0.2, 0.3, 0.1, 20):
            delivery = Delivery(store, {Platform.TELEGRAM: sender}, {Platform.TELEGRAM: TELEGRAM}, wall)
            stop = asyncio.Event()
            running = asyncio.create_task(delivery.run(stop))
            await asyncio.sleep(seconds)
            stop.set()
            await running
        await Delivery(store, {Platform.TELEGRAM: sender}, {Platform.TELEGRAM: TELEGRAM}, wall).drain(120)
        return (wall() - BEGINNING).total_seconds()

    assert in_no_time(restarted()) < 70
    assert (sender.refused, len(sender.arrivals)) == (0, total)


def test_a_long_chat_does_not_remain_alone_at_the_end(store: Store) -> None:
    total = queue(store, {ChatKind.PRIVATE: 60}, papers=9)
    total += queue(store, {ChatKind.PRIVATE: 1}, papers=19, name="long")
    sender = StrictSender(random.Random(5), latency_s=0.01)
    tally, seconds = broadcast(store, sender)
    assert (tally.sent, sender.refused) == (total, 0)
    assert seconds <= SPREAD_S + (total - 30) / 30 * 1.05


def test_chats_take_turns_however_often_the_outbox_is_looked_at(store: Store) -> None:
    queue(store, {ChatKind.PRIVATE: 60}, papers=9)
    sender = StrictSender(random.Random(7), latency_s=0.01)

    async def run() -> None:
        stop = asyncio.Event()
        delivery = Delivery(store, {Platform.TELEGRAM: sender}, {Platform.TELEGRAM: TELEGRAM}, wall)
        running = asyncio.create_task(delivery.run(stop, idle_s=0.5))
        await asyncio.sleep(9)
        stop.set()
        await running

    in_no_time(run())
    got = Counter(chat for chat, _ in sender.arrivals)
    assert len(got) == 60
    assert max(got.values()) - min(got.values()) <= 1


def test_a_rate_that_was_paid_for_is_used(store: Store) -> None:
    for number in range(900):
        chat = store.chats.add(make_chat(f"c{number}"), BEGINNING)
        queue_messages(store, chat.id, "2026-05-13", [HEAD, Message("paper:1", 0, "{}")], (), BEGINNING)
    sender = FakeSender(latency_s=0.5)

    async def timed() -> float:
        await Delivery(store, {Platform.CONSOLE: sender}, {Platform.CONSOLE: Rates(1000, 1, 1)}, wall).drain()
        return (wall() - BEGINNING).total_seconds()

    assert in_no_time(timed()) <= SPREAD_S + 2.1
    assert len(sender.sent) == 1800
