"""One OpenAI-compatible chat endpoint: asked in the strictest form that it takes, again where that helps."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import httpx

from digest.alarms import Alarm
from digest.chat_answer import Usage, error_words, read_answer, usage_of
from digest.errors import ModelError, ModelFailure
from digest.json_repair import read_object
from digest.response_body import ACCEPT_ENCODING, TooLargeError, read_body
from digest.spending import Meter
from digest.turns import Rank, Turns

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 5.0
LONGEST_WAIT_S = 60.0
"""An endpoint that asks for a longer pause is left alone for so long instead of waited for."""
FIRST_BACKOFF_S = 1.0
CLOSED_S = 60.0
"""How long an endpoint that fails is left alone; twice as long each time that it fails again, up to an hour."""
LONGEST_CLOSED_S = 3_600.0
ACCOUNT_CLOSED_S = 900.0
"""How long where only the operator can mend it: a wrong key, no balance, no such model."""
FAILURES_TO_CLOSE = 3
MAX_ANSWER_BYTES = 4_000_000

_ATTEMPTS: Mapping[ModelFailure, int] = {
    ModelFailure.BUSY: 4,
    ModelFailure.BROKEN: 3,
    ModelFailure.UNREACHABLE: 2,
    ModelFailure.TIMEOUT: 2,
    ModelFailure.EMPTY: 2,
    ModelFailure.UNREADABLE: 2,
    ModelFailure.CUT_OFF: 2,
}
"""How often a call is made in all when it ends so; what is not named here would end in the same way again."""
_WAITED_FOR = frozenset({ModelFailure.BUSY, ModelFailure.BROKEN, ModelFailure.UNREACHABLE, ModelFailure.TIMEOUT})
_CHARS_PER_TOKEN = 3
"""Fewer than in English prose (about four), so that an estimate is rather too high."""


class _ClosedError(ModelError):
    """The endpoint is left alone, for the reason that it was closed for."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: instructions, the material, and the schema of the object that is to come back.

    `max_output_tokens` bounds what an answer may cost; one that needs more is asked for once more with twice the room.
    """

    name: str
    instructions: str
    material: str
    schema: Mapping[str, Any]
    max_output_tokens: int

    def most(self) -> Usage:
        """Estimate the most that the call can cost."""
        chars = len(self.instructions) + len(self.material)
        return Usage(chars // _CHARS_PER_TOKEN, self.max_output_tokens)


@dataclass(frozen=True, slots=True)
class Form:
    """How an endpoint is asked: what its `response_format` says, and under which name it takes the limit of length."""

    response: str = "json_schema"
    limit: str = "max_tokens"

    def lower(self, words: str) -> Form | None:
        """Return the next form to try with an endpoint that rejects this one, saying so in these words."""
        if self.limit not in words or self.limit == "max_completion_tokens":
            below = {"json_schema": "json_object", "json_object": "text"}.get(self.response)
            return replace(self, response=below) if below and "context" not in words else None
        # OpenAI's reasoning models: "Unsupported parameter: 'max_tokens' … Use 'max_completion_tokens' instead."
        return replace(self, limit="max_completion_tokens")

    def body(self, model: str, ask: Ask) -> dict[str, Any]:
        """Write the request."""
        body: dict[str, Any] = {
            "model": model,
            "messages": [
                {"role": "system", "content": ask.instructions},
                {"role": "user", "content": ask.material},
            ],
            self.limit: ask.max_output_tokens,
        }
        if self.response == "json_schema":
            schema = {"name": ask.name, "strict": True, "schema": ask.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.response == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body


@dataclass(slots=True)
class ChatEndpoint:
    """One endpoint and what is learnt of it while the process runs; `clock` counts seconds and never turns back."""

    client: httpx.AsyncClient
    base_url: str
    api_key: str | None
    model: str
    meter: Meter
    turns: Turns
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[object]]
    alarm: Alarm
    deadline_s: float = 120.0
    _form: Form = Form()
    _opens_at: float = -inf
    _closed_until: float = -inf
    _closed_because: ModelError | None = None
    _failures: int = 0
    _closings: int = 0

    @property
    def host(self) -> str:
        """Return the endpoint's name for logs: its host and port, never the key."""
        return httpx.URL(self.base_url).netloc.decode()

    @property
    def closed(self) -> ModelError | None:
        """Return why the endpoint is left alone at this moment, or None."""
        return self._closed_because if self._closed_until > self.clock() else None

    async def ask(self, ask: Ask, rank: Rank) -> Mapping[str, Any]:
        """Return the object that was asked for; raises ModelError.

        Asked again are what passes by itself (a busy or failing endpoint, after the pause that it asks for), what may
        come out otherwise the next time (no text, no object), and once, with more room, what broke off.
        """
        attempt = 0
        while True:
            attempt += 1
            try:
                value = await self._call(ask, rank)
            except _ClosedError:
                raise
            except ModelError as error:
                logger.info("model.failed endpoint=%s failure=%s attempt=%d", self.host, error.failure.name, attempt)
                await self._note_failure(error, attempt)
                if error.failure is ModelFailure.CUT_OFF:
                    ask = replace(ask, max_output_tokens=2 * ask.max_output_tokens)
            else:
                self._failures = self._closings = 0
                return value

    async def _note_failure(self, error: ModelError, attempt: int) -> None:
        """Wait until a failed call may be made again; raises the error where it may not."""
        wait = error.retry_after_s if error.retry_after_s is not None else FIRST_BACKOFF_S * 2 ** (attempt - 1)
        if error.failure is ModelFailure.BUSY:
            # All calls are meant, not this one alone.
            self._opens_at = max(self._opens_at, self.clock() + min(wait, LONGEST_WAIT_S))
        if attempt >= _ATTEMPTS.get(error.failure, 1) or wait > LONGEST_WAIT_S:
            self._close_after(error)
            raise error
        if error.failure in _WAITED_FOR:
            await self.sleep(wait)

    def _close_after(self, error: ModelError) -> None:
        """Leave the endpoint alone once it is plain that the next call would fail too."""
        if self.closed is not None:
            # Calls that were under way then tell nothing new.
            return
        if error.failure.of_the_account:
            self._close(error, ACCOUNT_CLOSED_S)
        elif error.failure in _WAITED_FOR:
            self._failures += 1
            asked_s = error.retry_after_s or 0.0
            if (
                asked_s > LONGEST_WAIT_S
                or error.failure is ModelFailure.UNREACHABLE
                or self._failures >= FAILURES_TO_CLOSE
            ):
                self._close(error, max(asked_s, min(CLOSED_S * 2 ** min(self._closings, 10), LONGEST_CLOSED_S)))
                self._closings += 1

    def _close(self, error: ModelError, seconds: float) -> None:
        self._failures = 0
        self._closed_until, self._closed_because = self.clock() + seconds, error
        logger.warning("model.closed endpoint=%s seconds=%.0f reason=%s", self.host, seconds, error)
        if error.failure.of_the_account:
            self.alarm(f"model:{self.host}:{error.failure.name.lower()}", str(error))

    async def _call(self, ask: Ask, rank: Rank) -> Mapping[str, Any]:
        form = self._form
        while True:
            status, headers, body = await self._post(form.body(self.model, ask), ask, rank)
            try:
                text = read_answer(self.host, status, headers, body)
            except ModelError as error:
                lower = form.lower(error_words(body)) if error.failure is ModelFailure.REJECTED else None
                if lower is None:
                    raise
                form = lower
                continue
            # Only a form that was answered is remembered: a request can be rejected for many reasons.
            self._form = form
            try:
                return read_object(text, ask.schema["required"])
            except ValueError as error:
                raise ModelError(f"{self.host} answered in another form: {error}", ModelFailure.UNREADABLE) from error

    async def _post(self, body: dict[str, Any], ask: Ask, rank: Rank) -> tuple[int, httpx.Headers, bytes]:
        """Make one call in its turn, once the endpoint may be asked; raises ModelError where there is no answer."""
        while True:
            while (wait := self._opens_at - self.clock()) > 0:
                await self.sleep(wait)
            async with self.turns.taken(rank):
                # Another call may have been told so while this one waited for its turn.
                if (closed := self.closed) is not None:
                    raise _ClosedError(str(closed), closed.failure)
                if self._opens_at <= self.clock():
                    return await self._exchange(body, ask)

    async def _exchange(self, body: dict[str, Any], ask: Ask) -> tuple[int, httpx.Headers, bytes]:
        """Send one request and record what its answer cost."""
        url = f"{self.base_url.rstrip('/')}/chat/completions"
        headers = {"Accept-Encoding": ACCEPT_ENCODING}
        if self.api_key:
            headers["Authorization"] = f"Bearer {self.api_key}"
        timeout = httpx.Timeout(None, connect=CONNECT_TIMEOUT_S)
        with self.meter.holding(self.model, ask.most()):
            try:
                async with (
                    asyncio.timeout(self.deadline_s),
                    self.client.stream("POST", url, json=body, headers=headers, timeout=timeout) as response,
                ):
                    received = await self._received(response)
            except (httpx.RequestError, TimeoutError) as error:
                raise _told(error, self.host) from error
            if response.is_success:
                self.meter.add(self.model, _counted(usage_of(received), ask, received))
            return response.status_code, response.headers, received

    async def _received(self, response: httpx.Response) -> bytes:
        try:
            return await read_body(response, MAX_ANSWER_BYTES)
        except TooLargeError as error:
            told = f"{self.host} sends more than {MAX_ANSWER_BYTES:,} bytes"
            raise ModelError(told, ModelFailure.UNREADABLE) from error


def _counted(usage: Usage, ask: Ask, received: bytes) -> Usage:
    """Take what the endpoint counted, or an estimate where it does not count."""
    if usage.input_tokens or usage.output_tokens:
        return usage
    return replace(usage, input_tokens=ask.most().input_tokens, output_tokens=len(received) // _CHARS_PER_TOKEN)


def _told(error: httpx.RequestError | TimeoutError, host: str) -> ModelError:
    """Say in one sentence what went wrong; the error's own words may hold a header."""
    match error:
        case httpx.ConnectError() | httpx.ConnectTimeout():
            return ModelError(f"{host} cannot be reached; check its address in the settings", ModelFailure.UNREACHABLE)
        case TimeoutError() | httpx.TimeoutException():
            return ModelError(f"{host} does not answer in time", ModelFailure.TIMEOUT)
        case _:
            return ModelError(f"{host} broke the connection ({type(error).__name__})", ModelFailure.BROKEN)
