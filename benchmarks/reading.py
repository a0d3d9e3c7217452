"""Reading: a day by a model of 2 s a call, in four languages; side by side from one reading, and one by one.

The model's seconds are not waited for: the loop's clock jumps. What the program itself computes is measured and added.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import httpx

from benchmarks.measure import Figure, at_most, show
from digest.alarms import log_alarm
from digest.chat_endpoint import Ask, ChatEndpoint
from digest.chat_model import ChatModel
from digest.checks import check_summary
from digest.fulltext import from_html
from digest.hugging_face import DayList, parse_item
from digest.model_summariser import ModelSummariser
from digest.pipeline import Pipeline
from digest.reading import MAX_TEXT_TOKENS, MOST_CLAIMS
from digest.reading_text import material_of
from digest.spending import Meter
from digest.text import FullText
from digest.turns import Rank, Turns
from storage.models import Basis, Language, Method, Paper
from storage.store import Store
from tests.fakes.chat_endpoint import MODEL, Call, Value, honest, read, tell
from tests.fakes.time import JumpingLoop

DAY = date(2026, 5, 13)
TEXT = "arxiv_html/2501.11120v1.html"
LANGUAGES = tuple(Language(code) for code in ("ko", "en", "ja", "zh"))
CALL_S = 2.0
CONCURRENCY = 8
MOST_WALL = 1.15
MOST_TOKENS = 0.4


@dataclass(slots=True)
class Model:
    """A model that takes its time and counts what it is given; four characters are a token."""

    calls: int = 0
    input_tokens: int = 0

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer as the fake endpoint of the tests does."""
        self.calls += 1
        call = Call(self.calls, json.loads(request.content), dict(request.headers))
        self.input_tokens += (len(call.instructions) + len(call.material)) // 4
        await asyncio.sleep(CALL_S)
        value = _full(read(call)) if call.is_reading else tell(call)
        return httpx.Response(200, json=honest(value, call))


def _full(reading: Value) -> Value:
    """Give every part of a reading as many claims as it may have, so that the tokens are those of the longest."""
    return {section.value: reading[section.value] * most for section, most in MOST_CLAIMS.items()}


@dataclass(slots=True)
class Recorded:
    """The day's list and the one recorded full text, which every paper is given."""

    papers: Sequence[Paper]
    text: FullText
    looked: int = field(default=0)

    async def list_day(self, day: date) -> DayList:
        """Return the list."""
        self.looked += 1
        return DayList(tuple(self.papers))

    async def find(self, paper: Paper) -> FullText:
        """Return the text."""
        return self.text


@dataclass(frozen=True, slots=True)
class Run:
    """What a day took: seconds of waiting and of computing, calls and tokens."""

    waited_s: float
    computed_s: float
    calls: int
    input_tokens: int

    @property
    def wall_s(self) -> float:
        """Return the seconds that pass where nothing is computed while something is waited for."""
        return self.waited_s + self.computed_s


def main() -> int:
    """Print the figures of a day of 14 and of one of 50 papers."""
    data = Path(sys.argv[1])
    recorded = json.loads((data / "hf_daily" / f"{DAY}.json").read_bytes())
    text = from_html((data / TEXT).read_bytes())
    for count in (14, 50):
        papers = [parse_item(item) for item in recorded[:count]]
        ours = _run(papers, text)
        theirs = _run(papers, text, one_by_one=True)
        ideal_s = max(ours.calls * CALL_S / CONCURRENCY, 2 * CALL_S)
        wall, tokens = ours.wall_s / ideal_s, ours.input_tokens / theirs.input_tokens
        show(
            at_most(f"{count} papers, wall", f"{ours.wall_s:.1f} s, {wall:.2f} × ideal", wall, MOST_WALL, "×"),
            at_most(f"{count} papers, tokens in", f"{ours.input_tokens:,}, {tokens:.2f} ×", tokens, MOST_TOKENS, "×"),
            Figure(f"{count} papers, one by one", f"{theirs.wall_s:.0f} s, {theirs.input_tokens:,} tokens in"),
            Figure(f"{count} papers, computing", f"{ours.computed_s:.2f} s of the wall, {ours.calls} calls"),
        )
    return 0


def _run(papers: Sequence[Paper], text: FullText, *, one_by_one: bool = False) -> Run:
    with Store.open(None) as store, asyncio.Runner(loop_factory=JumpingLoop) as runner:
        loop = runner.get_loop()
        began, begun = loop.time(), time.process_time()
        model = Model()
        runner.run(_day(store, Recorded(papers, text), model, one_by_one=one_by_one))
        return Run(loop.time() - began, time.process_time() - begun, model.calls, model.input_tokens)


async def _day(store: Store, recorded: Recorded, model: Model, *, one_by_one: bool) -> None:
    loop = asyncio.get_running_loop()

    def clock() -> datetime:
        return datetime.fromtimestamp(loop.time(), UTC)

    async with httpx.AsyncClient(transport=httpx.MockTransport(model.answer)) as client:
        endpoint = ChatEndpoint(
            client=client,
            base_url="http://model.example/v1",
            api_key=None,
            model=MODEL,
            meter=Meter(store.spending, clock, log_alarm),
            turns=Turns(CONCURRENCY),
            clock=loop.time,
            sleep=asyncio.sleep,
            alarm=log_alarm,
        )
        door = ChatModel((endpoint,))
        if one_by_one:
            await _one_by_one(door, recorded)
            return
        summariser = ModelSummariser(door, store.readings, store.summaries, check_summary, clock)
        pipeline = Pipeline(store, recorded, (), recorded, summariser, clock)
        day = await pipeline.look(DAY)
        await pipeline.summarise_day(day, LANGUAGES)
        for language in LANGUAGES:
            told = store.summaries.all_of([paper.key for paper in recorded.papers], language).values()
            ways = {(summary.method, summary.basis) for summary in told}
            assert (len(told), ways) == (len(recorded.papers), {(Method.MODEL, Basis.FULL_TEXT)}), (language, ways)


async def _one_by_one(door: ChatModel, recorded: Recorded) -> None:
    """Give the model the full text for every language, one call after the other, as simple programs do."""
    for paper in recorded.papers:
        for _ in LANGUAGES:
            material = material_of(paper, recorded.text, MAX_TEXT_TOKENS)
            await door.ask(Ask("summary", "Summarise the paper.", material, {"required": ["goal"]}, 2_500), Rank.DAY)


if __name__ == "__main__":
    sys.exit(main())
