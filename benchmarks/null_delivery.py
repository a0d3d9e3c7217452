"""The delivery by itself: an outbox on disk, and a sender that does nothing.

python -m benchmarks.null_delivery prepare FILE CHATS
python -m benchmarks.null_delivery deliver FILE
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.app import rates_of
from bot.config import Settings
from bot.delivery import Delivery
from bot.now import utc_now
from storage.models import DeliveryState, Message, OutboxItem, PaperKey, Platform
from storage.store import Store
from tests.fakes.senders import FakeSender
from tests.makers import make_chat

DAY = "2026-05-13"
KEYS = tuple(PaperKey(f"2605.{number:05}") for number in range(1, 15))
MESSAGES = 1 + len(KEYS)
BODY = "A memory keeps what a model has read, and gives it back when it is asked for. " * 15
BEGINNING = datetime(2026, 5, 13, 23, 15, tzinfo=UTC)
PAGE = 1_000


class NullSender(FakeSender):
    """Sends by doing nothing, and remembers nothing."""

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Take the row's id for the message's."""
        return str(item.id)


def main(arguments: Sequence[str]) -> None:
    """Fill an outbox, or empty it."""
    logging.disable()
    if arguments[0] == "prepare":
        prepare(Path(arguments[1]), int(arguments[2]))
    else:
        deliver(Path(arguments[1]))


def prepare(file: Path, chats: int) -> None:
    """Queue a head and 14 papers for so many chats."""
    with Store.open(file) as store:
        bodies = store.ledger.keep(_messages())
        for first in range(0, chats, PAGE):
            with store.transaction():
                numbers = range(first, min(first + PAGE, chats))
                ids = [store.chats.add(make_chat(f"chat-{number}"), BEGINNING).id for number in numbers]
                store.ledger.queue(ids, DAY, bodies, KEYS, BEGINNING)


def _messages() -> list[Message]:
    head = Message(f"head:{DAY}", 0, json.dumps({"text": f"{DAY}\n{BODY}"}))
    return [head, *(Message(f"paper:{key}", 0, json.dumps({"text": f"{key}\n{BODY}"}), reply=True) for key in KEYS)]


def deliver(file: Path) -> None:
    """Send all of it."""
    with Store.open(file) as store:
        asyncio.run(Delivery(store, {Platform.CONSOLE: NullSender()}, rates_of(Settings()), utc_now).drain())
        if set(store.outbox.counts()) != {DeliveryState.SENT}:
            raise RuntimeError(f"not everything was sent: {store.outbox.counts()}")


if __name__ == "__main__":
    main(sys.argv[1:])
