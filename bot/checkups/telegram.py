"""Whether Telegram takes the token, and whether the admin chats there can be told of trouble."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.checkups.findings import Finding, Health, well
from bot.config import PREFIX
from storage.models import Address


async def look_at_telegram(bot: Bot, admins: Iterable[Address]) -> AsyncIterator[Finding]:
    """Yield what is found; what only the network hides is bad too, for nothing can be sent."""
    try:
        me = await bot.get_me()
    except InvalidToken:
        mend = f"set {PREFIX}TELEGRAM_TOKEN to the token that @BotFather shows"
        yield Finding("telegram", Health.BAD, "the token is refused", mend)
        return
    except TelegramError as error:
        told = f"Telegram cannot be asked ({type(error).__name__}: {error})"
        yield Finding("telegram", Health.BAD, told, f"check the network and {PREFIX}TELEGRAM_BASE_URL")
        return
    yield well("telegram", f"the bot is @{me.username}")
    for address in admins:
        yield await _admin(bot, address)


async def _admin(bot: Bot, address: Address) -> Finding:
    try:
        await bot.get_chat(address.chat)
    except TelegramError as error:
        mend = f"send the bot /start there, or name another chat in {PREFIX}ADMIN_CHATS"
        return Finding("admins", Health.BAD, f"{address} cannot be told of trouble: {error}", mend)
    return well("admins", f"{address} is told of trouble")
