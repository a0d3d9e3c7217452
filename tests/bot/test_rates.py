"""No window of the platform's clock ever holds more than the limit, whatever the latency."""

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from bot.rates import Window


@given(
    rate=st.sampled_from([30.0, 1.0, 0.333, 2.5]),
    latencies=st.lists(st.floats(0, 3), min_size=1, max_size=80),
    share=st.floats(0, 1),
)
def test_the_platform_never_counts_more_than_the_rate(rate: float, latencies: list[float], share: float) -> None:
    window = Window.of_rate(rate)
    now = 0.0
    running: list[float] = []
    counted: list[float] = []
    for latency in latencies:
        while (ready := window.ready_at(now)) > now:
            ready = min(ready, *running) if running else ready
            assert ready < inf
            now = max(now, ready)
            for ended in sorted(moment for moment in running if moment <= now):
                window.end(ended)
                running.remove(ended)
        window.begin()
        running.append(now + latency)
        counted.append(now + latency * share)
    counted.sort()
    limit = window.limit
    for first, beyond in zip(counted, counted[limit:], strict=False):
        assert beyond - first >= window.period_s - 1e-6


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


def test_a_slow_rate_is_one_message_every_so_many_seconds() -> None:
    assert Window.of_rate(0.333).limit == 1
    assert Window.of_rate(0.333).period_s == 1 / 0.333
    assert Window.of_rate(30).limit == 30
