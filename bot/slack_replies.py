"""Slack's interactive way out: each reply to where it was asked for, and files into the conversation with the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot.in_order import Release
from bot.reply_turns import Turn
from bot.slack import FAILURES, read_error
from bot.slack_calls import Posts, call
from bot.slack_clients import Clients
from bot.slack_surfaces import Messages, Responses, Surface, Window
from digest.texts import say
from handlers.layout import Layout, press
from handlers.markup import SLACK_VALUE_CHARS
from handlers.requests import File, Place, Reply, Request
from handlers.slack_scenes import SHARE, Scene, Way
from handlers.slack_words import show_channels
from storage.models import ChatKind, Language

SHAREABLE = frozenset({"paper", "today", "search", "evidence", "weekly"})
"""Commands whose answers are about papers, not about a person."""


class SlackReplies:
    """Shows the replies to one request after the other."""

    def __init__(self, clients: Clients, turn: Turn) -> None:
        self._clients = clients
        self._turn = turn

    async def open(self, scene: Scene, language: Language) -> Surface:
        """Prepare the place of the replies; a window is opened at once, for what opens it lives three seconds."""
        posts = Posts(self._clients.client_for(scene.team), self._turn, scene.address, scene.kind)
        if scene.way is Way.MESSAGE or scene.way is Way.HOME:
            return Messages(scene, posts)
        if scene.way is Way.MODAL:
            window = Window(scene, posts, language)
            if await window.open():
                return window
        return Responses(scene, posts)

    async def show(
        self, scene: Scene, surface: Surface, request: Request, replies: AsyncIterator[Reply], shown: Release
    ) -> None:
        """Show every reply as it comes, and call `shown` after each.

        Raises SendError or LostAnswerError where Slack does not take one.
        """
        async for reply in replies:
            layout = show_channels(reply.layout)
            if scene.way is Way.QUIET and reply.place is not Place.NOTICE:
                layout = _shareable(layout, request)
            match reply.place:
                case Place.NEW:
                    await surface.new(layout)
                case Place.EDIT:
                    await surface.edit(layout)
                case Place.NOTICE:
                    await surface.notice(layout)
            if reply.file:
                await self._send_file(scene, reply.file)
            shown()
        await surface.flush()

    async def _send_file(self, scene: Scene, file: File) -> None:
        """Send a file into the conversation with the bot; no file can be shown to one person of a channel alone."""
        client = self._clients.client_for(scene.team)
        channel, thread = scene.channel, scene.thread
        if scene.way is not Way.MESSAGE or not channel:
            opened = await call(client, lambda client: client.conversations_open(users=scene.user))
            channel, thread = str(opened["channel"]["id"]), None
        async with self._turn(replace(scene, channel=channel).address, ChatKind.DIRECT):
            try:
                # The flow of external uploads: the address, the content, the completion.
                await client.files_upload_v2(
                    file=file.content, filename=file.name, title=file.name, channel=channel, thread_ts=thread
                )
            except FAILURES as error:
                raise read_error(error) from error


def _shareable(layout: Layout, request: Request) -> Layout:
    """Add a button that shows this answer to everybody, if it is about papers and not about its progress."""
    if request.command not in SHAREABLE or not (
        layout.url or layout.buttons or any(line.button for line in layout.lines)
    ):
        return layout
    button = press(say(layout.language, "slack-share"), SHARE, request.command, request.words)
    if len(button.action) > SLACK_VALUE_CHARS:
        return layout
    return replace(layout, buttons=(*layout.buttons, (button,)))
