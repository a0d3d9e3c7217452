"""Polite GET: one pause per site, bounded retries, a cap on what is read, and no rudeness after a refusal."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from math import inf

import httpx

from digest.errors import SourceError
from digest.politeness import asked_wait, may_follow, meaning
from digest.response_body import ACCEPT_ENCODING, TooLargeError, read_body

logger = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(20.0, connect=10.0)
"""For each step of an answer; arXiv's search takes several seconds to begin one."""
TOTAL_TIMEOUT_S = 60.0
ATTEMPTS = 3
FIRST_BACKOFF_S = 1.0
BUSY_BACKOFF_S = 5.0
"""The first pause after a 429 that does not say how long; arXiv's never do."""
LONGEST_WAIT_S = 60.0
"""A wait that a host asks for and that is longer is told to the caller instead of waited."""
CLOSED_S = 300.0
"""How long a site that fails is left alone; twice as long each time that it fails again, up to an hour."""
LONGEST_CLOSED_S = 3_600.0
REFUSED_S = 86_400.0
"""How long a site is left alone after a 403; going on after one counts as an attack (arXiv, help/robots)."""
FAILURES_TO_CLOSE = 2
"""One address that fails may be one bad page; the next one that fails too is the site."""
MAX_REDIRECTS = 3
MAX_BYTES = 10_000_000

_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


class HttpStatusError(SourceError):
    """A host answered with a status that is no success; `status` is for callers that tell them apart."""

    def __init__(self, message: str, status: int, body: bytes = b"") -> None:
        super().__init__(message, permanent=status not in _RETRIED and status < 500)
        self.status = status
        self.body = body


class TooLongError(SourceError):
    """A host sends more than was asked for."""


class _UnreachableError(SourceError):
    """No connection could be made."""


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """How polite to be: seconds between the beginnings of requests, and whether only one may run at a time."""

    interval_s: float = 0.0
    one_at_a_time: bool = False


@dataclass(slots=True)
class _Gate:
    """Whether something may be asked, and what is remembered of its failures while the process runs."""

    opens_at: float = -inf
    closed_until: float = -inf
    closed_because: str = ""
    failures: int = 0
    closings: int = 0

    def works(self) -> None:
        """Forget the failures."""
        self.failures = self.closings = 0

    def pause(self, until: float) -> None:
        """Let nobody ask before a moment."""
        self.opens_at = max(self.opens_at, until)

    def close(self, now: float, because: str, seconds: float | None = None) -> None:
        """Turn everybody away for so many seconds, or for longer each time that it fails again."""
        if seconds is None:
            seconds = min(CLOSED_S * 2 ** min(self.closings, 10), LONGEST_CLOSED_S)
            self.closings += 1
        self.closed_until = max(self.closed_until, now + seconds)
        self.closed_because = because
        logger.warning("site.closed seconds=%.0f reason=%s", seconds, because)


