"""A sentence of a paper is quoted so that it can stand alone, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.quotation import Opening, faults, is_usable, opening_of, refers_back, without_citations


@pytest.mark.parametrize(
    ("sentence", "opening", "quoted"),
    [
        ("However, memory is costly.", Opening.CONTRAST, "Memory is costly."),
        ("Yet small models forget what they read.", Opening.CONTRAST, "Small models forget what they read."),
        ("Furthermore, we release a memory.", Opening.LINK, "We release a memory."),
        ("And on four tasks the memory helps.", Opening.LINK, "On four tasks the memory helps."),
        ("To address this gap, we build a memory.", Opening.PURPOSE, "We build a memory."),
        ("Building on these insights, we build a memory.", Opening.PURPOSE, "We build a memory."),
        ("Finally, vLLM serves the memory.", Opening.LINK, "vLLM serves the memory."),
        ("To store long texts, we build a memory.", Opening.NONE, "To store long texts, we build a memory."),
        ("However small a memory is, it helps.", Opening.NONE, "However small a memory is, it helps."),
        ("First results are good.", Opening.NONE, "First results are good."),
    ],
)
def test_a_sentence_loses_only_what_ties_it_to_the_one_before(sentence: str, opening: Opening, quoted: str) -> None:
    assert opening_of(sentence) == (opening, quoted)


@given(st.text())
def test_what_stays_of_a_sentence_is_its_end(sentence: str) -> None:
    _, quoted = opening_of(sentence)
    assert sentence.casefold().endswith(quoted[1:].casefold())
    assert len(quoted) <= len(sentence)


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("Memory helps [12].", "Memory helps."),
        ("Memory [3, 14–16] helps models [7].", "Memory helps models."),
        ("Scores lie in [1, 5] for all models.", "Scores lie in [1, 5] for all models."),
        ("The unit [0, 1] stays.", "The unit [0, 1] stays."),
        ("Memory helps (Kim et al., 2024).", "Memory helps (Kim et al., 2024)."),
    ],
)
def test_numbers_of_a_bibliography_go_and_intervals_stay(sentence: str, quoted: str) -> None:
    assert without_citations(sentence) == quoted


@pytest.mark.parametrize(
    "sentence",
    [
        "A memory that holds a million words of text",
        "which holds a million words of text for a model.",
        "The rest of the paper is organized as follows.",
        "The remainder of this paper describes the memory and its use.",
        "In this section we describe the memory and its parts.",
        "Figure 3 shows how the memory grows with the text.",
        "As Table 2 tells, the memory grows with the text.",
        "The details of the memory are given in Appendix B.",
        "Full results of the memory can be found in the supplement.",
        r"The memory holds \textbf{all} of the words of a text.",
        "The memory holds $n$ of the words of a text.",
        "The memory was described by others before [?].",
        "The memory (which holds all words helps the model.",
        "The memory comes in three kinds: (1) Short-term memory.",
        "(2) Long-term memory that holds all words of a text.",
        "The memory is at https://example.org for all to read.",
        "{} of the words are 12 34 56 78 90 12 34 56.",
        "Short one.",
    ],
)
def test_what_is_broken_or_points_elsewhere_is_never_quoted(sentence: str) -> None:
    assert not is_usable(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The memory holds all of the words of a long text.",
        "The memory has two parts: (1) a store of words and (2) a reader of them.",
        "A reader asks: a) what was said, and b) who said it in the text.",
        "vLLM serves the memory to a hundred readers at once.",
        "메모리는 긴 글의 모든 단어를 한꺼번에 담아 두고 모델이 다시 읽게 한다.",
        "The memory follows Kim et al. (2024) in all but its size.",
    ],
)
def test_a_whole_sentence_of_words_can_be_quoted(sentence: str) -> None:
    assert is_usable(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["These results show it.", "It helps.", "In contrast, X fails.", "This memory helps.", "Such models forget."],
)
def test_a_reference_to_the_sentence_before_is_seen(sentence: str) -> None:
    assert refers_back(sentence)


@pytest.mark.parametrize(
    "sentence", ["This paper builds a memory.", "Memory helps.", "Items are kept.", "Theirs is not."]
)
def test_a_sentence_that_stands_alone_is_seen(sentence: str) -> None:
    assert not refers_back(sentence)


def test_length_and_places_and_where_things_are_kept_count_against_a_sentence() -> None:
    assert faults("The memory helps the model to read.") == 0
    assert faults("The memory helps the model to read (Section 4).") > 0
    assert faults("Our code and data are publicly available.") > 1
    assert faults("The memory helps " + "the model " * 60 + "to read.") > 1


@given(st.text(max_size=5_000))
def test_any_text_is_judged(text: str) -> None:
    assert is_usable(text) in (True, False)
    assert refers_back(text) in (True, False)
    assert faults(text) >= 0
