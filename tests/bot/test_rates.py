"""No window of the platform's clock ever holds more than the limit, whatever the latency."""

from collections import deque
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rates import BURST, SLACK_S, Bucket, Limit, Rates, Spread, Window
from storage.models import ChatKind
from tests.fakes import loopback

LATENCIES = st.lists(
    st.tuples(st.floats(0, 3), st.floats(0, 1), st.floats(0, 2), st.booleans()), min_size=1, max_size=80
)
"""Of each message: how long its answer takes, at which share of that it is counted, how long nobody wants to send,
whether it is a reply."""


def count_moments(limit: Limit, messages: list[tuple[float, float, float, bool]]) -> list[float]:
    """Send as soon as the limit lets each begin, and return when the platform counted the messages, in order."""
    now = 0.0
    running: list[float] = []
    counted: list[float] = []
    for latency, share, idle, reply in messages:
        now += idle if idle > 1 else 0
        while True:
            for ended in sorted(moment for moment in running if moment <= now):
                limit.end(ended)
                running.remove(ended)
            ready = limit.ready_at(now, reply=reply)
            if ready <= now:
                break
            now = min(ready, *running) if running else ready
            assert now < inf
        limit.begin(now)
        running.append(now + latency)
        counted.append(now + latency * share)
    return sorted(counted)


@given(limit=st.integers(1, 30), period_s=st.sampled_from([1.0, 2.5, 60.0]), spread=st.booleans(), messages=LATENCIES)
def test_a_window_is_never_overrun_at_the_platforms_side(
    limit: int, period_s: float, spread: bool, messages: list[tuple[float, float, float, bool]]
) -> None:
    window = Window(limit, period_s)
    counted = count_moments(Spread(window) if spread else window, messages)
    for first, beyond in zip(counted, counted[limit:], strict=False):
        assert beyond - first >= period_s - 1e-6


@given(per_second=st.sampled_from([0.4, 1.0, 3.0]), burst=st.integers(1, 5), messages=LATENCIES)
def test_a_bucket_is_never_overrun_at_the_platforms_side(
    per_second: float, burst: int, messages: list[tuple[float, float, float, bool]]
) -> None:
    counted = count_moments(Bucket(per_second, burst), messages)
    for start, first in enumerate(counted):
        for many, last in enumerate(counted[start:], 1):
            assert many <= burst + (last - first) * per_second + 1e-6


@pytest.mark.parametrize(
    ("limit", "platform"), [(Window(3, 1.0), loopback.Window(3, 1.0)), (Bucket(1, 3), loopback.Bucket(3))]
)
def test_without_latency_the_whole_rate_is_used(limit: Limit, platform: loopback.Window | loopback.Bucket) -> None:
    ours = count_moments(limit, [(0, 0, 0, False)] * 12)
    now, theirs = 0.0, []
    for _ in ours:
        now += platform.wait(now)
        platform.take(now)
        theirs.append(now)
    assert ours == theirs


@pytest.mark.parametrize("limit", [Window(1, 60.0), Spread(Window(1, 60.0)), Bucket(1 / 60, 1)])
def test_a_place_that_is_given_back_is_free_at_once(limit: Limit) -> None:
    for _ in range(3):
        assert limit.ready_at(0.0) == 0.0
        limit.begin(0.0)
        limit.give_back()
    limit.begin(0.0)
    limit.end(0.0)
    assert limit.ready_at(0.0) == pytest.approx(60.0)


def test_a_message_that_began_any_sooner_could_be_one_too_many() -> None:
    window = Window(1, 1.0)
    window.begin(0.0)
    window.end(0.5)
    begins = window.ready_at(0.5)
    counted_at_its_answer, counted_at_once = 0.5, begins
    assert counted_at_once - counted_at_its_answer == window.period_s


def test_a_full_window_opens_one_period_after_the_first_answer() -> None:
    window = Window(2, 1.0)
    window.begin(0.0)
    window.begin(0.0)
    assert window.ready_at(0.0) == inf
    window.end(0.25)
    assert window.ready_at(0.5) == 1.25
    window.end(0.5)
    assert window.ready_at(1.25) == 1.25
    assert not window.is_idle(1.25)
    assert window.is_idle(1.5)


