"""Telegram's editor against the strict fake, over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.edits import UneditableError
from bot.senders import ChatGoneError, PlatformDownError, SendError
from bot.telegram import build_bot
from bot.telegram_edits import TelegramEditor
from storage.models import Address, Platform
from tests.fakes.telegram_platform import FakeTelegram

ADA = Address(Platform.TELEGRAM, "501")
PAYLOAD = json.dumps({"text": "<b>Better</b>", "parse_mode": "HTML", "buttons": [], "silent": True})


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """The platform with a clock that stands still."""
    async with FakeTelegram(clock=lambda: 1_000.0) as platform:
        yield platform


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Bot]:
    """The bot under test."""
    made = build_bot(fake.token, fake.base_url)
    async with made.request:
        yield made


async def test_a_message_is_changed_where_it_stands_and_a_second_edit_is_no_error(fake: FakeTelegram, bot: Bot) -> None:
    sent = await bot.send_message(ADA.chat, "Worse")
    for _ in range(2):
        await TelegramEditor(bot).edit(ADA, str(sent.message_id), PAYLOAD)
    assert fake.message(501, sent.message_id).text == "Better"
    assert len(fake.arrivals) == 1


async def test_a_message_that_is_gone_or_not_ours_cannot_be_edited(fake: FakeTelegram, bot: Bot) -> None:
    with pytest.raises(UneditableError, match="not found"):
        await TelegramEditor(bot).edit(ADA, "77", PAYLOAD)
    with pytest.raises(UneditableError, match="can't be edited"):
        await TelegramEditor(bot).edit(ADA, str(fake.others_write(501)), PAYLOAD)


async def test_other_refusals_are_those_of_a_send(fake: FakeTelegram, bot: Bot) -> None:
    fake.unknown_chats.add(501)
    with pytest.raises(ChatGoneError):
        await TelegramEditor(bot).edit(ADA, "77", PAYLOAD)
    wrong = build_bot("7:stolen", fake.base_url)
    async with wrong.request:
        with pytest.raises(PlatformDownError):
            await TelegramEditor(wrong).edit(ADA, "77", PAYLOAD)


async def test_telegram_that_cannot_be_reached_is_told() -> None:
    nowhere = build_bot("7:token", "http://127.0.0.1:9")
    async with nowhere.request:
        with pytest.raises(SendError, match="cannot be reached"):
            await TelegramEditor(nowhere).edit(ADA, "77", PAYLOAD)
