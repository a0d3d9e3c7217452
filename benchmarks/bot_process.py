"""`paperboy run` as a process of its own, on loopback stand-ins for Telegram, Hugging Face and arXiv."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from benchmarks.measure import ROOT
from tests.fakes.replay import Replay
from tests.fakes.telegram_people import TelegramPeople


@asynccontextmanager
async def running(telegram: TelegramPeople, folder: str, **settings: str) -> AsyncIterator[None]:
    """Run the program on the database in a folder until the block ends; `settings` are further ones of its own."""
    with Replay() as source:
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "PAPERBOY_DB": database(folder),
            "PAPERBOY_TELEGRAM_TOKEN": telegram.token,
            "PAPERBOY_TELEGRAM_BASE_URL": telegram.base_url,
            "PAPERBOY_HF_BASE_URL": source.url,
            "PAPERBOY_ARXIV_BASE_URL": source.url,
            "PAPERBOY_ARXIV_API_URL": f"{source.url}/api/query",
        }
        command = [sys.executable, "-m", "bot", "run"]
        process = await asyncio.create_subprocess_exec(*command, env=environment | settings, cwd=folder, stderr=DEVNULL)
        try:
            yield
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await process.wait()


def database(folder: str) -> str:
    """Return where the program keeps its database."""
    return f"{folder}/paperboy.db"
