"""Sentences end where a reader ends them."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.sentences import split_sentences
from tests.data import DATA, needs_data


@pytest.mark.parametrize(
    "sentences",
    [
        ("We gain 3.5 points.", "This is new."),
        ("It beats GPT-4o.", "We release it.", "Why?", "Because it helps!"),
        ("See Fig. 3 and Eq. (2) of Kim et al. (2024), e.g. MMLU, i.e. a test (vs. 3.04).", "It holds."),
        ("Tests, papers, etc.", "We use both."),
        ("J. S. Bach and Dr. Kim met Mr. Lee.", "They agreed."),
        ("As shown by Kim et al.", "We extend it."),
        ("The result holds for class A.", "The proof is short."),
        ("It is called “deep.”", "We differ (see below.)", "[1] is older."),
        ("We use a phone.", "iPhone users differ.", "t-SNE shows it.", "vLLM serves it."),
        ("Three parts: (i) speed.", "(ii) We add memory.", "(iii) It ends."),
        ("Code is at https://a.org/b.c.", "Try it.", "https://b.org"),
        ("π₀ is a model.", "α-Flow is another.", "4DGen is a third."),
        ("본 연구는 기억을 다룬다.", "재현율이 3.5% 올랐다.", "GPT-4보다 낫다."),
        ("Is it so?!", "Yes...", "We stop."),
        ("The U.S. Navy and the U.K. agree with Vol. 3, No. 4.", "Others do not."),
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: tuple[str, ...]) -> None:
    assert split_sentences(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Version 2.0 of www.a.org costs approx. 5 units w.r.t. the base.",
        "They ask whether it works. and go on",
        "1. A list begins with its number.",
        "文は空白なしに続く。次の文も続く。",
        "",
    ],
)
def test_other_stops_end_nothing(sentence: str) -> None:
    assert split_sentences(sentence) == ((sentence,) if sentence else ())


@given(st.lists(st.sampled_from([*"aAzZ019.!?。…\"'”)(] \n\t", "e.g.", "We", "한국어다."]), max_size=60).map("".join))
@settings(max_examples=300)
def test_joined_by_a_space_the_sentences_are_the_text(text: str) -> None:
    sentences = split_sentences(text)

    assert " ".join(sentences) == " ".join(text.split())
    assert all(sentence.strip() == sentence != "" for sentence in sentences)


@needs_data
def test_the_boundaries_of_the_annotated_abstracts_are_found() -> None:
    right = found = there = 0
    for line in (DATA / "csabstruct" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        annotated = [" ".join(sentence.split()) for sentence in json.loads(line)["sentences"] if sentence.strip()]
        ours = ends_of(split_sentences(" ".join(annotated)))
        right, found, there = right + len(ours & ends_of(annotated)), found + len(ours), there + len(ends_of(annotated))

    assert right / found > 0.98
    assert right / there > 0.97


def ends_of(sentences: list[str] | tuple[str, ...]) -> set[int]:
    """Return where each sentence but the last ends in the joined text."""
    ends, length = set(), -1
    for sentence in sentences[:-1]:
        length += len(sentence) + 1
        ends.add(length)
    return ends
