"""What Telegram knows of its chats: public names, administrators, and where the bot may write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.telegram import MISREAD, read_error
from bot.telegram_request import ask_json
from handlers.telegram_updates import may_write
from storage.models import Address, ChatKind, Platform

REMEMBERED = timedelta(minutes=1)
"""How long an administrator who is none any more can still change settings; and how often Telegram is asked."""
_REMEMBERED_PEOPLE = 1_000

_KINDS = {"group": ChatKind.GROUP, "supergroup": ChatKind.GROUP, "channel": ChatKind.CHANNEL}
_IN_CHARGE = ("creator", "administrator")


class TelegramDirectory:
    """Asks Telegram; raises SendError or LostAnswerError where it cannot be asked."""

    def __init__(self, bot: Bot, clock: Callable[[], datetime]) -> None:
        self._bot = bot
        self._clock = clock
        self._in_charge: dict[tuple[str, str], tuple[datetime, bool]] = {}

    async def find(self, name: str) -> tuple[Address, ChatKind] | None:
        """Return the group or channel of a public name such as `@papers`, or None if the bot sees no such chat."""
        chat = await self._ask("getChat", Address(Platform.TELEGRAM, name), {})
        kind = _KINDS.get(chat["type"]) if chat else None
        return (Address(Platform.TELEGRAM, str(chat["id"])), kind) if chat and kind else None

    async def may_change(self, person: str, chat: Address) -> bool:
        """Tell whether a person is an administrator of a chat; an answer is remembered for a minute."""
        now = self._clock()
        known = self._in_charge.get((chat.chat, person))
        if known is not None and known[0] > now:
            return known[1]
        member = await self._member(chat, person)
        in_charge = member is not None and member["status"] in _IN_CHARGE
        if len(self._in_charge) >= _REMEMBERED_PEOPLE:
            self._in_charge.clear()
        self._in_charge[chat.chat, person] = (now + REMEMBERED, in_charge)
        return in_charge

    async def may_post(self, chat: Address) -> bool:
        """Tell whether the bot may write in a group or channel."""
        member = await self._member(chat, self._bot.token.partition(":")[0])
        return member is not None and may_write(member)

    async def _member(self, chat: Address, person: str) -> Mapping[str, Any] | None:
        return await self._ask("getChatMember", chat, {"user_id": person})

    async def _ask(self, method: str, chat: Address, about: Mapping[str, str]) -> Mapping[str, Any] | None:
        """Ask about a chat, or somebody's place in it; None where Telegram refuses to tell."""
        try:
            told = await ask_json(self._bot, method, {"chat_id": chat.chat, **about})
            if not isinstance(told, dict) or not told.keys() & {"status", "type"}:
                raise TypeError("neither a chat nor a member")
        except (BadRequest, Forbidden):
            return None
        except (TelegramError, *MISREAD) as error:
            raise read_error(error, chat) from error
        return told
