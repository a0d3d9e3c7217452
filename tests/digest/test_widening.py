"""Topics that grow by other forms of their words; what the person wrote keeps its meaning."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.topics import MAX_CHARS, TopicError, parse_topic
from digest.widening import MOST_ADDED, Widened, foreign_words, widen
from storage.word_forms import fold, words_of

PIECES = st.sampled_from(
    [
        "RL",
        "강화학습",
        '"KV cache"',
        "KV",
        "cache",
        "OR",
        "votes:>5",
        "-VLA",
        'author:"Ada Kim"',
        "code:yes",
        '"OR"',
        "-",
        "a",
    ]
)
ENGLISH = {"강화학습": ("reinforcement learning", "RL"), "강화학습 강화학습": ("a OR -b",)}


@pytest.mark.parametrize(
    ("query", "wide", "added"),
    [
        ("RAG", 'RAG OR "retrieval-augmented generation"', ("retrieval-augmented generation",)),
        ("VLAs", 'VLAs OR "vision-language-action"', ("vision-language-action",)),
        ('"mixture of experts"', '"mixture of experts" OR "MoE"', ("MoE",)),
        ("Gaussian splatting video", 'Gaussian splatting video OR "3DGS" "video"', ("3DGS",)),
        ("TTS", 'TTS OR "text-to-speech"', ("text-to-speech",)),
        ("RL votes:>20 -robot", 'RL votes:>20 -robot OR "reinforcement learning"', ("reinforcement learning",)),
        (
            'RAG author:"Ada Kim" cat:cs.CL',
            'RAG author:"Ada Kim" cat:cs.CL OR "retrieval-augmented generation" author:"Ada Kim" cat:"cs.CL"',
            ("retrieval-augmented generation",),
        ),
        (
            "강화학습을",
            '강화학습을 OR "reinforcement learning" OR "policy learning"',
            ("reinforcement learning", "policy learning"),
        ),
    ],
)
def test_other_forms_are_alternatives_that_anybody_can_read(query: str, wide: str, added: tuple[str, ...]) -> None:
    english = {"강화학습을": ("reinforcement learning", "policy learning", "a third")}
    assert widen(query, english) == Widened(wide, added)


@pytest.mark.parametrize(
    "query",
    [
        "text-to-speech",
        "video diffusion",
        "author:RAG",
        "-RAG video",
        'RAG OR "retrieval augmented generation"',
        "votes:>20",
        f"{'w' * (MAX_CHARS - 10)} RAG",
        f"{'w ' * 19}RAG",
    ],
)
def test_what_has_no_other_form_or_no_room_stays_as_it_is(query: str) -> None:
    assert widen(query, {}) is None


def test_every_word_in_another_script_is_told_once() -> None:
    query = '강화학습 "拡散モデル" LLM을 robot OR 강화학습 -환각 author:김'
    assert foreign_words(query) == ("강화학습 拡散モデル", "강화학습")


def test_foreign_words_that_stand_side_by_side_become_words_that_may_stand_apart() -> None:
    wide = widen("언어 모델 agents OR 음성", {"언어 모델": ["language model"], "음성": ["speech synthesis"]})
    assert wide == Widened(
        '언어 모델 agents OR 음성 OR "language" "model" "agents" OR "speech synthesis"',
        ("language model", "speech synthesis"),
    )


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_what_was_written_keeps_its_meaning(query: str) -> None:
    with suppress(TopicError):
        topic = parse_topic(query)
        if (wide := widen(query, ENGLISH)) is not None:
            wider = parse_topic(wide.query)
            count = len(topic.alternatives)
            assert wider.alternatives[:count] == topic.alternatives
            assert count < len(wider.alternatives) <= count * (1 + MOST_ADDED)
            assert (wider.without, wider.votes, wider.code) == (topic.without, topic.votes, topic.code)
            assert all(words_of(fold(form)) for form in wide.added)
