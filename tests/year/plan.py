"""What will happen in the year, drawn before it begins: outages, restarts, kills, wrong clocks."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from storage.models import Platform


class Remote(StrEnum):
    """What the bot needs from elsewhere."""

    LISTS = "lists"
    TEXTS = "texts"
    MODEL = "model"
    TELEGRAM = "telegram"
    SLACK = "slack"


REMOTES = {Platform.TELEGRAM: Remote.TELEGRAM, Platform.SLACK: Remote.SLACK}
OUTAGES_A_YEAR = {Remote.LISTS: 24, Remote.TEXTS: 20, Remote.MODEL: 20, Remote.TELEGRAM: 20, Remote.SLACK: 16}
RESTARTS_A_YEAR = 40
KILLS_A_YEAR = 60
WRONG_CLOCKS_A_YEAR = 6
REFUSALS_A_YEAR = 2
"""How often a platform refuses the account until the operator has given it another token and started the bot again."""
CALM_DAYS = 9
"""At the end nothing happens any more, so that all that is due can come."""


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to another."""

    begin: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Tell whether a moment lies inside."""
        return self.begin <= moment < self.end


@dataclass(frozen=True, slots=True)
class Stop:
    """The bot ends, well or killed, and is started again after a while; a kill falls on the next `sends`-th message."""

    at: datetime
    down: timedelta
    killed: bool = False
    sends: int = 0


@dataclass(frozen=True, slots=True)
class WrongClock:
    """The machine's clock is so far ahead, or behind, for a time."""

    span: Span
    ahead: timedelta


@dataclass(frozen=True, slots=True)
class Plan:
    """The troubles of the year, each kind in order."""

    span: Span
    calm_from: datetime
    outages: dict[Remote, list[Span]] = field(default_factory=dict)
    refusals: dict[Remote, list[Span]] = field(default_factory=dict)
    stops: list[Stop] = field(default_factory=list)
    clocks: list[WrongClock] = field(default_factory=list)

    def is_out(self, remote: Remote, now: datetime) -> bool:
        """Tell whether a remote cannot be had."""
        return any(span.holds(now) for span in self.outages[remote])

    def refuses(self, remote: Remote, now: datetime) -> bool:
        """Tell whether a platform refuses the account."""
        return any(span.holds(now) for span in self.refusals.get(remote, ()))


def plan_year(begin: datetime, days: int, dice: random.Random) -> Plan:
    """Draw the troubles of so many days; the last of them are calm."""
    end = begin + timedelta(days=days)
    calm = end - min(timedelta(days=CALM_DAYS), timedelta(days=days) / 4)
    eventful = Span(begin + timedelta(days=1), calm - timedelta(days=1))
    plan = Plan(Span(begin, end), calm)
    share = (eventful.end - eventful.begin) / timedelta(days=365)
    for remote, number in OUTAGES_A_YEAR.items():
        spans = (_outage(eventful, dice) for _ in range(_times(number, share, dice)))
        plan.outages[remote] = _apart(spans)
    for remote in (Remote.TELEGRAM, Remote.SLACK):
        for _ in range(_times(REFUSALS_A_YEAR, share, dice, least=0)):
            at = _moment_in(eventful, dice)
            mended = at + timedelta(hours=dice.uniform(2, 9))
            plan.refusals.setdefault(remote, []).append(Span(at, mended))
            plan.stops.append(Stop(mended, timedelta(minutes=1)))
    for _ in range(_times(RESTARTS_A_YEAR, share, dice)):
        down = timedelta(hours=dice.uniform(2, 60)) if dice.random() < 0.15 else timedelta(seconds=dice.uniform(2, 600))
        plan.stops.append(Stop(_moment_in(eventful, dice), down))
    for _ in range(_times(KILLS_A_YEAR, share, dice)):
        down = timedelta(hours=dice.uniform(1, 12)) if dice.random() < 0.1 else timedelta(seconds=dice.uniform(2, 120))
        plan.stops.append(Stop(_moment_in(eventful, dice), down, killed=True, sends=dice.randint(1, 200)))
    plan.stops.sort(key=lambda stop: stop.at)
    for _ in range(_times(WRONG_CLOCKS_A_YEAR, share, dice)):
        at = _moment_in(eventful, dice)
        ahead = timedelta(minutes=dice.choice((-180, -60, -5, 5, 60, 180)) + dice.uniform(-4, 4))
        plan.clocks.append(WrongClock(Span(at, at + timedelta(hours=dice.uniform(1, 30))), ahead))
    plan.clocks.sort(key=lambda clock: clock.span.begin)
    return plan


def _outage(within: Span, dice: random.Random) -> Span:
    """Draw an outage of minutes, hours or days."""
    hours = dice.choice((dice.uniform(0.1, 1), dice.uniform(1, 8), dice.uniform(8, 24), dice.uniform(24, 48)))
    begin = _moment_in(within, dice)
    return Span(begin, min(begin + timedelta(hours=hours), within.end))


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Join those that touch."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.begin):
        if joined and span.begin <= joined[-1].end:
            joined[-1] = Span(joined[-1].begin, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _times(a_year: int, share: float, dice: random.Random, least: int = 1) -> int:
    return max(least, round(a_year * share + dice.uniform(-0.3, 0.3)))


def _moment_in(span: Span, dice: random.Random) -> datetime:
    return span.begin + (span.end - span.begin) * dice.random()
