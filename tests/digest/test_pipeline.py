"""The day's work from the wire to the store: what a look keeps, and what each failure costs."""

import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from digest.arxiv import Arxiv
from digest.days import DayState, end_of, state_of
from digest.errors import PaperNotFoundError, SourceError, SummaryError
from digest.extractive import ExtractiveSummariser
from digest.find_text import TextFinder
from digest.hugging_face import DayList, HuggingFace
from digest.pipeline import Pipeline, Stage
from digest.report import report_day
from digest.selection import select
from digest.summariser import BuiltInSummariser
from digest.text import FullText
from storage.errors import StorageError
from storage.models import Basis, Language, ListDay, Method, Paper, PaperKey, Summary
from storage.store import Store
from tests.data import DATA, needs_data
from tests.digest.test_arxiv import entry, feed
from tests.digest.test_find_text import HTML
from tests.fakes.replay import Answer, Replay
from tests.makers import make_paper, make_summary

DAY = date(2026, 5, 15)
MORNING = datetime(2026, 5, 15, 8, 0, tzinfo=UTC)
KOREAN, ENGLISH = Language("ko"), Language("en")
ABSTRACT = (
    "Language models forget what they read. We propose a memory that keeps it for later. "
    "It is a table of keys and values that grows while the model reads. Recall rises by 12% on four benchmarks."
)
LIST = "/api/daily_papers"


@dataclass(slots=True)
class Wall:
    """A clock on the wall that a test sets."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        """Return the moment it is."""
        return self.now


@dataclass(frozen=True, slots=True)
class Troubled(ExtractiveSummariser):
    """Quotes, but for papers that it was told to fail at."""

    troubles: dict[str, Exception] = field(default_factory=dict)

    def summarise(self, paper: Paper, text: FullText, language: Language, now: datetime) -> Summary:
        """Quote, or fail."""
        if paper.key in self.troubles:
            raise self.troubles[paper.key]
        return ExtractiveSummariser().summarise(paper, text, language, now)


@pytest.fixture
def wall() -> Wall:
    """The pipeline's clock."""
    return Wall()


@pytest.fixture
def pipeline(store: Store, hugging_face: HuggingFace, arxiv: Arxiv, wall: Wall) -> Pipeline:
    """The real parts, on the loopback server."""
    return Pipeline(
        store=store,
        source=hugging_face,
        records=(hugging_face, arxiv),
        texts=TextFinder(arxiv, hugging_face),
        summariser=BuiltInSummariser(wall),
        clock=wall,
    )


def records(*numbers: int, **inner: Any) -> list[dict[str, Any]]:
    return [
        {
            "title": f"Paper {number}",
            "paper": {"id": f"2605.{number:05}", "title": f"Paper {number}", "summary": ABSTRACT} | inner,
        }
        for number in numbers
    ]


def numbers(day: ListDay) -> list[int]:
    return [int(listed.key[5:]) for listed in day.papers]


def late(day: ListDay) -> list[int]:
    return [int(listed.key[5:]) for listed in day.papers if listed.late]


def sentence(pipeline: Pipeline, day: ListDay, language: Language = ENGLISH) -> str:
    return report_day(pipeline.store, day, language, pipeline.clock()).sentence


async def test_a1_a_list_that_grows_from_one_to_fourteen_is_settled_once_it_rests(
    pipeline: Pipeline, replay: Replay, wall: Wall
) -> None:
    for hour, count in enumerate((1, 5, 14, 14, 14)):
        wall.now = MORNING + timedelta(hours=hour)
        replay.lists["2026-05-15"] = records(*range(1, count + 1))
        day = await pipeline.look(DAY)
        assert (state_of(day), len(day.papers)) == (DayState.GROWING, count)
    wall.now = MORNING + timedelta(hours=5)
    day = await pipeline.look(DAY)
    assert (state_of(day), day.settled_at) == (DayState.SETTLED, wall.now)
    replay.lists["2026-05-15"] = records(15, *range(1, 15))
    wall.now += timedelta(hours=1)
    day = await pipeline.look(DAY)
    assert state_of(day) is DayState.SETTLED
    assert (numbers(day), late(day)) == ([*range(1, 15), 15], [15])


