"""Calls of the Web API for somebody who waits: errors as ours, and what is posted in its turn before all bulk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.reply_turns import PATIENCE_S, Turn
from bot.senders import LostAnswerError, RateLimitedError, SendError
from bot.slack import FAILURES, body_of, read_error
from storage.models import Address, ChatKind

SlackCall = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]


async def call(client: AsyncWebClient, asked: SlackCall) -> Mapping[str, Any]:
    """Make a call and return the answer's body; raises SendError or LostAnswerError, as sending does."""
    try:
        return body_of(await asked(client))
    except FAILURES as error:
        raise read_error(error) from error


async def open_view(client: AsyncWebClient, trigger: str, view: dict[str, Any]) -> str:
    """Open a window and return its id, or that of the one that the same trigger opened before: a view is known by it.

    A trigger is good once: where the answer was lost, or the program was started again since, the window stands open.
    Raises SendError or LostAnswerError where there is none, and it is too late to open one.
    """
    try:
        opened = await call(client, lambda client: client.views_open(trigger_id=trigger, view=view))
    except (SendError, LostAnswerError):
        with suppress(SendError, LostAnswerError):
            found = await call(client, lambda client: client.views_update(external_id=view["external_id"], view=view))
            return str(found["view"]["id"])
        raise
    return str(opened["view"]["id"])


@dataclass(frozen=True, slots=True)
class Posts:
    """Posts into one chat, each in its turn."""

    client: AsyncWebClient
    turn: Turn
    address: Address
    kind: ChatKind

    async def make(self, asked: SlackCall) -> Mapping[str, Any]:
        """Make a call in its turn; one that is refused as too soon is made once more, when the turn lets it.

        Raises as `call` does. What is lost is not made again: an answer that somebody waits for is no delivery.
        """
        try:
            return await self._once(asked)
        except RateLimitedError as limit:
            if limit.retry_after_s > PATIENCE_S:
                raise
            return await self._once(asked)

    async def _once(self, asked: SlackCall) -> Mapping[str, Any]:
        async with self.turn(self.address, self.kind):
            return await call(self.client, asked)
