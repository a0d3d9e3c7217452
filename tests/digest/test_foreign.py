"""A fragment that has slipped into a word is seen; a term of English with what belongs to it is none."""

import pytest

from digest.foreign import stray_fragments


@pytest.mark.parametrize(
    "word",
    [
        "tend복잡성과",
        "복tend잡성",
        "복잡성tend",
        "the복잡성",
        "of구축하고",
        "ing기반으로",
        "텍스트-output이미지",
        "масштаб화하며",
        "복при잡성",
        "복的잡성",
        "模型을",
        "(性能반사도)",
        "データ를",
        "복잡ㅏ성",
        "mоdel",
        "복잡\ufffd성",
    ],
)
def test_a_fragment_inside_a_korean_word_is_seen(word: str) -> None:
    assert stray_fragments(f"모델의 {word} 있다.", "ko")


@pytest.mark.parametrize(
    "word",
    [
        "LLM은",
        "GPT-4의",
        "LLM기반",
        "LLM에서는",
        "prompt를",
        "token들의",
        "attention으로부터",
        "probing하였다",
        "loss이며",
        "고SNR",
        "비LLM의",
        "챗GPT-4o",
        "합성QA쌍을",
        "k-최근접",
        "10ms로",
        "5cm당",
        "α를",
        "λ가",
        "A⊗In과",
        "영(零)비용",
        "café의",
        "“道”라는",
    ],
)
def test_a_term_with_what_belongs_to_it_is_none(word: str) -> None:
    assert stray_fragments(f"모델의 {word} 있다.", "ko") == ()


def test_a_word_that_stands_alone_elsewhere_is_a_term() -> None:
    assert stray_fragments("prompt모델을 쓴다.", "ko")
    assert not stray_fragments("prompt모델을 쓴다. 이 prompt 길이는 짧다.", "ko")
    assert not stray_fragments("prompt모델을 쓴다.", "ko", known="A prompt is learned.")
    assert stray_fragments("the모델을 쓴다.", "ko", known="The model is the best.")


@pytest.mark.parametrize(
    ("text", "language", "stray"),
    [
        ("复tend杂性很高。", "zh", True),
        ("使用prompt进行训练。", "zh", False),
        ("該当するпри手法である。", "ja", True),
        ("複the雑性が高い。", "ja", True),
        ("LLMの手法である。", "ja", False),
        ("记忆の模型。", "zh", True),
        ("The mo복del is kept.", "en", True),
        ("The word “기억” is kept.", "en", False),
        ("The naïve café is kept.", "en", False),
        ("An α-helix of 3 μm is kept.", "en", False),
        ("Модель keeps.", "ru", False),
        ("Мoдель помнит.", "ru", True),
        ("模型を使う。", "ja", False),
        ("anything 기억 at all", "mi", False),
    ],
)
def test_each_language_has_its_own_strangers(text: str, language: str, stray: bool) -> None:
    assert bool(stray_fragments(text, language)) == stray
