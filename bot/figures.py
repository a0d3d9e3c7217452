"""What the bot tells of itself to Prometheus, read at the moment that it is asked.

Whatever would take long to count is counted where it happens, or once a minute by the watch.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from bot.exposition import Metric, Sample, gauge
from bot.measured_sender import Sends
from bot.pulse import Pulse
from bot.watch import Watch
from storage.store import Store

_STATM = Path("/proc/self/statm")
_BEGUN_S = time.time()


class Figures:
    """Everything that `/metrics` shows, from now on; `done` tells when each job last ended well, if it has."""

    def __init__(
        self,
        store: Store,
        sends: Sends,
        watch: Watch,
        pulse: Pulse,
        done: Mapping[str, datetime | None],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._sends = sends
        self._watch = watch
        self._pulse = pulse
        self._done = done
        self._clock = clock
        self._begun_at = clock()

    def all(self) -> tuple[Metric, ...]:
        """Return every metric, by what it is about; raises StorageError."""
        now = self._clock()
        return (*self._delivery(now), *self._reading(now), *self._work(now), *_process())

    def _delivery(self, now: datetime) -> Iterator[Metric]:
        sends, backlog = self._sends, self._watch.backlog
        yield Metric(
            "paperboy_sends_total",
            "counter",
            "Messages sent to a platform, by how that ended.",
            tuple(
                Sample(number, {"platform": platform, "outcome": ending})
                for (platform, ending), number in sorted(sends.endings.items())
            ),
        )
        for name, told, counted in (
            ("paperboy_send_seconds_total", "Seconds that platforms took to answer.", sends.seconds),
            ("paperboy_rate_limit_seconds_total", "Seconds that platforms asked to wait.", sends.waits),
        ):
            samples = (Sample(seconds, {"platform": platform}) for platform, seconds in sorted(counted.items()))
            yield Metric(name, "counter", told, tuple(samples))
        yield Metric(
            "paperboy_account_refused",
            "gauge",
            "Whether a platform refuses the account, and nothing goes out there.",
            tuple(
                Sample(int(platform in self._watch.stopped), {"platform": platform}) for platform in sorted(sends.waits)
            ),
        )
        yield gauge("paperboy_backlog_messages", "Messages of digests that wait.", backlog.rows)
        waited = (now - backlog.since_at).total_seconds() if backlog.since_at else 0.0
        yield gauge("paperboy_backlog_age_seconds", "How long the oldest of them has waited.", waited)
        yield Metric(
            "paperboy_chats",
            "gauge",
            "Subscribed chats, active or paused.",
            tuple(
                Sample(number, {"platform": platform, "state": "paused" if paused else "active"})
                for (platform, paused), number in sorted(self._store.vitals.chats().items())
            ),
        )

    def _reading(self, now: datetime) -> Iterator[Metric]:
        yield Metric(
            "paperboy_summaries",
            "gauge",
            "Summaries in the store, by who made them and from what.",
            tuple(
                Sample(number, {"method": method, "basis": basis})
                for (method, basis), number in sorted(self._store.vitals.summaries().items())
            ),
        )
        spent = self._store.spending.in_all()
        yield Metric(
            "paperboy_model_tokens_total",
            "counter",
            "Tokens that models have read and written.",
            tuple(
                Sample(number, {"model": model, "direction": direction})
                for model, one in spent.items()
                for direction, number in (("in", one.input_tokens), ("out", one.output_tokens))
            ),
        )
        yield Metric(
            "paperboy_model_dollars_total",
            "counter",
            "US dollars that models have cost.",
            tuple(Sample(one.dollars, {"model": model}) for model, one in spent.items()),
        )
        looked = self._store.vitals.last_look()
        age = None if looked is None else (now - looked).total_seconds()
        yield gauge("paperboy_list_age_seconds", "How long ago a list of papers was last had.", age)

    def _work(self, now: datetime) -> Iterator[Metric]:
        yield Metric(
            "paperboy_job_age_seconds",
            "gauge",
            "How long ago each job last ended well, or that it has not since the start.",
            tuple(
                Sample((now - (at or self._begun_at)).total_seconds(), {"job": name}) for name, at in self._done.items()
            ),
        )
        troubles = len(self._store.notices.all())
        yield gauge("paperboy_troubles", "Troubles that last.", troubles)
        yield gauge("paperboy_loop_lag_seconds", "The longest wait for the loop in the last minute.", self._pulse.lag_s)
        yield gauge("paperboy_database_bytes", "Bytes that the database takes.", self._store.vitals.size())


def _process() -> Iterator[Metric]:
    """Yield what Prometheus' own clients call the same."""
    info = Sample(1, {"version": version("paperboy")})
    yield Metric("paperboy_build_info", "gauge", "The version that runs.", (info,))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = usage.ru_utime + usage.ru_stime
    yield Metric("process_cpu_seconds_total", "counter", "Seconds of processor.", (Sample(cpu_s, {}),))
    yield gauge("process_resident_memory_bytes", "Bytes of memory.", _resident_bytes())
    yield gauge("process_start_time_seconds", "When the process began, in seconds since 1970.", _BEGUN_S)


def _resident_bytes() -> int:
    try:
        return int(_STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        # Not Linux: the peak is the nearest thing there is; macOS counts bytes, the others kilobytes.
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