async def test_a2_an_empty_day_is_kept_as_one(pipeline: Pipeline, wall: Wall) -> None:
    sunday = date(2026, 5, 17)
    wall.now = end_of(sunday)
    day = await pipeline.look(sunday)
    assert sentence(pipeline, day) == "2026-05-17: no list (Sunday)"
    assert report_day(pipeline.store, day, ENGLISH, wall.now).next_look_at is None


async def test_a3_fridays_list_fetched_again_on_the_weekend_gives_nothing_new(
    pipeline: Pipeline, replay: Replay, wall: Wall
) -> None:
    days = []
    for back in range(3):
        day = DAY + timedelta(days=back)
        wall.now = end_of(day)
        replay.lists[day.isoformat()] = records(1, 2, 3)
        days.append(await pipeline.look(day))
    told = [report_day(pipeline.store, day, ENGLISH, wall.now) for day in days]
    assert [report.nothing_new for report in told] == [False, True, True]
    assert told[1].sentence == "2026-05-16: nothing new, all 3 stood on earlier lists"
    owed = select(days, subscribed_on=date(2026, 1, 1), done=set(), delivered=set(), today=wall.now.date())
    assert [len(selection.keys) for selection in owed] == [3, 0, 0]


async def test_a4_an_outage_is_told_with_its_beginning_until_a_look_succeeds(
    pipeline: Pipeline, replay: Replay, wall: Wall
) -> None:
    replay.fail(LIST, *[Answer(500)] * 6)
    await pipeline.look(DAY)
    wall.now += timedelta(hours=1)
    day = await pipeline.look(DAY)
    assert (state_of(day), day.failing_since, day.failed_at) == (DayState.DOWN, MORNING, wall.now)
    assert sentence(pipeline, day).startswith("2026-05-15: source down since 08:00Z, will retry (127.0.0.1:")
    assert report_day(pipeline.store, day, ENGLISH, wall.now).next_look_at == wall.now + timedelta(hours=1)


async def test_a_source_that_comes_back_is_down_no_more(pipeline: Pipeline, replay: Replay, wall: Wall) -> None:
    replay.lists["2026-05-15"] = records(1)
    replay.fail(LIST, *[Answer(500)] * 3)
    assert state_of(await pipeline.look(DAY)) is DayState.DOWN
    day = await pipeline.look(DAY)
    assert (state_of(day), day.failing_since, day.failure) == (DayState.GROWING, None, None)
    replay.fail(LIST, *[Answer(500)] * 3)
    day = await pipeline.look(DAY)
    assert (state_of(day), numbers(day)) == (DayState.DOWN, [1])
    assert "will retry, 1 paper so far" in sentence(pipeline, day)


async def test_a5_a_paper_that_moves_to_the_day_before_stands_on_both_and_is_given_once(
    pipeline: Pipeline, replay: Replay, wall: Wall
) -> None:
    friday, saturday = DAY, DAY + timedelta(days=1)
    replay.lists |= {"2026-05-15": records(1), "2026-05-16": records(2, 3)}
    await pipeline.look(friday)
    await pipeline.look(saturday)
    replay.lists |= {"2026-05-15": records(1, 2), "2026-05-16": records(3)}
    wall.now = end_of(saturday)
    days = [await pipeline.look(friday), await pipeline.look(saturday)]
    assert [numbers(day) for day in days] == [[1, 2], [3, 2]]
    owed = select(days, subscribed_on=date(2026, 1, 1), done=set(), delivered=set(), today=wall.now.date())
    assert [selection.keys for selection in owed] == [("2605.00001", "2605.00002"), ("2605.00003",)]
    assert "1 stood on an earlier list" in sentence(pipeline, days[1])


