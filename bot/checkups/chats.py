"""Whether the bot may write in the channels and groups that are subscribed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping

from bot.checkups.findings import Finding, Health, well
from bot.senders import LostAnswerError, SendError
from handlers.requests import Directory
from storage.models import Chat, ChatKind, Platform

MAX_CHATS = 50
"""Chats that one look asks about, in turn; many more would take minutes."""


async def look_at_chats(directories: Mapping[Platform, Directory], chats: Iterable[Chat]) -> AsyncIterator[Finding]:
    """Yield what is found of each chat that others can shut the bot out of."""
    shared = [chat for chat in chats if chat.kind in (ChatKind.CHANNEL, ChatKind.GROUP, ChatKind.TOPIC)]
    asked = [chat for chat in shared if chat.address.platform in directories]
    for chat in asked[:MAX_CHATS]:
        yield await _look_at(directories[chat.address.platform], chat)
    if len(asked) > MAX_CHATS:
        yield well("chats", f"{len(asked) - MAX_CHATS} more channels and groups were not asked about")


async def _look_at(directory: Directory, chat: Chat) -> Finding:
    try:
        may_post = await directory.may_post(chat.address)
    except (SendError, LostAnswerError) as error:
        return Finding("chats", Health.WARN, f"{chat.address} was not asked about: {error}")
    if may_post:
        return well("chats", f"{chat.address} can be written to")
    mend = f"add the bot there with the right to post, or run paperboy chats remove {chat.address}"
    return Finding("chats", Health.BAD, f"{chat.address} cannot be written to", mend)
