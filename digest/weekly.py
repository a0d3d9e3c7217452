"""The papers of a week in one chat: chosen by what its people liked, then saved; only without either by votes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from digest.schedule import next_due
from storage.models import Chat
from storage.store import Store
from storage.weeklies import Weekly, WeeklyPaper

SHOWN = 5
"""A meeting has time for no more, and a phone shows so many at once."""
WEEK = timedelta(days=7)
MONDAY = 0


def choose(marked: Iterable[WeeklyPaper], listed: Iterable[WeeklyPaper]) -> tuple[WeeklyPaper, ...]:
    """Choose at most SHOWN papers, the most wanted first: of those that somebody liked or saved, if there are any."""
    wanted = [paper for paper in marked if paper.likes or paper.saves]
    order = sorted(wanted or listed, key=lambda paper: (-paper.likes, -paper.saves, -paper.votes, paper.key))
    return tuple(order[:SHOWN])


def is_chosen_by_votes(papers: Iterable[WeeklyPaper]) -> bool:
    """Tell whether nobody of the chat had a part in the choice."""
    return not any(paper.likes or paper.saves for paper in papers)


def next_weekly(chat: Chat, after: datetime) -> datetime | None:
    """Return when a chat gets its next papers of the week: at its hour on its day of the week; None if it wants none.

    Quiet hours and an absence hold as for a digest; the weekdays of digests do not.
    """
    if chat.weekly_day is None:
        return None
    return next_due(replace(chat, days=frozenset([chat.weekly_day])), after)


def make_weekly(store: Store, chat: Chat, now: datetime, *, asked: bool) -> Weekly | None:
    """Choose and keep a chat's papers of the week up to now; None where it had those of this week already.

    Weeks are those of ISO 8601, by the chat's own date, and of the hour at which they were due: what comes late, when
    the next week has begun, does not take its place. What somebody `asked` for does not count as one.
    """
    zone = ZoneInfo(chat.zone)
    due = next_weekly(chat, now - WEEK) or now
    year, number, _ = min(due, now).astimezone(zone).date().isocalendar()
    counts = store.marks.counted(chat.address, now - WEEK, now)
    papers = store.papers.all_of([key for key, _, _ in counts])
    marked = [WeeklyPaper(key, likes, saves, papers[key].upvotes) for key, likes, saves in counts if key in papers]
    listed = [WeeklyPaper(key, 0, 0, votes) for key, votes in store.papers.most_voted((now - WEEK).date(), SHOWN)]
    week = None if asked else f"{year}-W{number:02}"
    return store.weeklies.add(chat.id, week, now.astimezone(zone).date(), choose(marked, listed), now)
