"""Pure: sentences that stand, word for word or nearly so, in the summaries of more than one paper.

Two papers are never told in the same words: a sentence that comes back is filler, or has slipped from one answer into
another. Sentences are compared by their overlapping pieces of five letters; only those that share some of the smallest
hashes of their pieces are compared at all, so the cost grows with the text and not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from zlib import crc32

MIN_LETTERS = 16
"""Shorter sentences, as "the code is public", may well be said of many papers."""
_PIECE = 5
_ALIKE = 0.6
"""The share of common pieces from which two sentences are copies: names and figures may differ, not the rest."""
_SKETCH = 16
_SHARED = 3
_MAX_CHARS = 2_000
_MAX_CANDIDATES = 40


def near_copies(sentences: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """Yield the places of each sentence that is a copy and of one that it is a copy of, both ways.

    A sentence is given with the name of its paper; a paper may repeat itself. Each sentence is told at most once.
    """
    pieces = [_pieces(text) for _, text in sentences]
    index: dict[int, list[int]] = defaultdict(list)
    told: set[int] = set()
    for place, own in enumerate(pieces):
        shared: dict[int, int] = defaultdict(int)
        for piece in sorted(own)[:_SKETCH]:
            # A piece of very many sentences tells nothing; the latest of them are enough.
            for other in index[piece][-_MAX_CANDIDATES:]:
                shared[other] += 1
            index[piece].append(place)
        likely = (
            other for other, count in shared.items() if count >= _SHARED and sentences[other][0] != sentences[place][0]
        )
        copied = next((other for other in islice(likely, _MAX_CANDIDATES) if _alike(own, pieces[other])), None)
        if copied is not None:
            for one, two in ((place, copied), (copied, place)):
                if one not in told:
                    told.add(one)
                    yield one, two


def _pieces(text: str) -> frozenset[int]:
    letters = "".join(filter(str.isalnum, text[:_MAX_CHARS].casefold()))
    if len(letters) < MIN_LETTERS:
        return frozenset()
    # A checksum and not `hash`, which is another one in every process.
    return frozenset(crc32(letters[start : start + _PIECE].encode()) for start in range(len(letters) - _PIECE + 1))


def _alike(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) >= _ALIKE * len(one | other)
