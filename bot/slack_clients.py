"""Which token speaks to which workspace: the one of the settings, or each workspace's own, got by OAuth."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.senders import ChatGoneError, PlatformDownError
from bot.slack import WORKSPACE_DOWN
from bot.slack_tokens import SealError, TokenCipher
from storage.workspaces import Workspace, Workspaces

REMOVED = "the app was removed from the workspace"
"""Why the chats of a workspace are paused that removed the app."""
NOT_INSTALLED = "the app is not installed in this workspace"
MENDED_BY_TOKEN = WORKSPACE_DOWN | {REMOVED, NOT_INSTALLED}
"""Why chats are paused that a new token of their workspace wakes; who left by themselves stay away."""


class Clients(Protocol):
    """The clients of all workspaces that may be written to."""

    def client_for(self, team: str | None) -> AsyncWebClient:
        """Return the client of a workspace; raises ChatGoneError where the app is not installed."""
        ...


class OneWorkspace:
    """The one workspace whose token stands in the settings."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    def client_for(self, team: str | None) -> AsyncWebClient:
        """Return the client, whatever the team: the token is good for its own workspace only."""
        del team
        return self._client


class Installations(AsyncInstallationStore, AsyncOAuthStateStore):
    """The workspaces that installed the app themselves; Bolt's OAuth flow writes here."""

    def __init__(
        self,
        workspaces: Workspaces,
        cipher: TokenCipher,
        build: Callable[[str], AsyncWebClient],
        clock: Callable[[], datetime],
    ) -> None:
        self._workspaces = workspaces
        self._cipher = cipher
        self._build = build
        self._clock = clock
        self._clients: dict[str, AsyncWebClient] = {}

    def client_for(self, team: str | None) -> AsyncWebClient:
        """Return the client of a workspace, by its own installation or its organisation's.

        Raises ChatGoneError where there is none, and PlatformDownError where its token cannot be read.
        """
        workspace = self._workspaces.find(team) if team else None
        if workspace is None:
            raise ChatGoneError(NOT_INSTALLED)
        if workspace.sealed_token not in self._clients:
            self._clients[workspace.sealed_token] = self._build(self._token(workspace))
        return self._clients[workspace.sealed_token]

    def check(self) -> None:
        """Raise PlatformDownError, saying what to do, if a token cannot be read with the key of the settings."""
        for workspace in self._workspaces.all():
            self._token(workspace)

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation, its token sealed, and wake the chats that were paused for want of it."""
        team = installation.enterprise_id if installation.is_enterprise_install else installation.team_id
        assert team is not None, "oauth.v2.access names what it installed into"
        assert installation.bot_token is not None, "our scopes are a bot's"
        self._workspaces.put(
            Workspace(
                team=team,
                name=installation.enterprise_name or installation.team_name or team,
                bot_user=installation.bot_user_id or "",
                sealed_token=self._cipher.seal(installation.bot_token, team),
                scopes=tuple(installation.bot_scopes or ()),
                installed_by=installation.user_id,
                installed_at=datetime.fromtimestamp(installation.installed_at, UTC),
            )
        )
        self._workspaces.wake_chats(team, MENDED_BY_TOKEN)

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """Make the state of one installation, which only the browser that began it can end."""
        state = secrets.token_urlsafe(32)
        self._workspaces.add_state(state, self._clock())
        return state

    async def async_consume(self, state: str) -> bool:
        """Tell whether a state is ours and new; it cannot be used again."""
        return self._workspaces.take_state(state, self._clock())

    def _token(self, workspace: Workspace) -> str:
        try:
            return self._cipher.open(workspace.sealed_token, workspace.team)
        except SealError as error:
            raise PlatformDownError(str(error)) from error
