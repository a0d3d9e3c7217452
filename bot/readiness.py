"""Pure: whether the bot is able to work, and if not, what stands in its way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.models import Platform

LIST_AGE = timedelta(hours=3)
"""Lists are looked at hourly, on days without papers too."""


@dataclass(frozen=True, slots=True)
class State:
    """What readiness is told by; `store` is what the database says when it is asked, or None where all is well."""

    store: str | None
    stopped: Mapping[Platform, str]
    late_jobs: tuple[str, ...]
    last_look: datetime | None
    unheard: Mapping[Platform, str] = field(default_factory=dict)


def obstacles(state: State, now: datetime) -> dict[str, str]:
    """Return what stands in the way, by part (store, senders, listeners, scheduler, list); nothing if all is ready."""
    return dict(_obstacles(state, now))


def _obstacles(state: State, now: datetime) -> Iterator[tuple[str, str]]:
    if state.store is not None:
        yield "store", state.store
    if state.stopped:
        yield "senders", _reasons(state.stopped)
    if state.unheard:
        yield "listeners", _reasons(state.unheard)
    if state.late_jobs:
        yield "scheduler", f"late: {', '.join(state.late_jobs)}"
    if state.last_look is None:
        yield "list", "no list was had yet"
    elif now - state.last_look > LIST_AGE:
        yield "list", f"the last was had at {state.last_look:%F %H:%MZ}"


def _reasons(refused: Mapping[Platform, str]) -> str:
    return ", ".join(f"{platform}: {reason}" for platform, reason in refused.items())
