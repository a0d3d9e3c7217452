"""A digest day in Slack while people ask: in two workspaces at once, and over a socket that breaks off."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from bot.app import rates_of
from bot.delivery import Delivery
from bot.fan_out import FanOut
from bot.senders import Sender
from bot.slack import SlackSender, build_client
from bot.slack_bot import EVENTS_PATH
from storage.models import Address, ChatKind, PaperKey, Platform
from storage.store import Store
from tests.bot.test_slack_http import TOKENS, install, sender_of
from tests.fakes.slack_talk import NOW, SlackTalk
from tests.fakes.slack_workspace import FakeSlackApp
from tests.makers import make_chat, make_paper, make_summary

# slack-sdk 3.47 exchanges a code with what aiohttp 3.14 calls deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")
DAY = date(2026, 5, 13)
KEYS = [PaperKey(f"2605.0000{number}") for number in (1, 2)]


def queue(store: Store, *addresses: Address) -> None:
    """Queue a day of two papers for channels that are subscribed."""
    store.papers.put(make_paper(key) for key in KEYS)
    for key in KEYS:
        store.summaries.put(make_summary(key, "ko"))
    store.days.record_look(DAY, KEYS, [], NOW - timedelta(hours=9))
    store.days.record_look(DAY, KEYS, [], NOW)
    store.days.mark_settled(DAY, NOW)
    chats = [
        store.chats.add(
            make_chat("", address=address, kind=ChatKind.CHANNEL, created_at=NOW - timedelta(days=1)),
            NOW,
        )
        for address in addresses
    ]
    FanOut(store, [store.days.get(DAY)], NOW).queue_owed(chats)


def delivery_of(program: SlackTalk, sender: Sender) -> Delivery:
    """Make the delivery, faster than Slack would take more than its burst; the app replies in its turns."""
    rates = rates_of(program.settings(slack_channel_rate=100.0))
    delivery = Delivery(program.store, {Platform.SLACK: sender}, rates, lambda: NOW)
    program.turn = delivery.turn
    return delivery


def threads(fake: FakeSlackApp, channel: str) -> list[str | None]:
    """Return under what each message of a channel stands, having checked that every one is there once."""
    arrivals = [arrival for arrival in fake.arrivals if arrival.channel == channel]
    assert len({arrival.text for arrival in arrivals}) == len(arrivals)
    return [arrival.thread_ts for arrival in arrivals]


async def test_two_workspaces_get_their_day_at_once_while_people_ask(store: Store) -> None:
    async with FakeSlackApp(TOKENS) as fake:
        fake.codes = {"code-1": "T1", "code-2": "T2"}
        program = SlackTalk(store, fake, many=True)
        delivery = delivery_of(program, sender_of(program))
        async with program.running():
            for code in fake.codes.copy():
                await install(program, code)
            queue(store, Address(Platform.SLACK, "C1", team="T1"), Address(Platform.SLACK, "C2", team="T2"))
            asking = [
                fake.post(program.url + EVENTS_PATH, fake.slash("/papers", "today", team=team, user="U9"))
                for team in ("T1", "T2")
            ]
            await asyncio.gather(delivery.drain(), *asking)
        for channel, team in (("C1", "T1"), ("C2", "T2")):
            head = next(arrival.ts for arrival in fake.arrivals if arrival.channel == channel)
            assert threads(fake, channel) == [None, head, head]
            assert {call["channel"] for call in fake.calls_of("chat.postMessage", team)} == {channel}
        assert len(fake.said()) == 2
        assert fake.objections == []


async def test_a_socket_that_breaks_off_in_mid_digest_costs_nothing(store: Store) -> None:
    async with FakeSlackApp() as fake:
        program = SlackTalk(store, fake)
        delivery = delivery_of(program, SlackSender(build_client(fake.token, fake.base_url)))
        async with program.running():
            queue(store, Address(Platform.SLACK, "C1", team="T1"))
            await asyncio.gather(delivery.drain(), fake.drop_connections())
            await fake.bring("slash_commands", fake.slash("/papers", "today"))
        head = fake.arrivals[0].ts
        assert threads(fake, "C1") == [None, head, head]
        assert [request.command for request in program.asked] == ["today"]
