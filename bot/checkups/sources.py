"""Whether the sites that papers come from can be reached, asked as the day's work asks them."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.checkups.findings import Finding, Health, well
from bot.config import PREFIX, Settings
from digest.errors import PaperNotFoundError, SourceError
from digest.pipeline import Pipeline
from storage.models import PaperKey

PATIENCE_S = 45.0
_KNOWN_PAPER = PaperKey("1706.03762")
"""A paper that arXiv will not lose."""


async def look_at_lists(settings: Settings, pipeline: Pipeline, now: datetime) -> Finding:
    """Ask for yesterday's list."""
    day = now.date() - timedelta(days=1)
    try:
        async with asyncio.timeout(PATIENCE_S):
            found = await pipeline.source.list_day(day)
    except (SourceError, TimeoutError) as error:
        mend = f"check the network and {PREFIX}HF_BASE_URL; the bot keeps asking and catches up by itself"
        return Finding("lists", Health.BAD, f"{settings.hf_base_url}: {_why(error)}", mend)
    return well("lists", f"{settings.hf_base_url} answers; papers for {day}: {len(found.papers)}")


async def look_at_arxiv(settings: Settings, pipeline: Pipeline) -> Finding:
    """Ask for the record of one paper."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            await pipeline.records[-1].paper(_KNOWN_PAPER)
    except PaperNotFoundError:
        return well("arxiv", f"{settings.arxiv_api_url} answers")
    except (SourceError, TimeoutError) as error:
        mend = "papers are read from what Hugging Face has of them until it answers"
        return Finding("arxiv", Health.WARN, f"{settings.arxiv_api_url}: {_why(error)}", mend)
    return well("arxiv", f"{settings.arxiv_api_url} answers")


def _why(error: Exception) -> str:
    return str(error) or f"no answer within {PATIENCE_S:.0f} s"
