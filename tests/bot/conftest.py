"""What the tests of the program ask for: a loopback world, and a log that the next test does not inherit."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot import delivery, log, outcomes, recording, settling, slack_bot, telegram_bot
from bot.checkups import machine
from bot.commands import run
from bot.scheduler import Clock
from digest import fetch
from storage.store import Store
from tests.fakes.replay import Replay
from tests.fakes.slack_talk import SlackTalk
from tests.fakes.slack_workspace import FakeSlackApp
from tests.fakes.telegram_people import TelegramPeople
from tests.fakes.telegram_program import TelegramProgram
from tests.fakes.whole_program import TODAY, YESTERDAY


@pytest.fixture
def replay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """A loopback Hugging Face and arXiv, and a program set up to ask nobody else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERBOY_DB", str(tmp_path / "paperboy.db"))
    # What is asked a second time is asked at once.
    monkeypatch.setattr(fetch, "FIRST_BACKOFF_S", 0.0)
    monkeypatch.setattr(fetch, "BUSY_BACKOFF_S", 0.0)
    with Replay() as server:
        monkeypatch.setenv("PAPERBOY_HF_BASE_URL", server.url)
        monkeypatch.setenv("PAPERBOY_ARXIV_BASE_URL", server.url)
        monkeypatch.setenv("PAPERBOY_ARXIV_API_URL", f"{server.url}/api/query")
        monkeypatch.setenv("PAPERBOY_ARXIV_INTERVAL", "0")
        yield server


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole program that looks every few milliseconds and does not wait long for anything."""
    monkeypatch.setattr(run, "TICK_S", 0.02)
    monkeypatch.setattr(fetch, "FIRST_BACKOFF_S", 0.0)
    monkeypatch.setattr(settling, "OPEN_AFTER", timedelta())
    for module in (outcomes, recording):
        monkeypatch.setattr(module, "ASK_AFTER", timedelta(milliseconds=10))
    monkeypatch.setattr(slack_bot, "SlackBot", partial(slack_bot.SlackBot, ping_s=0.05))
    # Whatever hangs when a test stops the program hangs for ever.
    for module, name in ((slack_bot, "STOP_S"), (telegram_bot, "PATIENCE_S"), (delivery, "STOP_WITHIN_S")):
        monkeypatch.setattr(module, name, 0.05)
    monkeypatch.setattr(run, "Clock", partial(Clock, grace_s=0.05))


@pytest.fixture
def site() -> Iterator[Replay]:
    """A loopback Hugging Face and arXiv."""
    with Replay() as server:
        yield server


@pytest.fixture
async def people() -> AsyncIterator[TelegramPeople]:
    """A fake Telegram so fast that no limit is met."""
    async with TelegramPeople(speed=10_000) as platform:
        yield platform


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlackApp]:
    """A fake Slack, one of whose workspaces has the app; at the end it must have taken every view and message."""
    async with FakeSlackApp() as platform:
        yield platform
        assert platform.objections == []


@pytest.fixture
def talk(store: Store, slack: FakeSlackApp) -> SlackTalk:
    """The Slack app over its socket, with scripted answers."""
    return SlackTalk(store, slack)


@pytest.fixture
def program(hurried: None, people: TelegramPeople, site: Replay, tmp_path: Path) -> TelegramProgram:
    """The whole program on Telegram, with a list of yesterday and one of today."""
    telegram = TelegramProgram(people, site, tmp_path / "paperboy.db")
    telegram.lists(YESTERDAY, [1, 2])
    telegram.lists(TODAY, [11, 12, 13])
    return telegram


@pytest.fixture(autouse=True)
def fresh_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Logger]:
    """The root logger as a new process has it, and no secret named."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    monkeypatch.setattr(log, "_secrets", set())
    yield root
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(autouse=True)
def every_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with a font for every language: which are installed here is no matter of these tests."""
    monkeypatch.setattr(machine, "without_font", lambda languages: ())
