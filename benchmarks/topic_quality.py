"""Topics on real lists: recall and precision of 23 topics against what a reader of 54 days says they should match.

python -m benchmarks.topic_quality DATA: `topic_quality.json` holds the reading. A paper should match a topic that
stands for something that it contributes, uses or examines; naming it in passing is not enough. All titles were read,
and what every abstract says around the traces that a generous pattern found in it; 20 abstracts in which it found none
were read whole. "Posts" are the papers of those days that have a Korean summary on record; "lists" are all papers, in
English alone. What a model would add to a topic in another script was written down by hand, so with it the figure
tells what a good answer is worth, not how good one comes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, show
from digest.hugging_face import parse_item
from digest.post_read import load_post
from digest.topic_index import TopicIndex, parsed
from digest.widening import widen
from storage.models import Basis, Language, Method, Paper, PaperKey, Summary
from storage.store import Store
from tests.makers import MADE_AT

READING = Path(__file__).with_suffix(".json")
KOREAN = Language("ko")


@dataclass(frozen=True, slots=True)
class Match:
    """How many papers a topic found, how many of them rightly, and how many it should have found."""

    found: int
    right: int
    due: int

    def __add__(self, other: Match) -> Match:
        return Match(self.found + other.found, self.right + other.right, self.due + other.due)

    def told(self) -> str:
        """Tell recall and precision."""
        recall = f"recall {self.right / self.due:4.0%} of {self.due:2}"
        return f"{recall}, precision {self.right / self.found:4.0%} of {self.found:2}" if self.found else f"{recall}, —"


NOTHING = Match(0, 0, 0)


def main(arguments: Sequence[str]) -> int:
    """Print recall and precision of each topic and of all: as it is written, and as it is offered for saving."""
    data = Path(arguments[0])
    topics: list[dict[str, Any]] = json.loads(READING.read_text(encoding="utf-8"))
    with Store.open(None) as store:
        indexes = {"lists": _lists(store, data / "hf_daily"), "posts": _posts(store, data / "posts")}
    written, offered = NOTHING, NOTHING
    for entry in topics:
        query, among = entry["topic"], entry.get("among", "lists")
        match = _match(indexes[among], query, entry["match"])
        show(Figure(f"{query} ({among})" if "among" in entry else query, match.told()))
        written += match
        if (wide := widen(query, entry.get("english", {}))) is not None:
            match = _match(indexes[among], wide.query, entry["match"])
            show(Figure(f"  + {', '.join(wide.added)}", match.told()))
        offered += match
    show(Figure("all, as written", written.told()), Figure("all, as offered", offered.told()))
    return 0


def _match(index: TopicIndex, query: str, due: Collection[str]) -> Match:
    found = index.matches([parsed(query)]).keys()
    return Match(len(found), len(found & set(due)), len(due))


def _lists(store: Store, folder: Path) -> TopicIndex:
    papers: dict[PaperKey, Paper] = {}
    for path in sorted(folder.glob("*.json")):
        papers |= {paper.key: paper for paper in map(parse_item, json.loads(path.read_text(encoding="utf-8")))}
    store.papers.put(papers.values())
    return _indexed(store, store.papers.all_of([*papers]))


def _posts(store: Store, folder: Path) -> TopicIndex:
    """Store the Korean summaries of listed papers, and index those papers."""
    told = {summary.key: summary for summary in _summaries(folder)}
    papers = store.papers.all_of([*told])
    for key in papers:
        store.summaries.put(told[key])
    return _indexed(store, papers)


def _summaries(folder: Path) -> Iterator[Summary]:
    for path in sorted(folder.glob("*.md")):
        for paper in load_post(path).papers:
            if paper.key:
                yield Summary(
                    paper.key, KOREAN, KOREAN, paper.sections, Basis.FULL_TEXT, Method.MODEL, MADE_AT, "benchmark"
                )


def _indexed(store: Store, papers: dict[PaperKey, Paper]) -> TopicIndex:
    return TopicIndex(papers.values(), store.search.documents([*papers]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
