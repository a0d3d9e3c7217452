"""Whether a summary may go out: what is wrong with it is told, and a good one passes."""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import checks
from digest.checks import MAX_ALIKE, Kind, Problem, Source, State, check_summary, is_stated, verify
from storage.models import Language, Section, Sections

KO = Language("ko")
KOREAN = Sections(
    goal="본 연구는 긴 대화를 기억하는 LLM 구조를 제안하는 데 목적이 있다.",
    motivation="기존 모델은 대화가 길어지면 앞의 내용을 잊는다.",
    contribution="사실을 그래프로 저장하는 MemGraph를 개발하고 GPT-4o의 기억력을 개선하였다.",
    method="대화에서 사실을 추출한다. fine-tuning 없이 그래프에 저장한다. zero-shot 설정에서 검색한다.",
    results="LongChat에서 정확도가 54.6%로 기존 대비 3.9배 향상되었다.",
    limitations="정보 부족",
    conclusion="그래프 기반 기억은 긴 대화에 효과적이다.",
)
ENGLISH = Sections(
    goal="The aim is a model that remembers long conversations.",
    motivation="Models forget what was said early on.",
    contribution="MemGraph keeps facts in a graph.",
    method="Facts are taken from the conversation. They are kept in a graph. The graph is searched.",
    results="Accuracy on LongChat rises to 54.6%, which is 3.9 times the baseline.",
    limitations="Not stated",
    conclusion="A memory of facts helps in long conversations.",
)
JAPANESE = Sections(
    goal="長い対話を記憶するモデルを提案する。",
    motivation="既存のモデルは対話の初めを忘れる。",
    contribution="事実をグラフに保存するMemGraphを開発した。",
    method="対話から事実を抽出する。グラフに保存する。検索に用いる。",
    results="LongChatで精度が54.6%に向上した。",
    limitations="記載なし",
    conclusion="グラフによる記憶は長い対話に有効である。",
)
CHINESE = Sections(
    goal="本文提出一种能记住长对话的模型。",
    motivation="现有模型会忘记对话的开头。",
    contribution="作者开发了把事实存入图中的MemGraph。",
    method="首先从对话中抽取事实。然后存入图中。最后用于检索。",
    results="在LongChat上准确率达到54.6%。",
    limitations="未说明",
    conclusion="基于图的记忆对长对话有效。",
)
GOOD = {"ko": KOREAN, "en": ENGLISH, "ja": JAPANESE, "zh": CHINESE}


def kinds(sections: Sections, language: str = "ko", source: Source | None = None) -> set[Kind]:
    return {problem.kind for problem in check_summary(sections, Language(language), source)}


@pytest.mark.parametrize("language", GOOD)
def test_a_good_summary_passes(language: str) -> None:
    assert check_summary(GOOD[language], Language(language)) == ()


def test_a_language_without_rules_of_its_own_passes_too() -> None:
    welsh = Sections(**{section.value: "Mae'r model yn cofio sgyrsiau hir." for section in Section})
    assert check_summary(welsh, Language("cy")) == ()
    unknown = Sections(**{section.value: "Ka mau te tauira ki te korero roa." for section in Section})
    assert check_summary(unknown, Language("mi")) == ()


def test_a_missing_and_an_empty_section_are_told() -> None:
    assert check_summary(replace(KOREAN, results=None), KO) == (
        Problem(Kind.MISSING_SECTION, Section.RESULTS, "there is no text"),
    )
    assert kinds(replace(KOREAN, goal="  ")) == {Kind.MISSING_SECTION}


def test_a_summary_that_says_nothing_at_all_is_none() -> None:
    silent = Sections(**{section.value: "정보 부족." for section in Section})
    assert check_summary(silent, KO) == (Problem(Kind.MISSING_SECTION, None, "no section says anything"),)
    assert not is_stated("- 정보 부족", KO)
    assert is_stated("정보 부족으로 평가가 어렵다.", KO)


@pytest.mark.parametrize("language", GOOD)
def test_b11_a_summary_in_another_language_than_the_readers_is_told(language: str) -> None:
    for other in GOOD.keys() - {language}:
        wrong = check_summary(GOOD[language], Language(other))
        assert {problem.section for problem in wrong if problem.kind is Kind.WRONG_LANGUAGE} >= {
            Section.GOAL,
            Section.METHOD,
            Section.CONCLUSION,
        }


