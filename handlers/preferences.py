"""Pure: preferences as people write them: hours, quiet hours, languages, styles, switches.

Days are read in `day_words`, time zones in `zones`. Every reader takes what people of the offered languages write, and
raises CommandError that says what would work.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import time
from functools import cache

from digest.texts import languages, say
from handlers.command_text import unmarked
from handlers.errors import CommandError
from handlers.markup import clean, clip
from storage.models import Language, Style

SHOWN_CHARS = 40
"""How much of somebody's own words an answer repeats."""

_BEFORE_NOON = "am|a.m.|오전|아침|새벽|午前|上午|早上"
_AFTER_NOON = "pm|p.m.|오후|저녁|밤|午後|下午|晚上"
_HALF = "|".join(map(re.escape, f"{_BEFORE_NOON}|{_AFTER_NOON}".split("|")))
_HOUR = re.compile(
    rf"(?P<before>{_HALF})?\s*(?P<hour>\d{{1,2}})\s*"
    rf"(?:[:.h](?P<minute>\d{{2}})|[시時时点點]\s*(?:(?P<minutes>\d{{1,2}})[분分]|(?P<half>[반半]))?)?"
    rf"\s*(?P<after>{_HALF})?",
    re.ASCII,
)
_SHORT_HOUR = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})", re.ASCII)
_NAMED_HOURS = {"noon": time(12), "midnight": time(0), "정오": time(12), "자정": time(0), "正午": time(12)}
_SPAN = re.compile(r"\s*(?:-|–|—|~|〜|to|until|부터|から|到|至)\s*")

_ON = frozenset("on yes 1 true 켜기 켬 켜 オン はい 开 開 打开 开启 是".split())
_OFF = frozenset("off no none 0 false never 끄기 끔 꺼 없음 해제 オフ なし いいえ 关 關 关闭 无 否".split())


def plain(text: str) -> str:
    """Return a wording as it is compared: one form of each letter, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", clean(text)).casefold().split())


def shown(text: str) -> str:
    """Return as much of somebody's words as an answer repeats."""
    return clip(" ".join(unmarked(clean(text)).split()), SHOWN_CHARS)


def read_hour(text: str) -> time:
    """Read an hour of the day: `8`, `8:15`, `0815`, `8pm`, `오전 8시 15분`; raises CommandError."""
    words = plain(text)
    if words in _NAMED_HOURS:
        return _NAMED_HOURS[words]
    if match := _SHORT_HOUR.fullmatch(words):
        return _hour(text, int(match["hour"]), int(match["minute"]), "")
    if (match := _HOUR.fullmatch(words)) is None or (match["before"] and match["after"]):
        raise CommandError("wrong-hour", given=shown(text))
    minute = 30 if match["half"] else int(match["minute"] or match["minutes"] or 0)
    return _hour(text, int(match["hour"]), minute, match["before"] or match["after"] or "")


def _hour(text: str, hour: int, minute: int, half: str) -> time:
    if half and hour > 12:
        raise CommandError("wrong-hour", given=shown(text))
    if half in _BEFORE_NOON.split("|") and hour == 12:
        hour = 0
    if half in _AFTER_NOON.split("|") and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise CommandError("wrong-hour", given=shown(text))
    return time(hour, minute)


def read_quiet(text: str) -> tuple[time | None, time | None]:
    """Read quiet hours such as `22-07`; `off`, or no text, is none. Raises CommandError."""
    words = plain(text)
    if not words or words in _OFF:
        return None, None
    begin, *rest = _SPAN.split(words)
    try:
        (end,) = rest
        quiet_from, quiet_to = read_hour(begin), read_hour(end.removesuffix("까지").removesuffix("まで"))
    except ValueError as error:
        raise CommandError("wrong-quiet", given=shown(text)) from error
    if quiet_from == quiet_to:
        raise CommandError("wrong-quiet", given=shown(text))
    return quiet_from, quiet_to


def read_switch(text: str) -> bool:
    """Read `on` or `off` in any language; raises CommandError."""
    if is_on(text) or is_off(text):
        return is_on(text)
    raise CommandError("wrong-switch", given=shown(text))


def is_on(text: str) -> bool:
    """Tell whether a wording asks for something: `on`, `켜기`."""
    return plain(text) in _ON


def is_off(text: str) -> bool:
    """Tell whether a wording takes something back: `off`, `끄기`."""
    return plain(text) in _OFF


def read_language(text: str, offered: Collection[Language]) -> Language:
    """Read a language by its code, or by its name in any language; raises CommandError with those that are offered."""
    words = plain(text)
    for language in offered:
        if words == language or words in _names_of(language):
            return language
    known = ", ".join(f"{language_name(language)} ({language})" for language in offered)
    raise CommandError("wrong-language", given=shown(text), offered=known)


def language_name(language: Language) -> str:
    """Return what a language calls itself."""
    if language in languages():
        return say(language, "language-name")
    return _display_name(language, language) or language


@cache
def _names_of(language: Language) -> frozenset[str]:
    """Return what a language is called in each of the languages that have a file, and by itself."""
    names = (_display_name(language, other) for other in (*languages(), language))
    return frozenset(plain(name) for name in (*names, language_name(language)) if name)


def _display_name(language: Language, reader: Language) -> str | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language).get_display_name(reader)
    except (UnknownLocaleError, ValueError):
        # A code that is in the settings but in nobody's tables: it has no name but itself.
        return None


def read_style(text: str, offered: Collection[Style], language: Language) -> Style:
    """Read a style by its name in any language; raises CommandError with those offered, named in `language`."""
    words = plain(text)
    for style in offered:
        if words in _names_of_style(style):
            return style
    names = (say(language, f"style-{style}") for style in offered)
    raise CommandError("wrong-style", given=shown(text), offered=say(language, "list-separator").join(names))


@cache
def _names_of_style(style: Style) -> frozenset[str]:
    return frozenset((style.value, *(plain(say(language, f"style-{style}")) for language in languages())))
