"""Telegram's way to change a message that was sent (editMessageText)."""

from __future__ import annotations

import json

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.edits import UneditableError
from bot.telegram import MISREAD, message_arguments, read_error
from storage.models import Address

# Error texts of the official server (github.com/tdlib/telegram-bot-api).
_UNCHANGED = "message is not modified"
_UNEDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class TelegramEditor:
    """Edits through one bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def edit(self, address: Address, message_id: str, payload: str) -> None:
        """Change one message; nobody is notified. Raises UneditableError and the errors of `bot.senders`."""
        content = message_arguments(json.loads(payload), plain=False)
        try:
            await self._bot.edit_message_text(chat_id=address.chat, message_id=int(message_id), **content)
        except BadRequest as error:
            text = str(error).lower()
            if any(phrase in text for phrase in _UNEDITABLE):
                raise UneditableError(str(error)) from error
            if _UNCHANGED not in text:
                raise read_error(error, address) from error
        except (TelegramError, *MISREAD) as error:
            raise read_error(error, address) from error
