"""Socket Mode: one connection that Slack brings events by, and that comes back whatever ends it.

The SDK reconnects by itself, but with an address that is good once: where that attempt fails it tries the same one for
ever. So a connection that stays away is given up, and a new one is begun with a new address.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.senders import LostAnswerError, PlatformDownError, SendError
from bot.slack_calls import call

logger = logging.getLogger(__name__)

LONGEST_WAIT_S = 60.0

_sdk_logger = logging.getLogger("slack_sdk.paperboy")
# The SDK logs every attempt to reconnect with its traceback; that the connection is lost is told below, once.
_sdk_logger.setLevel(logging.CRITICAL)


class SlackSocket:
    """Keeps the connection; `ping_s` is how often it is looked after, and after six times that it counts as lost."""

    def __init__(self, app: AsyncApp, app_token: str, *, ping_s: float = 5.0) -> None:
        self._app = app
        self._app_token = app_token
        self._ping_s = ping_s
        self._wait_s = ping_s

    async def run(self, stop: asyncio.Event, greet: Callable[[], Awaitable[None]]) -> None:
        """Be connected until `stop` is set; `greet` comes before that, again until it does not fail for want of Slack.

        Raises PlatformDownError where Slack refuses the app token, or `greet` does.
        """
        greeted = False
        while not stop.is_set():
            handler = AsyncSocketModeHandler(self._app, self._app_token, logger=_sdk_logger, ping_interval=self._ping_s)
            try:
                if not greeted:
                    await greet()
                    greeted = True
                handler.client.wss_uri = await self._new_address()
                self._wait_s = self._ping_s
                await self._stay(handler, stop)
                if not stop.is_set():
                    logger.warning("slack.connection_lost")
            except PlatformDownError:
                raise
            except (SendError, LostAnswerError) as error:
                logger.warning("slack.unreachable reason=%s wait_s=%.0f", error, self._wait_s)
                await _pause(stop, self._wait_s)
                self._wait_s = min(self._wait_s * 2, LONGEST_WAIT_S)
            finally:
                await handler.close_async()  # type: ignore[no-untyped-call]

    async def _new_address(self) -> str:
        try:
            opened = await call(
                self._app.client, lambda client: client.apps_connections_open(app_token=self._app_token)
            )
        except PlatformDownError as error:
            raise PlatformDownError(
                f"Slack refuses the app token ({error}); set PAPERBOY_SLACK_APP_TOKEN to one"
                " with the scope connections:write"
            ) from error
        return str(opened["url"])

    async def _stay(self, handler: AsyncSocketModeHandler, stop: asyncio.Event) -> None:
        """Return when `stop` is set, or when the connection has been away for too long."""
        clock = asyncio.get_running_loop().time
        connecting = asyncio.ensure_future(handler.connect_async())  # type: ignore[no-untyped-call]
        seen_at, connected = clock(), False
        try:
            while not stop.is_set() and clock() - seen_at <= 6 * self._ping_s:
                if await handler.client.is_connected():
                    seen_at = clock()
                    if not connected:
                        logger.info("slack.connected")
                    connected = True
                await _pause(stop, self._ping_s if connected else self._ping_s / 10)
        finally:
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
