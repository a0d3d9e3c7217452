"""The papers of posts are checked one by one, and against each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from digest.checks import Kind
from digest.compose import compose_paper
from digest.post import Post, PostPaper
from digest.post_checks import check_posts
from digest.texts import languages
from storage.models import Basis, Language, PaperKey, Sections
from tests.digest.test_checks import KOREAN
from tests.makers import make_paper, make_summary

OTHER = Sections(
    goal="본 논문은 로봇 팔의 궤적을 예측하는 방법을 제안한다.",
    motivation="시뮬레이션과 실제의 차이가 크다는 문제가 있다.",
    contribution="RoboNet 데이터셋과 학습 코드를 공개하였다.",
    method="카메라 영상에서 자세를 추정한다. 이후 궤적을 계획한다.",
    results="성공률이 기존보다 12.5%p 높았다.",
    limitations="실외 환경은 다루지 않았다.",
    conclusion="자세 추정은 궤적 예측의 정확도를 좌우한다.",
)


def make_post(*papers: PostPaper, **changes: object) -> Post:
    post = Post(day=date(2026, 5, 13), title="Daily Papers — 2026-05-13", language=Language("ko"), papers=papers)
    return replace(post, **changes)  # type: ignore[arg-type]


def make_post_paper(number: int, sections: Sections) -> PostPaper:
    key = PaperKey(f"2605.{number:05}")
    return PostPaper(number, f"Paper {number}", f"https://arxiv.org/abs/{key}", key, sections)


def test_good_papers_have_no_problems() -> None:
    post = make_post(make_post_paper(1, KOREAN), make_post_paper(2, OTHER))
    assert [checked.problems for checked in check_posts([post], {})] == [(), ()]


@pytest.mark.parametrize("language", languages())
def test_our_own_labels_are_no_problem_and_other_notes_are_read(language: Language) -> None:
    told = replace(make_summary(), unverified=True)
    papers = [
        compose_paper(make_paper(withdrawn=True), summary, language)
        for summary in (None, replace(told, basis=Basis.ABSTRACT, text_language=Language("xx")))
    ]
    assert sum(len(paper.notes) for paper in papers) == 7
    spoken = replace(papers[0], notes=("I hope this helps!",))
    post = make_post(*papers, spoken, language=language)
    found = [
        [problem.kind for problem in checked.problems if not problem.section] for checked in check_posts([post], {})
    ]
    beside = [[kind for kind in kinds if kind is not Kind.MISSING_SECTION] for kinds in found]
    assert beside[:2] == [[], []]
    assert Kind.PERSONA in beside[2]


def test_b13_a_sentence_of_another_day_is_a_near_copy_and_a_paper_listed_again_is_none() -> None:
    first = make_post(make_post_paper(1, KOREAN))
    again = make_post(make_post_paper(1, KOREAN), make_post_paper(2, replace(OTHER, goal=KOREAN.goal)))
    one, same, copied = check_posts([first, again], {})
    assert [(problem.kind, problem.section) for problem in copied.problems] == [(Kind.NEAR_COPY, "goal")]
    assert copied.problems[0].detail == "a sentence stands in goal of 2605.00001 too"
    assert {problem.kind for problem in (*one.problems, *same.problems)} == {Kind.NEAR_COPY}


def test_what_the_paper_does_not_state_is_no_copy() -> None:
    silent = [replace(sections, limitations="정보 부족") for sections in (KOREAN, OTHER)]
    post = make_post(*(make_post_paper(number, sections) for number, sections in enumerate(silent, 1)))
    assert [checked.problems for checked in check_posts([post], {})] == [(), ()]


def test_figures_are_judged_by_the_abstract_of_the_paper_and_of_no_other() -> None:
    post = make_post(make_post_paper(1, replace(KOREAN, results="정확도가 64.6%였다.")), make_post_paper(2, OTHER))
    known = {PaperKey("2605.00001"): make_paper(abstract="Accuracy is 54.6%, and 15.5% for others.")}
    first, second = check_posts([post], known)
    assert [problem.kind for problem in first.problems] == [Kind.FIGURE_NOT_IN_SOURCE]
    assert second.problems == ()
    without = {PaperKey("2605.00001"): make_paper(abstract="")}
    assert check_posts([post], without)[0].problems == ()


def test_text_beside_the_sections_is_judged_too() -> None:
    paper = replace(
        make_post_paper(1, KOREAN), extra="Here is the summary you asked for:", notes=("https://example.org",)
    )
    post = make_post(paper, make_post_paper(2, OTHER), extra="AI 어시스턴트로서 요약해 드립니다.")
    first, second = check_posts([post], {})
    assert [problem.kind for problem in first.problems].count(Kind.PERSONA) == 2
    assert Kind.LINK in {problem.kind for problem in first.problems}
    assert {problem.section for problem in first.problems} == {None}
    assert second.problems == ()


def test_a_foreign_sentence_beside_the_sections_is_told_and_a_title_there_is_none() -> None:
    title = replace(make_post_paper(1, KOREAN), extra="A Memory of Facts for Long Conversations")
    sentence = replace(make_post_paper(2, OTHER), extra="Эта модель помнит длинные разговоры.")
    preface = "Read about our archive at https://example.org."
    first, second = check_posts([make_post(title, sentence, extra=preface)], {})
    assert first.problems == ()
    assert [(problem.kind, problem.section) for problem in second.problems] == [(Kind.WRONG_LANGUAGE, None)]


def test_the_language_of_the_reader_can_be_given() -> None:
    [checked] = check_posts([make_post(make_post_paper(1, KOREAN))], {}, Language("en"))
    assert Kind.WRONG_LANGUAGE in {problem.kind for problem in checked.problems}
