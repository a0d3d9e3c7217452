"""The best text there is of a paper: one place after the other, and the abstract at the least."""

import logging
import threading

import pytest

from digest.arxiv import Arxiv
from digest.find_text import TextFinder
from digest.hugging_face import HuggingFace
from digest.text import FullText, Origin
from tests.fakes.replay import Answer, Replay
from tests.makers import make_paper

PROSE = "Models forget what they read. We propose a memory that keeps it for later. " * 60
HTML = f"<article class='ltx_document'><h2>1 Introduction</h2><p>{PROSE}</p></article>".encode()
MARKDOWN = f"# Memory\n\n## Introduction\n\n{PROSE}\n".encode()


@pytest.fixture
def finder(arxiv: Arxiv, hugging_face: HuggingFace) -> TextFinder:
    """Both sites on the loopback server."""
    return TextFinder(arxiv, hugging_face)


async def test_the_html_of_arxiv_comes_first(finder: TextFinder, replay: Replay) -> None:
    replay.pages["/html/2605.00001"] = Answer(200, HTML, "text/html")
    assert (await finder.find(make_paper())).origin is Origin.ARXIV_HTML
    assert replay.requests == ["/html/2605.00001"]


async def test_without_html_the_markdown_is_read(finder: TextFinder, replay: Replay) -> None:
    replay.pages["/papers/2605.00001.md"] = Answer(200, MARKDOWN, "text/markdown")
    assert (await finder.find(make_paper())).origin is Origin.HUGGING_FACE


async def test_a11_where_every_place_fails_the_abstract_is_the_text(finder: TextFinder, replay: Replay) -> None:
    replay.pages |= {
        "/html/2605.00001": Answer(200, b"<html>captcha</html>"),
        "/papers/2605.00001.md": Answer(500),
        "/pdf/2605.00001": Answer(200, b"%PDF-1.7 broken"),
    }
    text = await finder.find(make_paper())
    assert (text.origin, text.sections[0].text) == (Origin.ABSTRACT, "Models forget. We propose a memory.")
    assert {request.split("/")[1] for request in replay.requests} == {"html", "papers", "pdf"}


async def test_a_withdrawn_paper_has_no_text_to_ask_for(finder: TextFinder, replay: Replay) -> None:
    assert (await finder.find(make_paper(withdrawn=True))).origin is Origin.ABSTRACT
    assert replay.requests == []


@pytest.mark.parametrize("name", ["from_html", "from_markdown"])
async def test_a_page_is_read_beside_the_loop(
    name: str, finder: TextFinder, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers: list[int] = []

    def read(_page: object) -> FullText:
        readers.append(threading.get_ident())
        return FullText(Origin.ARXIV_HTML, ())

    monkeypatch.setattr(f"digest.fulltext.{name}", read)
    if name == "from_html":
        replay.pages["/html/2605.00001"] = Answer(200, HTML, "text/html")
    replay.pages["/papers/2605.00001.md"] = Answer(200, MARKDOWN, "text/markdown")
    await finder.find(make_paper())
    assert len(readers) == 1
    assert readers != [threading.get_ident()]


async def test_a_parser_that_breaks_on_one_file_costs_that_file(
    finder: TextFinder, replay: Replay, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(page: bytes) -> None:
        raise OverflowError("a fault of ours")

    monkeypatch.setattr("digest.fulltext.from_html", broken)
    replay.pages |= {
        "/html/2605.00001": Answer(200, HTML, "text/html"),
        "/papers/2605.00001.md": Answer(200, MARKDOWN, "text/markdown"),
    }
    with caplog.at_level(logging.ERROR):
        assert (await finder.find(make_paper())).origin is Origin.HUGGING_FACE
    assert "text.fault paper=2605.00001" in caplog.text
