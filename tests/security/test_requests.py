"""What strangers write never chooses where a request goes: ids become addresses, and nothing else does."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import open_pipeline
from bot.config import Settings
from digest.arxiv import Arxiv
from digest.errors import DigestError, IdError
from digest.fetch import Fetcher
from digest.hugging_face import HuggingFace
from digest.ids import find_ids, parse_id
from digest.politeness import may_follow
from storage.models import Language, PaperKey
from storage.store import Store
from tests.security.parsers import done

DAY = date(2026, 5, 12)
OURS = {"huggingface.co", "export.arxiv.org"}
INSIDE = "http://169.254.169.254/latest/meta-data"
ELSEWHERE = (
    "http://127.0.0.1/",
    "http://localhost:8080/metrics",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://metadata.google.internal/",
    INSIDE,
    "https://org/",
    "https://arxiv.org.evil.example/",
    "https://evil-arxiv.org/",
    "https://evil.example/arxiv.org",
    "https://arxiv.org@evil.example/",
    "https://user:word@arxiv.org/",
    "https://arxiv.org:8443/",
    "http://arxiv.org/",
    "ftp://export.arxiv.org/",
    "file:///etc/passwd",
)
HOSTILE_IDS = (
    "2605.00001@169.254.169.254",
    "2605.00001/../../api/tokens",
    "2605.00001?x=http://10.0.0.1",
    "2605.00001#@evil.example",
    "http://169.254.169.254/arxiv.org/abs/2605.00001",
    "https://evil.example/2605.00001",
    "hep-th/9901001/../..",
    "2605.00001\r\nHost: evil.example",
    "２６０５.00001",
)


class Noting(Fetcher):
    """A fetcher that goes nowhere and notes where it was sent."""

    def __init__(self) -> None:
        self.asked: list[httpx.URL] = []

    async def get(self, url: str, *, params: Any = None, **_: object) -> bytes:
        """Note it."""
        self.asked.append(httpx.URL(url, params=params))
        return b""


def addresses(key: PaperKey) -> list[httpx.URL]:
    """Return every address that is asked for a paper."""
    noting = Noting()
    arxiv = Arxiv(noting, "https://export.arxiv.org", "https://export.arxiv.org/api/query")
    hugging_face = HuggingFace(noting, "https://huggingface.co")
    for ask in (arxiv.html, arxiv.pdf, arxiv.paper, hugging_face.markdown, hugging_face.paper):
        try:
            done(ask(key))
        except DigestError:
            continue
    return noting.asked


@given(
    st.text(max_size=80)
    | st.sampled_from(HOSTILE_IDS)
    | st.tuples(st.sampled_from(HOSTILE_IDS), st.text()).map("".join)
)
def test_an_id_leads_to_the_two_sites_whatever_stands_around_it(text: str) -> None:
    keys = [found.key for found in find_ids(text)]
    with suppress(IdError):
        keys.append(parse_id(text).key)
    for key in keys:
        for url in addresses(key):
            assert (url.scheme, url.port, url.userinfo) == ("https", None, b"")
            assert url.host in OURS
            assert url.path in (f"/html/{key}", f"/pdf/{key}", "/api/query", f"/papers/{key}.md", f"/api/papers/{key}")
            assert dict(url.params) in ({}, {"id_list": key, "max_results": "1"})


@pytest.mark.parametrize("text", HOSTILE_IDS)
def test_every_hostile_id_above_is_looked_at(text: str) -> None:
    # Else the law above would hold for want of anything that it holds of.
    assert all(url.host in OURS for found in find_ids(text) for url in addresses(found.key))
    assert len(addresses(PaperKey("2605.00001"))) == 5


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize(
    "asked", ["https://export.arxiv.org/pdf/2605.00001", "https://huggingface.co/api/daily_papers"]
)
def test_a_redirect_to_another_place_is_not_followed(asked: str, target: str) -> None:
    assert not may_follow(httpx.URL(asked), httpx.URL(target))


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("https://export.arxiv.org/html/2605.00001", "https://export.arxiv.org/html/2605.00001v2"),
        ("https://export.arxiv.org/html/2605.00001", "https://arxiv.org/html/2605.00001"),
        ("http://127.0.0.1:9/a", "http://127.0.0.1:9/b"),
    ],
)
def test_a_redirect_within_a_site_is_followed(asked: str, target: str) -> None:
    assert may_follow(httpx.URL(asked), httpx.URL(target))


async def test_no_address_in_a_record_is_ever_asked_for(store: Store) -> None:
    asked: list[str] = []
    record = {
        "title": "Tides",
        "thumbnail": INSIDE,
        "mediaUrls": [INSIDE, "http://10.0.0.1/x.png"],
        "paper": {
            "id": "2605.00001",
            "title": "Tides",
            "summary": f"We study how tides rise at piers. Our model halves the error of forecasts. See {INSIDE}.",
            "githubRepo": "http://10.0.0.1/repository",
            "projectPage": INSIDE,
        },
    }
    prose = "Our model halves the error of all forecasts of tides. " * 90
    page = f"<article class='ltx_document'><img src='{INSIDE}'><p><a href='{INSIDE}'>{prose}</a></p></article>"

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if request.url.path == "/api/daily_papers":
            return httpx.Response(200, text=json.dumps([record]))
        return httpx.Response(200, html=page)

    async with open_pipeline(
        Settings(arxiv_interval=0),
        store,
        transport=httpx.MockTransport(answer),
        clock=lambda: datetime(2026, 5, 13, 8, tzinfo=UTC),
    ) as pipeline:
        day = await pipeline.look(DAY)
        await pipeline.summarise_day(day, [Language("en")])
    assert store.summaries.find(PaperKey("2605.00001"), Language("en")) is not None
    assert set(asked) == OURS
