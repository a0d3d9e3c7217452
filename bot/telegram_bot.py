"""The Telegram bot: updates in, requests to the commands, replies out; and its place in its chats."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from aiohttp import web
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.in_order import Release
from bot.kept_work import KeptWork
from bot.reply_turns import Turn
from bot.senders import LostAnswerError, PlatformDownError, SendError
from bot.telegram import MISREAD
from bot.telegram_calls import Sleep, TelegramCalls, UnsaidError
from bot.telegram_directory import TelegramDirectory
from bot.telegram_inline import Find, TelegramInline
from bot.telegram_intake import TelegramIntake, Webhook
from bot.telegram_menu import Spoken, command_lists
from bot.telegram_places import TelegramPlaces
from bot.telegram_replies import Acknowledgement, Progress, TelegramReplies
from digest.alarms import Alarm
from digest.texts import say
from handlers.layout import Layout, Line, Span
from handlers.requests import Answer, Request
from handlers.telegram_updates import (
    ALLOWED_UPDATES,
    Asked,
    Change,
    ChatMoved,
    Effect,
    Ignored,
    InlineQuestion,
    Myself,
    PlaceChanged,
    read_update,
)
from storage.inbox import Incoming
from storage.models import Address, ChatKind
from storage.store import Store

logger = logging.getLogger(__name__)

PATIENCE_S = 5.0
"""What has begun when the bot stops may take so long; the rest begins with the next start."""

_LEFT = "paperboy_left"
"""Beside the fields of an update, the messages of an answer that is not whole yet."""
_REASONS = {
    Change.MUTED: "the bot may not write there",
    Change.REMOVED: "the bot was removed or blocked",
}


@dataclass(frozen=True, slots=True)
class _Item:
    incoming: Incoming
    effect: Effect
    acknowledgement: Acknowledgement | None
    left: tuple[int, ...]
    """Messages that an earlier process left of its answer."""


class TelegramBot:
    """Answers people in Telegram through `answer`; it knows of the commands only what `spoken` says."""

    def __init__(
        self,
        bot: Bot,
        store: Store,
        answer: Answer,
        turn: Turn,
        clock: Callable[[], datetime],
        *,
        spoken: Spoken,
        directory: TelegramDirectory,
        find: Find,
        alarm: Alarm,
        webhook: Webhook | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._store = store
        self._answer = answer
        self._clock = clock
        self._spoken = spoken
        self._directory = directory
        self._webhook = webhook
        self._places = TelegramPlaces(store, clock)
        self._replies = TelegramReplies(bot, TelegramCalls(turn, self._places, sleep, alarm))
        self._inline = TelegramInline(bot, store, find, spoken.languages[0])
        self._intake = TelegramIntake(bot, store, self._accept, clock, sleep, alarm)
        self._work = KeptWork(store.inbox, clock)
        self._myself: Myself | None = None
        self._stop = asyncio.Event()
        """Set when it has to end."""

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until `stop` is set, and end within PATIENCE_S seconds of it; what is left waits for the next start.

        Raises PlatformDownError where Telegram refuses the token, and StorageError if the database fails.
        """
        async with self._work.running(stop, PATIENCE_S) as self._stop:
            try:
                await self._serve()
            except InvalidToken as error:
                told = "Telegram refuses the bot's token; set PAPERBOY_TELEGRAM_TOKEN to that which @BotFather shows"
                raise PlatformDownError(told) from error

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Answer Telegram's requests; with long polling there is nothing to answer."""
        if self._webhook is not None:
            router.add_post(self._webhook.path, self.receive)

    async def receive(self, request: web.Request) -> web.Response:
        """Take an update from the webhook; the HTTP server mounts this at `Webhook.path`."""
        if self._myself is None or self._webhook is None or self._stop.is_set():
            return web.Response(status=503)
        return await self._intake.receive(request, self._webhook.secret)

    async def _serve(self) -> None:
        me = await self._intake.insist(self._bot.get_me, self._stop)
        if me is None:
            return
        self._myself = Myself(me.id, me.username or "", self._spoken.names)
        logger.info("telegram.started name=%s replayed=%d", me.username, self._intake.replay())
        listing = asyncio.create_task(self._register_commands())
        try:
            if self._webhook:
                await self._intake.insist(partial(self._set_webhook, self._webhook), self._stop)
                await self._stop.wait()
            else:
                await self._intake.poll(self._stop)
        finally:
            listing.cancel()

    async def _set_webhook(self, webhook: Webhook) -> bool:
        return await self._bot.set_webhook(webhook.url, secret_token=webhook.secret, allowed_updates=ALLOWED_UPDATES)

    async def _register_commands(self) -> None:
        """Give Telegram the lists of commands; without them the bot works all the same."""
        try:
            for listed in command_lists(self._spoken):
                await self._bot.set_my_commands(
                    listed.commands, scope=listed.scope, language_code=listed.language_code or None
                )
        except (TelegramError, *MISREAD) as error:
            logger.warning("telegram.commands_not_listed reason=%s", type(error).__name__)

    def _accept(self, incoming: Incoming) -> None:
        """Put an update into the lane of its chat; a press is acknowledged in time however long that lane is."""
        assert self._myself is not None
        update = json.loads(incoming.body)
        effect = read_update(update, self._myself)
        callback = effect.callback if isinstance(effect, Asked | Ignored) else None
        acknowledgement = Acknowledgement(self._bot, callback) if callback else None
        item = _Item(incoming, effect, acknowledgement, tuple(update.get(_LEFT, ())))
        self._work.add(incoming, partial(self._answered, item))

    async def _answered(self, item: _Item, release: Release) -> None:
        try:
            await self._do(item, release)
        except (UnsaidError, SendError, LostAnswerError) as error:
            logger.warning("update.unanswered update=%s reason=%s", item.incoming.key, error)

    async def _do(self, item: _Item, release: Release) -> None:
        match item.effect:
            case Asked() as asked:
                await self._reply(item, asked, release)
            case PlaceChanged() as changed:
                await self._change_place(item, changed, release)
            case ChatMoved(old, new):
                self._places.move(old, new)
            case InlineQuestion() as question:
                await self._inline.answer(question)
            case Ignored(reason):
                logger.debug("update.ignored update=%s reason=%s", item.incoming.key, reason)
                if item.acknowledgement:
                    await item.acknowledgement.answer()

    async def _reply(self, item: _Item, asked: Asked, shown: Release) -> None:
        request = replace(asked.request, incoming=item.incoming.id)
        if asked.ask_member and request.command in self._spoken.changing:
            may_change = await self._may_change(request.person, request.chat)
            # Where nobody can tell, nothing is changed, and whoever asked is told to try again.
            request = (
                replace(request, refusal="fault") if may_change is None else replace(request, may_change=may_change)
            )
        progress = Progress(item.left, partial(self._keep_progress, item.incoming))
        await self._replies.show(asked, self._answer(request), item.acknowledgement, shown, progress)

    def _keep_progress(self, incoming: Incoming, messages: tuple[int, ...]) -> None:
        body = json.dumps(json.loads(incoming.body) | {_LEFT: messages}, ensure_ascii=False)
        self._store.inbox.rewrite(incoming.id, body)

    async def _change_place(self, item: _Item, changed: PlaceChanged, release: Release) -> None:
        """Pause what is subscribed where the bot may not write; wake it, with a line, where it may again.

        In a group that is new to it, the bot introduces itself; in a channel it keeps silent.
        """
        if reason := _REASONS.get(changed.change):
            self._places.lose(changed.chat, reason)
            return
        woken = self._places.regain(changed.chat)
        if changed.kind is ChatKind.CHANNEL:
            return
        for chat in woken:
            line = Line((Span(say(chat.language, "place-back")),))
            await self._replies.say(chat.address, chat.kind, Layout(chat.language, "", (line,)))
        if changed.change is Change.ADDED and not self._store.chats.in_place(changed.chat):
            await self._introduce(item, changed, release)

    async def _introduce(self, item: _Item, changed: PlaceChanged, release: Release) -> None:
        """Begin the set-up where an administrator has added the bot; anybody else is shown what it can do."""
        may_change = bool(await self._may_change(changed.person, changed.chat))
        if self._store.chats.in_place(changed.chat):
            return  # while Telegram was asked, a group that knows the bot has moved here
        request = Request(
            chat=changed.chat,
            kind=changed.kind,
            person=changed.person,
            command="start" if may_change else "help",
            language=changed.language,
            may_change=may_change,
        )
        await self._reply(item, Asked(request), release)

    async def _may_change(self, person: str, chat: Address) -> bool | None:
        """Tell whether a person is in charge of a chat; None where Telegram cannot be asked."""
        try:
            return await self._directory.may_change(person, chat)
        except (SendError, LostAnswerError) as error:
            logger.warning("telegram.member_unknown chat=%s reason=%s", chat, error)
            return None
