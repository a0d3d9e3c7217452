"""What in a paper shows that its summary is right: the sentences of the paper behind each part of it."""

from __future__ import annotations

from storage.models import Method, Section, Summary


def sentences_behind(summary: Summary) -> tuple[tuple[Section, str], ...]:
    """Return the paper's own sentences, by the part of the summary that they stand behind; empty if none are known.

    The built-in summariser quotes the paper: its sentences are the summary.
    """
    return tuple(summary.sections.items()) if summary.method is Method.BUILT_IN else ()
