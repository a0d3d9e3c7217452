"""Slack's way out into many workspaces: each chat by its workspace's own token.

A workspace that refuses its token is no platform that is down: it costs its own chats, and stops nobody else's. A token
that we cannot read was refused by nobody: the key of the settings is another one, and no chat is paused for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.senders import ChatGoneError, Evidence, PlatformDownError, SendError, Settlement, Verdict
from bot.slack import SlackSender
from bot.slack_clients import Installations
from bot.slack_edits import SlackEditor
from storage.models import Address, OutboxItem, Platform


class WorkspacesSender:
    """Sends as `SlackSender` does; raises ChatGoneError where the app is not installed any more.

    Raises PlatformDownError where a token cannot be read.
    """

    platform = Platform.SLACK

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Send one message and return its `ts`."""
        sender = self._sender(item)
        with _one_workspace():
            return await sender.send(item, plain=plain)

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Ask the workspace's history whether a message arrived; without a token nobody can tell."""
        try:
            sender = self._sender(item)
        except SendError:
            return Settlement(Verdict.CANNOT_TELL)
        return await sender.settle(item, evidence, plain=plain)

    def id_sequence(self, address: Address) -> str | None:
        """Nothing is counted, as with `SlackSender`."""
        return None

    def _sender(self, item: OutboxItem) -> SlackSender:
        return SlackSender(self._installations.client_for(item.address.team))


class WorkspacesEditor:
    """Edits as `SlackEditor` does; raises as `WorkspacesSender` does."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def edit(self, address: Address, message_id: str, payload: str) -> None:
        """Update one message; nobody is notified."""
        editor = SlackEditor(self._installations.client_for(address.team))
        with _one_workspace():
            await editor.edit(address, message_id, payload)


@contextmanager
def _one_workspace() -> Iterator[None]:
    try:
        yield
    except PlatformDownError as error:
        raise ChatGoneError(str(error)) from error
