"""Slack's editor against the strict fake, over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from bot.edits import UneditableError
from bot.senders import LostAnswerError, PlatformDownError, RateLimitedError, SendError
from bot.slack import build_client
from bot.slack_edits import SlackEditor
from storage.models import Address, Platform
from tests.fakes.slack_platform import FakeSlack

CHANNEL = Address(Platform.SLACK, "C0PAPERS", team="T1")
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Better*"}}]
PAYLOAD = json.dumps({"text": "Better", "blocks": BLOCKS})


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    """The platform with a clock that stands still."""
    async with FakeSlack(clock=lambda: 1_800_000_000.0) as platform:
        yield platform


@pytest.mark.parametrize("chat", ["C0PAPERS", "U0READER"])
async def test_a_message_is_changed_where_it_stands(chat: str, fake: FakeSlack) -> None:
    client = build_client(fake.token, fake.base_url)
    sent = await client.chat_postMessage(channel=chat, text="Worse")
    await SlackEditor(client).edit(Address(Platform.SLACK, chat, team="T1"), sent["ts"], PAYLOAD)
    (arrival,) = fake.arrivals
    assert (arrival.ts, arrival.text, list(arrival.blocks)) == (sent["ts"], "Better", BLOCKS)


async def test_a_message_that_is_gone_or_not_ours_cannot_be_edited(fake: FakeSlack) -> None:
    editor = SlackEditor(build_client(fake.token, fake.base_url))
    with pytest.raises(UneditableError, match="message_not_found"):
        await editor.edit(CHANNEL, "1.000001", PAYLOAD)
    with pytest.raises(UneditableError, match="cant_update_message"):
        await editor.edit(CHANNEL, fake.others_write("C0PAPERS"), PAYLOAD)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("invalid_auth", PlatformDownError),
        ("ratelimited", (RateLimitedError, SendError)),
        ("internal_error", LostAnswerError),
    ],
)
async def test_other_refusals_are_those_of_a_send(
    error: str, kind: type[Exception] | tuple[type[Exception], ...], fake: FakeSlack
) -> None:
    fake.method_errors["chat.update"] = error
    with pytest.raises(kind):
        await SlackEditor(build_client(fake.token, fake.base_url)).edit(CHANNEL, "1.000001", PAYLOAD)


async def test_slack_that_cannot_be_reached_is_told(fake: FakeSlack) -> None:
    editor = SlackEditor(build_client(fake.token, "http://127.0.0.1:9/api/"))
    with pytest.raises(SendError, match="cannot be reached"):
        await editor.edit(CHANNEL, "1.000001", PAYLOAD)
