"""Topics: 100,000 chats with three each against a real day of 50 papers, beside the naive loop; one topic's dry run.

python -m benchmarks.topics DATA [CHATS]
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from benchmarks.measure import MEGABYTE, at_most, show
from digest.hugging_face import parse_item
from digest.topic_index import TopicIndex, parsed
from digest.topics import DRY_RUN_DAYS
from storage.models import Paper, PaperKey
from storage.search import Document
from storage.store import Store
from tests.makers import MADE_AT

CHATS = 100_000
PER_CHAT = 3
DAY = date(2026, 5, 13)
NAIVE_TOPICS = 300
DRY_RUNS = 200
MATCH_S = 2.0
PEAK_MB = 300
DRY_RUN_MS = 50.0


def main(arguments: Sequence[str]) -> int:
    """Print the figures."""
    chats = int(arguments[1]) if len(arguments) > 1 else CHATS
    lists, chance = Path(arguments[0]) / "hf_daily", random.Random(1)
    with Store.open(None) as store:
        papers = _store_days(store, lists)
        documents = store.search.documents([paper.key for paper in papers])
        words = _telling([document.body.split() for document in documents.values()])
        wanted = [[_topic(words, chance) for _ in range(PER_CHAT)] for _ in range(chats)]
        begun = time.process_time()
        index = TopicIndex(papers, documents)
        found = sum(len(index.matches(map(parsed, topics))) for topics in wanted)
        taken_s = time.process_time() - begun
        peak = _peak_mb()
        naive_s = _naive(wanted, papers, documents) * chats * PER_CHAT
        runs = sorted(_dry_run_ms(store, _topic(words, chance)) for _ in range(DRY_RUNS))
    told = f"{taken_s:.2f} s of CPU, {found:,} matches, {naive_s / taken_s:,.0f} × faster than the naive loop"
    p99 = runs[int(len(runs) * 0.99)]
    show(
        at_most(f"{chats:,} chats × {PER_CHAT}", told, taken_s, MATCH_S, "s"),
        at_most("peak memory", f"{peak:.0f} MB", peak, PEAK_MB, "MB"),
        at_most("dry run, p99", f"{p99:.1f} ms, p50 {runs[len(runs) // 2]:.1f} ms", p99, DRY_RUN_MS, "ms"),
    )
    return 0


def _store_days(store: Store, lists: Path) -> list[Paper]:
    """Store the recorded lists as those of the last two weeks, and return the papers of the benchmark's day."""
    recorded = sorted(lists.glob("*.json"), reverse=True)[:DRY_RUN_DAYS]
    for back, path in enumerate(recorded):
        papers = _papers(path)
        store.papers.put(papers)
        store.days.record_look(DAY - timedelta(days=back), [paper.key for paper in papers], [], MADE_AT)
    return _papers(lists / f"{DAY}.json")[:50]


def _papers(path: Path) -> list[Paper]:
    return [parse_item(item) for item in json.loads(path.read_text(encoding="utf-8"))]


def _telling(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return the words of texts as often as they come, but for those that every fifth text has: no topic is on "we"."""
    held = Counter(word for text in texts for word in set(text))
    return [word for text in texts for word in text if word.isalpha() and held[word] * 5 < len(texts)]


def _topic(words: Sequence[str], chance: random.Random) -> str:
    """Write a topic as people do; common words are common in topics too, so many have the same."""
    kind = chance.random()
    if kind < 0.6:
        return " ".join(chance.choices(words, k=chance.choice((1, 1, 2, 2, 3))))
    if kind < 0.7:
        return '"{} {}"'.format(*chance.choices(words, k=2))
    if kind < 0.8:
        return "{} OR {} -{}".format(*chance.choices(words, k=3))
    if kind < 0.9:
        return f"{chance.choice(words)} votes:>20"
    return chance.choice(("강화학습", "언어 모델", "확산 모델", "멀티모달", "拡散モデル", "大语言模型"))


def _naive(wanted: Sequence[Sequence[str]], papers: Sequence[Paper], documents: dict[PaperKey, Document]) -> float:
    """Return the seconds per topic of asking each paper alone, as one would without an index of them all."""
    topics = [topic for chat in wanted[: NAIVE_TOPICS // PER_CHAT] for topic in chat]
    begun = time.process_time()
    for topic in topics:
        for paper in papers:
            TopicIndex([paper], documents).matches([parsed(topic)])
    return (time.process_time() - begun) / len(topics)


def _dry_run_ms(store: Store, topic: str) -> float:
    begun = time.perf_counter()
    store.search.listed(parsed(topic), DAY - timedelta(days=DRY_RUN_DAYS))
    return (time.perf_counter() - begun) * 1e3


def _peak_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
