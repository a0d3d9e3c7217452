"""`paperboy run` as a whole over days: its clocks, source, store and console chat, in time that jumps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web

import bot.app
import bot.commands.run
from bot.config import Settings
from bot.console import ConsoleSender
from bot.senders import PlatformDownError
from bot.ways import Way
from digest.report import report_day
from digest.schedule import next_due
from storage.models import Address, Alert, ChatTopic, DeliveryState, Language, OutboxItem, Platform
from storage.store import Store
from tests.fakes.jumping_program import let_time_jump
from tests.fakes.serving import serving
from tests.fakes.time import in_no_time, pass_by, until, wall
from tests.makers import make_chat

FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY = (date(2026, 5, day) for day in (15, 16, 17, 18, 19))
EN = Language("en")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


class Site:
    """A Hugging Face whose lists grow with the loop's time."""

    def __init__(self) -> None:
        self.joins: dict[date, list[tuple[datetime, int]]] = {}
        self.down: tuple[datetime, datetime] | None = None
        self.titles: dict[int, str] = {}

    def grow(self, day: date, moment: datetime, numbers: range) -> None:
        """Let papers join a list."""
        self.joins.setdefault(day, []).extend((moment, number) for number in numbers)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of the bot."""
        if self.down and self.down[0] <= wall() < self.down[1]:
            return httpx.Response(503)
        if request.url.path != "/api/daily_papers":
            return httpx.Response(404)
        day = date.fromisoformat(request.url.params["date"])
        page = int(request.url.params.get("p", "0"))
        joined = [number for moment, number in self.joins.get(day, ()) if moment <= wall()]
        return httpx.Response(200, json=[] if page else [self._record(number) for number in joined])

    def _record(self, number: int) -> dict[str, Any]:
        abstract = "Language models forget what they read a while ago. We propose a memory that keeps what was read."
        title = self.titles.get(number, f"Memory {number}")
        return {"title": title, "paper": {"id": f"2605.{number:05}", "title": title, "summary": abstract}}


class Bot:
    """The bot with one chat in a kitchen in Seoul, served at 08:15 there, which is 23:15 the day before in UTC."""

    def __init__(self, file: Path, site: Site) -> None:
        self.settings = Settings(db=file, arxiv_interval=0)
        self.site = site
        self.topics: tuple[str, ...] = ()
        """What the chat wants to be told of at once."""
        self.said: list[tuple[datetime, str]] = []
        """What the status of a day was, at the moments at which a test asked for it."""

    def run(
        self,
        begin: datetime,
        end: datetime,
        *asked: tuple[datetime, date],
        asleep: tuple[datetime, datetime] | None = None,
    ) -> None:
        """Run the whole bot from one moment to another; the statuses of days are asked for at given moments.

        `asleep` is when the whole machine is, and no timer fires.
        """
        in_no_time(self._run(begin, end, asked, asleep))

    async def _run(
        self,
        begin: datetime,
        end: datetime,
        asked: tuple[tuple[datetime, date], ...],
        asleep: tuple[datetime, datetime] | None,
    ) -> None:
        await until(begin)
        with Store.open(self.settings.db) as store:
            if store.chats.next_due_at() is None:
                chat = store.chats.add(make_chat("kitchen", language=EN), wall())
                store.chats.set_next_due([(chat.id, next_due(chat, wall()))])
                for query in self.topics:
                    store.topics.put(ChatTopic(chat.id, query, Alert.NOW, again=False, added_at=wall()))
            async with serving(self.settings, store, wall):
                for moment, day in asked:
                    await until(moment)
                    self.said.append((moment, report_day(store, store.days.get(day), EN, wall()).sentence))
                if asleep:
                    await until(asleep[0])
                    pass_by((asleep[1] - wall()).total_seconds())
                await until(end)

    def sent(self) -> list[tuple[datetime, str]]:
        """Return what was sent, and when, to the minute."""
        with Store.open_to_read(self.settings.db) as store:
            rows = store._db.rows("SELECT sent_at, subject FROM outbox WHERE state = 'sent' ORDER BY id")
        return [
            (datetime.fromisoformat(row["sent_at"]).replace(second=0, microsecond=0), row["subject"]) for row in rows
        ]

    def digests(self) -> list[tuple[datetime, str, list[int]]]:
        """Return each digest: when it came, its day, and the numbers of its papers."""
        found: list[tuple[datetime, str, list[int]]] = []
        for moment, subject in self.sent():
            kind, _, name = subject.partition(":")
            if kind == "head":
                found.append((moment, name, []))
            else:
                found[-1][2].append(int(name.partition(".")[2]))
        return found


@pytest.fixture
def site() -> Site:
    """A Friday whose list is half published at the chat's hour, a weekend without lists, a Monday."""
    site = Site()
    site.grow(FRIDAY, at(FRIDAY, 20, 30), range(1, 2))
    site.grow(FRIDAY, at(FRIDAY, 21, 30), range(2, 11))
    site.grow(FRIDAY, at(FRIDAY, 22, 30), range(11, 15))
    site.grow(FRIDAY, at(SATURDAY, 3), range(15, 16))
    site.grow(MONDAY, at(MONDAY, 2), range(20, 25))
    return site


