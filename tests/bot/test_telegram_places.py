"""A chat's subscriptions follow it, and a database that fails is not taken for a chat that is there already."""

from __future__ import annotations

import pytest

from bot.telegram_places import TelegramPlaces
from storage.chats import Chats
from storage.errors import StorageError
from storage.models import Address, Platform
from storage.store import Store
from tests.handlers.desks import NOW
from tests.makers import make_chat

OLD, NEW = Address(Platform.TELEGRAM, "-77"), Address(Platform.TELEGRAM, "-100777")


def test_a_disk_that_is_full_while_a_group_moves_costs_no_subscription(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StorageError("the disk is full")

    chat = store.chats.add(make_chat(address=OLD), NOW)
    places = TelegramPlaces(store, lambda: NOW)
    with monkeypatch.context() as patched:
        patched.setattr(Chats, "move", fail)
        with pytest.raises(StorageError, match="the disk is full"):
            places.move(OLD, NEW)
    assert store.chats.all() == (chat,)
    places.move(OLD, NEW)
    assert [moved.address for moved in store.chats.all()] == [NEW]
