"""`paperboy run`: the bot, until SIGTERM or SIGINT; it stops within ten seconds and loses nothing."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable

from bot.app import Parts, open_parts
from bot.config import Settings
from bot.http import serve_http
from bot.lease import HEARTBEAT_S, DeliveryLease
from bot.now import utc_now
from bot.scheduler import Clock
from bot.ways import Listener
from storage.errors import StorageError
from storage.models import Platform
from storage.store import Store

logger = logging.getLogger(__name__)

TICK_S = 60
RETELL_S = 300
"""How often fallbacks are looked for that may be told better; each of them is tried ever more seldom."""


def run_bot(settings: Settings) -> None:
    """Run until a signal comes.

    Raises LeaseHeldError if another process delivers from this database, and StorageError if the database fails.
    """
    with Store.open(settings.db) as store, DeliveryLease(store, utc_now) as lease:
        asyncio.run(_run(settings, store, lease))


async def _run(settings: Settings, store: Store, lease: DeliveryLease) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await serve(settings, store, lease, stop)


async def serve(settings: Settings, store: Store, lease: DeliveryLease, stop: asyncio.Event) -> None:
    """Look, queue and send until `stop` is set; raises the error that ended it before."""
    fatal: list[Exception] = []

    def end_with(error: Exception) -> None:
        fatal.append(error)
        stop.set()

    async with (
        open_parts(settings, store, listening=True) as parts,
        serve_http(settings, parts.listeners.values()),
        Clock(on_fatal=end_with) as clock,
        asyncio.TaskGroup() as heard,
    ):
        clock.every(HEARTBEAT_S, "heartbeat", lambda: _renew(lease))
        clock.every(TICK_S, "look", parts.jobs.look_at_lists)
        clock.every(TICK_S, "due", lambda: _queue_due(parts))
        clock.every(RETELL_S, "retell", parts.jobs.retell_fallbacks)
        clock.every(TICK_S, "edits", parts.edits.make_due)
        for platform, listener in parts.listeners.items():
            heard.create_task(_listen(platform, listener, stop, end_with))
        logger.info("bot.started chats=%d heard=%s", store.chats.count_active(), ",".join(parts.listeners) or "nobody")
        await parts.delivery.run(stop)
    logger.info("bot.stopped sent=%d", parts.delivery.tally.sent)
    if fatal:
        raise fatal[0]


async def _listen(
    platform: Platform, listener: Listener, stop: asyncio.Event, end_with: Callable[[Exception], None]
) -> None:
    """Hear one platform; when it cannot be heard any more the others go on, and so does what is sent to it."""
    try:
        await listener.run(stop)
    except StorageError as error:
        end_with(error)
    except Exception:
        logger.exception("listener.ended platform=%s", platform)


async def _queue_due(parts: Parts) -> None:
    """Queue alerts before digests: what a chat is told of at once does not come again in its digest."""
    queued = await parts.jobs.queue_alerts() + await parts.jobs.queue_due()
    if queued.messages:
        parts.delivery.nudge()


async def _renew(lease: DeliveryLease) -> None:
    lease.renew()