def test_d7_a_persona_line_is_told_wherever_it_stands() -> None:
    for section in Section:
        spoilt = replace(KOREAN, **{section.value: f"다음은 논문의 요약입니다. {KOREAN.goal}"})
        assert Problem(Kind.PERSONA, section, "다음은 논문의 요약입니다") in check_summary(spoilt, KO)
    beside = check_summary(KOREAN, KO, beside=["As an AI language model, I cannot judge this."])
    assert {(problem.kind, problem.section) for problem in beside} == {
        (Kind.PERSONA, None),
        (Kind.WRONG_LANGUAGE, None),
    }


def test_too_many_sentences_and_too_many_characters_are_told() -> None:
    assert kinds(replace(KOREAN, goal=f"{KOREAN.goal} {KOREAN.motivation}")) == {Kind.TOO_LONG}
    assert kinds(replace(KOREAN, method=f"{KOREAN.method} 결과를 정렬한다.")) == {Kind.TOO_LONG}
    long = replace(KOREAN, goal="아주 " * 700 + "길다.")
    assert [problem.section for problem in check_summary(long, KO)] == [None]


def test_the_source_is_asked_for_figures_only_if_it_is_given() -> None:
    assert kinds(replace(KOREAN, results="정확도가 64.6%였다.")) == set()
    source = Source("Accuracy reaches 54.6%, 3.9 times that of the baseline.", "MemGraph", complete=False)
    assert kinds(KOREAN, source=source) == set()
    [found] = check_summary(replace(KOREAN, results="정확도가 64.6%, 기존의 3.9배였다."), KO, source)
    assert found == Problem(Kind.FIGURE_NOT_IN_SOURCE, Section.RESULTS, "64.6%; the source has 54.6%")


def test_of_many_problems_of_a_kind_the_first_are_told_each_once() -> None:
    links = " ".join(f"https://example.org/{number}" for number in range(20))
    found = [
        problem for problem in check_summary(replace(KOREAN, goal=f"{links} 있다."), KO) if problem.kind is Kind.LINK
    ]
    assert len(found) == MAX_ALIKE
    twice = replace(KOREAN, goal="https://example.org/1 https://example.org/1 있다.")
    assert len([problem for problem in check_summary(twice, KO) if problem.kind is Kind.LINK]) == 1


def test_b9_a_check_that_fails_leaves_the_summary_unverified(monkeypatch: pytest.MonkeyPatch) -> None:
    assert verify(KOREAN, KO).state is State.OK
    faulty = verify(replace(KOREAN, goal=None), KO)
    assert (faulty.state, len(faulty.problems)) == (State.FAULTY, 1)

    def fail(*_: object) -> None:
        raise RuntimeError("no tables")

    monkeypatch.setattr(checks, "wrong_language", fail)
    unverified = verify(KOREAN, KO)
    assert (unverified.state, unverified.problems, unverified.reason) == (
        State.UNVERIFIED,
        (),
        "RuntimeError: no tables",
    )


@given(st.text(max_size=300), st.sampled_from([*GOOD, "de", "xx"]), st.booleans())
def test_any_text_can_be_checked(text: str, language: str, complete: bool) -> None:
    sections = Sections(**{section.value: text for section in Section})
    assert verify(sections, Language(language), Source(text, complete=complete)).state is not State.UNVERIFIED


@pytest.mark.parametrize(
    "piece", ["가", "다음은", '"', "1~", "12.5% ", "[a](", "(", "요약은 다음과 ", "가a", "\n", "1만"]
)
def test_a_hostile_text_costs_little(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    begun = time.process_time()
    problems = check_summary(Sections(**{section.value: text for section in Section}), KO, Source(text, complete=False))
    assert time.process_time() - begun < 3
    assert len(problems) < 200


def test_noise_costs_little() -> None:
    text = "".join(Random(1).choices('가나다 abc123.,%()[]一ァ\n"*#@<>', k=100_000))
    begun = time.process_time()
    check_summary(Sections(**{section.value: text for section in Section}), KO, Source(text))
    assert time.process_time() - begun < 6
