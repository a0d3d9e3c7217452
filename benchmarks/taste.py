"""Taste: how well six likes find more of a subject on the recorded lists, how often they change an order, the cost.

python -m benchmarks.taste DATA
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

from benchmarks.measure import Figure, at_least, at_most, show
from digest.hugging_face import parse_item
from digest.selection import Selection, arrange
from digest.taste import ALIKE, NO_TASTE, Likeness, Taste, vote_class
from digest.topic_index import TopicIndex, parsed
from storage.models import Opinion, Paper, PaperKey
from storage.store import Store

SUBJECTS = (
    '"video generation" OR "video diffusion" OR "text-to-video"',
    "agent",
    'robot OR manipulation OR "vision-language-action"',
    "speech OR audio",
    '3d OR "gaussian splatting"',
    '"reinforcement learning"',
    '"mathematical reasoning" OR "math reasoning"',
    '"code generation" OR "software engineering"',
    "medical OR clinical",
    "jailbreak OR safety",
    'quantization OR pruning OR "kv cache"',
    '"text-to-image" OR "image editing"',
    "retrieval OR rag",
    'gui OR "computer use"',
    "multilingual OR translation",
    '"world model"',
    '"synthetic data"',
    '"long context"',
    "hallucination",
    "scientific OR chemistry OR protein",
)
LIKES = 6
LISTS = 7
"""Lists whose papers are put into order together, as the process sees them."""
ROUNDS = 10
RIGHT, CHAT_MS = 0.7, 1.0


def main(arguments: Sequence[str]) -> int:
    """Print the figures."""
    days = [
        [parse_item(item) for item in json.loads(path.read_text(encoding="utf-8"))]
        for path in sorted((Path(arguments[0]) / "hf_daily").glob("*.json"))
    ]
    papers = {paper.key: paper for day in days for paper in day}
    subjects = _subjects(papers)
    chance = random.Random(1)
    right, changed, shown, seconds, chats = 0.0, 0, 0, 0.0, 0
    for on_subject in subjects:
        for _ in range(ROUNDS):
            lists = chance.sample(days, min(LISTS, len(days)))
            listed = {paper.key: paper for day in lists for paper in day}
            known = sorted(on_subject - listed.keys())
            found = on_subject & listed.keys()
            if not known or not found:
                continue
            likes = [Opinion(key, wanted=True) for key in chance.sample(known, min(LIKES, len(known)))]
            likeness = Likeness(listed.values())
            # What papers are about is worked out once for all chats.
            likeness.taste(likes, papers, listed.values())
            begun = time.process_time()
            taste = likeness.taste(likes, papers, listed.values())
            seconds, chats = seconds + time.process_time() - begun, chats + 1
            right += _pairs_right(taste, found, listed.keys() - found)
            for day in lists:
                shown += 1
                changed += _is_changed(day, taste)
    pairs = [(one.upvotes, other.upvotes) for day in days for one, other in combinations(day, 2)]
    in_class = sum(vote_class(one) == vote_class(other) for one, other in pairs) / len(pairs)
    equal = sum(one == other for one, other in pairs) / len(pairs)
    alike = list(_alike(days))
    show(
        at_least("subject before others", f"{right / chats:.0%} of pairs, {LIKES} likes", right / chats, RIGHT, ""),
        Figure("orders that likes change", f"{changed / shown:.0%} of days"),
        Figure("pairs of one class of votes", f"{in_class:.0%} of a day's, with equal votes {equal:.0%}"),
        Figure("pairs that count as alike", f"{sum(alike) / len(alike):.1%}"),
        at_most("one chat's taste", f"{1000 * seconds / chats:.2f} ms", 1000 * seconds / chats, CHAT_MS, "ms"),
    )
    return 0


def _subjects(papers: Mapping[PaperKey, Paper]) -> list[frozenset[PaperKey]]:
    """Return which papers are on each subject, as a topic of a chat would find them."""
    with Store.open(None) as store:
        store.papers.put(papers.values())
        index = TopicIndex(papers.values(), store.search.documents(list(papers)))
        return [frozenset(index.matches([parsed(subject)])) for subject in SUBJECTS]


def _pairs_right(taste: Taste, found: Collection[PaperKey], others: Collection[PaperKey]) -> float:
    """Return in how many of all pairs the paper on the subject is liked more; equal ones count half."""
    pairs = [(taste.liking[one], taste.liking[other]) for one in found for other in others]
    return sum((one > other) + 0.5 * (one == other) for one, other in pairs) / len(pairs)


def _is_changed(day: Sequence[Paper], taste: Taste) -> bool:
    selection = Selection(date.min, tuple(paper.key for paper in day))
    votes = {paper.key: paper.upvotes for paper in day}
    orders = {arrange(selection, votes, frozenset(), chosen).keys for chosen in (taste, NO_TASTE)}
    return len(orders) > 1


def _alike(days: Sequence[Sequence[Paper]]) -> Iterator[bool]:
    """Tell of pairs of papers of a week whether they are alike."""
    for first in range(0, len(days), LISTS):
        papers = [paper for day in days[first : first + LISTS] for paper in day]
        likeness = Likeness(papers)
        for one, other in combinations(papers, 2):
            vectors = likeness.vector(one), likeness.vector(other)
            yield sum(weight * vectors[1].get(word, 0.0) for word, weight in vectors[0].items()) >= ALIKE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
