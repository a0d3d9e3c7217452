"""The Slack app at work on scripted answers or the real commands: all that stands between them and a fake Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial
from typing import Any

from aiohttp import web

from bot.config import Secret, Settings
from bot.reply_turns import Turn
from bot.slack_app import Seams
from bot.slack_bot import SlackBot, open_clients
from bot.slack_people import SlackPeople
from digest.lookup import Lookup
from handlers.commands import OWN_NAMES, answer
from handlers.desk import Defaults, Desk, Limits
from handlers.layout import Layout, Line, Span
from handlers.requests import Reply, Request
from storage.models import Address, ChatKind, Language, Platform
from storage.store import Store
from tests.fakes.slack_workspace import APP_TOKEN, CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, FakeSlackApp
from tests.handlers.desks import EN, KO, FakeWork

KEY = "A" * 43 + "="
PING_S = 0.05
NOW = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
HERE, DIRECT = (Address(Platform.SLACK, channel, team="T1") for channel in ("C1", "D1"))
"""A channel, and the conversation of one person with the bot."""
SAID = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": "today", "ts": "5.000001"}
OPENED = {"type": "app_home_opened", "tab": "home", "user": "U1", "channel": "D1"}


def said(text: str, **changes: Any) -> Layout:
    """Make a short answer."""
    return replace(Layout(Language("en"), "", (Line((Span(text),)),)), **changes)


def fail(request: Request) -> Iterator[Reply]:
    """Fail by a fault of ours, in the place of an answer."""
    yield Reply(said(str(1 // 0)))


def text_of(shown: Any) -> str:
    """Return all that the blocks of a message or view say."""
    return str(list(shown["blocks"]))


def state(**fields: dict[str, Any]) -> dict[str, Any]:
    """Make the state of a form."""
    return {name: {name: field} for name, field in fields.items()}


def settings(**changes: dict[str, Any]) -> dict[str, Any]:
    """Make a form of settings that is filled in well."""
    fields: dict[str, Any] = {
        "language": {"selected_option": {"value": "ko"}},
        "hour": {"selected_time": "07:30"},
        "zone": {"value": "KST"},
        "days": {"selected_options": [{"value": "0"}, {"value": "4"}]},
        "style": {"selected_option": {"value": "compact"}},
    }
    return state(**(fields | changes))


def way_in(fake: FakeSlackApp, *, many: bool) -> dict[str, Any]:
    """Return the settings of one workspace over a socket, or of many that install the app over HTTP."""
    one = {"slack_bot_token": Secret(fake.tokens["T1"]), "slack_app_token": Secret(APP_TOKEN)}
    installed = {
        "slack_signing_secret": Secret(SIGNING_SECRET),
        "slack_client_id": CLIENT_ID,
        "slack_client_secret": Secret(CLIENT_SECRET),
        "slack_key": Secret(KEY),
    }
    return {"slack_base_url": fake.base_url, **(installed if many else one)}


def echo(request: Request) -> Iterator[Reply]:
    """Answer with what was asked."""
    yield Reply(said(f"{request.command}: {request.words}"))


class SlackTalk:
    """One run of the app after the other on the same store; `answer` is what the commands say."""

    def __init__(self, store: Store, fake: FakeSlackApp, *, many: bool = False, admins_only: bool = False) -> None:
        self.store = store
        self.fake = fake
        self.many = many
        self.admins_only = admins_only
        self.answer: Callable[[Request], Iterable[Reply]] = echo
        self.with_commands = False
        """Whether the real commands answer, rather than `answer`."""
        self.turn: Turn = self._noted_turn
        self.holds: asyncio.Event | None = None
        self.reached = asyncio.Event()
        self.asked: list[Request] = []
        self.turns: list[Address] = []
        self.bot: SlackBot | None = None
        self.now = NOW
        self.url = ""

    def settings(self, **changes: Any) -> Settings:
        """Return the settings of the way in."""
        return Settings(**(way_in(self.fake, many=self.many) | changes))

    def build(self, **changes: Any) -> SlackBot:
        """Put the app together."""
        settings = self.settings(**changes)
        clients = open_clients(settings, self.store, lambda: self.now)
        assert clients is not None
        people = SlackPeople(clients, self.store.chats, lambda: self.now, admins_only=self.admins_only)
        desk = Desk(
            store=self.store,
            lookup=Lookup(FakeWork(self.store)),
            defaults=Defaults((EN, KO), "Asia/Seoul", time(8, 15)),
            clock=lambda: self.now,
            directories={Platform.SLACK: people},
            limits=Limits(commands_per_minute=1_000, presses_per_minute=1_000),
        )
        said = partial(answer, desk=desk) if self.with_commands else self._answer
        seams = Seams(clients, people, said, OWN_NAMES, self.turn)
        return SlackBot(settings, desk, seams, ping_s=PING_S)

    @asynccontextmanager
    async def running(self, **changes: Any) -> AsyncIterator[SlackTalk]:
        """Run the app; at the end it is stopped as by a signal, and what is in hand is finished."""
        self.bot = self.build(**changes)
        stop = asyncio.Event()
        app = web.Application()
        self.bot.add_routes(app.router)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        running = asyncio.ensure_future(self.bot.run(stop))
        try:
            if not self.many:
                await self.fake.connected()
            yield self
        finally:
            stop.set()
            try:
                await running
            finally:
                await runner.cleanup()

    def working(self) -> tuple[asyncio.Task[None], ...]:
        """Return what the app is doing."""
        assert self.bot is not None
        lanes = self.bot._slack._work._lanes._lanes.values()
        return tuple(task for lane in lanes for task in (lane.runner, *lane.unfinished) if task)

    async def break_off(self) -> None:
        """Break off what the app is doing, as its stop does with what does not end in time."""
        assert self.bot is not None
        await self.bot._slack._work._lanes.close(0)

    async def _answer(self, request: Request) -> AsyncIterator[Reply]:
        self.asked.append(request)
        self.reached.set()
        if self.holds:
            await self.holds.wait()
        for reply in self.answer(request):
            yield reply

    @asynccontextmanager
    async def _noted_turn(self, address: Address, kind: ChatKind) -> AsyncIterator[None]:
        self.turns.append(address)
        yield


async def open_form(talk: SlackTalk, slack: FakeSlackApp, form: str) -> dict[str, Any]:
    """Open App Home and a form from it; return the form."""
    await slack.bring("events_api", slack.event(OPENED))
    await asyncio.gather(*talk.working())
    await slack.bring("interactive", slack.press(f"v1:form:{form}", view=slack.homes["T1", "U1"]))
    await asyncio.gather(*talk.working())
    return list(slack.views.values())[-1]
