"""Labelled fallbacks are told anew once the model is back, or the full text is there."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import date

from digest.errors import SummaryError
from digest.ladder import is_fallback, may_try_again
from digest.pipeline import Pipeline
from digest.side_by_side import run_all
from digest.turns import Rank
from storage.models import Language, Paper, PaperKey

logger = logging.getLogger(__name__)


async def retell_fallbacks(pipeline: Pipeline, languages: Collection[Language], since: date) -> int:
    """Tell anew what is told by a fallback and may be told better by now, of papers listed since a day.

    The first paper is a trial: where it shows that the model is still away, the others are left for later. Each
    fallback is tried four times at the most, ever longer apart. Returns how many summaries became better; messages that
    were delivered with them are queued to be edited.
    """
    if not pipeline.summariser.available:
        return 0
    due: dict[PaperKey, list[Language]] = {}
    for one in pipeline.store.retellings.fallbacks(since, languages):
        known = pipeline.store.summaries.find(one.key, one.language)
        if may_try_again(one.tries, one.last_at, pipeline.clock()) and pipeline.wants(known):
            due.setdefault(one.key, []).append(one.language)
    papers = pipeline.store.papers.all_of([*due])
    better = 0
    for keys in ([*due][:1], [*due][1:]):
        better += sum(await run_all(_retell(pipeline, papers[key], due[key]) for key in keys))
    if due:
        logger.info("fallbacks.retold papers=%d better=%d", len(due), better)
    return better


async def _retell(pipeline: Pipeline, paper: Paper, languages: Sequence[Language]) -> int:
    """Tell one paper anew and count what became better; a try counts only where the model was there to be asked."""
    if not pipeline.summariser.available:
        return 0
    try:
        await pipeline.summarise(paper, languages, Rank.DAY)
    except SummaryError as error:
        logger.warning("summary.failed paper=%s reason=%s", paper.key, error)
    known = {language: pipeline.store.summaries.find(paper.key, language) for language in languages}
    left = [language for language, summary in known.items() if summary is None or is_fallback(summary)]
    if pipeline.summariser.available:
        for language in left:
            pipeline.store.retellings.note(paper.key, language, pipeline.clock())
    return len(languages) - len(left)
