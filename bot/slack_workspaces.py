"""Slack's way out into many workspaces: each chat by its workspace's own token."""

from __future__ import annotations

from bot.senders import ChatGoneError, Evidence, PlatformDownError, Settlement
from bot.slack import SlackSender
from bot.slack_clients import Installations
from storage.models import Address, OutboxItem, Platform


class WorkspacesSender:
    """Sends as `SlackSender` does; a workspace that refuses its token pauses its own chats and stops nobody else's."""

    platform = Platform.SLACK

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Send one message and return its `ts`; raises ChatGoneError where the app is not installed any more."""
        sender = self._sender(item)
        try:
            return await sender.send(item, plain=plain)
        except PlatformDownError as error:
            raise ChatGoneError(str(error)) from error

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Ask the workspace's history whether a message arrived."""
        return await self._sender(item).settle(item, evidence, plain=plain)

    def id_sequence(self, address: Address) -> str | None:
        """Nothing is counted, as with `SlackSender`."""
        return None

    def _sender(self, item: OutboxItem) -> SlackSender:
        return SlackSender(self._installations.client_for(item.address.team))
