"""The same words with two papers are seen, across days too, at a cost that grows with the text only."""

import time
from random import Random

from digest.near_copies import near_copies

SENTENCE = "The graph keeps every fact of the conversation and is searched before each answer."


def test_b13_a_fragment_that_comes_back_every_day_is_seen_each_time() -> None:
    fragment = "This issue is supported by readers like yourself."
    days = [(f"2605.{day:05}", fragment) for day in range(5)]
    own = [(f"2605.{day:05}", f"Paper {day} tells about subject {Random(day).random()}.") for day in range(5)]
    assert sorted(copy for copy, _ in near_copies([*days, *own])) == [0, 1, 2, 3, 4]


def test_a_copy_with_another_name_in_it_is_seen_on_both_sides() -> None:
    other = SENTENCE.replace("graph", "table")
    assert sorted(near_copies([("a", SENTENCE), ("b", other)])) == [(0, 1), (1, 0)]


def test_a_paper_may_repeat_itself_and_short_sentences_are_alike() -> None:
    assert list(near_copies([("a", SENTENCE), ("a", SENTENCE)])) == []
    assert list(near_copies([("a", "코드는 공개된다."), ("b", "코드는 공개된다.")])) == []


def test_other_words_on_the_same_matter_are_no_copy() -> None:
    other = "Before it answers, the model searches what it has kept of a conversation in a graph."
    assert list(near_copies([("a", SENTENCE), ("b", other)])) == []


def test_many_papers_cost_little_even_if_all_are_alike() -> None:
    rng = Random(7)
    words = [("".join(rng.choices("abcdefgh", k=6))) for _ in range(400)]
    different = [(str(place), " ".join(rng.choices(words, k=12))) for place in range(2_000)]
    alike = [(str(place), SENTENCE) for place in range(2_000)]
    begun = time.process_time()
    assert len(list(near_copies([*different, *alike]))) == 2_000
    assert time.process_time() - begun < 4
