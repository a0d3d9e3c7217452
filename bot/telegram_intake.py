"""Telegram's updates on their way in: by long polling or by webhook, kept before they are confirmed.

An update is confirmed to Telegram by the next offset, or by the answer to its webhook; both come after the row in the
inbox, so a crash loses none, and one that comes again is known by its id.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram import MISREAD
from bot.telegram_calls import Sleep, or_stop
from bot.telegram_request import ask_json
from digest.alarms import Alarm
from handlers.telegram_updates import ALLOWED_UPDATES, lane_of
from storage.errors import StorageError
from storage.inbox import Incoming
from storage.models import Platform
from storage.store import Store

logger = logging.getLogger(__name__)

T = TypeVar("T")

POLL_S = 30
BATCH = 100
"""The most that one call brings (core.telegram.org/bots/api#getupdates)."""
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
OTHER_LEAVES_AFTER = timedelta(minutes=1)
"""Another reader of our updates that is still there after this is no older process about to end."""
OTHER_FORGOTTEN_AFTER = timedelta(hours=1)
WEBHOOK_HEADER = "X-Telegram-Bot-Api-Secret-Token"
"""core.telegram.org/bots/api#setwebhook"""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram brings updates to; the secret shows that it is Telegram, and is ours to choose at each start."""

    url: str
    secret: str = field(repr=False)

    @classmethod
    def at(cls, url: str, secret: str | None = None) -> Webhook:
        """Make a webhook, with a secret of its own if none is given."""
        return cls(url, secret or secrets.token_urlsafe(32))

    @property
    def path(self) -> str:
        """Return where the HTTP server has to answer."""
        return urlsplit(self.url).path or "/"


class TelegramIntake:
    """Brings each update to `accept` once, in the order of its coming, after it is kept."""

    def __init__(
        self,
        bot: Bot,
        store: Store,
        accept: Callable[[Incoming], None],
        clock: Callable[[], datetime],
        sleep: Sleep,
        alarm: Alarm,
    ) -> None:
        self._bot = bot
        self._store = store
        self._accept = accept
        self._clock = clock
        self._sleep = sleep
        self._alarm = alarm
        self._other_met_at: datetime | None = None

    def replay(self) -> int:
        """Bring what an earlier process kept and did not finish; return how many updates that was."""
        left = self._store.inbox.open(Platform.TELEGRAM)
        for incoming in left:
            self._accept(incoming)
        return len(left)

    def keep(self, updates: Iterable[dict[str, Any]]) -> None:
        """Keep updates and bring those that have not come before; raises StorageError if they cannot be kept."""
        now = self._clock()
        kept = self._store.inbox.keep(
            Incoming(
                Platform.TELEGRAM,
                str(int(update["update_id"])),
                lane_of(update),
                json.dumps(update, ensure_ascii=False),
                now,
            )
            for update in updates
        )
        for incoming in kept:
            self._accept(incoming)

    async def poll(self, stop: asyncio.Event) -> None:
        """Fetch updates until `stop` is set; raises InvalidToken where Telegram refuses the token."""
        await self.insist(self._bot.delete_webhook, stop)
        offset: int | None = None
        while not stop.is_set():
            updates = await self.insist(partial(self._fetch, offset), stop) or ()
            self.keep(updates)
            # What the last call confirmed needs no offset any more; after a quiet week, ids begin anew anywhere.
            offset = max((int(update["update_id"]) + 1 for update in updates), default=None)

    async def receive(self, request: web.Request, secret: str) -> web.Response:
        """Take one update from a webhook; anything but 2xx makes Telegram bring it again."""
        given = request.headers.get(WEBHOOK_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, secret.encode()):
            return web.Response(status=403)
        try:
            self.keep(_checked([json.loads(await request.read())]))
        except (TypeError, ValueError):
            return web.Response(status=400)
        except StorageError as error:
            logger.error("telegram.update_not_kept reason=%s", error)
            return web.Response(status=503)
        return web.Response()

    async def insist(self, ask: Callable[[], Awaitable[T]], stop: asyncio.Event) -> T | None:
        """Ask Telegram again until it answers, with growing pauses; None if `stop` comes first.

        What holds it up is told once, and once more when it is over. Raises InvalidToken.
        """
        pause_s, told = FIRST_PAUSE_S, ""
        while not stop.is_set():
            try:
                answer = await or_stop(ask(), stop)
            except (TelegramError, *MISREAD) as error:
                if isinstance(error, InvalidToken) and error.__cause__ is None:
                    raise  # with a cause, it was some page of a proxy that said "not found"
                wait_s = _wait_s(error, pause_s)
                if (trouble := _trouble(error)) != told:
                    logger.error("telegram.held_up next_try_s=%.0f reason=%s", wait_s, trouble)
                    told = trouble
                if isinstance(error, Conflict):
                    self._meet_other(trouble)
                await or_stop(self._sleep(wait_s), stop)
                pause_s = min(LONGEST_PAUSE_S, pause_s * 2)
            else:
                if told:
                    logger.info("telegram.answers_again")
                return answer
        return None

    def _meet_other(self, trouble: str) -> None:
        """Tell the operator of another reader of our updates: each of the two gets some of them, and people are lost.

        It is met now and then only, for whoever asks last is answered.
        """
        now = self._clock()
        if self._other_met_at is None or now - self._other_met_at > OTHER_FORGOTTEN_AFTER:
            self._other_met_at = now
        elif now - self._other_met_at > OTHER_LEAVES_AFTER:
            self._alarm("second_reader:telegram", trouble)

    async def _fetch(self, offset: int | None) -> list[dict[str, Any]]:
        """Fetch the updates from an offset on, as they are; waits for some if there are none."""
        asked: dict[str, str | int] = {
            "timeout": POLL_S,
            "limit": BATCH,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        if offset is not None:
            asked["offset"] = offset
        return _checked(await ask_json(self._bot, "getUpdates", asked, wait_s=POLL_S))


def _checked(updates: Any) -> list[dict[str, Any]]:
    """Return updates that can be told apart; raises TypeError for anything else."""
    if not isinstance(updates, list):
        raise TypeError("the updates are no list")
    for update in updates:
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            raise TypeError("an update has no id")
    return updates


def _trouble(error: Exception) -> str:
    """Say in one line what keeps us from Telegram, and for a second reader of updates, what to do (C2)."""
    if isinstance(error, Conflict):
        return (
            "another program, or another copy of this one, reads the updates of this bot; stop it, or give each"
            " a bot of its own"
        )
    return " ".join(str(error).split())[:200] or type(error).__name__


def _wait_s(error: Exception, pause_s: float) -> float:
    """Return how long to wait: what Telegram asks for, if it does."""
    if not isinstance(error, RetryAfter):
        return pause_s
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
