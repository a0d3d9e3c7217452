"""A digest for some chats, and its delivery in time that jumps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.delivery import Delivery
from bot.rates import NO_LIMIT, Rates
from storage.models import Message, PaperKey
from storage.store import Store
from tests.fakes.senders import FakeSender
from tests.fakes.time import BEGINNING, in_no_time, wall
from tests.makers import make_chat, queue_messages

HEAD = Message("head:2026-05-13", 0, '{"text": "head"}')
PAPERS = tuple(Message(f"paper:2605.{n:05}", 0, f'{{"text": "{n}"}}', reply=True) for n in range(1, 4))
SUBJECTS = [HEAD.subject, *(paper.subject for paper in PAPERS)]


def queue(store: Store, *names: str) -> None:
    """Subscribe consoles of these names, and queue a head with three papers for each."""
    for name in names:
        chat = store.chats.add(make_chat(name), BEGINNING)
        keys = [PaperKey(paper.subject.removeprefix("paper:")) for paper in PAPERS]
        queue_messages(store, chat.id, "2026-05-13", [HEAD, *PAPERS], keys, BEGINNING)


def deliver(store: Store, sender: FakeSender, rates: Rates = NO_LIMIT, patience_s: float = 60) -> Delivery:
    """Drain the outbox with a clock that jumps, and return the delivery with its tally."""

    async def drain() -> Delivery:
        delivery = Delivery(store, {sender.platform: sender}, {sender.platform: rates}, wall)
        await delivery.drain(patience_s)
        return delivery

    return in_no_time(drain())


@asynccontextmanager
async def running(
    store: Store, sender: FakeSender, rates: Rates = NO_LIMIT, idle_s: float = 1.0
) -> AsyncIterator[Delivery]:
    """Run a delivery inside, and stop it at the end."""
    delivery = Delivery(store, {sender.platform: sender}, {sender.platform: rates}, wall)
    stop = asyncio.Event()
    work = asyncio.create_task(delivery.run(stop, idle_s))
    try:
        yield delivery
    finally:
        stop.set()
        await work


def subjects(sender: FakeSender, name: str) -> Sequence[str]:
    """Return what one chat got, in order."""
    return [subject for address, subject, _ in sender.sent if address == f"console:{name}"]
