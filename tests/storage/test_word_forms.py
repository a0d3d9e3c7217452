import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.word_forms import compounds_of, fold, stem, without_particles, words_of


@pytest.mark.parametrize(
    "forms",
    [
        "model models modeling modelled modelling",
        "policy policies",
        "cache caches cached caching",
        "embed embeds embedded embedding embeddings",
        "bias biases biased",
        "class classes",
        "reason reasons reasoned reasoning",
        "study studied studies studying",
        "distill distilled distilling",
        "LoRA LoRAs",
        "schema schemas",
        "robot robots robotic robotics",
        "hypothesis hypotheses",
        "analysis analyses",
        "matrix matrices",
        "corpus corpora",
    ],
)
def test_inflected_forms_share_a_stem(forms: str) -> None:
    assert len({stem(fold(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["generation generative", "bus bug", "using use", "string str", "agent agentic", "glass gla", "rag ragged"]
)
def test_other_words_keep_apart(pair: str) -> None:
    first, second = pair.split()
    assert stem(first) != stem(second)


@given(st.text(st.characters(min_codepoint=97, max_codepoint=122), max_size=12))
def test_a_stem_is_its_own_stem(word: str) -> None:
    assert stem(stem(word)) == stem(word)


def test_scripts_are_divided_where_they_meet() -> None:
    assert words_of(fold("LLM을 위한 GPT-4o 強化学習")) == ["llm", "을", "위한", "gpt", "4o", "強化学習"]


def test_case_width_and_accents_are_forgiven() -> None:
    assert fold("Ｇodel GÖDEL Gödel") == "godel godel godel"


def test_hangul_stays_composed() -> None:
    assert fold("한국어") == "한국어"
    assert fold("한국어") == "한국어"


def test_particles_leave_words_of_two_syllables() -> None:
    assert without_particles(["강화학습에서는", "모델을", "의", "나의", "llm", "을"]) == (
        "강화학습",
        "모델",
        "나의",
        "llm",
    )


@pytest.mark.parametrize("particle", ["이", "가", "과", "로", "도", "을", "에서는"])
def test_any_particle_after_another_script_is_none_of_the_word(particle: str) -> None:
    assert without_particles(words_of(fold(f"MingTok{particle}"))) == ("mingtok",)


def test_hyphenated_words_are_found_as_one() -> None:
    assert compounds_of("zero-shot and state-of-the-art") == ["zeroshot", stem("stateoftheart")]
