"""The benchmark's corruptions spoil a summary in the way they say, and the checks notice."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.corruptions import change_figure, corruptions, figures_of, with_figure
from digest.checks import Kind, Source, check_summary
from storage.models import Language, Section, Sections
from tests.digest.test_checks import GOOD, KOREAN


@pytest.mark.parametrize("language", GOOD)
@pytest.mark.parametrize("kind", corruptions("ko"))
def test_a_spoilt_summary_is_caught_by_its_kind(kind: Kind, language: str) -> None:
    spoil = corruptions(language)[kind]
    spoilt = [sections for seed in range(40) if (sections := spoil(Random(seed), GOOD[language])) is not None]
    caught = [kind in {problem.kind for problem in check_summary(one, Language(language))} for one in spoilt]
    assert sum(caught) >= 0.9 * len(caught)
    assert all(sections != GOOD[language] for sections in spoilt)


def test_a_figure_is_changed_where_it_stands() -> None:
    section, figure = figures_of(KOREAN)[0]
    changed = change_figure(Random(1), figure)
    spoilt = with_figure(KOREAN, section, figure, changed)
    assert (section, figure.text) == (Section.RESULTS, "54.6%")
    assert changed != "54.6%"
    assert spoilt.results == (KOREAN.results or "").replace("54.6%", changed)
    found = check_summary(spoilt, Language("ko"), Source(KOREAN.results or ""))
    assert [problem.kind for problem in found] == [Kind.FIGURE_NOT_IN_SOURCE]


def test_a_summary_without_what_could_be_spoilt_is_left_alone() -> None:
    numbers = Sections(goal="1 2 3")
    assert corruptions("ko")[Kind.CUT_OFF](Random(1), numbers) is None
    assert corruptions("ko")[Kind.STRAY_FRAGMENT](Random(1), numbers) is None
