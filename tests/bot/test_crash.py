"""Killed at any instant and started again, the delivery gives each chat each paper exactly once."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from storage.models import Address, ChatKind, DeliveryState, Message, PaperKey, Platform
from storage.store import Store
from tests.fakes.courier import SLACK_TOKEN, SPEED, TOKEN, Courier, Errand
from tests.fakes.loopback import hang
from tests.fakes.slack_platform import FakeSlack
from tests.fakes.telegram_platform import FakeTelegram
from tests.fakes.time import BEGINNING
from tests.makers import make_chat

PAPERS = 2
TELEGRAM = {"501": ChatKind.PRIVATE, "-77": ChatKind.GROUP, "-1002222222222": ChatKind.CHANNEL}
SLACK = {"C0PAPERS": ChatKind.CHANNEL}


def slack_time() -> float:
    """Return the seconds since 1970 that all hurried processes agree about."""
    return BEGINNING.timestamp() + time.monotonic() * SPEED


@dataclass
class World:
    """One store and both platforms; every day of it brings each chat a head and some papers."""

    store: Store
    telegram: FakeTelegram
    slack: FakeSlack
    courier: Courier
    errand: Errand
    day: int = 0
    expected: dict[str, list[str]] = field(default_factory=dict)

    def dawn(self) -> None:
        """Queue another day for every chat."""
        self.day += 1
        head = f"head:{self.day}"
        papers = [f"paper:{self.day:04}.{number:05}" for number in range(PAPERS)]
        messages = [
            Message(head, 0, payload(head)),
            *(Message(paper, 0, payload(paper), reply=True) for paper in papers),
        ]
        keys = [PaperKey(paper.removeprefix("paper:")) for paper in papers]
        ids = [chat.id for chat in self.store.chats.active()]
        self.store.ledger.queue(ids, f"day {self.day}", self.store.ledger.keep(messages), keys, BEGINNING)
        for name in (*TELEGRAM, *SLACK):
            self.expected.setdefault(name, []).extend([head, *papers])

    async def run(self, errand: Errand | None = None) -> bool:
        """Deliver until the run ends, and tell whether it came to its own end."""
        await self.courier.start(errand or self.errand)
        return await self.courier.ended()

    def assert_exactly_once(self, what: str) -> None:
        """Compare what the ledger says with what the platforms accepted."""
        arrived: dict[str, list[str]] = {name: [] for name in (*TELEGRAM, *SLACK)}
        for message in self.telegram.arrivals:
            arrived[str(message.chat)].append(message.text)
        for post in self.slack.arrivals:
            arrived[post.channel].append(post.text)
        wrong = {name: [*arrived[name][-9:]] for name, due in self.expected.items() if arrived[name] != due}
        assert not wrong, f"killed {what}"
        assert self.store.outbox.counts() == {DeliveryState.SENT: sum(map(len, self.expected.values()))}, what
        heads = {post.ts for post in self.slack.arrivals if post.text.startswith("head")}
        assert all((post.thread_ts in heads) != (post.ts in heads) for post in self.slack.arrivals), what
        for chat in self.store.chats.active():
            given = [f"paper:{key}" for key in self.store.ledger.keys_of(chat.id)]
            assert given == [subject for subject in self.expected[chat.address.chat] if subject.startswith("paper")], (
                what
            )


def payload(subject: str) -> str:
    return json.dumps({"text": subject})


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A world after its first day, on which nobody died: every chat has a message that the next come after."""
    file = tmp_path / "paperboy.db"
    async with AsyncExitStack() as stack:
        store = stack.enter_context(Store.open(file))
        telegram = await stack.enter_async_context(FakeTelegram(token=TOKEN, speed=SPEED))
        telegram.channels.add(-1002222222222)
        slack = await stack.enter_async_context(FakeSlack(token=SLACK_TOKEN, clock=slack_time))
        for platform, chats in ((Platform.TELEGRAM, TELEGRAM), (Platform.SLACK, SLACK)):
            for name, kind in chats.items():
                store.chats.add(make_chat(address=Address(platform, name), kind=kind), BEGINNING)
        courier = await stack.enter_async_context(Courier())
        built = World(store, telegram, slack, courier, Errand(str(file), telegram.base_url, slack.base_url))
        built.dawn()
        assert await built.run()
        built.assert_exactly_once("never")
        yield built


def commits() -> Iterator[tuple[int, bool]]:
    """Yield the number of a commit, and whether to die before it."""
    return ((number, before) for number in itertools.count(1) for before in (True, False))


async def test_c4_killed_at_any_commit_each_chat_has_each_paper_once(world: World) -> None:
    for number, before in commits():
        world.dawn()
        if await world.run(replace(world.errand, dies_at_commit=number, dies_before=before)):
            break
        assert await world.run()
        world.assert_exactly_once(f"{'before' if before else 'after'} commit {number}")
    # A claim and an outcome at least of each message of a chat, for the next waits for it.
    assert number > 2 * (PAPERS + 1)


@pytest.mark.parametrize("accepted", [True, False])
async def test_c1_killed_while_a_message_is_under_way_each_chat_has_each_paper_once(
    accepted: bool, world: World
) -> None:
    for platform, chats in ((world.telegram, TELEGRAM), (world.slack, SLACK)):
        for number in range(len(chats) * (PAPERS + 1)):
            world.dawn()
            platform.fail_next(*[None] * number, hang(accepted=accepted))
            hanging = platform.attempts + number + 1
            await world.courier.start(world.errand)
            await platform.reached(hanging)
            world.courier.kill()
            assert not await world.courier.ended()
            assert await world.run()
            world.assert_exactly_once(f"while message {number} was under way")


@pytest.mark.parametrize("kills", [50, pytest.param(1000, marks=pytest.mark.nightly)])
async def test_c5_killed_at_random_moments_each_chat_has_each_paper_once(kills: int, world: World) -> None:
    dice = random.Random(kills)
    world.dawn()
    begun = time.monotonic()
    assert await world.run()
    usual_s = time.monotonic() - begun
    killed = 0
    while killed < kills:
        world.dawn()
        for _ in range(dice.randint(1, 3)):
            await world.courier.start(world.errand)
            await asyncio.sleep(dice.uniform(0, usual_s))
            world.courier.kill()
            killed += not await world.courier.ended()
        assert await world.run()
        world.assert_exactly_once(f"at a random moment, after {killed} kills")
