"""What in a paper shows that its summary is right: the sentences of the paper behind it."""

from __future__ import annotations

from digest.evidence import evidence_of
from storage.models import Method, Paper, Reading, Section, Summary


def sentences_behind(paper: Paper, summary: Summary, reading: Reading | None) -> tuple[tuple[Section, str], ...]:
    """Return the paper's own sentences, by the part of the summary that they stand behind; empty if none are known.

    The built-in summariser quotes the paper: its sentences are the summary. Behind what a model told stand the
    sentences that show its figures.
    """
    if summary.method is Method.BUILT_IN:
        return tuple(summary.sections.items())
    shown = evidence_of(paper, summary, reading)
    return tuple(dict.fromkeys((one.section, sentence) for one in shown for sentence in one.sentences))
