"""The broadcast of a digest to 215 chats at Telegram's limits, by Paperboy and by python-telegram-bot's own limiter.

Both do it at the same time, each to a platform of its own, and by the true clock: six minutes. A clock that runs faster
magnifies what the machine takes for a message, for which neither is to blame.

python -m benchmarks.broadcast [SPEED]     how many times faster than the machine's the clock of all runs
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from benchmarks.broadcasters import CHANNELS, GROUPS, PRIVATE, SUBJECTS, TOKEN, chats
from benchmarks.measure import ROOT, Figure, at_most, show
from tests.fakes.loopback import Attempt, Fault, gateway_page, reset
from tests.fakes.telegram_platform import FakeTelegram, bad_gateway, blocked

SPEED = 1
RATIO = 1.02
DEADLINE_S = 600
PER_SECOND, BURST = 30, 3
"""What the platform allows: messages in any second, and at once in a private chat; a group takes a whole digest."""
CHATS = PRIVATE + GROUPS + CHANNELS
MESSAGES = CHATS * len(SUBJECTS)
LOST_ANSWERS, BAD_GATEWAYS, BLOCKED = 0.02, 0.01, 0.03


class Weather(StrEnum):
    """What the platform does to the broadcast."""

    CLEAN = "clean"
    FAULTS = "faults"
    KILLED = "killed midway"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What arrived of one broadcast, against what should have; times are the platform's."""

    wall_s: float
    floor_s: float
    refused: int
    lost: int
    double: int

    @property
    def ratio(self) -> float:
        """How many times the floor it took."""
        return self.wall_s / self.floor_s

    @property
    def faults(self) -> int:
        """Count what should not have been."""
        return self.refused + self.lost + self.double

    def told(self) -> str:
        """Tell what should not have been."""
        return f"{self.refused} refused by 429, {self.lost} lost, {self.double} twice"


def main(arguments: list[str]) -> int:
    """Print the figures of both, each clean, with faults, and killed and started again."""
    speed = float(arguments[0]) if arguments else SPEED
    # A client that is killed while it writes is what is measured, not news.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    names = ["paperboy", "library"] if find_spec("aiolimiter") else ["paperboy"]
    show(Figure("broadcast", f"{MESSAGES:,} messages to {CHATS} chats, clock × {speed:g}"))
    for weather in Weather:
        ours, *theirs = asyncio.run(_broadcasts(names, weather, speed))
        show(*_judged(ours, weather), *(_compared(outcome, weather) for outcome in theirs))
    if len(names) == 1:
        show(Figure("python-telegram-bot", "not measured: aiolimiter is not installed"))
    return 0


async def _broadcasts(names: Sequence[str], weather: Weather, speed: float) -> list[Outcome]:
    return await asyncio.gather(*(broadcast(name, weather, speed) for name in names))


def _judged(outcome: Outcome, weather: Weather) -> Iterator[Figure]:
    if weather is not Weather.KILLED:
        told = f"{outcome.ratio:.3f} × the floor of {outcome.floor_s:.1f} s"
        yield at_most(f"paperboy, {weather}", told, outcome.ratio, RATIO, "×")
    yield at_most(f"paperboy, {weather}", outcome.told(), outcome.faults, 0, "")


def _compared(outcome: Outcome, weather: Weather) -> Figure:
    ratio = "" if weather is Weather.KILLED else f"{outcome.ratio:.3f} ×, "
    return Figure(f"PTB limiter, {weather}", ratio + outcome.told())


async def broadcast(who: str, weather: Weather, speed: float) -> Outcome:
    """Let one of the two broadcast against the strict platform and count what arrived."""
    faults = _faults() if weather is Weather.FAULTS else None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paperboy.db"
        async with FakeTelegram(token=TOKEN, speed=speed, faults=faults) as platform, asyncio.timeout(DEADLINE_S):
            gone = _block(platform) if weather is Weather.FAULTS else frozenset()
            command = (who, platform.base_url, str(file), str(speed))
            if weather is Weather.KILLED:
                async with _running(*command):
                    await platform.reached(MESSAGES // 2)
            async with _running(*command) as (process, begun):
                if await process.wait():
                    raise RuntimeError(f"{who} failed")
            return _outcome(platform, gone, platform.moment(begun))


@asynccontextmanager
async def _running(*arguments: str) -> AsyncIterator[tuple[Process, float]]:
    """Start one that broadcasts, and give it with the monotonic second in which it begins; kill what still runs."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "benchmarks.broadcasters", *arguments]
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=PIPE)
    assert process.stdout is not None
    try:
        yield process, float(await process.stdout.readline())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _outcome(platform: FakeTelegram, gone: frozenset[int], began: float) -> Outcome:
    arrived = [(message.chat, message.text.partition("\n")[0]) for message in platform.arrivals]
    expected = {(chat, subject) for chat, _ in chats() if chat not in gone for subject in SUBJECTS}
    if unexpected := set(arrived) - expected:
        raise RuntimeError(f"arrived but was never sent: {min(unexpected)}")
    return Outcome(
        wall_s=platform.arrivals[-1].at - began,
        floor_s=max((len(expected) - PER_SECOND) / PER_SECOND, len(SUBJECTS) - BURST),
        refused=platform.refused_429,
        lost=len(expected - set(arrived)),
        double=len(arrived) - len(set(arrived)),
    )


def _block(platform: FakeTelegram) -> frozenset[int]:
    """Let some of the people have blocked the bot."""
    gone = frozenset(random.Random(3).sample(range(1, PRIVATE + 1), round(BLOCKED * CHATS)))
    platform.chat_faults |= {str(chat): blocked() for chat in gone}
    return gone


def _faults() -> Callable[[Attempt], Fault | None]:
    """Lose answers after delivery, and answer 502 in JSON and HTML, half of them after delivery too."""
    dice = random.Random(2)
    gateways = [make(accepted=accepted) for make in (bad_gateway, gateway_page) for accepted in (False, True)]

    def choose(_: Attempt) -> Fault | None:
        thrown = dice.random()
        if thrown < LOST_ANSWERS:
            return reset(accepted=True)
        return dice.choice(gateways) if thrown < LOST_ANSWERS + BAD_GATEWAYS else None

    return choose


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
