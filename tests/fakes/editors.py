"""An editor with the real interface: queued endings, recorded edits."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.senders import LostAnswerError, SendError
from storage.models import Address, ChatKind


@dataclass(slots=True)
class FakeEditor:
    """Edits by remembering; `endings` are how the next edits end, None is well."""

    endings: deque[SendError | LostAnswerError | None] = field(default_factory=deque)
    edited: list[tuple[str, str, str]] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)

    async def edit(self, address: Address, message_id: str, payload: str) -> None:
        """Remember an edit, or end as the next ending says."""
        ending = self.endings.popleft() if self.endings else None
        if ending is not None:
            raise ending
        self.edited.append((str(address), message_id, payload))

    @asynccontextmanager
    async def turn(self, address: Address, kind: ChatKind) -> AsyncIterator[None]:
        """Give a turn at once and remember whose it was."""
        del kind
        self.turns.append(str(address))
        yield
