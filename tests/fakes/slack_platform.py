"""A strict stand-in for the Slack Web API on loopback: its rates, its Block Kit limits, its histories.

Rates are those of docs.slack.dev/apis/web-api/rate-limits for chat.postMessage, the limits of blocks those of
docs.slack.dev/reference/block-kit/blocks. Everything accepted is kept in `arrivals`.
"""

from __future__ import annotations

import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from tests.fakes.loopback import Attempt, Bucket, Clock, Fault, LoopbackPlatform, answer

BOT_USER = "U0BOT"
_TEXT_LIMIT = 40_000
_PLAIN_LIMITS = {"header": 150, "section": 3000, "button": 75}
_BLOCK_TYPES = frozenset({"section", "context", "divider", "header", "actions", "image", "markdown", "rich_text"})
_READS = frozenset({"conversations.history", "conversations.replies"})


class RefusedError(Exception):
    """An answer with ok=false; the text is Slack's name of the error, `retry_after` makes it a 429."""

    def __init__(self, error: str, retry_after: int | None = None) -> None:
        super().__init__(error)
        self.retry_after = retry_after


def refused(error: str, *, status: int = 200, accepted: bool = False) -> Fault:
    """Answer ok=false with Slack's name of the error."""
    return answer(status, json.dumps({"ok": False, "error": error}), accepted=accepted)


def too_many(retry_after: int, error: str = "ratelimited") -> Fault:
    """Ask to wait so many seconds."""
    return answer(429, json.dumps({"ok": False, "error": error}), Retry_After=str(retry_after))


@dataclass(frozen=True, slots=True)
class Arrival:
    """One accepted message."""

    channel: str
    ts: str
    text: str
    blocks: tuple[Mapping[str, Any], ...]
    at: float
    thread_ts: str | None = None
    metadata: Mapping[str, Any] | None = None
    unfurls: bool = True


