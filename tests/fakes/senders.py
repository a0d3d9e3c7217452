"""A sender with the real interface: queued endings, recorded messages."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from bot.senders import Evidence, LostAnswerError, SendError, Settlement, Verdict
from storage.models import OutboxItem, Platform


@dataclass(slots=True)
class FakeSender:
    """Sends by remembering; `endings` are how the next sends end, None is well."""

    platform: Platform = Platform.CONSOLE
    endings: deque[SendError | LostAnswerError | None] = field(default_factory=deque)
    verdicts: deque[Settlement] = field(default_factory=deque)
    sent: list[tuple[str, str, bool]] = field(default_factory=list)
    asked: list[Evidence] = field(default_factory=list)

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Remember a message, or end as the next ending says."""
        ending = self.endings.popleft() if self.endings else None
        if ending is not None:
            raise ending
        self.sent.append((str(item.address), item.subject, plain))
        return str(len(self.sent))

    async def settle(self, item: OutboxItem, evidence: Evidence, now: datetime) -> Settlement:
        """Answer with the next verdict."""
        self.asked.append(evidence)
        return self.verdicts.popleft() if self.verdicts else Settlement(Verdict.CANNOT_TELL)

    def id_sequence(self, item: OutboxItem) -> str:
        """All chats count together."""
        return "account"
