"""The list days: what stood on each day's list, when it last grew, and how looking at it went."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from storage.database import Database, Row, places
from storage.models import ListDay, ListedPaper, PaperKey, RejectedRecord
from storage.moments import moment_text, read_day, read_moment


@dataclass(frozen=True, slots=True)
class ListedKeywords:
    """What a paper is about, in the words of its list, and the day on which it was listed."""

    key: PaperKey
    day: date
    keywords: tuple[str, ...]


class ListDays:
    """The list_days and listed tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, day: date) -> ListDay:
        """Return what is known of a day: nothing at all, if nobody has looked."""
        known = self._db.read(self._filled, "SELECT * FROM list_days WHERE day = ?", [day.isoformat()])
        return known[0] if known else ListDay(day)

    def first(self) -> date | None:
        """Return the earliest day that somebody has looked at."""
        row = self._db.row("SELECT MIN(day) AS day FROM list_days")
        return read_day(row["day"]) if row else None

    def since(self, first: date) -> tuple[ListDay, ...]:
        """Return the days from `first` on that somebody has looked at, oldest first."""
        sql = "SELECT * FROM list_days WHERE day >= ? ORDER BY day"
        return tuple(self._db.read(self._filled, sql, [first.isoformat()]))

    def of_paper(self, key: PaperKey) -> tuple[ListDay, ...]:
        """Return the days on whose lists a paper stood, oldest first."""
        sql = "SELECT d.* FROM list_days d JOIN listed l ON l.day = d.day WHERE l.paper_key = ? ORDER BY d.day"
        return tuple(self._db.read(self._filled, sql, [key]))

    def in_order(self, keys: Sequence[PaperKey]) -> tuple[PaperKey, ...]:
        """Put papers into the order in which they stood on lists: by their first day, then by their rank."""
        rows = self._db.rows(
            f"SELECT paper_key FROM listed WHERE paper_key IN ({places(keys)})"
            " GROUP BY paper_key ORDER BY MIN(day), MIN(rank), paper_key",
            keys,
        )
        return tuple(PaperKey(row["paper_key"]) for row in rows)

    def first_days_of(self, keys: Sequence[PaperKey], since: date) -> dict[PaperKey, date]:
        """Return the first day since a day on which each of the papers stood on a list."""
        rows = self._db.rows(
            "SELECT paper_key, MIN(day) AS day FROM listed WHERE day >= ?"
            " AND paper_key IN (SELECT value FROM json_each(?)) GROUP BY paper_key",
            [since.isoformat(), json.dumps(keys)],
        )
        return {PaperKey(row["paper_key"]): date.fromisoformat(row["day"]) for row in rows}

    def keywords_since(self, since: date) -> tuple[ListedKeywords, ...]:
        """Return the keywords of the papers that stood on a list since a day, each paper once, on its first day."""
        rows = self._db.rows(
            "SELECT l.paper_key, MIN(l.day) AS day, p.keywords FROM listed l JOIN papers p ON p.key = l.paper_key"
            " WHERE l.day >= ? GROUP BY l.paper_key ORDER BY day, l.paper_key",
            [since.isoformat()],
        )
        return tuple(self._db.made(_keywords, rows))

    def record_look(
        self, day: date, keys: Iterable[PaperKey], rejected: Iterable[RejectedRecord], now: datetime
    ) -> ListDay:
        """Keep what a look at the list found; papers are only ever added, and one that joins a settled day is late.

        Until the day is settled its papers stand in the order of the list, with those that left it at the end; from
        then on the order is fixed, so that posts and messages keep theirs, and what joins is put at the end. The papers
        themselves must be stored before.
        """
        with self._db.transaction():
            known = self.get(day)
            settled = known.settled_at is not None
            before, listed = [paper.key for paper in known.papers], list(dict.fromkeys(keys))
            order = list(dict.fromkeys([*before, *listed] if settled else [*listed, *before]))
            grown = len(order) > len(before) or known.checked_at is None
            self._put(
                replace(
                    known,
                    grown_at=now if grown else known.grown_at,
                    checked_at=now,
                    failed_at=None,
                    failing_since=None,
                    failure=None,
                    rejected=tuple(rejected),
                )
            )
            self._db.run_many(
                "INSERT INTO listed (day, paper_key, rank, first_seen_at, late) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (day, paper_key) DO UPDATE SET rank = excluded.rank",
                [(day.isoformat(), key, rank, moment_text(now), int(settled)) for rank, key in enumerate(order, 1)],
            )
            return self.get(day)

    def record_failure(self, day: date, failure: str, now: datetime) -> ListDay:
        """Keep that a look was not answered, and since when."""
        with self._db.transaction():
            known = self.get(day)
            since = known.failing_since or now
            self._put(replace(known, failed_at=now, failing_since=since, failure=failure))
            return self.get(day)

    def mark_settled(self, day: date, now: datetime) -> None:
        """Keep when a day was first seen to be settled; a second call changes nothing."""
        self._db.run(
            "UPDATE list_days SET settled_at = ? WHERE day = ? AND settled_at IS NULL",
            [moment_text(now), day.isoformat()],
        )

    def count_listed_before(self, day: date) -> int:
        """Return how many of a day's papers stood on the list of an earlier day too."""
        row = self._db.row(
            "SELECT COUNT(*) AS n FROM listed l WHERE day = ? AND EXISTS"
            " (SELECT 1 FROM listed e WHERE e.paper_key = l.paper_key AND e.day < l.day)",
            [day.isoformat()],
        )
        return int(row["n"]) if row else 0

    def _put(self, day: ListDay) -> None:
        row = {
            "day": day.day.isoformat(),
            "grown_at": moment_text(day.grown_at),
            "checked_at": moment_text(day.checked_at),
            "settled_at": moment_text(day.settled_at),
            "failed_at": moment_text(day.failed_at),
            "failing_since": moment_text(day.failing_since),
            "failure": day.failure,
            "rejected": json.dumps([[r.record, r.reason] for r in day.rejected], ensure_ascii=False),
        }
        self._db.upsert("list_days", row, ["day"])

    def _filled(self, row: Row) -> ListDay:
        listed = self._db.rows("SELECT * FROM listed WHERE day = ? ORDER BY rank", [row["day"]])
        return ListDay(
            day=date.fromisoformat(row["day"]),
            grown_at=read_moment(row["grown_at"]),
            checked_at=read_moment(row["checked_at"]),
            settled_at=read_moment(row["settled_at"]),
            failed_at=read_moment(row["failed_at"]),
            failing_since=read_moment(row["failing_since"]),
            failure=row["failure"],
            papers=tuple(map(_listed, listed)),
            rejected=tuple(RejectedRecord(*pair) for pair in json.loads(row["rejected"])),
        )


def _listed(row: Row) -> ListedPaper:
    first_seen_at = read_moment(row["first_seen_at"])
    assert first_seen_at is not None
    return ListedPaper(PaperKey(row["paper_key"]), row["rank"], first_seen_at, bool(row["late"]))


def _keywords(row: Row) -> ListedKeywords:
    return ListedKeywords(
        PaperKey(row["paper_key"]), date.fromisoformat(row["day"]), tuple(json.loads(row["keywords"]))
    )
