"""A source of lists that grow with the clock, as the real one does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from digest.errors import SourceError
from digest.hugging_face import DayList
from storage.models import Paper
from tests.makers import make_paper

ABSTRACT = "Language models forget what they read a while ago. We propose a memory that keeps what a model has read."


@dataclass(slots=True)
class GrowingLists:
    """`joins` says when each paper joins which day; between the moments of an outage no look is answered."""

    clock: Callable[[], datetime]
    joins: dict[date, list[tuple[datetime, Paper]]] = field(default_factory=dict)
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    looks: list[tuple[datetime, date]] = field(default_factory=list)

    def grow(self, day: date, moment: datetime, numbers: range) -> None:
        """Let papers join a day."""
        papers = (make_paper(f"2605.{number:05}", abstract=ABSTRACT) for number in numbers)
        self.joins.setdefault(day, []).extend((moment, paper) for paper in papers)

    async def list_day(self, day: date) -> DayList:
        """Return what stands on the list by now; raises SourceError in an outage."""
        now = self.clock()
        self.looks.append((now, day))
        if any(begin <= now < end for begin, end in self.outages):
            raise SourceError("Hugging Face answered 503")
        return DayList(tuple(paper for moment, paper in self.joins.get(day, []) if moment <= now))
