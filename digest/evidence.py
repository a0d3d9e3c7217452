"""Pure: where the figures of a summary come from: for each the paper's own sentences that have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.figure_match import doubtful_figures
from digest.figures import read_figures
from digest.latex import readable
from digest.sentences import split_sentences
from storage.models import Method, Paper, Reading, Section, Summary

MOST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """One figure of a summary, the section that tells it, and the sentences of the paper that show it, if any do."""

    figure: str
    section: Section
    sentences: tuple[str, ...]


def evidence_of(paper: Paper, summary: Summary, reading: Reading | None) -> tuple[Evidence, ...]:
    """Return the evidence of every figure of a summary, in the order of its sections; each figure once a section.

    Sentences come from what the reading quotes of that section, then of the others, then from the abstract, three at
    the most. Small numbers that a writer may count ("two stages") and numbers in names are no figures.
    """
    found: dict[tuple[Section, str], Evidence] = {}
    for section, text in summary.sections.items():
        known = tuple(_sentences(paper, summary, reading, section))
        for figure in read_figures(text):
            if not figure.named and not _is_borne_out(figure.text, ""):
                shown = tuple(sentence for sentence in known if _is_borne_out(figure.text, sentence))
                found.setdefault((section, figure.text), Evidence(figure.text, section, shown[:MOST_SENTENCES]))
    return tuple(found.values())


def _is_borne_out(figure: str, source: str) -> bool:
    return not doubtful_figures((figure,), source, complete=True)


def _sentences(paper: Paper, summary: Summary, reading: Reading | None, section: Section) -> Iterator[str]:
    """Yield the paper's sentences, likeliest first, each once."""
    known: Sequence[str] = ()
    if summary.method is Method.BUILT_IN:
        # Every sentence of it is a quotation.
        known = [s for _, text in summary.sections.items() for s in split_sentences(text)]
    elif reading is not None:
        known = [quote for claim in reading.shown(section) for quote in claim.quotes] + list(reading.quotes())
    yield from dict.fromkeys([*known, *split_sentences(readable(paper.abstract))])
