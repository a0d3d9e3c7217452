"""The words of deep links: Telegram takes each, and each leads where it was made for."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.deep_links import MAX_CHARS, linked_id, linked_topic, topic_link, topic_word


def is_taken(word: str) -> bool:
    return len(word) <= MAX_CHARS and all(sign.isascii() and (sign.isalnum() or sign in "_-") for sign in word)


@given(st.from_regex(r"[0-9]{4}\.[0-9]{4,5}|[a-z-]{2,12}/[0-9]{7}", fullmatch=True))
def test_a_paper_is_found_by_its_word(key: str) -> None:
    word = "paper_" + key.replace(".", "-").replace("/", "_")
    assert is_taken(word)
    assert linked_id(word) == key


@given(st.text(max_size=60) | st.text('ab-_ "강학', max_size=60))
def test_a_topic_is_found_by_its_word_or_has_none(query: str) -> None:
    assume(query.isprintable())
    word = topic_word(query)
    assume(word)
    assert word is not None
    assert is_taken(word)
    assert linked_topic(word) == (query or None)
    assert linked_id(word) is None


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("video diffusion", "topic_video_diffusion"),
        ("zero-shot", "topic_zero-shot"),
        ('"flow matching"', "topic__ImZsb3cgbWF0Y2hpbmci"),
        ("강화학습", "topic__6rCV7ZmU7ZWZ7Iq1"),
        ("votes:>20", "topic__dm90ZXM6PjIw"),
        ("강" * 14, f"topic__{'6rCV' * 14}"),
        ("강" * 15, None),
        ("w" * 59, None),
    ],
)
def test_words_are_readable_where_they_can_be(query: str, word: str | None) -> None:
    assert topic_word(query) == word


@given(st.from_regex(r"topic__?[A-Za-z0-9_-]{0,58}", fullmatch=True))
def test_any_word_of_a_topic_is_read_or_names_none(word: str) -> None:
    assert linked_topic(word) != ""


def test_there_is_no_link_without_a_name_or_to_a_long_topic() -> None:
    assert topic_link("paperboy_bot", "robots") == "https://t.me/paperboy_bot?start=topic_robots"
    assert topic_link("", "robots") is None
    assert topic_link("paperboy_bot", "강" * 15) is None
