"""D5: a topic from the first word to the digest, through the whole program, on each platform: nothing is told twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

import bot.commands.run
from bot.commands.run import serve
from bot.config import Secret, Settings
from bot.lease import DeliveryLease
from storage.store import Store
from tests.bot.test_deliver import item
from tests.fakes.chat_endpoint import MODEL, choice
from tests.fakes.replay import Replay
from tests.fakes.slack_workspace import APP_TOKEN, FakeSlackApp
from tests.fakes.telegram_people import TelegramPeople
from tests.fakes.telegram_talk import until

DAY = date(2026, 5, 13)
MORNING, EVENING = (datetime(2026, 5, 13, hour, tzinfo=UTC) for hour in (8, 20))
NEXT_MORNING, NEXT_NOON = (datetime(2026, 5, 14, hour, tzinfo=UTC) for hour in (4, 12))
"""A chat that chooses nothing has its digest at 08:15 in Seoul, which is 23:15 of the day before here."""
STEP = timedelta(minutes=10)
TITLE = "Robots in surgery"


class Day:
    """A day that passes in steps of ten minutes; the program's clocks tick a hundred times a second."""

    def __init__(self) -> None:
        self.now = MORNING

    async def go_on(self, end: datetime, true: Callable[[], object] = lambda: True) -> None:
        """Let the time pass to a moment, and wait there until something holds."""
        while self.now < end:
            self.now += STEP
            await asyncio.sleep(0.01)
        await until(true, seconds=20)


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Day:
    day = Day()
    monkeypatch.setattr(bot.commands.run, "TICK_S", 0.01)
    return day


@pytest.fixture
def source() -> Iterator[Replay]:
    with Replay() as source:
        source.lists[DAY.isoformat()] = [item(1)]
        yield source


@pytest.fixture
def settings(source: Replay, tmp_path: Path) -> Settings:
    return Settings(
        db=tmp_path / "paperboy.db",
        languages=("en",),
        hf_base_url=source.url,
        arxiv_base_url=source.url,
        arxiv_api_url=source.url,
        arxiv_interval=0,
        http_port=0,
        telegram_rate=1_000,
        telegram_chat_rate=1_000,
        slack_channel_rate=1_000,
    )


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with Store.open(settings.db) as store:
        yield store


@asynccontextmanager
async def running(settings: Settings, store: Store, day: Day) -> AsyncIterator[None]:
    """Run the bot as the command does, and stop it as a signal does."""
    stop = asyncio.Event()
    with DeliveryLease(store, lambda: day.now) as lease:
        bot = asyncio.create_task(serve(settings, store, lease, stop, lambda: day.now))
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait_for(bot, 10)


async def live_through(
    day: Day,
    source: Replay,
    texts: Callable[[], list[str]],
    say: Callable[[str, str], Awaitable[object]],
    press: Callable[[str], Awaitable[object]],
) -> None:
    """Follow a topic, and live through the day of a paper on it."""
    await say("subscribe", "")
    await until(texts)
    await say("topic", "surgical OR surgery")
    await until(lambda: any("It would have matched" in text for text in texts()))
    await press("⚡ At once")
    await until(lambda: any("Saved" in text for text in texts()))
    source.lists[DAY.isoformat()] += [{**item(2), "title": TITLE, "paper": {**item(2)["paper"], "title": TITLE}}]

    def told(title: str) -> list[str]:
        return [text for text in texts() if title in text]

    await day.go_on(EVENING, lambda: told(TITLE))
    (alert,) = told(TITLE)
    assert "surgery" in alert.replace(TITLE, "")
    assert told("Memory 1") == []
    await day.go_on(NEXT_MORNING, lambda: told("Memory 1"))
    await day.go_on(NEXT_NOON)
    assert len(told(TITLE)) == 1


async def test_d5_a_topic_of_a_telegram_chat_is_told_of_once_and_not_again_in_the_digest(
    settings: Settings, store: Store, day: Day, source: Replay
) -> None:
    async with TelegramPeople(speed=10_000) as telegram:

        async def say(command: str, words: str) -> None:
            telegram.says(f"/{command} {words}".strip())

        async def press(button: str) -> None:
            message = telegram.arrivals[-1]
            rows: list[list[dict[str, Any]]] = json.loads(message.content.markup)
            (data,) = (found["callback_data"] for row in rows for found in row if found["text"] == button)
            telegram.presses(data, message.message_id)

        settings = replace(settings, telegram_token=Secret(telegram.token), telegram_base_url=telegram.base_url)
        async with running(settings, store, day):
            await live_through(day, source, telegram.texts, say, press)


async def test_a_topic_in_korean_is_widened_by_the_model_that_is_set(
    settings: Settings, store: Store, day: Day, source: Replay
) -> None:
    source.lists[DAY.isoformat()] = []
    asked: list[dict[str, Any]] = []

    async def tell(request: web.Request) -> web.Response:
        asked.append(await request.json())
        terms = {"terms": [{"word": "강화학습", "english": ["reinforcement learning", 'x" OR votes:>0']}]}
        return web.json_response(choice(json.dumps(terms)))

    model = web.Application()
    model.router.add_post("/v1/chat/completions", tell)
    async with TelegramPeople(speed=10_000) as telegram, TestServer(model) as server:
        settings = replace(
            settings,
            telegram_token=Secret(telegram.token),
            telegram_base_url=telegram.base_url,
            llm_base_url=str(server.make_url("/v1")),
            llm_model=MODEL,
        )
        async with running(settings, store, day):
            telegram.says("/subscribe")
            await until(telegram.texts)
            telegram.says("/topic 강화학습")
            await until(lambda: any("It also matches: reinforcement learning\n" in text for text in telegram.texts()))
    assert [call["messages"][1]["content"] for call in asked] == ['["강화학습"]']
    assert store.spending.of_day(MORNING.date()).calls == 1


async def test_d5_a_topic_of_a_slack_channel_is_told_of_once_and_not_again_in_the_digest(
    settings: Settings, store: Store, day: Day, source: Replay
) -> None:
    # Its clock hurries too, so that a message a second is as many as it gets.
    async with FakeSlackApp(clock=lambda: asyncio.get_running_loop().time() * 1_000) as slack:

        def texts() -> list[str]:
            posted = [arrival.text for arrival in slack.arrivals]
            return [*posted, *(str(said["text"]) for said in slack.said())]

        async def say(command: str, words: str) -> None:
            await slack.bring("slash_commands", slack.slash("/papers", f"{command} {words}".strip()))

        async def press(button: str) -> None:
            rows = [block["elements"] for block in slack.said()[-1]["blocks"] if block["type"] == "actions"]
            (value,) = (found["value"] for row in rows for found in row if found["text"]["text"] == button)
            await slack.bring("interactive", slack.press(value, ephemeral=True))

        settings = replace(
            settings,
            slack_bot_token=Secret(slack.tokens["T1"]),
            slack_app_token=Secret(APP_TOKEN),
            slack_base_url=slack.base_url,
        )
        async with running(settings, store, day):
            await live_through(day, source, texts, say, press)
        assert slack.objections == []