class FakeSlack(LoopbackPlatform):
    """The Web API for one app in one workspace; `clock` gives seconds since 1970, for they are in every `ts`.

    `channel_errors` and `method_errors` name what a channel or a method is refused with.
    """

    def __init__(
        self,
        *,
        token: str = "xoxb-1",
        clock: Clock = time.time,
        speed: float = 1,
        faults: Callable[[Attempt], Fault | None] | None = None,
    ) -> None:
        super().__init__(clock=clock, speed=speed, faults=faults)
        self.token = token
        self.arrivals: list[Arrival] = []
        self.calls: Counter[str] = Counter()
        self.refused_429 = 0
        self.channel_errors: dict[str, str] = {}
        self.method_errors: dict[str, str] = {}
        self.page_size = 200
        self.scopes: tuple[str, ...] = ()
        self._others: list[Arrival] = []
        self._last_ts_us = 0
        self._rates: defaultdict[str, Bucket] = defaultdict(lambda: Bucket(burst=3))

    @property
    def base_url(self) -> str:
        """What stands before the name of the method."""
        return f"{self.origin}/api/"

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Answer every method by GET and POST."""
        router.add_route("*", "/api/{method}", self._answer)

    def others_write(self, channel: str, text: str = "hello") -> str:
        """Let somebody else write a message into a channel; it is read like any other, but is no arrival."""
        self._others.append(Arrival(channel, self._next_ts(), text, (), self.now()))
        return self._others[-1].ts

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls[method] += 1
        try:
            self._check_token(request)
            if method in self.method_errors:
                raise RefusedError(self.method_errors[method])
            arguments = await arguments_of(request)
            if method == "chat.postMessage":
                return await self._post(request, arguments)
            scopes = {"x-oauth-scopes": ",".join(self.scopes)}
            return web.json_response({"ok": True} | self._call(method, arguments), headers=scopes)
        except RefusedError as error:
            return refusal_response(error)

    def _check_token(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "")
        if not given:
            raise RefusedError("not_authed")
        if given != f"Bearer {self.token}":
            raise RefusedError("invalid_auth")

    def _call(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {
                    "url": "https://paperboy.slack.com/",
                    "team_id": "T1",
                    "user_id": BOT_USER,
                    "bot_id": "B1",
                }
            case "chat.update":
                return self._update(arguments)
            case "conversations.open":
                return {"channel": {"id": _direct_channel(str(arguments["users"]))}}
            case "conversations.info":
                return {"channel": {"id": self._channel(arguments), "name": "papers", "is_member": True}}
            case "views.publish":
                return {"view": arguments["view"]}
        if method in _READS:
            return self._read(method, arguments)
        raise RefusedError("unknown_method")

    async def _post(self, request: web.Request, arguments: Mapping[str, Any]) -> web.Response:
        def accept() -> web.Response:
            arrival = self._accept(arguments)
            message = _message(arrival, metadata=True)
            return web.json_response({"ok": True, "channel": arrival.channel, "ts": arrival.ts, "message": message})

        channel, text = str(arguments.get("channel", "")), str(arguments.get("text", ""))
        return await self.with_faults(request, channel, text, accept)

    def _accept(self, arguments: Mapping[str, Any]) -> Arrival:
        channel = _direct_channel(self._channel(arguments, posting=True))
        text, blocks = _checked_content(arguments)
        thread = arguments.get("thread_ts")
        if thread is not None and self._find(channel, thread) is None:
            raise RefusedError("thread_not_found")
        self._keep_rate(channel)
        arrival = Arrival(
            channel,
            self._next_ts(),
            text,
            blocks,
            self.now(),
            thread,
            _read_json(arguments.get("metadata")),
            bool(arguments.get("unfurl_links", True) or arguments.get("unfurl_media", True)),
        )
        self.arrivals.append(arrival)
        return arrival

    def _keep_rate(self, channel: str) -> None:
        now = self.now()
        wait = self._rates[channel].wait(now)
        if wait > 0:
            self.refused_429 += 1
            raise RefusedError("ratelimited", retry_after=math.ceil(wait))
        self._rates[channel].take(now)

    def _update(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        channel = self._channel(arguments)
        old = self._find(channel, str(arguments["ts"]))
        if old is None:
            raise RefusedError("message_not_found")
        if old not in self.arrivals:
            raise RefusedError("cant_update_message")
        text, blocks = _checked_content(arguments)
        self.arrivals[self.arrivals.index(old)] = replace(old, text=text, blocks=blocks)
        return {"channel": channel, "ts": old.ts, "text": text}

    def _read(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        channel = self._channel(arguments)
        if method == "conversations.replies":
            parent = str(arguments["ts"])
            found = [m for m in self._of(channel) if parent in (m.ts, m.thread_ts)]
            if not found:
                raise RefusedError("thread_not_found")
        else:
            found = [m for m in reversed(self._of(channel)) if m.thread_ts is None]
        oldest, latest = float(arguments.get("oldest", 0)), float(arguments.get("latest", math.inf))
        found = [m for m in found if oldest < float(m.ts) < latest]
        start = int(arguments.get("cursor") or 0)
        end = start + min(int(arguments.get("limit", 100)), self.page_size)
        told = arguments.get("include_all_metadata") in ("1", "true", True)
        return {
            "messages": [_message(m, metadata=told) for m in found[start:end]],
            "has_more": end < len(found),
            "response_metadata": {"next_cursor": str(end) if end < len(found) else ""},
        }

    def _channel(self, arguments: Mapping[str, Any], *, posting: bool = False) -> str:
        channel = str(arguments.get("channel", ""))
        if channel in self.channel_errors:
            raise RefusedError(self.channel_errors[channel])
        if not channel or (channel[0] not in "CDG" and not posting):
            raise RefusedError("channel_not_found")
        return channel

    def _of(self, channel: str) -> list[Arrival]:
        every = sorted([*self.arrivals, *self._others], key=lambda message: float(message.ts))
        return [message for message in every if message.channel == channel]

    def _find(self, channel: str, ts: str) -> Arrival | None:
        return next((message for message in self._of(channel) if message.ts == ts), None)

    def _next_ts(self) -> str:
        self._last_ts_us = max(self._last_ts_us + 1, int(self.now() * 1_000_000))
        return f"{self._last_ts_us // 1_000_000}.{self._last_ts_us % 1_000_000:06d}"


def _direct_channel(name: str) -> str:
    """Return the channel of the direct messages with a user; a channel stays as it is."""
    return f"D{name[1:]}" if name.startswith(("U", "W")) else name


async def arguments_of(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return {**request.query, **await request.json()}
    return {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}


def refusal_response(error: RefusedError) -> web.Response:
    body = {"ok": False, "error": str(error)}
    if error.retry_after is None:
        return web.json_response(body)
    return web.json_response(body, status=429, headers={"Retry-After": str(error.retry_after)})


def _message(arrival: Arrival, *, metadata: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"type": "message", "user": BOT_USER, "ts": arrival.ts, "text": arrival.text}
    if arrival.thread_ts:
        told["thread_ts"] = arrival.thread_ts
    if metadata and arrival.metadata:
        told["metadata"] = arrival.metadata
    return told


def _read_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _checked_content(arguments: Mapping[str, Any]) -> tuple[str, tuple[Mapping[str, Any], ...]]:
    text = str(arguments.get("text") or "")
    blocks = _read_json(arguments.get("blocks")) or []
    if not text and not blocks:
        raise RefusedError("no_text")
    if len(text) > _TEXT_LIMIT:
        raise RefusedError("msg_too_long")
    _check_blocks(blocks)
    return text, tuple(blocks)


def _check_blocks(blocks: Sequence[Mapping[str, Any]]) -> None:
    if len(blocks) > 50 or not all(_block_is_valid(block) for block in blocks):
        raise RefusedError("invalid_blocks")
    # Documented nowhere; about 13,200 characters were refused (github.com/slackapi/bolt-js/issues/2509).
    if len(json.dumps(blocks, ensure_ascii=False)) > 13_200:
        raise RefusedError("msg_blocks_too_long")


def _block_is_valid(block: Mapping[str, Any]) -> bool:
    match block:
        case {"type": "section" | "header" as kind, "text": {"type": str(), "text": str(text)}}:
            return 0 < len(text) <= _PLAIN_LIMITS[kind]
        case {"type": "section", "fields": [*fields]}:
            return 0 < len(fields) <= 10
        case {"type": "section" | "header"}:
            return False
        case {"type": "context", "elements": [*elements]}:
            return 0 < len(elements) <= 10
        case {"type": "actions", "elements": [*elements]}:
            return 0 < len(elements) <= 25 and all(
                len(element.get("text", {}).get("text", "")) <= _PLAIN_LIMITS["button"] for element in elements
            )
        case _:
            return block.get("type") in _BLOCK_TYPES
