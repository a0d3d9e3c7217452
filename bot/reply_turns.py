"""Turns of interactive replies: each gets the next place that opens, before all bulk."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from math import inf

from bot.outcomes import hold_of
from bot.pacing import Pacing, Route
from bot.recording import Recording
from bot.senders import RateLimitedError, Scope
from storage.doubts import Doubts
from storage.models import Address, ChatKind

Turn = Callable[[Address, ChatKind], AbstractAsyncContextManager[None]]
"""Waits for the place of one message in the platform's and the chat's rate, before all bulk, and holds it while it is
sent or changed; keeps what a 429 inside asks. `Delivery.turn` is one."""

PATIENCE_S = 5.0
"""A reply that the platform holds longer than this is not worth waiting for: its sender is told at once."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    route: Route
    place: asyncio.Future[None]


class Turns:
    """Who waits to reply; the first is served first, and nobody waits for somebody else's chat."""

    def __init__(self, pacing: Pacing, recording: Recording, doubts: Doubts, clock: Callable[[], datetime]) -> None:
        self._pacing = pacing
        self._recording = recording
        self._doubts = doubts
        self._clock = clock
        self._waiting: deque[_Waiting] = deque()

    @asynccontextmanager
    async def turn(self, route: Route) -> AsyncIterator[None]:
        """Wait for a place and hold it inside; a RateLimitedError raised inside is kept.

        Raises RateLimitedError for a pause of more than PATIENCE_S seconds.
        """
        loop = asyncio.get_running_loop()
        await self._take(route)
        try:
            self._doubts.note_turn(route.chat, self._clock())
            yield
        except RateLimitedError as error:
            self._recording.hold(hold_of(error), route, self._clock(), loop.time())
            raise
        finally:
            self._pacing.end(route, loop.time())
            self._doubts.note_turn(route.chat, self._clock())

    async def _take(self, route: Route) -> None:
        loop = asyncio.get_running_loop()
        waiting = _Waiting(route, loop.create_future())
        self._waiting.append(waiting)
        try:
            while True:
                now = loop.time()
                opens = self.serve(now)
                if waiting.place.done():
                    return
                held_s = self._pacing.held_until(route, now) - now
                if held_s > PATIENCE_S:
                    scope = self._scope_held(route, now)
                    raise RateLimitedError(f"held for {held_s:.0f} s", retry_after_s=held_s, scope=scope)
                await asyncio.wait([waiting.place], timeout=min(opens - now, 1.0))
        except asyncio.CancelledError:
            if waiting.place.done():
                self._pacing.end(route, loop.time())
            raise
        finally:
            if waiting in self._waiting:
                self._waiting.remove(waiting)

    def serve(self, now: float) -> float:
        """Give places to those whose moment has come, and return when the next may come."""
        nearest = inf
        for waiting in tuple(self._waiting):
            route = waiting.route
            opens = max(
                self._pacing.platform_opens_at(route.platform, now, reply=True),
                self._pacing.chat_opens_at(route, now, reply=True),
            )
            if opens <= now:
                self._waiting.remove(waiting)
                self._pacing.begin(route, now)
                waiting.place.set_result(None)
            else:
                nearest = min(nearest, opens)
        return nearest

    def _scope_held(self, route: Route, now: float) -> Scope:
        held = (scope for scope in Scope if self._pacing.paused_until(route.scope(scope), now) > now)
        return next(held, Scope.CHAT)