@pytest.fixture
def paperboy(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """The bot without network and without waiting; its clocks tick every five minutes instead of every one."""
    let_time_jump(monkeypatch, httpx.MockTransport(site.answer), tick_s=300)
    return Bot(tmp_path / "paperboy.db", site)


OF_FRIDAY = ("2026-05-15", [*range(1, 15)])
LATE = ("2026-05-16", [15])
OF_MONDAY = ("2026-05-18", [*range(20, 25)])


def test_a1_a3_three_days_with_a_half_published_list_and_a_sunday(
    paperboy: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    paperboy.run(
        at(FRIDAY, 12),
        at(TUESDAY, 1),
        (at(FRIDAY, 23, 32), FRIDAY),
        (at(SATURDAY, 0, 32), FRIDAY),
        (at(SUNDAY, 12, 2), SUNDAY),
        (at(MONDAY, 0, 32), SUNDAY),
        (at(MONDAY, 23, 32), MONDAY),
    )
    # Friday's list still grew at the chat's hour, so it came when the day was over; the paper that joined it after
    # that came late, with the next day that was settled; Sunday brought nothing.
    friday, late, monday = paperboy.digests()
    assert friday[1:] == OF_FRIDAY
    assert at(SATURDAY, 0) <= friday[0] <= at(SATURDAY, 0, 10)
    assert late == (at(SUNDAY, 23, 15), *LATE)
    assert monday == (at(MONDAY, 23, 15), *OF_MONDAY)
    half_published = "list still growing, next look 2026-05-16 00:00Z, 14 papers so far"
    assert [sentence for _, sentence in paperboy.said] == [
        f"2026-05-15: {half_published}, 14 of 14 summarised, 14 from their abstracts",
        "2026-05-15: 14 of 14 summarised, 14 from their abstracts",
        "2026-05-17: list not begun, next look 13:00Z",
        "2026-05-17: no list (Sunday)",
        "2026-05-18: 5 of 5 summarised, 5 from their abstracts",
    ]
    read = capsys.readouterr().out
    assert [read.count(f"/14 · Memory {number}\n") for number in range(1, 15)] == [1] * 14
    assert read.index("1/14 · Memory 1\n") < read.index("14/14 · Memory 14\n") < read.index("Memory 15\n")


def test_a4_a_source_that_is_down_at_the_chats_hour_is_told_and_delivered_when_it_is_back(paperboy: Bot) -> None:
    paperboy.site.down = (at(FRIDAY, 23), at(SATURDAY, 9))
    paperboy.run(at(FRIDAY, 12), at(SATURDAY, 12), (at(SATURDAY, 8, 2), FRIDAY))
    ((_, said),) = paperboy.said
    assert said.startswith("2026-05-15: source down since 2026-05-15 23:00Z, will retry, 10 papers so far (")
    ((moment, *digest),) = paperboy.digests()
    assert tuple(digest) == ("2026-05-15", [*range(1, 16)])
    assert at(SATURDAY, 9) <= moment <= at(SATURDAY, 10, 10)


def test_c3_d1_a_bot_that_is_ended_and_started_again_catches_up_once_and_in_order(paperboy: Bot) -> None:
    paperboy.run(at(FRIDAY, 12), at(SATURDAY, 0, 30))
    before = paperboy.digests()
    for begin, end in (
        (at(SATURDAY, 10), at(SATURDAY, 11)),
        (at(TUESDAY, 5), at(TUESDAY, 6)),
        (at(TUESDAY, 7), at(TUESDAY, 8)),
    ):
        paperboy.run(begin, end)
    assert [digest[1:] for digest in before] == [OF_FRIDAY]
    assert [digest[1:] for digest in paperboy.digests()] == [OF_FRIDAY, LATE, OF_MONDAY]


def test_d1_a_machine_that_slept_over_the_hour_delivers_when_it_wakes(paperboy: Bot) -> None:
    paperboy.run(at(FRIDAY, 12), at(SATURDAY, 12), asleep=(at(FRIDAY, 22, 50), at(SATURDAY, 9)))
    ((moment, *digest),) = paperboy.digests()
    assert tuple(digest) == ("2026-05-15", [*range(1, 16)])
    assert at(SATURDAY, 9) <= moment <= at(SATURDAY, 9, 10)


def test_d3_after_two_months_without_a_paper_the_next_one_comes_by_itself(
    paperboy: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing but the process itself keeps its hours: no schedule of somebody else, which ends when nothing happens.
    for name in ("TICK_S", "WATCHED_S", "RETELL_S"):
        monkeypatch.setattr(bot.commands.run, name, 6 * 3600)
    paperboy.site.joins.clear()
    later = FRIDAY + timedelta(days=62)
    paperboy.site.grow(later, at(later, 2), range(40, 43))
    paperboy.run(at(FRIDAY, 12), at(later + timedelta(days=2), 0))
    assert [digest[1:] for digest in paperboy.digests()] == [(f"{later}", [*range(40, 43)])]


def test_d5_a_paper_on_a_topic_is_told_before_the_day_is_over_and_only_once(paperboy: Bot) -> None:
    paperboy.site.titles[12] = "Robots in surgery"
    paperboy.topics = ("surgery",)
    paperboy.run(at(FRIDAY, 12), at(SATURDAY, 1))
    (told,) = [(moment, subject) for moment, subject in paperboy.sent() if "2605.00012" in subject]
    assert at(FRIDAY, 22, 30) <= told[0] <= at(FRIDAY, 23, 40)
    digest = [subject for moment, subject in paperboy.sent() if moment >= at(SATURDAY, 0)]
    assert len(digest) == 1 + 13


class _Deaf:
    """Hears nobody, and ends as it is told to."""

    def __init__(self, end: Callable[[asyncio.Event], Awaitable[None]]) -> None:
        self._end = end

    async def run(self, stop: asyncio.Event) -> None:
        await self._end(stop)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        pass


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PlatformDownError("Slack refuses the app token"), "console: Slack refuses the app token"),
        (ZeroDivisionError("somebody's words"), "console: a fault of the program (ZeroDivisionError)"),
    ],
)
def test_the_operator_is_told_once_that_a_platform_is_not_heard_and_digests_go_on(
    paperboy: Bot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    told: str,
) -> None:
    async def fail(stop: asyncio.Event) -> None:
        raise error

    @asynccontextmanager
    async def ways(*_: object, **__: object) -> AsyncIterator[dict[Platform, Way]]:
        yield {Platform.CONSOLE: Way(ConsoleSender(print), listen=lambda *_: _Deaf(fail))}

    monkeypatch.setattr(bot.app, "open_ways", ways)
    paperboy.settings = replace(paperboy.settings, admin_chats=(Address(Platform.CONSOLE, "ops"),))
    paperboy.run(at(FRIDAY, 12), at(SATURDAY, 12))
    said = capsys.readouterr().out
    assert said.count(told) == 1
    assert "somebody's words" not in said
    assert said.count("14/14 · Memory 14") == 1


class _Hanging(ConsoleSender):
    """Answers nobody within the hour."""

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        await asyncio.sleep(3600)
        return await super().send(item, plain=plain)


def test_it_stops_in_time_though_a_message_a_site_and_a_listener_hang(
    paperboy: Bot, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def end_slowly(stop: asyncio.Event) -> None:
        await stop.wait()
        await asyncio.sleep(8)

    async def hang(request: httpx.Request) -> httpx.Response:
        if request.url.params.get("date") == SATURDAY.isoformat():
            await asyncio.sleep(3600)
        return site.answer(request)

    @asynccontextmanager
    async def ways(*_: object, **__: object) -> AsyncIterator[dict[Platform, Way]]:
        yield {Platform.CONSOLE: Way(_Hanging(print), listen=lambda *_: _Deaf(end_slowly))}

    let_time_jump(monkeypatch, httpx.MockTransport(hang), tick_s=300)
    monkeypatch.setattr(bot.app, "open_ways", ways)
    # Whoever runs it here gives it ten seconds.
    paperboy.run(at(FRIDAY, 12), at(SATURDAY, 0, 10))
    with Store.open(paperboy.settings.db) as store:
        assert store.outbox.counts()[DeliveryState.UNKNOWN] == 1
