"""The archive: searches of 100,000 papers with summaries in two languages, and a stored paper by its id.

python -m benchmarks.search DATA [PAPERS]: words and names are drawn from recorded lists and posts, as often as there.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.measure import MEGABYTE, Figure, show
from digest.archive import search_archive
from storage.models import Basis, Language, Method, Paper, PaperKey, Sections, Summary
from storage.store import Store

PAPERS = 100_000
BATCH = 1_000
QUERIES = 400
SEARCH_MS = 50.0
LOOKUP_MS = 10.0


@dataclass(frozen=True, slots=True)
class Words:
    """Words as they come in real lists and posts: common ones many times."""

    english: Sequence[str]
    korean: Sequence[str]
    names: Sequence[str]


def main(arguments: Sequence[str]) -> int:
    """Print the figures for an archive of so many papers."""
    size = int(arguments[1]) if len(arguments) > 1 else PAPERS
    words, chance = _read(Path(arguments[0])), random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paperboy.db"
        with Store.open(path) as store:
            begun = time.process_time()
            for batch in range(0, size, BATCH):
                _fill(store, words, chance, range(batch, min(batch + BATCH, size)))
            built_s = time.process_time() - begun
            searches = [_timed(partial(search_archive, store, text)) for text in _texts(words, chance)]
            keys = [_key(chance.randrange(size)) for _ in range(QUERIES)]
            lookups = [_timed(partial(_look_up, store, key)) for key in keys]
        held = path.stat().st_size / MEGABYTE
    show(
        _slowest("search, p99", searches, SEARCH_MS),
        _slowest("stored paper, p99", lookups, LOOKUP_MS),
        Figure("papers stored and indexed", f"{size:,} in {built_s:.0f} s of CPU, {built_s / size * 1e3:.2f} ms each"),
        Figure("the database", f"{held:,.0f} MB, {held / size * 1e3:.1f} kB a paper"),
    )
    return 0


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


def _fill(store: Store, words: Words, chance: random.Random, numbers: range) -> None:
    with store.transaction():
        papers = [_paper(words, chance, number) for number in numbers]
        store.papers.put(papers)
        for paper in papers:
            for language, source in (("ko", words.korean), ("en", words.english)):
                text = " ".join(chance.choices(source, k=120))
                store.summaries.put(_summary(paper.key, Language(language), text))


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


def _texts(words: Words, chance: random.Random) -> Iterator[str]:
    """Write what people type: one to three words, phrases, filters, Korean, a name, a misspelt one."""
    for _ in range(QUERIES // 8):
        name = chance.choice(words.names)
        yield chance.choice(words.english)
        yield " ".join(chance.choices(words.english, k=2))
        yield " ".join(chance.choices(words.english, k=3))
        yield '"{} {}"'.format(*chance.choices(words.english, k=2)).replace('""', '"')
        yield f"{chance.choice(words.english)} votes:>20 -{chance.choice(words.english).strip('-')}"
        yield chance.choice(words.korean)
        yield f'author:"{name}"'
        yield name[:-2] + name[-1:]


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1e3


def _look_up(store: Store, key: PaperKey) -> None:
    assert store.papers.find(key)
    assert store.summaries.find(key, Language("ko"))


def _slowest(name: str, taken_ms: Sequence[float], goal_ms: float) -> Figure:
    ordered = sorted(taken_ms)
    p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return Figure(name, f"{p99:.1f} ms, p50 {p50:.1f} ms", f"≤ {goal_ms:g} ms", p99 <= goal_ms)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
