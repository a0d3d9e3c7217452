"""Train the weights of `digest.roles`: a linear-chain CRF by gradient descent, pure Python, the same bytes every time.

python benchmarks/train_roles.py TRAIN.jsonl digest/roles_weights.json.gz
"""

from __future__ import annotations

import gzip
import json
import math
import random
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from digest.roles import ROLES, features_of

EPOCHS = 12
RATE = 0.03
DECAY = 1.0
SEEN_IN_ABSTRACTS = 5
"""A feature of fewer abstracts is dropped: it generalises badly, and no text can be read back out of the rest."""
STRONGEST = 16_000
SEED = 20

TRUST = 2
"""A label counts by its annotators' agreement to this power: what they doubted teaches little."""

Example = tuple[list[list[str]], list[int], list[float]]
Weights = dict[str, list[float]]


def read_examples(path: Path) -> list[Example]:
    """Read abstracts with their labels, and how much each label counts."""
    names = [role.value for role in ROLES]
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        (
            features_of(row["sentences"]),
            [names.index(label) for label in row["labels"]],
            [agreement**TRUST for agreement in row["confs"]],
        )
        for row in rows
    ]


def train(examples: list[Example]) -> dict[str, list[float]]:
    """Return the weights, strongest features only."""
    seen = Counter(feature for described, _, _ in examples for feature in {f for fs in described for f in fs})
    kept = {feature for feature, count in seen.items() if count >= SEEN_IN_ABSTRACTS}
    examples = [([[f for f in fs if f in kept] for fs in each], gold, trust) for each, gold, trust in examples]
    weights = {feature: [0.0] * len(ROLES) for feature in sorted(kept)}
    chain = {name: [0.0] * len(ROLES) for name in ["^>", *(f"{role}>" for role in ROLES)]}
    shuffler = random.Random(SEED)
    step = 0
    for _ in range(EPOCHS):
        shuffler.shuffle(examples)
        for described, gold, trust in examples:
            rate = RATE / (1 + step / (2 * len(examples)))
            learn(described, gold, trust, weights, chain, rate)
            step += 1
        shrink = 1 - RATE * DECAY / (1 + step / (2 * len(examples)))
        for values in weights.values():
            values[:] = [value * shrink for value in values]
    strongest = sorted(weights, key=lambda feature: (-max(map(abs, weights[feature])), feature))[:STRONGEST]
    return {name: [round(value, 2) for value in values] for name, values in chain.items()} | {
        feature: [round(value, 2) for value in weights[feature]] for feature in sorted(strongest)
    }


def learn(
    described: list[list[str]], gold: list[int], trust: list[float], weights: Weights, chain: Weights, rate: float
) -> None:
    """Move the weights along the gradient of one abstract's log-likelihood, as far as each label is trusted."""
    roles = range(len(ROLES))
    own = [[sum(weights[feature][role] for feature in features) for role in roles] for features in described]
    steps = [chain[f"{role}>"] for role in ROLES]
    forward = [[own[0][role] + chain["^>"][role] for role in roles]]
    for scores in own[1:]:
        last = forward[-1]
        forward.append([scores[to] + log_sum([last[one] + steps[one][to] for one in roles]) for to in roles])
    backward = [[0.0] * len(ROLES)]
    for scores in reversed(own[1:]):
        last = backward[-1]
        backward.append([log_sum([steps[one][to] + scores[to] + last[to] for to in roles]) for one in roles])
    backward.reverse()
    total = log_sum(forward[-1])
    for place, features in enumerate(described):
        change = [-math.exp(forward[place][role] + backward[place][role] - total) for role in roles]
        change[gold[place]] += 1
        for feature in features:
            values = weights[feature]
            for role in roles:
                values[role] += rate * trust[place] * change[role]
        if place == 0:
            for role in roles:
                chain["^>"][role] += rate * change[role]
            continue
        for one in roles:
            for to in roles:
                pair = forward[place - 1][one] + steps[one][to] + own[place][to] + backward[place][to] - total
                steps[one][to] -= rate * math.exp(pair)
        steps[gold[place - 1]][gold[place]] += rate


def log_sum(values: list[float]) -> float:
    """Add numbers given by their logarithms."""
    most = max(values)
    return most + math.log(sum(math.exp(value - most) for value in values))


def main() -> None:
    """Train and write."""
    source, target = map(Path, sys.argv[1:3])
    weights = train(read_examples(source))
    compact = {feature: [int(v) if v == int(v) else v for v in values] for feature, values in weights.items()}
    packed = gzip.compress(json.dumps(compact, separators=(",", ":")).encode(), mtime=0)
    target.write_bytes(packed)
    print(f"{len(weights)} features, {len(packed):,} bytes")


if __name__ == "__main__":
    main()
