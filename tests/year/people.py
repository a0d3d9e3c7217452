"""The readers of the year: who they are, what they say to the bot and when, and how they come and go."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.models import Address, Alert, ChatKind, Language, Platform, Style
from tests.year.lists import WORDS
from tests.year.plan import Plan

LANGUAGES = ("en", "ko", "ja", "zh")
SPOKEN = (0.5, 0.3, 0.1, 0.1)
ZONES = (
    "Asia/Seoul", "Asia/Seoul", "Asia/Seoul", "Asia/Tokyo", "Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu",
    "Europe/Berlin", "Europe/Berlin", "Europe/London", "Africa/Cairo", "America/New_York", "America/New_York",
    "America/Los_Angeles", "America/Sao_Paulo", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Apia", "UTC",
)  # fmt: skip
DAY_SETS = ("mon-fri", "mon,wed,fri", "mon", "sat,sun", "tue-sat")
DAYS_OF = {
    "mon-fri": frozenset(range(5)),
    "mon,wed,fri": frozenset({0, 2, 4}),
    "mon": frozenset({0}),
    "sat,sun": frozenset({5, 6}),
    "tue-sat": frozenset(range(1, 6)),
}
STYLES = (Style.FULL, Style.TOPICS, Style.COMPACT)
WEIGHTS = (0.06, 0.14, 0.80)
"""Most have one message a day: a thousand chats with every paper are four million messages, and hours of work."""
HOURS = (7, 8, 8, 8, 9, 9, 12, 18, 21, 23, 0)
"""As people choose them: who is due at the same moment shares most of the work."""
ALERTS = (Alert.DIGEST, Alert.NOW, Alert.BUNDLE)
JOIN_LATER = 0.2


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a reader has asked for."""

    zone: str
    hour: time
    style: Style = Style.FULL
    words: frozenset[str] = frozenset()
    days: frozenset[int] = frozenset(range(7))
    quiet: tuple[int, int] | None = None
    away_until: date | None = None

    def is_quiet(self, moment: datetime) -> bool:
        """Tell whether nothing should be heard at a moment."""
        if self.quiet is None:
            return False
        hour = moment.astimezone(ZoneInfo(self.zone)).hour
        begin, end = self.quiet
        return begin <= hour < end if begin < end else hour >= begin or hour < end

    def wants(self, word: str) -> bool:
        """Tell whether a paper on a topic is wanted."""
        return self.style is not Style.TOPICS or word in self.words


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a reader does: commands, after which these are the wishes; None once the reader has left.

    `blocks` says that the reader shuts the bot out instead, or lets it in again before the commands.
    """

    at: datetime
    commands: tuple[tuple[str, str], ...] = ()
    wishes: Wishes | None = None
    blocks: bool | None = None


@dataclass(frozen=True, slots=True)
class State:
    """How a reader stands from a moment on; without wishes the reader is no subscriber."""

    since: datetime
    wishes: Wishes | None
    blocked: bool = False


@dataclass(slots=True)
class Reader:
    """One chat, what will be done there, and how it stood so far."""

    number: int
    address: Address
    kind: ChatKind
    language: Language
    acts: list[Act] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    blocked: bool = False

    def next_acts(self) -> list[Act]:
        """Return what will be done next, if anything."""
        return self.acts[len(self.states) : len(self.states) + 1]

    def done(self, act: Act, now: datetime) -> None:
        """Note what has become of the reader."""
        self.states.append(State(now, act.wishes, self.blocked))

    def state(self, moment: datetime) -> State | None:
        """Return how the reader stood at a moment, or None before the first."""
        place = bisect_right(self.states, moment, key=lambda state: state.since)
        return self.states[place - 1] if place else None


def readers_of(count: int, plan: Plan, dice: random.Random) -> list[Reader]:
    """Draw so many readers, and their year."""
    return [_reader(number, plan, dice) for number in range(count)]


def _reader(number: int, plan: Plan, dice: random.Random) -> Reader:
    if dice.random() < 0.65:
        kind = dice.choices((ChatKind.PRIVATE, ChatKind.GROUP, ChatKind.CHANNEL), (0.8, 0.1, 0.1))[0]
        chat = {
            ChatKind.PRIVATE: 1_000_000 + number,
            ChatKind.GROUP: -1_000_000 - number,
            ChatKind.CHANNEL: -1_002_000_000_000 - number,
        }[kind]
        address = Address(Platform.TELEGRAM, str(chat))
    else:
        kind = dice.choice((ChatKind.DIRECT, ChatKind.CHANNEL))
        address = Address(Platform.SLACK, f"{'D' if kind is ChatKind.DIRECT else 'C'}{number:06}")
    reader = Reader(number, address, kind, Language(dice.choices(LANGUAGES, SPOKEN)[0]))
    reader.acts = list(_year_of(plan, dice))
    return reader


def _year_of(plan: Plan, dice: random.Random) -> Iterator[Act]:
    """Draw what a reader does, in order: comes, changes things now and then, may go and come back."""
    at = plan.span.begin + timedelta(minutes=dice.uniform(0, 30))
    if dice.random() < JOIN_LATER:
        at += (plan.calm_from - at) * dice.random()
    wishes = Wishes(dice.choice(ZONES), _hour(dice))
    wishes = replace(wishes, style=dice.choices(STYLES, WEIGHTS)[0])
    words = tuple(dice.sample(WORDS, dice.randint(1, 3)))
    commands = [("start", ""), ("time", f"{wishes.hour:%H:%M} {wishes.zone}")]
    if wishes.style is Style.TOPICS or dice.random() < 0.05:
        wishes = replace(wishes, words=frozenset(words))
        commands += [("topic", f"{word} {dice.choices(ALERTS, (0.6, 0.3, 0.1))[0]}") for word in words]
    commands.append(("style", wishes.style.value))
    if dice.random() < 0.25:
        named = dice.choice(DAY_SETS)
        wishes = replace(wishes, days=DAYS_OF[named])
        commands.append(("days", named))
    if dice.random() < 0.3:
        wishes, command = _quiet(wishes, dice)
        commands.append(command)
    yield Act(at, tuple(commands), wishes)
    while (at := at + timedelta(days=dice.expovariate(1 / 90))) < plan.calm_from:
        share = dice.random()
        if share < 0.1:
            yield Act(at, (("unsubscribe", ""),))
            at += timedelta(days=dice.uniform(0.1, 60))
            if dice.random() < 0.3 or at >= plan.calm_from:
                return
            wishes = replace(wishes, away_until=None)
            yield Act(at, (("subscribe", ""), ("away", "off")), wishes)
        elif share < 0.25:
            yield Act(at, wishes=wishes, blocks=True)
            at += timedelta(days=dice.uniform(0.1, 60))
            if dice.random() < 0.3 or at >= plan.calm_from:
                return
            wishes = replace(wishes, away_until=None)
            yield Act(at, (("start", ""), ("away", "off")), wishes, blocks=False)
        else:
            wishes, command = _change(wishes, at, dice)
            yield Act(at, (command,), wishes)


def _change(wishes: Wishes, at: datetime, dice: random.Random) -> tuple[Wishes, tuple[str, str]]:
    match dice.randrange(6):
        case 0:
            hour, zone = _hour(dice), dice.choice((wishes.zone, *ZONES))
            return replace(wishes, hour=hour, zone=zone), ("time", f"{hour:%H:%M} {zone}")
        case 1:
            style = dice.choice((Style.FULL, Style.COMPACT, *([Style.TOPICS] if wishes.words else [])))
            return replace(wishes, style=style), ("style", style.value)
        case 2:
            named = dice.choice(DAY_SETS)
            return replace(wishes, days=DAYS_OF[named]), ("days", named)
        case 3:
            return _quiet(wishes, dice)
        case 4:
            day = at.astimezone(ZoneInfo(wishes.zone)).date() + timedelta(days=dice.randint(2, 20))
            return replace(wishes, away_until=day), ("away", day.isoformat())
    word = dice.choice(WORDS)
    return replace(wishes, words=wishes.words | {word}), ("topic", f"{word} {dice.choice(ALERTS)}")


def _hour(dice: random.Random) -> time:
    return time(dice.choice(HOURS), dice.choice((0, 0, 0, 30)))


def _quiet(wishes: Wishes, dice: random.Random) -> tuple[Wishes, tuple[str, str]]:
    quiet = dice.choice(((22, 7), (23, 6), (12, 14)))
    return replace(wishes, quiet=quiet), ("quiet", f"{quiet[0]:02}-{quiet[1]:02}")
