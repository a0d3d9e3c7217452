"""`paperboy run` whole, between a fake Telegram and a replayed site; which moment it is, a test says.

The jobs tick every few milliseconds of the machine's time and ask the store what is due at the moment that is told, so
a day passes as soon as its work is done.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.commands.run import serve
from bot.config import Secret, Settings
from bot.lease import DeliveryLease
from digest.days import is_settled
from handlers.markup import JOINER
from storage.backup import back_up
from storage.models import Address, Chat, DeliveryState, Language, Platform
from storage.store import Store
from tests.fakes.replay import Answer, Replay
from tests.fakes.telegram_people import ADA, TelegramPeople
from tests.fakes.telegram_platform import Arrival
from tests.fakes.telegram_talk import until

JOBS = frozenset({"look", "due", "watch"})
YESTERDAY, TODAY, TOMORROW = (date(2026, 5, day) for day in (12, 13, 14))
AFTERNOON = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
"""A Wednesday, 17:00 in Seoul; the list of the day has just appeared."""
LATER = datetime(2026, 5, 13, 11, 30, tzinfo=UTC)
"""The list has not grown for three hours."""
MORNING = datetime(2026, 5, 13, 23, 15, tzinfo=UTC)
"""Thursday, 08:15 in Seoul."""


def listed(number: int, **fields: Any) -> dict[str, Any]:
    """Return a record of the list; its number says how much it is liked, so the highest stands first."""
    paper = {
        "id": key_of(number),
        "title": f"Memory {number}",
        "summary": "Language models forget what they read a while ago. We propose a memory that keeps it."
        f" Recall rises by {number} points on long texts.",
        "authors": [{"name": f"Ada Kim {number}"}],
        "upvotes": number,
    }
    return {"title": paper["title"], "paper": paper | fields}


def key_of(number: int) -> str:
    """Return the id of a paper."""
    return f"2605.{number:05}"


class TelegramProgram:
    """One run of the program after the other on one database."""

    def __init__(self, people: TelegramPeople, site: Replay, file: Path) -> None:
        self.people = people
        self.site = site
        self.file = file
        self._said = AFTERNOON
        self._said_at_s = time.monotonic()
        self.languages: tuple[str, ...] = ("ko", "en")
        self.admins: tuple[Address, ...] = ()
        self._store: Store | None = None
        self._copies = 0

    @property
    def store(self) -> Store:
        """The store of the program that runs."""
        assert self._store is not None
        return self._store

    def clock(self) -> datetime:
        """Return the moment it is: from one that a test says, time passes as it does."""
        return self._said + timedelta(seconds=time.monotonic() - self._said_at_s)

    @property
    def settings(self) -> Settings:
        """All that the program is told; its rates are too high to be felt."""
        return Settings(
            db=self.file,
            languages=self.languages,
            telegram_token=Secret(self.people.token),
            telegram_base_url=self.people.base_url,
            telegram_rate=100_000,
            telegram_chat_rate=100_000,
            telegram_group_rate=100_000,
            hf_base_url=self.site.url,
            arxiv_base_url=self.site.url,
            arxiv_api_url=f"{self.site.url}/api/query",
            arxiv_interval=0,
            admin_chats=self.admins,
            http_port=0,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the program, and stop it as a signal does."""
        with Store.open(self.file) as self._store, DeliveryLease(self._store, self.clock) as lease:
            stop = asyncio.Event()
            program = asyncio.create_task(serve(self.settings, self._store, lease, stop, self.clock))
            try:
                yield
            finally:
                stop.set()
                await asyncio.wait_for(program, 10)

    @asynccontextmanager
    async def running_until_killed(self) -> AsyncIterator[None]:
        """Run the program, and leave to the next one the database as it is when the block ends, as `kill -9` does."""
        copy = self.file.with_name(f"killed-{self._copies}.db")
        self._copies += 1
        with Store.open(self.file) as self._store, DeliveryLease(self._store, self.clock) as lease:
            program = asyncio.create_task(serve(self.settings, self._store, lease, asyncio.Event(), self.clock))
            try:
                yield
                back_up(self.file, copy)
            finally:
                program.cancel()
                await asyncio.gather(program, return_exceptions=True)
        self.file = copy

    def lists(self, day: date, numbers: Iterable[int]) -> None:
        """Let papers stand on the list of a day."""
        self.site.lists[day.isoformat()] = [listed(number) for number in numbers]

    def knows(self, number: int, **fields: Any) -> None:
        """Let the site know a paper that stands on no list."""
        record = listed(number, **fields)["paper"]
        self.site.pages[f"/api/papers/{key_of(number)}"] = Answer(body=json.dumps(record).encode())

    async def settled(self, day: date) -> None:
        """Wait until a list is settled and its papers are read in every language."""
        await until(lambda: is_settled(self.store.days.get(day)))
        keys = [paper.key for paper in self.store.days.get(day).papers]
        always = Language(self.languages[0])
        await until(lambda: not self.store.summaries.missing(keys, {always, *self.store.chats.languages()}))

    async def to_the_morning(self) -> None:
        """Let the list of the day appear and settle, and then its morning come."""
        await until(lambda: self.store.days.get(TODAY).papers)
        await self.becomes(LATER)
        await self.settled(TODAY)
        await self.becomes(MORNING)

    async def to_the_next_morning(self) -> None:
        """The same for the day after."""
        await self.becomes(AFTERNOON + timedelta(days=1))
        await until(lambda: self.store.days.get(TOMORROW).papers)
        await self.becomes(LATER + timedelta(days=1))
        await self.settled(TOMORROW)
        await self.becomes(MORNING + timedelta(days=1))

    async def becomes(self, moment: datetime) -> None:
        """Let it be another moment, between two runs of any job: none takes hours."""
        await until(lambda: JOBS.isdisjoint(task.get_name() for task in asyncio.all_tasks()))
        self._said, self._said_at_s = moment, time.monotonic()

    async def all_is_sent(self) -> None:
        """Wait until nothing is left to be sent."""
        waiting = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN)
        await until(lambda: not any(self.store.outbox.counts().get(state) for state in waiting))

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
            found[:] = [message for message in self.messages(chat) if words in read(message) and having(message)]
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


def read(message: Arrival) -> str:
    """Return what people read of a message: the joiners that keep a name from acting are not seen."""
    return message.text.replace(JOINER, "")


def has_button(label: str) -> Callable[[Arrival], bool]:
    """Make a test for messages with a button that is so called."""
    return lambda message: any(label in text for text in buttons(message))


def buttons(message: Arrival) -> dict[str, str]:
    """Return what the buttons under a message say and do."""
    rows = json.loads(message.content.markup or "[]")
    return {button["text"]: button["callback_data"] for row in rows for button in row if "callback_data" in button}
