"""Telegram's way out: one message to one chat, its errors as ours, and what became of a lost answer.

It leaves pacing, retries and the ledger to the delivery. python-telegram-bot resends nothing by itself, and
its rate limiter is not used. Error texts are those of the official server
(github.com/tdlib/telegram-bot-api).
"""

from __future__ import annotations

import asyncio
import html
import json
import os
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from telegram import (
    Bot,
    ChatMemberAdministrator,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.message_ids import Answer, candidates, search
from bot.senders import (
    ChatGoneError,
    ChatMovedError,
    ContentError,
    Evidence,
    LostAnswerError,
    ParentGoneError,
    PlatformDownError,
    RateLimitedError,
    Scope,
    SendError,
    Settlement,
    UnreachableError,
    Verdict,
)
from bot.telegram_request import NOT_WRITTEN, AiohttpRequest, proxy_for
from handlers.markup import TELEGRAM_TEXT_UNITS, cut, utf16_length
from storage.models import Address, OutboxItem, Platform

# The library's coming way to give a time to wait; without it, building a RetryAfter warns of the old one.
os.environ.setdefault("PTB_TIMEDELTA", "true")

AT_ONCE = 500
"""Messages of bulk under way together; the other connections are left to people. A rate that was paid for, of 1,000 a
second, needs so many where an answer takes half a second; at the free rate the window never holds as many."""

_FIRST_CHANNEL = -1_000_000_000_000
"""Supergroups and channels have ids below this (core.telegram.org/api/bots/ids)."""

_ACCOUNT = "account"
_ANSWERS = (
    ("message is not modified", Answer.FOUND),
    ("message to edit not found", Answer.MISSING),
    ("message can't be edited", Answer.OTHER),
)
"""What the server says of an edit that would change nothing, and of ids that the bot has no message of."""

MISREAD = (AttributeError, KeyError, TypeError, ValueError)
"""What the library raises, bare, where the body of an answer is JSON but not an object, or lacks a field."""

_CHAT_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
    "not enough rights",
    "no rights to send",
    "need administrator rights",
)
_PARENT_GONE = ("message thread not found", "topic_closed", "topic_deleted")
_CONTENT = (
    "can't parse",
    "too long",
    "too_long",
    "is empty",
    "non-empty",
    "button",
    "reply markup",
    "url",
    "entit",
)
_REFUSALS: tuple[tuple[tuple[str, ...], type[SendError]], ...] = (
    (_CHAT_GONE, ChatGoneError),
    (_PARENT_GONE, ParentGoneError),
    (_CONTENT, ContentError),
)

_TAG = re.compile(
    r"</?(?:b|strong|i|em|u|ins|s|strike|del|a|code|pre|span|tg-spoiler|tg-emoji|blockquote)(?:\s[^<>]*)?>"
)


def build_bot(token: str, base_url: str = "https://api.telegram.org", *, read_timeout_s: float = 20) -> Bot:
    """Build the bot whose methods are at `base_url/bot<token>/<method>`; it retries nothing by itself.

    A read timeout leaves an unknown message behind, so it is far above the 3 s that the server keeps some
    answers back.
    """
    base_url = base_url.rstrip("/")
    request = AiohttpRequest(read_timeout_s=read_timeout_s, proxy=proxy_for(base_url))
    return Bot(
        token,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=request,
        get_updates_request=request,
    )


def plain_text(text: str) -> str:
    """Return what people read of a text in Telegram's HTML; what only looks like a tag is kept."""
    return html.unescape(_TAG.sub("", text))


