"""The Telegram bot at work on a scripted answer: all that stands between a fake Bot API and the commands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.telegram import build_bot
from bot.telegram_bot import TelegramBot
from bot.telegram_directory import TelegramDirectory
from bot.telegram_inline import StoredPapers
from bot.telegram_intake import Webhook
from bot.telegram_menu import Spoken
from digest.alarms import log_alarm
from handlers.layout import Button, Layout, Line, Span
from handlers.requests import Answer, File, Place, Reply, Request
from storage.models import Address, ChatKind, Language
from storage.store import Store
from tests.fakes.telegram_people import TelegramPeople
from tests.fakes.waiting import until

NOW = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
RUNNING = "the Telegram bot"
SPOKEN = Spoken(
    names=frozenset({"start", "help", "today", "paper", "language", "forget"}),
    changing=frozenset({"start", "language"}),
    menu=lambda language, may_change: (("today", f"today {language}"), *([("language", "…")] if may_change else [])),
    languages=(Language("ko"), Language("en")),
)


def reply(
    text: str, place: Place = Place.NEW, *, buttons: Sequence[Button] = (), file: File | None = None, title: str = "T"
) -> Reply:
    """Make a reply of one line under a title."""
    layout = Layout(Language("en"), title, (Line((Span(text),)),), buttons=(tuple(buttons),) if buttons else ())
    return Reply(layout, place, file)


class Script:
    """Answers each command by its steps, else with its own name and words; keeps every request.

    A step is a reply to be given, an event or a condition to wait for, or a failure.
    """

    def __init__(self, **steps: Sequence[object]) -> None:
        self._steps = steps
        self.requests: list[Request] = []

    @property
    def asked(self) -> list[str]:
        """Return the commands and words of all requests."""
        return [f"{request.command} {request.words}".strip() for request in self.requests]

    async def __call__(self, request: Request) -> AsyncIterator[Reply]:
        """Answer a request."""
        self.requests.append(request)
        for step in self._steps.get(request.command, [reply(f"{request.command} {request.words}".strip())]):
            match step:
                case Exception():
                    raise step
                case asyncio.Event():
                    await step.wait()
                case Reply():
                    yield step
                case _:
                    assert callable(step)
                    await until(step)


class Turns:
    """Keeps whose turn was taken, and makes nobody wait."""

    def __init__(self) -> None:
        self.taken: list[tuple[Address, ChatKind]] = []

    @asynccontextmanager
    async def __call__(self, address: Address, kind: ChatKind) -> AsyncIterator[None]:
        """Take a turn."""
        self.taken.append((address, kind))
        yield


def ended() -> bool:
    """Tell whether the bot runs no more."""
    return all(task.get_name() != RUNNING for task in asyncio.all_tasks())


@asynccontextmanager
async def talking(
    fake: TelegramPeople, store: Store, script: Answer, turns: Turns | None = None, webhook: Webhook | None = None
) -> AsyncIterator[TelegramBot]:
    """Run the bot, and stop it at the end as the program does; raises what ended it before."""
    stop = asyncio.Event()
    bot = build_bot(fake.token, fake.base_url, read_timeout_s=5)
    async with bot.request:
        telegram = TelegramBot(
            bot,
            store,
            script,
            turns or Turns(),
            lambda: NOW,
            spoken=SPOKEN,
            directory=TelegramDirectory(bot, lambda: NOW),
            find=StoredPapers(store, lambda: NOW),
            webhook=webhook,
            alarm=log_alarm,
            sleep=_no_pause,
        )
        running = asyncio.create_task(telegram.run(stop), name=RUNNING)
        try:
            yield telegram
        finally:
            stop.set()
            await running


async def _no_pause(_: float) -> None:
    """Wait for nothing but the others' turn."""
    await asyncio.sleep(0)
