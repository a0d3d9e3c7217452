"""Whether Telegram takes the token, and whether the bot may write in the channels and groups that are subscribed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.checkups.findings import Finding, Health, well
from bot.config import PREFIX
from storage.models import Address, Chat, ChatKind

MAX_CHATS = 50
"""Chats that one look asks about; one request each, in turn."""


async def look_at_telegram(bot: Bot, chats: Iterable[Chat], admins: Iterable[Address]) -> AsyncIterator[Finding]:
    """Yield what is found of the token, the shared chats and the admin chats."""
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
    shared = [chat for chat in chats if chat.kind in (ChatKind.CHANNEL, ChatKind.GROUP, ChatKind.TOPIC)]
    for chat in shared[:MAX_CHATS]:
        yield await _rights(bot, me.id, chat.address)
    if len(shared) > MAX_CHATS:
        yield well("telegram", f"{len(shared) - MAX_CHATS} more channels and groups were not asked about")
    for address in admins:
        yield await _admin(bot, address)


async def _rights(bot: Bot, me: int, address: Address) -> Finding:
    try:
        member = await bot.get_chat_member(address.chat, me)
    except RetryAfter as error:
        return Finding("telegram", Health.WARN, f"{address}: not asked, Telegram asks to wait ({error})")
    except TelegramError as error:
        return Finding("telegram", Health.BAD, f"{address}: {error}", _back_in(address))
    if _may_write(member):
        return well("telegram", f"{address}: the bot may write there")
    return Finding(
        "telegram", Health.BAD, f"{address}: the bot may not write there ({member.status})", _back_in(address)
    )


def _may_write(member: ChatMember) -> bool:
    """Tell whether a member may post; groups have no right to post that an administrator could lack."""
    match member:
        case ChatMemberAdministrator():
            return member.can_post_messages is not False
        case ChatMemberRestricted():
            return member.is_member and member.can_send_messages
        case _:
            return member.status in (ChatMember.MEMBER, ChatMember.OWNER)


def _back_in(address: Address) -> str:
    return f"add the bot with the right to post, or run paperboy chats remove {address}"


async def _admin(bot: Bot, address: Address) -> Finding:
    try:
        await bot.get_chat(address.chat)
    except TelegramError as error:
        mend = f"send the bot /start there, or name another chat in {PREFIX}ADMIN_CHATS"
        return Finding("admins", Health.BAD, f"{address} cannot be told of trouble: {error}", mend)
    return well("admins", f"{address} is told of trouble")
