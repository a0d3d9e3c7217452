"""The lists of a year: recorded days one after the other, again and again, each time with new papers.

What real lists do is kept: none on Sundays and most Saturdays, growth over hours, papers that join when the day is
over, that move to another day, or stand on a list once more weeks later.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from typing import Any

import httpx

from digest.hugging_face import PAGE_SIZE
from storage.models import PaperKey
from tests.data import DATA

WORDS = (
    "zorvan", "kelmit", "quandor", "brivex", "taluno", "fendrik", "morvash", "pelquin", "sudrami", "vexolt", "yarnoch",
    "drumel", "gralpo", "hostrix", "jembol", "wendara", "lurgat", "norbix", "cavlim", "ebrunt", "ofsald", "rinkota",
    "umbreq", "istrav",
)  # fmt: skip
"""Each paper's abstract holds one of these, so that anybody can tell which topics it is on."""
HOLIDAYS = frozenset({(12, 24), (12, 25), (1, 1)})
_KEPT = ("title", "summary", "upvotes", "ai_keywords", "githubRepo", "githubStars", "publishedAt", "organization")
MOST_PAPERS = 50
MOST_AUTHORS = 8


@dataclass(frozen=True, slots=True)
class Stand:
    """One paper on one list, from a moment on; until another if it moved to another list."""

    number: int
    day: date
    begin: datetime
    end: datetime | None = None


@dataclass(slots=True)
class Lists:
    """The papers of a year, by number, and where each of them stands."""

    stands: dict[date, list[Stand]] = field(default_factory=dict)
    keys: list[PaperKey] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    _records: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, request: httpx.Request, now: datetime) -> httpx.Response:
        """Answer as the site does at a moment."""
        if request.url.path != "/api/daily_papers":
            return httpx.Response(404)
        page = int(request.url.params.get("p", "0"))
        standing = self.on(date.fromisoformat(request.url.params["date"]), now)
        held = standing[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
        return httpx.Response(200, content=json.dumps([self._record(stand.number) for stand in held]))

    def on(self, day: date, now: datetime) -> list[Stand]:
        """Return what stands on the list of a day at a moment."""
        return [
            stand for stand in self.stands.get(day, ()) if stand.begin <= now and (stand.end is None or now < stand.end)
        ]

    def _record(self, number: int) -> dict[str, Any]:
        record = self._records[number]
        told = f"{record['summary']} It is work on {self.words[number]}."
        return {"paper": record | {"id": self.keys[number], "summary": told}, "thumbnail": record.get("thumbnail")}

    def publish(self, day: date, records: list[dict[str, Any]], dice: random.Random) -> list[int]:
        """Let records come out as new papers on a day: in batches over hours, some of them late or moved."""
        numbers = []
        moments = sorted(_moment(day, dice.uniform(0.5, 9)) for _ in range(dice.randint(2, 5)))
        moments += [_moment(day, dice.uniform(9, 23.7)) for _ in range(dice.randint(0, 2))]
        for record in records:
            number = len(self.keys)
            numbers.append(number)
            self.keys.append(PaperKey(f"{day:%y%m}.{number:05}"))
            self.words.append(dice.choice(WORDS))
            self._records.append(record)
            begin = dice.choices(moments, [1 / (place + 1) for place in range(len(moments))])[0]
            if dice.random() < 0.01:
                begin = _moment(day, dice.uniform(24.5, 43))
            self._stand(number, day, begin, dice)
        return numbers

    def _stand(self, number: int, day: date, begin: datetime, dice: random.Random) -> None:
        moves = dice.random() < 0.03 and begin <= _moment(day, 18)
        if not moves:
            self._put(Stand(number, day, begin))
            return
        moved_at = begin + timedelta(hours=dice.uniform(2, 4))
        self._put(Stand(number, day, begin, moved_at))
        self._put(Stand(number, day + timedelta(days=dice.choice((-1, 1))), moved_at))

    def list_again(self, number: int, day: date, dice: random.Random) -> None:
        """Let a paper that stood on an earlier list stand on this one too."""
        self._put(Stand(number, day, _moment(day, dice.uniform(0.5, 20))))

    def _put(self, stand: Stand) -> None:
        self.stands.setdefault(stand.day, []).append(stand)


def lists_of(first: date, days: int, dice: random.Random, most: int = MOST_PAPERS) -> Lists:
    """Make the lists of so many days; each day has at most `most` papers."""
    lists, recorded = Lists(), cycle(recorded_days(dice))
    published: list[int] = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        if day.weekday() == 6 or (day.month, day.day) in HOLIDAYS:
            continue
        if day.weekday() == 5 and dice.random() < 0.7:
            continue
        published += lists.publish(day, next(recorded)[:most], dice)
        if published and dice.random() < 0.25:
            lists.list_again(dice.choice(published[-400:]), day, dice)
    return lists


def recorded_days(dice: random.Random) -> list[list[dict[str, Any]]]:
    """Return the recorded lists, oldest first, or made ones where the recorded data is not at hand."""
    files = sorted((DATA / "hf_daily").glob("*.json"))
    if files:
        return [[_slim(item) for item in json.loads(file.read_bytes())] for file in files]
    summary = "Language models forget what they read a while ago. We propose a memory that keeps what was read. " * 10
    return [
        [
            {"title": f"Memory {day}.{place}", "summary": summary, "upvotes": place}
            for place in range(dice.randint(5, 30))
        ]
        for day in range(54)
    ]


def _slim(item: dict[str, Any]) -> dict[str, Any]:
    """Keep of a record what is shown: a year's lists are asked for ten thousand times."""
    paper = item["paper"]
    slim = {name: paper[name] for name in _KEPT if name in paper}
    authors = [{"name": author["name"]} for author in paper.get("authors", ())[:MOST_AUTHORS]]
    return slim | {"title": item["title"], "authors": authors, "thumbnail": item.get("thumbnail")}


def _moment(day: date, hours: float) -> datetime:
    """Return a moment so many hours after a UTC day begins."""
    return datetime.combine(day, time(), UTC) + timedelta(hours=round(hours * 60) / 60)
