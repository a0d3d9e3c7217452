"""Both strict platforms on loopback, a real store, and the bot that delivers between them, in hurried time.

The methods are synchronous: the platforms live on a loop of the town's own, which runs only inside `deliver`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from bot.app import rates_of
from bot.config import Settings
from bot.delivery import Delivery, Tally
from bot.senders import Sender
from bot.slack import SlackSender, build_client
from bot.telegram import TelegramSender, build_bot
from storage.models import Address, ChatKind, Message, PaperKey, Platform
from storage.store import Store
from tests.fakes.slack_platform import FakeSlack
from tests.fakes.telegram_platform import FakeTelegram
from tests.fakes.time import BEGINNING, HurriedLoop
from tests.makers import make_chat, queue_messages

SPEED = 100
DAY = "2026-05-13"
SUBJECTS = ["head", "paper 1", "paper 2"]
KEYS = [PaperKey("2605.00001"), PaperKey("2605.00002")]


class Town:
    """Use it as a context manager; each `deliver` is what a new process of the bot does."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.later = timedelta()
        """How much later it is than the loop's time says."""
        self._runner = asyncio.Runner(loop_factory=lambda: HurriedLoop(SPEED))
        self._stack = AsyncExitStack()
        self.telegram = FakeTelegram(clock=lambda: self._seconds())
        self.slack = FakeSlack(clock=lambda: self.clock().timestamp())

    def __enter__(self) -> Self:
        self._runner.run(self._stack.enter_async_context(self.telegram))
        self._runner.run(self._stack.enter_async_context(self.slack))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()

    def clock(self) -> datetime:
        """Return the moment it is for everybody."""
        return BEGINNING + timedelta(seconds=self._seconds())

    def subscribe(self, chat: str, kind: ChatKind = ChatKind.PRIVATE, platform: Platform = Platform.TELEGRAM) -> int:
        """Add a chat and return its id."""
        return self.store.chats.add(make_chat(address=Address(platform, chat), kind=kind), BEGINNING).id

    def queue(self, *chat_ids: int, subjects: Sequence[str] = SUBJECTS) -> None:
        """Queue a head and papers, whose texts are their subjects."""
        head, *papers = subjects
        messages = [Message(head, 0, _text(head)), *(Message(paper, 0, _text(paper), reply=True) for paper in papers)]
        for chat_id in chat_ids:
            queue_messages(self.store, chat_id, DAY, messages, KEYS, BEGINNING)

    def deliver(self, patience_s: float = 300) -> Tally:
        """Send what can be sent without a longer wait."""
        return self._runner.run(self._deliver(patience_s))

    async def _deliver(self, patience_s: float) -> Tally:
        bot = build_bot(self.telegram.token, self.telegram.base_url)
        client = build_client(self.slack.token, self.slack.base_url)
        senders: dict[Platform, Sender] = {
            Platform.TELEGRAM: TelegramSender(bot),
            Platform.SLACK: SlackSender(client),
        }
        async with bot.request:
            return await Delivery(self.store, senders, rates_of(Settings()), self.clock).drain(patience_s)

    def got(self, chat: str) -> list[str]:
        """Return what a chat of either platform was given, in the order in which it arrived."""
        told = [message.text for message in self.telegram.arrivals if str(message.chat) == chat]
        return told + [post.text for post in self.slack.arrivals if post.channel == chat]

    def arrived_at(self, chat: str) -> list[datetime]:
        """Return when the messages of a chat arrived."""
        told = [
            BEGINNING + timedelta(seconds=message.at) for message in self.telegram.arrivals if str(message.chat) == chat
        ]
        return told + [datetime.fromtimestamp(post.at, UTC) for post in self.slack.arrivals if post.channel == chat]

    def _seconds(self) -> float:
        return self._runner.get_loop().time() + self.later.total_seconds()


def _text(text: str) -> str:
    return json.dumps({"text": text})
