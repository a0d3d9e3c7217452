"""A loopback Hugging Face and arXiv, asked through the real HTTP client, at a time that passes only by waiting."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from digest.arxiv import Arxiv
from digest.fetch import Fetcher, HostPolicy
from digest.hugging_face import HuggingFace
from tests.fakes.replay import Replay
from tests.fakes.time import SteppingClock

TOKEN = "hf_notARealToken0123456789"


@pytest.fixture
def seconds() -> SteppingClock:
    """The fetcher's clock."""
    return SteppingClock()


@pytest.fixture
def replay() -> Iterator[Replay]:
    """Both sites on one server."""
    with Replay() as server:
        yield server


@pytest.fixture
async def fetcher(replay: Replay, seconds: SteppingClock) -> AsyncIterator[Fetcher]:
    """A fetcher that has no rule for the loopback server."""
    async with httpx.AsyncClient() as client:
        yield Fetcher(client, policies={}, clock=seconds, sleep=seconds.sleep, user_agent="Paperboy/test")


@pytest.fixture
async def slow_fetcher(replay: Replay, seconds: SteppingClock) -> AsyncIterator[Fetcher]:
    """A fetcher that treats the loopback server as it treats arXiv."""
    async with httpx.AsyncClient() as client:
        yield Fetcher(
            client,
            policies={f"{replay.url}/api/query": HostPolicy(interval_s=3, one_at_a_time=True)},
            clock=seconds,
            sleep=seconds.sleep,
            user_agent="Paperboy/test",
        )


@pytest.fixture
def hugging_face(fetcher: Fetcher, replay: Replay) -> HuggingFace:
    """Hugging Face, with a token."""
    return HuggingFace(fetcher, replay.url, TOKEN)


@pytest.fixture
def arxiv(slow_fetcher: Fetcher, replay: Replay) -> Arxiv:
    """The API and the content of arXiv."""
    return Arxiv(slow_fetcher, replay.url, f"{replay.url}/api/query")
