"""The doctor: looks at everything that the bot needs, and says of each part how it is and how to mend it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from bot.app import open_pipeline
from bot.checkups.findings import Finding, Health
from bot.checkups.machine import look_at_machine
from bot.checkups.model import look_at_model
from bot.checkups.sources import look_at_arxiv, look_at_lists
from bot.config import Settings
from storage.models import Address, Chat, Platform
from storage.store import Form, Store


async def examine(settings: Settings, now: datetime) -> tuple[Finding, ...]:
    """Look at the machine first, then at all that is reached by the network at once; it changes nothing."""
    machine = tuple(look_at_machine(settings, now))
    chats = _chats(settings, machine)
    # The sources are asked through a store of their own: nothing that they say is kept.
    with Store.open(None) as scratch:
        async with open_pipeline(settings, scratch) as pipeline:
            one, other, model, telegram, slack = await asyncio.gather(
                look_at_lists(settings, pipeline, now),
                look_at_arxiv(settings, pipeline),
                look_at_model(settings),
                _all(_telegram(settings, chats)),
                _all(_slack(settings, chats)),
            )
    return (*machine, one, other, model, *telegram, *slack)


def _chats(settings: Settings, machine: tuple[Finding, ...]) -> tuple[Chat, ...]:
    """Return the active chats, if there is a database that can be read."""
    usable = all(finding.health is not Health.BAD for finding in machine if finding.part == "database")
    if not usable or Store.form_of(settings.db) is not Form.CURRENT:
        return ()
    with Store.open_to_read(settings.db) as store:
        return store.chats.active()


async def _telegram(settings: Settings, chats: tuple[Chat, ...]) -> AsyncIterator[Finding]:
    if settings.telegram_token is None:
        return
    from bot.checkups.telegram import look_at_telegram
    from bot.telegram import build_bot

    bot = build_bot(settings.telegram_token.reveal(), settings.telegram_base_url)
    async with bot.request:
        found = look_at_telegram(bot, _on(Platform.TELEGRAM, chats), _admins(Platform.TELEGRAM, settings))
        async for finding in found:
            yield finding


async def _slack(settings: Settings, chats: tuple[Chat, ...]) -> AsyncIterator[Finding]:
    if settings.slack_bot_token is None:
        return
    from bot.checkups.slack import look_at_slack
    from bot.slack import build_client

    client = build_client(settings.slack_bot_token.reveal(), settings.slack_base_url)
    async for finding in look_at_slack(client, settings.slack_app_token, _on(Platform.SLACK, chats)):
        yield finding


async def _all(findings: AsyncIterator[Finding]) -> tuple[Finding, ...]:
    return tuple([finding async for finding in findings])


def _on(platform: Platform, chats: tuple[Chat, ...]) -> list[Chat]:
    return [chat for chat in chats if chat.address.platform is platform]


def _admins(platform: Platform, settings: Settings) -> list[Address]:
    return [address for address in settings.admin_chats if address.platform is platform]