def test_a_full_bucket_opens_when_a_message_is_there_again() -> None:
    bucket = Bucket(0.5, 2)
    for ended in (1.0, 1.5):
        bucket.begin(1.0)
        bucket.end(ended)
    assert bucket.ready_at(1.5) == 3.0
    bucket.begin(1.0)
    bucket.begin(1.0)
    assert bucket.ready_at(9.0) == inf
    assert not bucket.is_idle(9.0)


def test_of_a_groups_minute_some_places_are_kept_for_replies() -> None:
    window = Window(20, 60.0, for_replies=2)
    for _ in range(18):
        window.begin(0.0)
        window.end(0.0)
    assert window.ready_at(1.0) == 60.0
    assert window.ready_at(1.0, reply=True) == 1.0


def begin_moments(limit: Limit, until: float, latency: float = 0.0, start: float = 0.0) -> list[float]:
    """Send bulk from `start` as soon as the limit lets it, and return when each message began."""
    now, began = start, list[float]()
    running: deque[float] = deque()
    while now < until:
        while running and running[0] <= now:
            limit.end(running.popleft())
        ready = limit.ready_at(now)
        if ready <= now:
            limit.begin(now)
            began.append(now)
            running.append(now + latency)
        else:
            now = min(ready, *running) if running else ready
    return began


@pytest.mark.parametrize("latency", [0.0, 0.05, 0.4])
def test_bulk_is_spread_so_that_a_place_opens_often_and_all_of_the_rate_is_used(latency: float) -> None:
    began = begin_moments(Spread(Window(30, 1.0)), 20, latency)
    apart = (1 + latency) / 30
    assert max(after - before for before, after in pairwise(began)) <= 5 * apart
    assert len(began) >= 30 * (20 - 1) / (1 + latency)


def test_a_reply_takes_a_free_place_at_once_and_bulk_makes_room_for_it() -> None:
    limit = Spread(Window(30, 1.0))
    began = begin_moments(limit, 0.4)
    bulk_at = limit.ready_at(0.4)
    assert limit.ready_at(0.4, reply=True) == 0.4 < bulk_at
    limit.begin(0.4)
    limit.end(0.4)
    assert limit.ready_at(0.4) == pytest.approx(bulk_at + 1 / 30)
    assert len(began) < 20


@pytest.mark.parametrize("idle_s", [2.0, 3600.0])
def test_after_an_idle_time_only_a_short_bunch_goes_at_once(idle_s: float) -> None:
    limit = Spread(Window(30, 1.0))
    limit.ready_at(0.0)
    first = begin_moments(limit, 3, start=0.0)
    later = begin_moments(limit, 3 + idle_s + 1, start=3 + idle_s)
    at_once = 1 + SLACK_S * 30
    assert first.count(0.0) <= at_once
    assert later.count(3 + idle_s) <= at_once + 1
    assert limit.is_idle(3 + 2 * idle_s)


def test_a_rate_that_was_paid_for_is_spread_in_steps_of_many_messages() -> None:
    began = begin_moments(Spread(Window(1000, 1.0)), 4)
    assert 3000 <= len(began) <= 4000
    assert 20 <= len(set(began)) / 4 <= 100


def test_rates_are_limits_of_the_kind_that_the_platforms_publish() -> None:
    telegram = Rates(30, 1, 0.333)
    assert telegram.of_platform() == Spread(Window(30, 1.0))
    assert telegram.of_chat(ChatKind.PRIVATE) == Bucket(1, BURST)
    assert telegram.of_chat(ChatKind.TOPIC) == Window(20, 20 / 0.333, for_replies=2)
    slack = Rates(None, 1, 1)
    assert slack.of_platform() is None
    assert slack.of_chat(ChatKind.CHANNEL) == Bucket(1, BURST)
    assert Rates(0.5, None, None).of_platform() == Spread(Window(1, 2.0))
    assert Rates(None, 0.5, None).of_chat(ChatKind.DIRECT) == Bucket(0.5, BURST)
    assert Rates(None, None, None).of_chat(ChatKind.GROUP) is None
