"""The clocks: APScheduler calls the jobs; what is due is the database's to say, so the clocks hold no plan.

Times are UTC. A late run runs late rather than never (no misfire limit), several missed runs are one (coalesced), and
a job that still runs is not started again. A clock that is set back puts nothing off.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.lease import LeaseLostError
from bot.now import utc_now
from storage.errors import SchemaError, StorageError

logger = logging.getLogger(__name__)

Job = Callable[[], Awaitable[object]]

FIRST_LOOK_S = 15.0
"""How soon the plan is compared with the clock for the first time; then as often as the most frequent job runs."""
LATE_AFTER = timedelta(minutes=10)
"""How much later than it should a job may end well: a busy disk or one failed run is no matter."""


class Clock:
    """Calls jobs every so many seconds, from the start on; leaving it lets those that run finish."""

    def __init__(
        self, on_fatal: Callable[[Exception], None], now: Callable[[], datetime] = utc_now, *, grace_s: float = 5
    ) -> None:
        """`on_fatal` is told of an error that ends the work; a job has `grace_s` to finish when the clock stops.

        `now` tells the moments that are kept of jobs; when they run is the machine's time to say.
        """
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._on_fatal = on_fatal
        self._now = now
        self._grace_s = grace_s
        self._running: set[asyncio.Task[None]] = set()
        self.undone: dict[str, datetime] = {}
        """The jobs that have not ended well, and since when: they run, or have failed whenever they ran."""
        self.done: dict[str, datetime | None] = {}
        """Each job, and when it last ended well."""
        self._pauses: dict[str, timedelta] = {}

    def every(self, seconds: float, name: str, job: Job) -> None:
        """Call a job now and then every `seconds`."""
        self.done[name] = None
        self._pauses[name] = timedelta(seconds=seconds)
        self._scheduler.add_job(
            self._start,
            "interval",
            seconds=seconds,
            args=(name, job),
            id=name,
            coalesce=True,
            misfire_grace_time=None,
            max_instances=1,
            next_run_time=utc_now(),
        )

    def late(self, now: datetime) -> tuple[str, ...]:
        """Return the jobs that have not ended well for long, and do not run."""
        running = {task.get_name() for task in self._running}
        return tuple(
            name
            for name, at in self.done.items()
            if name not in running and (at is None or now - at > self._pauses[name] + LATE_AFTER)
        )

    async def __aenter__(self) -> Self:
        """Start the clock in the running loop."""
        self._scheduler.start()
        self._keeper = asyncio.create_task(self._keep_plan(), name="keep plan")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the clock, if nobody has."""
        await self._end()

    async def end_at(self, stop: asyncio.Event) -> None:
        """Stop the clock as soon as `stop` is set, beside all else that ends then."""
        await stop.wait()
        await self._end()

    async def _end(self) -> None:
        """Begin nothing more; a job that does not finish in time is cancelled: what it had done is in the database."""
        self._keeper.cancel()
        await asyncio.gather(self._keeper, return_exceptions=True)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=self._grace_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _keep_plan(self) -> None:
        """Bring forward what a clock that was set back has put off: APScheduler plans by the machine's time."""
        pause_s = FIRST_LOOK_S
        while True:
            await asyncio.sleep(pause_s)
            now = utc_now()
            for job in self._scheduler.get_jobs():
                if job.next_run_time - now > self._pauses[job.id]:
                    logger.warning("clock.set_back job=%s planned=%s", job.id, job.next_run_time)
                    job.modify(next_run_time=now)
            pause_s = min((pause.total_seconds() for pause in self._pauses.values()), default=pause_s)

    async def _start(self, name: str, job: Job) -> None:
        """Run a job in a task of its own: the scheduler would cancel its own tasks when it stops."""
        if any(task.get_name() == name for task in self._running):
            logger.debug("job.still_running name=%s", name)
            return
        task = asyncio.get_running_loop().create_task(self._run(name, job), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, name: str, job: Job) -> None:
        self.undone.setdefault(name, self._now())
        try:
            await job()
            self.done[name] = self._now()
            del self.undone[name]
        except (LeaseLostError, SchemaError) as error:
            self._on_fatal(error)
        except StorageError as error:
            # A busy or full disk: nothing was lost, and the next minute tries again.
            logger.error("job.failed name=%s reason=%s", name, error)
        except Exception:
            # A fault of ours in one run; the next minute tries again.
            logger.exception("job.fault name=%s", name)
