"""Every figure of a summary can be traced to the paper's own sentences."""

from digest.evidence import Evidence, evidence_of
from storage.models import Basis, Claim, Method, Reading, Section, Sections
from tests.digest.papers import PAPER
from tests.makers import MADE_AT, make_summary

RESULT = "On LongBench, MemBERT reaches 71.3% against 63.4% of the baseline."
KEYS = "The table holds 4,096 keys that are learned together with the model."
READING = Reading(
    PAPER.key,
    {
        Section.METHOD: (Claim("It holds 4,096 keys.", (KEYS,)),),
        Section.RESULTS: (Claim("It reaches 71.3%.", (RESULT,)), Claim("It is 5.5 times faster.")),
    },
    Basis.FULL_TEXT,
    MADE_AT,
    "m",
    "1",
)


def test_each_figure_is_shown_by_what_was_quoted_for_its_section_or_by_the_abstract() -> None:
    sections = Sections(
        method="약 4,096개의 키를 두 단계로 학습한다.",
        results="LongBench에서 71.3%를 기록하여 기준 모델의 63.4%를 앞서고, 재현율은 12.5% 높다.",
    )
    summary = make_summary(method=Method.MODEL, sections=sections)
    assert evidence_of(PAPER, summary, READING) == (
        Evidence("4,096", Section.METHOD, (KEYS,)),
        Evidence("71.3%", Section.RESULTS, (RESULT,)),
        Evidence("63.4%", Section.RESULTS, (RESULT,)),
        Evidence("12.5%", Section.RESULTS, ("Recall rises by 12.5% on four benchmarks.",)),
    )


def test_a_figure_that_no_kept_sentence_shows_is_told_without_one() -> None:
    summary = make_summary(method=Method.MODEL, sections=Sections(results="It is 5.5 times faster."))
    assert [one.sentences for one in evidence_of(PAPER, summary, READING)] == [()]


def test_a_figure_in_a_name_needs_no_evidence_and_a_repeated_one_is_told_once() -> None:
    summary = make_summary(method=Method.MODEL, sections=Sections(results="GPT-4 gains 12.5%, and 12.5% again."))
    assert [one.figure for one in evidence_of(PAPER, summary, None)] == ["12.5%"]


def test_what_the_built_in_summariser_quotes_is_its_own_evidence() -> None:
    summary = make_summary(sections=Sections(results=RESULT))
    assert {one.sentences for one in evidence_of(PAPER, summary, None)} == {(RESULT,)}
