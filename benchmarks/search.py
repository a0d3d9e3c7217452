"""The archive: searches of 100,000 papers with summaries in two languages, and a stored paper by its id; how they grow.

python -m benchmarks.search DATA [PAPERS]: words and names are drawn from recorded lists and posts, as often as there.
Times are of the processor, so what else the machine does stays out; reading from the disk does too. The papers are
stored a thousand at a time, the last ones one by one as a day brings them, and at the end the index of the newest is
made anew in the small steps in which a running bot does that after an upgrade. 100,000 papers take five minutes of
processor in all and 1.4 GB of disk, a million more than half an hour and 14 GB.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from math import log
from pathlib import Path

from benchmarks.measure import MEGABYTE, Figure, at_most, show
from bot.housekeeping import FILLED_AT_ONCE
from digest.archive import search_archive
from storage.database import Database
from storage.migrations import m015_search_words
from storage.models import Basis, Language, Method, Paper, PaperKey, Sections, Summary
from storage.search import Search
from storage.store import Store

PAPERS = 100_000
BATCH = 1_000
ONE_BY_ONE = 200
MADE_ANEW = 100_000
QUERIES = 400
TENTH = 10
SEARCH_TABLES = ("search_", "name_forms", "sqlite_autoindex_search_")
SEARCH_MS = 50.0
LOOKUP_MS = 10.0


@dataclass(frozen=True, slots=True)
class Words:
    """Words as they come in real lists and posts: common ones many times."""

    english: Sequence[str]
    korean: Sequence[str]
    names: Sequence[str]


def main(arguments: Sequence[str]) -> int:
    """Print the figures for an archive of so many papers, and how they grew since it had a tenth of them."""
    size = int(arguments[1]) if len(arguments) > 1 else PAPERS
    words = _read(Path(arguments[0]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paperboy.db"
        with Store.open(path) as store:
            small = _grown(store, path, words, range(size // TENTH))
            large = _grown(store, path, words, range(size // TENTH, size))
            single_ms = _stored_singly(store, words, range(size, size + ONE_BY_ONE))
        steps = _made_anew(path, min(size, MADE_ANEW))
    built_s = small.built_s + large.built_s
    each_ms = large.built_s / (size - size // TENTH) * 1e3
    show(
        _slowest("search, p99", large.searches, SEARCH_MS),
        *(_slowest(f"  {kind}", taken) for kind, taken in large.kinds.items()),
        _growth("  since a tenth", small.searches, large.searches),
        _slowest("stored paper, p99", large.lookups, LOOKUP_MS),
        _growth("  since a tenth", small.lookups, large.lookups),
        Figure("papers stored and indexed", f"{size:,} in {built_s:.0f} s of CPU, the last {each_ms:.2f} ms each"),
        Figure("  since a tenth", f"{each_ms / (small.built_s / (size // TENTH) * 1e3):.2f} × the time of each"),
        Figure("  one by one", f"{single_ms:.1f} ms each, a paper and two summaries"),
        Figure("index made anew", f"{sum(steps) / 1e3:.0f} s of CPU for {min(size, MADE_ANEW):,} papers"),
        Figure("  a step of it, p99", f"{_p99(steps):.1f} ms, the longest {max(steps):.0f} ms"),
        Figure("the database", f"{large.held_mb:,.0f} MB, {large.held_mb / size * 1e3:.1f} kB a paper"),
        Figure("  of it the index", f"{large.index_mb:,.0f} MB, {large.index_mb / size * 1e3:.1f} kB a paper"),
        Figure("  since a tenth", f"× {large.held_mb / small.held_mb:.1f}"),
    )
    return 0


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of an archive of one size; milliseconds by the kind of what is looked for."""

    built_s: float
    kinds: Mapping[str, Sequence[float]]
    lookups: Sequence[float]
    held_mb: float
    index_mb: float

    @property
    def searches(self) -> Sequence[float]:
        """Return the milliseconds of all searches."""
        return [taken for kind in self.kinds.values() for taken in kind]


def _grown(store: Store, path: Path, words: Words, numbers: range) -> Measured:
    """Add papers to the archive and measure it."""
    chance = random.Random(numbers.stop)
    built_s = sum(
        _store(store, _written(words, chance, range(batch, min(batch + BATCH, numbers.stop))))
        for batch in range(numbers.start, numbers.stop, BATCH)
    )
    kinds: dict[str, list[float]] = {}
    for kind, text in _texts(words, chance):
        kinds.setdefault(kind, []).append(_timed(partial(search_archive, store, text)))
    keys = [_key(chance.randrange(numbers.stop)) for _ in range(QUERIES)]
    lookups = [_timed(partial(_look_up, store, key)) for key in keys]
    return Measured(built_s, kinds, lookups, *_held_mb(path))


