"""What became of a list day, as one honest sentence and as data; silence is never ambiguous."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from digest.days import DayState, explain, next_look, state_of
from storage.models import Basis, Language, ListDay, RejectedRecord
from storage.store import Store


@dataclass(frozen=True, slots=True)
class DayReport:
    """The state of a list day and of its papers, counted in one language.

    `listed` papers and `rejected` records together are all that stood on the list: nothing is left out in silence.
    """

    day: date
    state: DayState
    listed: int
    late: int
    listed_before: int
    """Papers that an earlier list day held already: a site that shows Friday's list on Sunday shows nothing new."""
    summarised: int
    from_full_text: int
    rejected: tuple[RejectedRecord, ...]
    failure: str | None
    next_look_at: datetime | None
    sentence: str

    @property
    def nothing_new(self) -> bool:
        """Tell whether the day repeats earlier ones."""
        return 0 < self.listed == self.listed_before

    def to_json(self) -> dict[str, Any]:
        """Return the report as one JSON object."""
        return {
            "date": self.day.isoformat(),
            "state": self.state.value,
            "listed": self.listed,
            "late": self.late,
            "listed_before": self.listed_before,
            "summarised": self.summarised,
            "from_full_text": self.from_full_text,
            "from_abstract": self.summarised - self.from_full_text,
            "rejected": [{"record": r.record, "reason": r.reason} for r in self.rejected],
            "failure": self.failure,
            "next_look_at": self.next_look_at.isoformat() if self.next_look_at else None,
            "status": self.sentence,
        }


def report_day(store: Store, day: ListDay, language: Language, now: datetime) -> DayReport:
    """Count what the store holds of a day and say it."""
    state = state_of(day)
    keys = [listed.key for listed in day.papers]
    summaries = store.summaries.all_of(keys, language).values()
    report = DayReport(
        day=day.day,
        state=state,
        listed=len(keys),
        late=sum(listed.late for listed in day.papers),
        listed_before=store.days.count_listed_before(day.day),
        summarised=len(summaries),
        from_full_text=sum(summary.basis is Basis.FULL_TEXT for summary in summaries),
        # A record that could be read at an earlier look is no loss.
        rejected=tuple(record for record in day.rejected if record.record not in keys),
        failure=day.failure,
        next_look_at=None if state in (DayState.SETTLED, DayState.EMPTY) else next_look(day, now),
        sentence="",
    )
    return replace(report, sentence=f"{day.day}: {', '.join(_clauses(report, explain(day, now)))}")


def _clauses(report: DayReport, explained: str) -> Iterator[str]:
    if report.nothing_new:
        repeated = "its one paper" if report.listed == 1 else f"all {report.listed}"
        yield f"nothing new, {repeated} stood on earlier lists"
        return
    if report.state is not DayState.SETTLED or not report.summarised:
        yield explained
    if report.summarised:
        yield f"{report.summarised} of {report.listed + len(report.rejected)} summarised"
    elif report.listed:
        yield "none summarised yet"
    yield from _shortfalls(report)


def _shortfalls(report: DayReport) -> Iterator[str]:
    from_abstract = report.summarised - report.from_full_text
    if from_abstract:
        yield "one from its abstract" if from_abstract == 1 else f"{from_abstract} from their abstracts"
    if report.late:
        yield f"{report.late} joined late"
    if report.listed_before:
        yield f"{report.listed_before} stood on an earlier list"
    if report.rejected:
        yield f"{len(report.rejected)} unreadable on the list"
