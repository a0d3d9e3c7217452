"""Fan-out: many chats due in the same minute get their rows, while everything else on the loop gets its turns.

python -m benchmarks.fan_out [CHATS]: the same again for a tenth of them who have all liked papers, so that each has an
order of its own. The goals are of processor time; the lag is by the clock, so let nothing go before it (chrt -f 10).
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.measure import at_least, at_most, show
from bot.jobs import Jobs
from digest.pipeline import Pipeline
from digest.summariser import BuiltInSummariser
from storage.marks import MarkKind
from storage.models import Address, DeliveryState, Language, PaperKey, Platform
from storage.outbox import Arrived
from storage.store import Store
from tests.fakes.lists import GrowingLists
from tests.makers import make_chat, make_paper

CHATS = 100_000
PAPERS = 14
CPU_S, LAG_MS, ROWS_PER_S = 15, 20, 5_000
DAY = date(2026, 5, 13)
DUE_AT = datetime(2026, 5, 14, 6, 15, tzinfo=UTC)
LANGUAGES = ("ko", "en", "ja", "zh")
TICK_S = 0.001
BATCH = 30
CLAIMED = 30_000
LIKES = 5


@dataclass(slots=True)
class Lags:
    """How late a timer of the loop fires while other work runs."""

    seconds: list[float] = field(default_factory=list)

    async def watch(self) -> None:
        """Set timers one after the other until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK_S
            await asyncio.sleep(TICK_S)
            self.seconds.append(loop.time() - due)

    def percentile_ms(self, percent: float) -> float:
        """Return the lag in milliseconds that so many of a hundred timers do not exceed."""
        return sorted(self.seconds)[int((len(self.seconds) - 1) * percent / 100)] * 1000


def main(arguments: list[str]) -> int:
    """Print the figures of the fan-out, and of what claims and marks its rows."""
    logging.disable()
    chats = int(arguments[0]) if arguments else CHATS
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "paperboy.db") as store:
        _subscribe(store, chats)
        lags = Lags()
        cpu_s, wall_s, rows = _timed(store, lags, chats)
        p99 = lags.percentile_ms(99)
        rate = _claim_and_mark(store)
        show(
            at_most(
                "fan-out", f"{wall_s:.1f} s ({cpu_s:.1f} of CPU), {rows:,} rows", cpu_s, CPU_S * chats / CHATS, "s"
            ),
            at_most("  lag of the loop", f"{p99:.1f} ms (p99), {lags.percentile_ms(100):.0f} ms", p99, LAG_MS, "ms"),
            at_least("claim and mark", f"{rate:,.0f} rows a second", rate, ROWS_PER_S, "rows/s"),
        )
    some = chats // 10
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "paperboy.db") as store:
        _subscribe(store, some)
        _like(store, some)
        lags = Lags()
        cpu_s, wall_s, _ = _timed(store, lags, some)
        p99 = lags.percentile_ms(99)
        told = f"{wall_s:.1f} s ({cpu_s:.1f} of CPU), {some:,} chats, {LIKES} likes"
        show(
            at_most("fan-out by likes", told, cpu_s, CPU_S * some / CHATS * 2, "s"),
            at_most("  lag of the loop", f"{p99:.1f} ms (p99), {lags.percentile_ms(100):.0f} ms", p99, LAG_MS, "ms"),
        )
    return 0


def _timed(store: Store, lags: Lags, chats: int) -> tuple[float, float, int]:
    begun = time.process_time()
    wall_s, rows = asyncio.run(_fan_out(store, lags))
    if rows != chats * (1 + PAPERS):
        raise RuntimeError(f"{rows} rows were queued for {chats} chats")
    return time.process_time() - begun, wall_s, rows


def _like(store: Store, chats: int) -> None:
    """Let every chat have liked some of a hundred papers, each on other words of the day's titles."""
    keys = [PaperKey(f"2604.{number:05}") for number in range(100)]
    store.papers.put(
        make_paper(key, title=f"Paper 2605.{place % PAPERS + 1:05} {place}") for place, key in enumerate(keys)
    )
    with store.transaction():
        for number in range(1, chats + 1):
            for like in range(LIKES):
                key, chat = keys[(number * 7 + like * 13) % len(keys)], Address(Platform.TELEGRAM, str(number))
                store.marks.toggle(str(chat), key, MarkKind.LIKE, chat, DUE_AT - timedelta(days=1 + like))


def _subscribe(store: Store, chats: int) -> None:
    with store.transaction():
        for number in range(chats):
            address = Address(Platform.TELEGRAM, str(number + 1))
            language = Language(LANGUAGES[number % len(LANGUAGES)])
            store.chats.add(make_chat(address=address, language=language, next_due_at=DUE_AT), DUE_AT)


async def _fan_out(store: Store, lags: Lags) -> tuple[float, int]:
    """Have the day's list looked at and read, then queue it; return the seconds that this took, and the rows."""
    lists = GrowingLists(lambda: DUE_AT)
    lists.grow(DAY, DUE_AT - timedelta(hours=20), range(1, 1 + PAPERS))
    pipeline = Pipeline(store, lists, (), None, BuiltInSummariser(lambda: DUE_AT), lambda: DUE_AT)
    jobs = Jobs(store, pipeline, frozenset(), lambda: DUE_AT)
    await jobs.look_at_lists()
    watching = asyncio.get_running_loop().create_task(lags.watch())
    begun = time.perf_counter()
    queued = await jobs.queue_due()
    wall_s = time.perf_counter() - begun
    watching.cancel()
    return wall_s, queued.messages


def _claim_and_mark(store: Store) -> float:
    """Claim and mark rows, as many at a time as Telegram takes in a second; return how many a second it did."""
    chats = [chat.id for chat in store.chats.active(limit=CLAIMED)]
    ids = [rows[0].id for rows in store.lanes.read(chats, 1).values()]
    begun = time.perf_counter()
    for first in range(0, len(ids), BATCH):
        claimed = store.outbox.claim(ids[first : first + BATCH], DUE_AT)
        store.outbox.mark_sent((Arrived(item_id, str(item_id), "account") for item_id in claimed), DUE_AT)
    taken_s = time.perf_counter() - begun
    if store.outbox.counts()[DeliveryState.SENT] != len(ids):
        raise RuntimeError(f"not everything was marked: {store.outbox.counts()}")
    return len(ids) / taken_s


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
