"""What both fake platforms stand on: a server on loopback, strict limits, and faults on demand.

It knows nothing of any platform's methods or texts; those are in `telegram_platform` and `slack_platform`.
"""

from __future__ import annotations

import asyncio
import math
import socket
import struct
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Self

from aiohttp import web

Clock = Callable[[], float]
"""Seconds from any beginning; never goes back."""


class Way(Enum):
    """How a send goes wrong."""

    ANSWER = "another answer is given"
    RESET = "the connection is reset"
    HANG = "no answer ever comes"
    SLOW = "the right answer comes late"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one send; `accepted` says whether the message had arrived by then."""

    way: Way
    accepted: bool = False
    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0


def reset(*, accepted: bool) -> Fault:
    """Reset the connection before or after the message is accepted."""
    return Fault(Way.RESET, accepted)


def hang(*, accepted: bool) -> Fault:
    """Answer never, before or after the message is accepted."""
    return Fault(Way.HANG, accepted)


def slow(seconds: float) -> Fault:
    """Accept the message at once and answer rightly, but `seconds` of the platform's time later."""
    return Fault(Way.SLOW, accepted=True, seconds=seconds)


def answer(
    status: int, body: str, *, accepted: bool = False, content_type: str = "application/json", **headers: str
) -> Fault:
    """Answer something else; underscores in the names of headers stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault(Way.ANSWER, accepted, status, body, content_type, named)


def gateway_page(status: int = 502, *, accepted: bool = False) -> Fault:
    """Answer as a proxy does that cannot reach the platform: a page, not JSON."""
    page = f"<html><head><title>{status} Bad Gateway</title></head><body>nginx</body></html>"
    return answer(status, page, accepted=accepted, content_type="text/html")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One send as it reached the platform, before anything was decided about it."""

    chat: str
    text: str
    number: int
    """Counts all attempts of all chats from 1."""


@dataclass(slots=True)
class Window:
    """At most `limit` events in any `seconds`."""

    limit: int
    seconds: float
    _times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Return for how long nothing more is allowed; 0 says go."""
        while self._times and self._times[0] <= now - self.seconds:
            self._times.popleft()
        return self._times[0] + self.seconds - now if len(self._times) >= self.limit else 0

    def take(self, now: float) -> None:
        """Count one event."""
        self._times.append(now)


@dataclass(slots=True)
class Bucket:
    """One event a second over time, `burst` of them at once."""

    burst: int
    _left: float = field(init=False)
    _at: float = -math.inf

    def __post_init__(self) -> None:
        self._left = self.burst

    def wait(self, now: float) -> float:
        """Return for how long nothing more is allowed; 0 says go."""
        self._left = min(self.burst, self._left + (now - self._at))
        self._at = now
        return max(0.0, 1 - self._left)

    def take(self, now: float) -> None:
        """Count one event."""
        self.wait(now)
        self._left -= 1


class LoopbackPlatform:
    """A server on a free port of loopback that lives as long as its `async with`.

    `clock` is the platform's clock and `speed` makes it run faster than the one given.
    """

    def __init__(
        self, *, clock: Clock, speed: float = 1, faults: Callable[[Attempt], Fault | None] | None = None
    ) -> None:
        self._clock = clock
        self._speed = speed
        self._began = clock()
        self._choose = faults
        self._next_faults: deque[Fault | None] = deque()
        self.attempts = 0
        """How many sends have reached the platform."""
        self._attempted = asyncio.Condition()
        self._stopping = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.origin = ""
        self.chat_faults: dict[str, Fault] = {}
        """What every send to a chat meets, until it is taken out."""
        self.text_faults: dict[tuple[str, str], Fault] = {}
        """The same for sends to a chat whose text holds some words."""

    def now(self) -> float:
        """Return the platform's time in seconds."""
        return self.moment(self._clock())

    def moment(self, clock_s: float) -> float:
        """Return the platform's time when its clock, unhurried, showed `clock_s`."""
        return self._began + (clock_s - self._began) * self._speed

    async def reached(self, attempts: int) -> None:
        """Wait until so many sends have reached the platform."""
        async with self._attempted:
            await self._attempted.wait_for(lambda: self.attempts >= attempts)

    def fail_next(self, *faults: Fault | None) -> None:
        """Let the next sends meet these, in order; None lets one pass."""
        self._next_faults.extend(faults)

    async def __aenter__(self) -> Self:
        app = web.Application()
        self.add_routes(app.router)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.origin = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Be gone: from here on, nobody listens."""
        self._stopping.set()
        assert self._runner is not None
        await self._runner.cleanup()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Tell which requests are answered."""
        raise NotImplementedError

    async def wait_for_stop(self, seconds: float | None = None) -> None:
        """Keep a request waiting, at most for so many seconds of the platform's time."""
        try:
            async with asyncio.timeout(None if seconds is None else seconds / self._speed):
                await self._stopping.wait()
        except TimeoutError:
            return

    async def with_faults(
        self, request: web.Request, chat: str, text: str, accept: Callable[[], web.Response]
    ) -> web.Response:
        """Answer one send as `accept` does (it may raise a refusal), or as the fault chosen for it says."""
        self.attempts += 1
        async with self._attempted:
            self._attempted.notify_all()
        fault = self._fault(Attempt(chat, text, self.attempts))
        if fault is None:
            return accept()
        if not fault.accepted:
            return await self._break(request, fault)
        return await self._break(request, fault, accept())

    def _fault(self, attempt: Attempt) -> Fault | None:
        if attempt.chat in self.chat_faults:
            return self.chat_faults[attempt.chat]
        for (chat, words), fault in self.text_faults.items():
            if chat == attempt.chat and words in attempt.text:
                return fault
        if self._next_faults:
            return self._next_faults.popleft()
        return self._choose(attempt) if self._choose else None

    async def _break(self, request: web.Request, fault: Fault, accepted: web.Response | None = None) -> web.Response:
        match fault.way:
            case Way.ANSWER:
                return web.Response(
                    status=fault.status,
                    text=fault.body,
                    content_type=fault.content_type,
                    headers=fault.headers,
                )
            case Way.SLOW:
                assert accepted is not None
                await self.wait_for_stop(fault.seconds)
                return accepted
            case Way.HANG:
                await self.wait_for_stop()
        _reset_connection(request)
        return web.Response()


def _reset_connection(request: web.Request) -> None:
    """Close at once; a linger of zero makes the system send RST, not FIN."""
    if request.transport is None:
        return
    connection = request.transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def listens(port: int) -> bool:
    """Tell whether somebody listens on a port of this machine."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
