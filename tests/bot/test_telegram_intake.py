"""Who reads Telegram's updates beside us is told to the operator, if it stays."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from telegram.error import Conflict

from bot.telegram import build_bot
from bot.telegram_intake import TelegramIntake
from storage.store import Store

TOKEN = "7:token"


class Reading:
    """An intake whose waits turn its clock, and what it tells the operator."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.now = now
        self.told: list[tuple[str, str]] = []
        bot = build_bot(TOKEN, "http://127.0.0.1:1")
        self._intake = TelegramIntake(
            bot, store, lambda _: None, lambda: self.now, self._sleep, lambda *told: self.told.append(told)
        )

    async def meets_another(self, times: int) -> None:
        """Ask for updates until another reader has taken them so many times."""
        refusals = [Conflict("terminated by other getUpdates request")] * times

        async def ask() -> list[str]:
            if refusals:
                raise refusals.pop()
            return []

        assert await self._intake.insist(ask, asyncio.Event()) == []

    async def _sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def reading(store: Store, now: datetime) -> Reading:
    return Reading(store, now)


async def test_c2_an_older_process_that_is_about_to_end_is_no_trouble(reading: Reading) -> None:
    await reading.meets_another(5)
    reading.now += timedelta(hours=2)
    await reading.meets_another(1)
    assert reading.told == []


async def test_c2_another_reader_that_stays_is_told_to_the_operator(reading: Reading) -> None:
    for _ in range(3):
        await reading.meets_another(1)
        reading.now += timedelta(minutes=20)
    assert len(reading.told) == 2
    subject, text = reading.told[0]
    assert subject == "second_reader:telegram"
    assert text.startswith("another program, or another copy of this one, reads the updates of this bot; stop it")