@dataclass(slots=True)
class _Site:
    """A site with a gate of its own, and one for each part of it."""

    policy: HostPolicy
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    whole: _Gate = field(default_factory=_Gate)
    parts: dict[str, _Gate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Way:
    """Where a request goes through."""

    host: str
    site: _Site
    part: _Gate


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers
    body: bytes
    next_request: httpx.Request | None


class Fetcher:
    """Fetches for everybody, so that each site sees one polite client."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        policies: Mapping[str, HostPolicy],
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]],
        user_agent: str,
    ) -> None:
        """`policies` are by URL, of which host and port count; hosts with equal ones are one site and share its turn.

        `clock` counts seconds and never turns back.
        """
        self.clock = clock
        self._client = client
        self._sleep = sleep
        self._user_agent = user_agent
        self._policies = {_host(httpx.URL(url)): policy for url, policy in policies.items()}
        self._sites: dict[str | HostPolicy, _Site] = {}

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = MAX_BYTES,
        part: str = "",
    ) -> bytes:
        """Return the body of a successful answer; raises SourceError, or HttpStatusError for an answer that is none.

        What stays busy, or fails for one address after the other, is closed for minutes: in a storm of 429 a day costs
        seconds, and its papers are read from what is there. `part` names a part of the site with a quota of its own,
        which closes on its own. A site that cannot be reached closes as a whole, and for a day after a 403.
        """
        own = {"User-Agent": self._user_agent, "Accept-Encoding": ACCEPT_ENCODING}
        request = self._client.build_request(
            "GET", url, params=params, headers={**own, **(headers or {})}, timeout=TIMEOUT
        )
        way = self._way(_host(request.url), part)
        attempt = 0
        while True:
            attempt += 1
            try:
                body = await self._in_turn(request, way, max_bytes)
            except HttpStatusError as error:
                if not self._note_failure(way, error, attempt):
                    raise
            except (httpx.RequestError, httpx.InvalidURL, UnicodeError, TimeoutError) as error:
                failure = _told(error, way.host)
                if not self._note_failure(way, failure, attempt):
                    raise failure from error
            else:
                way.part.works()
                way.site.whole.works()
                return body
            await self._sleep(FIRST_BACKOFF_S * 2 ** (attempt - 1))

    def _way(self, host: str, part: str) -> _Way:
        policy = self._policies.get(host)
        site = self._sites.setdefault(policy or host, _Site(policy or HostPolicy()))
        return _Way(host, site, site.parts.setdefault(part, _Gate()))

    def _note_failure(self, way: _Way, failure: SourceError, attempt: int) -> bool:
        """Remember a failure, and tell whether to ask once more."""
        now = self.clock()
        status = failure.status if isinstance(failure, HttpStatusError) else None
        unreachable = isinstance(failure, _UnreachableError)
        if status == 403:
            way.site.whole.close(now, f"{failure}; it is left alone for a day", REFUSED_S)
        if failure.permanent:
            way.part.works()
            return False
        if status == 429:
            way.part.pause(now + BUSY_BACKOFF_S * 2 ** (attempt - 1))
        if attempt < (ATTEMPTS - 1 if unreachable else ATTEMPTS):
            return True
        way.part.failures += 1
        if unreachable:
            way.site.whole.close(now, str(failure))
        elif status == 429 or way.part.failures >= FAILURES_TO_CLOSE:
            way.part.close(now, str(failure))
        return False

    async def _in_turn(self, request: httpx.Request, way: _Way, max_bytes: int) -> bytes:
        async with way.site.turn if way.site.policy.one_at_a_time else nullcontext():
            return await self._follow(request, way, max_bytes)

    async def _follow(self, request: httpx.Request, way: _Way, max_bytes: int) -> bytes:
        """Ask, and ask again where the answer leads; each request is one that the site sees."""
        for _ in range(MAX_REDIRECTS + 1):
            await self._wait(way)
            async with asyncio.timeout(TOTAL_TIMEOUT_S):
                answer = await self._send(request, way.host, max_bytes)
            if (asked := asked_wait(answer.status, answer.headers)) is not None:
                way.part.pause(self.clock() + asked)
            if answer.next_request is None:
                if not 200 <= answer.status < 300:
                    told = f"{way.host} answered {answer.status}{meaning(answer.status)}"
                    raise HttpStatusError(told, answer.status, answer.body)
                return answer.body
            if not may_follow(request.url, answer.next_request.url):
                elsewhere = _host(answer.next_request.url)
                raise SourceError(f"{way.host} redirects to {elsewhere}, which is not followed", permanent=True)
            request = answer.next_request
        raise SourceError(f"{way.host} redirects in circles", permanent=True)

    async def _wait(self, way: _Way) -> None:
        """Wait until the site may be asked and take the turn; raises SourceError if that is too far off."""
        gates = (way.site.whole, way.part)
        while True:
            now = self.clock()
            for gate in gates:
                if gate.closed_until > now:
                    raise SourceError(gate.closed_because)
            if (wait := max(gate.opens_at for gate in gates) - now) <= 0:
                break
            if wait > LONGEST_WAIT_S:
                raise SourceError(f"{way.host} asks to be left alone for {wait:.0f} s; try again then")
            await self._sleep(wait)
        way.site.whole.pause(now + way.site.policy.interval_s)

    async def _send(self, request: httpx.Request, host: str, max_bytes: int) -> _Answer:
        response = await self._client.send(request, stream=True, follow_redirects=False)
        try:
            body = b"" if response.next_request else await _capped(response, host, max_bytes)
            return _Answer(response.status_code, response.headers, body, response.next_request)
        finally:
            await response.aclose()


def _host(url: httpx.URL) -> str:
    """Return host and port, without the port that goes without saying, and never with a password."""
    return url.netloc.decode()


async def _capped(response: httpx.Response, host: str, max_bytes: int) -> bytes:
    try:
        return await read_body(response, max_bytes)
    except TooLargeError as error:
        raise TooLongError(f"{host} sends more than {max_bytes:,} bytes", permanent=True) from error


def _told(error: httpx.RequestError | httpx.InvalidURL | UnicodeError | TimeoutError, host: str) -> SourceError:
    """Say in one sentence what went wrong; the error's own words may hold a header."""
    match error:
        case httpx.ConnectError() | httpx.ConnectTimeout():
            return _UnreachableError(f"{host} cannot be reached; check the network and its address")
        case httpx.UnsupportedProtocol() | httpx.InvalidURL() | UnicodeError():
            # UnicodeError: a name of a host that only looks like one, `xn--a`.
            return SourceError(f"{host} redirects to something that is no web page", permanent=True)
        case _:
            return SourceError(f"{host} does not answer ({type(error).__name__}); try again later")
