"""What the platforms brought and the inbox keeps, done: in order within a lane, each marked as done when it is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.in_order import InOrder, Release
from storage.errors import StorageError
from storage.inbox import Inbox, Incoming

logger = logging.getLogger(__name__)

Do = Callable[[Release], Awaitable[None]]
"""Does what one update or event asks for; once it calls its release, what comes after it in its lane may begin."""


@dataclass(frozen=True, slots=True)
class _Kept:
    incoming: Incoming
    do: Do


class KeptWork:
    """Does what was kept, and nobody waits for another lane; one that fails costs itself alone, and never the bot."""

    def __init__(self, inbox: Inbox, clock: Callable[[], datetime]) -> None:
        self._inbox = inbox
        self._clock = clock
        self._lanes = InOrder(self._finish)
        self._ending = asyncio.Event()
        self._fatal: StorageError | None = None

    def add(self, incoming: Incoming, do: Do) -> None:
        """Do something as soon as its lane is free."""
        self._lanes.put(incoming.lane, _Kept(incoming, do))

    @asynccontextmanager
    async def running(self, stop: asyncio.Event, patience_s: float) -> AsyncIterator[asyncio.Event]:
        """Work; yield what is set when `stop` is or the database fails.

        At the end, what has begun has so many seconds to end, and is then broken off; that and the rest stay open and
        are done at the next start. Raises StorageError if the database failed.
        """
        following = asyncio.create_task(self._follow(stop))
        try:
            yield self._ending
        finally:
            following.cancel()
            self._ending.set()
            await self._lanes.close(patience_s)
        if self._fatal:
            raise self._fatal

    async def _follow(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._ending.set()

    async def _finish(self, kept: _Kept, release: Release) -> None:
        """Do one thing and mark it as done; what is cancelled stays open for the next start."""
        try:
            await self._done(kept, release)
        except StorageError as error:
            self._fatal = self._fatal or error
            self._ending.set()

    async def _done(self, kept: _Kept, release: Release) -> None:
        try:
            await kept.do(release)
        except StorageError:
            raise
        except Exception:
            # It is not tried again: what failed by a fault of ours would fail at every start.
            # Slack knows some events by what opens a window: its id is no word for a log, ours is.
            logger.exception("update.failed platform=%s row=%d", kept.incoming.platform, kept.incoming.id)
        self._inbox.mark_done(kept.incoming.id, self._clock())
