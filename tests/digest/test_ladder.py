"""The ladder decides by values alone: what is wanted, what comes next, what replaces what, and when to try again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import DigestError, ModelError, ModelFailure, SummaryError
from digest.ladder import Step, is_fallback, may_try_again, replaces, step_after
from storage.models import Basis, Method, Sections, Summary
from tests.makers import MADE_AT, make_summary

SUMMARIES = st.builds(
    make_summary,
    method=st.sampled_from(Method),
    basis=st.sampled_from(Basis),
    unverified=st.booleans(),
    maker=st.sampled_from(["a", "b"]),
    sections=st.sampled_from([Sections(goal="One."), Sections(goal="Two.")]),
)


def failed(failure: ModelFailure) -> ModelError:
    return ModelError("it failed", failure)


@pytest.mark.parametrize(
    ("step", "failure", "basis", "following"),
    [
        (Step.FULL_TEXT, failed(ModelFailure.REFUSED), Basis.FULL_TEXT, Step.ABSTRACT),
        (Step.FULL_TEXT, failed(ModelFailure.REJECTED), Basis.FULL_TEXT, Step.ABSTRACT),
        (Step.FULL_TEXT, SummaryError("no quote"), Basis.FULL_TEXT, Step.ABSTRACT),
        (Step.FULL_TEXT, SummaryError("no quote"), Basis.ABSTRACT, Step.BUILT_IN),
        (Step.FULL_TEXT, failed(ModelFailure.TIMEOUT), Basis.FULL_TEXT, Step.BUILT_IN),
        (Step.FULL_TEXT, failed(ModelFailure.OVER_BUDGET), Basis.FULL_TEXT, Step.BUILT_IN),
        (Step.FULL_TEXT, failed(ModelFailure.UNPAID), Basis.FULL_TEXT, Step.BUILT_IN),
        (Step.ABSTRACT, failed(ModelFailure.REFUSED), Basis.FULL_TEXT, Step.BUILT_IN),
    ],
)
def test_another_text_is_tried_only_where_the_text_was_the_trouble(
    step: Step, failure: DigestError, basis: Basis, following: Step
) -> None:
    assert step_after(step, failure, basis) is following


@given(st.sampled_from(Step), st.sampled_from(ModelFailure), st.sampled_from(Basis))
def test_every_failure_leads_downward(step: Step, failure: ModelFailure, basis: Basis) -> None:
    assert step_after(step, failed(failure), basis) > step or step is Step.BUILT_IN


@given(SUMMARIES, SUMMARIES)
def test_two_summaries_replace_each_other_only_where_neither_is_less(one: Summary, other: Summary) -> None:
    assert replaces(one, None)
    assert not replaces(one, one)
    if one != other:
        assert replaces(one, other) or replaces(other, one)
    if not is_fallback(other) and is_fallback(one):
        assert not replaces(one, other) or other.method is Method.PREPARED


def test_what_differs_in_its_moment_only_is_the_same() -> None:
    later = make_summary(made_at=MADE_AT + timedelta(days=1))
    assert not replaces(later, make_summary())
    assert replaces(make_summary(maker="built-in/2"), make_summary())


def test_a_fallback_is_tried_again_ever_later_and_not_for_ever() -> None:
    for tries, minutes in enumerate((15, 60, 240, 960)):
        pause = timedelta(minutes=minutes)
        assert not may_try_again(tries, MADE_AT, MADE_AT + pause - timedelta(seconds=1))
        assert may_try_again(tries, MADE_AT, MADE_AT + pause)
    assert not may_try_again(4, MADE_AT, MADE_AT + timedelta(days=99))
