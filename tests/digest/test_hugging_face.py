"""The list of a day over the wire, its records of every age, and what is wrong with them."""

import json
import re
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.errors import PaperNotFoundError, SourceError
from digest.fetch import Fetcher
from digest.hugging_face import MAX_PAGES, BadRecordError, HuggingFace, parse_item
from storage.models import Paper, PaperKey
from storage.store import Store
from tests.data import DATA, needs_data
from tests.digest.conftest import TOKEN
from tests.fakes.replay import Answer, Replay
from tests.makers import make_store

DAY = date(2026, 5, 13)
LIST = "/api/daily_papers"
DAYS = sorted(path.stem for path in (DATA / "hf_daily").glob("*.json"))

RECORD: dict[str, Any] = {
    "title": "Memory for Models",
    "summary": "The outer abstract.",
    "publishedAt": "2026-05-12T20:00:00.000Z",
    "thumbnail": "https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/2605.00001.png",
    "numComments": 3,
    "submittedBy": {"name": "kim", "fullname": "Kim Min-ji"},
    "isAuthorParticipating": True,
    "mediaUrls": ["https://cdn-uploads.huggingface.co/production/uploads/a.mp4"],
    "organization": {"name": "outer-lab", "fullname": "Outer Lab"},
    "paper": {
        "id": "2605.00001",
        "title": "Memory for\n  Models",
        "summary": "Models forget.\n  We propose a memory.",
        "authors": [{"name": "Ada Kim"}, {"name": "Bo Lee", "hidden": True}, {"name": " Cy\n Park "}],
        "publishedAt": "2026-05-13T00:00:00.000Z",
        "upvotes": 42,
        "discussionId": "0123456789abcdef",
        "submittedOnDailyAt": "2026-05-13T00:58:14.251Z",
        "submittedOnDailyBy": {"user": "lee", "fullname": "Lee Ji-eun"},
        "ai_summary": "A memory\nhelps.",
        "ai_keywords": ["memory", "models", "memory"],
        "ai_summary_model": "some/model",
        "githubRepo": "https://github.com/ada/memory",
        "githubRepoAddedBy": "user",
        "githubStars": 7,
        "projectPage": " https://ada.example.org/memory",
        "organization": {"_id": "1", "name": "inner-lab", "fullname": "Inner Lab"},
        "mediaUrls": ["https://cdn-uploads.huggingface.co/production/uploads/b.png"],
    },
}


def record(number: int, **inner: Any) -> dict[str, Any]:
    paper = {"id": f"2605.{number:05}", "title": f"Paper {number}", "summary": "Models forget."} | inner
    return {"title": paper["title"], "paper": paper}


def raw_day(day: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DATA / "hf_daily" / f"{day}.json").read_bytes())
    return found


def test_every_field_is_read() -> None:
    assert parse_item(RECORD) == Paper(
        key=PaperKey("2605.00001"),
        title="Memory for Models",
        abstract="Models forget. We propose a memory.",
        authors=("Ada Kim", "Cy Park"),
        published_at=datetime(2026, 5, 13, tzinfo=UTC),
        upvotes=42,
        comments=3,
        code_url="https://github.com/ada/memory",
        code_stars=7,
        project_url="https://ada.example.org/memory",
        thumbnail_url=RECORD["thumbnail"],
        media_urls=(RECORD["mediaUrls"][0], RECORD["paper"]["mediaUrls"][0]),
        organization="Inner Lab",
        keywords=("memory", "models"),
        ai_summary="A memory helps.",
        submitted_by="Lee Ji-eun",
        submitted_at=datetime(2026, 5, 13, 0, 58, 14, 251_000, tzinfo=UTC),
    )


def test_an_id_and_a_title_are_enough() -> None:
    bare = parse_item({"paper": {"id": "2605.00001v2", "title": "Bare"}})
    assert bare == Paper(PaperKey("2605.00001"), "Bare", "")


