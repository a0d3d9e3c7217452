"""Slack's interactive way out: each reply to where it was asked for, and files where they may be seen."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

from bot.in_order import Release
from bot.reply_turns import Turn
from bot.senders import SendError
from bot.slack import FAILURES, read_error
from bot.slack_calls import Posts, call
from bot.slack_clients import Clients
from bot.slack_surfaces import Messages, Responses, Surface, Window
from digest.texts import say
from handlers.layout import VERSION, Layout, Line, Span, press
from handlers.markup import SLACK_VALUE_CHARS
from handlers.preferences import plain
from handlers.requests import File, Place, Reply, Request
from handlers.slack_scenes import SHARE, Scene, Way
from handlers.slack_words import show_channels
from handlers.weekly_commands import NOW
from storage.addresses import kind_of
from storage.models import ChatKind, Language

logger = logging.getLogger(__name__)

SHAREABLE = frozenset({"paper", "today", "search", "evidence", "trends"})
"""Commands whose answers are about papers, not about a person or a chat."""


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
                layout = _shareable(layout, request, has_file=reply.file is not None)
            if reply.file:
                layout = _with_file(layout, scene)
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
        """Send a file to where the answer stands, or into the conversation with the bot where one person sees it."""
        if scene.way is Way.SHARED:
            try:
                await self._upload(scene, scene.channel, scene.thread, file)
            except SendError as error:
                # A channel that the bot is no member of takes its words alone.
                logger.info("slack.file_refused team=%s reason=%s", scene.team, error)
        elif scene.way is Way.MESSAGE and scene.channel:
            await self._upload(scene, scene.channel, scene.thread, file)
        else:
            client = self._clients.client_for(scene.team)
            opened = await call(client, lambda client: client.conversations_open(users=scene.user))
            await self._upload(scene, str(opened["channel"]["id"]), None, file)

    async def _upload(self, scene: Scene, channel: str, thread: str | None, file: File) -> None:
        address = replace(scene, channel=channel).address
        async with self._turn(address, kind_of(address)):
            try:
                # The flow of external uploads: the address, the content, the completion.
                await self._clients.client_for(scene.team).files_upload_v2(
                    file=file.content, filename=file.name, title=file.name, channel=channel, thread_ts=thread
                )
            except FAILURES as error:
                raise read_error(error) from error


def _with_file(layout: Layout, scene: Scene) -> Layout:
    """Say where the file is, if it is not here: Slack shows none to one person of a channel alone."""
    if scene.way not in (Way.QUIET, Way.MODAL) or scene.kind is ChatKind.DIRECT:
        return layout
    return replace(layout, lines=(*layout.lines, Line((Span(say(layout.language, "slack-file-aside")),))))


def _shareable(layout: Layout, request: Request, *, has_file: bool) -> Layout:
    """Add a button that shows this answer to everybody, if it is about papers and not about its progress."""
    about_papers = request.command in SHAREABLE or (request.command == "weekly" and plain(request.words) in NOW)
    ended = has_file or layout.url or layout.buttons or any(line.button for line in layout.lines)
    if not (about_papers and ended):
        return layout
    asked = (*((VERSION,) if request.pressed else ()), request.command, request.words)
    button = press(say(layout.language, "slack-share"), SHARE, *asked)
    if len(button.action) > SLACK_VALUE_CHARS:
        return layout
    return replace(layout, buttons=(*layout.buttons, (button,)))
