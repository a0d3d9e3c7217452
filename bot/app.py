"""The composition root: the only file that builds the parts and puts them together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from bot.config import Settings
from digest.arxiv import Arxiv
from digest.extractive import ExtractiveSummariser
from digest.fetch import Fetcher, HostPolicy
from digest.find_text import TextFinder
from digest.hugging_face import HuggingFace
from digest.pipeline import Pipeline
from storage.store import Store


def utc_now() -> datetime:
    """Return the moment it is."""
    return datetime.now(UTC)


def user_agent() -> str:
    """Name the program to the sites it reads, as client libraries for arXiv recommend."""
    return f"Paperboy/{version('paperboy')} (daily paper digest)"


@asynccontextmanager
async def open_pipeline(
    settings: Settings,
    store: Store,
    *,
    full_text: bool = True,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> AsyncIterator[Pipeline]:
    """Build the day's work on a store; `transport` replaces the network and `clock` the time."""
    async with httpx.AsyncClient(transport=transport, follow_redirects=False) as client:
        fetcher = Fetcher(
            client,
            policies=_policies(settings),
            clock=time.monotonic,
            sleep=asyncio.sleep,
            user_agent=user_agent(),
        )
        hugging_face = HuggingFace(fetcher, settings.hf_base_url, _revealed(settings.hf_token))
        arxiv = Arxiv(fetcher, settings.arxiv_base_url, settings.arxiv_api_url)
        yield Pipeline(
            store=store,
            source=hugging_face,
            records=(hugging_face, arxiv),
            texts=TextFinder(arxiv, hugging_face) if full_text else None,
            summariser=ExtractiveSummariser(),
            clock=clock,
        )


def _policies(settings: Settings) -> dict[str, HostPolicy]:
    """Keep arXiv to one connection and one request every few seconds, over all its addresses."""
    polite = HostPolicy(interval_s=settings.arxiv_interval, one_at_a_time=True)
    return {urlsplit(url).netloc: polite for url in (settings.arxiv_base_url, settings.arxiv_api_url)}


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
