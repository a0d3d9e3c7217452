"""Counts how sends end and how long they take, around any sender."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from bot.senders import (
    ChatGoneError,
    ChatMovedError,
    ContentError,
    Evidence,
    LostAnswerError,
    ParentGoneError,
    ParentUnknownError,
    PlatformDownError,
    RateLimitedError,
    Sender,
    SendError,
    Settlement,
    UnreachableError,
)
from storage.models import Address, OutboxItem, Platform

SENT = "sent"
_ENDINGS = {
    RateLimitedError: "rate_limited",
    ChatGoneError: "chat_gone",
    ChatMovedError: "chat_moved",
    ContentError: "content_refused",
    ParentGoneError: "parent_gone",
    ParentUnknownError: "parent_gone",
    PlatformDownError: "account_refused",
    UnreachableError: "unreachable",
    LostAnswerError: "answer_lost",
    SendError: "failed",
}
"""What each ending is called in the metrics."""
FAULT = "fault"


@dataclass(slots=True)
class Sends:
    """What this process has sent: endings, seconds until they came, and seconds that platforms asked to wait."""

    endings: Counter[tuple[Platform, str]] = field(default_factory=Counter)
    seconds: dict[Platform, float] = field(default_factory=dict)
    waits: dict[Platform, float] = field(default_factory=dict)

    def begin(self, platform: Platform) -> None:
        """Count from zero: Prometheus sees no increase in a figure that is not there before its first one."""
        for ending in (SENT, *_ENDINGS.values(), FAULT):
            self.endings.setdefault((platform, ending), 0)
        for counted in (self.seconds, self.waits):
            counted.setdefault(platform, 0.0)

    def add(self, platform: Platform, ending: str, seconds: float, wait: float = 0.0) -> None:
        """Count one."""
        self.endings[platform, ending] += 1
        self.seconds[platform] += seconds
        self.waits[platform] += wait


class MeasuredSender:
    """A sender that counts what it is asked to send."""

    def __init__(self, sender: Sender, sends: Sends) -> None:
        self.platform = sender.platform
        self._sender = sender
        self._sends = sends
        sends.begin(sender.platform)

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Send one message as the sender does, and count how it ended."""
        begun = time.monotonic()
        ending, wait = FAULT, 0.0
        try:
            message_id = await self._sender.send(item, plain=plain)
            ending = SENT
            return message_id
        except (SendError, LostAnswerError) as error:
            ending = _ENDINGS.get(type(error), "failed")
            wait = error.retry_after_s if isinstance(error, RateLimitedError) else 0.0
            raise
        finally:
            self._sends.add(self.platform, ending, time.monotonic() - begun, wait)

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Find out whether a message arrived, as the sender does."""
        return await self._sender.settle(item, evidence, plain=plain)

    def id_sequence(self, address: Address) -> str | None:
        """Name the sequence of a chat's message ids, as the sender does."""
        return self._sender.id_sequence(address)
