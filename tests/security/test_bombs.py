"""What is small on the way and large in memory ends at a limit: packed answers, trees, texts without end."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date

import httpx
import pytest

from digest.arxiv import MAX_FEED_BYTES, Arxiv, parse_feed
from digest.errors import DigestError, SourceError
from digest.fetch import Fetcher
from digest.find_text import TextFinder
from digest.hugging_face import MAX_BYTES, HuggingFace
from digest.text import Origin
from storage.models import PaperKey
from tests.fakes.replay import Answer, Replay
from tests.fakes.time import SteppingClock
from tests.makers import make_paper

KEY = PaperKey("2605.00001")
DAY = date(2026, 5, 12)
BOMB = gzip.compress(b" " * 200_000_000)
"""200 kB that become 200 MB."""
NESTED = gzip.compress(BOMB)
PLACES = ("/html/2605.00001", "/papers/2605.00001.md", "/pdf/2605.00001", "/api/query", "/api/daily_papers")
MB = 1_000_000


@contextmanager
def at_most(most_bytes: int) -> Iterator[None]:
    """Assert that no more memory is taken at any time."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most_bytes
    finally:
        tracemalloc.stop()


@pytest.fixture
def replay() -> Iterator[Replay]:
    """Both sites on one server."""
    with Replay() as server:
        yield server


@pytest.fixture
async def sites(replay: Replay) -> AsyncIterator[tuple[Arxiv, HuggingFace]]:
    """Both sites, asked through the real client; waiting takes no time."""
    seconds = SteppingClock()
    async with httpx.AsyncClient() as client:
        fetcher = Fetcher(client, policies={}, clock=seconds, sleep=seconds.sleep, user_agent="Paperboy/test")
        yield Arxiv(fetcher, replay.url, f"{replay.url}/api/query"), HuggingFace(fetcher, replay.url)


@pytest.mark.parametrize(("packing", "body"), [("gzip", BOMB), ("gzip, gzip", NESTED), ("deflate", BOMB)])
async def test_packed_answers_end_at_the_limit(
    packing: str, body: bytes, sites: tuple[Arxiv, HuggingFace], replay: Replay
) -> None:
    arxiv, hugging_face = sites
    replay.pages |= {path: Answer(200, body, "text/html", {"Content-Encoding": packing}) for path in PLACES}
    # The longest that may be read is a PDF, and while it grows there are two of it.
    with at_most(90 * MB):
        assert (await TextFinder(arxiv, hugging_face).find(make_paper())).origin is Origin.ABSTRACT
        with pytest.raises(DigestError):
            await arxiv.paper(KEY)
        with pytest.raises(DigestError):
            await hugging_face.list_day(DAY)


async def test_an_answer_without_end_ends_at_the_limit(sites: tuple[Arxiv, HuggingFace], replay: Replay) -> None:
    arxiv, hugging_face = sites
    replay.pages |= {path: Answer(200, b" " * 32 * MB, "text/html") for path in PLACES}
    for asked in (arxiv.html(KEY), arxiv.pdf(KEY), hugging_face.markdown(KEY), hugging_face.list_day(DAY)):
        with pytest.raises(SourceError, match="sends more than"):
            await asked


async def test_a_list_of_lists_takes_no_more_than_it_may(sites: tuple[Arxiv, HuggingFace], replay: Replay) -> None:
    replay.pages["/api/daily_papers"] = Answer(200, b"[" + b"[]," * (MAX_BYTES // 3 - 1) + b"[]]")
    with at_most(150 * MB), pytest.raises(SourceError, match="1,333,333 records"):
        await sites[1].list_day(DAY)


def test_a_record_of_a_million_elements_takes_no_more_than_it_may() -> None:
    depth = MAX_FEED_BYTES // 7
    deep = b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b"<a>" * depth + b"</a>" * depth + b"</feed>"
    with at_most(60 * MB), pytest.raises(SourceError):
        parse_feed(deep, KEY)


@pytest.mark.parametrize("declared", ["<!ENTITY a 'aaaaaaaaaa'>", "<!ENTITY a SYSTEM 'file:///etc/passwd'>"])
def test_nothing_that_a_record_declares_is_expanded(declared: str) -> None:
    with pytest.raises(SourceError, match="a page instead of a feed"):
        parse_feed(f"<!DOCTYPE feed [{declared}]><feed><entry><title>&a;</title></entry></feed>".encode(), KEY)
