"""Whether Slack takes the tokens of the one workspace, and whether their scopes suffice."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.checkups.findings import Finding, Health, well
from bot.config import PREFIX, Secret

SCOPES = frozenset({"chat:write"})
"""Without it no message can go out (docs.slack.dev/reference/methods/chat.postMessage)."""
WISHED_SCOPES = frozenset({"channels:read", "commands", "groups:read", "im:history", "im:write", "users:read"})
"""Commands, direct messages and the question who administers a channel need these."""
_FAILURES = (aiohttp.ClientError, OSError, TimeoutError, ValueError)


async def look_at_slack(client: AsyncWebClient, app_token: Secret | None) -> AsyncIterator[Finding]:
    """Yield what is found of the tokens and the scopes."""
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        mend = f"set {PREFIX}SLACK_BOT_TOKEN to the token of the installed app, which begins with xoxb-"
        yield Finding("slack", Health.BAD, f"the bot token is refused ({_code(error)})", mend)
        return
    except _FAILURES as error:
        told = f"Slack cannot be asked ({type(error).__name__})"
        yield Finding("slack", Health.BAD, told, f"check the network and {PREFIX}SLACK_BASE_URL")
        return
    yield well("slack", f"the app is @{answer.get('user')} in {answer.get('team')}")
    yield _scopes(str(answer.headers.get("x-oauth-scopes") or ""))
    if app_token is not None:
        yield await _socket(client, app_token)


def _scopes(header: str) -> Finding:
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    mend = "add them under OAuth & Permissions and install the app again"
    if missing := sorted(SCOPES - granted):
        return Finding("slack", Health.BAD, f"the token lacks {', '.join(missing)}", mend)
    if missing := sorted(WISHED_SCOPES - granted):
        return Finding("slack", Health.WARN, f"the token lacks {', '.join(missing)}", mend)
    return well("slack", "the token has the scopes it needs")


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