def test_fields_that_moved_are_found_where_they_were() -> None:
    old = {
        "paper": {"id": "2405.00001", "title": "Old"},
        "summary": "An outer abstract.",
        "mediaUrl": "https://cdn-uploads.huggingface.co/a.gif",
        "submittedBy": {"name": "kim"},
        "submitterOrganization": {"name": "lab"},
    }
    paper = parse_item(old)
    assert (paper.abstract, paper.media_urls, paper.submitted_by, paper.organization) == (
        "An outer abstract.",
        ("https://cdn-uploads.huggingface.co/a.gif",),
        "kim",
        "lab",
    )


@needs_data
@pytest.mark.parametrize("day", DAYS)
async def test_every_recorded_day_is_stored_with_all_that_its_age_knew(
    day: str, hugging_face: HuggingFace, replay: Replay, store: Store
) -> None:
    raw = {item["paper"]["id"]: item for item in raw_day(day)}
    found = await hugging_face.list_day(date.fromisoformat(day))
    store.papers.put(found.papers)
    assert found.rejected == ()
    assert [paper.key for paper in found.papers] == list(raw)
    for key, item in raw.items():
        inner, paper = item["paper"], store.papers.get(PaperKey(key))
        assert re.fullmatch(r"\d{4}\.\d{4,5}", paper.key)
        assert 6 <= len(paper.title) <= 175
        assert len(paper.abstract) > 100
        for text in (paper.title, paper.abstract, *paper.authors, *paper.keywords, paper.ai_summary or ""):
            assert text == " ".join(text.split())
        assert paper.title == " ".join(inner["title"].split())
        assert len(paper.authors) == sum(not author.get("hidden") for author in inner["authors"])
        assert paper.published_at is not None
        assert paper.published_at.date() <= date.fromisoformat(day)
        assert (paper.upvotes, paper.comments) == (inner["upvotes"], item["numComments"])
        assert (paper.code_url is None) == ("githubRepo" not in inner)
        assert paper.code_stars == inner.get("githubStars")
        assert (paper.project_url is None) == (not inner.get("projectPage", "").strip())
        assert set(paper.keywords) == {" ".join(word.split()) for word in inner.get("ai_keywords", [])} - {""}
        assert (paper.ai_summary is None) == (not inner.get("ai_summary", "").strip())
        assert (paper.thumbnail_url is not None) == (day >= "2024-06-12")
        assert len(paper.media_urls) == len(
            {*item.get("mediaUrls", []), *inner.get("mediaUrls", []), *filter(None, [item.get("mediaUrl")])}
        )
        named = {"organization", "submitterOrganization"} & {*inner, *item}
        assert (paper.organization is not None) == bool(named)
        assert (paper.submitted_by is not None) == ("submittedBy" in item or "submittedOnDailyBy" in inner)
        assert (None if paper.submitted_at is None else paper.submitted_at.date().isoformat()) == (
            day if day >= "2025-03-17" else None
        )


@needs_data
def test_a_list_asked_for_without_a_date_has_the_same_records() -> None:
    raw = json.loads((DATA / "hf_daily" / "no_date" / "2026-06-13-limit30.json").read_bytes())
    papers = [parse_item(item) for item in raw]
    assert len({paper.key for paper in papers}) == 30
    assert {paper.submitted_at.date() for paper in papers if paper.submitted_at} == {date(2026, 6, 12)}


@needs_data
async def test_one_paper_is_read_from_its_own_record(hugging_face: HuggingFace) -> None:
    paper = await hugging_face.paper(PaperKey("2608.09888"))
    assert (paper.key, paper.thumbnail_url, paper.comments) == ("2608.09888", None, 0)
    assert paper.title
    assert paper.abstract
    assert paper.authors
    assert paper.published_at
    assert paper.submitted_at


@needs_data
def test_hits_of_a_search_have_the_same_records() -> None:
    raw = json.loads((DATA / "hf_paper" / "search-diffusion-first2.json").read_bytes())
    assert all(parse_item(item).abstract for item in raw)


