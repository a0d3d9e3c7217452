"""A post is what the store holds, in order, with every fallback labelled."""

from datetime import date
from typing import Any

import pytest

from digest.compose import compose_paper, compose_post
from digest.texts import languages, say
from storage.models import Basis, Language, Method, PaperKey, Section, Sections
from tests.makers import make_paper, make_summary

KOREAN, ENGLISH = Language("ko"), Language("en")


def test_papers_stand_in_the_order_given_and_are_counted_from_one() -> None:
    papers = [make_paper("2605.00002"), make_paper("2605.00001")]
    summary = make_summary()
    post = compose_post(date(2026, 5, 13), papers, {summary.key: summary}, ENGLISH, frozenset([PaperKey("2605.00002")]))
    assert post.title == "Daily Papers — 2026-05-13"
    assert [(paper.position, paper.key, paper.late) for paper in post.papers] == [
        (1, "2605.00002", True),
        (2, "2605.00001", False),
    ]
    assert post.papers[0].notes == (say(ENGLISH, "note-no-summary"),)
    assert post.papers[0].sections == Sections()


def test_what_the_paper_does_not_state_is_said_so_in_the_readers_language() -> None:
    composed = compose_paper(make_paper(), make_summary(language="ko"), KOREAN)
    assert composed.sections[Section.GOAL] == "The aim is memory."
    assert composed.sections[Section.LIMITATIONS] == "정보 부족"


def test_links_stand_in_one_order_and_code_only_where_it_is_known() -> None:
    bare = compose_paper(make_paper(), None, KOREAN)
    assert [link.label for link in bare.links] == ["PDF", "Hugging Face", "alphaXiv"]
    with_code = compose_paper(make_paper(code_url="https://github.com/ada/memory"), None, KOREAN)
    assert [link.label for link in with_code.links] == ["PDF", "Hugging Face", "Code", "alphaXiv"]
    assert with_code.url == "https://arxiv.org/abs/2605.00001"
    assert with_code.links[-1].url == "https://www.alphaxiv.org/ko/overview/2605.00001"


def test_a_paper_with_an_old_id_has_no_page_on_hugging_face_to_link_to() -> None:
    old = compose_paper(make_paper("hep-th/9901001"), None, KOREAN)
    assert [link.label for link in old.links] == ["PDF", "alphaXiv"]


def test_what_the_store_knows_of_a_paper_goes_along() -> None:
    paper = make_paper(
        title="A $x^2$ of\n<think>", upvotes=7, authors=("Ada", "Bo"), thumbnail_url="https://x.org/a.png"
    )
    composed = compose_paper(paper, None, ENGLISH, 3)
    assert (composed.title, composed.upvotes, composed.authors) == ("A x² of <think>", 7, ("Ada", "Bo"))
    assert (composed.position, composed.thumbnail_url) == (3, "https://x.org/a.png")


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"method": Method.MODEL, "basis": Basis.FULL_TEXT}, []),
        ({"method": Method.MODEL, "basis": Basis.ABSTRACT}, ["note-abstract"]),
        ({"method": Method.BUILT_IN, "basis": Basis.FULL_TEXT}, ["note-built-in"]),
        (
            {"text_language": Language("ja"), "basis": Basis.ABSTRACT},
            ["note-original-language", "note-built-in", "note-abstract"],
        ),
        ({"method": Method.PREPARED, "basis": Basis.ABSTRACT}, []),
    ],
)
def test_every_fallback_is_labelled(changes: dict[str, Any], names: list[str]) -> None:
    composed = compose_paper(make_paper(), make_summary(**changes), ENGLISH)
    assert composed.notes == tuple(say(ENGLISH, name) for name in names)


@pytest.mark.parametrize("language", languages())
def test_a_withdrawn_paper_says_so_first(language: Language) -> None:
    for summary in (None, make_summary(text_language=language)):
        notes = compose_paper(make_paper(withdrawn=True), summary, language).notes
        assert notes[0] == say(language, "note-withdrawn")
        assert len(notes) > 1
