"""The one way to subscribe a chat and to change its preferences: kept together with the moments at which it is due."""

from __future__ import annotations

from datetime import datetime

from digest.schedule import due_after_change
from digest.weekly import next_weekly
from storage.models import Chat
from storage.store import Store


def keep_chat(store: Store, chat: Chat, now: datetime) -> Chat:
    """Subscribe a chat, or give the one at its address all these preferences; return it as it is stored."""
    with store.transaction():
        before = store.chats.find(chat.address)
        stored = store.chats.add(chat, now)
        store.chats.set_next_due([(stored.id, due_after_change(stored, before, now))])
        store.chats.set_weekly_due([(stored.id, next_weekly(stored, now))])
        return store.chats.get(stored.id)
