"""No window of the platform's clock ever holds more than the limit, whatever the latency."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rates import BURST, Bucket, Limit, Rates, Window
from storage.models import ChatKind
from tests.fakes import loopback

LATENCIES = st.lists(st.tuples(st.floats(0, 3), st.floats(0, 1), st.floats(0, 2)), min_size=1, max_size=80)
"""Of each message: how long its answer takes, at which share of that it is counted, how long nobody wants to send."""


def count_moments(limit: Limit, messages: list[tuple[float, float, float]]) -> list[float]:
    """Send as soon as the limit lets each begin, and return when the platform counted the messages, in order."""
    now = 0.0
    running: list[float] = []
    counted: list[float] = []
    for latency, share, idle in messages:
        now += idle if idle > 1 else 0
        while True:
            for ended in sorted(moment for moment in running if moment <= now):
                limit.end(ended)
                running.remove(ended)
            ready = limit.ready_at(now)
            if ready <= now:
                break
            now = min(ready, *running) if running else ready
            assert now < inf
        limit.begin()
        running.append(now + latency)
        counted.append(now + latency * share)
    return sorted(counted)


@given(limit=st.integers(1, 30), period_s=st.sampled_from([1.0, 2.5, 60.0]), messages=LATENCIES)
def test_a_window_is_never_overrun_at_the_platforms_side(
    limit: int, period_s: float, messages: list[tuple[float, float, float]]
) -> None:
    counted = count_moments(Window(limit, period_s), messages)
    for first, beyond in zip(counted, counted[limit:], strict=False):
        assert beyond - first >= period_s - 1e-6


@given(per_second=st.sampled_from([0.4, 1.0, 3.0]), burst=st.integers(1, 5), messages=LATENCIES)
def test_a_bucket_is_never_overrun_at_the_platforms_side(
    per_second: float, burst: int, messages: list[tuple[float, float, float]]
) -> None:
    counted = count_moments(Bucket(per_second, burst), messages)
    for start, first in enumerate(counted):
        for many, last in enumerate(counted[start:], 1):
            assert many <= burst + (last - first) * per_second + 1e-6


@pytest.mark.parametrize(
    ("limit", "platform"), [(Window(3, 1.0), loopback.Window(3, 1.0)), (Bucket(1, 3), loopback.Bucket(3))]
)
def test_without_latency_the_whole_rate_is_used(limit: Limit, platform: loopback.Window | loopback.Bucket) -> None:
    ours = count_moments(limit, [(0, 0, 0)] * 12)
    now, theirs = 0.0, []
    for _ in ours:
        now += platform.wait(now)
        platform.take(now)
        theirs.append(now)
    assert ours == theirs


def test_a_message_that_began_any_sooner_could_be_one_too_many() -> None:
    window = Window(1, 1.0)
    window.begin()
    window.end(0.5)
    begins = window.ready_at(0.5)
    counted_at_its_answer, counted_at_once = 0.5, begins
    assert counted_at_once - counted_at_its_answer == window.period_s


def test_a_full_window_opens_one_period_after_the_first_answer() -> None:
    window = Window(2, 1.0)
    window.begin()
    window.begin()
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
        bucket.begin()
        bucket.end(ended)
    assert bucket.ready_at(1.5) == 3.0
    bucket.begin()
    bucket.begin()
    assert bucket.ready_at(9.0) == inf
    assert not bucket.is_idle(9.0)


def test_of_a_groups_minute_some_places_are_kept_for_replies() -> None:
    window = Window(20, 60.0, for_replies=2)
    for _ in range(18):
        window.begin()
        window.end(0.0)
    assert window.ready_at(1.0) == 60.0
    assert window.ready_at(1.0, reply=True) == 1.0


def test_rates_are_limits_of_the_kind_that_the_platforms_publish() -> None:
    telegram = Rates(30, 1, 0.333)
    assert telegram.of_platform() == Window(30, 1.0)
    assert telegram.of_chat(ChatKind.PRIVATE) == Bucket(1, BURST)
    assert telegram.of_chat(ChatKind.TOPIC) == Window(20, 20 / 0.333, for_replies=2)
    slack = Rates(None, 1, 1)
    assert slack.of_platform() is None
    assert slack.of_chat(ChatKind.CHANNEL) == Bucket(1, BURST)
    assert Rates(0.5, None, None).of_platform() == Window(1, 2.0)
    assert Rates(None, 0.5, None).of_chat(ChatKind.DIRECT) == Bucket(0.5, BURST)
    assert Rates(None, None, None).of_chat(ChatKind.GROUP) is None
