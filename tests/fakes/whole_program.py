"""`paperboy run` whole, between a fake Slack, a fake Telegram and a replayed site; which moment it is, a test says.

The jobs tick every few milliseconds of the machine's time and ask the store what is due at the moment that is told, so
a day passes as soon as its work is done.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.commands.run import serve
from bot.config import Secret, Settings
from bot.lease import DeliveryLease
from bot.slack_bot import EVENTS_PATH
from digest.days import is_settled
from handlers.markup import JOINER
from storage.models import Address, Chat, DeliveryState, Language, Platform
from storage.store import Store
from tests.fakes.loopback import Attempt, Fault
from tests.fakes.replay import Replay
from tests.fakes.slack_platform import Arrival, refused
from tests.fakes.slack_program import KEY
from tests.fakes.slack_workspace import APP_TOKEN, CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, FakeSlackApp
from tests.fakes.telegram_people import TelegramPeople
from tests.fakes.telegram_talk import until

JOBS = frozenset({"look", "due", "watch", "edits", "retell"})
YESTERDAY, TODAY = (date(2026, 5, day) for day in (12, 13))
AFTERNOON = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
"""A Wednesday, 17:00 in Seoul; the list of the day has just appeared."""
LATER = datetime(2026, 5, 13, 11, 30, tzinfo=UTC)
"""The list has not grown for three hours."""
MORNING = datetime(2026, 5, 13, 23, 15, tzinfo=UTC)
"""Thursday, 08:15 in Seoul."""


def key_of(number: int) -> str:
    """Return the id of a paper."""
    return f"2605.{number:05}"


def listed(number: int) -> dict[str, Any]:
    """Return a record of the list; its number says how much it is liked, so the highest stands first."""
    title = f"Memory {number}"
    abstract = (
        "Language models forget what they read a while ago. We propose a memory that keeps it."
        f" Recall rises by {number} points on long texts."
    )
    return {"title": title, "paper": {"id": key_of(number), "title": title, "summary": abstract, "upvotes": number}}


class WholeProgram:
    """One run of the program after the other on one database; `now` is the moment it is.

    With `many`, workspaces install the Slack app over HTTP; else one is reached by a socket.
    """

    def __init__(self, fake: FakeSlackApp, people: TelegramPeople, site: Replay, file: Path, *, many: bool) -> None:
        self.fake = fake
        self.people = people
        self.site = site
        self.file = file
        self.many = many
        self.now = AFTERNOON
        self.url = ""
        self.refused = ""
        """Words by which Slack knows a message whose blocks it does not take."""
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """The store of the program that runs."""
        assert self._store is not None
        return self._store

    def settings(self, port: int) -> Settings:
        """Return all that the program is told; its rates are too high to be felt."""
        one = {"slack_bot_token": Secret(self.fake.tokens["T1"]), "slack_app_token": Secret(APP_TOKEN)}
        many = {
            "slack_signing_secret": Secret(SIGNING_SECRET),
            "slack_client_id": CLIENT_ID,
            "slack_client_secret": Secret(CLIENT_SECRET),
            "slack_key": Secret(KEY),
        }
        way: Mapping[str, Any] = many if self.many else one
        return Settings(
            db=self.file,
            languages=("en", "ko"),
            slack_base_url=self.fake.base_url,
            slack_channel_rate=100_000,
            telegram_token=Secret(self.people.token),
            telegram_base_url=self.people.base_url,
            telegram_rate=100_000,
            telegram_chat_rate=100_000,
            hf_base_url=self.site.url,
            arxiv_base_url=self.site.url,
            arxiv_api_url=f"{self.site.url}/api/query",
            arxiv_interval=0,
            http_port=port,
            **way,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the program, and stop it as a signal does."""
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        with Store.open(self.file) as self._store, DeliveryLease(self._store, lambda: self.now) as lease:
            stop = asyncio.Event()
            program = asyncio.create_task(serve(self.settings(port), self._store, lease, stop, lambda: self.now))
            try:
                await until(lambda: program.done() or _listens(port))
                yield
            finally:
                stop.set()
                await asyncio.wait_for(program, 10)

    def fault(self, attempt: Attempt) -> Fault | None:
        """Choose what one message in Slack meets."""
        return refused("invalid_blocks") if self.refused and self.refused in read(attempt.text) else None

    def lists(self, day: date, numbers: Iterable[int]) -> None:
        """Let papers stand on the list of a day."""
        self.site.lists[day.isoformat()] = [listed(number) for number in numbers]

    async def brings(self, payload: Mapping[str, Any]) -> str:
        """Bring something to the program as Slack does, and wait until it is done; return how it was acknowledged."""
        if self.many:
            status, told = await self.fake.post(self.url + EVENTS_PATH, payload)
            assert status == 200
        else:
            kind = "slash_commands" if "command" in payload else "interactive"
            told = json.dumps(await self.fake.bring("events_api" if "event" in payload else kind, payload))
        await until(lambda: not self.store.inbox.open(Platform.SLACK))
        return told

    async def to_the_morning(self) -> None:
        """Let the list of the day appear and settle, its papers be read, and the morning come."""
        await until(lambda: self.store.days.get(TODAY).papers)
        await self.becomes(LATER)
        await until(lambda: is_settled(self.store.days.get(TODAY)))
        keys = [paper.key for paper in self.store.days.get(TODAY).papers]
        spoken = {Language("en"), *self.store.chats.languages()}
        await until(lambda: not self.store.summaries.missing(keys, spoken))
        await self.becomes(MORNING)

    async def becomes(self, moment: datetime) -> None:
        """Let it be another moment, between two runs of any job: none takes hours."""
        await until(lambda: JOBS.isdisjoint(task.get_name() for task in asyncio.all_tasks()))
        self.now = moment

    async def all_is_sent(self) -> None:
        """Wait until every chat has had its day, and nothing is left to be sent."""
        waiting = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN)
        await until(lambda: all(self._had(chat) for chat in self.store.chats.active()))
        await until(lambda: not any(self.store.outbox.counts().get(state) for state in waiting))

    def _had(self, chat: Chat) -> bool:
        return TODAY in self.store.ledger.days_done([chat.id], TODAY)[chat.id]

    def chat(self, channel: str, team: str = "T1") -> Chat:
        """Return a chat in Slack as it is stored; fails for one that is not."""
        found = self.store.chats.find(Address(Platform.SLACK, channel, team=team))
        assert found is not None
        return found

    def messages(self, channel: str) -> list[Arrival]:
        """Return all that was posted in a channel."""
        return [arrival for arrival in self.fake.arrivals if arrival.channel == channel]

    def digest(self, channel: str) -> list[tuple[str, bool]]:
        """Return the first line of each message of a delivery, and whether it stands in a thread."""
        posted = [message for message in self.messages(channel) if message.metadata]
        return [(read(message.text).split("\n")[0], message.thread_ts is not None) for message in posted]


def read(text: str) -> str:
    """Return what people read of a text: the joiners that keep a name from acting are not seen."""
    return text.replace(JOINER, "")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
