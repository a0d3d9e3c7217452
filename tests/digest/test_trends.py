"""What rises on the lists: topics that are one are one, chance is no rise, and no week is cut."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.trends import LEAST_PAPERS, WEEKS, ListTopics, Rise, Week, by_week, normalised, weeks_until
from storage.list_days import ListedKeywords
from storage.models import PaperKey

TODAY = date(2026, 5, 13)
ALL_WEEKS = weeks_until(TODAY, date(2025, 1, 1))
EARLIER, LATER = ALL_WEEKS[0], ALL_WEEKS[-1]


def papers(day: date, count: int, *keywords: str, begin: int = 0) -> list[ListedKeywords]:
    return [ListedKeywords(PaperKey(f"{day:%y%m}.{begin + n:05}"), day, keywords) for n in range(count)]


def test_the_last_weeks_are_whole_and_end_today() -> None:
    assert len(ALL_WEEKS) == WEEKS
    assert ALL_WEEKS[-1] + timedelta(days=6) == TODAY
    assert {after - before for before, after in pairwise(ALL_WEEKS)} == {timedelta(days=7)}


def test_no_week_begins_before_the_first_list() -> None:
    assert weeks_until(TODAY, None) == ()
    assert weeks_until(TODAY, TODAY - timedelta(days=5)) == ()
    assert len(weeks_until(TODAY, TODAY - timedelta(days=6))) == 1
    assert len(weeks_until(TODAY, TODAY - timedelta(days=13))) == 2


@pytest.mark.parametrize(
    ("keyword", "form"),
    [
        ("Diffusion Models", "diffusion model"),
        ("vision-language  models", "vision language model"),
        ("vision/language model", "vision language model"),
        ("large language models (LLMs)", "large language model"),
        ("ＬＬＭｓ", "llm"),
        ("policies", "policy"),
        ("analysis", "analysis"),
        ("loss", "loss"),
        ("corpus", "corpus"),
        ("확산 모델", "확산 모델"),
        ("(code)", "(code)"),
        (" ** ", ""),
        ("", ""),
    ],
)
def test_what_differs_in_spelling_alone_is_one_topic(keyword: str, form: str) -> None:
    assert normalised(keyword) == form


def test_an_abbreviation_of_what_has_brackets_itself_stands_for_all_of_it() -> None:
    listed = [*papers(LATER, 3, "low rank (matrix) (LRM)"), *papers(LATER, 2, "LRM", begin=10)]
    assert ListTopics(listed).liked({paper.key for paper in listed}, 3) == (("low rank (matrix)", 5),)


WORDS = st.lists(
    st.sampled_from(["rank", "Low-Rank", "LRM", "(LRM)", "(a)", "ＬＲＭ", "ﬀ" * 41, "xs", " "]), max_size=4
)


@given(st.lists(st.lists(WORDS.map(" ".join), max_size=3), max_size=5))
def test_whatever_keywords_hold_every_topic_has_a_name(keywords: list[list[str]]) -> None:
    listed = [paper for words in keywords for paper in papers(LATER, 3, *words)]
    for topic, count in ListTopics(listed).liked({paper.key for paper in listed}, 9):
        assert topic
        assert count > 1


@given(st.text(max_size=60))
def test_the_form_of_any_text_is_found_and_the_same_for_its_case(text: str) -> None:
    assert normalised(text) == " ".join(normalised(text).split())
    ListTopics(papers(LATER, 1, text, f"long words ({text})")).liked([PaperKey(f"{LATER:%y%m}.00000")], 3)


def test_a_topic_whose_share_grew_rises_and_one_that_kept_it_does_not() -> None:
    listed = [
        *papers(EARLIER, 40, "agents"),
        *papers(EARLIER, 2, "agents", "video generation", begin=40),
        *papers(LATER, 30, "agents"),
        *papers(LATER, 10, "agents", "Video Generation", begin=30),
    ]
    assert ListTopics(listed).rising(ALL_WEEKS, 8) == (Rise("Video Generation", 2 / 42, 10 / 40),)


def test_the_surest_rises_come_first_and_only_so_many() -> None:
    listed = [*papers(EARLIER, 40, "old")]
    for place, count in enumerate((3, 9, 6)):
        listed += papers(LATER, count, f"topic {count}", begin=100 * place)
    listed += papers(LATER, 30, "old", begin=500)
    assert [rise.topic for rise in ListTopics(listed).rising(ALL_WEEKS, 2)] == ["topic 9", "topic 6"]


def test_two_papers_are_no_rise() -> None:
    listed = [*papers(EARLIER, 40, "old"), *papers(LATER, 40, "old"), *papers(LATER, 2, "new", begin=40)]
    assert ListTopics(listed).rising(ALL_WEEKS, 8) == ()


@pytest.mark.parametrize(("earlier", "later"), [(LEAST_PAPERS - 1, 40), (40, LEAST_PAPERS - 1)])
def test_with_too_few_papers_on_either_side_nothing_is_said(earlier: int, later: int) -> None:
    listed = [*papers(EARLIER, earlier, "old"), *papers(LATER, later, "new")]
    assert ListTopics(listed).rising(ALL_WEEKS, 8) == ()


def test_papers_without_keywords_count_to_no_share() -> None:
    listed = [*papers(EARLIER, 20, "old"), *papers(LATER, 20, "new"), *papers(LATER, 900, begin=20)]
    assert ListTopics(listed).rising(ALL_WEEKS, 8) == (Rise("new", 0.0, 1.0),)


def test_an_abbreviation_is_what_any_paper_says_it_stands_for() -> None:
    listed = [
        *papers(EARLIER, 20, "old"),
        *papers(LATER, 15, "LLMs"),
        *papers(LATER, 4, "large language models", begin=15),
        *papers(LATER, 1, "large language models (LLMs)", begin=19),
    ]
    assert ListTopics(listed).rising(ALL_WEEKS, 8) == (Rise("large language models", 0.0, 1.0),)


def test_what_two_liked_papers_share_is_liked() -> None:
    listed = [*papers(LATER, 3, "agents", "Agent"), *papers(LATER, 3, "video", begin=3)]
    liked = {paper.key for paper in listed[:4]}
    assert ListTopics(listed).liked(liked, 3) == (("Agent", 3),)


def test_papers_are_counted_by_the_week_of_their_day() -> None:
    days = {
        PaperKey("1"): ALL_WEEKS[0],
        PaperKey("2"): ALL_WEEKS[1] - timedelta(days=1),
        PaperKey("3"): TODAY,
        PaperKey("4"): ALL_WEEKS[0] - timedelta(days=1),
    }
    counted = by_week(days, ALL_WEEKS, {PaperKey("2"), PaperKey("4")})
    assert counted[0] == Week(ALL_WEEKS[0], 2, 1)
    assert counted[-1] == Week(ALL_WEEKS[-1], 1, 0)
    assert sum(week.papers for week in counted) == 3
