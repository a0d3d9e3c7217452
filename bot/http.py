"""The HTTP server: whether the bot lives, whether it can work, its figures, and whatever routes others bring."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from bot.exposition import CONTENT_TYPE, Metric, exposition
from bot.log import scrub
from storage.errors import StorageError

logger = logging.getLogger(__name__)

Mount = Callable[[web.UrlDispatcher], None]
"""Adds the routes of a platform that calls us."""

STOP_WITHIN_S = 2.0
"""A request that runs when the server stops has so long."""


def health_routes(
    obstacles: Callable[[], Mapping[str, str]], figures: Callable[[], Iterable[Metric]]
) -> tuple[web.RouteDef, ...]:
    """Return the routes for whoever watches from outside.

    `/healthz` answers as long as the loop does; `/readyz` is 503 with what stands in the way; `/metrics` are figures
    in Prometheus' text.
    """

    async def alive(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def ready(_: web.Request) -> web.Response:
        found = {part: scrub(told) for part, told in obstacles().items()}
        return web.json_response({"ready": not found, "obstacles": found}, status=503 if found else 200)

    async def metrics(_: web.Request) -> web.Response:
        try:
            text = exposition(figures())
        except StorageError as error:
            return web.Response(status=503, text=f"{scrub(str(error))}\n")
        return web.Response(body=text.encode(), headers={"Content-Type": CONTENT_TYPE})

    return web.get("/healthz", alive), web.get("/readyz", ready), web.get("/metrics", metrics)


@asynccontextmanager
async def open_http(
    host: str, port: int, routes: Iterable[web.RouteDef], mounts: Iterable[Mount] = ()
) -> AsyncIterator[str]:
    """Serve routes as long as the context lasts; yield the address, whose port is a free one where `port` is 0.

    `mounts` add routes of their own. Raises OSError if nobody can listen there. Bodies are limited to 1 MB, aiohttp's
    own limit.
    """
    app = web.Application()
    app.add_routes(routes)
    for mount in mounts:
        mount(app.router)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_WITHIN_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        bound = runner.addresses[0]
        shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
        logger.info("http.listening host=%s port=%d", bound[0], bound[1])
        yield f"http://{shown}:{bound[1]}"
    finally:
        await runner.cleanup()
