"""How the bot hears what readers do, through the real commands."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from heapq import heapify, heappop, heappush

from aiohttp import web

from bot.reply_turns import Turn
from bot.senders import SendError
from handlers.commands import answer
from handlers.desk import Desk
from handlers.layout import Layout
from handlers.requests import Request
from tests.fakes.time import true_moment
from tests.year.people import Act, Reader
from tests.year.plan import REMOTES
from tests.year.remotes import YearSender
from tests.year.world import World

OUTAGE_S = 300
"""How often a platform that is out is tried."""


class Ear:
    """Hears what the readers of one platform do, each thing at its moment or as soon as the bot is there."""

    def __init__(self, world: World, sender: YearSender, desk: Desk, turn: Turn) -> None:
        self._world = world
        self._sender = sender
        self._desk = desk
        self._turn = turn
        self._remote = REMOTES[sender.platform]
        self._readers = {
            reader.number: reader for reader in world.readers if reader.address.platform is sender.platform
        }

    async def run(self, stop: asyncio.Event) -> None:
        """Hear until the bot stops; what is done while the platform is out is heard when it is back."""
        waiting = [(act.at, reader.number) for reader in self._readers.values() for act in reader.next_acts()]
        heapify(waiting)
        while not stop.is_set():
            now = true_moment()
            if waiting and waiting[0][0] <= now and not self._world.plan.is_out(self._remote, now):
                reader = self._readers[waiting[0][1]]
                await self._hear(reader, *reader.next_acts())
                heappop(waiting)
                for act in reader.next_acts():
                    heappush(waiting, (act.at, reader.number))
                continue
            wait_s = (waiting[0][0] - now).total_seconds() if waiting else None
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), OUTAGE_S if wait_s is not None and wait_s <= 0 else wait_s)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Nobody calls."""

    async def _hear(self, reader: Reader, act: Act) -> None:
        """Let a reader do one thing; it counts once all of its commands are answered."""
        blocked = self._world.year.blocked
        if act.blocks is not None:
            reader.blocked = act.blocks
            (blocked.add if act.blocks else blocked.discard)(str(reader.address))
        for command, words in act.commands:
            if command == "topic":
                word, _, alert = words.partition(" ")
                tried = await self._say(reader, command, word)
                if pressed := _press_of(tried, alert):
                    await self._say(reader, command, pressed, pressed=True)
            else:
                await self._say(reader, command, words)
        reader.done(act, true_moment())

    async def _say(self, reader: Reader, command: str, words: str, *, pressed: bool = False) -> Layout | None:
        request = Request(
            reader.address,
            reader.kind,
            f"U{reader.number}",
            command,
            words,
            reader.language,
            pressed="1" if pressed else None,
        )
        shown = None
        async for reply in answer(request, self._desk):
            shown = reply.layout
            # A reply that a limit or an outage stands in the way of is lost, and asked for again by nobody.
            with suppress(SendError):
                async with self._turn(reader.address, reader.kind):
                    self._sender.reply(reader.address)
        return shown


def _press_of(shown: Layout | None, alert: str) -> str | None:
    """Return the words of the button that chooses when a topic is told of."""
    for button in (button for row in shown.buttons for button in row) if shown else ():
        if button.action and button.action.endswith(f":{alert}"):
            return button.action.split(":", 2)[2].replace(":", " ")
    return None
