"""Pure: the rhetorical role of each sentence of an abstract, by a small linear-chain model of our own.

The weights were trained by `benchmarks/train_roles.py`; reading them is all that happens at run time.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

from digest.errors import SummaryError

WEIGHTS = "roles_weights.json.gz"


class Role(StrEnum):
    """What a sentence does in an abstract (the five roles of CSAbstruct, arXiv 1909.04054)."""

    BACKGROUND = "background"
    OBJECTIVE = "objective"
    METHOD = "method"
    RESULT = "result"
    OTHER = "other"


ROLES = tuple(Role)
Weights = Mapping[str, Sequence[float]]
"""Of each feature, its weight for each role, in the order of `ROLES`; `role>role` features are the chain's."""

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?%?|[^\w\s]")
_NONE = (0.0,) * len(ROLES)
_UNREADABLE = f"the built-in summariser cannot read {WEIGHTS} ({{}}): install Paperboy again"


def classify(sentences: Sequence[str]) -> tuple[Role, ...]:
    """Give each sentence of one abstract its role; the sentences are in their order."""
    return tuple(ROLES[best] for best in best_path(features_of(sentences), _weights()))


def features_of(sentences: Sequence[str]) -> list[list[str]]:
    """Describe each sentence by its words, word pairs, place, length, and the words of its neighbours' beginnings."""
    tokens = [_tokens(sentence) for sentence in sentences]
    count = len(sentences)
    described = []
    for place, words in enumerate(tokens):
        found = ["bias", f"at:{min(4, 5 * place // count)}", f"from-end:{min(4, count - 1 - place)}"]
        found += [
            f"from-start:{min(4, place)}",
            f"length:{min(6, len(words) // 8)}",
            f"of:{min(12, count)}:{place}",
        ]
        found += dict.fromkeys(words)
        found += dict.fromkeys(f"{one} {two}" for one, two in pairwise(words))
        found += [f"begins:{' '.join(words[:length])}" for length in (1, 2, 3)]
        found += _neighbours(tokens, place)
        described.append(found)
    return described


def _neighbours(tokens: Sequence[Sequence[str]], place: int) -> Iterator[str]:
    if place > 0:
        yield from (f"before:{word}" for word in dict.fromkeys(tokens[place - 1][:6]))
    if place + 1 < len(tokens):
        yield from (f"after:{word}" for word in dict.fromkeys(tokens[place + 1][:6]))


def _tokens(sentence: str) -> list[str]:
    def shape(token: str) -> str:
        return ("0%" if token.endswith("%") else "0") if token[0].isdigit() else token

    return [shape(token) for token in _TOKEN.findall(sentence.lower())]


def best_path(described: Sequence[Sequence[str]], weights: Weights) -> list[int]:
    """Return the best sequence of role numbers (Viterbi)."""
    if not described:
        return []
    steps = [weights.get(f"{role}>", _NONE) for role in ROLES]
    scores = list(map(sum, zip(_score(described[0], weights), weights.get("^>", _NONE), strict=True)))
    back: list[list[int]] = []
    for features in described[1:]:
        own = _score(features, weights)
        came = [
            _best([score + step[to] for score, step in zip(scores, steps, strict=True)]) for to in range(len(ROLES))
        ]
        scores = [scores[came[to]] + steps[came[to]][to] + own[to] for to in range(len(ROLES))]
        back.append(came)
    path = [_best(scores)]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]


def _best(scores: Sequence[float]) -> int:
    return max(range(len(scores)), key=scores.__getitem__)


def _score(features: Sequence[str], weights: Weights) -> list[float]:
    total = [0.0] * len(ROLES)
    for feature in features:
        if (weight := weights.get(feature)) is not None:
            for role, value in enumerate(weight):
                total[role] += value
    return total


@cache
def _weights() -> Weights:
    return read_weights(files("digest").joinpath(WEIGHTS))


def read_weights(source: Traversable) -> Weights:
    """Read a file of weights; raises SummaryError if it is missing, damaged or holds anything else."""
    try:
        loaded: Weights = json.loads(gzip.decompress(source.read_bytes()))
        complete = all(len(loaded[f"{role}>"]) == len(ROLES) for role in ROLES)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise SummaryError(_UNREADABLE.format(error), permanent=True) from error
    if not complete:
        raise SummaryError(_UNREADABLE.format("weights of other roles"), permanent=True)
    return loaded