@needs_data
async def test_a5_the_recorded_paper_of_two_days_is_one_paper(pipeline: Pipeline, wall: Wall) -> None:
    wall.now = datetime(2026, 4, 17, tzinfo=UTC)
    days = [await pipeline.look(date(2026, 4, day)) for day in (10, 16)]
    both = {listed.key for listed in days[0].papers} & {listed.key for listed in days[1].papers}
    assert both == {"2604.07429"}
    assert pipeline.store.papers.get(PaperKey("2604.07429")).upvotes == 42


async def test_a9_a_list_in_another_form_is_an_outage_and_no_empty_day(
    pipeline: Pipeline, replay: Replay, wall: Wall
) -> None:
    wall.now = end_of(DAY)
    replay.lists["2026-05-15"] = [{"article": {"id": "2605.00001"}}]
    day = await pipeline.look(DAY)
    assert state_of(day) is DayState.DOWN
    assert "no record on the list" in sentence(pipeline, day)


async def test_a10_in_a_storm_of_429_the_day_is_told_from_its_abstracts(
    pipeline: Pipeline, replay: Replay, wall: Wall
) -> None:
    wall.now = end_of(DAY)
    replay.lists["2026-05-15"] = records(*range(1, 15))
    for number in range(1, 15):
        replay.pages |= {f"/{place}/2605.{number:05}": Answer(429) for place in ("html", "pdf")}
    day = await pipeline.look(DAY)
    await pipeline.summarise_day(day, [ENGLISH])
    assert sentence(pipeline, day) == "2026-05-15: 14 of 14 summarised, 14 from their abstracts"
    assert len([path for path in replay.requests if path.startswith(("/html", "/pdf"))]) == 3


async def test_a11_with_every_enrichment_down_the_day_is_whole(pipeline: Pipeline, replay: Replay, wall: Wall) -> None:
    wall.now = end_of(DAY)
    replay.lists["2026-05-15"] = records(*range(1, 15))
    for number in range(1, 15):
        paths = (f"/html/2605.{number:05}", f"/pdf/2605.{number:05}", f"/papers/2605.{number:05}.md")
        replay.pages |= {path: Answer(500, b"<html>") for path in paths}
    day = await pipeline.look(DAY)
    await pipeline.summarise_day(day, [ENGLISH])
    assert "14 of 14 summarised" in sentence(pipeline, day)
    # Two addresses of each site fail three times each; then the site is left alone.
    assert len(replay.requests) <= 1 + 2 * 2 * 3


async def test_a11_pages_that_fail_do_not_keep_the_list_from_being_looked_at(
    pipeline: Pipeline, hugging_face: HuggingFace, replay: Replay
) -> None:
    replay.lists["2026-05-15"] = records(1)
    for number, answer in enumerate([Answer(500), Answer(500), Answer(429)], 1):
        replay.pages[f"/papers/2605.{number:05}.md"] = answer
        with pytest.raises(SourceError):
            await hugging_face.markdown(PaperKey(f"2605.{number:05}"))
    assert state_of(await pipeline.look(DAY)) is DayState.GROWING


async def test_a12_the_status_counts_everything_that_stood_on_the_list(
    pipeline: Pipeline, replay: Replay, wall: Wall
) -> None:
    wall.now = end_of(DAY)
    replay.lists["2026-05-15"] = records(*range(1, 121))
    day = await pipeline.look(DAY)
    assert sentence(pipeline, day) == "2026-05-15: 120 papers, none summarised yet"


async def test_a13_one_bad_record_of_fourteen_is_noted_and_the_others_are_told(
    pipeline: Pipeline, replay: Replay, wall: Wall
) -> None:
    wall.now = end_of(DAY)
    replay.lists["2026-05-15"] = [*records(*range(1, 14)), {"paper": {"id": "2605.00014"}}]
    pipeline = replace(pipeline, texts=None)
    day = await pipeline.look(DAY)
    await pipeline.summarise_day(day, [ENGLISH])
    told = sentence(pipeline, day)
    assert told == "2026-05-15: 13 of 14 summarised, 13 from their abstracts, 1 unreadable on the list"