class TelegramSender:
    """Sends through one bot, `at_once` messages at the most; others use its connections too.

    `paid` lets Telegram charge Stars for what goes out above the free rate.
    """

    platform = Platform.TELEGRAM

    def __init__(self, bot: Bot, *, paid: bool = False, at_once: int = AT_ONCE) -> None:
        self._bot = bot
        self._paid = paid
        self._places = asyncio.Semaphore(at_once)

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Send one message and return its id; `plain` drops markup and buttons, either may be at fault.

        A plain text that is too long for one message goes in several, and the id is that of the first.
        """
        payload = json.loads(item.payload)
        content = message_arguments(payload, plain=plain)
        pieces = cut(content["text"], TELEGRAM_TEXT_UNITS, utf16_length) if plain else []
        first, *rest = pieces or [content["text"]]
        message_id = await self._send(item.address, payload, content | {"text": first})
        for piece in rest:
            try:
                await self._send(item.address, payload, content | {"text": piece})
            except SendError as error:
                raise LostAnswerError(f"only a part of it arrived ({error})", likely_sent=True) from error
        return message_id

    async def _send(self, address: Address, payload: dict[str, Any], content: dict[str, Any]) -> str:
        try:
            async with self._places:
                message = await self._bot.send_message(
                    chat_id=address.chat,
                    message_thread_id=int(address.thread) if address.thread else None,
                    disable_notification=bool(payload.get("silent")),
                    allow_paid_broadcast=self._paid or None,
                    **content,
                )
        except (TelegramError, *MISREAD) as error:
            raise read_error(error, address) from error
        return str(message.message_id)

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Look for the message among the ids it can have: edit each candidate into what the message is.

        "Not modified" says that it is there, "not found" and "can't be edited" (somebody else's) that it is
        not; this rests on the server's error texts. Another message of the bot's would be overwritten, so
        `evidence.taken` must name those; and no edit is tried in a channel where the bot may edit others'
        posts. Raises RateLimitedError, and UnreachableError where nobody can be asked.
        """
        own_sequence = self.id_sequence(item.address) != _ACCOUNT
        room = evidence.questions - own_sequence  # one question goes on what the bot may do there
        among = candidates(replace(evidence, questions=max(room, 0)), own_sequence=own_sequence)
        if not among.ids:
            return Settlement(Verdict.NOT_SENT if among.complete else Verdict.CANNOT_TELL)
        content = message_arguments(json.loads(item.payload), plain=plain)
        try:
            if own_sequence and await self._may_edit_others(item.address):
                return Settlement(Verdict.CANNOT_TELL, questions=1)
            found = await search(among, lambda message_id: self._ask(item.address, message_id, content))
            return replace(found, questions=found.questions + own_sequence)
        except (TelegramError, *MISREAD) as error:
            told = read_error(error, item.address)
            if isinstance(told, RateLimitedError | UnreachableError):
                raise told from error
            # Nobody knows how far the search came; half of what was left is a fair guess that ends it soon.
            return Settlement(Verdict.CANNOT_TELL, questions=evidence.questions // 2)

    def id_sequence(self, address: Address) -> str | None:
        """Name the chat itself for channels and supergroups; all other chats share the account's count."""
        chat = address.chat
        shared = chat.removeprefix("-").isdecimal() and int(chat) > _FIRST_CHANNEL
        return _ACCOUNT if shared else chat

    async def _may_edit_others(self, address: Address) -> bool:
        bot_id = int(self._bot.token.partition(":")[0])
        member = await self._bot.get_chat_member(address.chat, bot_id)
        return isinstance(member, ChatMemberAdministrator) and bool(member.can_edit_messages)

    async def _ask(self, address: Address, message_id: int, content: dict[str, Any]) -> Answer:
        """Ask whether one id is the message; an edit that succeeds, or any other refusal, tells nothing."""
        try:
            await self._bot.edit_message_text(chat_id=address.chat, message_id=message_id, **content)
        except BadRequest as error:
            text = str(error).lower()
            for words, answer in _ANSWERS:
                if words in text:
                    return answer
        return Answer.UNCLEAR


def read_error(error: Exception, address: Address) -> SendError | LostAnswerError:
    """Tell what one failed send to `address` means for delivery.

    A 429 does not say whether it is for the chat or for the whole bot. It is taken for the chat's: the bot's
    rate is published and our pacing keeps it, a chat's is not. A limit of the whole bot shows in more 429s.
    """
    text = _one_line(str(error))
    if isinstance(error, MISREAD) or isinstance(error.__cause__, TelegramError):
        # A page or a stray JSON value: a proxy answered, or the server broke, in place of the Bot API.
        return LostAnswerError("the answer was not the Bot API's", likely_sent=False)
    match error:
        case RetryAfter():
            return RateLimitedError(text, retry_after_s=_seconds(error.retry_after), scope=Scope.CHAT)
        case ChatMigrated():
            moved = replace(address, chat=str(error.new_chat_id))
            return ChatMovedError(f"the group is a supergroup now: {moved}", address=moved)
        case Forbidden():
            return ChatGoneError(text.removeprefix("Forbidden: "))
        case InvalidToken():  # its text can hold the token
            return PlatformDownError("Telegram refuses the bot's token")
        case Conflict():
            return PlatformDownError(text)
        case BadRequest():  # a NetworkError for the library, so it stands first
            return _refusal(text)
        case NetworkError() if error.__cause__ is not None:
            return _network_failure(error.__cause__)
        case NetworkError() if "too many requests" in text.lower():
            return SendError(text)
        case NetworkError() if "too large" in text.lower():
            return ContentError(text)
    return LostAnswerError(text, likely_sent=False)


def _refusal(text: str) -> SendError:
    """Read the words of a 400; what they do not explain was refused all the same, and may pass later."""
    for phrases, kind in _REFUSALS:
        if any(phrase in text.lower() for phrase in phrases):
            return kind(text)
    return SendError(text)


def _network_failure(cause: BaseException) -> SendError | LostAnswerError:
    """Divide what failed before the request was written from what failed after; names only, no address."""
    name = type(cause).__name__
    if isinstance(cause, NOT_WRITTEN):
        return UnreachableError(f"Telegram cannot be reached ({name})")
    return LostAnswerError(f"the answer was lost ({name})", likely_sent=True)


def message_arguments(payload: dict[str, Any], *, plain: bool) -> dict[str, Any]:
    """Return what a send and an edit of a payload have in common, so that an edit of the same payload changes nothing.

    `plain` drops markup and buttons. A preview is a picture, so it stands above the text.
    """
    preview = payload.get("preview")
    rows = [[InlineKeyboardButton(**button) for button in row] for row in payload.get("buttons") or ()]
    return {
        "text": plain_text(payload["text"]) if plain else payload["text"],
        "parse_mode": None if plain else payload.get("parse_mode"),
        "reply_markup": InlineKeyboardMarkup(rows) if rows and not plain else None,
        "link_preview_options": LinkPreviewOptions(
            is_disabled=not preview, url=preview, show_above_text=True if preview else None
        ),
    }


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