def _held_mb(path: Path) -> tuple[float, float]:
    """Return the megabytes of the database, and those of what only the search needs."""
    with closing(sqlite3.connect(path)) as db:
        sizes = dict(db.execute("SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE"))
    index = sum(size for name, size in sizes.items() if name.startswith(SEARCH_TABLES))
    return sum(sizes.values()) / MEGABYTE, index / MEGABYTE


def _read(data: Path) -> Words:
    """Take the words out of the recorded data; they are never shown."""
    english: list[str] = []
    names: list[str] = []
    for path in sorted((data / "hf_daily").glob("*.json")):
        for item in json.loads(path.read_text(encoding="utf-8")):
            english += item["paper"].get("summary", "").split()
            names += [author["name"] for author in item["paper"].get("authors", [])]
    korean = [
        word for path in sorted((data / "posts").glob("*.md")) for word in path.read_text(encoding="utf-8").split()
    ]
    return Words(english, [word for word in korean if any("가" <= letter <= "힣" for letter in word)], names)


def _written(words: Words, chance: random.Random, numbers: range) -> list[tuple[Paper, Summary, Summary]]:
    """Write papers and their summaries in both languages."""
    return [
        (
            _paper(words, chance, number),
            _summary(_key(number), Language("ko"), " ".join(chance.choices(words.korean, k=120))),
            _summary(_key(number), Language("en"), " ".join(chance.choices(words.english, k=120))),
        )
        for number in numbers
    ]


def _store(store: Store, written: Sequence[tuple[Paper, Summary, Summary]]) -> float:
    """Store papers in one go; return the seconds."""
    begun = time.process_time()
    with store.transaction():
        store.papers.put(paper for paper, _, _ in written)
        for _, *summaries in written:
            for summary in summaries:
                store.summaries.put(summary)
    return time.process_time() - begun


def _stored_singly(store: Store, words: Words, numbers: range) -> float:
    """Store papers, and each summary by itself; return the milliseconds for a paper."""
    written = _written(words, random.Random(numbers.stop), numbers)
    begun = time.process_time()
    for paper, *summaries in written:
        store.papers.put([paper])
        for summary in summaries:
            store.summaries.put(summary)
    return (time.process_time() - begun) / len(numbers) * 1e3


def _made_anew(path: Path, papers: int) -> list[float]:
    """Forget the index as an upgrade does and make it again for the newest papers; return the milliseconds of steps."""
    with closing(Database(path)) as db:
        with db.transaction():
            m015_search_words(db.utils)
        step = partial(Search(db).fill, FILLED_AT_ONCE)
        return [_timed(step) for _ in range(0, papers, FILLED_AT_ONCE)]


def _paper(words: Words, chance: random.Random, number: int) -> Paper:
    return Paper(
        key=_key(number),
        title=" ".join(chance.choices(words.english, k=9)),
        abstract=" ".join(chance.choices(words.english, k=170)),
        authors=tuple(chance.choices(words.names, k=7)),
        upvotes=int(chance.expovariate(0.05)),
    )


def _key(number: int) -> PaperKey:
    return PaperKey(f"{2001 + number // 50_000}.{number % 50_000:05}")


def _summary(key: PaperKey, language: Language, text: str) -> Summary:
    at = datetime(2026, 5, 13, tzinfo=UTC)
    return Summary(key, language, language, Sections(goal=text), Basis.FULL_TEXT, Method.MODEL, at, "benchmark")


def _texts(words: Words, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Write what people type, each with its kind."""
    for _ in range(QUERIES // 8):
        name = chance.choice(words.names)
        yield "a word", chance.choice(words.english)
        yield "two words", " ".join(chance.choices(words.english, k=2))
        yield "three words", " ".join(chance.choices(words.english, k=3))
        yield "a phrase", '"{} {}"'.format(*chance.choices(words.english, k=2)).replace('""', '"')
        yield "with filters", f"{chance.choice(words.english)} votes:>20 -{chance.choice(words.english).strip('-')}"
        yield "Korean", chance.choice(words.korean)
        yield "an author", f'author:"{name}"'
        yield "a misspelt name", name[:-2] + name[-1:]


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1e3


def _look_up(store: Store, key: PaperKey) -> None:
    assert store.papers.find(key)
    assert store.summaries.find(key, Language("ko"))


def _slowest(name: str, taken_ms: Sequence[float], goal_ms: float | None = None) -> Figure:
    told = f"{_p99(taken_ms):.1f} ms, p50 {sorted(taken_ms)[len(taken_ms) // 2]:.1f} ms"
    return Figure(name, told) if goal_ms is None else at_most(name, told, _p99(taken_ms), goal_ms, "ms")


def _growth(name: str, small: Sequence[float], large: Sequence[float]) -> Figure:
    """Tell how a p99 grew while the papers grew tenfold: as which power of their number."""
    times = _p99(large) / _p99(small)
    return Figure(name, f"× {times:.1f}, as the power {log(times, TENTH):.2f} of the papers")


def _p99(taken_ms: Sequence[float]) -> float:
    return sorted(taken_ms)[int(len(taken_ms) * 0.99)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
