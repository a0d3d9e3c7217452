"""The year as it was planned, and what has come of it so far."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from storage.database import Database
from storage.models import Address, PaperKey, Platform
from tests.fakes.time import true_moment
from tests.year.lists import Lists
from tests.year.people import Reader
from tests.year.plan import Plan, Span
from tests.year.remotes import Year

ADMINS = (Address(Platform.TELEGRAM, "999"), Address(Platform.SLACK, "C0ADMIN"))


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a year is simulated."""

    days: int = 365
    chats: int = 1_000
    most_papers: int = 50
    tick_s: int = 1800


@dataclass(frozen=True, slots=True)
class Measure:
    """What the year had come to at a moment: bytes, rows by table, and how much had been sent."""

    at: datetime
    memory: int
    used: int
    file: int
    rows: Mapping[str, int]
    messages: int
    took_s: float


@dataclass(slots=True)
class World:
    """The year as it was planned, and what came of it."""

    scale: Scale
    plan: Plan
    lists: Lists
    readers: list[Reader]
    year: Year
    downs: list[Span] = field(default_factory=list)
    given: dict[str, bytearray] = field(default_factory=dict)
    """For each reader's address how often each paper came, by its number."""
    outcomes: dict[date, tuple[str, frozenset[PaperKey]]] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)
    events: list[tuple[datetime, str]] = field(default_factory=list)
    """Lines of the log about trouble."""
    faults: Counter[str] = field(default_factory=Counter)
    """What the log held at ERROR."""
    lives: int = 0
    kills: int = 0
    ruled: int = 0
    """Messages of which nobody could tell whether they arrived, so that the rule took them for sent."""
    refused: int = 0
    """Messages beyond a platform's limits."""
    begun_s: float = field(default_factory=time.monotonic)

    def measure(self, path: Path, tell: Callable[[str], None]) -> None:
        """Measure the database and this process, and tell it."""
        db = Database(path, read_only=True)
        tables = ("outbox", "bodies", "ledger", "deliveries", "papers", "summaries", "inbox", "edits", "notices")
        rows = {name: db.rows(f"SELECT COUNT(*) AS n FROM {name}")[0]["n"] for name in tables}
        (pages,) = db.rows(
            "SELECT page_count * page_size AS file, (page_count - freelist_count) * page_size AS used"
            " FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
        )
        db.close()
        sent = sum(number for name, number in self.year.counts.items() if name.endswith("messages"))
        took_s = time.monotonic() - self.begun_s
        measure = Measure(true_moment(), memory_bytes(), pages["used"], pages["file"], rows, sent, took_s)
        self.measures.append(measure)
        tell(told_measure(measure))


def memory_bytes() -> int:
    """Return the resident memory of this process, in bytes; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * 4096


def told_measure(measure: Measure) -> str:
    """Tell a measure in a line."""
    rows = " ".join(f"{name} {number:,}" for name, number in measure.rows.items())
    megabytes = " ".join(
        f"{name} {size / 1_000_000:,.0f} MB"
        for name, size in (("memory", measure.memory), ("used", measure.used), ("file", measure.file))
    )
    return f"{measure.at:%F}  {megabytes}  sent {measure.messages:,}  rows: {rows}  ({measure.took_s:.0f} s)"
