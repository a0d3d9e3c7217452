"""Calls of the Web API for somebody who waits: errors as ours, and what is posted in its turn before all bulk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.reply_turns import PATIENCE_S, Turn
from bot.senders import RateLimitedError
from bot.slack import FAILURES, body_of, read_error
from storage.models import Address, ChatKind

SlackCall = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]


async def call(client: AsyncWebClient, asked: SlackCall) -> Mapping[str, Any]:
    """Make a call and return the answer's body; raises SendError or LostAnswerError, as sending does."""
    try:
        return body_of(await asked(client))
    except FAILURES as error:
        raise read_error(error) from error


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
