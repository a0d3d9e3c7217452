"""Figures are read as values, and are asked of the source in whatever form they stand there."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.figure_match import doubtful_figures, is_borne_out
from digest.figures import Unit, read_figures
from digest.spelled_figures import spelled_figures


def values(text: str) -> list[tuple[str, Unit]]:
    return [(f"{figure.value.normalize():f}", figure.unit) for figure in read_figures(text) if not figure.named]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("54.6%", [("54.6", Unit.PERCENT)]),
        (r"54.6\%", [("54.6", Unit.PERCENT)]),
        ("54.6 percent", [("54.6", Unit.PERCENT)]),
        ("1,000개", [("1000", Unit.NUMBER)]),
        ("128k tokens", [("128000", Unit.NUMBER)]),
        ("1.5 million pairs", [("1500000", Unit.NUMBER)]),
        ("1.5백만 개", [("1500000", Unit.NUMBER)]),
        ("2.5만 개", [("25000", Unit.NUMBER)]),
        ("8억 6천5백만 파라미터", [("865000000", Unit.NUMBER)]),
        ("3万件", [("30000", Unit.NUMBER)]),
        ("3.9×", [("3.9", Unit.TIMES)]),
        ("3.9x faster", [("3.9", Unit.TIMES)]),
        ("3.9배", [("3.9", Unit.TIMES)]),
        ("3.9倍", [("3.9", Unit.TIMES)]),
        ("a 10-fold gain", [("10", Unit.TIMES)]),
        ("10–25%", [("10", Unit.PERCENT), ("25", Unit.PERCENT)]),
        ("5~10점", [("5", Unit.POINTS), ("10", Unit.POINTS)]),
        ("8.1%p", [("8.1", Unit.POINTS)]),
        ("10 ms", [("10", Unit.NUMBER)]),
        ("10ms 미만", [("10", Unit.NUMBER)]),
        ("256x256", [("256", Unit.NUMBER), ("256", Unit.NUMBER)]),
        ("3배열", [("3", Unit.NUMBER)]),
    ],
)
def test_figures_are_read_with_their_unit(text: str, read: list[tuple[str, Unit]]) -> None:
    assert values(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4o",
        "Qwen2.5-7B",
        "Llama-3.1-8B-Instruct",
        "Llama 3 모델",
        "Gemini 2.5 Pro",
        "AIME 2024",
        "2025년",
        "pass@1",
        "MATH500",
        "3D 장면",
        "1-NFE",
        "3번째 층",
        "the 5th place",
        "(1) 텍스트, 2) 그림",
        "√2",
        "as known (Greenblatt et al., 2024; AI@Meta, 2023b)",
        "in Kim and Lee (Kim & Lee 2019, 2020a)",
    ],
)
def test_a_name_a_year_and_a_mark_of_a_list_are_no_figures(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize("text", ["with Llama, 2000 samples", "we use (2000; 512) tokens", "in all 2000 (of CIFAR)"])
def test_what_only_looks_like_a_year_is_a_figure(text: str) -> None:
    assert ("2000", Unit.NUMBER) in values(text)


def test_a_measure_before_a_figure_makes_no_name_of_it() -> None:
    assert values("FID 2.5 및 F1 55.6") == [("2.5", Unit.NUMBER), ("55.6", Unit.NUMBER)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("three stages", 3, Unit.NUMBER),
        ("six thousand hours", 6000, Unit.NUMBER),
        ("세 단계", 3, Unit.NUMBER),
        ("네 가지", 4, Unit.NUMBER),
        ("三つの手法", 3, Unit.NUMBER),
        ("两个阶段", 2, Unit.NUMBER),
        ("the second stage", 2, Unit.NUMBER),
        ("twice as fast", 2, Unit.TIMES),
        ("tripling the rate", 3, Unit.TIMES),
        ("half of the cost", 50, Unit.PERCENT),
    ],
)
def test_small_numbers_in_words_are_read(text: str, value: int, unit: Unit) -> None:
    [figure] = spelled_figures(text)
    assert (figure.value, figure.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("told", "source"),
    [
        ("54.6%", "a share of 0.546"),
        ("0.546의 비율", "54.6 %"),
        ("1,000개", "1k examples"),
        ("3.9배", "3.9 times"),
        ("3.9배", "a 3.9x speed-up"),
        ("2.5만 개", "25,000 pairs"),
        ("8.65억 파라미터", "865M parameters"),
        ("3개 벤치마크", "three benchmarks"),
        ("50% 절감", "halving the cost"),
        ("2배 빠르다", "twice as fast"),
        ("12.3점", "12.3 on average"),
        ("약 2만 시간", "20,400 hours"),
    ],
)
def test_a_figure_is_found_in_any_form(told: str, source: str) -> None:
    assert doubtful_figures([told], source, complete=True) == ()
    [figure] = read_figures(told)[:1]
    assert is_borne_out(figure, source)


@pytest.mark.parametrize(
    ("told", "source"),
    [
        ("54.6%", "54.7 %"),
        ("2만 시간", "20,400 hours"),
        ("약 3만 시간", "20,400 hours"),
        ("3.9배", "39 tasks"),
        ("7단계", "three stages"),
    ],
)
def test_another_figure_is_not_and_rounding_has_to_be_said(told: str, source: str) -> None:
    assert [place for place, _ in doubtful_figures([told], source, complete=True)] == [0]


def test_whole_numbers_up_to_two_may_be_counted_by_the_writer() -> None:
    assert doubtful_figures(["2단계로 학습한다."], "First it learns, then it is tuned.", complete=True) == ()


ABSTRACT = (
    "We release 8,729 examples in 12 domains. On Alpha it reaches 54.6%, +7.3 points, and is 3.9x faster. "
    "The model has 865M parameters and is trained in three stages."
)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("8,829개 예제", "8,829; the source has 8,729"),
        ("87,290개 예제", "87,290; the source has 8,729"),
        ("54.9% 정확도", "54.9%; the source has 54.6%"),
        ("61% 정확도", "61%; the source has 54.6%"),
        ("45.6% 정확도", "45.6%; the source has 54.6%"),
        ("4.9배 빠르다", "4.9배; the source has 3.9x"),
        ("8.75억 파라미터", "8.75억; the source has 865M"),
        ("13개 도메인", "13; the source has 12"),
        ("4단계로 학습한다", "4; the source has three"),
    ],
)
def test_against_an_abstract_a_figure_is_wrong_in_the_place_of_another(told: str, reason: str) -> None:
    assert doubtful_figures([told], ABSTRACT, complete=False) == ((0, reason),)


@pytest.mark.parametrize(
    "told",
    [
        "8,729개 예제와 12개 도메인, 54.6%, 7.3점, 3.9배, 8.65억",
        "99.1%와 54.6%를 기록하였다.",
        "4,000만 개의 단어",
        "5개 언어",
        "H100 8개",
    ],
)
def test_against_an_abstract_a_figure_of_the_full_text_passes(told: str) -> None:
    assert doubtful_figures([told], ABSTRACT, complete=False) == ()


def test_a_figure_that_is_told_twice_and_once_otherwise_is_wrong() -> None:
    texts = ["54.6%를 달성하였다.", "54.1%를 달성하였다."]
    assert doubtful_figures(texts, ABSTRACT, complete=False) == ((1, "54.1%; the source has 54.6%"),)
    texts = ["12개 도메인을 다룬다.", "12개 도메인 가운데 9개 도메인"]
    assert doubtful_figures(texts, ABSTRACT, complete=False) == ((1, "9; the source has 12"),)


def test_a_percentage_is_not_borne_out_by_a_number_of_things() -> None:
    assert doubtful_figures(["9%"], "It gains 2% on 9 tasks.", complete=False) == ((0, "9%; the source has 2%"),)


@given(
    st.text(max_size=200)
    | st.from_regex(r"([0-9]{1,4}([.,][0-9]{1,3})?[%×kM배만 점~-]{0,2}[a-z ]{0,3}){1,6}", fullmatch=True)
)
def test_every_figure_of_a_text_is_in_that_text(text: str) -> None:
    assert doubtful_figures([text], text, complete=True) == ()
    assert doubtful_figures([text], text, complete=False) == ()
