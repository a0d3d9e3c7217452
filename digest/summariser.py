"""What makes the summaries of a paper: one interface for a model and for the built-in summariser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from digest.extractive import ExtractiveSummariser
from digest.text import FullText
from digest.turns import Rank
from storage.models import Basis, Language, Method, Paper, Summary

FindText = Callable[[], Awaitable[FullText]]
"""Finds the best text there is of a paper; asked only where the text is needed."""
Keep = Callable[[Summary], None]
"""Keeps a summary as soon as it is made, so that a failure costs only what was not finished."""


class Summariser(Protocol):
    """What makes summaries, and knows which of those that stand it could better."""

    @property
    def available(self) -> bool:
        """Whether there is any sense in asking at this moment."""
        ...

    def wants(self, known: Summary | None, *, full_texts: bool) -> bool:
        """Tell whether to make a summary anew; `full_texts` says whether more than abstracts can be had."""
        ...

    async def summarise(
        self, paper: Paper, languages: Sequence[Language], find: FindText, keep: Keep, rank: Rank
    ) -> None:
        """Make the summaries of a paper for readers of some languages.

        Raises SummaryError, after the others are kept, if one could not be made by any way.
        """
        ...


@dataclass(frozen=True, slots=True)
class BuiltInSummariser:
    """Quotes the paper, so one reading serves every language."""

    clock: Callable[[], datetime]
    quoting: ExtractiveSummariser = ExtractiveSummariser()

    @property
    def available(self) -> bool:
        """It always is."""
        return True

    def wants(self, known: Summary | None, *, full_texts: bool) -> bool:
        """Want what is missing, what is from an abstract where there may be more, and what an older version made."""
        if known is None:
            return True
        if known.method is not Method.BUILT_IN:
            return False
        return known.maker != self.quoting.maker or (known.basis is Basis.ABSTRACT and full_texts)

    async def summarise(
        self, paper: Paper, languages: Sequence[Language], find: FindText, keep: Keep, rank: Rank
    ) -> None:
        """Quote the paper once for all; raises SummaryError if there is no whole sentence to quote."""
        del rank  # nobody waits for it
        summary = self.quoting.summarise(paper, await find(), languages[0], self.clock())
        for language in languages:
            keep(replace(summary, language=language))
