"""What Slack brings is kept, acknowledged and done once, whatever it is and whatever happens then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from handlers.requests import Reply, Request
from storage.errors import StorageError
from storage.models import Platform
from tests.fakes.slack_talk import SAID, SlackTalk, fail
from tests.fakes.slack_workspace import FakeSlackApp


async def test_it_is_acknowledged_before_the_work_is_done(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.holds = asyncio.Event()
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/paper", "2509.03867"))
        assert not slack.said()
        talk.holds.set()
    assert len(slack.said()) == 1


async def test_c18_what_slack_brings_twice_is_answered_once(talk: SlackTalk, slack: FakeSlackApp) -> None:
    mentioned = {"type": "app_mention", "channel": "D1", "user": "U1", "text": "<@U0BOT> today", "ts": "5.000001"}
    async with talk.running():
        for _ in range(2):
            await slack.bring("events_api", slack.event(SAID, name="Ev1"))
            await slack.bring("events_api", slack.event(mentioned, name="Ev2"))
    async with talk.running():
        await slack.bring("events_api", slack.event(SAID, name="Ev1"))
    assert [request.command for request in talk.asked] == ["today"]
    assert [(arrival.channel, arrival.unfurls) for arrival in slack.arrivals] == [("D1", False)]


async def test_what_was_kept_is_done_after_a_restart(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.holds = asyncio.Event()
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", "today"))
        await talk.reached.wait()
        await talk.break_off()
    talk.holds = None
    assert not slack.said()
    async with talk.running():
        pass
    assert [request.command for request in talk.asked] == ["today", "today"]
    assert len(slack.said()) == 1
    assert talk.store.inbox.open(Platform.SLACK) == ()


async def test_what_fails_by_a_fault_of_ours_is_not_tried_at_every_start(
    talk: SlackTalk, slack: FakeSlackApp, caplog: pytest.LogCaptureFixture
) -> None:
    talk.answer = fail
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", "today"))
    assert talk.store.inbox.open(Platform.SLACK) == ()
    assert "update.failed platform=slack row=1" in caplog.text


async def test_a_database_that_fails_ends_slack_with_its_error(talk: SlackTalk, slack: FakeSlackApp) -> None:
    def break_down(request: Request) -> Iterator[Reply]:
        raise StorageError("the disk is full")

    talk.answer = break_down
    with pytest.raises(StorageError, match="the disk is full"):
        async with talk.running():
            await slack.bring("slash_commands", slack.slash("/papers", "today"))
    assert len(talk.store.inbox.open(Platform.SLACK)) == 1


@pytest.mark.parametrize(
    "event",
    [
        {
            "type": "message",
            "channel_type": "im",
            "channel": "D1",
            "user": "U1",
            "text": "hi",
            "bot_id": "B9",
            "ts": "1.1",
        },
        {"type": "message", "channel_type": "im", "channel": "D1", "subtype": "message_changed", "ts": "1.1"},
        {"type": "message", "channel_type": "channel", "channel": "C1", "user": "U1", "text": "hi", "ts": "1.1"},
        {"type": "sunrise", "user": "U1"},
        {"type": "app_home_opened", "tab": "messages", "user": "U1", "channel": "D1"},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U9"]}},
    ],
)
async def test_c19_an_event_that_is_not_for_us_is_acknowledged_and_left(
    talk: SlackTalk, slack: FakeSlackApp, event: dict[str, Any]
) -> None:
    async with talk.running():
        assert await slack.bring("events_api", slack.event(event)) == {}
    assert not talk.asked
    assert not slack.made_calls[1:]  # the first asks who we are
    assert not any(talk.store._db.rows("SELECT * FROM inbox"))


async def test_something_without_an_id_is_not_done_twice_so_it_is_not_done(
    talk: SlackTalk, slack: FakeSlackApp, caplog: pytest.LogCaptureFixture
) -> None:
    nameless = slack.slash("/papers", "today")
    del nameless["trigger_id"]
    async with talk.running():
        assert await slack.bring("slash_commands", nameless) == {}
    assert not talk.asked
    assert "slack.event_without_id" in caplog.text


@pytest.mark.parametrize("value", ["", "v1:", "v2:like:2509.03867", "approve", ":::"])
async def test_an_unknown_button_is_acknowledged_and_left(talk: SlackTalk, slack: FakeSlackApp, value: str) -> None:
    async with talk.running():
        assert await slack.bring("interactive", slack.press(value)) == {}
        assert await slack.bring("interactive", slack.shortcut({"text": "2509.03867"}, callback="other")) == {}
        assert await slack.bring("interactive", {"type": "dialog_suggestion", "team": {"id": "T1"}}) == {}
    assert not talk.asked
