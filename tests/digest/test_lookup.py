"""One paper for many who wait: found and read once, followed by all, stopped at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from digest.errors import SummaryError
from digest.lookup import Lookup
from digest.pipeline import Stage
from storage.models import Language, Paper, PaperKey
from tests.makers import make_paper

EN, KO = Language("en"), Language("ko")
PAPER = make_paper()


@dataclass
class Bench:
    """Work that goes on only when the test says so."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    failure: Exception | None = None
    there: bool = True
    began: list[str] = field(default_factory=list)
    running: int = 0
    most: int = 0

    async def paper(self, key: PaperKey) -> Paper:
        self._enter(f"find {key}")
        await self.gate.wait()
        self.running -= 1
        return make_paper(key)

    async def summarise(
        self, paper: Paper, languages: Sequence[Language], *, at_stage: Callable[[Stage], None]
    ) -> None:
        self._enter(f"read {languages[0]}")
        at_stage(Stage.READING)
        await self.gate.wait()
        at_stage(Stage.WRITING)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.running -= 1
        if self.failure:
            raise self.failure

    def report(self, key: PaperKey, language: Language) -> bool:
        self.began.append(f"hide {key} {language}")
        return self.there

    def _enter(self, what: str) -> None:
        self.began.append(what)
        self.running += 1
        self.most = max(self.most, self.running)


async def stages(lookup: Lookup, language: Language = EN) -> list[Stage]:
    return [stage async for stage in lookup.read(PAPER, language)]


async def settled(bench: Bench) -> None:
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    bench.gate.set()


async def test_all_who_ask_for_one_reading_follow_the_same() -> None:
    bench = Bench()
    lookup = Lookup(bench)
    *followed, _ = await asyncio.gather(stages(lookup), stages(lookup), stages(lookup), settled(bench))
    assert followed == [[Stage.READING, Stage.WRITING]] * 3
    assert bench.began == ["read en"]
    assert not lookup.is_reading(PAPER.key, EN)


async def test_two_languages_of_one_paper_are_read_one_after_the_other() -> None:
    bench = Bench()
    lookup = Lookup(bench)
    await asyncio.gather(stages(lookup), stages(lookup, KO), settled(bench))
    assert bench.began == ["read en", "read ko"]
    assert bench.most == 1


async def test_one_record_is_asked_for_at_a_time() -> None:
    bench = Bench()
    lookup = Lookup(bench)
    await asyncio.gather(lookup.paper(PAPER.key), lookup.paper(PAPER.key), settled(bench))
    assert bench.most == 1


async def test_a_failure_is_told_to_all_who_wait_and_the_next_begins_anew(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench(failure=SummaryError("nothing to read"))
    lookup = Lookup(bench)
    *failed, _ = await asyncio.gather(stages(lookup), stages(lookup), settled(bench), return_exceptions=True)
    assert [type(error) for error in failed] == [SummaryError, SummaryError]
    assert caplog.text == ""
    bench.failure = None
    assert await stages(lookup) == [Stage.READING, Stage.WRITING]


@pytest.mark.parametrize("failure", [SummaryError("nothing to read"), OverflowError("a fault of ours")])
async def test_a_failure_that_nobody_waits_for_is_no_unseen_one(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    bench = Bench(failure=failure)
    lookup = Lookup(bench)
    waiting = asyncio.ensure_future(stages(lookup))
    await asyncio.sleep(0)
    waiting.cancel()
    await settled(bench)
    for _ in range(5):
        await asyncio.sleep(0)
    assert not lookup.is_reading(PAPER.key, EN)
    assert f"reading.failed paper={PAPER.key} reason={failure}" in caplog.text
    assert ("Traceback" in caplog.text) is not isinstance(failure, SummaryError)


async def test_closing_stops_what_is_being_read() -> None:
    bench = Bench()
    lookup = Lookup(bench)
    waiting = asyncio.ensure_future(stages(lookup))
    await asyncio.sleep(0)
    assert lookup.is_reading(PAPER.key, EN)
    await lookup.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.parametrize("there", [True, False])
async def test_what_was_reported_is_hidden_and_read_anew_once(there: bool) -> None:
    bench = Bench(there=there)
    lookup = Lookup(bench)
    for _ in range(2):
        lookup.read_anew(PAPER, EN)
    bench.gate.set()
    await settled(bench)
    hidden = f"hide {PAPER.key} {EN}"
    assert bench.began == ([hidden, hidden, f"read {EN}"] if there else [hidden, hidden])
