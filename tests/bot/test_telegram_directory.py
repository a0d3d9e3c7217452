"""What Telegram is asked about its chats."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot import telegram_directory
from bot.senders import LostAnswerError, PlatformDownError
from bot.telegram import build_bot
from bot.telegram_directory import REMEMBERED, TelegramDirectory
from storage.models import Address, ChatKind, Platform
from tests.fakes.telegram_people import ADA, BEN, TelegramPeople
from tests.fakes.telegram_platform import RefusedError
from tests.fakes.telegram_talk import NOW

SUPERGROUP, CHANNEL = Address(Platform.TELEGRAM, "-1001111111111"), Address(Platform.TELEGRAM, "-1002222222222")


class Moment:
    """A clock to be set."""

    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
async def fake() -> AsyncIterator[TelegramPeople]:
    async with TelegramPeople(clock=lambda: 1000.0) as platform:
        platform.channels.add(int(CHANNEL.chat))
        platform.names["@papers"] = int(CHANNEL.chat)
        platform.names["@readers"] = int(SUPERGROUP.chat)
        platform.names["@ada"] = ADA
        platform.members[int(CHANNEL.chat), ADA] = "administrator"
        yield platform


@pytest.fixture
def clock() -> Moment:
    return Moment()


@pytest.fixture
async def directory(fake: TelegramPeople, clock: Moment) -> AsyncIterator[TelegramDirectory]:
    async with build_bot(fake.token, fake.base_url) as bot:
        yield TelegramDirectory(bot, clock)


async def test_a_public_name_leads_to_its_chat(directory: TelegramDirectory) -> None:
    assert await directory.find("@papers") == (CHANNEL, ChatKind.CHANNEL)
    assert await directory.find("@readers") == (SUPERGROUP, ChatKind.GROUP)
    assert await directory.find("@nobody") is None
    assert await directory.find("@ada") is None, "a person is no chat to subscribe"


async def test_an_administrator_may_change_and_is_asked_about_once_a_minute(
    fake: TelegramPeople, directory: TelegramDirectory, clock: Moment
) -> None:
    for _ in range(3):
        assert await directory.may_change(str(ADA), CHANNEL)
        assert not await directory.may_change(str(BEN), CHANNEL)
    assert fake.calls["getChatMember"] == 2
    fake.members[int(CHANNEL.chat), ADA] = "left"
    clock.now += REMEMBERED - timedelta(seconds=1)
    assert await directory.may_change(str(ADA), CHANNEL)
    clock.now += timedelta(seconds=1)
    assert not await directory.may_change(str(ADA), CHANNEL)


async def test_where_telegram_does_not_tell_nobody_may(fake: TelegramPeople, directory: TelegramDirectory) -> None:
    fake.unknown_chats.add(int(CHANNEL.chat))
    assert not await directory.may_change(str(ADA), CHANNEL)
    assert not await directory.may_post(CHANNEL)


@pytest.mark.parametrize(
    ("place", "may_post"),
    [
        ({"status": "administrator", "can_post_messages": False}, False),
        ({"status": "administrator"}, True),
        ({"status": "restricted", "can_send_messages": False}, False),
        ({"status": "restricted", "can_send_messages": True}, True),
        ({"status": "member"}, True),
        ({"status": "left"}, False),
        ({"status": "kicked", "until_date": 0}, False),
    ],
)
async def test_the_bot_may_post_where_its_rights_say_so(
    fake: TelegramPeople, directory: TelegramDirectory, place: dict[str, object], may_post: bool
) -> None:
    fake.own_place = place
    assert await directory.may_post(SUPERGROUP) is may_post


async def test_a_question_that_gets_no_answer_is_no_no(
    fake: TelegramPeople, directory: TelegramDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(code: int):
        def call(*_: object) -> None:
            raise RefusedError(code, "Bad Gateway")

        return call

    monkeypatch.setattr(fake, "_call", broken(502))
    with pytest.raises(LostAnswerError):
        await directory.may_change(str(ADA), CHANNEL)
    with pytest.raises(LostAnswerError):
        await directory.find("@papers")
    monkeypatch.setattr(fake, "_call", broken(401))
    with pytest.raises(PlatformDownError):
        await directory.may_post(CHANNEL)


@pytest.mark.parametrize("answer", [True, [], {"unexpected": 1}])
async def test_an_answer_of_another_form_is_no_no(
    fake: TelegramPeople, directory: TelegramDirectory, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    monkeypatch.setattr(fake, "_call", lambda *_: answer)
    with pytest.raises(LostAnswerError):
        await directory.may_change(str(ADA), CHANNEL)


async def test_not_everybody_is_remembered(
    fake: TelegramPeople, directory: TelegramDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_directory, "_REMEMBERED_PEOPLE", 2)
    for person in (ADA, BEN, 503, ADA):
        await directory.may_change(str(person), CHANNEL)
    assert fake.calls["getChatMember"] == 4
