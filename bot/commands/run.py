"""`paperboy run`: the bot, until SIGTERM or SIGINT; it stops within ten seconds and loses nothing."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from aiohttp import web

from bot.app import Parts, build_watch, open_parts
from bot.checkups.findings import ill
from bot.checkups.machine import look_at_machine
from bot.command_errors import SettingsRefusedError, WorkFailedError
from bot.config import Settings, SettingsError
from bot.figures import Figures
from bot.housekeeping import Housekeeping
from bot.http import health_routes, open_http
from bot.lease import HEARTBEAT_S, DeliveryLease
from bot.now import utc_now
from bot.pulse import Pulse
from bot.readiness import State, obstacles
from bot.scheduler import Clock
from bot.senders import PlatformDownError
from bot.watch import Watch
from bot.ways import Listener
from storage.errors import StorageError
from storage.models import Language, Platform
from storage.store import Store

logger = logging.getLogger(__name__)

TICK_S = 60
HOUSEKEEPING_S = 3600
WATCHED_S = 300
"""How often papers that are watched get their turn; each of them is looked at once a day."""
RETELL_S = 300
"""How often fallbacks are looked for that may be told better; each of them is tried ever more seldom."""


def run_bot(settings: Settings) -> None:
    """Run until a signal comes.

    Raises WorkFailedError, or SettingsRefusedError, with the words of `paperboy doctor` where something must be mended
    first, LeaseHeldError if another process delivers from this database, and StorageError if the database fails.
    """
    if faults := ill(look_at_machine(settings, utc_now())):
        wrong = any(fault.part == "settings" for fault in faults)
        raise (SettingsRefusedError if wrong else WorkFailedError)("\n".join(fault.told for fault in faults))
    with Store.open(settings.db) as store, DeliveryLease(store, utc_now) as lease:
        asyncio.run(_run(settings, store, lease))


async def _run(settings: Settings, store: Store, lease: DeliveryLease) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await serve(settings, store, lease, stop)


async def serve(
    settings: Settings,
    store: Store,
    lease: DeliveryLease,
    stop: asyncio.Event,
    clock: Callable[[], datetime] = utc_now,
) -> None:
    """Look, queue and send until `stop` is set, at the moments that `clock` tells; raises the error that ended it."""
    fatal: list[Exception] = []
    unheard: dict[Platform, str] = {}

    def end_with(error: Exception) -> None:
        fatal.append(error)
        stop.set()

    async with (
        open_parts(settings, store, clock=clock, listening=True) as parts,
        Clock(end_with, clock) as timer,
        Pulse() as pulse,
    ):
        watch = build_watch(settings, store, parts.delivery.tally, timer.undone, unheard, clock)
        housekeeping = Housekeeping(store, Language(settings.languages[0]))
        figures = Figures(store, parts.sends, watch, pulse, timer.done, clock)
        routes = health_routes(lambda: _obstacles(store, parts, timer, unheard, clock()), figures.all)
        async with _http(settings, routes, parts.listeners.values()), asyncio.TaskGroup() as heard:
            timer.every(HEARTBEAT_S, "heartbeat", lambda: _renew(lease))
            timer.every(TICK_S, "look", parts.jobs.look_at_lists)
            timer.every(TICK_S, "due", lambda: _queue_due(parts))
            timer.every(WATCHED_S, "watched", lambda: _look_at_watched(parts))
            timer.every(RETELL_S, "retell", parts.jobs.retell_fallbacks)
            timer.every(TICK_S, "edits", parts.edits.make_due)
            timer.every(TICK_S, "watch", lambda: _watch(watch, parts))
            timer.every(HOUSEKEEPING_S, "housekeeping", lambda: housekeeping.run(clock()))
            heard.create_task(timer.end_at(stop))
            for platform, listener in parts.listeners.items():
                heard.create_task(_listen(platform, listener, stop, unheard, end_with))
            told = ",".join(parts.listeners) or "nobody"
            logger.info("bot.started chats=%d heard=%s", store.chats.count_active(), told)
            await parts.delivery.run(stop)
    logger.info("bot.stopped sent=%d", parts.delivery.tally.sent)
    if fatal:
        raise fatal[0]


@asynccontextmanager
async def _http(
    settings: Settings, routes: Iterable[web.RouteDef], listeners: Iterable[Listener]
) -> AsyncIterator[None]:
    """Serve HTTP, unless the port is 0.

    Where nobody can listen the digests still go out; a platform that calls us there is lost without it, so then it
    raises SettingsError.
    """
    async with AsyncExitStack() as opened:
        if settings.http_port:
            mounts = [listener.add_routes for listener in listeners]
            try:
                await opened.enter_async_context(open_http(settings.http_host, settings.http_port, routes, mounts))
            except OSError as error:
                where = f"{settings.http_host}:{settings.http_port}"
                if settings.telegram_webhook_url or settings.slack_client_id:
                    raise SettingsError(
                        f"PAPERBOY_HTTP_PORT: {where} cannot be listened on ({error.strerror}); name a free port"
                    ) from error
                logger.error("http.off address=%s reason=%s", where, error.strerror)
        yield


def _obstacles(
    store: Store, parts: Parts, timer: Clock, unheard: Mapping[Platform, str], now: datetime
) -> dict[str, str]:
    fault, last_look = None, None
    try:
        last_look = store.vitals.last_look()
    except StorageError as error:
        fault = str(error)
    state = State(fault, parts.delivery.tally.stopped, timer.late(now), last_look, unheard)
    return obstacles(state, now)


async def _watch(watch: Watch, parts: Parts) -> None:
    if await watch.look():
        parts.delivery.nudge()


async def _listen(
    platform: Platform,
    listener: Listener,
    stop: asyncio.Event,
    unheard: dict[Platform, str],
    end_with: Callable[[Exception], None],
) -> None:
    """Hear one platform; when it cannot be heard any more the others go on, and so does what is sent to it.

    Why that is stands in `unheard` then, for the operator is told.
    """
    try:
        await listener.run(stop)
    except StorageError as error:
        end_with(error)
    except PlatformDownError as error:
        logger.error("listener.ended platform=%s reason=%s", platform, error)
        unheard[platform] = str(error)
    except Exception as error:
        logger.exception("listener.ended platform=%s", platform)
        unheard[platform] = f"a fault of the program ({type(error).__name__})"


async def _queue_due(parts: Parts) -> None:
    if (await parts.jobs.queue_all()).messages:
        parts.delivery.nudge()


async def _look_at_watched(parts: Parts) -> None:
    if (await parts.jobs.look_at_watched()).messages:
        parts.delivery.nudge()


async def _renew(lease: DeliveryLease) -> None:
    lease.renew()
