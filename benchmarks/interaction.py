"""Interaction: how long people wait for an answer while a digest goes out to 215 chats, and while none does.

The program runs as it does for readers: `paperboy run`, long polling, the commands, the outbox, against the strict
platform and by the true clock. People in chats that are being served, and others, write and press at random moments. An
answer is the message that a command brings, and for a press the edit that it makes: the notice needs no turn. A wait
begins when the platform has the update and ends when the answer reaches it, so the way to Telegram and back is none.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from aiohttp import web

from benchmarks.bot_process import database, running
from benchmarks.broadcasters import BODY, PRIVATE, queue
from benchmarks.measure import Figure, at_most, show
from bot.now import utc_now
from storage.store import Store
from tests.fakes.telegram_people import TelegramPeople
from tests.fakes.waiting import until
from tests.makers import make_paper, make_summary

GOAL_MS = 300
PAPER = "2509.03867"
SERVED = tuple(range(1, 41))
"""People among those who are being served; each asks every ten seconds or so."""
OTHERS = tuple(range(PRIVATE + 1, PRIVATE + 61))
PER_SECOND = 10.0
"""Questions of all people together: a third of what the platform takes, and so from the digest."""
QUIET_S, BULK_S = 12.0, 30.0
REST_S = 3.0
"""The least time between an answer and the same person's next question."""
START_S = GIVE_UP_S = 20.0
_DIGEST = BODY.strip()


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked, when, and the method that brings the answer."""

    command: str
    at: float
    answered_by: str


class Crowd(TelegramPeople):
    """People who ask, one thing at a time each, and what they waited for it."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: dict[int, list[float]] = {}
        """Seconds, by person."""
        self._open: dict[int, Question] = {}
        self._papers: dict[int, int] = {}
        """The message of the last paper that each was shown."""
        self._rest_until: dict[int, float] = {}
        self._dice = random.Random(4)

    async def ask_for(self, seconds: float) -> dict[int, list[float]]:
        """Let people ask at random moments, and return what each waited for the answers, in seconds."""
        self.waits = defaultdict(list)
        ends = self.now() + seconds
        while (pause := self._dice.expovariate(PER_SECOND)) < ends - self.now():
            await asyncio.sleep(pause)
            if idle := [person for person in (*SERVED, *OTHERS) if self._is_idle(person)]:
                self._ask(self._dice.choice(idle))
        await until(lambda: not self._open, GIVE_UP_S)
        return self.waits

    def _is_idle(self, person: int) -> bool:
        return person not in self._open and self._rest_until.get(person, 0) < self.now()

    def _ask(self, person: int) -> None:
        command = self._dice.choice(("help", "paper", "like", "language") if person in self._papers else ("paper",))
        pressed = command in ("like", "language")
        self._open[person] = Question(command, self.now(), "editMessageText" if pressed else "sendMessage")
        if pressed:
            message_id = self._papers[person]
            self.presses(self._button(person, message_id, command), message_id, person)
        else:
            self.says(f"/paper {PAPER}" if command == "paper" else "/help", person)

    def _button(self, person: int, message_id: int, command: str) -> str:
        """Return what a button under a message stands for now."""
        rows = json.loads(self.message(person, message_id).content.markup)
        actions = [str(button.get("callback_data")) for row in rows for button in row]
        return next(action for action in actions if action.startswith(f"v1:{command}:"))

    async def _answer(self, request: web.Request) -> web.Response:
        at = self.now()
        arguments = {**request.query, **await request.post()}
        response = await super()._answer(request)
        if response.status == 200 and _DIGEST not in str(arguments.get("text", "")):
            self._take(request.match_info["method"], int(str(arguments.get("chat_id", 0))), at, response)
        return response

    def _take(self, method: str, person: int, at: float, response: web.Response) -> None:
        """Note what reached somebody beside the digest, if it is the answer."""
        question = self._open.get(person)
        if question is None or question.answered_by != method:
            return
        del self._open[person]
        self.waits[person].append(at - question.at)
        self._rest_until[person] = at + REST_S
        if question.command == "paper":
            self._papers[person] = json.loads(response.text or "")["result"]["message_id"]


def main() -> int:
    """Print the figures."""
    asyncio.run(_measure())
    return 0


async def _measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Store.open(Path(database(folder))) as store:
            store.papers.put([make_paper(PAPER)])
            for language in ("ko", "en"):
                store.summaries.put(make_summary(PAPER, language))
        async with Crowd() as crowd, running(crowd, folder, PAPERBOY_HTTP_PORT="0"):
            await until(lambda: crowd.calls["getUpdates"], START_S)
            quiet = await crowd.ask_for(QUIET_S)
            with Store.open(Path(database(folder))) as store:
                queue(store, utc_now())
            before = len(crowd.arrivals)
            await until(lambda: _DIGEST in crowd.arrivals[-1].text, START_S)
            bulk = await crowd.ask_for(BULK_S)
            sent = sum(_DIGEST in arrival.text for arrival in crowd.arrivals[before:])
            _show(quiet, bulk)
            show(
                Figure("  bulk meanwhile", f"{sent / BULK_S:.1f} messages a second"),
                at_most("  refused by 429", str(crowd.refused_429), crowd.refused_429, 0, ""),
            )


def _show(quiet: Mapping[int, Sequence[float]], bulk: Mapping[int, Sequence[float]]) -> None:
    calm, busy = _percentiles(quiet, OTHERS + SERVED), _percentiles(bulk, OTHERS + SERVED)
    served = _percentiles(bulk, SERVED)
    show(
        Figure("no bulk", calm.told()),
        at_most("under bulk", busy.told(), busy.p99, GOAL_MS, "ms"),
        Figure("  in chats being served", served.told()),
        Figure("  beside no bulk", f"p50 {busy.p50 / calm.p50:.1f} ×, p99 {busy.p99 / calm.p99:.1f} ×"),
    )


@dataclass(frozen=True, slots=True)
class Percentiles:
    """What so many waited, in milliseconds."""

    count: int
    p50: float
    p90: float
    p99: float
    longest: float

    def told(self) -> str:
        """Tell it in one line."""
        return f"p50 {self.p50:.0f}, p90 {self.p90:.0f}, p99 {self.p99:.0f}, max {self.longest:.0f} ms of {self.count}"


def _percentiles(waits: Mapping[int, Sequence[float]], people: Iterable[int]) -> Percentiles:
    ordered = sorted(1_000 * wait for person in people for wait in waits.get(person, ()))
    p50, p90, p99 = (ordered[ceil(share * len(ordered)) - 1] for share in (0.5, 0.9, 0.99))
    return Percentiles(len(ordered), p50, p90, p99, ordered[-1])


if __name__ == "__main__":
    sys.exit(main())
