"""One polite client: pauses, retries, caps, and what a refusal or a storm costs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import httpx
import pytest

from digest import fetch
from digest.errors import SourceError
from digest.fetch import Fetcher, HostPolicy, HttpStatusError
from tests.digest.conftest import TOKEN
from tests.fakes.replay import Answer, Replay
from tests.fakes.time import SteppingClock, in_no_time

Handler = Callable[[httpx.Request], httpx.Response] | Callable[[httpx.Request], Awaitable[httpx.Response]]
GOOD = Answer(200, b"good")
BUSY = Answer(429)
BROKEN = Answer(500)


def over(handler: Handler, seconds: SteppingClock, **policies: HostPolicy) -> Fetcher:
    """Build a fetcher on a network that a function plays."""
    client = httpx.AsyncClient(transport=httpx.MockTransport(handler))  # type: ignore[arg-type]
    by_url = {f"https://{name.replace('_', '.')}": policy for name, policy in policies.items()}
    return Fetcher(client, policies=by_url, clock=seconds, sleep=seconds.sleep, user_agent="Paperboy/test")


async def fails(fetcher: Fetcher, url: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await fetcher.get(url)
    assert "\n" not in str(caught.value)
    return caught.value


async def test_every_request_names_the_program(fetcher: Fetcher, replay: Replay) -> None:
    replay.pages["/a"] = GOOD
    assert await fetcher.get(f"{replay.url}/a", params={"x": "1"}, headers={"Authorization": "Bearer x"}) == b"good"
    assert replay.requests == ["/a?x=1"]
    assert replay.headers[0]["user-agent"] == "Paperboy/test"
    assert replay.headers[0]["authorization"] == "Bearer x"


async def test_arxiv_is_asked_every_three_seconds_over_one_connection(seconds: SteppingClock) -> None:
    begun: list[float] = []
    running = most = 0

    async def answer(request: httpx.Request) -> httpx.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        begun.append(seconds())
        await asyncio.sleep(0)
        running -= 1
        return httpx.Response(200)

    polite = HostPolicy(interval_s=3, one_at_a_time=True)
    fetcher = over(answer, seconds, arxiv_org=polite, export_arxiv_org=polite)
    await asyncio.gather(
        *(fetcher.get(f"https://{host}/{n}") for n in range(2) for host in ("arxiv.org", "EXPORT.arxiv.org:443"))
    )
    assert begun == [1000, 1003, 1006, 1009]
    assert most == 1


async def test_a_site_without_a_rule_waits_for_nobody(fetcher: Fetcher, replay: Replay, seconds: SteppingClock) -> None:
    replay.pages["/a"] = GOOD
    await asyncio.gather(*(fetcher.get(f"{replay.url}/a") for _ in range(3)))
    assert seconds.slept == []


async def test_a_failing_answer_is_asked_for_again_a_little_later(
    fetcher: Fetcher, replay: Replay, seconds: SteppingClock
) -> None:
    replay.fail("/a", BROKEN, Answer(503), GOOD)
    assert await fetcher.get(f"{replay.url}/a") == b"good"
    assert seconds.slept == [1, 2]


@pytest.mark.parametrize(("status", "told"), [(404, "(not found)"), (400, "answered 400"), (401, "check the token")])
async def test_a_clear_no_is_not_asked_again(status: int, told: str, fetcher: Fetcher, replay: Replay) -> None:
    replay.fail("/a", Answer(status, b"why"))
    replay.pages["/b"] = GOOD
    error = await fails(fetcher, f"{replay.url}/a")
    assert isinstance(error, HttpStatusError)
    assert (error.permanent, error.status, error.body) == (True, status, b"why")
    assert told in str(error)
    assert await fetcher.get(f"{replay.url}/b") == b"good"
    assert len(replay.requests) == 2


async def test_an_answer_that_is_neither_good_nor_bad_is_no_success(fetcher: Fetcher, replay: Replay) -> None:
    replay.fail("/a", Answer(300))
    assert "answered 300" in str(await fails(fetcher, f"{replay.url}/a"))


@pytest.mark.parametrize("headers", [{"Retry-After": "7"}, {"RateLimit": '"api";r=0;t=7'}])
async def test_a_busy_site_is_left_alone_for_as_long_as_it_asks(
    headers: dict[str, str], fetcher: Fetcher, replay: Replay, seconds: SteppingClock
) -> None:
    replay.fail("/a", Answer(429, headers=headers), GOOD)
    assert await fetcher.get(f"{replay.url}/a") == b"good"
    assert seconds() == 1007


async def test_a_quota_that_is_spent_is_waited_for_before_a_refusal(
    fetcher: Fetcher, replay: Replay, seconds: SteppingClock
) -> None:
    replay.fail("/a", Answer(200, headers={"RateLimit": '"api";r=0;t=30'}), GOOD)
    await fetcher.get(f"{replay.url}/a")
    await fetcher.get(f"{replay.url}/a")
    assert seconds() == 1030


async def test_a_long_wait_is_told_and_not_waited(fetcher: Fetcher, replay: Replay, seconds: SteppingClock) -> None:
    replay.fail("/a", Answer(429, headers={"Retry-After": "290"}))
    error = await fails(fetcher, f"{replay.url}/a")
    assert "asks to be left alone for 289 s" in str(error)
    assert not error.permanent
    await fails(fetcher, f"{replay.url}/b")
    assert len(replay.requests) == 1
    seconds.now_s += 290
    replay.pages["/a"] = GOOD
    assert await fetcher.get(f"{replay.url}/a") == b"good"


async def test_a10_a_storm_of_429_is_not_answered_with_more_requests(
    slow_fetcher: Fetcher, replay: Replay, seconds: SteppingClock
) -> None:
    replay.pages |= {f"/html/{n}": BUSY for n in range(50)}
    for n in range(50):
        assert "(too many requests)" in str(await fails(slow_fetcher, f"{replay.url}/html/{n}"))
    assert len(replay.requests) == 3
    assert seconds() <= 1000 + 16


async def test_a10_a_site_that_stays_busy_is_asked_ever_more_rarely(
    fetcher: Fetcher, replay: Replay, seconds: SteppingClock
) -> None:
    replay.pages["/a"] = BUSY
    asked = []
    while seconds() < 1000 + 5 * 3600:
        before = len(replay.requests)
        await fails(fetcher, f"{replay.url}/a")
        asked.append(len(replay.requests) - before)
        seconds.now_s += 60
    assert sum(asked) == 3 * (4 + 4)  # closed for 5, 10, 20, 40 minutes, then for an hour each time
    replay.pages["/a"] = GOOD
    seconds.now_s += 3600
    assert await fetcher.get(f"{replay.url}/a") == b"good"


async def test_a_403_closes_the_site_for_a_day(
    fetcher: Fetcher, replay: Replay, seconds: SteppingClock, caplog: pytest.LogCaptureFixture
) -> None:
    replay.fail("/a", Answer(403, b"<html>"))
    replay.pages["/b"] = GOOD
    assert (await fails(fetcher, f"{replay.url}/a")).permanent
    seconds.now_s += 23 * 3600
    assert "left alone for a day" in str(await fails(fetcher, f"{replay.url}/b"))
    assert len(replay.requests) == 1
    assert "site.closed" in caplog.text
    seconds.now_s += 3600
    assert await fetcher.get(f"{replay.url}/b") == b"good"


@pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ConnectTimeout])
async def test_a_day_without_a_network_costs_seconds(kind: type[httpx.RequestError], seconds: SteppingClock) -> None:
    asked = 0

    def unreachable(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        raise kind("[Errno -2] Name or service not known", request=request)

    fetcher = over(unreachable, seconds)
    for n in range(20):
        error = await fails(fetcher, f"https://huggingface.co/{n}")
        assert str(error) == "huggingface.co cannot be reached; check the network and its address"
        assert not error.permanent
    assert (asked, seconds()) == (2, 1001)
    await fails(fetcher, "https://export.arxiv.org/a")
    assert asked == 4


async def test_an_outage_that_is_over_is_forgotten(seconds: SteppingClock) -> None:
    network: list[bool] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if network:
            return httpx.Response(200)
        raise httpx.ConnectError("refused", request=request)

    fetcher = over(answer, seconds)
    await fails(fetcher, "https://arxiv.org/a")
    seconds.now_s += 300
    network.append(True)
    await fetcher.get("https://arxiv.org/a")
    network.clear()
    await fails(fetcher, "https://arxiv.org/a")
    seconds.now_s += 300
    network.append(True)
    assert await fetcher.get("https://arxiv.org/a") == b""


async def test_a_clear_no_between_two_failures_shows_that_the_site_works(fetcher: Fetcher, replay: Replay) -> None:
    replay.pages |= {"/bad": BROKEN, "/worse": BROKEN, "/good": GOOD}
    for path in ("bad", "none", "worse"):
        await fails(fetcher, f"{replay.url}/{path}")
    assert await fetcher.get(f"{replay.url}/good") == b"good"


async def test_one_bad_address_closes_nothing_and_two_in_a_row_do(
    fetcher: Fetcher, replay: Replay, seconds: SteppingClock
) -> None:
    replay.pages |= {"/bad": BROKEN, "/worse": BROKEN, "/good": GOOD}
    await fails(fetcher, f"{replay.url}/bad")
    assert await fetcher.get(f"{replay.url}/good") == b"good"
    await fails(fetcher, f"{replay.url}/worse")
    assert await fetcher.get(f"{replay.url}/good") == b"good"
    await fails(fetcher, f"{replay.url}/bad")
    await fails(fetcher, f"{replay.url}/worse")
    before = len(replay.requests)
    assert "its own failure" in str(await fails(fetcher, f"{replay.url}/good"))
    assert len(replay.requests) == before
    seconds.now_s += 300
    assert await fetcher.get(f"{replay.url}/good") == b"good"


async def test_an_answer_that_is_cut_off_is_asked_for_again(fetcher: Fetcher, replay: Replay) -> None:
    replay.fail("/a", Answer(200, b"a long answer", cut=3), GOOD)
    assert await fetcher.get(f"{replay.url}/a") == b"good"
    replay.fail("/a", *[Answer(200, b"a long answer", cut=3)] * 3)
    assert "does not answer (RemoteProtocolError); try again later" in str(await fails(fetcher, f"{replay.url}/a"))


async def test_a_body_that_cannot_be_unpacked_is_told(seconds: SteppingClock) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip"))

    assert "does not answer (DecodingError)" in str(await fails(over(answer, seconds), "https://arxiv.org/a"))


def test_an_answer_that_never_ends_is_given_up_after_a_minute(seconds: SteppingClock) -> None:
    async def hang(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(10_000)
        return httpx.Response(200)

    async def ask() -> float:
        loop = asyncio.get_running_loop()
        assert "does not answer (TimeoutError)" in str(await fails(over(hang, seconds), "https://arxiv.org/a"))
        return loop.time()

    assert in_no_time(ask()) == pytest.approx(fetch.ATTEMPTS * fetch.TOTAL_TIMEOUT_S)


async def test_no_more_is_read_than_is_allowed(fetcher: Fetcher, replay: Replay) -> None:
    replay.pages["/a"] = Answer(200, b"x" * 3_000_000)
    with pytest.raises(SourceError, match="sends more than 1,000 bytes") as caught:
        await fetcher.get(f"{replay.url}/a", max_bytes=1_000)
    assert caught.value.permanent
    assert len(await fetcher.get(f"{replay.url}/a", max_bytes=3_000_000)) == 3_000_000


async def test_a_redirect_on_the_same_site_is_followed_at_the_sites_pace(
    slow_fetcher: Fetcher, replay: Replay, seconds: SteppingClock
) -> None:
    replay.pages |= {"/html/1": Answer(302, headers={"Location": "/html/1v2"}), "/html/1v2": GOOD}
    assert await slow_fetcher.get(f"{replay.url}/html/1") == b"good"
    assert seconds() == 1003


async def test_a_redirect_elsewhere_is_refused_and_sees_no_token(fetcher: Fetcher, replay: Replay) -> None:
    with Replay() as other:
        other.pages["/stolen"] = GOOD
        replay.pages["/a"] = Answer(302, headers={"Location": f"{other.url}/stolen"})
        with pytest.raises(SourceError, match="which is not followed") as caught:
            await fetcher.get(f"{replay.url}/a", headers={"Authorization": f"Bearer {TOKEN}"})
        assert caught.value.permanent
        assert other.requests == []


@pytest.mark.parametrize(
    "location", ["http://xn--a/", "ftp://127.0.0.1/a", "http://[::1", "javascript:alert(1)", "http://a b/\x00"]
)
async def test_a_redirect_to_nowhere_is_one_clear_line(location: str, fetcher: Fetcher, replay: Replay) -> None:
    replay.pages["/a"] = Answer(302, headers={"Location": location})
    await fails(fetcher, f"{replay.url}/a")


async def test_a_redirect_in_circles_ends(fetcher: Fetcher, replay: Replay) -> None:
    replay.pages["/a"] = Answer(301, headers={"Location": "/a"})
    assert "redirects in circles" in str(await fails(fetcher, f"{replay.url}/a"))
    assert len(replay.requests) == fetch.MAX_REDIRECTS + 1


async def test_a_token_is_in_no_error_and_no_log(
    fetcher: Fetcher, replay: Replay, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, "httpcore")
    told = []
    for answer in (Answer(401), Answer(500), Answer(200, b"xx", cut=1), Answer(403)):
        replay.fail("/a", answer, answer, answer)
        with pytest.raises(SourceError) as caught:
            await fetcher.get(f"{replay.url}/a", headers={"Authorization": f"Bearer {TOKEN}"})
        told += [repr(caught.value), repr(caught.value.__cause__)]
    assert TOKEN not in "".join(told) + caplog.text
