"""A delivery in a process of its own that can be killed anywhere, and started again within milliseconds.

Starting Python and importing the platforms' libraries takes a second; so one process does that and forks for each run.
The deliveries have the real store, senders and HTTP, and hurried time.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.app import rates_of
from bot.config import Settings
from bot.delivery import Delivery
from bot.senders import Sender
from bot.slack import SlackSender, build_client
from bot.telegram import TelegramSender, build_bot
from storage.database import Database
from storage.models import Platform
from storage.store import Store
from tests.fakes.process import ROOT
from tests.fakes.time import HurriedLoop, hurried_wall

SPEED = 40
"""Fast, but a second of a busy machine must not be minutes in which the bot has heard nothing of its platforms."""
TOKEN, SLACK_TOKEN = "1:a", "xoxb-1"
PATIENCE_S = 600
READ_TIMEOUT_S = 1_000
"""Hurried seconds: a busy machine must not look like a lost answer."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What one run delivers, and where it kills itself: before or after its so-manieth commit (0 is never)."""

    file: str
    telegram_url: str
    slack_url: str
    dies_at_commit: int = 0
    dies_before: bool = False


class Courier:
    """The process that forks the runs, one at a time; use it as an async context manager."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._pid = 0

    async def __aenter__(self) -> Self:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.fakes.courier"]
        self._process = await asyncio.create_subprocess_exec(*command, env=environment, stdin=PIPE, stdout=PIPE)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def start(self, errand: Errand) -> None:
        """Begin a run."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(asdict(errand))}\n".encode())
        self._pid = await self._read()

    def kill(self) -> None:
        """Kill the run by SIGKILL; one that has ended stays as it is."""
        os.kill(self._pid, signal.SIGKILL)

    async def ended(self) -> bool:
        """Wait for the end of the run and tell whether it came by itself; raises RuntimeError if the run failed."""
        code = await self._read()
        if code not in (0, -signal.SIGKILL):
            raise RuntimeError(f"the delivery ended with {code}")
        return code == 0

    async def _read(self) -> int:
        assert self._process is not None
        assert self._process.stdout is not None
        return int(await self._process.stdout.readline())


def main() -> None:
    """Fork a run for each errand on stdin; its process id and the code of its end go to stdout."""
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _run(Errand(**json.loads(line)))
        print(pid, flush=True)
        # Not reaped before the next errand: until then a kill that comes too late meets no other process.
        ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        print(-ended.si_status if ended.si_code != os.CLD_EXITED else ended.si_status, flush=True)


def _run(errand: Errand) -> None:
    """Deliver to the end and leave without returning into the parent's work."""
    code = 1
    try:
        logging.disable()
        with Store.open(Path(errand.file)) as store:
            if errand.dies_at_commit:
                _die_at(errand.dies_at_commit, before=errand.dies_before)
            with asyncio.Runner(loop_factory=lambda: HurriedLoop(SPEED)) as runner:
                runner.run(_deliver(store, errand))
        code = 0
    finally:
        os._exit(code)


async def _deliver(store: Store, errand: Errand) -> None:
    bot = build_bot(TOKEN, errand.telegram_url, read_timeout_s=READ_TIMEOUT_S)
    client = build_client(SLACK_TOKEN, errand.slack_url, timeout_s=READ_TIMEOUT_S)
    async with bot.request:
        senders: dict[Platform, Sender] = {Platform.TELEGRAM: TelegramSender(bot), Platform.SLACK: SlackSender(client)}
        await Delivery(store, senders, rates_of(Settings()), hurried_wall).drain(PATIENCE_S)


def _die_at(number: int, *, before: bool) -> None:
    """Let the process kill itself just before or just after the so-manieth commit of a write."""
    left = number

    def committing() -> None:
        nonlocal left
        left -= 1
        if before:
            die()

    def die() -> None:
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    transaction, committed = Database.transaction, Database._committed

    @contextmanager
    def mortal_transaction(self: Database) -> Iterator[None]:
        outermost = not self.utils.conn.in_transaction
        with transaction(self):
            yield
            if outermost:
                committing()
        if outermost:
            die()

    @contextmanager
    def mortal_committed(self: Database) -> Iterator[None]:
        outside, wrote = not self.utils.conn.in_transaction, False
        with committed(self):
            yield
            if wrote := outside and self.utils.conn.in_transaction:
                committing()
        if wrote:
            die()

    Database.transaction = mortal_transaction  # type: ignore[method-assign]
    Database._committed = mortal_committed  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
