"""What each reader was due, told by the product's rules alone, without a question to the program.

A paper is due to a reader once: with a list day that is whole at one of the reader's hours, at most seven days later,
if the reader was there all the while and wants papers on its topic. Whether it came in time is not asked, so outages
and absences of the bot only widen the stretch in which things may happen. Where a reader came, went or changed a wish
within it, either is right, and the verdict is `MAY`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tests.year.lists import Lists, Stand
from tests.year.people import Reader, State, Wishes
from tests.year.plan import REMOTES, Plan, Remote, Span

NEVER, MAY, MUST = 0, 1, 2
CAUGHT_UP = 7
"""Days back."""
AN_HOUR = timedelta(hours=1)
"""Who is due is served within it, if the bot can work at all."""
A_LOOK = timedelta(hours=2)
"""What looking hourly, and the reading, may take."""
LATE = timedelta(hours=48)
"""A paper that joins when its day is over comes with the list of the day after it, which is whole by then."""


class Calendar:
    """Stretches in which the bot could not work, joined where they touch."""

    def __init__(self, spans: Iterable[Span], after: timedelta) -> None:
        """`after` is how long the bot may take to find out that it can again."""
        self._begins: list[datetime] = []
        self._ends: list[datetime] = []
        for span in sorted(spans, key=lambda span: span.begin):
            end = span.end + after
            if self._ends and span.begin <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._begins.append(span.begin)
                self._ends.append(end)

    def surely(self, moment: datetime) -> datetime:
        """Return by when it has surely been done what was to be done at a moment."""
        place = bisect_right(self._begins, moment) - 1
        return max(moment, self._ends[place]) if place >= 0 else moment


@dataclass(frozen=True, slots=True)
class _Stand:
    """What matters of a stand on a list: its day, from when papers may be seen, and by when they surely are ready."""

    day: date
    seen_from: datetime
    ready_by: datetime
    stays: bool
    late: bool


class Due:
    """The verdicts over a year."""

    def __init__(self, lists: Lists, plan: Plan, downs: Iterable[Span]) -> None:
        self._lists = lists
        self._end = plan.span.end
        wrong = [clock.span for clock in plan.clocks]
        away = [*downs, *wrong]
        self._bot = Calendar(away, AN_HOUR)
        self._ways = {
            platform: Calendar([*away, *plan.outages[remote], *plan.refusals.get(remote, ())], AN_HOUR)
            for platform, remote in REMOTES.items()
        }
        self._source = Calendar([*away, *plan.outages[Remote.LISTS]], A_LOOK)
        self._stands: dict[_Stand, list[int]] = {}
        for day, stands in lists.stands.items():
            for stand in stands:
                self._stands.setdefault(self._of(day, stand), []).append(stand.number)

    def verdicts(self, reader: Reader) -> bytearray:
        """Return for each paper, by its number, whether a reader must get it, may, or never."""
        found = bytearray(len(self._lists.keys))
        for stand, numbers in self._stands.items():
            states, verdict = self._served(reader, stand)
            if verdict == NEVER:
                continue
            for number in numbers:
                word = self._lists.words[number]
                wanted = {state.wishes.wants(word) for state in states if state.wishes}
                of_wishes = verdict if wanted == {True} else NEVER if wanted == {False} else MAY
                found[number] = max(found[number], of_wishes)
        return found

    def _of(self, day: date, stand: Stand) -> _Stand:
        over = datetime.combine(day + timedelta(days=1), time(), UTC)
        # A list that rests for three hours counts as whole, and what joins it after that is late.
        late = stand.begin > over - timedelta(hours=22)
        seen_from = datetime.combine(min(day, stand.begin.date()), time(), UTC)
        ready_by = self._source.surely(over + LATE if late else over) + A_LOOK
        return _Stand(day, seen_from, ready_by, stand.end is None, late)

    def _served(self, reader: Reader, stand: _Stand) -> tuple[list[State], int]:
        """Return how the reader stood while the papers of a stand might come, and the verdict but for the wishes."""
        if stand.seen_from >= self._end:
            return [], NEVER
        moment = stand.ready_by
        while True:
            state = reader.state(moment)
            wishes = state.wishes if state else None
            hour = _next_hour(wishes, moment) if wishes else None
            served_by = given_by = moment + timedelta(days=CAUGHT_UP + 2)
            if wishes and hour:
                served_by = _done_by(self._bot, wishes, hour)
                given_by = _done_by(self._ways[reader.address.platform], wishes, hour)
            changed = next((other.since for other in reader.states if moment < other.since <= served_by), None)
            if changed is None:
                break
            moment = changed
        # What came late and was passed over for its topic still comes to who wants everything within the week.
        open_until = given_by + timedelta(days=CAUGHT_UP + 1 if stand.late else 0)
        states = list(_between(reader, stand.seen_from, open_until))
        there = [state for state in states if state.wishes and not state.blocked]
        if not there:
            longer = _between(reader, stand.seen_from - timedelta(days=CAUGHT_UP + 2), served_by)
            return states, MAY if any(state.wishes and state.blocked for state in longer) else NEVER
        if len(there) < len(states) or hour is None or not stand.stays or given_by > self._end:
            return there, MAY
        if states[0].since > stand.seen_from:
            return there, MAY
        if (served_by.date() - stand.day).days <= CAUGHT_UP:
            return there, MUST
        earliest = min(_next_hour(state.wishes, stand.seen_from) or served_by for state in there if state.wishes)
        return there, NEVER if (earliest.date() - stand.day).days > CAUGHT_UP + 1 else MAY


def _done_by(calendar: Calendar, wishes: Wishes, moment: datetime) -> datetime:
    """Return by when has surely been done what a reader was due at a moment; who is late is not woken up for it."""
    done = calendar.surely(calendar.surely(moment) + AN_HOUR)
    if done > moment + AN_HOUR and (loud := _loud_from(wishes, done)) > done:
        return _done_by(calendar, wishes, loud)
    return done


def _loud_from(wishes: Wishes, moment: datetime) -> datetime:
    """Return a moment, or the end of the quiet hours that it falls into."""
    if wishes.quiet is None or not wishes.is_quiet(moment):
        return moment
    local = moment.astimezone(ZoneInfo(wishes.zone))
    end = datetime.combine(local.date(), time(wishes.quiet[1]), local.tzinfo)
    return end if end >= local else end + timedelta(days=1)


def _between(reader: Reader, begin: datetime, end: datetime) -> Iterator[State]:
    """Yield the states of a reader within a stretch, the one at its beginning first."""
    if (first := reader.state(begin)) is not None:
        yield first
    yield from (state for state in reader.states if begin < state.since <= end)


@lru_cache(maxsize=4096)
def _next_hour(wishes: Wishes, moment: datetime) -> datetime | None:
    """Return the reader's next hour from a moment on; None if there is none for a month."""
    zone = ZoneInfo(wishes.zone)
    first = moment.astimezone(zone).date() - timedelta(days=1)
    for offset in range(32):
        day = first + timedelta(days=offset)
        if day.weekday() not in wishes.days or (wishes.away_until and day < wishes.away_until):
            continue
        at = datetime.combine(day, wishes.hour, zone)
        if wishes.quiet:
            begin, end = (time(hour) for hour in wishes.quiet)
            over_midnight = begin > end
            if (begin <= wishes.hour or wishes.hour < end) if over_midnight else begin <= wishes.hour < end:
                next_day = over_midnight and wishes.hour >= begin
                at = datetime.combine(day + timedelta(days=int(next_day)), end, zone)
        if at.astimezone(UTC) >= moment:
            return at.astimezone(UTC)
    return None
