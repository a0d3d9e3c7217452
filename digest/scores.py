"""Pure: how well a sentence of a paper would do under each section of a summary.

A score of zero or less means not at all; scores compare candidates for one section only. The weights were set by
reading summaries of real papers, and say no more than which wording counts before which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from digest.cues import Cue
from digest.quotation import Opening
from digest.roles import Role


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a paper as it would be quoted.

    `before` is what it may refer to; `place` runs from 0 to 1 through its part; `topical` tells how much of the
    paper's title it speaks of, from 0 to 1; `named` that it begins with the name that the title gives; only a sentence
    of an abstract has a role.
    """

    text: str
    opening: Opening
    before: tuple[str, ...]
    place: float
    topical: float
    named: bool
    role: Role | None = None


Score = Callable[[Candidate], float]


def _is(sentence: Candidate, role: Role, weight: float) -> float:
    return weight if sentence.role is role else 0.0


def _has(sentence: Candidate, cue: Cue, weight: float) -> float:
    return weight if cue.is_in(sentence.text) else 0.0


def goal_score(s: Candidate) -> float:
    """An aim is said to be one; what is proposed is the aim of a paper that names no other."""
    own = _has(s, Cue.OWN_WORK, 1.5) + (0.3 if s.opening is Opening.PURPOSE else 0.0)
    said = _has(s, Cue.AIM, 2.0) or _has(s, Cue.PROPOSAL, 1.4)
    role = _is(s, Role.OBJECTIVE, 0.7) - _is(s, Role.RESULT, 1.5)
    added = 1.2 if s.opening is Opening.LINK else _has(s, Cue.ADDITION, 1.2)
    found = _has(s, Cue.VERDICT, 1.0) + 1.0 * s.place
    return own + said + role + 1.6 * s.topical - added - found - 0.7 if own + said else 0.0


def act_score(s: Candidate) -> float:
    """Of an abstract that fits nowhere, what the authors say that they do is their goal."""
    return _has(s, Cue.OWN_ACT, 1.0) - 0.5 * s.place


def contribution_score(s: Candidate) -> float:
    """A contribution is what the authors say that they propose, present or build."""
    if not Cue.PROPOSAL.is_in(s.text):
        return 0.0
    role = 0.6 if s.role in (Role.OBJECTIVE, Role.METHOD) else -_is(s, Role.BACKGROUND, 0.5) - _is(s, Role.OTHER, 1.0)
    return 1.5 + role + 0.6 * s.topical - _has(s, Cue.OUTLOOK, 1.5) - 0.3 * s.place


def offer_score(s: Candidate) -> float:
    """Where a paper's proposal is its goal already, what else it offers is its contribution."""
    if s.role not in (Role.OBJECTIVE, Role.METHOD):
        return 0.0
    said = _has(s, Cue.OFFER, 1.0) or (0.8 if s.named else 0.0)
    return said - _has(s, Cue.VERDICT, 1.0) - _has(s, Cue.FINDING, 1.0)


def motivation_score(s: Candidate) -> float:
    """What stands before the goal leads to it; best is what says what is missing."""
    gap = _has(s, Cue.PROBLEM, 1.0) + (0.6 if s.opening is Opening.CONTRAST else 0.0)
    ours = _has(s, Cue.OWN_ACT, 1.3) + _has(s, Cue.OWN_WORK, 1.0) + _is(s, Role.RESULT, 1.0)
    return 0.5 + _is(s, Role.BACKGROUND, 0.5) + gap - ours - 0.4 * s.place


def gap_score(s: Candidate) -> float:
    """Anywhere else than before the goal, a motivation has to say what is missing."""
    if s.role not in (None, Role.BACKGROUND) or not Cue.PROBLEM.is_in(s.text):
        return 0.0
    return motivation_score(s) - 0.6


def method_score(s: Candidate) -> float:
    """A method is told in the abstract by its role there, unless the wording tells of findings."""
    if s.role is not Role.METHOD:
        return 0.0
    found = _has(s, Cue.FINDING, 1.5) + _has(s, Cue.VERDICT, 1.5) + _has(s, Cue.LEADING_FIGURE, 0.5)
    asides = _has(s, Cue.PROBLEM, 0.4) + (0.4 if s.opening is Opening.CONTRAST else 0.0)
    return 1.3 + _has(s, Cue.METHOD, 0.6) - found - asides


