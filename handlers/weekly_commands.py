"""The papers of the week: when they come, to see them now, and to present one of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from digest.weekly import MONDAY, make_weekly
from handlers.day_words import weekday_of
from handlers.errors import CommandError
from handlers.paper_view import read_key
from handlers.preferences import is_off, is_on, plain, shown
from handlers.requests import Place, Reply
from handlers.settings_commands import keep_setting
from handlers.turn import Turn
from handlers.weekly_layout import is_team, name_of, weekly_layout
from storage.models import Chat
from storage.weeklies import Claim, Claimed, Weekly

NOW = frozenset(("now", "지금", "今", "今すぐ", "现在", "現在"))
"""The words for the papers of the week up to now; all others choose the day on which they come."""


async def set_weekly(turn: Turn) -> AsyncIterator[Reply]:
    """Choose the day on which the papers of the week come, or show those up to now."""
    if plain(turn.words) in NOW:
        chat = turn.subscribed()
        weekly = make_weekly(turn.desk.store, chat, turn.now, asked=True)
        assert weekly is not None
        yield Reply(weekly_layout(turn.desk.store, chat, weekly), Place.NEW)
    else:
        yield keep_setting(turn, "weekly", lambda turn, chat: replace(chat, weekly_day=_day(turn.words)))


def _day(words: str) -> int | None:
    if is_off(words):
        return None
    day = MONDAY if is_on(words) else weekday_of(words)
    if day is None:
        raise CommandError("wrong-weekly", given=shown(words))
    return day


async def present(turn: Turn) -> AsyncIterator[Reply]:
    """Let a person present a paper of the week to the others, or take that back; whoever was first has it."""
    chat = turn.subscribed()
    weekly, claim = _claim(turn, chat)
    store = turn.desk.store
    outcome = Claimed[turn.once("present", lambda: store.weeklies.claim(chat.id, claim, turn.now).name)]
    holder = store.weeklies.claims(chat.id, [claim.key]).get(claim.key, claim)
    yield turn.notice(f"present-{outcome.name.lower()}", who=name_of(holder))
    if turn.request.pressed and outcome is not Claimed.TAKEN:
        yield Reply(weekly_layout(store, chat, weekly), Place.EDIT)


def _claim(turn: Turn, chat: Chat) -> tuple[Weekly, Claim]:
    number, _, rest = turn.words.partition(" ")
    known = turn.desk.store.weeklies.find(chat.id, int(number)) if number.isdecimal() and len(number) < 16 else None
    key = read_key(rest) if known else None
    if known is None or key not in {chosen.key for chosen in known.papers} or not is_team(chat):
        raise CommandError("button-old", command=turn.spoken("weekly", "now"))
    return known, Claim(key, turn.request.who, turn.request.name)
