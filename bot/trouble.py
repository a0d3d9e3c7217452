"""Pure: what is wrong now, from what the store and the process tell; and what of it is news to the operator.

A trouble has a subject, `kind` or `kind:what`, that stays the same as long as it lasts. It is told once when it begins
and once when it is over; between the two lies what the notices hold, so a restart tells nothing again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from digest.days import is_settled
from storage.models import ListDay, Platform
from storage.notices import Notice
from storage.vitals import Backlog, LostChat, Overdue, Refused

SOURCE_PATIENCE = timedelta(hours=3)
"""A list is out for hours every day before anybody needs it; shorter outages mend themselves unseen."""
LATE_AFTER = timedelta(hours=3)
"""A digest that has been on its way so long is late, whatever holds it."""
OVERDUE_AFTER = timedelta(hours=1)
"""Chats are served within the minute, or put off for a list that is awaited; an hour says that nobody does either."""
STUCK_AFTER = timedelta(hours=2)
"""Longer than to read a week's papers, one request every three seconds."""
GROWS_OVER = timedelta(hours=1)
REFUSED_WITHIN = timedelta(days=1)
ROOM_BYTES = 200_000_000
"""What must be free beside a quarter of the database, which a copy and a month's growth take."""
OVER_AFTER = timedelta(minutes=15)
"""What was not seen for so long is over; shorter would tell of every flicker twice."""
HEARD_OVER_AFTER = timedelta(days=1)
"""The same for what is only heard of where it happens: while nobody reads a paper, no model can fail."""
SHOWN = 20
"""Chats whose refused messages one look names; a platform's outage would otherwise be told of once for each."""


class Kind(StrEnum):
    """What can be wrong; the value begins the subject and names the texts about it."""

    SOURCE = "source"
    OVERDUE = "overdue"
    UNDELIVERED = "undelivered"
    BACKLOG = "backlog"
    REFUSED = "refused"
    PAUSED = "paused"
    STOPPED = "stopped"
    UNHEARD = "unheard"
    STUCK = "stuck"
    ROOM = "room"
    MARKUP = "markup"
    MODEL = "model"
    OTHER = "other"


LOOKED_FOR = frozenset(Kind) - {Kind.MARKUP, Kind.MODEL, Kind.OTHER}
"""What `troubles` finds by itself; the rest is heard of from the parts that meet it."""


WAITS = frozenset({Kind.OVERDUE, Kind.UNDELIVERED, Kind.BACKLOG})
"""What two looks in a row have to see: the work may be about to be done."""


def kind_of(subject: str) -> Kind:
    """Return the kind of a subject."""
    name = subject.partition(":")[0]
    return Kind(name) if name in set(Kind) else Kind.OTHER


@dataclass(frozen=True, slots=True)
class Room:
    """The bytes free beside the database, and those that it takes."""

    free: int
    taken: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the store and the process tell at one moment; `backlog_before` is what waited an hour ago."""

    lists: tuple[ListDay, ...] = ()
    backlog: Backlog = Backlog()
    backlog_before: int | None = None
    overdue: Overdue | None = None
    refused: tuple[Refused, ...] = ()
    lost: tuple[LostChat, ...] = ()
    stopped: Mapping[Platform, str] | None = None
    unheard: Mapping[Platform, str] | None = None
    undone: Mapping[str, datetime] | None = None
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong: a subject, since when, and a sentence of facts about it."""

    subject: str
    since_at: datetime
    text: str


def troubles(facts: Facts, now: datetime) -> Iterator[Trouble]:
    """Yield what is wrong now."""
    yield from _source(facts.lists, now)
    if facts.overdue is not None:
        since_at = facts.overdue.since_at
        yield Trouble(
            Kind.OVERDUE, since_at, f"{_count(facts.overdue.chats, 'chat')} due, the first since {since_at:%F %H:%MZ}"
        )
    yield from _backlog(facts, now)
    for refused in facts.refused[:SHOWN]:
        told = f"{refused.address}: {_count(refused.rows, 'message')} refused, {refused.error}"
        yield Trouble(f"{Kind.REFUSED}:{refused.address}", refused.at, told)
    for lost in facts.lost:
        yield Trouble(f"{Kind.PAUSED}:{lost.address}", lost.since_at, f"{lost.address}: {lost.reason}")
    for platform, reason in (facts.stopped or {}).items():
        yield Trouble(f"{Kind.STOPPED}:{platform}", now, f"{platform}: {reason}")
    for platform, reason in (facts.unheard or {}).items():
        yield Trouble(f"{Kind.UNHEARD}:{platform}", now, f"{platform}: {reason}")
    for name, begun_at in (facts.undone or {}).items():
        if now - begun_at > STUCK_AFTER:
            yield Trouble(
                f"{Kind.STUCK}:{name}", begun_at, f"the job {name} has not ended well since {begun_at:%F %H:%MZ}"
            )
    if facts.room is not None and facts.room.free < ROOM_BYTES + facts.room.taken // 4:
        told = f"{_megabytes(facts.room.free)} are free, the database takes {_megabytes(facts.room.taken)}"
        yield Trouble(Kind.ROOM, now, told)


def _source(lists: Iterable[ListDay], now: datetime) -> Iterator[Trouble]:
    """A list that is wanted cannot be had; the days that are settled wait for nothing."""
    failing = [day for day in lists if day.failing_since is not None and not is_settled(day)]
    longest = min(failing, key=lambda day: day.failing_since or now, default=None)
    if longest is not None and longest.failing_since and now - longest.failing_since >= SOURCE_PATIENCE:
        yield Trouble(Kind.SOURCE, longest.failing_since, f"{longest.day}: {longest.failure}")


def _backlog(facts: Facts, now: datetime) -> Iterator[Trouble]:
    backlog, before = facts.backlog, facts.backlog_before
    if backlog.since_at is None:
        return
    told = f"{_count(backlog.rows, 'message')} wait, the oldest ({backlog.delivery}) since {backlog.since_at:%F %H:%MZ}"
    met = f" ({backlog.error})" if backlog.error else ""
    if now - backlog.since_at > LATE_AFTER:
        yield Trouble(Kind.UNDELIVERED, backlog.since_at, told + met)
    if before is not None and backlog.rows > before and now - backlog.since_at > GROWS_OVER:
        yield Trouble(Kind.BACKLOG, backlog.since_at, f"{told}; an hour ago it was {before:,}{met}")


@dataclass(frozen=True, slots=True)
class News:
    """What the operator does not know yet; what is `forgotten` was over before anybody was told."""

    begun: tuple[Notice, ...]
    over: tuple[Notice, ...]
    forgotten: tuple[Notice, ...]


def news(notices: Iterable[Notice], now: datetime, unproven: frozenset[str] = frozenset()) -> News:
    """Divide what the notices hold; an `unproven` one may be over, but nothing has shown that it is."""
    begun, over, forgotten = [], [], []
    for notice in notices:
        lasts = HEARD_OVER_AFTER if kind_of(notice.subject) not in LOOKED_FOR else OVER_AFTER
        if now - notice.seen_at < lasts or notice.subject in unproven:
            if notice.told_at is None:
                begun.append(notice)
        elif notice.told_at is None:
            forgotten.append(notice)
        else:
            over.append(notice)
    return News(tuple(begun), tuple(over), tuple(forgotten))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _megabytes(number: int) -> str:
    return f"{number / 1_000_000:,.0f} MB"
