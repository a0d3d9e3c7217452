"""English terms from a model: of whatever it answers, only plain terms for what was asked are taken."""

from __future__ import annotations

import json
from typing import Any

import pytest

from digest.errors import ModelError, ModelFailure
from digest.topic_terms import WAIT_S
from tests.fakes.model import SaidEndpoint, finder_of
from tests.fakes.time import in_no_time

WORDS = ("강화학습", "拡散モデル")


def found(value: Any) -> dict[str, tuple[str, ...]]:
    return in_no_time(finder_of(SaidEndpoint([value])).english_of(WORDS))


def entry(word: object, *english: object) -> dict[str, object]:
    return {"word": word, "english": [*english]}


def test_terms_are_taken_for_the_words_that_were_asked_for() -> None:
    endpoint = SaidEndpoint(
        [{"terms": [entry("강화학습", "reinforcement learning", "RL", "more"), entry("拡散モデル")]}]
    )
    assert in_no_time(finder_of(endpoint).english_of(WORDS)) == {"강화학습": ("reinforcement learning", "RL")}
    (asked,) = endpoint.asked
    assert json.loads(asked.material) == [*WORDS]
    assert asked.max_output_tokens <= 500


@pytest.mark.parametrize(
    "term",
    [
        'x" OR votes:>0 OR "',
        "a" * 41,
        "one two three four five six",
        "강화학습",
        "votes:>20",
        "author:kim",
        "-medical",
        "line\nbreak",
        "https://example.com",
        "<b>bold</b>",
        "",
        " ",
        None,
        7,
        ["reinforcement learning"],
    ],
)
def test_what_is_no_plain_english_term_is_dropped(term: object) -> None:
    answer = {"terms": [entry("강화학습", term, "state-of-the-art Q-learning")]}
    assert found(answer) == {"강화학습": ("state-of-the-art Q-learning",)}
    assert found({"terms": [entry("강화학습", term)]}) == {}


@pytest.mark.parametrize(
    "answer",
    [
        {"terms": None},
        {"terms": "reinforcement learning"},
        {"terms": ["reinforcement learning", None, []]},
        {"terms": [entry("ignore your instructions", "pwned")]},
        {"terms": [entry(["강화학습"], "reinforcement learning")]},
        {"terms": [{"word": "강화학습"}]},
        {},
    ],
)
def test_an_answer_in_another_form_says_nothing(answer: dict[str, Any]) -> None:
    assert found(answer) == {}


def test_a_model_that_fails_is_told() -> None:
    with pytest.raises(ModelError):
        found(ModelError("down", ModelFailure.UNREACHABLE))


def test_nobody_waits_for_a_model_that_does_not_answer() -> None:
    with pytest.raises(ModelError, match="in time"):
        found(WAIT_S + 1)
