"""Pure: which papers a chat gets with which list day, in which order, none of them given to it before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta

from digest.days import is_settled
from digest.taste import NO_TASTE, Standing, Taste, vote_class
from storage.models import ListDay, PaperKey

CATCH_UP_DAYS = 7
"""How many list days back a chat is caught up after a downtime."""


@dataclass(frozen=True, slots=True)
class Selection:
    """One list day for one chat: its papers in order, and which of them are late.

    `missed` are earlier list days whose papers it holds as well, behind its own.
    """

    day: date
    keys: tuple[PaperKey, ...]
    late: frozenset[PaperKey] = frozenset()
    missed: tuple[date, ...] = ()


def select(
    days: Iterable[ListDay],
    *,
    subscribed_on: date,
    done: AbstractSet[date],
    delivered: AbstractSet[PaperKey],
    today: date,
    being_read: AbstractSet[date] = frozenset(),
) -> tuple[Selection, ...]:
    """Choose what a chat is owed: settled days it was not given yet, oldest first, each paper once.

    `done` are the list days that this chat has had, `delivered` the papers. Papers that joined a day after it was
    settled come late to a chat that has had it, with the next day that is settled. Days from before the subscription
    are not owed, but for the latest of them while there is none after it: a new reader gets one digest, not a week of
    them. `being_read` are days that are settled with papers but cannot be given yet: they are minutes away, so nobody
    gets the day before them in their place.
    """
    window = today - timedelta(days=CATCH_UP_DAYS)
    settled = sorted((day for day in days if is_settled(day) and day.day >= window), key=lambda day: day.day)
    first = _first_owed({day.day for day in settled if day.papers} | being_read, subscribed_on)
    given = set(delivered)
    late: list[PaperKey] = []
    chosen = []
    for day in settled:
        if day.day in done:
            joined = [listed.key for listed in day.papers if listed.late and listed.key not in given]
            late += joined
            given.update(joined)
        elif day.day >= first:
            fresh = [listed.key for listed in day.papers if listed.key not in given]
            given.update(fresh)
            chosen.append(Selection(day.day, (*fresh, *late), frozenset(late)))
            late = []
    return tuple(chosen)


def _first_owed(held: AbstractSet[date], subscribed_on: date) -> date:
    if any(day >= subscribed_on for day in held):
        return subscribed_on
    return max(held, default=subscribed_on)


def arrange(
    selection: Selection,
    votes: Mapping[PaperKey, int],
    matching: AbstractSet[PaperKey],
    taste: Taste = NO_TASTE,
    *,
    only_matching: bool = False,
) -> Selection:
    """Put papers into the order in which a chat wants them: by its topics, then by votes, then by what it has liked.

    Votes count in classes, inside which taste decides; where the chat has no taste, the votes themselves do. What the
    chat dismissed stands at the end. No paper is left out, but with `only_matching` those on none of its topics.
    """

    def rank(place: int, key: PaperKey) -> tuple[float, ...]:
        standing, matches, number = taste.standing.get(key, Standing.FREE), key in matching, votes.get(key, 0)
        # A topic was asked for, a likeness is guessed.
        sinks = Standing.FREE if matches and standing is Standing.SUNK else standing
        return (sinks, not matches, -vote_class(number), -taste.liking.get(key, 0.0), -number, place)

    ranked = sorted((rank(place, key), key) for place, key in enumerate(selection.keys))
    keys = tuple(key for _, key in ranked if key in matching or not only_matching)
    return replace(selection, keys=keys, late=selection.late & frozenset(keys))


def catch_up(selections: tuple[Selection, ...], away_until: date | None) -> tuple[Selection, ...]:
    """Put the list days that an absence has missed into one, so that nobody comes back to a week of digests."""
    missed = [selection for selection in selections if away_until and selection.day < away_until]
    if len(missed) < 2:
        return selections
    *earlier, latest = missed
    keys = (*latest.keys, *(key for selection in earlier for key in selection.keys))
    days = tuple(selection.day for selection in earlier)
    return (replace(latest, keys=keys, missed=days), *selections[len(missed) :])


def select_day(day: ListDay, delivered: AbstractSet[PaperKey]) -> tuple[Selection, ...]:
    """Choose what a chat has not had of one settled day, however long ago; nothing of a day that still grows."""
    keys = tuple(listed.key for listed in day.papers if listed.key not in delivered)
    return (Selection(day.day, keys),) if keys and is_settled(day) else ()


def candidates(days: Iterable[ListDay], done: AbstractSet[date]) -> frozenset[PaperKey]:
    """Return every paper of these days that `select` may choose for a chat that has had `done`."""
    return frozenset(listed.key for day in days for listed in day.papers if listed.late or day.day not in done)
