"""What Slack knows of its people and channels: their language, who may change a channel's settings, what is in the way.

Needs the scopes users:read, channels:read, groups:read, im:read, mpim:read and channels:join.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.senders import ChatGoneError, LostAnswerError, SendError
from bot.slack_calls import SlackCall, call
from bot.slack_clients import Clients
from handlers.slack_words import read_channel
from storage.addresses import kind_of
from storage.chats import Chats
from storage.models import Address, ChatKind, Language, Platform

logger = logging.getLogger(__name__)

REMEMBERED = 2_000
"""So many people are remembered at once."""
REMEMBERED_FOR = timedelta(minutes=10)
GUEST = "slack-guest"
"""The text for guests, who may read and press, and change no channel."""
_PAGE = 1_000
"""Members asked for at once: the most that conversations.members gives (docs.slack.dev)."""
_PAGES = 20


@dataclass(frozen=True, slots=True)
class Person:
    """What counts of a person: the language of their Slack, and what they are in the workspace.

    A guest is in some channels only, or a person of another workspace
    (docs.slack.dev/reference/objects/user-object).
    """

    language: Language | None = None
    admin: bool = False
    guest: bool = False


class SlackPeople:
    """The directory of all workspaces; with `admins_only`, members alone may not change a channel's settings."""

    def __init__(self, clients: Clients, chats: Chats, clock: Callable[[], datetime], *, admins_only: bool) -> None:
        self._clients = clients
        self._chats = chats
        self._clock = clock
        self._admins_only = admins_only
        self._known: OrderedDict[tuple[str, str], tuple[datetime, Person]] = OrderedDict()

    def remembered(self, team: str, user: str) -> Person | None:
        """Return what Slack told of a person in the last ten minutes, without asking."""
        found = self._known.get((team, user))
        return found[1] if found and self._clock() - found[0] < REMEMBERED_FOR else None

    async def person(self, team: str, user: str) -> Person:
        """Return what Slack tells of a person, as of the last ten minutes; nothing where it does not answer."""
        if remembered := self.remembered(team, user):
            return remembered
        try:
            told = await self._ask(team, lambda client: client.users_info(user=user, include_locale=True))
        except (SendError, LostAnswerError) as error:
            logger.info("slack.person_unknown team=%s reason=%s", team, error)
            return Person()
        person = _person(told.get("user") or {})
        self._known[team, user] = (self._clock(), person)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return person

    async def refusal(self, team: str, user: str, chat: Address) -> str | None:
        """Return the name of the text that says why somebody who is in a chat may not change it, or None if they may.

        Where Slack does not tell of a person, they count as a member, and as no admin.
        """
        if kind_of(chat) is ChatKind.DIRECT:
            return None
        person = await self.person(team, user)
        if person.guest:
            return GUEST
        subscribed = self._chats.find(chat)
        theirs = subscribed is not None and subscribed.added_by == str(Address(Platform.SLACK, user, team=team))
        return "slack-admins-only" if self._admins_only and not (person.admin or theirs) else None

    async def find(self, name: str) -> tuple[Address, ChatKind] | None:
        """Return the channel that `handlers.slack_words.named_channel` names, if the bot sees it."""
        address = read_channel(name)
        if address is None:
            return None
        try:
            await self._channel(address)
        except (SendError, LostAnswerError) as error:
            logger.info("slack.channel_unknown chat=%s reason=%s", address, error)
            return None
        return address, kind_of(address)

    async def may_change(self, person: str, chat: Address) -> bool:
        """Tell whether a person is in a channel and may change its settings."""
        if chat.team is None:
            return False
        try:
            return await self._is_member(chat, person) and await self.refusal(chat.team, person, chat) is None
        except (SendError, LostAnswerError) as error:
            logger.info("slack.members_unknown chat=%s reason=%s", chat, error)
            return False

    async def may_post(self, chat: Address) -> bool:
        """Tell whether nothing is in the way of posting to a chat; a public channel is joined for it.

        Raises SendError or LostAnswerError where Slack does not tell.
        """
        return await self._told_obstacle(chat) is None

    async def obstacle(self, chat: Address) -> str | None:
        """Return the name of the text that says why the bot cannot post to a chat, or None if it can."""
        try:
            return await self._told_obstacle(chat)
        except (SendError, LostAnswerError) as error:
            logger.info("slack.obstacle_unknown chat=%s reason=%s", chat, error)
            # Its own conversation with a person takes no more than that it is there.
            return None if kind_of(chat) is ChatKind.DIRECT else "slack-closed"

    async def _told_obstacle(self, chat: Address) -> str | None:
        if chat.chat[0] in "UW":
            return None
        try:
            channel = await self._channel(chat)
            if channel.get("is_archived"):
                return "slack-archived"
            if channel.get("is_im") or channel.get("is_member"):
                return None
            if channel.get("is_private") or channel.get("is_mpim"):
                return "slack-private"
            await self._ask(chat.team, lambda client: client.conversations_join(channel=chat.chat))
        except SendError as error:
            # What the bot cannot see is private to it, whatever it is; a command reaches it from anywhere.
            if str(error) in _UNSEEN:
                return "slack-elsewhere" if kind_of(chat) is ChatKind.DIRECT else "slack-private"
            if isinstance(error, ChatGoneError):
                return "slack-closed"
            raise
        return None

    async def _channel(self, chat: Address) -> Mapping[str, Any]:
        told = await self._ask(chat.team, lambda client: client.conversations_info(channel=chat.chat))
        return told.get("channel") or {}

    async def _is_member(self, chat: Address, user: str) -> bool:
        cursor: str | None = None
        for _ in range(_PAGES):
            page = await self._members(chat, cursor)
            if user in page.get("members", ()):
                return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return False
        return False

    async def _members(self, chat: Address, cursor: str | None) -> Mapping[str, Any]:
        return await self._ask(
            chat.team, lambda client: client.conversations_members(channel=chat.chat, limit=_PAGE, cursor=cursor)
        )

    async def _ask(self, team: str | None, asked: SlackCall) -> Mapping[str, Any]:
        return await call(self._clients.client_for(team), asked)


_UNSEEN = frozenset({"channel_not_found", "not_in_channel", "method_not_supported_for_channel_type"})


def _person(user: Mapping[str, Any]) -> Person:
    language = str(user.get("locale") or "").partition("-")[0].lower()
    admin = any(user.get(role) for role in ("is_admin", "is_owner", "is_primary_owner"))
    guest = any(user.get(role) for role in ("is_restricted", "is_ultra_restricted", "is_stranger"))
    return Person(Language(language) if language else None, admin, guest)
