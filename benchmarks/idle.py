"""Idle: what `paperboy run` takes with nothing to do, on both platforms, and how soon it first asks for updates."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp

from benchmarks.bot_process import running
from benchmarks.measure import MEGABYTE, Figure, at_most, bare_start, show
from tests.fakes.loopback import free_port
from tests.fakes.slack_workspace import APP_TOKEN, FakeSlackApp
from tests.fakes.telegram_people import TelegramPeople
from tests.fakes.waiting import until

STARTS = 5
SETTLE_S = 10.0
IDLE_S = 60.0
START_S = 2.0
MEMORY_MB = 120
CPU_PERCENT = 0.5


def main() -> int:
    """Print the figures."""
    show(*asyncio.run(_measured()))
    return 0


async def _measured() -> list[Figure]:
    starts = []
    for _ in range(STARTS):
        async with _running() as (begun, telegram, _):
            starts.append(await _first_poll(begun, telegram))
    async with _running() as (_, _, port):
        await asyncio.sleep(SETTLE_S)
        before = await _metrics(port)
        await asyncio.sleep(IDLE_S)
        after = await _metrics(port)
    start, python = min(starts), bare_start().wall_s
    percent = (after["process_cpu_seconds_total"] - before["process_cpu_seconds_total"]) / IDLE_S * 100
    memory = after["process_resident_memory_bytes"] / MEGABYTE
    return [
        at_most("start to first poll", f"{start:.2f} s, {start / python:.0f} × python -c pass", start, START_S, "s"),
        at_most("idle memory", f"{memory:.0f} MB", memory, MEMORY_MB, "MB"),
        at_most("idle processor", f"{percent:.2f} % of a core", percent, CPU_PERCENT, "%"),
    ]


@asynccontextmanager
async def _running() -> AsyncIterator[tuple[float, TelegramPeople, int]]:
    """Run the bot on loopback platforms; give the moment at which it was started, and its port."""
    slack = FakeSlackApp()
    async with TelegramPeople() as telegram, slack:
        with tempfile.TemporaryDirectory() as folder:
            port = free_port()
            settings = {
                "PAPERBOY_SLACK_BOT_TOKEN": slack.tokens["T1"],
                "PAPERBOY_SLACK_APP_TOKEN": APP_TOKEN,
                "PAPERBOY_SLACK_BASE_URL": slack.base_url,
                "PAPERBOY_HTTP_PORT": str(port),
            }
            begun = time.perf_counter()
            async with running(telegram, folder, **settings):
                yield begun, telegram, port


async def _first_poll(begun: float, telegram: TelegramPeople) -> float:
    """Return the seconds from the start of the process to its first request for updates."""
    await until(lambda: telegram.calls["getUpdates"], 60)
    return time.perf_counter() - begun


async def _metrics(port: int) -> Mapping[str, float]:
    """Return the figures that the bot tells of itself and that have no labels."""
    async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{port}/metrics") as answer:
        text = await answer.text()
    return {name: float(value) for name, value in re.findall(r"^(\w+) (\S+)$", text, re.MULTILINE)}


if __name__ == "__main__":
    sys.exit(main())
