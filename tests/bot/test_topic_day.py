"""D5: a topic from the first word to the digest, through the whole program, on each platform: nothing is told twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fakes.chat_endpoint import MODEL, choice
from tests.fakes.replay import Replay
from tests.fakes.slack_workspace import FakeSlackApp
from tests.fakes.telegram_people import TelegramPeople
from tests.fakes.telegram_program import buttons
from tests.fakes.waiting import until
from tests.fakes.whole_program import MORNING, TODAY, WholeProgram, listed

EVENING = datetime(2026, 5, 13, 20, tzinfo=UTC)
"""Before the morning of a chat that chooses nothing, and long after the list was settled."""
NEXT_NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
STEP = timedelta(hours=1)
TITLE = "Robots in surgery"


async def go_on(program: WholeProgram, end: datetime) -> None:
    """Let the time pass in steps, at each of which every job may run."""
    while program.clock() < end:
        await program.becomes(program.clock() + STEP)
        await asyncio.sleep(0.02)


async def live_through(
    program: WholeProgram,
    texts: Callable[[], list[str]],
    say: Callable[[str, str], Awaitable[object]],
    press: Callable[[str], Awaitable[object]],
) -> None:
    """Follow a topic, and live through the day of a paper on it."""
    program.lists(TODAY, [1])
    await say("subscribe", "")
    await until(texts)
    await say("topic", "surgical OR surgery")
    await until(lambda: any("It would have matched" in text for text in texts()))
    await press("⚡ At once")
    await until(lambda: any("Saved" in text for text in texts()))
    program.site.lists[TODAY.isoformat()] = [listed(1), listed(2, title=TITLE)]

    def told(title: str) -> list[str]:
        return [text for text in texts() if title in text]

    await go_on(program, EVENING)
    await until(lambda: told(TITLE))
    (alert,) = told(TITLE)
    assert "surgery" in alert.replace(TITLE, "")
    assert told("Memory 1") == []
    await go_on(program, MORNING)
    await until(lambda: told("Memory 1"))
    await go_on(program, NEXT_NOON)
    assert len(told(TITLE)) == 1


async def test_d5_a_topic_of_a_telegram_chat_is_told_of_once_and_not_again_in_the_digest(
    hurried: None, people: TelegramPeople, site: Replay, tmp_path: Path
) -> None:
    program = WholeProgram(site, tmp_path / "paperboy.db", telegram=people)

    async def say(command: str, words: str) -> None:
        people.says(f"/{command} {words}".strip())

    async def press(button: str) -> None:
        message = people.arrivals[-1]
        people.presses(buttons(message)[button], message.message_id)

    async with program.running():
        await live_through(program, people.texts, say, press)


async def test_a_topic_in_korean_is_widened_by_the_model_that_is_set(
    hurried: None, people: TelegramPeople, site: Replay, tmp_path: Path
) -> None:
    asked: list[dict[str, Any]] = []

    async def tell(request: web.Request) -> web.Response:
        asked.append(await request.json())
        terms = {"terms": [{"word": "강화학습", "english": ["reinforcement learning", 'x" OR votes:>0']}]}
        return web.json_response(choice(json.dumps(terms)))

    model = web.Application()
    model.router.add_post("/v1/chat/completions", tell)
    program = WholeProgram(site, tmp_path / "paperboy.db", telegram=people)
    program.lists(TODAY, [])
    async with TestServer(model) as server:
        endpoint = str(server.make_url("/v1"))
        program.settings = replace(program.settings, llm_base_url=endpoint, llm_model=MODEL)
        async with program.running():
            people.says("/subscribe")
            await until(people.texts)
            people.says("/topic 강화학습")
            await until(lambda: any("It also matches: reinforcement learning\n" in text for text in people.texts()))
            assert program.store.spending.of_day(TODAY).calls == 1
    assert [call["messages"][1]["content"] for call in asked] == ['["강화학습"]']


async def test_d5_a_topic_of_a_slack_channel_is_told_of_once_and_not_again_in_the_digest(
    hurried: None, site: Replay, tmp_path: Path
) -> None:
    async with FakeSlackApp(speed=10_000) as slack:
        program = WholeProgram(site, tmp_path / "paperboy.db", slack=slack)

        def texts() -> list[str]:
            posted = [arrival.text for arrival in slack.arrivals]
            return [*posted, *(str(said["text"]) for said in slack.said())]

        async def say(command: str, words: str) -> None:
            await slack.connected()
            await slack.bring("slash_commands", slack.slash("/papers", f"{command} {words}".strip()))

        async def press(button: str) -> None:
            rows = [block["elements"] for block in slack.said()[-1]["blocks"] if block["type"] == "actions"]
            (value,) = (found["value"] for row in rows for found in row if found["text"]["text"] == button)
            await slack.bring("interactive", slack.press(value, ephemeral=True))

        async with program.running():
            await live_through(program, texts, say, press)
        assert slack.objections == []
