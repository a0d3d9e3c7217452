"""Measure the role classifier on a CSAbstruct file.

python benchmarks/roles.py ../shared/data/csabstruct/dev.jsonl
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from digest.roles import classify

GOAL = 0.65


def main() -> int:
    """Print the micro-F1 with the goal beside it, then each role's figures."""
    if len(sys.argv) != 2:
        print("usage: python benchmarks/roles.py FILE.jsonl", file=sys.stderr)
        return 2
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    try:
        for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for role, label in zip(classify(row["sentences"]), row["labels"], strict=True):
                given[role.value] += 1
                gold[label] += 1
                right[label] += role.value == label
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"roles: {sys.argv[1]} is no CSAbstruct file: {error}", file=sys.stderr)
        return 1
    total = sum(gold.values())
    if not total:
        print(f"roles: {sys.argv[1]} holds no sentence", file=sys.stderr)
        return 1
    commonest = gold.most_common(1)[0][1] / total
    print(
        f"micro-F1 {sum(right.values()) / total:.3f} on {total:,} sentences "
        f"(goal {GOAL}, always the commonest {commonest:.2f})"
    )
    for name in gold:
        precision, recall = right[name] / max(given[name], 1), right[name] / gold[name]
        print(f"  {name:<10} precision {precision:.2f}  recall {recall:.2f}  {gold[name]:>5} sentences")
    return 0


if __name__ == "__main__":
    sys.exit(main())