async def test_the_list_is_asked_for_with_its_date_limit_and_token(hugging_face: HuggingFace, replay: Replay) -> None:
    replay.lists["2026-05-13"] = [record(1)]
    await hugging_face.list_day(DAY)
    assert replay.requests == [f"{LIST}?date=2026-05-13&limit=100"]
    assert replay.headers[0]["authorization"] == f"Bearer {TOKEN}"


async def test_without_a_token_none_is_sent(fetcher: Fetcher, replay: Replay) -> None:
    replay.lists["2026-05-13"] = [record(1)]
    await HuggingFace(fetcher, f"{replay.url}/").list_day(DAY)
    assert "authorization" not in replay.headers[0]


@pytest.mark.parametrize("token", ["hf_bad\nline", "hf_한글", "hf_two words"])
def test_a_token_that_cannot_be_one_is_refused_without_showing_it(token: str, fetcher: Fetcher) -> None:
    with pytest.raises(SourceError, match="token holds characters") as caught:
        HuggingFace(fetcher, "https://huggingface.co", token)
    assert token not in str(caught.value)


async def test_a2_an_empty_list_is_a_normal_answer(hugging_face: HuggingFace) -> None:
    found = await hugging_face.list_day(date(2026, 5, 17))
    assert (found.papers, found.rejected) == ((), ())


@pytest.mark.parametrize(("papers", "pages"), [(14, 1), (50, 2), (99, 1), (100, 2), (101, 2), (250, 3)])
async def test_a12_a_list_is_read_to_its_end(
    papers: int, pages: int, hugging_face: HuggingFace, replay: Replay
) -> None:
    replay.lists["2026-05-13"] = [record(number) for number in range(1, papers + 1)]
    found = await hugging_face.list_day(DAY)
    assert len(found.papers) == papers
    assert len(replay.requests) == pages


async def test_a12_a_site_that_does_not_heed_the_limit_cuts_nothing(hugging_face: HuggingFace, replay: Replay) -> None:
    records = [record(number) for number in range(1, 121)]
    replay.fail(LIST, *(Answer(200, json.dumps(records[at : at + 50]).encode()) for at in (0, 50, 100)))
    assert len((await hugging_face.list_day(DAY)).papers) == 120


async def test_a_site_that_answers_every_page_alike_is_asked_twice(hugging_face: HuggingFace, replay: Replay) -> None:
    page = [*(record(number) for number in range(1, 99)), {"paper": {"id": "2605.00099"}}, "no record"]
    replay.fail(LIST, *[Answer(200, json.dumps(page).encode())] * 2)
    found = await hugging_face.list_day(DAY)
    assert len(found.papers) == 98
    assert len(replay.requests) == 2


async def test_a12_a_list_without_end_is_cut_and_that_is_told(hugging_face: HuggingFace, replay: Replay) -> None:
    replay.lists["2026-05-13"] = [record(number) for number in range(1, 100 * MAX_PAGES + 2)]
    found = await hugging_face.list_day(DAY)
    assert len(found.papers) == 100 * MAX_PAGES
    assert [rejected.record for rejected in found.rejected] == ["the rest of the list"]


async def test_the_most_liked_come_first_and_ties_keep_their_order(hugging_face: HuggingFace, replay: Replay) -> None:
    votes = {1: 3, 2: 9, 3: 3, 4: 9, 5: 0}
    replay.lists["2026-05-13"] = [record(number, upvotes=count) for number, count in votes.items()]
    found = await hugging_face.list_day(DAY)
    assert [paper.key[-1] for paper in found.papers] == ["2", "4", "1", "3", "5"]


async def test_a_paper_that_is_listed_twice_with_other_versions_is_one(
    hugging_face: HuggingFace, replay: Replay
) -> None:
    replay.lists["2026-05-13"] = [record(1), record(1, id="2605.00001v2"), record(1, id="arXiv:2605.00001")]
    assert [paper.key for paper in (await hugging_face.list_day(DAY)).papers] == ["2605.00001"]


