"""Polite GET: one pause per host, bounded retries, a cap on what is read, and no rudeness after a refusal."""

from __future__ import annotations

import asyncio
import email.utils
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf

import httpx

from digest.errors import SourceError

logger = logging.getLogger(__name__)

TOTAL_TIMEOUT_S = 60.0
ATTEMPTS = 3
FIRST_BACKOFF_S = 1.0
LONGEST_WAIT_S = 60.0
"""A wait that a host asks for and that is longer is told to the caller instead of waited."""
HOST_DOWN_S = 300.0
MAX_REDIRECTS = 3
MAX_BYTES = 10_000_000

_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_HF_RESET = re.compile(r"(?:^|;)\s*t=(\d+)")


class HttpStatusError(SourceError):
    """A host answered with a status that is no success; `status` is for callers that tell them apart."""

    def __init__(self, message: str, status: int, body: bytes = b"") -> None:
        super().__init__(message, permanent=400 <= status < 500 and status not in _RETRIED)
        self.status = status
        self.body = body


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """How polite to be to a host: seconds between requests, and whether only one may run at a time."""

    interval_s: float = 0.0
    one_at_a_time: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a host answered."""

    status: int
    body: bytes
    content_type: str
    url: str


@dataclass(slots=True)
class _Host:
    """What is remembered of a host while the process runs."""

    policy: HostPolicy
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    opens_at: float = -inf
    closed_until: float = -inf
    closed_because: str = ""


class Fetcher:
    """Fetches for everybody, so that each host sees one polite client."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        policies: Mapping[str, HostPolicy],
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
        user_agent: str,
    ) -> None:
        """`policies` are by host and port as in a URL; `clock` counts seconds and never turns back."""
        self._client = client
        self._clock = clock
        self._sleep = sleep
        self._user_agent = user_agent
        self._policies = policies
        self._hosts: dict[str, _Host] = {}

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = MAX_BYTES,
    ) -> Fetched:
        """Return a successful answer; raises SourceError, or HttpStatusError for an answer that is none.

        A connection that cannot be made is tried twice and then closes the host for five minutes, so that a day
        without a network costs seconds. A 403 closes it for good: going on after one counts as an attack
        (arXiv, help/robots).
        """
        request = self._client.build_request(
            "GET", url, params=params, headers={"User-Agent": self._user_agent, **(headers or {})}
        )
        name = request.url.netloc.decode()
        host = self._hosts.setdefault(name, _Host(self._policies.get(name, HostPolicy())))
        for attempt in range(1, ATTEMPTS + 1):
            last = attempt == ATTEMPTS
            try:
                return await self._once(request, host, name, max_bytes)
            except HttpStatusError as error:
                if error.permanent or last:
                    raise
            except httpx.ConnectError as error:
                if attempt == 2 or last:
                    self._close(host, HOST_DOWN_S, f"{name} cannot be reached; check the network and its address")
                    raise SourceError(host.closed_because) from error
            except (httpx.TransportError, TimeoutError) as error:
                if last:
                    raise SourceError(f"{name} does not answer ({type(error).__name__}); try again later") from error
            wait = max(host.opens_at - self._clock(), FIRST_BACKOFF_S * 2 ** (attempt - 1) if attempt > 1 else 0.25)
            await self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def _once(self, request: httpx.Request, host: _Host, name: str, max_bytes: int) -> Fetched:
        if not host.policy.one_at_a_time:
            return await self._ask(request, host, name, max_bytes)
        async with host.turn:
            return await self._ask(request, host, name, max_bytes)

    async def _ask(self, request: httpx.Request, host: _Host, name: str, max_bytes: int) -> Fetched:
        if host.closed_until > self._clock():
            raise SourceError(host.closed_because)
        if (wait := host.opens_at - self._clock()) > LONGEST_WAIT_S:
            raise SourceError(f"{name} asks to wait {wait:.0f} s; try again then")
        if wait > 0:
            await self._sleep(wait)
        host.opens_at = max(host.opens_at, self._clock() + host.policy.interval_s)
        async with asyncio.timeout(TOTAL_TIMEOUT_S):
            fetched, headers = await self._read(request, name, max_bytes)
        if fetched.status == 403:
            self._close(host, inf, f"{name} refuses us (403); stopped asking it until a restart")
        if (asked := _asked_wait(fetched.status, headers)) is not None:
            host.opens_at = max(host.opens_at, self._clock() + asked)
            if asked > LONGEST_WAIT_S:
                raise SourceError(f"{name} asks to wait {asked:.0f} s ({fetched.status}); try again then")
        if fetched.status >= 400 or fetched.status < 200:
            raise HttpStatusError(
                f"{name} answered {fetched.status}{_meaning(fetched.status)}", fetched.status, fetched.body
            )
        return fetched

    async def _read(self, request: httpx.Request, name: str, max_bytes: int) -> tuple[Fetched, httpx.Headers]:
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._client.send(request, stream=True)
            try:
                if response.next_request is None:
                    body = await _capped(response, name, max_bytes)
                    kind = response.headers.get("content-type", "")
                    return Fetched(response.status_code, body, kind, str(response.url)), response.headers
                request = response.next_request
            finally:
                await response.aclose()
        raise SourceError(f"{name} redirects in circles", permanent=True)

    def _close(self, host: _Host, seconds: float, because: str) -> None:
        logger.warning("host.closed reason=%s", because)
        host.closed_until = self._clock() + seconds
        host.closed_because = because


async def _capped(response: httpx.Response, name: str, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > max_bytes:
            raise SourceError(f"{name} sends more than {max_bytes:,} bytes", permanent=True)
    return bytes(body)


def _asked_wait(status: int, headers: httpx.Headers) -> float | None:
    """Read how long a busy host asks to wait: `Retry-After`, or Hugging Face's `RateLimit: "api";r=0;t=120`."""
    if status not in (429, 503):
        return None
    if retry_after := headers.get("retry-after"):
        if retry_after.strip().isdigit():
            return float(retry_after)
        try:
            moment = email.utils.parsedate_to_datetime(retry_after)
        except ValueError:
            return None
        date = headers.get("date")
        now = email.utils.parsedate_to_datetime(date) if date else datetime.now(UTC)
        return max(0.0, (moment - now).total_seconds())
    if status == 429 and (match := _HF_RESET.search(headers.get("ratelimit", ""))):
        return float(match[1])
    return None


def _meaning(status: int) -> str:
    match status:
        case 401:
            return " (not authorised); check the token in the settings"
        case 404:
            return " (not found)"
        case 429:
            return " (too many requests); try again later"
        case _ if status >= 500:
            return " (its own failure); try again later"
        case _:
            return ""
