"""Socket Mode: how it begins, and that it comes back whatever ends it."""

from __future__ import annotations

import asyncio

import pytest

from bot.senders import PlatformDownError
from storage.models import Address, ChatKind, Platform
from tests.fakes.slack_talk import NOW, SlackTalk
from tests.fakes.slack_workspace import FakeSlackApp
from tests.makers import make_chat


async def test_a_socket_that_breaks_off_comes_back_and_nothing_is_lost(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.holds = asyncio.Event()
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", "today"))
        await slack.drop_connections()
        await slack.bring("slash_commands", slack.slash("/papers", "saved", user="U2"))
        talk.holds.set()
    assert [request.command for request in talk.asked] == ["today", "saved"]
    assert len(slack.said()) == 2
    assert slack.calls["apps.connections.open"] >= 2


async def test_slack_asks_for_a_new_connection(talk: SlackTalk, slack: FakeSlackApp) -> None:
    async with talk.running():
        await slack.sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})
        await slack.connected(times=2)
        await slack.bring("slash_commands", slack.slash("/papers", "today"))
    assert len(talk.asked) == 1


async def test_an_address_that_leads_nowhere_is_given_up_for_a_new_one(
    talk: SlackTalk, slack: FakeSlackApp, caplog: pytest.LogCaptureFixture
) -> None:
    slack.broken_tickets = 1
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", "today"))
    assert len(talk.asked) == 1
    assert slack.calls["apps.connections.open"] == 2
    assert "slack.connection_lost" in caplog.text


async def test_slack_that_is_down_at_the_start_is_asked_again(talk: SlackTalk, slack: FakeSlackApp) -> None:
    slack.passing_errors = {"apps.connections.open": "service_unavailable", "auth.test": "service_unavailable"}
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", "today"))
    assert slack.said()


async def test_what_the_start_has_to_learn_is_asked_again_where_slack_was_out_of_reach(
    talk: SlackTalk, slack: FakeSlackApp
) -> None:
    slack.passing_errors["auth.test"] = "service_unavailable"
    chats = talk.store.chats
    address = Address(Platform.SLACK, "C1")
    gone = make_chat("C1", Platform.SLACK, address=address, kind=ChatKind.CHANNEL, paused_because="token_revoked")
    chats.add(gone, NOW)
    async with talk.running():
        pass
    (chat,) = chats.all()
    assert (str(chat.address), chat.paused_because) == ("slack:T1/C1", None)


@pytest.mark.parametrize(
    ("method", "error", "told"),
    [
        ("apps.connections.open", "invalid_auth", "PAPERBOY_SLACK_APP_TOKEN"),
        ("auth.test", "token_revoked", "PAPERBOY_SLACK_BOT_TOKEN"),
    ],
)
async def test_a_refused_token_ends_slack_with_a_clear_error(
    talk: SlackTalk, slack: FakeSlackApp, method: str, error: str, told: str
) -> None:
    slack.method_errors[method] = error
    with pytest.raises(PlatformDownError, match=told):
        await talk.build().run(asyncio.Event())


async def test_chats_subscribed_from_the_shell_get_their_team(talk: SlackTalk, slack: FakeSlackApp) -> None:
    chats = talk.store.chats
    for channel, team in (("C1", None), ("C2", None), ("C2", "T1")):
        address = Address(Platform.SLACK, channel, team=team)
        chats.add(make_chat(channel, Platform.SLACK, address=address, kind=ChatKind.CHANNEL), NOW)
    async with talk.running():
        pass
    assert {str(chat.address): chat.paused_because for chat in chats.all()} == {
        "slack:T1/C1": None,
        "slack:C2": "the same channel as slack:T1/C2",
        "slack:T1/C2": None,
    }
