"""The ways to each platform, built as far as the settings go: how it is written to, edited, asked, and listened to.

Each platform's library is imported only where its token is set.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

import click

from bot.config import Settings, SettingsError
from bot.edits import Editor
from bot.reply_turns import Turn
from bot.senders import PlatformDownError, Sender
from digest.alarms import Alarm, log_alarm
from handlers.desk import Desk
from handlers.requests import Answer, Directory
from storage.models import Language, Platform
from storage.store import Store

if TYPE_CHECKING:
    from aiohttp import web


class Listener(Protocol):
    """What people say and press on one platform comes in here."""

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set; raises PlatformDownError where the platform refuses us, and StorageError."""
        ...

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Answer what the platform brings over HTTP, if it does."""
        ...


@dataclass(frozen=True, slots=True)
class Way:
    """One platform: how it is written to and, as far as that goes, edited, asked about its chats, and listened to."""

    sender: Sender
    editor: Editor | None = None
    directory: Directory | None = None
    listen: Callable[[Desk, Turn], Listener] | None = None


@asynccontextmanager
async def open_ways(
    settings: Settings,
    store: Store,
    clock: Callable[[], datetime],
    *,
    console_on_stderr: bool,
    alarm: Alarm = log_alarm,
) -> AsyncIterator[Mapping[Platform, Way]]:
    """Build the way to the console and to each platform that is set up; raises SettingsError for halves of settings.

    So does listening, where the key of the settings does not open what is sealed.
    """
    from bot.console import ConsoleSender

    ways = {Platform.CONSOLE: Way(ConsoleSender(lambda text: click.echo(f"{text}\n", err=console_on_stderr)))}
    async with AsyncExitStack() as opened:
        if settings.telegram_token:
            ways[Platform.TELEGRAM] = await _telegram(settings, store, clock, alarm, opened)
        if slack := _slack(settings, store, clock):
            ways[Platform.SLACK] = slack
        yield ways


async def _telegram(
    settings: Settings, store: Store, clock: Callable[[], datetime], alarm: Alarm, opened: AsyncExitStack
) -> Way:
    from bot.telegram import TelegramSender, build_bot
    from bot.telegram_bot import TelegramBot
    from bot.telegram_directory import TelegramDirectory
    from bot.telegram_edits import TelegramEditor
    from bot.telegram_inline import StoredPapers
    from bot.telegram_intake import Webhook
    from bot.telegram_menu import Spoken

    assert settings.telegram_token is not None
    bot = build_bot(settings.telegram_token.reveal(), settings.telegram_base_url)
    # Only its connections are opened: to ask for the bot's name would need the network at the start.
    await opened.enter_async_context(bot.request)
    directory = TelegramDirectory(bot, clock)

    def listen(desk: Desk, turn: Turn) -> TelegramBot:
        from handlers.commands import CHANGING, NAMES, menu

        secret, url = settings.telegram_webhook_secret, settings.telegram_webhook_url
        return TelegramBot(
            bot,
            store,
            _answer(desk),
            turn,
            clock,
            spoken=Spoken(
                names=frozenset(NAMES),
                changing=frozenset(CHANGING),
                menu=lambda language, may_change: menu(language, may_change=may_change),
                languages=tuple(map(Language, settings.languages)),
            ),
            directory=directory,
            find=StoredPapers(store, clock),
            alarm=alarm,
            webhook=Webhook.at(url, secret.reveal() if secret else None) if url else None,
        )

    return Way(TelegramSender(bot, paid=settings.telegram_paid), TelegramEditor(bot), directory, listen)


def _slack(settings: Settings, store: Store, clock: Callable[[], datetime]) -> Way | None:
    if not (settings.slack_bot_token or settings.slack_app_token or settings.slack_client_id or settings.slack_key):
        return None
    from bot.slack import SlackSender
    from bot.slack_app import Seams
    from bot.slack_bot import SlackBot, check_settings, listens, open_clients
    from bot.slack_clients import Installations
    from bot.slack_edits import SlackEditor
    from bot.slack_people import SlackPeople
    from bot.slack_workspaces import WorkspacesEditor, WorkspacesSender

    check_settings(settings)
    clients = open_clients(settings, store, clock)
    assert clients is not None
    people = SlackPeople(clients, store.chats, clock, admins_only=settings.slack_admins_only)

    def listen(desk: Desk, turn: Turn) -> SlackBot:
        from handlers.commands import OWN_NAMES

        try:
            return SlackBot(settings, desk, Seams(clients, people, _answer(desk), OWN_NAMES, turn))
        except PlatformDownError as error:
            raise SettingsError(str(error)) from error

    heard = listen if listens(settings) else None
    if isinstance(clients, Installations):
        return Way(WorkspacesSender(clients), WorkspacesEditor(clients), people, heard)
    client = clients.client_for(None)
    return Way(SlackSender(client), SlackEditor(client), people, heard)


def _answer(desk: Desk) -> Answer:
    from handlers.commands import answer

    return partial(answer, desk=desk)
