"""Search of the archive: real FTS5, every script, any input."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.archive import search_archive
from digest.topics import TopicError
from storage import search
from storage.models import Sections
from storage.store import Store
from tests.makers import make_paper, make_summary

VIDEO = make_paper(
    "2605.00001",
    title="Zero-Shot Video Editing with Diffusion Policies",
    abstract="Diffusion models edit videos. We cache features.",
    authors=("Ada Bengio", "José Núñez"),
    upvotes=30,
    code_url="https://github.com/a/b",
    organization="Acme Research",
    categories=("cs.CV",),
)
SPEECH = make_paper(
    "2605.00002",
    title="Speech recognition for medical dictation",
    abstract="A fine-tuned recogniser of videos.",
    authors=("Kim Lee",),
    upvotes=3,
    keywords=("automatic speech recognition",),
    categories=("eess.AS",),
)


@pytest.fixture
def archive(store: Store) -> Store:
    store.papers.put([VIDEO, SPEECH])
    goal = "음성 인식 모델을 강화학습으로 개선하는 것이 목표이다."
    store.summaries.put(make_summary(SPEECH.key, "ko", sections=Sections(goal=goal)))
    store.summaries.put(make_summary(VIDEO.key, "ja", sections=Sections(goal="動画の編集に言語モデルを用いる。")))
    store.summaries.put(make_summary(VIDEO.key, "zh", sections=Sections(goal="用语言模型编辑视频。")))
    return store


def keys(store: Store, text: str) -> list[str]:
    return [str(paper.key) for paper in search_archive(store, text).papers]


@pytest.mark.parametrize(
    "text",
    [
        "diffusion",
        "policy editing",
        '"video editing"',
        "zeroshot",
        "bengio",
        "author:nunez",
        'author:"Bengio, Ada"',
        "org:acme",
        "cat:cs",
        "votes:>20",
        "votes:>2 votes:<40 -medical",
        "-votes:<10",
        "-speech votes:>1",
        "code:yes video",
        "video -medical",
        "music OR editing",
        "語モデル",
        "言語",
        "编辑",
        "视",
        "2605.00001",
        "https://arxiv.org/abs/2605.00001v3",
    ],
)
def test_the_paper_is_found(archive: Store, text: str) -> None:
    assert keys(archive, text) == [VIDEO.key]


@pytest.mark.parametrize(
    "text", ["강화학습", "강화학습을", "모델", "음성인식", "음성 인식", "인식", "학습", "목", "fine-tuning"]
)
def test_korean_is_found_down_to_two_syllables_and_across_spaces(archive: Store, text: str) -> None:
    assert keys(archive, text) == [SPEECH.key]


@pytest.mark.parametrize(
    "text", ["없는말", "diffusion speech", "cat:math", 'author:"ada lee"', "votes:>999", "2605.99999"]
)
def test_what_is_not_there_is_not_found(archive: Store, text: str) -> None:
    assert keys(archive, text) == []


def test_a_word_of_the_title_counts_more_than_one_of_the_text(archive: Store) -> None:
    assert keys(archive, "videos") == [VIDEO.key, SPEECH.key]


@pytest.mark.parametrize("typed", ["bengo", "Bengoi", "bengioo", "benxio", "author:benjio"])
def test_a_misspelt_name_finds_its_bearer_and_says_so(archive: Store, typed: str) -> None:
    found = search_archive(archive, typed)
    assert [paper.key for paper in found.papers] == [VIDEO.key]
    assert found.instead == ((typed.removeprefix("author:").lower(), "bengio"),)


def test_a_filter_stays_what_it_was_where_a_name_was_misspelt(archive: Store) -> None:
    archive.papers.put([make_paper("2605.00003", authors=("Ada Bengio",), categories=("cs.LG",))])
    found = search_archive(archive, "bengoi cat:cs.CV")
    assert [paper.key for paper in found.papers] == [VIDEO.key]
    assert found.instead == (("bengoi", "bengio"),)


@pytest.mark.parametrize("text", ["agents votes:>20", "agents code:yes", "agents votes:>20 code:yes -music"])
def test_filters_choose_among_many_more_papers_than_are_ranked(
    store: Store, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(search, "CANDIDATES", 3)
    monkeypatch.setattr(search, "FILTERED", 20)
    known = {"upvotes": 30, "code_url": "https://github.com/a/b"}
    store.papers.put(
        make_paper(f"2605.{number:05}", title="Agents", **(known if number in (4, 5, 9) else {}))
        for number in range(25)
    )
    assert [key[-1] for key in keys(store, text)] == ["9", "5"]
    monkeypatch.setattr(search, "FILTERED", 26)
    assert [key[-1] for key in keys(store, text)] == ["9", "5", "4"]


def test_pages_of_a_misspelt_name_follow_each_other(store: Store) -> None:
    store.papers.put(make_paper(f"2605.{number:05}", authors=("Ada Bengio",)) for number in range(25))
    pages = [search_archive(store, "bengoi", limit=10, offset=offset) for offset in (0, 10, 20, 30)]
    assert [len(page.papers) for page in pages] == [10, 10, 5, 0]
    assert {page.instead for page in pages} == {(("bengoi", "bengio"),)}


def test_behind_the_last_page_nothing_else_is_taken_for_what_was_meant(store: Store) -> None:
    store.papers.put([make_paper("2605.00001", title="Bengoi"), make_paper("2605.00002", authors=("Ada Bengio",))])
    assert search_archive(store, "bengoi OR bengiu", offset=10).papers == ()


def test_pages_follow_each_other_without_a_gap(store: Store) -> None:
    store.papers.put(make_paper(f"2605.{number:05}", title="Agents that plan") for number in range(25))
    pages = [search_archive(store, "agents", limit=10, offset=offset) for offset in (0, 10, 20)]
    assert [len(page.papers) for page in pages] == [10, 10, 5]
    assert [page.more for page in pages] == [True, True, False]
    assert len({paper.key for page in pages for paper in page.papers}) == 25
    assert pages[0].papers[0].key == "2605.00024"


def test_the_index_follows_changes(archive: Store) -> None:
    archive.papers.put([make_paper(VIDEO.key, title="Weather forecasts", authors=("Ada Bengio",))])
    archive.summaries.put(make_summary(VIDEO.key, "ja", sections=Sections(goal="天気を予報する。")))
    assert keys(archive, "weather") == [VIDEO.key]
    assert keys(archive, "policies") == []
    assert keys(archive, "天気") == [VIDEO.key]
    assert keys(archive, "動画") == []


def test_a_text_without_a_word_is_told_so(archive: Store) -> None:
    with pytest.raises(TopicError):
        search_archive(archive, " ?! ")


def test_a_word_in_the_title_counts_most_then_in_names_and_labels_and_the_newest_is_first_among_equals(
    store: Store,
) -> None:
    made = [
        make_paper("2605.00001", title="Robots walk"),
        make_paper("2605.00002", title="B", keywords=("robot walking",)),
        make_paper("2605.00003", title="C", abstract="Robots walk."),
        make_paper("2605.00004", title="D", abstract="Walking robots."),
        make_paper("2605.00005", title="A robot", abstract="It walks."),
        make_paper("2605.00006", title="E", authors=("Ada Robot",), abstract="It walks."),
    ]
    store.papers.put(made)
    numbers = [int(key[-1]) for key in keys(store, "robots walk")]
    assert numbers == [1, 5, 2, 6, 4, 3]


def test_a_word_in_hyphens_or_of_one_character_counts_in_the_title_too(store: Store) -> None:
    store.papers.put([make_paper("2605.00001", title="zero-shot 画像"), make_paper("2605.00002", title="B")])
    store.summaries.put(make_summary("2605.00002", "ja", sections=Sections(goal="zero-shot 画像")))
    for text in ("zeroshot", "zero-shot", "画", "画像"):
        assert [key[-1] for key in keys(store, text)] == ["1", "2"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=250)
    | st.lists(
        st.sampled_from(
            [
                '"',
                "'",
                "*",
                ":",
                "-",
                "(",
                ")",
                "NEAR",
                "AND",
                "NOT",
                "OR",
                "^",
                "author:",
                "videos",
                "모",
                "光",
                "{",
                "+",
                " ",
            ]
        ),
        max_size=20,
    ).map("".join)
)
def test_any_input_is_safe(archive: Store, text: str) -> None:
    try:
        found = search_archive(archive, text)
    except TopicError:
        return
    assert len(found.papers) <= 2
