"""What the program answers over HTTP: whether it is alive, and what the platforms bring."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from bot.config import Settings, SettingsError
from bot.ways import Listener

logger = logging.getLogger(__name__)


@asynccontextmanager
async def serve_http(settings: Settings, listeners: Iterable[Listener]) -> AsyncIterator[None]:
    """Answer on the address of the settings while inside; port 0 answers nothing.

    Where the address is taken or not ours, that is told and the bot goes on, unless a platform brings something there:
    then it raises SettingsError.
    """
    if not settings.http_port:
        yield
        return
    from aiohttp import web

    async def alive(request: web.Request) -> web.Response:
        del request  # whoever asks is told
        return web.json_response({"status": "alive"})

    app = web.Application()
    app.router.add_get("/healthz", alive)
    for listener in listeners:
        listener.add_routes(app.router)
    # Its log of accesses would hold the paths of webhooks.
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.http_host, settings.http_port).start()
            logger.info("http.listening host=%s port=%d", settings.http_host, settings.http_port)
        except OSError as error:
            fault = (
                f"PAPERBOY_HTTP_HOST and PAPERBOY_HTTP_PORT: {settings.http_host}:{settings.http_port} cannot be"
                f" listened on ({error.strerror}); name a free port of this machine"
            )
            if settings.telegram_webhook_url or settings.slack_client_id:
                raise SettingsError(fault) from error
            logger.warning("http.not_listening reason=%s", fault)
        yield
    finally:
        await runner.cleanup()
