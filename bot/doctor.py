"""The doctor: looks at everything that the bot needs, and says of each part how it is and how to mend it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.app import open_pipeline
from bot.checkups.chats import look_at_chats
from bot.checkups.findings import Finding, ill
from bot.checkups.machine import look_at_machine, look_at_names
from bot.checkups.model import look_at_models
from bot.checkups.sources import look_at_arxiv, look_at_lists
from bot.config import Settings, unknown_names
from bot.now import utc_now
from bot.ways import open_ways
from storage.models import Platform
from storage.store import Form, Store


async def examine(settings: Settings, now: datetime) -> tuple[Finding, ...]:
    """Look at the machine first, then at all that is reached by the network at once; the database stays as it is."""
    machine = (*look_at_names(unknown_names()), *look_at_machine(settings, now))
    with _stored(settings, machine) as store:
        async with open_pipeline(settings, store) as pipeline:
            looks = (
                _one(look_at_lists(settings, pipeline, now)),
                _one(look_at_arxiv(settings, pipeline)),
                look_at_models(settings),
                _telegram(settings),
                _slack(settings, store, machine),
                _chats(settings, store, machine),
            )
            found = await asyncio.gather(*(_all(look) for look in looks))
    return (*machine, *(finding for findings in found for finding in findings))


@contextmanager
def _stored(settings: Settings, machine: tuple[Finding, ...]) -> Iterator[Store]:
    """Open the database to read, or an empty one in memory where there is none that can be read."""
    usable = not any(finding.part == "database" for finding in ill(machine))
    current = usable and Store.form_of(settings.db) is Form.CURRENT
    with Store.open_to_read(settings.db) if current else Store.open(None) as store:
        yield store


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    if settings.telegram_token is None:
        return
    from bot.checkups.telegram import look_at_telegram
    from bot.telegram import build_bot

    bot = build_bot(settings.telegram_token.reveal(), settings.telegram_base_url)
    async with bot.request:
        admins = [address for address in settings.admin_chats if address.platform is Platform.TELEGRAM]
        async for finding in look_at_telegram(bot, admins):
            yield finding


async def _slack(settings: Settings, store: Store, machine: tuple[Finding, ...]) -> AsyncIterator[Finding]:
    if not (settings.slack_bot_token or settings.slack_client_id) or _refused(machine):
        return
    from bot.checkups.slack import look_at_slack, look_at_workspaces
    from bot.slack_bot import open_clients
    from bot.slack_clients import Installations

    clients = open_clients(settings, store, utc_now)
    assert clients is not None, "settings that are neither way in were told"
    if isinstance(clients, Installations):
        findings = look_at_workspaces(clients, store.workspaces.all())
    else:
        findings = look_at_slack(clients.client_for(None), settings.slack_app_token)
    async for finding in findings:
        yield finding


async def _chats(settings: Settings, store: Store, machine: tuple[Finding, ...]) -> AsyncIterator[Finding]:
    if _refused(machine):
        return
    async with open_ways(settings, store, utc_now, console_on_stderr=True) as ways:
        directories = {platform: way.directory for platform, way in ways.items() if way.directory}
        async for finding in look_at_chats(directories, store.chats.active()):
            yield finding


def _refused(machine: tuple[Finding, ...]) -> bool:
    """Tell whether the settings are such that nothing can be built with them."""
    return any(finding.part == "settings" for finding in ill(machine))


async def _one(finding: Awaitable[Finding]) -> AsyncIterator[Finding]:
    yield await finding


async def _all(findings: AsyncIterator[Finding]) -> tuple[Finding, ...]:
    return tuple([finding async for finding in findings])