async def test_a6_a_paper_of_three_weeks_ago_is_kept(hugging_face: HuggingFace, replay: Replay) -> None:
    replay.lists["2026-05-13"] = [record(1), record(2, id="2604.11111", publishedAt="2026-04-22T10:00:00.000Z")]
    assert [paper.key for paper in (await hugging_face.list_day(DAY)).papers] == ["2605.00001", "2604.11111"]


async def test_a13_one_bad_record_of_fourteen_costs_that_record(hugging_face: HuggingFace, replay: Replay) -> None:
    replay.lists["2026-05-13"] = [*(record(number) for number in range(1, 14)), {"paper": {"id": "2605.00014"}}]
    found = await hugging_face.list_day(DAY)
    assert len(found.papers) == 13
    assert [(rejected.record, rejected.reason) for rejected in found.rejected] == [("2605.00014", "has no title")]


@pytest.mark.parametrize(
    ("bad", "name", "reason"),
    [
        (None, "record 2", "is no object but NoneType"),
        (["x"], "record 2", "is no object but list"),
        ({}, "record 2", "has no paper"),
        ({"title": "Lost", "paper": "2605.1"}, "Lost", "has no paper"),
        ({"title": "Lost", "paper": {}}, "Lost", "has no id"),
        ({"paper": {"id": 2605.00001, "title": "Float"}}, "Float", "has no id"),
        ({"paper": {"id": "2605.00002", "title": "\ud83d\n"}}, "2605.00002", None),
        ({"paper": {"id": "2605.00002", "title": " \n"}}, "2605.00002", "has no title"),
        ({"paper": {"id": "nonsense", "title": "X"}}, "nonsense", "has an id that is none of arXiv: 'nonsense'"),
        ({"paper": {"id": "\ud83d", "title": "X"}}, "\ufffd", "has an id that is none of arXiv: '\ufffd'"),
    ],
)
async def test_a9_a_broken_record_is_named_and_left_out(
    bad: object, name: str, reason: str | None, hugging_face: HuggingFace, replay: Replay, store: Store
) -> None:
    replay.lists["2026-05-13"] = [record(1), bad]
    found = await hugging_face.list_day(DAY)
    store.papers.put(found.papers)
    assert [(r.record, r.reason) for r in found.rejected] == ([] if reason is None else [(name, reason)])


async def test_a9_a_list_of_which_nothing_can_be_read_is_an_error_and_no_empty_day(
    hugging_face: HuggingFace, replay: Replay
) -> None:
    replay.lists["2026-05-13"] = [{"article": {"id": "2605.00001"}}, {"article": {"id": "2605.00002"}}]
    with pytest.raises(SourceError, match=r"no record on the list .* \(2 of them: one has no paper\)"):
        await hugging_face.list_day(DAY)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)
INNER = st.fixed_dictionaries(
    {"id": st.just("2605.00001"), "title": st.just("Kept")},
    optional={name: ANYTHING for name in RECORD["paper"] if name not in ("id", "title")} | {"new": ANYTHING},
)
OUTER = st.fixed_dictionaries(
    {"paper": INNER}, optional={name: ANYTHING for name in RECORD if name != "paper"} | {"mediaUrl": ANYTHING}
)


@settings(max_examples=50)
@given(OUTER)
def test_a9_no_field_that_is_missing_null_extra_or_of_another_type_does_harm(raw: dict[str, Any]) -> None:
    paper = parse_item(raw)
    assert paper.key == "2605.00001"
    with make_store() as store:
        store.papers.put([paper])
        assert store.papers.get(paper.key) == paper


@settings(max_examples=80)
@given(
    ANYTHING | st.fixed_dictionaries({"paper": ANYTHING}) | st.fixed_dictionaries({"paper": INNER, "title": ANYTHING})
)
def test_a9_anything_at_all_is_a_paper_or_a_bad_record(raw: object) -> None:
    with suppress(BadRecordError):
        assert parse_item(raw).title


