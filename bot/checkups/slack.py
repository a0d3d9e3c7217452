"""Whether Slack takes the tokens of the one workspace, or of all that installed the app, and what they are good for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.checkups.findings import Finding, Health, well
from bot.config import PREFIX, Secret
from bot.senders import PlatformDownError
from bot.slack_bot import SCOPES
from bot.slack_clients import Installations
from storage.workspaces import Workspace

NEEDED = frozenset({"chat:write"})
"""Without it no message can go out (docs.slack.dev/reference/methods/chat.postMessage)."""
WISHED = frozenset(SCOPES) - NEEDED
"""Without these some of what the app can do fails."""
MAX_WORKSPACES = 50
"""Workspaces that one look asks about."""
_FAILURES = (aiohttp.ClientError, OSError, TimeoutError, ValueError)


async def look_at_slack(client: AsyncWebClient, app_token: Secret | None) -> AsyncIterator[Finding]:
    """Yield what is found of the tokens of the one workspace."""
    mend = f"set {PREFIX}SLACK_BOT_TOKEN to the token of the installed app, which begins with xoxb-"
    again = "add them under OAuth & Permissions and install the app again"
    found = await _look_at_token(client, "the bot token", mend, again)
    for finding in found:
        yield finding
    if app_token is not None and len(found) > 1:
        yield await _socket(client, app_token)


async def look_at_workspaces(clients: Installations, workspaces: Sequence[Workspace]) -> AsyncIterator[Finding]:
    """Yield what is found of the token of each workspace that installed the app."""
    if not workspaces:
        yield well("slack", "no workspace has installed the app yet; its people do so at /slack/install of your server")
    looks = (_look_at_workspace(clients, workspace) for workspace in workspaces[:MAX_WORKSPACES])
    for found in await asyncio.gather(*looks):
        for finding in found:
            yield finding
    if len(workspaces) > MAX_WORKSPACES:
        yield well("slack", f"{len(workspaces) - MAX_WORKSPACES} more workspaces were not asked about")


async def _look_at_workspace(clients: Installations, workspace: Workspace) -> tuple[Finding, ...]:
    token = f"the token of {workspace.name} ({workspace.team})"
    again = "let somebody there install the app again, at /slack/install of your server"
    try:
        client = clients.client_for(workspace.team)
    except PlatformDownError as error:
        return (Finding("slack", Health.BAD, f"{token} cannot be read: {error}"),)
    return await _look_at_token(client, token, again, again)


async def _look_at_token(client: AsyncWebClient, token: str, mend: str, mend_scopes: str) -> tuple[Finding, ...]:
    """Return one finding of a token that is not taken, else one of its account and one of its scopes."""
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        return (Finding("slack", Health.BAD, f"{token} is refused ({_code(error)})", mend),)
    except _FAILURES as error:
        told = f"Slack cannot be asked ({type(error).__name__})"
        return (Finding("slack", Health.BAD, told, f"check the network and {PREFIX}SLACK_BASE_URL"),)
    account = well("slack", f"the app is @{answer.get('user')} in {answer.get('team')}")
    return account, _scopes(token, str(answer.headers.get("x-oauth-scopes") or ""), mend_scopes)


def _scopes(token: str, header: str, mend: str) -> Finding:
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    if missing := sorted(NEEDED - granted):
        return Finding("slack", Health.BAD, f"{token} lacks {', '.join(missing)}", mend)
    if missing := sorted(WISHED - granted):
        return Finding("slack", Health.WARN, f"{token} lacks {', '.join(missing)}", mend)
    return well("slack", f"{token} has the scopes it needs")


async def _socket(client: AsyncWebClient, app_token: Secret) -> Finding:
    try:
        await client.apps_connections_open(app_token=app_token.reveal())
    except SlackApiError as error:
        mend = f"set {PREFIX}SLACK_APP_TOKEN to an app-level token with connections:write, which begins with xapp-"
        return Finding("slack", Health.BAD, f"the app token is refused ({_code(error)})", mend)
    except _FAILURES as error:
        return Finding("slack", Health.WARN, f"Socket Mode cannot be asked ({type(error).__name__})")
    return well("slack", "Socket Mode takes the app token")


def _code(error: SlackApiError) -> str:
    try:
        return str(error.response["error"])
    except (KeyError, TypeError, ValueError):
        return "an answer that cannot be read"
