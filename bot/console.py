"""The console platform: messages as plain text on a stream, for the shell, the demo and trying things out."""

from __future__ import annotations

import json
from collections.abc import Callable

from bot.senders import Evidence, PlatformDownError, Settlement, Verdict
from storage.models import Address, OutboxItem, Platform


class ConsoleSender:
    """Writes each message's text; its message ids are the ids of the rows."""

    platform = Platform.CONSOLE

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Write one message; raises PlatformDownError when nobody reads the stream any more."""
        try:
            self._write(json.loads(item.payload)["text"])
        except OSError as error:
            raise PlatformDownError(f"the console cannot be written ({error.strerror or error})") from error
        return str(item.id)

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """A stream cannot be asked; after a crash the rule decides."""
        return Settlement(Verdict.CANNOT_TELL)

    def id_sequence(self, address: Address) -> str | None:
        """Nothing is counted."""
        return None
