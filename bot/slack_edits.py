"""Slack's way to change a message that was posted (chat.update)."""

from __future__ import annotations

import json

from slack_sdk.web.async_client import AsyncWebClient

from bot.edits import UneditableError
from bot.slack import FAILURES, body_of, read_error
from storage.models import Address

# docs.slack.dev/reference/methods/chat.update
_UNEDITABLE = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found", "is_inactive"}
)


class SlackEditor:
    """Edits in one workspace."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def edit(self, address: Address, message_id: str, payload: str) -> None:
        """Update one message; nobody is notified. Raises UneditableError and the errors of `bot.senders`.

        Direct messages are updated in their conversation, whose id posting to a user does not need: it is asked for.
        """
        content = json.loads(payload)
        try:
            channel = await self._conversation(address.chat)
            await self._client.chat_update(
                channel=channel, ts=message_id, text=content["text"], blocks=content.get("blocks")
            )
        except FAILURES as error:
            meaning = read_error(error)
            raise (UneditableError(str(meaning)) if str(meaning) in _UNEDITABLE else meaning) from error

    async def _conversation(self, name: str) -> str:
        if not name.startswith(("U", "W")):
            return name
        opened = await self._client.conversations_open(users=name)
        return str(body_of(opened)["channel"]["id"])
