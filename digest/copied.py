"""Pure: sentences of a summary that stand nearly so in the summaries of other papers: filler, or slips of a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.checks import Kind, Problem
from digest.near_copies import near_copies
from digest.sentence_ends import sentences_of
from storage.models import Section, Sections, Summary


def copied_sentences(sections: Sections, others: Sequence[Summary]) -> Iterator[Problem]:
    """Yield each sentence that is a near copy of one in the others' summaries, which are of the same language."""
    known = [(other.key, sentence) for other in others for _, sentence in _sentences(other.sections)]
    own = list(_sentences(sections))
    # Under one name, so that the others are not compared with each other again.
    named = [*(("others", sentence) for _, sentence in known), *(("own", sentence) for _, sentence in own)]
    for place, copied in near_copies(named):
        if place >= len(known):
            section, sentence = own[place - len(known)]
            yield Problem(
                Kind.NEAR_COPY, section, f"{sentence!r} stands nearly so in the summary of {known[copied][0]}"
            )


def _sentences(sections: Sections) -> Iterator[tuple[Section, str]]:
    return ((section, sentence) for section, text in sections.items() for sentence in sentences_of(text))
