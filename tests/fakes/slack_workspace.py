"""Slack as an app meets it, on loopback: installation, both ways in, views, response URLs, files, people, channels.

It stands on `slack_platform` for what is posted, and adds what is asked of an app that listens. Every view and block is
held to `slack_blocks`; what an app may do once only (a trigger, a ticket of a socket, a code) works once only.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.fakes.loopback import Attempt, Clock, Fault
from tests.fakes.slack_blocks import check_message, check_view
from tests.fakes.slack_platform import FakeSlack, RefusedError, arguments_of, refusal_response
from tests.fakes.waiting import PATIENCE_S

APP_TOKEN, CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET = "xapp-1", "1.2", "client-secret", "signing-secret"
ACK_S = 3
"""Within so many seconds everything has to be acknowledged (docs.slack.dev/apis/events-api)."""
RESPONSES = 5


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method: of which workspace, with what; what was refused is here too."""

    team: str
    method: str
    arguments: Mapping[str, Any]


@dataclass(slots=True)
class Channel:
    """One conversation of one workspace."""

    private: bool = False
    archived: bool = False
    member: bool = True
    people: tuple[str, ...] = ("U1", "U2")


@dataclass(slots=True)
class _Envelope:
    body: dict[str, Any]
    acked: asyncio.Future[Mapping[str, Any]] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class FakeSlackApp(FakeSlack):
    """One app in several workspaces: `tokens` has the token of each."""

    def __init__(
        self,
        tokens: Mapping[str, str] | None = None,
        *,
        clock: Clock = time.time,
        speed: float = 1,
        faults: Callable[[Attempt], Fault | None] | None = None,
    ) -> None:
        super().__init__(clock=clock, speed=speed, faults=faults)
        self.tokens = dict(tokens or {"T1": self.token})
        self.made_calls: list[Call] = []
        self.objections: list[str] = []
        """What a view or a message was refused for; a test that expects none looks here."""
        self.people: dict[tuple[str, str], dict[str, Any]] = {}
        self.channels: defaultdict[tuple[str, str], Channel] = defaultdict(Channel)
        self.codes: dict[str, str] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.homes: dict[tuple[str, str], dict[str, Any]] = {}
        self.responses: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self.ephemerals: list[Mapping[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self.stale_triggers: set[str] = set()
        self.expired: set[str] = set()
        """Names of response URLs that are too old."""
        self._triggers: set[str] = set()
        self._tickets: set[str] = set()
        self._uploads: dict[str, str] = {}
        self._open: dict[str, _Envelope] = {}
        self.passing_errors: dict[str, str] = {}
        """What a method is refused with once."""
        self.answers_after: dict[str, asyncio.Event] = {}
        """What the answer of a method waits for."""
        self.called: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        """Set when a method has been called."""
        self.connections = 0
        self.broken_tickets = 0
        """So many tickets lead nowhere, however often they are tried."""
        self._connected = asyncio.Condition()
        self._ids = count(1)
        self._team = ""

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Answer the methods, response URLs, uploads, and the socket."""
        super().add_routes(router)
        router.add_post("/response/{name}", self._respond)
        router.add_post("/upload/{name}", self._upload)
        router.add_get("/link", self._socket)

    # What the app asks.

    async def _answer(self, request: web.Request) -> web.Response:
        method, arguments = request.match_info["method"], await arguments_of(request)
        arguments = {name: _read(value) for name, value in arguments.items()}
        if method == "oauth.v2.access":
            return self._grant(request, arguments)
        if method == "apps.connections.open":
            return self._ticket(request)
        team = self._team_of(request)
        self.made_calls.append(Call(team, method, arguments))
        if not team:
            return refusal_response(RefusedError("invalid_auth"))
        self.called[method].set()
        if held := self.answers_after.get(method):
            await held.wait()
        if error := self._method_error(method):
            return refusal_response(RefusedError(error))
        # Nothing is awaited between here and the answer but the body of the request, which is read.
        self._team = team
        self.token = self.tokens[team]
        return await super()._answer(request)

    def _method_error(self, method: str) -> str | None:
        if method in self.passing_errors:
            return self.passing_errors.pop(method)
        return self.method_errors.get(method)

    def _team_of(self, request: web.Request) -> str:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return next((team for team, token in self.tokens.items() if token == given), "")

    def calls_of(self, method: str, team: str = "T1") -> list[Mapping[str, Any]]:
        """Return with what a method was called in a workspace."""
        return [call.arguments for call in self.made_calls if (call.team, call.method) == (team, method)]

    def _call(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        arguments = {name: _read(value) for name, value in arguments.items()}
        match method:
            case "auth.test":
                return {"url": "https://x.slack.com/", "team_id": self._team, "user_id": "U0BOT", "bot_id": "B1"}
            case "users.info":
                known = self.people.get((self._team, str(arguments["user"])), {})
                return {"user": {"id": arguments["user"], "locale": "en-US", **known}}
            case "conversations.info":
                return {"channel": self._described(str(arguments["channel"]))}
            case "conversations.join":
                self._of_channel(str(arguments["channel"])).member = True
                return {"channel": {"id": arguments["channel"]}}
            case "conversations.members":
                everybody = self._of_channel(str(arguments["channel"])).people
                start, limit = int(arguments.get("cursor") or 0), min(int(arguments["limit"]), 1_000)
                more = str(start + limit) if start + limit < len(everybody) else ""
                return {"members": everybody[start : start + limit], "response_metadata": {"next_cursor": more}}
            case "chat.postEphemeral":
                return self._whisper(arguments)
            case "chat.unfurl":
                return self._unfurl(arguments)
            case "views.open":
                return self._open_view(arguments)
            case "views.update":
                return self._update_view(arguments)
            case "views.publish":
                view = self._checked(arguments["view"])
                self.homes[self._team, str(arguments["user_id"])] = view
                return {"view": view}
            case "files.getUploadURLExternal":
                name = f"F{next(self._ids)}"
                self._uploads[name] = str(arguments["filename"])
                return {"upload_url": f"{self.origin}/upload/{name}", "file_id": name}
            case "files.completeUploadExternal":
                if not self.channels[self._team, str(arguments["channel_id"])].member:
                    raise RefusedError("not_in_channel")
                return {"files": [{"id": file["id"], "title": file.get("title")} for file in arguments["files"]]}
        return super()._call(method, arguments)

    def _of_channel(self, channel: str) -> Channel:
        found = self.channels[self._team, channel]
        if found.private and not found.member:
            raise RefusedError("channel_not_found")
        return found

    def _described(self, channel: str) -> dict[str, Any]:
        found = self._of_channel(channel)
        return {
            "id": channel,
            "is_archived": found.archived,
            "is_private": found.private,
            "is_member": found.member,
            "is_im": channel.startswith("D"),
        }

    def _channel(self, arguments: Mapping[str, Any], *, posting: bool = False) -> str:
        channel = super()._channel(arguments, posting=posting)
        found = self._of_channel(channel)
        if found.archived:
            raise RefusedError("is_archived")
        if not found.member:
            raise RefusedError("not_in_channel")
        return channel

    def _whisper(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        self._channel(arguments)
        self._check(arguments)
        self.ephemerals.append(arguments)
        return {"message_ts": self._next_ts()}

    def _unfurl(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        if not ({"channel", "ts"} <= set(arguments) or {"unfurl_id", "source"} <= set(arguments)):
            raise RefusedError("missing_argument")
        for card in arguments["unfurls"].values():
            self._check({"text": "a link", **card})
        return {}

    def _open_view(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        trigger = str(arguments["trigger_id"])
        if trigger in self.stale_triggers:
            raise RefusedError("expired_trigger_id")
        if trigger in self._triggers:
            raise RefusedError("exchanged_trigger_id")
        if self._view_named(arguments["view"].get("external_id")):
            raise RefusedError("duplicate_external_id")
        self._triggers.add(trigger)
        view_id = f"V{next(self._ids)}"
        self.views[view_id] = self._checked(arguments["view"]) | {"id": view_id}
        return {"view": self.views[view_id]}

    def _update_view(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        view_id = arguments.get("view_id") or self._view_named(arguments.get("external_id"))
        if view_id not in self.views:
            raise RefusedError("not_found")
        self.views[view_id] = self._checked(arguments["view"]) | {"id": view_id}
        return {"view": self.views[view_id]}

    def _view_named(self, external_id: str | None) -> str | None:
        known = (name for name, view in self.views.items() if external_id and view.get("external_id") == external_id)
        return next(known, None)

    def _checked(self, view: dict[str, Any]) -> dict[str, Any]:
        """Take a view as Slack does, which gives its blocks ids of its own."""
        try:
            check_view(view)
        except (AssertionError, KeyError) as error:
            self.objections.append(repr(error))
            raise RefusedError("invalid_arguments") from error
        return view | {"blocks": [{"block_id": f"b{next(self._ids)}", **block} for block in view["blocks"]]}

    def _check(self, message: Mapping[str, Any]) -> None:
        try:
            check_message(message)
        except (AssertionError, KeyError) as error:
            self.objections.append(repr(error))
            raise RefusedError("invalid_blocks") from error

    async def _respond(self, request: web.Request) -> web.Response:
        said, taken = await request.json(), self.responses[request.match_info["name"]]
        if request.match_info["name"] in self.expired:
            return web.Response(status=404, text="expired_url")
        if len(taken) >= RESPONSES:
            return web.Response(status=404, text="used_url")
        try:
            self._check(said)
        except RefusedError:
            return web.Response(status=400, text="invalid_blocks")
        taken.append(said)
        return web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.Response:
        self.files[self._uploads[request.match_info["name"]]] = await request.read()
        return web.Response(text="OK")

    # Installation.

    def _grant(self, request: web.Request, arguments: Mapping[str, Any]) -> web.Response:
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {expected}":
            return refusal_response(RefusedError("bad_client_secret"))
        team = self.codes.pop(str(arguments["code"]), None)
        if team is None:
            return refusal_response(RefusedError("invalid_code"))
        whole = team.startswith("E")
        place = {"id": team, "name": f"Team {team}"}
        return web.json_response(
            {
                "ok": True,
                "app_id": "A1",
                "access_token": self.tokens[team],
                "token_type": "bot",
                "scope": "chat:write,commands",
                "bot_user_id": "U0BOT",
                "team": None if whole else place,
                "enterprise": place if whole else None,
                "is_enterprise_install": whole,
                "authed_user": {"id": "U1"},
            }
        )

    # Socket Mode.

    def _ticket(self, request: web.Request) -> web.Response:
        self.calls["apps.connections.open"] += 1
        if error := self._method_error("apps.connections.open"):
            return refusal_response(RefusedError(error))
        if request.headers.get("Authorization") != f"Bearer {APP_TOKEN}":
            return refusal_response(RefusedError("invalid_auth"))
        ticket = f"ticket-{next(self._ids)}"
        if self.broken_tickets:
            self.broken_tickets -= 1
        else:
            self._tickets.add(ticket)
        address = f"{self.origin.replace('http', 'ws', 1)}/link?ticket={ticket}"
        return web.json_response({"ok": True, "url": address})

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        # What was not acknowledged on another connection comes again on this one.
        for envelope in list(self._open.values()):
            await socket.send_json(envelope.body | {"retry_attempt": 1, "retry_reason": "timeout"})
        async with self._connected:
            self.connections += 1
            self._connected.notify_all()
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                self._acknowledge(json.loads(message.data))
        if socket in self.sockets:
            self.sockets.remove(socket)
        return socket

    def _acknowledge(self, said: Mapping[str, Any]) -> None:
        envelope = self._open.pop(str(said["envelope_id"]), None)
        if envelope and not envelope.acked.done():
            envelope.acked.set_result(said.get("payload") or {})

    async def connected(self, times: int = 1) -> None:
        """Wait until the app is connected, and has been so many times."""
        async with asyncio.timeout(PATIENCE_S), self._connected:
            await self._connected.wait_for(lambda: self.sockets and self.connections >= times)

    async def bring(self, kind: str, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        """Bring something by the socket and return how the app acknowledged it; that has to be within three seconds."""
        await self.connected()
        name = f"envelope-{next(self._ids)}"
        envelope = _Envelope({"type": kind, "envelope_id": name, "payload": payload, "accepts_response_payload": True})
        self._open[name] = envelope
        await self.sockets[-1].send_json(envelope.body)
        async with asyncio.timeout(ACK_S):
            return await envelope.acked

    async def drop_connections(self) -> None:
        """Break every connection off, as a network does."""
        for socket in list(self.sockets):
            self.sockets.remove(socket)
            await socket.close(code=1001)

    # Events over HTTP.

    async def post(
        self, url: str, payload: Mapping[str, Any], *, secret: str = SIGNING_SECRET, at: float | None = None
    ) -> tuple[int, str]:
        """Bring something by HTTP, signed; return the status and the body of the answer."""
        event = "event" in payload or payload.get("type") == "url_verification"
        if event:
            body, kind = json.dumps(payload), "application/json"
        else:
            told = payload if "command" in payload else {"payload": json.dumps(payload)}
            body, kind = urlencode(told), "application/x-www-form-urlencoded"
        moment = str(int(time.time() if at is None else at))
        digest = hmac.new(secret.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": moment,
            "X-Slack-Signature": f"v0={digest}",
        }
        timeout = aiohttp.ClientTimeout(total=ACK_S)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=body, headers=headers) as got,
        ):
            return got.status, await got.text()

    # What people do.

    def slash(
        self, command: str, text: str, *, channel: str = "C1", user: str = "U1", team: str = "T1"
    ) -> dict[str, Any]:
        """Make a slash command."""
        return {
            "token": "verification",
            "command": command,
            "text": text,
            "team_id": team,
            "channel_id": channel,
            "user_id": user,
            **self._ways(),
        }

    def event(self, happened: Mapping[str, Any], *, team: str = "T1", name: str = "") -> dict[str, Any]:
        """Make an event; one with the same name is the same event."""
        return {
            "token": "verification",
            "type": "event_callback",
            "team_id": team,
            "event": dict(happened),
            "event_id": name or f"Ev{next(self._ids)}",
            "authorizations": [{"team_id": team, "enterprise_id": None, "is_enterprise_install": False}],
        }

    def press(
        self,
        value: str,
        *,
        channel: str = "C1",
        user: str = "U1",
        team: str = "T1",
        ts: str = "1.000001",
        thread: str | None = None,
        ephemeral: bool = False,
        view: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Make a press of a button under a message, or in a view."""
        placed: dict[str, Any] = {"view": view, "container": {"type": "view"}}
        if view is None:
            placed = {
                "channel": {"id": channel},
                "container": {"type": "message", "message_ts": ts, "is_ephemeral": ephemeral},
                **({} if ephemeral else {"message": {"ts": ts, **({"thread_ts": thread} if thread else {})}}),
            }
        return {
            "type": "block_actions",
            "team": {"id": team},
            "user": {"id": user, "team_id": team},
            "actions": [{"type": "button", "action_id": "v1:0", "value": value}],
            **placed,
            **self._ways(),
        }

    def submission(
        self, view: Mapping[str, Any], values: Mapping[str, Any], *, user: str = "U1", team: str = "T1"
    ) -> dict[str, Any]:
        """Make what comes when a form is sent: the view as it stands, with what was filled in."""
        return {
            "type": "view_submission",
            "team": {"id": team},
            "user": {"id": user, "team_id": team},
            "view": {**view, "state": {"values": values}},
            "trigger_id": f"trigger-{next(self._ids)}",
        }

    def shortcut(
        self, message: Mapping[str, Any], *, callback: str = "summarise_paper", channel: str = "C1"
    ) -> dict[str, Any]:
        """Make a shortcut on a message."""
        return {
            "type": "message_action",
            "callback_id": callback,
            "team": {"id": "T1"},
            "user": {"id": "U1", "team_id": "T1"},
            "channel": {"id": channel},
            "message": message,
            **self._ways(),
        }

    def said(self) -> list[dict[str, Any]]:
        """Return everything that was answered by response URLs, in order."""
        return [said for answers in self.responses.values() for said in answers]

    def _ways(self) -> dict[str, str]:
        number = next(self._ids)
        return {"trigger_id": f"trigger-{number}", "response_url": f"{self.origin}/response/{number}"}


def _read(value: Any) -> Any:
    """Read an argument that the SDK sent as JSON inside a form."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        return json.loads(value)
    return value
