"""One paper's record from arXiv's API, over the wire: what was recorded, what is withdrawn, what is no feed."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest import arxiv as module
from digest.arxiv import Arxiv, is_withdrawn, parse_feed
from digest.errors import PaperNotFoundError, SourceError
from digest.ids import parse_id
from storage.models import PaperKey
from tests.data import DATA, needs_data
from tests.fakes.replay import Answer, Replay
from tests.fakes.time import SteppingClock

API = "/api/query"
KEY = PaperKey("2605.00001")
RECORDINGS = sorted((DATA / "arxiv_api").glob("*.xml"))


def feed(*entries: str) -> bytes:
    spaces = 'xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"'
    return f"<?xml version='1.0' encoding='UTF-8'?><feed {spaces}>{''.join(entries)}</feed>".encode()


def entry(paper_id: str = "2605.00001v2", title: str = "Memory", inside: str = "") -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/{paper_id}</id><title>{title}</title>"
        f"<summary>  Models forget.\n  We propose a memory.</summary>{inside}</entry>"
    )


@needs_data
async def test_a_paper_of_today_is_read(arxiv: Arxiv) -> None:
    paper = await arxiv.paper(PaperKey("1707.08567"))
    assert (paper.key, paper.version) == ("1707.08567", 1)
    assert paper.published_at is not None
    assert paper.published_at.tzinfo is UTC
    assert paper.categories
    assert paper.authors
    assert paper.abstract == " ".join(paper.abstract.split())


@needs_data
def test_a_title_of_nought_is_a_title() -> None:
    paper = parse_feed((DATA / "arxiv_api" / "id_2104.12255v1_s0_m100.xml").read_bytes(), PaperKey("2104.12255"))
    assert (paper.title, paper.version, paper.categories) == ("0", 1, ("cs.CR",))


@needs_data
@pytest.mark.parametrize(
    ("name", "key", "version"),
    [
        ("id_astro-ph_0601001_s0_m100.xml", "astro-ph/0601001", 1),
        ("id_hep-ex_0406020v1_s0_m100-removed.xml", "hep-ex/0406020", 1),
        ("2016-id_list_1111.2011v2.xml", "1111.2011", 2),
    ],
)
def test_old_ids_and_old_layouts_are_read(name: str, key: str, version: int) -> None:
    paper = parse_feed((DATA / "arxiv_api" / name).read_bytes(), PaperKey(key))
    assert (paper.key, paper.version) == (key, version)
    assert "\n" not in paper.title + paper.abstract
    assert not paper.abstract.startswith(" ")
    assert not paper.withdrawn


@needs_data
@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_every_recorded_entry_is_found_by_its_id_and_never_by_its_place(path: Path) -> None:
    body = path.read_bytes()
    for found in module._feed(body).iter(f"{module._ATOM}entry"):
        where = module._text(found, "id")
        if "/api/errors" in where:
            continue
        key = parse_id(where).key
        paper = parse_feed(body, key)
        assert paper.key == key
        assert paper.title == module._text(found, "title")
        assert paper.authors
        assert paper.categories
        assert paper.published_at is not None


@needs_data
@pytest.mark.parametrize("key", ["0808.05394", "0000.0000"])
async def test_an_id_that_is_unknown_has_no_entry(key: str, arxiv: Arxiv) -> None:
    with pytest.raises(PaperNotFoundError, match=f"arXiv has no paper {key}"):
        await arxiv.paper(PaperKey(key))


@needs_data
@pytest.mark.parametrize("status", [200, 400])
async def test_an_error_entry_is_no_paper_at_any_status(status: int, arxiv: Arxiv, replay: Replay) -> None:
    body = (DATA / "arxiv_api" / "id_abc_s0_m100.xml").read_bytes()
    replay.fail(API, Answer(status, body, "application/atom+xml"))
    with pytest.raises(PaperNotFoundError, match="incorrect id format for abc"):
        await arxiv.paper(KEY)


async def test_a_400_that_is_no_feed_is_a_failure_of_the_source(arxiv: Arxiv, replay: Replay) -> None:
    replay.fail(API, Answer(400, b"<html>"))
    with pytest.raises(SourceError, match="answered 400") as caught:
        await arxiv.paper(KEY)
    assert not isinstance(caught.value, PaperNotFoundError)


def test_a_whole_record_is_read_in_any_order_of_its_elements() -> None:
    inside = (
        "<category term='cs.LG'/><arxiv:primary_category term='cs.CL'/><category term='cs.CL'/><category/>"
        "<author><name> Ada\n Kim </name></author><author><name/></author><published>2026-05-12T17:59:59Z</published>"
        "<arxiv:comment>12 pages,\n 3 figures</arxiv:comment>"
    )
    paper = parse_feed(
        feed(entry("2605.00009v1"), "<entry><id>http://arxiv.org/x</id></entry>", entry(inside=inside)), KEY
    )
    assert (paper.version, paper.title, paper.abstract) == (2, "Memory", "Models forget. We propose a memory.")
    assert (paper.authors, paper.categories) == (("Ada Kim",), ("cs.CL", "cs.LG"))
    assert paper.comment == "12 pages, 3 figures"
    assert paper.published_at == datetime(2026, 5, 12, 17, 59, 59, tzinfo=UTC)


def test_an_entry_with_next_to_nothing_is_read() -> None:
    paper = parse_feed(feed("<entry><id>http://arxiv.org/abs/2605.00001</id><title>Bare</title></entry>"), KEY)
    assert (paper.title, paper.abstract, paper.version, paper.published_at) == ("Bare", "", None, None)
    with pytest.raises(SourceError, match="has no title"):
        parse_feed(feed(entry(title=" ")), KEY)


@pytest.mark.parametrize(
    "comment",
    [
        "This paper has been withdrawn by the author due to an error in Theorem 2",
        "Withdrawn",
        "Paper withdrawn because of a mistake",
        "10 pages; this submission is now withdrawn",
        "withdrawn by arXiv administrators",
    ],
)
def test_a_withdrawn_paper_is_known_by_its_comment(comment: str) -> None:
    paper = parse_feed(feed(entry(inside=f"<arxiv:comment>{comment}</arxiv:comment>")), KEY)
    assert paper.withdrawn
    assert paper.comment == comment


def test_a_withdrawn_paper_is_known_by_what_stands_in_place_of_its_abstract() -> None:
    assert is_withdrawn("", "This paper has been withdrawn.")
    assert is_withdrawn("", "Withdrawn due to a bug in the evaluation.")
    assert is_withdrawn("", "Withdrawn.")


@pytest.mark.parametrize(
    ("comment", "abstract"),
    [
        ("", ""),
        ("12 pages, 3 figures", "Models forget."),
        ("", "Withdrawn applications are studied."),
        ("", "We study money withdrawn by users of a bank, and why this paper was withdrawn elsewhere."),
        ("A study of withdrawn articles", "We read articles."),
    ],
)
def test_a_paper_about_withdrawal_is_not_withdrawn(comment: str, abstract: str) -> None:
    assert not is_withdrawn(comment, abstract)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Rate exceeded.",
        b"<html><body>captcha</body></html>",
        b"<!DOCTYPE html><html></html>",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><feed>&a;</feed>',
        "<?xml version='1.0' encoding='utf-16'?><feed/>".encode("utf-16"),
        b"<?xml version='1.0' encoding='x-none'?><feed/>",
        feed(entry())[:-20],
        b"\xff\xfe",
    ],
)
async def test_an_answer_that_is_no_feed_is_one_clear_line(body: bytes, arxiv: Arxiv, replay: Replay) -> None:
    replay.fail(API, Answer(200, body, "application/atom+xml"))
    with pytest.raises(SourceError, match="arXiv answered with") as caught:
        await arxiv.paper(KEY)
    assert not isinstance(caught.value, PaperNotFoundError)
    assert "\n" not in str(caught.value)


def test_no_encoding_hides_a_declaration_of_entities() -> None:
    declared = feed(entry(title="&a;")).decode().replace("<feed", '<!DOCTYPE feed [<!ENTITY a "aaa">]><feed')
    for encoding in ("utf-8", "utf-16"):
        body = declared.replace("UTF-8", encoding).encode(encoding)
        with pytest.raises(SourceError, match="a page instead of a feed"):
            parse_feed(body, KEY)


async def test_a_record_is_asked_for_once_a_day(arxiv: Arxiv, replay: Replay, seconds: SteppingClock) -> None:
    replay.pages[API] = Answer(200, feed(entry()))
    first = await arxiv.paper(KEY)
    seconds.now_s += 86_300
    assert await arxiv.paper(KEY) is first
    assert replay.requests == [f"{API}?id_list=2605.00001&max_results=1"]
    seconds.now_s += 100
    replay.pages[API] = Answer(200, feed(entry("2605.00001v3")))
    assert (await arxiv.paper(KEY)).version == 3


async def test_an_unknown_id_is_asked_for_once_an_hour(arxiv: Arxiv, replay: Replay, seconds: SteppingClock) -> None:
    replay.pages[API] = Answer(200, feed())
    for _ in range(5):
        with pytest.raises(PaperNotFoundError):
            await arxiv.paper(KEY)
    assert len(replay.requests) == 1
    seconds.now_s += 3_600
    replay.pages[API] = Answer(200, feed(entry()))
    assert (await arxiv.paper(KEY)).title == "Memory"


async def test_a_failure_is_not_kept(arxiv: Arxiv, replay: Replay) -> None:
    replay.fail(API, Answer(200, b"<html>"), Answer(200, feed(entry())))
    with pytest.raises(SourceError):
        await arxiv.paper(KEY)
    assert (await arxiv.paper(KEY)).title == "Memory"


async def test_only_so_many_answers_are_kept(arxiv: Arxiv, replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_KEPT", 2)
    replay.pages[API] = Answer(200, feed(*(entry(f"2605.0000{n}v1") for n in (1, 2, 3))))
    for n in (1, 2, 3, 2, 1):
        await arxiv.paper(PaperKey(f"2605.0000{n}"))
    assert [request[-29:-14] for request in replay.requests] == [f"list=2605.0000{n}" for n in (1, 2, 3, 1)]


async def test_records_and_texts_share_one_pace(arxiv: Arxiv, replay: Replay, seconds: SteppingClock) -> None:
    replay.pages |= {
        API: Answer(200, feed(entry())),
        "/html/hep-th/9901001": Answer(200, b"<p>"),
        "/pdf/2605.00001": Answer(200, b"%PDF-"),
    }
    _, page, file = await asyncio.gather(
        arxiv.paper(KEY), arxiv.html(PaperKey("hep-th/9901001")), arxiv.pdf(PaperKey("2605.00001"))
    )
    assert (page, file) == (b"<p>", b"%PDF-")
    assert seconds() == 1006


async def test_papers_are_asked_for_together_and_matched_by_their_ids(arxiv: Arxiv, replay: Replay) -> None:
    old = PaperKey("hep-th/9901001")
    replay.pages[API] = Answer(body=feed(entry("hep-th/9901001v3"), entry("2605.00009v1"), entry(), entry("no id")))
    found = await arxiv.papers([KEY, old, PaperKey("2605.00002")])
    assert {key: paper.version for key, paper in found.items()} == {KEY: 2, old: 3}
    (asked,) = replay.requests
    # The default of `max_results` is ten: what goes beyond would silently be missing.
    assert "max_results=3" in asked
    assert await arxiv.papers([]) == {}


async def test_an_id_that_spoils_a_batch_costs_itself_alone(arxiv: Arxiv, replay: Replay) -> None:
    keys = [PaperKey(f"2605.0000{number}") for number in range(1, 5)]
    refused = Answer(400, feed(entry("http://arxiv.org/api/errors#incorrect_id_format")))
    # The four, the later two, which are well, and the first two, of whom the second is refused alone too.
    replay.fail(API, refused, Answer(body=feed(entry("2605.00003v1"), entry("2605.00004v1"))), refused, refused)
    replay.pages[API] = Answer(body=feed(entry("2605.00001v2")))
    assert set(await arxiv.papers(keys)) == {keys[0], keys[2], keys[3]}
    assert len(replay.requests) == 5


async def test_an_answer_too_long_for_memory_is_asked_for_in_halves(
    arxiv: Arxiv, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_FEED_BYTES", 1_000)
    long = Answer(body=feed(entry(), entry("2605.00002v1", inside="<x>" + "x" * 1_000 + "</x>")))
    replay.fail(API, long, Answer(body=feed(entry("2605.00002v1"))))
    replay.pages[API] = Answer(body=feed(entry()))
    assert set(await arxiv.papers([KEY, PaperKey("2605.00002")])) == {KEY, "2605.00002"}


@pytest.mark.parametrize("status", [403, 404, 503])
async def test_what_is_no_fault_of_an_id_is_not_asked_for_again_in_halves(
    arxiv: Arxiv, replay: Replay, status: int
) -> None:
    replay.pages[API] = Answer(status, b"not now")
    with pytest.raises(SourceError):
        await arxiv.papers([KEY, PaperKey("2605.00002")])
    assert all("2605.00001%2C2605.00002" in asked for asked in replay.requests)
