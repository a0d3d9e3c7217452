"""A quote is the paper's own sentence, or it is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.fulltext import from_abstract
from digest.quotes import PaperText
from tests.digest.papers import PAPER, TEXT

KNOWN = PaperText(PAPER, TEXT)


@given(st.integers(0, len(KNOWN.sentences) - 1))
def test_every_sentence_of_a_paper_is_found_as_itself(place: int) -> None:
    assert KNOWN.find(KNOWN.sentences[place]) == (KNOWN.sentences[place],)


@given(st.text(max_size=80))
def test_whatever_is_found_stands_in_the_paper(quote: str) -> None:
    assert set(KNOWN.find(quote)) <= set(KNOWN.sentences)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("the table holds 4,096 keys", "The table holds 4,096 keys that are learned together with the model."),
        ("“The table holds 4,096 keys…”", "The table holds 4,096 keys that are learned together with the model."),
        (
            "On LongBench , MemBERT reaches 71.3 % against",
            "On LongBench, MemBERT reaches 71.3% against 63.4% of the baseline.",
        ),
        (
            "On LongBench, the MemBERT reaches 71.3% against 63.4% of the baseline.",
            "On LongBench, MemBERT reaches 71.3% against 63.4% of the baseline.",
        ),
    ],
)
def test_a_quote_that_differs_in_form_is_the_papers_sentence(quote: str, found: str) -> None:
    assert KNOWN.find(quote) == (found,)


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "the",
        "MemBERT is the best model of all times.",
        "On LongBench, MemBERT reaches 79.3% against 63.4% of the baseline.",
        "The table holds 4096 keys that were invented together with a model.",
    ],
)
def test_a_quote_that_the_paper_does_not_have_is_none(quote: str) -> None:
    assert KNOWN.find(quote) == ()


def test_a_quote_over_several_sentences_is_three_of_them_at_the_most() -> None:
    assert len(KNOWN.find(PAPER.abstract)) == 3
    assert len(KNOWN.find(" ".join(section.text for section in TEXT.sections))) == 3


def test_a_figure_is_found_where_the_claim_is_likest() -> None:
    assert KNOWN.with_figure(Decimal("12.5"), "Recall rises") == "Recall rises by 12.5% on four benchmarks."
    assert (
        KNOWN.with_figure(Decimal(4096), "") == "The table holds 4,096 keys that are learned together with the model."
    )
    assert KNOWN.with_figure(Decimal(99), "Recall rises") is None


def test_an_empty_paper_shows_nothing() -> None:
    empty = PaperText(PAPER.__class__(PAPER.key, "", ""), from_abstract(""))
    assert empty.find("On LongBench, MemBERT reaches 71.3% of what was there.") == ()
