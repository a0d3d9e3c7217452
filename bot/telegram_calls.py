"""One interactive message to a Telegram chat: its turn, and what follows when it is refused or its answer is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from telegram.error import TelegramError

from bot.reply_turns import Turn
from bot.senders import (
    ChatGoneError,
    ChatMovedError,
    ContentError,
    LostAnswerError,
    ParentGoneError,
    PlatformDownError,
    RateLimitedError,
    SendError,
)
from bot.telegram import MISREAD, read_error
from bot.telegram_places import TelegramPlaces
from digest.alarms import Alarm
from storage.models import Address, ChatKind

logger = logging.getLogger(__name__)

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]

ATTEMPTS = 4
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0
"""A person has left by then; what a command did is kept all the same."""


class UnsaidError(Exception):
    """A reply could not be shown, and those after it need not be tried."""


@dataclass(slots=True)
class Spot:
    """Where replies go; a chat that moves while it is answered, or whose topic is closed, takes its replies along."""

    address: Address
    kind: ChatKind


class TelegramCalls:
    """Sends and edits on behalf of people who wait.

    What may have arrived is not sent again; a 5xx counts as not accepted, as it does for delivery.
    """

    def __init__(self, turn: Turn, places: TelegramPlaces, sleep: Sleep, alarm: Alarm) -> None:
        self._turn = turn
        self._places = places
        self._sleep = sleep
        self._alarm = alarm

    async def say(self, spot: Spot, call: Callable[[Address, bool], Awaitable[T]]) -> T | None:
        """Run `call(address, plain)` in its turn, again after what passes; None if its answer was lost on the way.

        Refused markup is sent plain. Raises UnsaidError where nothing more can be shown.
        """
        plain = False
        for attempt in range(1, ATTEMPTS + 1):
            wait_s = FIRST_WAIT_S * 2 ** (attempt - 1)
            try:
                return await self._once(spot, call, plain=plain)
            except LostAnswerError as error:
                if error.likely_sent:
                    logger.warning("reply.unknown chat=%s reason=%s", spot.address, error)
                    return None
                reason = str(error)
            except SendError as error:
                if isinstance(error, ContentError):
                    if plain:
                        raise UnsaidError(str(error)) from error
                    # Markup is ours: a fault for whoever runs the bot to report, while the reader gets the words.
                    self._alarm("markup:telegram", f"a reply to {spot.address} went as plain text: {error}")
                    plain = True
                wait_s = self._follow(spot, error, wait_s)
                reason = str(error)
            if wait_s:
                await self._sleep(wait_s)
        raise UnsaidError(reason)

    async def _once(self, spot: Spot, call: Callable[[Address, bool], Awaitable[T]], *, plain: bool) -> T:
        async with self._turn(spot.address, spot.kind):
            try:
                return await call(spot.address, plain)
            except (TelegramError, *MISREAD) as error:
                raise read_error(error, spot.address) from error

    def _follow(self, spot: Spot, error: SendError, wait_s: float) -> float:
        """Do what a refusal asks for, and return how long to wait before the next attempt."""
        match error:
            case ContentError():
                return 0
            case RateLimitedError() if error.retry_after_s <= LONGEST_WAIT_S:
                return error.retry_after_s
            case ChatMovedError():
                self._places.move(spot.address, error.address)
                spot.address = error.address
                return 0
            case ParentGoneError() if spot.address.thread:
                spot.address, spot.kind = replace(spot.address, thread=None), ChatKind.GROUP
                return 0
            case ChatGoneError():
                self._places.lose(spot.address, str(error))
                raise UnsaidError(str(error)) from error
            case RateLimitedError() | ParentGoneError() | PlatformDownError():
                raise UnsaidError(str(error)) from error
            case _:
                return wait_s


async def or_stop(work: Awaitable[T], stop: asyncio.Event) -> T | None:
    """Wait for work, or for what makes it needless, which cancels it."""
    task = asyncio.ensure_future(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for unfinished in (task, stopping):
            unfinished.cancel()
        await asyncio.gather(task, stopping, return_exceptions=True)
