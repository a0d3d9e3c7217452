"""python-telegram-bot's way to the network, over aiohttp: a third of the processor time of its own client.

A failure keeps its cause, and the types in `NOT_WRITTEN` are those after which Telegram has certainly not been asked.
Texts of errors name types only: an address holds the token.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

NOT_WRITTEN: tuple[type[Exception], ...] = (
    aiohttp.ClientConnectorError,  # refused, unknown name, certificate, proxy that is not there
    aiohttp.ConnectionTimeoutError,  # no connection in time, or none free
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    RuntimeError,  # the client is closed
)
"""Causes of a NetworkError after which nothing was written, of this client and of the library's own."""

CONNECTIONS = 600
"""At the most, of the 1,024 files that a process may open on most systems; one is made when none is free."""
IDLE_S = 15.0
"""An idle connection is closed by us first: a request that meets the server's closing would be lost unknown."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class AiohttpRequest(BaseRequest):
    """A pool of at most so many connections to the Bot API; one serves polling and everything else at once.

    Timeouts are in seconds; connecting may take `connect_timeout_s`, waiting for a free connection `pool_timeout_s` on
    top, a request as a whole no more than all four together. `proxy` is an address such as `http://user:pass@host:3128`.
    """

    __slots__ = ("_connections", "_proxy", "_session", "_timeouts")

    def __init__(
        self,
        *,
        read_timeout_s: float = 20,
        write_timeout_s: float = 10,
        connect_timeout_s: float = 10,
        pool_timeout_s: float = 20,
        connections: int = CONNECTIONS,
        proxy: str | None = None,
    ) -> None:
        self._timeouts = (read_timeout_s, write_timeout_s, connect_timeout_s, pool_timeout_s)
        self._connections = connections
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Return how long an answer may take; polling adds to it how long Telegram may wait for updates."""
        return self._timeouts[0]

    async def initialize(self) -> None:
        """Open the pool, if it is not open; connections are made when they are needed."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close all connections; it can be opened again."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Ask once and return status and body; raises TimedOut or NetworkError, whose cause tells what was written."""
        if self._session is None:
            raise RuntimeError("the client is closed")
        given = (read_timeout, write_timeout, connect_timeout, pool_timeout)
        timeout = _timeout(
            *(own if asked is self.DEFAULT_NONE else asked for asked, own in zip(given, self._timeouts, strict=True))
        )
        body, headers = _body(request_data)
        try:
            # A redirect would carry the token to another address.
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut(f"Timed out ({type(error).__name__})") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; raises TelegramError for a page or a stray JSON value, such as a proxy may give."""
        try:
            answer = json.loads(payload)
        except ValueError as error:
            raise TelegramError("the answer is no JSON") from error
        if not isinstance(answer, dict):
            raise TelegramError("the answer is no object of the Bot API")
        return answer


async def ask_json(bot: Bot, method: str, arguments: Mapping[str, str | int], *, wait_s: float = 0) -> Any:
    """Call a method and return its result as JSON, after which Telegram may keep us waiting for `wait_s` seconds.

    The library's classes refuse an object of another version of the Bot API: one new field that they need, or one
    update that they cannot read, and nothing works any more (C19). Raises TelegramError.
    """
    url = f"{bot.base_url}/{method}?{urlencode(arguments)}"
    return await bot.request.post(url, read_timeout=wait_s + (bot.request.read_timeout or 0))


def proxy_for(url: str) -> str | None:
    """Return the proxy that the environment (`HTTPS_PROXY`, `NO_PROXY`, …) names for an address, or None."""
    parts = urlsplit(url)
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return None if not proxy or proxy_bypass(parts.hostname or "") else proxy


@lru_cache(maxsize=64)
def _timeout(
    read: float | None, write: float | None, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    """Join the library's four limits into aiohttp's, which has none for writing but one for the whole."""
    acquire = None if connect is None or pool is None else connect + pool
    total = None if acquire is None or read is None or write is None else acquire + write + read
    return aiohttp.ClientTimeout(total=total, connect=acquire, sock_connect=connect, sock_read=read)


def _body(request_data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    if request_data is None:
        return None, None
    if not request_data.contains_files:
        return urlencode(request_data.json_parameters).encode(), _FORM
    form = aiohttp.FormData()
    for name, text in request_data.json_parameters.items():
        form.add_field(name, text)
    for name, (file_name, content, media_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=media_type)
    return form, None