async def test_a_record_that_broke_after_it_was_read_is_no_loss(pipeline: Pipeline, replay: Replay, wall: Wall) -> None:
    replay.lists["2026-05-15"] = records(1, 2)
    await pipeline.look(DAY)
    replay.lists["2026-05-15"] = [*records(1), {"paper": {"id": "2605.00002"}}]
    wall.now = end_of(DAY)
    day = await pipeline.look(DAY)
    report = report_day(pipeline.store, day, ENGLISH, wall.now)
    assert (report.listed, report.rejected) == (2, ())


async def test_a_list_that_shrinks_loses_nothing(pipeline: Pipeline, replay: Replay, wall: Wall) -> None:
    replay.lists["2026-05-15"] = records(1, 2, 3)
    await pipeline.look(DAY)
    replay.lists["2026-05-15"] = records(3)
    wall.now += timedelta(hours=1)
    day = await pipeline.look(DAY)
    assert numbers(day) == [3, 1, 2]
    assert day.grown_at == MORNING
    replay.lists["2026-05-15"] = []
    wall.now = end_of(DAY)
    assert numbers(await pipeline.look(DAY)) == [3, 1, 2]


async def test_votes_are_brought_up_to_date_and_order_the_list_until_it_is_settled(
    pipeline: Pipeline, replay: Replay, wall: Wall
) -> None:
    replay.lists["2026-05-15"] = [*records(1, upvotes=5), *records(2, upvotes=3)]
    assert numbers(await pipeline.look(DAY)) == [1, 2]
    replay.lists["2026-05-15"] = [*records(1, upvotes=5), *records(2, upvotes=9)]
    wall.now = end_of(DAY)
    assert numbers(await pipeline.look(DAY)) == [2, 1]
    replay.lists["2026-05-15"] = [*records(1, upvotes=50), *records(2, upvotes=9), *records(3, upvotes=99)]
    day = await pipeline.look(DAY)
    assert (numbers(day), late(day)) == ([2, 1, 3], [3])
    assert [paper.upvotes for paper in pipeline.papers_of(day)] == [9, 50, 99]
    post = pipeline.post(day, ENGLISH)
    assert [(paper.position, paper.key, paper.late) for paper in post.papers] == [
        (1, "2605.00002", False),
        (2, "2605.00001", False),
        (3, "2605.00003", True),
    ]


async def test_a_list_that_was_asked_for_before_its_day_was_over_is_not_settled_by_a_slow_answer(
    pipeline: Pipeline, replay: Replay, wall: Wall
) -> None:
    replay.lists["2026-05-15"] = records(1)
    wall.now = end_of(DAY) - timedelta(seconds=1)

    class Asleep:
        async def list_day(self, day: date) -> DayList:
            answer = await pipeline.source.list_day(day)
            wall.now += timedelta(hours=8)
            return answer

    assert state_of(await replace(pipeline, source=Asleep()).look(DAY)) is DayState.GROWING
    replay.lists["2026-05-15"] = records(1, 2)
    day = await pipeline.look(DAY)
    assert (numbers(day), late(day), state_of(day)) == ([1, 2], [], DayState.SETTLED)


async def test_a_clock_that_goes_back_settles_nothing_too_early(pipeline: Pipeline, replay: Replay, wall: Wall) -> None:
    replay.lists["2026-05-15"] = records(1)
    await pipeline.look(DAY)
    wall.now -= timedelta(hours=2)
    replay.lists["2026-05-15"] = records(1, 2)
    day = await pipeline.look(DAY)
    assert (state_of(day), numbers(day), day.grown_at) == (DayState.GROWING, [1, 2], wall.now)
    wall.now += timedelta(hours=3)
    assert state_of(await pipeline.look(DAY)) is DayState.SETTLED


