"""`paperboy run` whole, between a replayed site and fakes of the platforms; which moment it is, a test says.

The jobs tick every few milliseconds of the machine's time and ask the store what is due at the moment that is told, so
a day passes as soon as its work is done. What people see of it: `telegram_program`, `slack_program`.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.config import Secret, Settings
from digest.days import is_settled
from handlers.markup import JOINER
from storage.backup import back_up
from storage.models import DeliveryState, Language
from storage.store import Store
from tests.fakes.loopback import free_port, listens
from tests.fakes.replay import Answer, Replay
from tests.fakes.serving import serving
from tests.fakes.slack_talk import way_in
from tests.fakes.slack_workspace import FakeSlackApp
from tests.fakes.telegram_people import TelegramPeople
from tests.fakes.waiting import until

JOBS = frozenset({"look", "due", "watch", "watched", "edits", "retell"})
TOO_HIGH = 100_000
"""A rate that is never felt."""
YESTERDAY, TODAY, TOMORROW = (date(2026, 5, day) for day in (12, 13, 14))
AFTERNOON = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
"""A Wednesday, 17:00 in Seoul; the list of the day has just appeared."""
LATER = datetime(2026, 5, 13, 11, 30, tzinfo=UTC)
"""The list has not grown for three hours."""
MORNING = datetime(2026, 5, 13, 23, 15, tzinfo=UTC)
"""Thursday, 08:15 in Seoul."""


def key_of(number: int) -> str:
    """Return the id of a paper."""
    return f"2605.{number:05}"


def listed(number: int, **fields: Any) -> dict[str, Any]:
    """Return a record of the list; its number says how much it is liked, so the highest stands first."""
    paper = {
        "id": key_of(number),
        "title": f"Memory {number}",
        "summary": "Language models forget what they read a while ago. We propose a memory that keeps it."
        f" Recall rises by {number} points on long texts.",
        "authors": [{"name": f"Ada Kim {number}"}],
        "upvotes": number,
    } | fields
    return {"title": paper["title"], "paper": paper}


def read(text: str) -> str:
    """Return what people read of a text: the joiners that keep a name from acting are not seen."""
    return text.replace(JOINER, "")


class WholeProgram:
    """One run of the program after the other on one database, on the platforms that are given.

    With `many`, workspaces install the Slack app over HTTP; else one is reached by a socket. `settings` may be
    replaced between two runs.
    """

    def __init__(
        self,
        site: Replay,
        file: Path,
        *,
        telegram: TelegramPeople | None = None,
        slack: FakeSlackApp | None = None,
        many: bool = False,
    ) -> None:
        self.site = site
        port = free_port() if many else 0
        self.url = f"http://127.0.0.1:{port}"
        self.settings = Settings(
            db=file,
            languages=("en", "ko"),
            hf_base_url=site.url,
            arxiv_base_url=site.url,
            arxiv_api_url=f"{site.url}/api/query",
            arxiv_interval=0,
            http_port=port,
            **_on_telegram(telegram),
            **_on_slack(slack, many=many),
        )
        self._said = AFTERNOON
        self._said_at_s = time.monotonic()
        self._store: Store | None = None
        self._kills = 0

    @property
    def store(self) -> Store:
        """The store of the program that runs."""
        assert self._store is not None
        return self._store

    def clock(self) -> datetime:
        """Return the moment it is: from one that a test says, time passes as it does."""
        return self._said + timedelta(seconds=time.monotonic() - self._said_at_s)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the program, and stop it as a signal does."""
        async with self._run():
            yield

    @asynccontextmanager
    async def running_until_killed(self) -> AsyncIterator[None]:
        """Run the program, and leave to the next one the database as it is when the block ends, as `kill -9` does."""
        self._kills += 1
        copy = self.settings.db.with_name(f"killed-{self._kills}.db")
        async with self._run() as program:
            yield
            back_up(self.settings.db, copy)
            program.cancel()
        self.settings = replace(self.settings, db=copy)

    @asynccontextmanager
    async def _run(self) -> AsyncIterator[asyncio.Task[None]]:
        port = self.settings.http_port
        with Store.open(self.settings.db) as self._store:
            async with serving(self.settings, self._store, self.clock) as program:
                await until(lambda: not port or program.done() or listens(port))
                yield program

    def lists(self, day: date, numbers: Iterable[int]) -> None:
        """Let papers stand on the list of a day."""
        self.site.lists[day.isoformat()] = [listed(number) for number in numbers]

    def knows(self, number: int, **fields: Any) -> None:
        """Let the site know a paper that stands on no list."""
        record = listed(number, **fields)["paper"]
        self.site.pages[f"/api/papers/{key_of(number)}"] = Answer(body=json.dumps(record).encode())

    async def becomes(self, moment: datetime) -> None:
        """Let it be another moment, between two runs of any job: none takes hours."""
        await until(lambda: JOBS.isdisjoint(task.get_name() for task in asyncio.all_tasks()))
        self._said, self._said_at_s = moment, time.monotonic()

    async def settled(self, day: date) -> None:
        """Wait until a list is settled and its papers are read in every language."""
        await until(lambda: is_settled(self.store.days.get(day)))
        keys = [paper.key for paper in self.store.days.get(day).papers]
        always = Language(self.settings.languages[0])
        await until(lambda: not self.store.summaries.missing(keys, {always, *self.store.chats.languages()}))

    async def to_the_morning(self) -> None:
        """Let the list of the day appear and settle, its papers be read, and then its morning come."""
        await self._to_the_morning_after(TODAY, timedelta())

    async def to_the_next_morning(self) -> None:
        """The same for the day after."""
        await self.becomes(AFTERNOON + timedelta(days=1))
        await self._to_the_morning_after(TOMORROW, timedelta(days=1))

    async def _to_the_morning_after(self, day: date, later: timedelta) -> None:
        await until(lambda: self.store.days.get(day).papers)
        await self.becomes(LATER + later)
        await self.settled(day)
        await self.becomes(MORNING + later)

    async def all_is_sent(self) -> None:
        """Wait until nothing is left to be sent."""
        waiting = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN)
        await until(lambda: not any(self.store.outbox.counts().get(state) for state in waiting))


def _on_telegram(platform: TelegramPeople | None) -> Mapping[str, Any]:
    if platform is None:
        return {}
    rates = dict.fromkeys(("telegram_rate", "telegram_chat_rate", "telegram_group_rate"), TOO_HIGH)
    return rates | {"telegram_token": Secret(platform.token), "telegram_base_url": platform.base_url}


def _on_slack(platform: FakeSlackApp | None, *, many: bool) -> Mapping[str, Any]:
    if platform is None:
        return {}
    return {**way_in(platform, many=many), "slack_channel_rate": TOO_HIGH}