def body_method_score(s: Candidate) -> float:
    """In a part about the method it is what the authors do, not what others did."""
    ours = _has(s, Cue.METHOD, 1.0) + _has(s, Cue.PROPOSAL, 0.5)
    return ours - _has(s, Cue.OTHERS, 1.0) - _has(s, Cue.VERDICT, 1.0) - 0.6 - 0.3 * s.place


def result_score(s: Candidate) -> float:
    """A result is said to be one, best with its figure and what it is compared to."""
    if s.role in (Role.BACKGROUND, Role.OBJECTIVE) and s.place < 0.6:
        return 0.0
    said = _is(s, Role.RESULT, 1.5) + _has(s, Cue.RESULT, 0.8) + _has(s, Cue.VERDICT, 0.7)
    figure = _has(s, Cue.LEADING_FIGURE, 1.5) or _has(s, Cue.FIGURE, 0.8)
    beside = 0.4 * s.place + (0.3 if s.opening is Opening.LINK else 0.0)
    other = _has(s, Cue.OUTLOOK, 1.5) + _has(s, Cue.PROPOSAL, 0.8) + _has(s, Cue.SUMMING_UP, 0.8)
    other += 0.0 if figure else _has(s, Cue.PROCEDURE, 1.0)
    weight = figure + _has(s, Cue.COMPARISON, 0.6) + 0.4 * s.topical - beside - other
    return said + weight if said >= 1.5 or (said and figure) else 0.0


def figure_score(s: Candidate) -> float:
    """The leading result has its figure with a unit: a share, a factor, a difference."""
    return result_score(s) if Cue.LEADING_FIGURE.is_in(s.text) else 0.0


def body_figure_score(s: Candidate) -> float:
    """In the part of the results the leading one is compared to something, and told early."""
    if not Cue.COMPARISON.is_in(s.text) or not Cue.VERDICT.is_in(s.text):
        return 0.0
    return figure_score(s) - 0.5 * s.place


def stated_limitation_score(s: Candidate) -> float:
    """Under a heading of limitations, one that the paper has rather than what is left to do."""
    stated = _has(s, Cue.LIMITATION, 1.0) + _has(s, Cue.WEAKNESS, 0.5)
    return 0.4 + stated - _has(s, Cue.OUTLOOK, 0.8) - _has(s, Cue.OTHERS, 0.5) - 0.3 * s.place


def limitation_score(s: Candidate) -> float:
    """Anywhere else a limitation has to be said to be one of this work, and in an abstract after its results."""
    if s.role is Role.BACKGROUND or (s.role and s.place < 0.3) or Cue.OTHERS.is_in(s.text):
        return 0.0
    cost = 0.8 if s.place >= 0.6 and Cue.COST.is_in(s.text) else 0.0
    return (_has(s, Cue.LIMITATION, 1.0) or cost) - _has(s, Cue.VERDICT, 0.6)


def conclusion_score(s: Candidate) -> float:
    """A conclusion concludes: no doubts, no plans, and rather not what was proposed once more."""
    doubts = _has(s, Cue.LIMITATION, 1.5) + _has(s, Cue.DRAWBACK, 1.0) + _has(s, Cue.OUTLOOK, 1.5)
    doubts += 0.8 if s.opening is Opening.CONTRAST else 0.0
    return 0.4 + _has(s, Cue.CONCLUSION, 1.0) - _has(s, Cue.PROPOSAL, 0.3) - doubts


def closing_score(s: Candidate) -> float:
    """In an abstract alone, a conclusion is a late sentence that concludes."""
    if s.place < 0.6 or s.role is Role.BACKGROUND or not Cue.CONCLUSION.is_in(s.text):
        return 0.0
    found = _has(s, Cue.LEADING_FIGURE, 0.5) + _has(s, Cue.VERDICT, 0.4) - _has(s, Cue.SUMMING_UP, 0.3)
    doubts = _has(s, Cue.LIMITATION, 1.5) + _has(s, Cue.OUTLOOK, 0.5) + (0.8 if s.opening is Opening.CONTRAST else 0.0)
    return 0.2 + s.place - doubts - found - _has(s, Cue.PROPOSAL, 0.7) - _is(s, Role.METHOD, 0.4)
