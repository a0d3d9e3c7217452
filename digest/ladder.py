"""Pure: which summary a reader gets: whether to make it anew, what to try when that fails, and when to try again.

    the full text, told by a model
    └── the abstract, told by a model      only where the text was the trouble and not the model; labelled
        └── the built-in summariser        labelled

What stands already is never replaced by something lower.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from enum import IntEnum

from digest.errors import DigestError, ModelError
from storage.models import Basis, Method, Summary

MAX_TRIES = 4
FIRST_PAUSE = timedelta(minutes=15)
"""After each try that ends in a fallback again the pause is four times as long: 15 min, 1 h, 4 h, 16 h."""


class Step(IntEnum):
    """What a summary is made by, best first."""

    FULL_TEXT = 0
    ABSTRACT = 1
    BUILT_IN = 2


def is_wanted(known: Summary | None, makers: Collection[str], version: str, *, full_texts: bool) -> bool:
    """Tell whether a model should make a summary: there is none, or it is less than what can be made now.

    Less is what another model or an older version made, what was made from an abstract where `full_texts` are to be
    had, and what could not be checked.
    """
    if known is None or known.method is Method.BUILT_IN:
        return True
    if known.method is Method.PREPARED:
        return False
    of_less = known.basis is Basis.ABSTRACT and full_texts
    return of_less or known.unverified or known.maker not in makers or known.version != version


def is_the_most_of_an_abstract(known: Summary | None, makers: Collection[str], version: str) -> bool:
    """Tell whether no other telling of the abstract would be better: it would only be in other words."""
    by_model = known is not None and known.method is Method.MODEL and known.basis is Basis.ABSTRACT
    return by_model and not is_wanted(known, makers, version, full_texts=False)


def step_after(step: Step, failure: DigestError, basis: Basis) -> Step:
    """Return what to try when a step has failed on a text of this basis."""
    of_the_model = isinstance(failure, ModelError) and not failure.failure.of_the_text
    if step is Step.FULL_TEXT and basis is Basis.FULL_TEXT and not of_the_model:
        return Step.ABSTRACT
    return Step.BUILT_IN


def replaces(made: Summary, known: Summary | None) -> bool:
    """Tell whether a summary that was made goes in the place of the one that stands: never a worse one."""
    return known is None or (not _same_text(made, known) and _worth(made) >= _worth(known))


def may_try_again(tries: int, last_at: datetime, now: datetime) -> bool:
    """Tell whether a fallback may be told anew, so long after it was made or last tried; four times at the most."""
    return tries < MAX_TRIES and now >= last_at + FIRST_PAUSE * 4**tries


def is_fallback(summary: Summary) -> bool:
    """Tell whether a summary is less than a model can make of a full text."""
    if summary.method is Method.PREPARED:
        return False
    return summary.method is Method.BUILT_IN or summary.basis is Basis.ABSTRACT or summary.unverified


def _worth(summary: Summary) -> tuple[bool, bool, bool]:
    return (summary.method is not Method.BUILT_IN, summary.basis is Basis.FULL_TEXT, not summary.unverified)


def _same_text(one: Summary, other: Summary) -> bool:
    """Tell whether two summaries differ in their moment alone."""
    return replace(one, made_at=other.made_at) == other
