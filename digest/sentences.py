"""Pure: a text becomes its sentences; scientific English first, with the stops of Korean, Japanese and Chinese."""

from __future__ import annotations

import re

# White space behind a stop, or behind what closes a quote or bracket after it, before what can begin a sentence: a
# capital, a figure, a letter of another script, a name such as "vLLM" or "t-SNE", or the "(ii)" of a list.
_JOINT = re.compile(
    r"(?:(?<=[.!?…。！？])|(?<=[.!?…。！？][\"'”’»)\]])|(?<=[.!?…。！？][\"'”’»)\]][\"'”’»)\]]))\s"
    r"(?=[\"'“‘«(\[`*]{0,2}(?:[^\W_a-z]|[a-z]{1,6}-?[A-Z]|https?:|[$\\<•])|\((?:[ivx]{1,4}|[a-z])\)\s)"
)

# These never end a sentence.
_NEVER_LAST = re.compile(
    r"(?:^|[\s(\[“\"'])(?:e\.g|i\.e|[Ee]\.g|[Ii]\.e|cf|Cf|vs|viz|resp|approx|ca|Dr|Mr|Mrs|Ms|Prof|St|Gen|Dept|Univ|w\.r\.t|a\.k\.a)"
    r"\.$|^\W{0,2}(?:\d{1,2}|[A-Za-z])\.$"
)
# These may: they do where a word follows that mostly begins sentences. A single letter is an initial or a name.
_SELDOM_LAST = re.compile(
    r"(?:^|[\s(\[“\"'])(?:al|[Ff]igs?|[Ee]qs?|[Ss]ecs?|[Tt]abs?|[Nn]os?|[Rr]efs?|[Aa]pp|[Cc]h|[Vv]ol|pp?|Inc|Ltd|Co|Corp"
    r"|Ph\.D|U\.S|U\.K|[A-Za-z])\.$|[.\-][A-Z]\.$"
)
_USUALLY_FIRST = frozenset(
    "A Across Additionally After All Also Although An And Another Applying As At Based Because Besides Beyond Both Building "
    "But By Code Compared Comprehensive Consequently Contrary Crucially Current Despite Due During Each Empirical "
    "Empirically Especially Even Every Existing Experimental Experiments Extensive Finally First Firstly Following For From "
    "Further Furthermore Given Hence Here How However I If Importantly In Inspired Instead Interestingly It Its Just Last "
    "Lastly Many More Moreover Most Motivated My Nevertheless Next No Nonetheless Not Notably Now On One Only Other Our "
    "Overall Particularly Previous Prior Project Recent Recently Remarkably Results Second Secondly Several Since So Some "
    "Specifically Still Subsequently Such Surprisingly That The Their Then There Therefore These They Third This Those Though "
    "Through Thus To Today Together Towards Two Typically Ultimately Under Unfortunately Unlike Until Using Various We What "
    "When Where Whereas Whether Which While Why With Within Without Yet You Your".split()
)
_WORD = re.compile(r"\W{0,3}([A-Za-z]+)(?!\w|-)")


def split_sentences(text: str) -> tuple[str, ...]:
    """Split a text; the sentences joined by a space are the text with its white space collapsed.

    A stop with no space behind it, as in Japanese and Chinese, is no place to split: the joint would break that law.
    """
    line = " ".join(text.split())
    sentences = []
    start = 0
    for joint in _JOINT.finditer(line):
        if _ends_sentence(line[max(start, joint.start() - 14) : joint.start()], line, joint.end()):
            sentences.append(line[start : joint.start()])
            start = joint.end()
    if rest := line[start:]:
        sentences.append(rest)
    return tuple(sentences)


def _ends_sentence(before: str, line: str, after: int) -> bool:
    if _NEVER_LAST.search(before):
        return False
    if not _SELDOM_LAST.search(before):
        return True
    word = _WORD.match(line, after)
    return word is not None and word[1] in _USUALLY_FIRST
