"""A platform without a network: it keeps its limits strictly, takes its time, loses answers and counts message ids."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bot.message_ids import Answer, candidates, search
from bot.senders import Evidence, LostAnswerError, RateLimitedError, Scope, Settlement
from storage.models import Address, ChatKind, OutboxItem, Platform
from tests.fakes.loopback import Bucket, Window


@dataclass(slots=True)
class StrictSender:
    """Telegram's limits and counting of ids; `lost` of the answers are lost, half of them with the message."""

    rng: random.Random
    latency_s: float = 0.0
    lost: float = 0.0
    platform: Platform = Platform.TELEGRAM
    arrivals: list[tuple[str, str]] = field(default_factory=list)
    refused: int = 0
    questions: int = 0
    _messages: list[tuple[str, str]] = field(default_factory=list)
    _whole: Window = field(default_factory=lambda: Window(30, 1))
    _private: defaultdict[str, Bucket] = field(default_factory=lambda: defaultdict(lambda: Bucket(3)))
    _groups: defaultdict[str, Window] = field(default_factory=lambda: defaultdict(lambda: Window(20, 60)))

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Accept a message somewhere on the way of its answer."""
        latency_s = self.rng.uniform(0, 2 * self.latency_s)
        share = self.rng.random()
        await asyncio.sleep(latency_s * share)
        kept = self.rng.random() >= self.lost
        if not kept and self.rng.random() < 0.5:
            raise LostAnswerError("reset before it was accepted", likely_sent=True)
        self.arrive(item.address.chat, item.kind)
        self.arrivals.append((item.address.chat, item.subject))
        self._messages.append((item.address.chat, item.subject))
        message_id = len(self._messages)
        await asyncio.sleep(latency_s * (1 - share))
        if not kept:
            raise LostAnswerError("reset after it was accepted", likely_sent=True)
        return str(message_id)

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Tell by the ids."""

        async def ask(message_id: int) -> Answer:
            if (message := self.kept(message_id)) is None or message[0] != item.address.chat:
                return Answer.MISSING
            return Answer.FOUND if message[1] == item.subject else Answer.UNCLEAR

        found = await search(candidates(evidence, own_sequence=False), ask)
        self.questions += found.questions
        return found

    def kept(self, message_id: int) -> tuple[str, str] | None:
        """Return the chat and subject of a message, or None if there is none of this id."""
        return self._messages[message_id - 1] if 0 < message_id <= len(self._messages) else None

    def id_sequence(self, address: Address) -> str | None:
        """All chats count together."""
        return "account"

    def doubled(self) -> list[tuple[str, str]]:
        """Return what arrived more than once."""
        return [arrival for arrival, times in Counter(self.arrivals).items() if times > 1]

    def arrive(self, chat: str, kind: ChatKind) -> None:
        """Count one message against the limits."""
        now = asyncio.get_running_loop().time()
        own = self._private[chat] if kind is ChatKind.PRIVATE else self._groups[chat]
        # A jumping clock adds up rounding errors.
        if max(self._whole.wait(now), own.wait(now)) > 1e-6:
            self.refused += 1
            raise RateLimitedError("too many", retry_after_s=30, scope=Scope.CHAT)
        self._whole.take(now)
        own.take(now)
