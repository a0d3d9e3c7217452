"""Shows the replies to one request in Telegram: new messages, edits in place, notices, files."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from telegram import Bot, InputFile, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.telegram import MISREAD, message_arguments, plain_text
from bot.telegram_calls import Spot, TelegramCalls, or_stop
from handlers.layout import Layout
from handlers.markup import clip, utf16_length
from handlers.requests import File, Place, Reply
from handlers.telegram_messages import telegram_payloads
from handlers.telegram_updates import Asked
from storage.models import Address, ChatKind

logger = logging.getLogger(__name__)

ACKNOWLEDGE_S = 0.6
"""A press whose answer takes longer is acknowledged without words: its button must not seem dead."""
TYPING_AFTER_S = 0.5
TYPING_S = 4.5
"""The action is shown for five seconds at most (core.telegram.org/bots/api#sendchataction)."""
NOTICE_CHARS = 200
"""core.telegram.org/bots/api#answercallbackquery"""
ALERT_CHARS = 80
"""A longer notice is a window to be closed; as a line it would be gone before it is read."""
CAPTION_UNITS = 1024
"""core.telegram.org/bots/api#senddocument"""

_UNCHANGED = "message is not modified"
_UNEDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "no text in the message to edit",
)
# A group may let its members write, and send no files (core.telegram.org/bots/api#chatpermissions).
_NO_FILES = re.compile(r"rights to send (?!text)|chat_send_\w+_forbidden")


class Acknowledgement:
    """Answers one press, once: with a notice if there is one in time, else without words."""

    def __init__(self, bot: Bot, callback: str) -> None:
        self._bot = bot
        self._callback = callback
        self._answered = False
        self._timer = asyncio.create_task(self._in_time())

    async def answer(self, text: str = "", link: str | None = None) -> bool:
        """Answer now, with a line or by opening an address; False if it has been answered, or is too old for it."""
        if self._answered:
            return False
        self._answered = True
        self._timer.cancel()
        return await self._send(text, link)

    async def _in_time(self) -> None:
        await asyncio.sleep(ACKNOWLEDGE_S)
        self._answered = True
        await self._send("")

    async def _send(self, text: str, link: str | None = None) -> bool:
        try:
            if link:
                return await self._bot.answer_callback_query(self._callback, url=link)
            return await self._bot.answer_callback_query(
                self._callback, text=text or None, show_alert=len(text) > ALERT_CHARS
            )
        except (TelegramError, *MISREAD) as error:
            # Of a press before a restart Telegram knows nothing any more; nothing depends on it.
            logger.info("press.not_acknowledged reason=%s", type(error).__name__)
            return False


