"""The whole program on a fake Telegram, and what people there see of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from storage.models import Address, Chat, Platform
from tests.fakes.replay import Replay
from tests.fakes.telegram_people import ADA, TelegramPeople
from tests.fakes.telegram_platform import Arrival
from tests.fakes.waiting import until
from tests.fakes.whole_program import WholeProgram, read


class TelegramProgram(WholeProgram):
    """A program that speaks Korean where nobody chose, and has no Slack."""

    def __init__(self, people: TelegramPeople, site: Replay, file: Path) -> None:
        super().__init__(site, file, telegram=people)
        self.people = people
        self.settings = replace(self.settings, languages=("ko", "en"))

    async def all_is_answered(self) -> None:
        """Wait until every update has been taken and its work is done."""
        await until(lambda: not self.people.updates and not self.store.inbox.open(Platform.TELEGRAM))

    def chat(self, chat: int = ADA, thread: int | None = None) -> Chat:
        """Return a chat as it is stored; fails for one that is not."""
        found = self.store.chats.find(Address(Platform.TELEGRAM, str(chat), str(thread) if thread else None))
        assert found is not None
        return found

    async def sees(self, words: str, chat: int = ADA, having: Callable[[Arrival], bool] = lambda _: True) -> Arrival:
        """Wait until a message of a chat reads so, and return the last that does."""
        found: list[Arrival] = []

        def look() -> bool:
            found[:] = [message for message in self.messages(chat) if words in read(message.text) and having(message)]
            return bool(found)

        try:
            await until(look)
        except TimeoutError:
            raise AssertionError(f"no message with {words!r} among {self.people.texts(chat)}") from None
        return found[-1]

    def messages(self, chat: int = ADA) -> list[Arrival]:
        """Return all messages of the bot in a chat as they read now, in the order in which they came."""
        return [self.people.message(chat, one.message_id) for one in self.people.arrivals if one.chat == chat]

    def presses(self, label: str, message: Arrival, person: int = ADA, **changes: Any) -> str:
        """Let a person press the button with this label, and return the id of the press."""
        (data,) = [action for text, action in buttons(message).items() if label in text]
        update = self.people.presses(data, message.message_id, person, message.chat, **changes)
        return str(update["callback_query"]["id"])

    async def told(self, press: str) -> str:
        """Wait until a press is answered, and return the notice that was shown."""
        await until(lambda: press in self.people.answered)
        return self.people.answered[press]


def has_button(label: str) -> Callable[[Arrival], bool]:
    """Make a test for messages with a button that is so called."""
    return lambda message: any(label in text for text in buttons(message))


def buttons(message: Arrival) -> dict[str, str]:
    """Return what the buttons under a message say and do."""
    rows = json.loads(message.content.markup or "[]")
    return {button["text"]: button["callback_data"] for row in rows for button in row if "callback_data" in button}
