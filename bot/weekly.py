"""The papers of the week into the outbox: once for each chat and week, in one transaction with the next moment."""

from __future__ import annotations

import logging
from datetime import datetime

from bot.turns import let_others_run
from digest.schedule import loud_from
from digest.weekly import make_weekly, next_weekly
from handlers.messages import messages_of
from handlers.weekly_layout import weekly_layout
from storage.ledger import Queued
from storage.models import Chat
from storage.store import Store

logger = logging.getLogger(__name__)

PAGE = 20
"""Chats per transaction: each is chosen for by itself."""


async def queue_weeklies(store: Store, now: datetime) -> Queued:
    """Queue the papers of the week for every chat whose moment has come, page by page."""
    added = Queued()
    while chats := store.chats.weekly_due(now, PAGE):
        with store.transaction():
            for chat in chats:
                added += _queue(store, chat, now)
            store.chats.set_weekly_due((chat.id, next_weekly(chat, now)) for chat in chats)
        await let_others_run()
    if added.messages:
        logger.info("weekly.queued messages=%d", added.messages)
    return added


def _queue(store: Store, chat: Chat, now: datetime) -> Queued:
    weekly = make_weekly(store, chat, now, asked=False)
    if weekly is None:
        return Queued()
    subject = f"weekly:{weekly.id}"
    bodies = store.ledger.keep(messages_of(subject, weekly_layout(store, chat, weekly), chat.address.platform))
    # Who is late, after a downtime, is not woken up for it.
    return store.ledger.queue([chat.id], subject, bodies, (), loud_from(chat, now))