def test_b7_an_awkward_title_and_very_many_authors_are_kept_whole() -> None:
    title = ("A/B \u200fבדיקה\u200f 🧪 <think> $x$ " * 20)[:300].strip()
    authors = [{"name": f"Author {number}"} for number in range(664)]
    paper = parse_item(record(1, title=title, authors=authors, publishedAt="2199-01-01T00:00:00Z"))
    assert paper.title == title
    assert len(paper.authors) == 664
    assert paper.published_at == datetime(2199, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(200, b"<html>Sign in</html>", "text/html"), "answered with no JSON"),
        (Answer(200, b'[{"paper": {"id": "2605.0'), "answered with no JSON"),
        (Answer(200, b""), "answered with no JSON"),
        (Answer(200, b"\xff\xfe\xfa"), "answered with no JSON"),
        (Answer(200, b"[" * 200_000), "answered with no JSON"),
        (Answer(200, b'{"error": "nope"}'), "answered with no list"),
        (Answer(200, b"null"), "answered with no list"),
        (Answer(400, b'{"error": "bad date"}'), "refuses the date 2026-05-13"),
        (Answer(404, b""), "answered 404 (not found)"),
        (Answer(500, b"<html>"), "answered 500"),
    ],
)
async def test_a_wrong_answer_is_one_clear_line(
    answer: Answer, told: str, hugging_face: HuggingFace, replay: Replay
) -> None:
    replay.fail(LIST, answer, answer, answer)
    with pytest.raises(SourceError) as caught:
        await hugging_face.list_day(DAY)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_a_list_whose_second_page_fails_is_not_taken_for_whole(hugging_face: HuggingFace, replay: Replay) -> None:
    page = json.dumps([record(number) for number in range(1, 101)]).encode()
    replay.fail(LIST, Answer(200, page), *[Answer(500)] * 3)
    with pytest.raises(SourceError, match="answered 500"):
        await hugging_face.list_day(DAY)


@pytest.mark.parametrize("status", [400, 404])
async def test_a_paper_that_the_site_does_not_have_is_said_so(
    status: int, hugging_face: HuggingFace, replay: Replay
) -> None:
    replay.fail("/api/papers/2605.00001", Answer(status))
    with pytest.raises(PaperNotFoundError, match=r"Hugging Face has no paper 2605\.00001"):
        await hugging_face.paper(PaperKey("2605.00001"))


@pytest.mark.parametrize("what", ["paper", "markdown"])
async def test_an_old_id_is_not_even_asked_for(what: str, hugging_face: HuggingFace, replay: Replay) -> None:
    with pytest.raises(PaperNotFoundError):
        await getattr(hugging_face, what)(PaperKey("hep-th/9901001"))
    assert replay.requests == []


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(200, b"<html>"), "no JSON"),
        (Answer(200, b"[]"), "cannot be read: has no paper"),
        (Answer(200, b'{"id": "2605.00001"}'), "cannot be read: has no title"),
        (Answer(200, b'{"id": "2605.00002", "title": "X"}'), "the record of 2605.00002"),
        (Answer(503), "answered 503"),
    ],
)
async def test_a_record_that_is_none_is_one_clear_line(
    answer: Answer, told: str, hugging_face: HuggingFace, replay: Replay
) -> None:
    replay.fail("/api/papers/2605.00001", answer, answer, answer)
    with pytest.raises(SourceError) as caught:
        await hugging_face.paper(PaperKey("2605.00001"))
    assert told in str(caught.value)
    assert not isinstance(caught.value, PaperNotFoundError)


async def test_the_markdown_of_a_paper_is_text_whatever_its_bytes(hugging_face: HuggingFace, replay: Replay) -> None:
    replay.pages["/papers/2605.00001.md"] = Answer(200, "# 기억 \u2014 ".encode() + b"\xff", "text/markdown")
    assert await hugging_face.markdown(PaperKey("2605.00001")) == "# 기억 — \ufffd"
