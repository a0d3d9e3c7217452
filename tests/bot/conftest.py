"""What the tests of the program ask for: a loopback world, and a log that the next test does not inherit."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import log
from bot.checkups import machine
from digest import fetch
from tests.fakes.replay import Replay


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
