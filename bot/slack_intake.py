"""Slack's way in: what comes is kept, then acknowledged, then done; each once, also over a restart.

Bolt verifies the signature, answers Slack's own questions and runs the installation. Everything else passes one
middleware rather than Bolt's listeners: Bolt acknowledges an event before its listener has run, and what a crash
interrupts there is lost.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.in_order import InOrder, Release
from handlers.slack_events import key_of, team_of
from storage.errors import StorageError
from storage.inbox import Inbox, Incoming
from storage.models import Platform

logger = logging.getLogger(__name__)

Body = Mapping[str, Any]
Do = Callable[[Body, Release], Awaitable[None]]
"""Does what Slack brought; once it is released, what the same person does next may begin."""
_BOLTS = frozenset({"url_verification", "ssl_check"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What something is: whether it is `ours` to keep and do, and what it is answered with at once."""

    ours: bool
    answer: dict[str, Any] | None = None


class SlackDoor(AsyncMiddleware):
    """Keeps each event in the inbox and acknowledges it; nothing is waited for but the store."""

    def __init__(
        self,
        inbox: Inbox,
        work: SlackWork,
        look: Callable[[Body], Seen],
        clock: Callable[[], datetime],
    ) -> None:
        self._inbox = inbox
        self._work = work
        self._look = look
        self._clock = clock

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - the name is Bolt's
    ) -> BoltResponse:
        """Keep what is ours and has not come before; whatever it is, it is acknowledged."""
        body = req.body
        if body.get("type") in _BOLTS or "ssl_check" in body:
            return await next()
        seen = self._look(body)
        if seen.ours:
            self._keep(body, retry=req.headers.get("x-slack-retry-num", ["-"])[0])
        return BoltResponse(status=200, body=seen.answer or "")

    def _keep(self, body: Body, retry: str) -> None:
        key = key_of(body)
        if key is None:
            logger.warning("slack.event_without_id type=%s", body.get("type"))
            return
        kept = self._inbox.keep([Incoming(Platform.SLACK, key, _lane(body), _text(body), self._clock())])
        if not kept:
            logger.info("slack.event_again retry=%s", retry)
        for incoming in kept:
            self._work.add(incoming)


class SlackWork:
    """Does what was kept: in order for each person in a chat, and nobody waits for anybody else."""

    def __init__(self, inbox: Inbox, do: Do, clock: Callable[[], datetime]) -> None:
        self._inbox = inbox
        self._do = do
        self._clock = clock
        self._lanes = InOrder(self._do_one)
        self._ending = asyncio.Event()
        self._fatal: StorageError | None = None

    def add(self, incoming: Incoming) -> None:
        """Do something as soon as its lane is free."""
        self._lanes.put(incoming.lane, incoming)

    @asynccontextmanager
    async def running(self, stop: asyncio.Event, patience_s: float) -> AsyncIterator[asyncio.Event]:
        """Work, beginning with what an earlier process left; yield what is set when `stop` is or the database fails.

        At the end, what has begun has so many seconds to end, and the rest begins with the next start. Raises
        StorageError if the database failed.
        """
        following = asyncio.create_task(self._follow(stop))
        for incoming in self._inbox.open(Platform.SLACK):
            self.add(incoming)
        try:
            yield self._ending
        finally:
            following.cancel()
            await self.close(patience_s)
        if self._fatal:
            raise self._fatal

    async def close(self, patience_s: float) -> None:
        """Begin nothing more, and break off what does not end in time: it stays open, and is done at the next start."""
        await self._lanes.close(patience_s)

    async def _follow(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._ending.set()

    async def _do_one(self, incoming: Incoming, release: Release) -> None:
        try:
            await self._done(incoming, release)
        except StorageError as error:
            self._fatal = self._fatal or error
            self._ending.set()

    async def _done(self, incoming: Incoming, release: Release) -> None:
        try:
            await self._do(json.loads(incoming.body), release)
        except StorageError:
            raise
        except Exception:
            # It is not tried again: what failed by a fault of ours would fail at every start.
            logger.exception("slack.fault event=%d", incoming.id)
        self._inbox.mark_done(incoming.id, self._clock())


def _lane(body: Body) -> str:
    event = body.get("event") or {}
    user, channel = body.get("user") or event.get("user"), body.get("channel") or event.get("channel")
    return "/".join(
        (
            team_of(body),
            str(body.get("channel_id") or _id(channel) or ""),
            str(body.get("user_id") or _id(user) or ""),
        )
    )


def _id(named: Any) -> Any:
    """Return the id of something that stands as an object in some bodies and as its id in others."""
    return named.get("id") if isinstance(named, Mapping) else named


def _text(body: Body) -> str:
    # Slack's old way to verify is a secret that stands in every body; nothing needs it.
    return json.dumps({name: value for name, value in body.items() if name != "token"}, ensure_ascii=False)