async def test_b4_one_paper_that_fails_costs_that_paper(
    pipeline: Pipeline, replay: Replay, wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    wall.now = end_of(DAY)
    replay.lists["2026-05-15"] = records(1, 2, 3)
    troubles = {"2605.00001": SummaryError("refused"), "2605.00002": OverflowError("a fault of ours")}
    pipeline = replace(pipeline, summariser=BuiltInSummariser(wall, Troubled(troubles)), texts=None)
    day = await pipeline.look(DAY)
    seen: list[tuple[int, int, str]] = []
    with caplog.at_level(logging.WARNING):
        await pipeline.summarise_day(day, [ENGLISH], lambda *step: seen.append(step))
    assert seen == [(0, 3, ""), (1, 3, "Paper 1"), (2, 3, "Paper 2"), (3, 3, "Paper 3")]
    assert sentence(pipeline, day) == "2026-05-15: 1 of 3 summarised, one from its abstract"
    assert "summary.failed paper=2605.00001 reason=refused" in caplog.text
    assert "summary.fault paper=2605.00002" in caplog.text


async def test_a_full_disk_ends_the_day_and_is_no_papers_fault(pipeline: Pipeline, replay: Replay, wall: Wall) -> None:
    replay.lists["2026-05-15"] = records(1)
    full = Troubled({"2605.00001": StorageError("the disk is full")})
    pipeline = replace(pipeline, summariser=BuiltInSummariser(wall, full), texts=None)
    with pytest.raises(StorageError, match="full"):
        await pipeline.summarise_day(await pipeline.look(DAY), [ENGLISH])


async def test_one_reading_serves_every_language_and_is_not_made_again(
    pipeline: Pipeline, replay: Replay, store: Store
) -> None:
    replay.lists["2026-05-15"] = records(1)
    replay.pages["/html/2605.00001"] = Answer(200, HTML, "text/html")
    day = await pipeline.look(DAY)
    for _ in range(2):
        await pipeline.summarise_day(day, [KOREAN, ENGLISH])
    assert replay.requests.count("/html/2605.00001") == 1
    made = [store.summaries.find(PaperKey("2605.00001"), language) for language in (KOREAN, ENGLISH)]
    assert [summary.basis for summary in made if summary] == [Basis.FULL_TEXT] * 2
    assert sentence(pipeline, day, KOREAN).endswith("1 of 1 summarised")


async def test_a_summary_from_the_abstract_is_mended_once_there_is_a_text(
    pipeline: Pipeline, replay: Replay, store: Store, wall: Wall
) -> None:
    replay.lists["2026-05-15"] = records(1)
    day = await pipeline.look(DAY)
    await pipeline.summarise_day(day, [ENGLISH])
    first = store.summaries.find(PaperKey("2605.00001"), ENGLISH)
    wall.now += timedelta(hours=1)
    await pipeline.summarise_day(day, [ENGLISH])
    assert store.summaries.find(PaperKey("2605.00001"), ENGLISH) == first
    replay.pages["/html/2605.00001"] = Answer(200, HTML, "text/html")
    await pipeline.summarise_day(day, [ENGLISH])
    mended = store.summaries.find(PaperKey("2605.00001"), ENGLISH)
    assert mended is not None
    assert (mended.basis, mended.made_at) == (Basis.FULL_TEXT, wall.now)


@pytest.mark.parametrize("method", [Method.MODEL, Method.PREPARED])
async def test_a_better_summary_is_never_replaced_by_the_built_in_one(
    method: Method, pipeline: Pipeline, store: Store
) -> None:
    store.papers.put([make_paper()])
    known = make_summary(method=method, basis=Basis.ABSTRACT)
    store.summaries.put(known)
    await pipeline.summarise(make_paper(), [ENGLISH])
    assert store.summaries.find(known.key, ENGLISH) == known


async def test_a_stored_paper_is_there_at_once(pipeline: Pipeline, replay: Replay, store: Store) -> None:
    store.papers.put([make_paper()])
    assert await pipeline.paper(make_paper().key) == make_paper()
    assert replay.requests == []


@needs_data
async def test_a_paper_that_is_not_stored_is_asked_for_and_kept(pipeline: Pipeline, replay: Replay) -> None:
    for _ in range(2):
        assert (await pipeline.paper(PaperKey("2608.09888"))).abstract
    assert replay.requests == ["/api/papers/2608.09888"]


@needs_data
@pytest.mark.parametrize("key", ["2104.12255", "astro-ph/0601001"])
async def test_what_hugging_face_does_not_have_arxiv_has(key: str, pipeline: Pipeline, replay: Replay) -> None:
    name = {"2104.12255": "id_2104.12255v1", "astro-ph/0601001": "id_astro-ph_0601001"}[key]
    replay.pages["/api/query"] = Answer(200, (DATA / "arxiv_api" / f"{name}_s0_m100.xml").read_bytes())
    paper = await pipeline.paper(PaperKey(key))
    assert (paper.key, paper.version) == (key, 1)


@pytest.mark.parametrize("broken", [Answer(500), Answer(403), Answer(429), Answer(200, b"<html>")])
async def test_with_hugging_face_down_arxiv_is_asked(
    broken: Answer, pipeline: Pipeline, replay: Replay, store: Store
) -> None:
    # Two servers: what one site does must not count against the other.
    with Replay() as other:
        other.pages["/api/query"] = Answer(200, feed(entry()))
        replay.fail("/api/papers/2605.00001", *[broken] * 3)
        records = (pipeline.records[0], moved(pipeline.records[1], other))
        paper = await replace(pipeline, records=records).paper(PaperKey("2605.00001"))
    assert (paper.title, paper.version) == ("Memory", 2)
    assert store.papers.find(paper.key) == paper


def moved(source: Any, other: Replay) -> Arxiv:
    return Arxiv(source._fetcher, other.url, f"{other.url}/api/query")


async def test_a_paper_that_nobody_has_is_said_so_in_arxivs_name(pipeline: Pipeline, replay: Replay) -> None:
    replay.pages["/api/query"] = Answer(200, feed())
    for key in ("2605.99999", "hep-th/9901001"):
        with pytest.raises(PaperNotFoundError, match=f"arXiv has no paper {key}"):
            await pipeline.paper(PaperKey(key))


@pytest.mark.parametrize(("first", "second"), [(Answer(500), Answer(200, feed())), (Answer(404), Answer(500))])
async def test_where_a_source_could_not_be_asked_nobody_says_that_there_is_no_such_paper(
    first: Answer, second: Answer, pipeline: Pipeline, replay: Replay
) -> None:
    replay.pages |= {"/api/papers/2605.00001": first, "/api/query": second}
    with pytest.raises(SourceError, match="answered 500") as caught:
        await pipeline.paper(PaperKey("2605.00001"))
    assert not isinstance(caught.value, PaperNotFoundError)


async def test_without_any_source_that_is_said(pipeline: Pipeline) -> None:
    with pytest.raises(SourceError, match=r"no source is set up to look for 2605\.00001"):
        await replace(pipeline, records=()).paper(PaperKey("2605.00001"))


async def test_the_list_takes_nothing_from_what_arxiv_said(pipeline: Pipeline, replay: Replay, store: Store) -> None:
    withdrawn = entry(inside="<arxiv:comment>Withdrawn by the authors</arxiv:comment><category term='cs.CL'/>")
    replay.pages["/api/query"] = Answer(200, feed(withdrawn))
    assert (await pipeline.paper(PaperKey("2605.00001"))).withdrawn
    replay.lists["2026-05-15"] = records(1, upvotes=7)
    await pipeline.look(DAY)
    paper = store.papers.get(PaperKey("2605.00001"))
    assert (paper.title, paper.upvotes, paper.version, paper.withdrawn) == ("Paper 1", 7, 2, True)
    assert paper.categories == ("cs.CL",)


async def test_the_stages_of_a_reading_are_told_and_a_good_summary_is_not_read_again(
    pipeline: Pipeline, store: Store
) -> None:
    paper = make_paper(abstract=ABSTRACT)
    store.papers.put([paper])
    stages: list[Stage] = []
    from_abstract = replace(pipeline, texts=None)
    await from_abstract.summarise(paper, [ENGLISH], at_stage=stages.append)
    assert stages == [Stage.READING, Stage.WRITING]
    await from_abstract.summarise(paper, [ENGLISH], at_stage=stages.append)
    assert stages == [Stage.READING, Stage.WRITING]
