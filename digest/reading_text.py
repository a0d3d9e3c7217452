"""Pure: as much of a paper's text as a model is given: what matters first, in its order, fenced as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.latex import readable
from digest.sentences import split_sentences
from digest.text import FullText, Origin, TextSection
from storage.models import Paper

CHARS_PER_TOKEN = 3
"""Fewer than in English prose (about four), because of formulas and so that a budget of tokens holds."""

_ABSTRACT_HEADING = re.compile(r"^abstract$", re.IGNORECASE)
_INTRODUCTION_HEADING = re.compile(r"introduction|overview|motivation", re.IGNORECASE)
_METHOD_HEADING = re.compile(
    r"method|approach|model|framework|architecture|algorithm|training|system|design", re.IGNORECASE
)
_RESULT_HEADING = re.compile(r"result|experiment|evaluation|finding|analysis|performance|main", re.IGNORECASE)
_LIMITATION_HEADING = re.compile(r"limitation|threats to validity|broader impact", re.IGNORECASE)
_CONCLUSION_HEADING = re.compile(r"conclu|discussion|summary", re.IGNORECASE)
_RANKS = (
    (_ABSTRACT_HEADING, _LIMITATION_HEADING, _CONCLUSION_HEADING),
    (_INTRODUCTION_HEADING,),
    (_RESULT_HEADING,),
    (_METHOD_HEADING,),
)
_OTHER, _APPENDIX = len(_RANKS), len(_RANKS) + 1
_FENCE = re.compile(r"<(?=\s*/?\s*(?:paper|reading)\b)", re.IGNORECASE)


def material_of(paper: Paper, text: FullText, max_tokens: int) -> str:
    """Write title, abstract and text as what a model reads, in at most about so many tokens.

    Whatever stands in the paper cannot end the fence around it.
    """
    return fenced("paper", "\n\n".join(_parts(paper, text, max_tokens * CHARS_PER_TOKEN)))


def fenced(name: str, text: str) -> str:
    """Put a text that is not ours between marks which it cannot write itself."""
    return f"<{name}>\n{_FENCE.sub('‹', text)}\n</{name}>"


def _parts(paper: Paper, text: FullText, max_chars: int) -> Iterator[str]:
    yield f"Title: {readable(paper.title)}"
    abstract = readable(paper.abstract)
    if abstract:
        yield f"## Abstract\n{abstract}"
    sections = [s for s in text.sections if not (abstract and _ABSTRACT_HEADING.match(s.heading))]
    if text.origin is Origin.ABSTRACT:
        sections = []
    for section, chars in zip(sections, _shares(sections, max_chars - len(abstract)), strict=True):
        if kept := _beginning(section.text, chars):
            yield f"{'#' * min(section.level + 1, 4)} {section.heading}\n{kept}"


def _shares(sections: Sequence[TextSection], max_chars: int) -> list[int]:
    """Decide how many characters of each section are kept: rank by rank, and in proportion where one has no room."""
    shares = [0] * len(sections)
    ranks = _ranked(sections)
    left = max(0, max_chars)
    for rank in sorted(set(ranks)):
        places = [place for place, own in enumerate(ranks) if own == rank]
        wanted = sum(len(sections[place].text) for place in places)
        for place in places:
            length = len(sections[place].text)
            shares[place] = length if wanted <= left else left * length // wanted
        left -= min(left, wanted)
    return shares


def _ranked(sections: Sequence[TextSection]) -> list[int]:
    """Rank sections by what they are about; one below another is about the same unless its own heading says more."""
    ranks: list[int] = []
    above: list[tuple[int, int]] = []
    for section in sections:
        while above and above[-1][0] >= section.level:
            above.pop()
        inherited = above[-1][1] if above else _OTHER
        own = next((n for n, headings in enumerate(_RANKS) if any(h.search(section.heading) for h in headings)), _OTHER)
        rank = _APPENDIX if section.appendix else min(own, inherited)
        above.append((section.level, rank))
        ranks.append(rank)
    return ranks


def _beginning(text: str, max_chars: int) -> str:
    """Keep whole sentences from the beginning."""
    if len(text) <= max_chars:
        return text
    kept: list[str] = []
    chars = 0
    for sentence in split_sentences(text):
        chars += len(sentence) + 1
        if chars > max_chars:
            break
        kept.append(sentence)
    return " ".join(kept)
