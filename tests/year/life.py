"""The bot's life through the year: `serve` started, stopped and killed, heard and written to, in time that jumps."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

import bot.app
import bot.commands.run
import bot.model
from bot.config import Settings
from bot.lease import DeliveryLease
from bot.reply_turns import Turn
from bot.ways import Way
from digest.report import report_day
from handlers.desk import Desk
from storage.models import Address, Language, PaperKey, Platform
from storage.store import Store
from tests.fakes.jumping_program import let_time_jump
from tests.fakes.time import BEGINNING, in_no_time, put_clock, true_moment, until, wall
from tests.year.due import A_LOOK, Calendar
from tests.year.ears import Ear
from tests.year.lists import lists_of
from tests.year.people import LANGUAGES, readers_of
from tests.year.plan import REMOTES, Remote, Span, plan_year
from tests.year.remotes import Year, YearEditor, YearModel, YearSender, YearTexts
from tests.year.world import ADMINS, Scale, World

STATED_AFTER = timedelta(days=3)
"""So long after a list day its outcome is asked for."""
KILL_WITHIN = timedelta(hours=12)
"""A kill that no message comes along for happens then."""


def live(scale: Scale, seed: int, folder: Path, tell: Callable[[str], None] = lambda _: None) -> World:
    """Live through a year in a folder of its own; `tell` hears a line a month."""
    dice = random.Random(seed)
    plan = plan_year(BEGINNING, scale.days, dice)
    lists = lists_of(BEGINNING.date() - timedelta(days=5), scale.days + 8, dice, scale.most_papers)
    readers = readers_of(scale.chats, plan, dice)
    by_address = {str(reader.address): reader for reader in readers}
    given = {str(reader.address): bytearray(len(lists.keys)) for reader in readers}
    numbers = {key: number for number, key in enumerate(lists.keys)}

    def give(address: Address, keys: tuple[PaperKey, ...], now: datetime) -> None:
        state = by_address[str(address)].state(now)
        if state and state.wishes and state.wishes.is_quiet(now) and wall() == now:
            year.counts["in quiet hours"] += 1
        counts = given[str(address)]
        for key in keys:
            counts[numbers[key]] += 1

    year = Year(plan, dice, give, admins=frozenset(map(str, ADMINS)))
    world = World(scale, plan, lists, readers, year, given=given)
    with pytest.MonkeyPatch.context() as patch, _heard_log(world):
        _put_in_place(patch, world)
        in_no_time(_Life(world, folder / "paperboy.db", tell).run())
    return world


def _put_in_place(patch: pytest.MonkeyPatch, world: World) -> None:
    """Give the program the simulated world instead of the network."""

    def site(request: httpx.Request) -> httpx.Response:
        now = true_moment()
        if world.plan.is_out(Remote.LISTS, now):
            if world.year.dice.random() < 0.5:
                raise httpx.ConnectError("connection refused")
            return httpx.Response(503)
        return world.lists.answer(request, now)

    let_time_jump(patch, httpx.MockTransport(site), tick_s=world.scale.tick_s)
    patch.setattr(bot.app, "TextFinder", lambda *_: YearTexts(world.plan))
    patch.setattr(
        bot.model,
        "build_summariser",
        lambda settings, store, client, clock, alarm: YearModel(world.plan, clock, alarm),
    )
    senders = {platform: YearSender(platform, remote, world.year) for platform, remote in REMOTES.items()}

    def way(sender: YearSender) -> Way:
        def listen(desk: Desk, turn: Turn) -> Ear:
            return Ear(world, sender, desk, turn)

        return Way(sender, YearEditor(sender, world.year), None, listen)

    @asynccontextmanager
    async def ways(*_: object, **__: object) -> AsyncIterator[Mapping[Platform, Way]]:
        yield {platform: way(sender) for platform, sender in senders.items()}
        world.refused = sum(sender.refused for sender in senders.values())

    patch.setattr(bot.app, "open_ways", ways)


class _Life:
    """Runs the bot from the beginning to the end, with everything that the plan does to it."""

    def __init__(self, world: World, path: Path, tell: Callable[[str], None]) -> None:
        self._world = world
        self._settings = Settings(
            db=path, languages=LANGUAGES, admin_chats=ADMINS, arxiv_interval=0, http_port=0, timezone="UTC"
        )
        self._tell = tell

    async def run(self) -> None:
        world = self._world
        others = [asyncio.create_task(work) for work in (self._turn_clock(), self._measure(), self._ask_outcomes())]
        for stop in world.plan.stops:
            if stop.at <= true_moment():
                continue
            await self._live_until(stop.at, stop.sends if stop.killed else None)
            # Known from its beginning on: a day is not asked what became of it while nobody could have looked.
            world.downs.append(Span(true_moment(), true_moment() + stop.down))
            await asyncio.sleep(stop.down.total_seconds())
        await self._live_until(world.plan.span.end, None)
        world.measure(self._settings.db, self._tell)
        for other in others:
            other.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _live_until(self, end: datetime, dies_in: int | None) -> None:
        """Run one process; one that dies does so in the midst of a message after `end`, if one comes."""
        self._world.lives += 1
        stop = asyncio.Event()
        with ExitStack() as opened:
            store = opened.enter_context(Store.open(self._settings.db))
            lease = opened.enter_context(DeliveryLease(store, wall))
            running = asyncio.create_task(bot.commands.run.serve(self._settings, store, lease, stop, wall))
            ending = asyncio.create_task(until(end))
            await asyncio.wait([running, ending], return_when=asyncio.FIRST_COMPLETED)
            if not running.done() and dies_in is not None:
                await self._until_killed(dies_in)
                # Whatever it does from here on reaches neither the file nor anybody, nor is the lease given back.
                self._world.kills += 1
                self._world.year.life += 1
                opened.pop_all()
                store.close()
                logging.disable()
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                logging.disable(logging.NOTSET)
            else:
                stop.set()
                await running

    async def _until_killed(self, dies_in: int) -> None:
        year = self._world.year
        year.killing, year.dies_in = asyncio.Event(), dies_in
        with suppress(TimeoutError):
            await asyncio.wait_for(year.killing.wait(), KILL_WITHIN.total_seconds())
        year.killing = None

    async def _turn_clock(self) -> None:
        """Set the clock wrong, and right again."""
        for clock in self._world.plan.clocks:
            if clock.span.begin > true_moment():
                await until(clock.span.begin)
                put_clock(clock.ahead)
                await until(clock.span.end)
                put_clock(timedelta())

    async def _measure(self) -> None:
        while True:
            await asyncio.sleep(timedelta(days=min(30, self._world.scale.days / 2)).total_seconds())
            self._world.measure(self._settings.db, self._tell)

    async def _ask_outcomes(self) -> None:
        """Ask each day what has become of the one that ended some days ago."""
        first = self._world.plan.span.begin.date()
        for offset in range(self._world.scale.days):
            day = first + timedelta(days=offset)
            await until(max(BEGINNING + timedelta(days=offset) + STATED_AFTER, true_moment()))
            out = Calendar([*self._world.plan.outages[Remote.LISTS], *self._world.downs], A_LOOK)
            await until(out.surely(true_moment()))
            with Store.open_to_read(self._settings.db) as store:
                known = store.days.get(day)
                report = report_day(store, known, Language("en"), wall())
                self._world.outcomes[day] = report.sentence, frozenset(listed.key for listed in known.papers)


@contextmanager
def _heard_log(world: World) -> Iterator[None]:
    """Keep what the program logs of trouble, and errors that nothing in the plan explains; the rest is not written."""

    class Hearing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage()
            if text.startswith("trouble."):
                world.events.append((true_moment(), text))
            elif "verdict=cannot tell outcome=Sent" in text:
                world.ruled += 1
            elif record.levelno >= logging.ERROR and not text.startswith("platform.stopped"):
                kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
                world.faults[f"{text.split(' ')[0]} {kind}".strip()] += 1

    root, handler = logging.getLogger(), Hearing()
    before, level = root.handlers[:], root.level
    told = [logging.getLogger(name) for name in ("bot.watch", "bot.settling")]
    root.handlers[:] = [handler]
    root.setLevel(logging.ERROR)
    for logger in told:
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        for logger in told:
            logger.setLevel(logging.NOTSET)
