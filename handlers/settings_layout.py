"""The screens of the settings: what holds now, and a button for each choice; pressed ones stand in the same message."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import time, timedelta
from itertools import chain

from digest.texts import say_hour, say_near_date, say_weekdays
from handlers.chat_words import say_away, say_days, say_next_digest, say_quiet, say_weekly
from handlers.command_text import spans_of
from handlers.day_words import WEEKDAYS, read_away
from handlers.layout import Button, Line, Look, Span, in_rows
from handlers.preferences import language_name
from handlers.requests import Reply
from handlers.styles import styles_for
from handlers.turn import Turn
from handlers.zones import zone_text
from storage.models import Chat, Language

HOURS = (time(7), time(8), time(9), time(12), time(18), time(21))
"""The hours that are offered as buttons; any other can be written."""
_QUIET = ((time(21), time(7)), (time(22), time(7)), (time(23), time(8)))
_ZONES: Mapping[Language, tuple[str, ...]] = {
    Language("ko"): ("Asia/Seoul",),
    Language("ja"): ("Asia/Tokyo",),
    Language("zh"): ("Asia/Shanghai",),
    Language("en"): ("Europe/London", "America/New_York", "America/Los_Angeles"),
}


def settings_screen(turn: Turn, *above: str) -> Reply:
    """Show all that is set, and a button for each of it; `above` says what has just been changed."""
    chat = turn.subscribed()
    values = dict(_values(turn, chat))
    lines = [Line(spans_of(text)) for text in above]
    for place, (name, value) in enumerate(values.items()):
        label = Span(turn.say("label", what=turn.say(f"setting-{name}")), Look.BOLD)
        lines.append(Line((label, Span(value)), tight=place > 0))
    lines.append(Line((Span(say_next_digest(turn.language, chat, turn.now), Look.ITALIC),)))
    buttons = [turn.press(turn.say(f"setting-{name}"), name) for name in values]
    title = " — ".join(filter(None, (turn.say("settings-title"), turn.heading)))
    return turn.screen(title, lines, in_rows(buttons))


def _values(turn: Turn, chat: Chat) -> Iterator[tuple[str, str]]:
    today = turn.now.astimezone(turn.zone).date()
    yield "language", language_name(chat.language)
    yield "time", f"{say_hour(turn.language, chat.deliver_at)} ({zone_text(chat.zone)})"
    yield "days", say_days(turn.language, chat.days)
    yield "style", turn.say(f"style-{chat.style}")
    yield "quiet", say_quiet(turn.language, chat.quiet_from, chat.quiet_to)
    yield "away", say_away(turn.language, chat.away_until, today)
    yield "pictures", turn.say("switch-on" if chat.pictures else "switch-off")
    yield "weekly", say_weekly(turn.language, chat.weekly_day)


def choice_screen(turn: Turn, name: str) -> Reply:
    """Show the choices of one setting, and how any other value is written."""
    chat = turn.subscribed()
    groups = [in_rows(list(choices(turn, chat))) for choices in _CHOICES[name]]
    buttons = [*chain.from_iterable(groups), (turn.press(turn.say("button-back"), "settings"),)]
    value = Line((Span(turn.say("label", what=turn.say("now-set"))), Span(dict(_values(turn, chat))[name], Look.BOLD)))
    command = turn.spoken(name, turn.say(f"example-{name}"))
    hint = Line(spans_of(turn.say(f"choose-{name}-setting", platform=turn.address.platform, command=command)))
    return turn.screen(turn.say(f"setting-{name}"), [value, hint], buttons)


def _languages(turn: Turn, chat: Chat) -> Iterator[Button]:
    for language in turn.desk.defaults.languages:
        yield turn.choice(language_name(language), "language", language, chosen=language == chat.language)


def _times(turn: Turn, chat: Chat) -> Iterator[Button]:
    for hour in sorted({*HOURS, chat.deliver_at}):
        chosen = hour == chat.deliver_at
        yield turn.choice(say_hour(turn.language, hour), "time", f"{hour:%H%M}", chosen=chosen)


def _zones(turn: Turn, chat: Chat) -> Iterator[Button]:
    zones = dict.fromkeys((turn.desk.defaults.zone, *_ZONES.get(turn.language, ()), chat.zone))
    for zone in zones:
        yield turn.choice(zone_text(zone), "time", zone, chosen=zone == chat.zone)


def _days(turn: Turn, chat: Chat) -> Iterator[Button]:
    for day, name in enumerate(WEEKDAYS):
        chosen = day in chat.days
        yield turn.choice(say_weekdays(turn.language, [day]), "days", f"{'-' if chosen else '+'}{name}", chosen=chosen)
    yield turn.press(turn.say("every-day"), "days", "all")
    yield turn.press(turn.say("workdays"), "days", "weekdays")


def _styles(turn: Turn, chat: Chat) -> Iterator[Button]:
    for style in styles_for(chat):
        yield turn.choice(turn.say(f"style-{style}"), "style", style, chosen=style is chat.style)


def _quiets(turn: Turn, chat: Chat) -> Iterator[Button]:
    now = (chat.quiet_from, chat.quiet_to)
    for quiet in _QUIET:
        words = "-".join(f"{hour:%H%M}" for hour in quiet)
        yield turn.choice(say_quiet(turn.language, *quiet), "quiet", words, chosen=now == quiet)
    yield turn.choice(turn.say("switch-off"), "quiet", "off", chosen=chat.quiet_from is None)


def _aways(turn: Turn, chat: Chat) -> Iterator[Button]:
    today = turn.now.astimezone(turn.zone).date()
    for until in dict.fromkeys((read_away("mon", today), today + timedelta(days=7), today + timedelta(days=14))):
        chosen = until == chat.away_until
        yield turn.choice(say_near_date(turn.language, until, today), "away", until.isoformat(), chosen=chosen)
    yield turn.choice(turn.say("switch-off"), "away", "off", chosen=not chat.away_until or chat.away_until <= today)


def _pictures(turn: Turn, chat: Chat) -> Iterator[Button]:
    for words in ("on", "off"):
        yield turn.choice(turn.say(f"switch-{words}"), "pictures", words, chosen=chat.pictures == (words == "on"))


def _weeklies(turn: Turn, chat: Chat) -> Iterator[Button]:
    for day, name in enumerate(WEEKDAYS):
        yield turn.choice(say_weekdays(turn.language, [day]), "weekly", name, chosen=day == chat.weekly_day)
    yield turn.choice(turn.say("switch-off"), "weekly", "off", chosen=chat.weekly_day is None)


_CHOICES: Mapping[str, tuple[Callable[[Turn, Chat], Iterator[Button]], ...]] = {
    "language": (_languages,),
    "time": (_times, _zones),
    "days": (_days,),
    "style": (_styles,),
    "quiet": (_quiets,),
    "away": (_aways,),
    "pictures": (_pictures,),
    "weekly": (_weeklies,),
}
"""The choices of each setting, in groups whose buttons have rows of their own."""
