"""What became of a list day, as one honest sentence and as data; silence is never ambiguous."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from digest.days import DayState, explain, next_look, state_of
from storage.models import Basis, Language, ListDay, RejectedRecord
from storage.store import Store


@dataclass(frozen=True, slots=True)
class DayReport:
    """The state of a list day and of its papers, counted in one language."""

    day: date
    state: DayState
    listed: int
    summarised: int
    from_full_text: int
    rejected: tuple[RejectedRecord, ...]
    failure: str | None
    next_look_at: datetime | None
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """Return the report as one JSON object."""
        return {
            "date": self.day.isoformat(),
            "state": self.state.value,
            "listed": self.listed,
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
    summaries = store.summaries.all_of([listed.key for listed in day.papers], language).values()
    full = sum(summary.basis is Basis.FULL_TEXT for summary in summaries)
    return DayReport(
        day=day.day,
        state=state,
        listed=len(day.papers),
        summarised=len(summaries),
        from_full_text=full,
        rejected=day.rejected,
        failure=day.failure,
        next_look_at=None if state in (DayState.SETTLED, DayState.EMPTY) else next_look(day, now),
        sentence=_sentence(day, len(summaries), len(summaries) - full, now),
    )


def _sentence(day: ListDay, summarised: int, from_abstract: int, now: datetime) -> str:
    parts = [f"{day.day}: {explain(day, now)}"]
    if day.papers:
        parts.append(f"{summarised} of {len(day.papers)} summarised")
    if from_abstract:
        parts.append(f"{from_abstract} from the abstract alone")
    if day.rejected:
        parts.append(f"{len(day.rejected)} unreadable on the list")
    return ", ".join(parts)
