"""Measure the reading of full texts, titles and abstracts on the recorded data, with the goals beside the figures.

python benchmarks/texts.py ../shared/data
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from digest.fulltext import from_html
from digest.latex import readable
from digest.sentences import split_sentences

HTML_GOAL_MS = 150
ABSTRACTS = 50
ABSTRACTS_GOAL_MS = 50
BOUNDARY_GOAL = 0.97


def main() -> int:
    """Print milliseconds of the largest page and of fifty abstracts, and how well sentences are told apart."""
    if len(sys.argv) != 2 or not (data := Path(sys.argv[1])).is_dir():
        print("usage: python benchmarks/texts.py FOLDER-OF-RECORDED-DATA", file=sys.stderr)
        return 2
    page = max((file.read_bytes() for file in (data / "arxiv_html").glob("*.html")), key=len)
    print(f"HTML of {len(page) / 1000:.0f} kB: {_best_ms(lambda: from_html(page)):.0f} ms (goal {HTML_GOAL_MS})")
    abstracts = [
        item["paper"]["summary"]
        for file in sorted((data / "hf_daily").glob("*.json"))
        for item in json.loads(file.read_bytes())
    ]
    spent = _best_ms(lambda: [split_sentences(readable(abstract)) for abstract in abstracts])
    share = ABSTRACTS / len(abstracts)
    print(f"{ABSTRACTS} of {len(abstracts)} abstracts: {spent * share:.0f} ms (goal {ABSTRACTS_GOAL_MS})")
    for name in ("train", "dev"):
        precision, recall = _boundaries(data / "csabstruct" / f"{name}.jsonl")
        print(f"sentence ends, {name}: precision {precision:.3f}, recall {recall:.3f} (goal {BOUNDARY_GOAL})")
    return 0


def _best_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times) * 1000


def _boundaries(file: Path) -> tuple[float, float]:
    right = found = there = 0
    for line in file.read_text(encoding="utf-8").splitlines():
        annotated = [" ".join(sentence.split()) for sentence in json.loads(line)["sentences"] if sentence.strip()]
        ours, theirs = _ends(split_sentences(" ".join(annotated))), _ends(annotated)
        right, found, there = right + len(ours & theirs), found + len(ours), there + len(theirs)
    return right / found, right / there


def _ends(sentences: list[str] | tuple[str, ...]) -> set[int]:
    ends, length = set(), -1
    for sentence in sentences[:-1]:
        length += len(sentence) + 1
        ends.add(length)
    return ends


if __name__ == "__main__":
    sys.exit(main())
