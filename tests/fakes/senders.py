"""A sender with the real interface: queued endings, recorded messages."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from bot.senders import Evidence, Settlement, Verdict
from storage.models import Address, OutboxItem, Platform


@dataclass(slots=True)
class FakeSender:
    """Sends by remembering; `endings` are how the next sends end, None is well. An answer takes `latency_s`."""

    platform: Platform = Platform.CONSOLE
    endings: deque[Exception | None] = field(default_factory=deque)
    verdicts: deque[Settlement] = field(default_factory=deque)
    sent: list[tuple[str, str, bool]] = field(default_factory=list)
    asked: list[Evidence] = field(default_factory=list)
    latency_s: float = 0.0

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Remember a message, or end as the next ending says."""
        ending = self.endings.popleft() if self.endings else None
        await asyncio.sleep(self.latency_s)
        if ending is not None:
            raise ending
        self.sent.append((str(item.address), item.subject, plain))
        return str(len(self.sent))

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Answer with the next verdict."""
        self.asked.append(evidence)
        return self.verdicts.popleft() if self.verdicts else Settlement(Verdict.CANNOT_TELL)

    def id_sequence(self, address: Address) -> str | None:
        """All chats count together."""
        return "account"
