"""The two ways into Slack: a socket for one workspace, HTTP with OAuth for many; each runs until it is stopped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Settings, SettingsError
from bot.senders import PlatformDownError
from bot.slack import FAILURES, build_client
from bot.slack_app import Seams, SlackApp
from bot.slack_calls import call
from bot.slack_chats import give_team
from bot.slack_clients import MENDED_BY_TOKEN, Clients, Installations, OneWorkspace
from bot.slack_socket import SlackSocket
from bot.slack_tokens import TokenCipher
from handlers.desk import Desk
from storage.store import Store

logger = logging.getLogger(__name__)

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "links:read",
    "links:write",
    "mpim:read",
    "users:read",
)
"""What the app may do, as manifest.yaml has it; the histories are read only to settle a post whose answer was lost."""
EVENTS_PATH = "/slack/events"
_NO_REQUEST = (AttributeError, KeyError, RecursionError, TypeError, ValueError)
"""What Bolt raises, before it looks at the signature, of a body that is no UTF-8, no JSON, or in no form of Slack's."""
STOP_S = 8.0
"""How long work in hand is waited for; the program stops within ten seconds."""

_ONE = ("slack_bot_token", "slack_app_token")
_MANY = ("slack_signing_secret", "slack_client_id", "slack_client_secret", "slack_key")


def check_settings(settings: Settings) -> None:
    """Raise SettingsError where the settings of Slack are neither those of one way in nor of the other.

    A bot token alone is enough to send.
    """
    faults = []
    named = [name for name in _MANY if getattr(settings, name)]
    if named and len(named) < len(_MANY):
        missing = ", ".join(_variable(name) for name in _MANY if name not in named)
        faults.append(f"Slack for many workspaces needs {missing} too; or unset {', '.join(map(_variable, named))}")
    if named and any(getattr(settings, name) for name in _ONE):
        faults.append(
            f"{_variable(_ONE[0])} and {_variable(_ONE[1])} are for one workspace,"
            f" {_variable(_MANY[1])} for many; keep one of these ways"
        )
    if settings.slack_app_token and not settings.slack_bot_token:
        faults.append(f"{_variable(_ONE[1])} needs {_variable(_ONE[0])} too")
    if faults:
        raise SettingsError("\n".join(faults))


def open_clients(settings: Settings, store: Store, clock: Callable[[], datetime]) -> Clients | None:
    """Return the clients of the workspaces that may be written to, or None if Slack is not set up."""
    if settings.slack_bot_token:
        return OneWorkspace(build_client(settings.slack_bot_token.reveal(), settings.slack_base_url))
    if settings.slack_client_id and settings.slack_key:
        cipher = TokenCipher(settings.slack_key.reveal())
        return Installations(
            store.workspaces, cipher, lambda token: build_client(token, settings.slack_base_url), clock
        )
    return None


def listens(settings: Settings) -> bool:
    """Tell whether Slack can bring something in; with a bot token alone it is only written to."""
    return bool(settings.slack_app_token or settings.slack_client_id)


class SlackBot:
    """Slack, put together; one that cannot start or go on raises, and leaves everything else as it is."""

    def __init__(self, settings: Settings, desk: Desk, seams: Seams, *, ping_s: float = 5.0) -> None:
        """Build the way in that the settings name; `ping_s` is how often a socket is looked after."""
        self._desk = desk
        self._clients = seams.clients
        self._slack = SlackApp(desk, seams)
        self._socket: SlackSocket | None = None
        if settings.slack_app_token:
            client = seams.clients.client_for(None)
            self._bolt = AsyncApp(client=client, before_authorize=self._slack.door, logger=_bolt_logger())
            self._socket = SlackSocket(self._bolt, settings.slack_app_token.reveal(), ping_s=ping_s)
        else:
            self._bolt = _app_for_many(settings, seams.clients, self._slack)

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set, what was interrupted first; at most eight seconds are given to what is in hand.

        Raises PlatformDownError where Slack refuses a token, and StorageError if the database fails.
        """
        async with self._slack.running(stop, STOP_S) as ending:
            if self._socket is None:
                await ending.wait()
            else:
                await self._socket.run(ending, self._greet)

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Answer Slack's requests, and the install page; with a socket there is nothing to answer."""
        if self._socket is not None:
            return
        flow = self._bolt.oauth_flow
        assert flow is not None
        router.add_post(EVENTS_PATH, self._route(self._bolt.async_dispatch))
        router.add_get(flow.install_path, self._route(flow.handle_installation))
        router.add_get(flow.redirect_uri_path, self._route(flow.handle_callback))

    async def _greet(self) -> None:
        """Learn which workspace the token is for; its chats get their team, and are woken if the app was away.

        Raises SendError or LostAnswerError.
        """
        try:
            told = await call(self._clients.client_for(None), lambda client: client.auth_test())
        except PlatformDownError as error:
            raise PlatformDownError(
                f"Slack refuses the bot token ({error}); set PAPERBOY_SLACK_BOT_TOKEN to that of the installed app"
            ) from error
        team = str(told["team_id"])
        give_team(self._desk.store, team, self._desk.clock())
        self._desk.store.workspaces.wake_chats(team, MENDED_BY_TOKEN)

    @staticmethod
    def _route(
        answer: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]],
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def respond(request: web.Request) -> web.StreamResponse:
            try:
                asked = await to_bolt_request(request)
            except _NO_REQUEST:
                return web.Response(status=400, text="this is no request of Slack's")
            try:
                return await to_aiohttp_response(await answer(asked))
            except FAILURES as error:
                logger.warning("slack.install_failed reason=%s", type(error).__name__)
                return web.Response(status=502, text="Slack could not be reached; please open the install page again")

        return respond


def _app_for_many(settings: Settings, clients: Clients, slack: SlackApp) -> AsyncApp:
    assert isinstance(clients, Installations)
    assert settings.slack_signing_secret is not None
    assert settings.slack_client_secret is not None
    clients.check()
    return AsyncApp(
        signing_secret=settings.slack_signing_secret.reveal(),
        client=AsyncWebClient(base_url=settings.slack_base_url, retry_handlers=[]),
        oauth_settings=AsyncOAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.reveal(),
            scopes=SCOPES,
            user_scopes=(),
            installation_store=clients,
            state_store=clients,
            installation_store_bot_only=True,
        ),
        before_authorize=slack.door,
        logger=_bolt_logger(),
    )


def _bolt_logger() -> logging.Logger:
    """Let Bolt speak of failures only: at INFO it logs the whole body of a request whose signature is wrong."""
    bolt = logging.getLogger("slack_bolt.paperboy")
    bolt.setLevel(logging.ERROR)
    return bolt


def _variable(name: str) -> str:
    return f"PAPERBOY_{name.upper()}"
