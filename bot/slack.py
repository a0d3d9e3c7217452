"""Slack's way out: one message to one channel, its errors as ours, and what became of a lost answer.

It leaves pacing, retries and the ledger to the delivery. The SDK's own resending is switched off: it posts
twice where a server drops the connection after reading. Names of errors are those of
docs.slack.dev/reference/methods/chat.postMessage.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.senders import (
    ChatGoneError,
    ContentError,
    Evidence,
    LostAnswerError,
    ParentGoneError,
    ParentUnknownError,
    PlatformDownError,
    RateLimitedError,
    Scope,
    SendError,
    Settlement,
    UnreachableError,
    Verdict,
)
from storage.models import Address, OutboxItem, Platform

_EVENT_TYPE = "paperboy_delivery"
_CLOCKS_APART = timedelta(minutes=5)
"""How far our clock may be ahead of Slack's before an arrived message is overlooked, and so sent twice."""

_PAGE = 200

_CHAT_GONE = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "messages_tab_disabled",
        "no_permission",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "user_disabled",
        "user_not_found",
    }
)
_PARENT_GONE = frozenset(
    {"cannot_reply_to_message", "invalid_thread_ts", "restricted_action_thread_locked", "thread_not_found"}
)
_CONTENT = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
    }
)
WORKSPACE_DOWN = frozenset(
    {
        "access_denied",
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
_NOT_DONE = frozenset({"request_timeout", "service_unavailable"})
_MAYBE_DONE = frozenset({"fatal_error", "internal_error"})
"""Slack says of these that a part of the operation may have succeeded."""

_RATE_LIMITED = {"ratelimited": Scope.CHAT, "rate_limited": Scope.WORKSPACE}
"""`ratelimited` is the channel's one message a second; `rate_limited` that the app posted too many at all."""

_REFUSALS: tuple[tuple[frozenset[str], type[SendError]], ...] = (
    (_CHAT_GONE, ChatGoneError),
    (_PARENT_GONE, ParentGoneError),
    (_CONTENT, ContentError),
    (WORKSPACE_DOWN, PlatformDownError),
)
_MISREAD = (AttributeError, KeyError, TypeError, ValueError)
"""What the SDK raises, bare, where the body of an answer is no JSON object, or lacks a field."""

FAILURES = (SlackApiError, aiohttp.ClientError, OSError, *_MISREAD)
"""All that a call of the SDK may raise; `read_error` tells what each means."""
_NOT_WRITTEN = (
    aiohttp.ClientConnectorError,  # refused, unknown name, certificate, proxy that is not there
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)


class _Client(AsyncWebClient):
    """The SDK's client, with a limit of its own for connecting.

    The SDK knows one for the whole call. Where packets are dropped that one ends the wait for a connection too, and
    what was never written would look like a lost answer.
    """

    def __init__(self, connect_timeout_s: float, **options: Any) -> None:
        super().__init__(**options)
        self._connect_timeout_s = connect_timeout_s

    async def _request(self, *, http_verb: str, api_url: str, req_args: dict[str, Any]) -> dict[str, Any]:
        timeout = aiohttp.ClientTimeout(total=self.timeout, connect=self._connect_timeout_s)
        return await super()._request(http_verb=http_verb, api_url=api_url, req_args=req_args | {"timeout": timeout})


def build_client(
    token: str, base_url: str = AsyncWebClient.BASE_URL, *, timeout_s: int = 30, connect_timeout_s: float = 10
) -> AsyncWebClient:
    """Build the client of one workspace; each call opens its own connection, so there is nothing to close.

    `timeout_s` is for a whole call, of which connecting may take `connect_timeout_s`.
    """
    return _Client(connect_timeout_s, token=token, base_url=base_url, timeout=timeout_s, retry_handlers=[])


class SlackSender:
    """Sends into one workspace."""

    platform = Platform.SLACK

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Send one message and return its `ts`; `plain` sends the text without blocks.

        A reply whose parent has no `ts` raises ParentUnknownError: it must not land in the channel by itself.
        """
        if item.parent_id is not None and item.parent_message_id is None:
            raise ParentUnknownError("the message above it was not sent")
        payload = json.loads(item.payload)
        try:
            response = await self._client.chat_postMessage(
                channel=item.address.chat,
                text=payload["text"],
                blocks=None if plain else payload.get("blocks"),
                mrkdwn=not plain,
                thread_ts=item.parent_message_id,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": _EVENT_TYPE, "event_payload": {"delivery_id": str(item.id)}},
            )
            return str(body_of(response)["ts"])
        except FAILURES as error:
            raise read_error(error) from error

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Look for the delivery's id in the metadata of what the channel or thread got since the attempt.

        Needs the history scope of the channel's kind, and im:write where the address is a user's. Raises
        RateLimitedError, and UnreachableError where nobody can be asked.
        """
        del plain  # the metadata is the same
        if item.attempted_at is None:
            return Settlement(Verdict.CANNOT_TELL)
        since = item.attempted_at - _CLOCKS_APART
        asked = 0
        try:
            channel = await self._conversation(item.address.chat)
            asked += channel != item.address.chat
            cursor: str | None = None
            while asked < evidence.questions:
                asked += 1
                page = await self._page(item, channel, since, cursor)
                if found := _find(page["messages"], str(item.id)):
                    return Settlement(Verdict.SENT, found, asked)
                cursor = (page.get("response_metadata") or {}).get("next_cursor")
                if not cursor:
                    return Settlement(Verdict.NOT_SENT, questions=asked)
        except FAILURES as error:
            told = read_error(error)
            if isinstance(told, RateLimitedError | UnreachableError):
                raise told from error
            return Settlement(Verdict.CANNOT_TELL, questions=asked)
        return Settlement(Verdict.CANNOT_TELL, questions=asked)

    def id_sequence(self, address: Address) -> str | None:
        """Nothing is counted: the history tells."""
        return None

    async def _conversation(self, name: str) -> str:
        """Return the channel to read: posting takes a user's id, reading only that of the direct messages."""
        if not name.startswith(("U", "W")):
            return name
        opened = await self._client.conversations_open(users=name)
        return str(body_of(opened)["channel"]["id"])

    async def _page(self, item: OutboxItem, channel: str, since: datetime, cursor: str | None) -> dict[str, Any]:
        """Read one page of the thread that the message is in, or of the channel's top level."""
        asked: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{since.timestamp():.6f}",
            "include_all_metadata": True,
            "limit": _PAGE,
            "cursor": cursor,
        }
        if item.parent_message_id is not None:
            response = await self._client.conversations_replies(ts=item.parent_message_id, **asked)
        else:
            response = await self._client.conversations_history(**asked)
        return body_of(response)


def body_of(response: AsyncSlackResponse) -> dict[str, Any]:
    """Return the body of an answer; raises TypeError where it is no JSON object."""
    if not isinstance(response.data, dict):
        raise TypeError("the answer is no JSON object")
    return response.data


def read_error(error: Exception) -> SendError | LostAnswerError:
    """Tell what one failed post means for delivery."""
    if isinstance(error, SlackApiError):
        return _read_refusal(error.response)
    name = type(error).__name__
    if isinstance(error, _NOT_WRITTEN):
        return UnreachableError(f"Slack cannot be reached ({name})")
    if isinstance(error, _MISREAD):
        return LostAnswerError("the answer was not Slack's", likely_sent=False)
    return LostAnswerError(f"the answer was lost ({name})", likely_sent=True)


def _read_refusal(response: AsyncSlackResponse | aiohttp.ClientResponse) -> SendError | LostAnswerError:
    """Read an answer that is not ok: an AsyncSlackResponse, or aiohttp's own where its body was no JSON."""
    status = response.status_code if isinstance(response, AsyncSlackResponse) else response.status
    body = getattr(response, "data", None)
    error = str(body.get("error") or "") if isinstance(body, dict) else ""
    if status == 429 or error in _RATE_LIMITED:
        return _rate_limit(error, response.headers.get("Retry-After", ""))
    for names, kind in _REFUSALS:
        if error in names:
            return kind(error)
    if error in _NOT_DONE or (error and error not in _MAYBE_DONE and status < 500):
        return SendError(error)
    return LostAnswerError(error or f"HTTP {status}", likely_sent=False)


def _rate_limit(error: str, retry_after: str) -> SendError:
    if not retry_after.isdecimal():
        return SendError(error or "HTTP 429")
    scope = _RATE_LIMITED.get(error, Scope.CHAT)
    return RateLimitedError(f"retry after {retry_after} s", retry_after_s=float(retry_after), scope=scope)


def _find(messages: list[dict[str, Any]], delivery_id: str) -> str | None:
    """Return the `ts` of the message that carries a delivery's id."""
    for message in messages:
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") == _EVENT_TYPE and payload.get("delivery_id") == delivery_id:
            return str(message["ts"])
    return None