@dataclass(slots=True)
class _Screen:
    """What stands in the chat of one request: the messages of the reply before, and what they hold.

    `begun` tells that they stand there since before a restart, and what is said first takes their place.
    """

    spot: Spot
    reply_to: int | None
    messages: list[int] = field(default_factory=list)
    payloads: list[dict[str, Any]] = field(default_factory=list)
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an earlier process came with an answer: the messages that it left there; `keep` is told of new ones.

    A line such as "reading the paper" would otherwise stand in the chat for ever.
    """

    messages: tuple[int, ...]
    keep: Callable[[tuple[int, ...]], None]


NO_PROGRESS = Progress((), lambda _: None)


class _Pending:
    """Replies on their way to the chat; a stage that the next one overtakes is never shown."""

    def __init__(self) -> None:
        self._replies: deque[Reply] = deque()
        self._changed = asyncio.Event()
        self._over = False

    async def fill(self, replies: AsyncIterator[Reply]) -> None:
        """Take replies as they come."""
        try:
            async for reply in replies:
                last = self._replies[-1] if self._replies else None
                if (
                    last
                    and reply.place is Place.EDIT
                    and last.place is not Place.NOTICE
                    and not (last.file or reply.file)
                ):
                    reply = replace(reply, place=self._replies.pop().place)
                self._replies.append(reply)
                self._changed.set()
        finally:
            self._over = True
            self._changed.set()

    async def next(self) -> Reply | None:
        """Return the next reply, or None when there are no more."""
        while not self._replies and not self._over:
            self._changed.clear()
            await self._changed.wait()
        return self._replies.popleft() if self._replies else None


class TelegramReplies:
    """Shows replies through one bot, each message in its turn."""

    def __init__(self, bot: Bot, calls: TelegramCalls) -> None:
        self._bot = bot
        self._calls = calls
        self._waiting: dict[tuple[str, int], asyncio.Event] = {}
        """Of messages whose edit waits for its turn: set when another edit makes it needless."""

    async def show(
        self,
        asked: Asked,
        replies: AsyncIterator[Reply],
        acknowledgement: Acknowledgement | None = None,
        shown: Callable[[], None] = lambda: None,
        progress: Progress = NO_PROGRESS,
    ) -> None:
        """Show replies as they come, and call `shown` after each.

        Raises what the command raised, and UnsaidError where the chat cannot be reached.
        """
        request = asked.request
        screen = _Screen(Spot(request.chat, request.kind), asked.message)
        if request.pressed:
            screen.messages.append(int(request.pressed))
        elif progress.messages:
            screen.messages, screen.begun = list(progress.messages), True
        pending = _Pending()
        work = asyncio.create_task(pending.fill(replies))
        typing = asyncio.create_task(self._type(screen.spot))
        try:
            while (reply := await pending.next()) is not None:
                await self._show(screen, reply, acknowledgement)
                shown()
                if not (work.done() or request.pressed):
                    progress.keep(tuple(screen.messages))
            await work
        finally:
            for task in (work, typing):
                task.cancel()
            await asyncio.gather(work, typing, return_exceptions=True)
        if acknowledgement:
            await acknowledgement.answer()

    async def say(self, chat: Address, kind: ChatKind, layout: Layout) -> None:
        """Say something that nobody asked for; raises UnsaidError."""
        await self._show(_Screen(Spot(chat, kind), None), Reply(layout), None)

    async def _show(self, screen: _Screen, reply: Reply, acknowledgement: Acknowledgement | None) -> None:
        payloads = telegram_payloads(reply.layout)
        if reply.place is Place.NOTICE and acknowledgement:
            text = "\n".join(plain_text(payload["text"]) for payload in payloads)
            if await acknowledgement.answer(clip(text.strip(), NOTICE_CHARS), reply.link):
                return
            if screen.spot.kind is ChatKind.CHANNEL:
                return  # what one reader did is no post for all the others
            # Too late for a notice, it is a message of its own: what comes next stands where the button was pressed.
            screen = _Screen(screen.spot, None)
        if reply.place is not Place.EDIT and not screen.begun:
            screen.messages, screen.payloads = [], []
        screen.begun = False
        if reply.file:
            payloads = await self._send_file(screen, reply.file, payloads)
        for place, payload in enumerate(payloads):
            await self._put(screen, place, payload)

    async def _put(self, screen: _Screen, place: int, payload: dict[str, Any]) -> None:
        """Bring one message of a reply into the chat: over the one that stands in its place, else as a new one."""
        if place < len(screen.messages):
            if screen.payloads[place : place + 1] == [payload]:
                return
            if await self._edit(screen.spot, screen.messages[place], payload):
                screen.payloads[place : place + 1] = [payload]
                return
        sent = await self._send(screen, payload)
        if sent is not None:
            screen.messages[place : place + 1] = [sent]
            screen.payloads[place : place + 1] = [payload]

    async def _send(self, screen: _Screen, payload: dict[str, Any]) -> int | None:
        """Send one message, the first in a chat of many as a reply to who asked; None if its answer was lost."""
        reply_to, screen.reply_to = screen.reply_to, None

        async def call(address: Address, plain: bool) -> int:
            message = await self._bot.send_message(
                **_where(address, reply_to),
                disable_notification=bool(payload["silent"]),
                **message_arguments(payload, plain=plain),
            )
            return message.message_id

        return await self._calls.say(screen.spot, call)

    async def _edit(self, spot: Spot, message: int, payload: dict[str, Any]) -> bool:
        """Edit one message; False if it is not there, or not the bot's to edit. A lost answer counts as done.

        While it waits for its turn, a newer edit of the same message takes its place: a paper that many like at once
        would else keep its chat busy with counts that nobody sees.
        """
        place = (spot.address.chat, message)
        if older := self._waiting.get(place):
            older.set()
        newer = self._waiting[place] = asyncio.Event()

        def begin() -> None:
            if self._waiting.get(place) is newer:
                del self._waiting[place]

        async def call(address: Address, plain: bool) -> bool:
            begin()
            try:
                await self._bot.edit_message_text(
                    chat_id=address.chat, message_id=message, **message_arguments(payload, plain=plain)
                )
            except BadRequest as error:
                text = str(error).lower()
                if any(phrase in text for phrase in _UNEDITABLE):
                    return False
                if _UNCHANGED not in text:
                    raise
            return True

        try:
            return await or_stop(self._calls.say(spot, call), newer) is not False
        finally:
            begin()

    async def _send_file(self, screen: _Screen, file: File, payloads: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Send a file, with its words as a caption where they fit; return what is left to be said.

        Where files are not let in, that is all its words.
        """
        [payload, *others] = payloads
        fits = not others and utf16_length(plain_text(payload["text"])) <= CAPTION_UNITS
        reply_to, screen.reply_to = screen.reply_to, None

        async def call(address: Address, plain: bool) -> bool:
            told = message_arguments(payload, plain=plain) if fits else {}
            content: dict[str, Any] = {
                "photo" if file.is_picture else "document": InputFile(file.content, filename=file.name)
            }
            send = self._bot.send_photo if file.is_picture else self._bot.send_document
            try:
                await send(
                    **_where(address, reply_to),
                    **content,
                    caption=told.get("text"),
                    parse_mode=told.get("parse_mode"),
                    reply_markup=told.get("reply_markup"),
                    disable_notification=bool(payload["silent"]),
                )
            except BadRequest as error:
                if not _NO_FILES.search(str(error).lower()):
                    raise
                return False
            return True

        if await self._calls.say(screen.spot, call) is not False:
            return [] if fits else payloads
        screen.reply_to = reply_to
        return payloads

    async def _type(self, spot: Spot) -> None:
        """Show that the bot is at work, for as long as it is; a channel shows no such thing."""
        if spot.kind is ChatKind.CHANNEL:
            return
        await asyncio.sleep(TYPING_AFTER_S)
        with suppress(TelegramError, *MISREAD):
            while True:
                await self._bot.send_chat_action(action=ChatAction.TYPING, **_where(spot.address))
                await asyncio.sleep(TYPING_S)


def _where(address: Address, reply_to: int | None = None) -> dict[str, Any]:
    where: dict[str, Any] = {"chat_id": address.chat}
    if address.thread:
        where["message_thread_id"] = int(address.thread)
    if reply_to is not None:
        where["reply_parameters"] = ReplyParameters(reply_to, allow_sending_without_reply=True)
    return where
