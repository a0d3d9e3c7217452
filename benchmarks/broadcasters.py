"""The two who do the same broadcast: Paperboy's delivery, and python-telegram-bot with its own rate limiter.

python -m benchmarks.broadcasters paperboy|library URL FILE SPEED     prints the second in which sending begins
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
import time
from collections.abc import Coroutine, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import rates_of
from bot.config import Settings
from bot.delivery import Delivery
from bot.telegram import TelegramSender, build_bot
from storage.models import Address, ChatKind, Message, PaperKey, Platform
from storage.store import Store
from tests.fakes.telegram_platform import FIRST_CHANNEL
from tests.fakes.time import BEGINNING, HurriedLoop, hurried_wall
from tests.makers import make_chat

TOKEN = "1:a"
DAY = "2026-05-13"
KEYS = tuple(PaperKey(f"2605.{number:05}") for number in range(1, 15))
SUBJECTS = (f"head:{DAY}", *(f"paper:{key}" for key in KEYS))
BODY = "A memory keeps what a model has read, and gives it back when it is asked for. " * 10
PRIVATE, GROUPS, CHANNELS = 200, 10, 5
PATIENCE_S = 180


def chats() -> Iterable[tuple[int, ChatKind]]:
    """Yield every chat's id and kind; half of the groups are supergroups."""
    yield from ((number, ChatKind.PRIVATE) for number in range(1, PRIVATE + 1))
    yield from ((-number, ChatKind.GROUP) for number in range(1, GROUPS // 2 + 1))
    yield from ((FIRST_CHANNEL - number, ChatKind.GROUP) for number in range(GROUPS // 2 + 1, GROUPS + 1))
    yield from ((FIRST_CHANNEL - 100 - number, ChatKind.CHANNEL) for number in range(1, CHANNELS + 1))


def text_of(subject: str) -> str:
    """Write a message; its first line tells which it is."""
    return f"<b>{subject}</b>\n\n{BODY}"


def main(arguments: list[str]) -> None:
    """Broadcast to the end, in hurried time."""
    logging.disable()
    who, url, file, speed = arguments
    work: Coroutine[Any, Any, None] = _by_paperboy(url, Path(file)) if who == "paperboy" else _by_library(url)
    with asyncio.Runner(loop_factory=lambda: HurriedLoop(float(speed))) as runner:
        runner.run(work)


def _tell_begin() -> None:
    print(time.monotonic(), flush=True)


async def _by_paperboy(url: str, file: Path) -> None:
    with Store.open(file) as store:
        queue(store, BEGINNING)
        bot = build_bot(TOKEN, url)
        async with bot.request:
            _tell_begin()
            sender = TelegramSender(bot)
            await Delivery(store, {Platform.TELEGRAM: sender}, rates_of(Settings()), hurried_wall).drain(PATIENCE_S)


def queue(store: Store, now: datetime) -> None:
    """Queue the digest for everybody; after a restart all of it is there already."""
    messages = [Message(subject, 0, _payload(subject), reply=subject != SUBJECTS[0]) for subject in SUBJECTS]
    with store.transaction():
        bodies = store.ledger.keep(messages)
        for number, kind in chats():
            chat = make_chat(address=Address(Platform.TELEGRAM, str(number)), kind=kind)
            stored = store.chats.add(chat, now)
            store.ledger.queue([stored.id], DAY, bodies, KEYS, now)


def _payload(subject: str) -> str:
    return json.dumps({"text": text_of(subject), "parse_mode": "HTML", "silent": subject != SUBJECTS[0]})


async def _by_library(url: str) -> None:
    """Do as the library's guide says: every chat at once, each in order, the limiter holds them back."""
    from telegram.error import Forbidden, TelegramError
    from telegram.ext import AIORateLimiter, ExtBot
    from telegram.request import HTTPXRequest

    request = HTTPXRequest(connection_pool_size=256, pool_timeout=60, read_timeout=20, connect_timeout=10)
    bot = ExtBot(TOKEN, f"{url}/bot", request=request, rate_limiter=AIORateLimiter(max_retries=5))

    async def send_to(chat: int) -> None:
        for subject in SUBJECTS:
            try:
                await bot.send_message(
                    chat, text_of(subject), parse_mode="HTML", disable_notification=subject != SUBJECTS[0]
                )
            except Forbidden:
                return
            except TelegramError:
                # A network error is what did not arrive and what did: the plain program goes on.
                continue

    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(bot)
        _tell_begin()
        await asyncio.gather(*(send_to(chat) for chat, _ in chats()))


if __name__ == "__main__":
    main(sys.argv[1:])
