from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.topic_index import TopicIndex
from digest.topics import TopicError, parse_topic
from storage.models import Paper, PaperKey, Sections, Summary
from storage.store import Store
from tests.makers import MADE_AT, make_paper, make_store, make_summary

VIDEO = make_paper(
    "2605.00001",
    title="Zero-Shot Video Editing with Diffusion Policies",
    abstract="Diffusion models edit videos. We cache features.",
    authors=("Ada Kim", "José Núñez"),
    upvotes=30,
    code_url="https://github.com/a/b",
    organization="Acme Research",
    categories=("cs.CV", "stat.ML"),
)
SPEECH = make_paper(
    "2605.00002",
    title="Speech recognition for medical dictation",
    abstract="A fine-tuned recogniser.",
    authors=("Kim Lee",),
    upvotes=3,
    keywords=("automatic speech recognition",),
)
KOREAN = make_summary("2605.00002", "ko", sections=Sections(goal="음성 인식을 강화학습으로 개선하는 것이 목표이다."))
JAPANESE = make_summary("2605.00001", "ja", sections=Sections(goal="動画編集に拡散モデルを用いる。"))
DAY = date(2026, 5, 13)


def archive(papers: Sequence[Paper], summaries: Sequence[Summary] = ()) -> Store:
    store = make_store()
    store.papers.put(papers)
    for summary in summaries:
        store.summaries.put(summary)
    store.days.record_look(DAY, [paper.key for paper in papers], [], MADE_AT)
    return store


def index(papers: Sequence[Paper], summaries: Sequence[Summary] = ()) -> TopicIndex:
    with archive(papers, summaries) as store:
        return TopicIndex(papers, store.search.documents([paper.key for paper in papers]))


INDEX = index([VIDEO, SPEECH], [JAPANESE, KOREAN])
ARCHIVE = archive([VIDEO, SPEECH], [JAPANESE, KOREAN])


def found(*topics: str) -> dict[str, tuple[str, ...]]:
    return {str(key): words for key, words in INDEX.matches(map(parse_topic, topics)).items()}


@pytest.mark.parametrize(
    "topic",
    [
        "video diffusion",
        "videos",
        "policy",
        '"video editing"',
        "zero-shot",
        "zeroshot",
        "caching",
        "author:kim author:ada",
        'author:"Kim, Ada"',
        "author:nunez",
        "org:acme",
        "code:yes",
        "votes:>20",
        "cat:cs.CV",
        "cat:stat",
        "拡散モデル",
        "動画",
        "image OR video",
        "diffusion -medical",
        "-speech votes:>1",
    ],
)
def test_a_topic_finds_the_paper_that_it_is_about(topic: str) -> None:
    assert list(found(topic)) == [VIDEO.key]


@pytest.mark.parametrize(
    "topic",
    [
        "강화학습",
        "강화학습을",
        "강화 학습",
        "음성인식",
        '"음성 인식"',
        "인식",
        "finetuned",
        "fine-tuning",
        "code:no",
        "votes:<5",
    ],
)
def test_korean_and_compounds_find_theirs(topic: str) -> None:
    assert list(found(topic)) == [SPEECH.key]


@pytest.mark.parametrize(
    "topic", ["video speech", '"diffusion editing"', "vid", "author:ada author:lee", "cat:cs.C", "video -diffusion"]
)
def test_nothing_is_found_that_does_not_match(topic: str) -> None:
    assert found(topic) == {}


@pytest.mark.parametrize("topic", ["org:acme", 'org:"acme research"', "org:搜", 'org:"搜狗"'])
def test_an_organization_is_no_word_of_the_keywords(topic: str) -> None:
    of_it = make_paper("2605.00001", title="A", organization="Acme Research 搜狗")
    on_it = make_paper("2605.00002", title="B", organization="Other", keywords=("acme research", "搜狗"))
    assert list(index([of_it, on_it]).matches([parse_topic(topic)])) == [of_it.key]
    assert archive([of_it, on_it]).search.listed(parse_topic(topic), DAY) == (of_it.key,)


def test_an_organization_is_found_by_its_name_alone_too() -> None:
    assert list(found("acme")) == [VIDEO.key]


def test_a_name_is_of_one_person() -> None:
    assert list(found('author:"ada nunez"')) == []


def test_the_words_that_matched_are_said() -> None:
    assert found("music OR video editing", "Diffusion") == {VIDEO.key: ("video", "editing", "Diffusion")}
    assert found("votes:>20") == {VIDEO.key: ("votes:>=21",)}
    assert found("votes:>20 votes:<50") == {VIDEO.key: ("votes:>=21", "votes:<=49")}
    assert found("votes:<5") == {SPEECH.key: ("votes:<=4",)}


def test_latex_in_titles_is_no_obstacle() -> None:
    assert index([replace(VIDEO, title=r"\textsc{Kandinsky} at $54.6\%$")]).matches([parse_topic("kandinsky")])


TERMS = st.sampled_from(
    "video speech diffusion 강화학습 zero-shot author:kim votes:>5 -medical OR OR 画 音 code:yes org:acme cat:cs "
    "-動画 -cat:stat".split()
)


@given(st.lists(TERMS, min_size=1, max_size=8))
def test_papers_are_judged_alone_as_among_others(terms: list[str]) -> None:
    try:
        topic = parse_topic(" ".join(terms))
    except TopicError:
        return
    alone: dict[PaperKey, tuple[str, ...]] = {}
    for paper, summary in ((VIDEO, JAPANESE), (SPEECH, KOREAN)):
        alone |= index([paper], [summary]).matches([topic])
    assert INDEX.matches([topic]) == alone
    # The dry run asks the search index the same question.
    assert sorted(ARCHIVE.search.listed(topic, DAY)) == sorted(alone)
