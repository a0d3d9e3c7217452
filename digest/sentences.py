"""Pure: a text becomes its sentences; scientific English first, with the stops of Korean, Japanese and Chinese."""

from __future__ import annotations

import re

# A stop, what closes behind it, and the space before what can begin a sentence.
_STOP = re.compile(
    r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’)\]]))\s+(?=[\"'“‘(\[]?[A-Z0-9가-힣一-鿿ぁ-ヿ$\\])|(?<=[。！？])\s*(?=\S)"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“])(?:e\.g|i\.e|et al|etc|cf|vs|viz|resp|approx|fig|figs|eq|eqs|sec|secs|tab|no|nos|ref|refs|app|ch|vol|dr"
    r"|mr|mrs|ms|prof|st|inc|ltd|co|corp|dept|univ|w\.r\.t|a\.k\.a|u\.s|u\.k|ph\.d|[A-Z])\.$",
    re.IGNORECASE,
)


def split_sentences(text: str) -> tuple[str, ...]:
    """Split a text; the sentences joined by a space are the text with its white space collapsed.

    A stop without a space behind it (in CJK text) is no place to split unless the joint would keep that law.
    """
    line = " ".join(text.split())
    sentences = []
    start = 0
    for match in _STOP.finditer(line):
        before = line[start : match.start()]
        if match.end() == match.start() or _ABBREVIATION.search(before[-12:]):
            continue
        sentences.append(before)
        start = match.end()
    if rest := line[start:]:
        sentences.append(rest)
    return tuple(sentences)
