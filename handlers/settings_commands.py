"""Commands that change a chat's preferences: without words they show the choices, with words they choose."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, time

from handlers.day_words import read_away, read_days
from handlers.errors import CommandError
from handlers.preferences import (
    is_off,
    read_hour,
    read_language,
    read_quiet,
    read_style,
    read_switch,
    shown,
)
from handlers.requests import Reply
from handlers.settings_layout import choice_screen, settings_screen
from handlers.styles import styles_for, styles_on
from handlers.turn import Turn
from handlers.zones import read_zone
from storage.models import Chat

_HOUR_WORDS = 3
"""An hour takes three words at most (`오후 8시 15분`)."""

Read = Callable[[Turn, Chat], Chat]


async def show_settings(turn: Turn) -> AsyncIterator[Reply]:
    """Show all that is set, in one message that is edited in place."""
    yield settings_screen(turn)


async def set_language(turn: Turn) -> AsyncIterator[Reply]:
    """Choose the language of the chat."""
    yield keep_setting(turn, "language", _language)


async def set_time(turn: Turn) -> AsyncIterator[Reply]:
    """Choose the hour, the zone, or both."""
    yield keep_setting(turn, "time", _time)


async def set_days(turn: Turn) -> AsyncIterator[Reply]:
    """Choose the weekdays on which a digest may come."""
    yield keep_setting(turn, "days", lambda turn, chat: replace(chat, days=read_days(turn.words, chat.days)), stay=True)


async def set_style(turn: Turn) -> AsyncIterator[Reply]:
    """Choose whether every paper has its message, or is opened from one list."""
    yield keep_setting(turn, "style", _style)


async def set_quiet(turn: Turn) -> AsyncIterator[Reply]:
    """Choose the hours in which nothing is sent."""
    yield keep_setting(turn, "quiet", _quiet)


async def set_away(turn: Turn) -> AsyncIterator[Reply]:
    """Choose until when nothing is sent at all."""
    yield keep_setting(turn, "away", lambda turn, chat: replace(chat, away_until=_away_until(turn)))


async def set_pictures(turn: Turn) -> AsyncIterator[Reply]:
    """Choose whether papers come with a thumbnail."""
    yield keep_setting(turn, "pictures", lambda turn, chat: replace(chat, pictures=read_switch(turn.words)))


def keep_setting(turn: Turn, name: str, read: Read, *, stay: bool = False) -> Reply:
    """Keep what the words choose and show it; without words show the choices. `stay` is for choices of several."""
    chat = turn.subscribed()
    if not turn.words:
        return choice_screen(turn, name)
    turn = turn.kept(lambda: read(turn, chat))
    if stay and turn.request.pressed:
        return choice_screen(turn, name)
    return settings_screen(turn, turn.say("setting-kept", setting=turn.say(f"setting-{name}")))


def _language(turn: Turn, chat: Chat) -> Chat:
    return replace(chat, language=read_language(turn.words, turn.desk.defaults.languages))


def _time(turn: Turn, chat: Chat) -> Chat:
    """Read an hour, a zone, or both in either order; both may hold spaces (`8 pm New York`)."""
    words = turn.words.split()
    for size in range(min(len(words), _HOUR_WORDS), 0, -1):
        for hour_words, zone_words in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            if (hour := _hour(" ".join(hour_words))) is not None:
                return replace(chat, deliver_at=hour, zone=read_zone(" ".join(zone_words)) if zone_words else chat.zone)
    if words[0][0].isdigit():
        raise CommandError("wrong-hour", given=shown(turn.words))
    return replace(chat, zone=read_zone(turn.words))


def _hour(words: str) -> time | None:
    try:
        return read_hour(words)
    except CommandError:
        return None


def _style(turn: Turn, chat: Chat) -> Chat:
    style = read_style(turn.words, styles_on(chat.address.platform), turn.language)
    if style not in styles_for(chat):
        raise CommandError("style-needs-topics", command=turn.spoken("topic", "video diffusion"))
    return replace(chat, style=style)


def _quiet(turn: Turn, chat: Chat) -> Chat:
    quiet_from, quiet_to = read_quiet(turn.words)
    return replace(chat, quiet_from=quiet_from, quiet_to=quiet_to)


def _away_until(turn: Turn) -> date | None:
    return None if is_off(turn.words) else read_away(turn.words, turn.now.astimezone(turn.zone).date())
