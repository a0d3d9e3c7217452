"""How long a host asks to be left alone, and where its redirects may lead."""

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.politeness import LONGEST_ASKED_S, asked_wait, may_follow, meaning

NOON = "Wed, 13 May 2026 12:00:00 GMT"
LATER = "Wed, 13 May 2026 12:02:00 GMT"


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"retry-after": "7"}, 7),
        (503, {"retry-after": " 120 "}, 120),
        (429, {"retry-after": LATER, "date": NOON}, 120),
        (429, {"retry-after": NOON, "date": LATER}, 0),
        (429, {"ratelimit": '"api";r=0;t=290'}, 290),
        (429, {"ratelimit": '"api";r=12;t=200, "pages";r=0;t=90'}, 90),
        (429, {"ratelimit": '"api"; t=30'}, 30),
        (429, {"retry-after": "5", "ratelimit": '"api";r=0;t=290'}, 5),
        (200, {"ratelimit": '"api";r=0;t=60'}, 60),
    ],
)
def test_a_host_is_left_alone_for_as_long_as_it_asks(status: int, headers: dict[str, str], wait: float) -> None:
    assert asked_wait(status, headers) == wait


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (429, {}),
        (429, {"retry-after": "soon"}),
        (429, {"retry-after": "-5"}),
        (429, {"retry-after": "²"}),
        (429, {"retry-after": LATER}),
        (429, {"retry-after": LATER, "date": "yesterday"}),
        (429, {"retry-after": "Wed, 13 May 2026 12:02:00 -0000", "date": NOON}),
        (429, {"ratelimit": "none"}),
        (200, {"ratelimit": '"api";r=499;t=300'}),
        (200, {"ratelimit": '"api";t=300'}),
        (200, {"retry-after": "120"}),
        (500, {"retry-after": "120"}),
    ],
)
def test_what_does_not_ask_to_wait_is_no_wait(status: int, headers: dict[str, str]) -> None:
    assert asked_wait(status, headers) is None


@settings(max_examples=100)
@given(st.sampled_from([200, 429, 503]), st.text(), st.text(), st.text())
def test_no_header_can_harm(status: int, retry_after: str, ratelimit: str, date: str) -> None:
    wait = asked_wait(status, {"retry-after": retry_after, "ratelimit": ratelimit, "date": date})
    assert wait is None or 0 <= wait <= LONGEST_ASKED_S


def test_no_host_is_left_alone_for_longer_than_a_day() -> None:
    assert asked_wait(429, {"retry-after": "999999999"}) == LONGEST_ASKED_S
    assert asked_wait(429, {"ratelimit": '"api";r=0;t=999999999'}) == LONGEST_ASKED_S
    assert asked_wait(429, {"retry-after": "9" * 400}) is None


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("https://export.arxiv.org/html/1", "https://export.arxiv.org/html/1v1"),
        ("https://export.arxiv.org/html/1", "https://arxiv.org/html/1v1"),
        ("https://huggingface.co/papers/1.md", "https://www.huggingface.co/papers/1.md"),
        ("http://export.arxiv.org/api/query", "https://export.arxiv.org/api/query"),
        ("http://127.0.0.1:8765/a", "http://127.0.0.1:8765/b"),
        ("http://localhost:1/a", "http://localhost:1/b"),
    ],
)
def test_a_redirect_within_the_site_is_followed(asked: str, target: str) -> None:
    assert may_follow(httpx.URL(asked), httpx.URL(target))


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("https://huggingface.co/a", "https://example.org/a"),
        ("https://huggingface.co/a", "https://evilhuggingface.co/a"),
        ("https://huggingface.co/a", "https://huggingface.co.example.org/a"),
        ("https://huggingface.co/a", "http://huggingface.co/a"),
        ("https://huggingface.co/a", "https://huggingface.co:8443/a"),
        ("https://huggingface.co/a", "https://user:word@www.huggingface.co/a"),
        ("https://huggingface.co/a", "http://169.254.169.254/latest/meta-data"),
        ("https://huggingface.co/a", "https://co/a"),
        ("https://huggingface.co/a", "file:///etc/passwd"),
        ("http://127.0.0.1:8765/a", "http://127.0.0.1:22/"),
        ("http://127.0.0.1:8765/a", "https://127.0.0.1/"),
        ("http://10.0.0.1/a", "https://0.0.1/"),
        ("http://localhost:8765/a", "https://localhost/a"),
    ],
)
def test_a_redirect_to_elsewhere_is_not_followed(asked: str, target: str) -> None:
    assert not may_follow(httpx.URL(asked), httpx.URL(target))


def test_each_status_says_what_to_do() -> None:
    told = {status: meaning(status) for status in (401, 403, 404, 418, 429, 502)}
    assert "check the token" in told[401]
    assert "try again later" in told[429]
    assert "try again later" in told[502]
    assert (told[403], told[404], told[418]) == (" (refused)", " (not found)", "")
