"""Chats that were subscribed from the shell by less than Slack names them with: else one place could be two chats."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.slack_scenes import Scene
from storage.chats import REMOVED
from storage.errors import AddressTakenError
from storage.models import Address, Chat, Platform
from storage.store import Store


def give_team(store: Store, team: str, now: datetime) -> None:
    """Give their team to chats that were subscribed without it."""
    for chat in store.chats.without_team(Platform.SLACK):
        _move(store, chat, replace(chat.address, team=team), now)


def give_conversation(store: Store, scene: Scene, now: datetime) -> None:
    """Give a person who was subscribed by their own id the conversation that the bot has with them, which `scene` is.

    Both are the same place (docs.slack.dev/reference/methods/chat.postMessage). Whoever ended it there stays away.
    """
    chat, there = store.chats.find(replace(scene, channel="").address), store.chats.find(scene.address)
    if chat is None or not scene.channel or any(known and known.paused_because == REMOVED for known in (chat, there)):
        return
    _move(store, chat, scene.address, now)


def _move(store: Store, chat: Chat, address: Address, now: datetime) -> None:
    try:
        store.chats.move(chat.id, address)
    except AddressTakenError:
        store.chats.pause(chat.id, f"the same channel as {address}", now)
