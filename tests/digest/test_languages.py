"""The language of a text is told by its scripts, whatever Latin terms it holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.languages import language_of
from digest.post_read import read_post
from storage.models import Language
from tests.data import DATA, needs_data


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "본 연구는 GPT-4o-mini와 Llama-3.1-70B-Instruct를 LoRA로 fine-tuning한다."),
        ("ko", "Diffusion Transformer(DiT)의 KV cache 압축"),
        ("ja", "精度は95.3%である。"),
        ("ja", "Self-Attention と Transformer を用いた手法を提案する。"),
        ("zh", "使用 GPT-4o-mini 和 Llama-3.1-70B-Instruct 进行 fine-tuning 与评测。"),
        ("zh", "大規模語言模型"),
        ("en", "We evaluate on 中文 and 日本語 corpora of news."),
        ("en", "The Korean word 기억 means memory, and we build on it in this paper."),
        ("en", "A naïve façade of β-VAEs"),
        ("en", "12.5 %"),
        ("en", ""),
    ],
)
def test_a_text_is_told_by_its_scripts(language: str, text: str) -> None:
    assert language_of(text) == language


@given(st.text(max_size=100))
@settings(max_examples=200)
def test_any_text_has_one_language_and_twice_the_text_has_the_same(text: str) -> None:
    assert language_of(text) in {"ko", "en", "ja", "zh"}
    assert language_of(f"{text} {text}") == language_of(text)


@needs_data
def test_recorded_korean_posts_are_korean() -> None:
    files = sorted((DATA / "posts").glob("*.md"))
    texts = [
        text
        for file in files
        for paper in read_post(file.read_text(encoding="utf-8")).papers
        for text in [" ".join(text for _, text in paper.sections.items())]
        if text
    ]

    assert len(texts) > 50
    assert {language_of(text) for text in texts} == {Language("ko")}
