"""Slack's way in: what comes is kept, then acknowledged, then handed on; each once, also over a restart.

Bolt verifies the signature, answers Slack's own questions and runs the installation. Everything else passes one
middleware rather than Bolt's listeners: Bolt acknowledges an event before its listener has run, and what a crash
interrupts there is lost.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from handlers.slack_events import key_of, team_of
from storage.inbox import Inbox, Incoming
from storage.models import Platform

logger = logging.getLogger(__name__)

Body = Mapping[str, Any]
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
        accept: Callable[[Incoming], None],
        look: Callable[[Body], Seen],
        clock: Callable[[], datetime],
    ) -> None:
        self._inbox = inbox
        self._accept = accept
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
            self._accept(incoming)


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
