"""What becomes of the subscriptions of a Telegram chat when the bot's place in it changes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from storage.errors import AddressTakenError
from storage.models import Address, Chat
from storage.store import Store

logger = logging.getLogger(__name__)


class TelegramPlaces:
    """Pauses, wakes and moves a chat together with the topics of its forum, for the bot's place is one in all."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def lose(self, place: Address, reason: str) -> None:
        """Pause all that is subscribed there; the reason is kept with it. What is paused already keeps its own."""
        with self._store.transaction():
            for chat in self._store.chats.in_place(place):
                if self._store.chats.pause(chat.id, reason, self._clock()):
                    logger.warning("chat.paused chat=%s reason=%s", chat.address, reason)

    def regain(self, place: Address) -> tuple[Chat, ...]:
        """Wake all that is paused there, and return it as it was; who unsubscribed stays unsubscribed."""
        with self._store.transaction():
            paused = [chat for chat in self._store.chats.in_place(place) if chat.paused_because is not None]
            for chat in paused:
                self._store.chats.wake(chat.id)
                logger.info("chat.woken chat=%s", chat.address)
        return tuple(paused)

    def move(self, old: Address, new: Address) -> None:
        """Follow a group to its new id; a subscription that was served there already is kept, and the old one ends."""
        with self._store.transaction():
            for chat in self._store.chats.in_place(old):
                address = replace(new, thread=chat.address.thread)
                try:
                    self._store.chats.move(chat.id, address)
                    logger.info("chat.moved from=%s to=%s", chat.address, address)
                except AddressTakenError:
                    self._store.chats.remove(chat.address)
                    logger.info("chat.merged from=%s into=%s", chat.address, address)
