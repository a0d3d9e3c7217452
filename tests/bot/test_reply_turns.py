"""A reply to somebody who waits goes before all bulk, inside the same limits, and never past a pause."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress

import pytest

from bot.delivery import Delivery
from bot.rates import Rates
from bot.senders import PlatformDownError, RateLimitedError, Scope
from storage.models import Address, ChatKind, DeliveryState, Message, Platform
from storage.store import Store
from tests.fakes.senders import FakeSender
from tests.fakes.strict_sender import StrictSender
from tests.fakes.time import BEGINNING, in_no_time, wall
from tests.makers import make_chat, queue_messages

TELEGRAM_PER_SECOND = 30
TELEGRAM = Rates(TELEGRAM_PER_SECOND, 1, 0.333)
ADA = Address(Platform.TELEGRAM, "ada")
GROUP = Address(Platform.TELEGRAM, "group")


def queue(store: Store, name: str, kind: ChatKind = ChatKind.PRIVATE, messages: int = 15) -> None:
    chat = store.chats.add(make_chat(name, Platform.TELEGRAM, kind=kind), BEGINNING)
    papers = [Message(f"paper:{n}", 0, "{}") for n in range(messages)]
    queue_messages(store, chat.id, "2026-05-13", papers, (), BEGINNING)


def make_delivery(store: Store, sender: StrictSender | FakeSender) -> Delivery:
    return Delivery(store, {sender.platform: sender}, {sender.platform: TELEGRAM}, wall)


def now() -> float:
    return asyncio.get_running_loop().time()


async def reply(delivery: Delivery, sender: StrictSender, address: Address, kind: ChatKind) -> float:
    """Reply as an adapter does, past the outbox, and return how long that had to wait."""
    asked_at = now()
    async with delivery.turn(address, kind):
        waited = now() - asked_at
        sender.arrive(address.chat, kind)
    return waited


@pytest.mark.parametrize(("address", "kind"), [(ADA, ChatKind.PRIVATE), (GROUP, ChatKind.GROUP)])
def test_a_reply_waits_at_most_a_second_behind_any_backlog_and_nothing_is_overrun(
    store: Store, address: Address, kind: ChatKind
) -> None:
    for number in range(100):
        queue(store, f"c{number}")
    queue(store, address.chat, kind, messages=60)
    sender = StrictSender(random.Random(1), latency_s=0.01)

    async def replies() -> list[float]:
        delivery = make_delivery(store, sender)
        stop = asyncio.Event()
        running = asyncio.create_task(delivery.run(stop))
        waited = []
        for _ in range(2 if kind is ChatKind.GROUP else 10):
            await asyncio.sleep(1.7)
            waited.append(await reply(delivery, sender, address, kind))
        stop.set()
        await running
        return waited

    assert max(in_no_time(replies())) <= 1.03
    assert sender.refused == 0


@pytest.mark.parametrize("latency_s", [0.0, 0.01, 0.1])
def test_people_are_answered_between_the_messages_of_bulk_whichever_their_chat(store: Store, latency_s: float) -> None:
    for number in range(200):
        queue(store, f"c{number}")
    dice = random.Random(2)
    sender = StrictSender(dice, latency_s)

    async def replies() -> list[float]:
        delivery = make_delivery(store, sender)
        stop = asyncio.Event()
        running = asyncio.create_task(delivery.run(stop))
        waited = []
        for number in range(60):
            await asyncio.sleep(dice.uniform(0.2, 1.8))
            name = f"c{3 * number}" if number % 2 else f"other{number}"
            waited.append(await reply(delivery, sender, Address(Platform.TELEGRAM, name), ChatKind.PRIVATE))
        stop.set()
        await running
        return sorted(waited)

    waited = in_no_time(replies())
    apart_s = (1 + latency_s) / TELEGRAM_PER_SECOND
    assert waited[30] <= apart_s
    assert waited[-1] <= 5 * apart_s + 0.01
    assert sender.refused == 0


def test_a_reply_needs_no_running_delivery(store: Store) -> None:
    sender = StrictSender(random.Random(1))

    async def replies() -> float:
        delivery = make_delivery(store, sender)
        for _ in range(5):
            await reply(delivery, sender, ADA, ChatKind.PRIVATE)
        return now()

    assert in_no_time(replies()) == pytest.approx(2, abs=0.01)
    assert sender.refused == 0


def test_who_asked_first_is_served_first_and_nobody_waits_for_anothers_chat(store: Store) -> None:
    served: list[str] = []

    async def replies() -> None:
        delivery = make_delivery(store, FakeSender(Platform.TELEGRAM))

        async def one(name: str, chat: str) -> None:
            async with delivery.turn(Address(Platform.TELEGRAM, chat), ChatKind.PRIVATE):
                served.append(name)

        names = [("a1", "ada"), ("a2", "ada"), ("a3", "ada"), ("a4", "ada"), ("a5", "ada"), ("b1", "ben")]
        async with asyncio.TaskGroup() as group:
            for name, chat in names:
                group.create_task(one(name, chat))

    in_no_time(replies())
    assert served == ["a1", "a2", "a3", "b1", "a4", "a5"]


def test_a_short_pause_is_waited_for_and_a_long_one_is_told_at_once(store: Store) -> None:
    store.pauses.put("telegram::ada", BEGINNING.replace(second=4), "flood")
    store.pauses.put("telegram::ben", BEGINNING.replace(minute=59), "flood")

    async def replies() -> None:
        delivery = make_delivery(store, FakeSender(Platform.TELEGRAM))
        await delivery.drain()
        async with delivery.turn(ADA, ChatKind.PRIVATE):
            assert now() == pytest.approx(4)
        with pytest.raises(RateLimitedError) as raised:
            async with delivery.turn(Address(Platform.TELEGRAM, "ben"), ChatKind.PRIVATE):
                pass
        assert raised.value.retry_after_s == pytest.approx(44 * 60 - 4)
        assert raised.value.scope is Scope.CHAT
        assert now() == pytest.approx(4)

    in_no_time(replies())


def test_a_limit_met_in_a_reply_holds_bulk_too_and_survives_a_restart(store: Store) -> None:
    queue(store, "ada", messages=1)
    sender = FakeSender(Platform.TELEGRAM)

    async def replies() -> None:
        delivery = make_delivery(store, sender)
        with suppress(RateLimitedError):
            async with delivery.turn(ADA, ChatKind.PRIVATE):
                raise RateLimitedError("flood", retry_after_s=900, scope=Scope.CHAT)
        await delivery.drain(patience_s=600)
        assert sender.sent == []
        await make_delivery(store, sender).drain(patience_s=600)
        assert sender.sent == []
        await make_delivery(store, sender).drain(patience_s=1000)

    in_no_time(replies())
    assert store.outbox.counts() == {DeliveryState.SENT: 1}


def test_a_reply_that_is_not_wanted_any_more_gives_its_place_back(store: Store) -> None:
    async def replies() -> float:
        delivery = make_delivery(store, FakeSender(Platform.TELEGRAM))

        async def one() -> None:
            async with delivery.turn(ADA, ChatKind.PRIVATE):
                pass

        for _ in range(3):
            await one()
        waiting = [asyncio.create_task(one()) for _ in range(50)]
        await asyncio.sleep(0.5)
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
        await one()
        return now()

    assert in_no_time(replies()) == pytest.approx(1)


def test_no_reply_goes_to_a_platform_that_refuses_the_account(store: Store) -> None:
    queue(store, "ada", messages=1)
    sender = FakeSender(Platform.TELEGRAM)
    sender.endings.append(PlatformDownError("Unauthorized"))

    async def replies() -> None:
        delivery = make_delivery(store, sender)
        await delivery.drain()
        with pytest.raises(PlatformDownError):
            async with delivery.turn(ADA, ChatKind.PRIVATE):
                pass

    in_no_time(replies())
