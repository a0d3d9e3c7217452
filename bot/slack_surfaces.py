"""The ways for a reply to be seen in Slack: as a message, by a response URL, in a window.

What is posted waits for its turn; a window is no message, and is opened and drawn at once. What one person alone sees
goes by the response URL, and where that is used up or too old, as an ephemeral message, and where the bot is not in the
channel, as a direct message. Text is always set, nothing is unfurled.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.senders import ChatGoneError, LostAnswerError, SendError
from bot.slack import FAILURES, read_error
from bot.slack_calls import Posts, call, open_view
from handlers.layout import Layout
from handlers.markup import SLACK_VIEW_BLOCKS
from handlers.slack_messages import slack_payloads
from handlers.slack_scenes import Scene, Way, metadata_of
from handlers.slack_views import distinct, reading_view, view_blocks, waiting_view
from storage.models import ChatKind, Language

logger = logging.getLogger(__name__)

Payload = Mapping[str, Any]

RESPONSES = 5
"""Answers that one response URL takes (docs.slack.dev/interactivity/handling-user-interaction)."""


class Surface(Protocol):
    """One way for replies to be seen."""

    async def new(self, layout: Layout) -> None:
        """Show a reply by itself."""
        ...

    async def edit(self, layout: Layout) -> None:
        """Show a reply in the place of the one before it, or of the message whose button was pressed."""
        ...

    async def notice(self, layout: Layout) -> None:
        """Show a line to the person alone."""
        ...

    async def flush(self) -> None:
        """Show what was held back: one answer has ended."""
        ...

    async def close(self, nothing: Layout) -> None:
        """End; a place that promised an answer, and got none, says `nothing`."""
        ...

    async def fail(self, fault: Layout) -> None:
        """End with a fault, whatever is shown so far."""
        ...


class Messages:
    """Messages of a conversation that the bot is part of."""

    def __init__(self, scene: Scene, posts: Posts) -> None:
        self._scene = scene
        self._posts = posts
        self._channel = scene.address.chat
        self._last = scene.pressed if scene.fills else None

    async def new(self, layout: Layout) -> None:
        for payload in slack_payloads(layout):
            await self._post(payload)

    async def edit(self, layout: Layout) -> None:
        first, *rest = slack_payloads(layout)
        if not await self._update(first):
            if self._is_everybodys:
                return  # nobody waits for it: who pressed is told by a notice
            await self._post(first)
        for payload in rest:
            await self._post(payload)

    async def notice(self, layout: Layout) -> None:
        await _whisper(self._posts, self._scene, slack_payloads(layout)[0])

    async def flush(self) -> None:
        """Nothing is held back here."""

    async def close(self, nothing: Layout) -> None:
        """Nothing was promised here."""

    async def fail(self, fault: Layout) -> None:
        await self.notice(fault)

    @property
    def _is_everybodys(self) -> bool:
        """Tell whether the message before is one that others see, and not an answer of ours to this person."""
        return self._last is not None and self._last == self._scene.pressed and self._scene.kind is not ChatKind.DIRECT

    async def _update(self, payload: Payload) -> bool:
        """Put a payload into the place of the message before; False where there is none, or Slack keeps it as it is."""
        last = self._last
        if last is None:
            return False
        try:
            await self._posts.make(
                lambda client: client.chat_update(channel=self._channel, ts=last, **_content(payload))
            )
        except LostAnswerError:
            return True
        except SendError as error:
            logger.info("slack.edit_refused team=%s reason=%s", self._scene.team, error)
            return False
        return True

    async def _post(self, payload: Payload) -> None:
        """Post a payload, or tell the person alone where the bot is not: a shared answer has its buttons there too."""
        try:
            self._last = await _post(self._posts, self._scene, payload)
        except ChatGoneError:
            await _whisper(self._posts, self._scene, payload)


class Responses:
    """Answers by a response URL: seen by the person alone, or shared with the channel."""

    def __init__(self, scene: Scene, posts: Posts) -> None:
        self._scene = scene
        self._posts = posts
        self._left = RESPONSES if scene.response_url else 0
        # A response URL replaces the message that was pressed; before that, and without one, its own last answer.
        self._shown = scene.fills and scene.pressed is not None
        self._is_shared = scene.way is Way.SHARED
        self._held: Sequence[Payload] = ()

    async def new(self, layout: Layout) -> None:
        await self.flush()
        await self._show(slack_payloads(layout), replacing=False, shared=self._is_shared)

    async def edit(self, layout: Layout) -> None:
        payloads = slack_payloads(layout)
        # The last use is for the end: of what changes before it, only what stays is worth showing.
        if self._left <= 1 or not self._scene.fills:
            self._held = payloads
        else:
            await self._show(payloads, replacing=self._shown, shared=self._is_shared)

    async def notice(self, layout: Layout) -> None:
        await self._show(slack_payloads(layout)[:1], replacing=False, shared=False)

    async def close(self, nothing: Layout) -> None:
        """Nothing was promised here."""

    async def fail(self, fault: Layout) -> None:
        self._held = ()
        await self.notice(fault)

    async def flush(self) -> None:
        held, self._held = self._held, ()
        await self._show(held, replacing=self._shown and self._scene.fills, shared=self._is_shared)

    async def _show(self, payloads: Sequence[Payload], *, replacing: bool, shared: bool) -> None:
        for place, payload in enumerate(payloads):
            if not await self._respond(payload, replacing=replacing and place == 0, shared=shared):
                await self._without_response(payload, shared=shared)
            self._shown = True

    async def _respond(self, payload: Payload, *, replacing: bool, shared: bool) -> bool:
        """Answer by the response URL; False where it is used up, too old, or there is none."""
        if not self._left or not self._scene.response_url:
            return False
        self._left -= 1
        body = {
            **_content(payload),
            "response_type": "in_channel" if shared else "ephemeral",
            "replace_original": replacing,
            **({"thread_ts": self._scene.thread} if self._scene.thread else {}),
        }
        try:
            async with self._posts.turn(self._scene.address, self._scene.kind):
                answered = await AsyncWebhookClient(self._scene.response_url, retry_handlers=[]).send_dict(body)
        except FAILURES as error:
            meaning = read_error(error)
            if isinstance(meaning, LostAnswerError):
                raise meaning from error
            return False
        if answered.status_code != 200:
            logger.info("slack.response_refused team=%s status=%d", self._scene.team, answered.status_code)
            self._left = 0
        return answered.status_code == 200

    async def _without_response(self, payload: Payload, *, shared: bool) -> None:
        if shared:
            await _post(self._posts, self._scene, payload)
        else:
            await _whisper(self._posts, self._scene, payload)


class Window:
    """A window over the conversation: replies stand one under the other.

    It opens with a promise, so it never stays without an answer.
    """

    def __init__(self, scene: Scene, posts: Posts, language: Language) -> None:
        self._scene = scene
        self._posts = posts
        self._language = language
        self._view_id = scene.view_id
        self._before: list[Payload] = distinct(scene.view_blocks)
        self._above = list(self._before)
        self._last: list[Payload] = []
        self._notice: list[Payload] = []

    async def open(self) -> bool:
        """Open the window, unless it is open already; False where it is too late for that."""
        if self._view_id:
            return True
        if not self._scene.trigger:
            return False
        waiting = waiting_view(self._language, metadata_of(self._scene), self._scene.trigger)
        try:
            self._view_id = await open_view(self._posts.client, self._scene.trigger, waiting)
        except (SendError, LostAnswerError) as error:
            logger.info("slack.window_refused team=%s reason=%s", self._scene.team, error)
            return False
        return True

    async def new(self, layout: Layout) -> None:
        blocks = view_blocks(layout)
        above = [*self._above, *self._last]
        self._above = above if len(above) + len(blocks) <= SLACK_VIEW_BLOCKS else []
        self._last = list(blocks)
        await self._draw()

    async def edit(self, layout: Layout) -> None:
        if not self._last:
            self._above = []
        self._last = list(view_blocks(layout))
        await self._draw()

    async def notice(self, layout: Layout) -> None:
        self._notice = list(view_blocks(layout))
        await self._draw()

    async def flush(self) -> None:
        """Nothing is held back here."""

    async def close(self, nothing: Layout) -> None:
        if not (self._notice or self._above or self._last):
            await self.notice(nothing)

    async def fail(self, fault: Layout) -> None:
        # What Slack would not show is left out.
        self._above, self._last = list(self._before), []
        await self.notice(fault)

    async def _draw(self) -> None:
        blocks = [*self._notice, *self._above, *self._last]
        opened_by = None if self._scene.view_id else self._scene.trigger
        view = reading_view(self._language, metadata_of(self._scene), blocks, opened_by)
        await call(self._posts.client, lambda client: client.views_update(view_id=self._view_id, view=view))


def _content(payload: Payload) -> dict[str, Any]:
    return {"text": payload["text"], "blocks": payload["blocks"]}


async def _post(posts: Posts, scene: Scene, payload: Payload) -> str:
    """Show a message to all who see the conversation, in the thread that was asked from; return its `ts`."""
    posted = await posts.make(
        lambda client: client.chat_postMessage(
            channel=scene.address.chat,
            thread_ts=scene.thread,
            unfurl_links=False,
            unfurl_media=False,
            **_content(payload),
        )
    )
    return str(posted["ts"])


async def _whisper(posts: Posts, scene: Scene, payload: Payload) -> None:
    """Show a message to one person: in the channel, or as a direct message where the bot is not in the channel."""
    try:
        await posts.make(
            lambda client: client.chat_postEphemeral(
                channel=scene.address.chat, user=scene.user, thread_ts=scene.thread, **_content(payload)
            )
        )
    except SendError as error:
        if not isinstance(error, ChatGoneError) and str(error) != "user_not_in_channel":
            raise
        alone = replace(scene, channel="", thread=None)
        await _post(replace(posts, address=alone.address, kind=alone.kind), alone, payload)
