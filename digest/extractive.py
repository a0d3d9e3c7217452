"""The built-in summariser: picks the paper's own sentences; no model, no network, nothing invented."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from digest.cues import Cue
from digest.errors import SummaryError
from digest.languages import language_of
from digest.latex import readable
from digest.quotation import Opening, faults, is_usable, opening_of, refers_back, without_citations
from digest.roles import Role, classify
from digest.sentences import split_sentences
from digest.text import FullText, Origin, TextSection
from storage.models import Basis, Language, Method, Paper, Sections, Summary

METHOD_SENTENCES = 3
MAX_SENTENCES = 400
"""As many sentences of one part are looked at: more than any abstract or conclusion has."""
ALIKE = 0.6
"""Two sentences that share this part of their words say the same: the body of a paper repeats its abstract."""

_INTRODUCTION = re.compile(r"introduction|overview|motivation", re.IGNORECASE)
_METHOD = re.compile(r"method|approach|model|framework|architecture|algorithm|training|system|design", re.IGNORECASE)
_RESULTS = re.compile(r"result|experiment|evaluation|finding|performance", re.IGNORECASE)
_LIMITATIONS = re.compile(r"limitation|threats to validity", re.IGNORECASE)
_CONCLUSION = re.compile(r"conclu|^summary|closing", re.IGNORECASE)
_DISCUSSION = re.compile(r"discussion", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence as it would be quoted.

    `before` is the sentence before it, `place` runs from 0 to 1 in its part, `topical` tells how much of the paper's title
    it speaks of, from 0 to 1.
    """

    text: str
    opening: Opening
    before: str | None
    place: float
    topical: float
    role: Role | None = None


Score = Callable[[_Sentence], float]


class ExtractiveSummariser:
    """Summarises by quoting; the same paper always gives the same summary."""

    maker = "built-in/2"

    def summarise(self, paper: Paper, text: FullText, language: Language, now: datetime) -> Summary:
        """Pick the sentences of a paper for readers of `language`, in the paper's own language.

        A sentence loses at most its citation numbers and the word that ties it to the sentence before ("However,"). What
        the paper does not state stays None. Raises SummaryError if there is no sentence to pick.
        """
        abstract = _abstract(paper, text)
        body = () if text.origin is Origin.ABSTRACT else tuple(s for s in text.sections if not s.appendix)
        if not abstract and not body:
            raise SummaryError(f"{paper.key} has no text to summarise", permanent=True)
        sections = _pick(paper.title, abstract, body)
        if not any(True for _ in sections.items()):
            raise SummaryError(f"{paper.key} has no whole sentence to quote", permanent=True)
        return Summary(
            key=paper.key,
            language=language,
            text_language=language_of(" ".join(quoted for _, quoted in sections.items())),
            sections=sections,
            basis=Basis.FULL_TEXT if body else Basis.ABSTRACT,
            method=Method.BUILT_IN,
            made_at=now,
            maker=self.maker,
        )


def _pick(title: str, abstract: Sequence[_Sentence], body: Sequence[TextSection]) -> Sections:
    """Fill the sections, those with the fewest fitting sentences first."""
    picker = _Picker()

    def under(heading: re.Pattern[str]) -> tuple[_Sentence, ...]:
        return _placed(title, _under(body, heading))

    introduction = under(_INTRODUCTION)
    conclusion = under(_CONCLUSION)
    goal = picker.one(abstract, _goal_score) or picker.one(introduction, _goal_score)
    results = picker.one(abstract, _figure_score) or picker.one(under(_RESULTS), _body_figure_score)
    results = results or picker.one(abstract, _result_score) or picker.one(conclusion, _result_score)
    contribution = picker.one(abstract, _contribution_score) or picker.one(introduction, _contribution_score)
    limitations = (
        picker.one(under(_LIMITATIONS), _stated_limitation_score)
        or picker.one((*conclusion, *under(_DISCUSSION)), _limitation_score)
        or picker.one(abstract, _limitation_score)
    )
    motivation = (
        picker.one(_leading_to(goal, abstract), _motivation_score)
        or picker.one(introduction[:12], _gap_score)
        or picker.one(abstract, _gap_score)
    )
    concluded = picker.one(conclusion, _conclusion_score) or picker.one(abstract, _closing_score)
    if contribution is None and sum(s.role is Role.METHOD for s in picker.unused(abstract)) > 1:
        contribution = picker.one(abstract, _offer_score)
    method = picker.some(abstract, _method_score, METHOD_SENTENCES)
    if len(method) < METHOD_SENTENCES:
        method += picker.some(under(_METHOD)[:40], _body_method_score, METHOD_SENTENCES - len(method))
    # A result may refer to a sentence that was picked after it.
    results = results or picker.one(abstract, _result_score)
    return Sections(
        goal=goal,
        motivation=motivation,
        contribution=contribution,
        method=" ".join(method) or None,
        results=results,
        limitations=limitations,
        conclusion=concluded,
    )


class _Picker:
    """Picks the best sentences, never one twice, and none behind a sentence that it needs and that is not picked."""

    def __init__(self) -> None:
        self._used: list[tuple[str, frozenset[str]]] = []

    def one(self, sentences: Sequence[_Sentence], score: Score) -> str | None:
        """Return the best unused sentence that scores above nothing."""
        return " ".join(self.some(sentences, score, 1)) or None

    def some(self, sentences: Sequence[_Sentence], score: Score, most: int) -> list[str]:
        """Return up to so many of the best unused sentences, in the order of the paper."""
        scored = [(score(s) - faults(s.text), number, s) for number, s in enumerate(self.unused(sentences))]
        wanted = sorted((entry for entry in scored if entry[0] > 0), key=lambda entry: (-entry[0], entry[1]))
        chosen: list[tuple[int, str]] = []
        for backed in (False, True):
            # What refers to a sentence before it waits until it is known which those are.
            for _, number, sentence in sorted(wanted, key=lambda entry: entry[1]) if backed else wanted:
                if len(chosen) < most and refers_back(sentence.text) is backed and self._fits(sentence):
                    chosen.append((number, sentence.text))
                    self._used.append((sentence.text, _words(sentence.text)))
        return [text for _, text in sorted(chosen)]

    def unused(self, sentences: Sequence[_Sentence]) -> list[_Sentence]:
        """Leave out what cannot be quoted or stands in the summary already."""
        used = {text for text, _ in self._used}
        return [s for s in sentences if s.text not in used and is_usable(s.text)]

    def _fits(self, sentence: _Sentence) -> bool:
        if refers_back(sentence.text) and sentence.before not in {text for text, _ in self._used}:
            return False
        words = _words(sentence.text)
        return not any(len(words & known) > ALIKE * len(words | known) for _, known in self._used)


def _leading_to(goal: str | None, abstract: Sequence[_Sentence]) -> list[_Sentence]:
    """Return what stands before the goal; where the abstract states none, the background that it begins with."""
    if any(s.text == goal for s in abstract):
        return list(takewhile(lambda s: s.text != goal, abstract))
    return list(takewhile(lambda s: s.role is Role.BACKGROUND, abstract))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{3,}", text.lower()))


def _abstract(paper: Paper, text: FullText) -> tuple[_Sentence, ...]:
    sentences = split_sentences(readable(paper.abstract))[:MAX_SENTENCES]
    if not sentences and text.origin is not Origin.ABSTRACT:
        stated = next((section.text for section in text.sections if section.heading.lower() == "abstract"), "")
        sentences = split_sentences(stated)[:MAX_SENTENCES]
    return _placed(paper.title, sentences, classify(sentences))


def _placed(title: str, sentences: Sequence[str], roles: Sequence[Role | None] = ()) -> tuple[_Sentence, ...]:
    last = max(1, len(sentences) - 1)
    subject = _words(title)
    placed: list[_Sentence] = []
    for number, (sentence, role) in enumerate(zip(sentences, roles or [None] * len(sentences), strict=True)):
        opening, quoted = opening_of(without_citations(sentence))
        before = placed[-1].text if placed else None
        topical = len(subject & _words(quoted)) / max(1, len(subject))
        placed.append(_Sentence(quoted, opening, before, number / last, topical, role))
    return tuple(placed)


def _under(sections: Iterable[TextSection], heading: re.Pattern[str]) -> list[str]:
    """Return the sentences of the parts whose heading matches, and of the parts below them, but not of their limitations."""
    found: list[str] = []
    open_level: int | None = None
    for section in sections:
        if open_level is not None and section.level <= open_level:
            open_level = None
        if open_level is None and heading.search(section.heading):
            open_level = section.level
        if open_level is not None and (heading is _LIMITATIONS or not _LIMITATIONS.search(section.heading)):
            found += split_sentences(section.text)
        if len(found) > MAX_SENTENCES:
            break
    return found[:MAX_SENTENCES]


def _is(sentence: _Sentence, role: Role, weight: float) -> float:
    return weight if sentence.role is role else 0.0


def _has(sentence: _Sentence, cue: Cue, weight: float) -> float:
    return weight if cue.is_in(sentence.text) else 0.0


def _goal_score(s: _Sentence) -> float:
    """An aim is said to be one; what is proposed is the aim of a paper that names no other."""
    own = _has(s, Cue.OWN_WORK, 1.5) + (0.3 if s.opening is Opening.PURPOSE else 0.0)
    said = _has(s, Cue.AIM, 2.0) or _has(s, Cue.PROPOSAL, 1.4)
    role = _is(s, Role.OBJECTIVE, 0.7) - _is(s, Role.RESULT, 1.5)
    added = 1.2 if s.opening is Opening.LINK else _has(s, Cue.ADDITION, 1.2)
    return (
        own + said + role + 1.6 * s.topical - added - _has(s, Cue.VERDICT, 1.0) - 1.0 * s.place - 0.7
        if own + said
        else 0.0
    )


def _contribution_score(s: _Sentence) -> float:
    if s.role in (Role.BACKGROUND, Role.OTHER) or not Cue.PROPOSAL.is_in(s.text):
        return 0.0
    return (
        1.5
        + _is(s, Role.OBJECTIVE, 0.6)
        + _is(s, Role.METHOD, 0.6)
        + 0.6 * s.topical
        - _has(s, Cue.OUTLOOK, 1.5)
        - 0.3 * s.place
    )


def _offer_score(s: _Sentence) -> float:
    """Where a paper's proposal is its goal already, what else it offers is its contribution."""
    if s.role in (Role.BACKGROUND, Role.OTHER):
        return 0.0
    return _has(s, Cue.OFFER, 1.0) - _has(s, Cue.VERDICT, 0.8) - _has(s, Cue.FINDING, 1.0)


def _motivation_score(s: _Sentence) -> float:
    """What stands before the goal leads to it; best is what says what is missing."""
    gap = _has(s, Cue.PROBLEM, 1.0) + (0.6 if s.opening is Opening.CONTRAST else 0.0)
    ours = _has(s, Cue.OWN_ACT, 1.3) + _has(s, Cue.OWN_WORK, 1.0) + _is(s, Role.RESULT, 1.0)
    return 0.5 + _is(s, Role.BACKGROUND, 0.5) + gap - ours - 0.4 * s.place


def _gap_score(s: _Sentence) -> float:
    if s.role not in (None, Role.BACKGROUND) or not Cue.PROBLEM.is_in(s.text):
        return 0.0
    return _motivation_score(s) - 0.6


def _method_score(s: _Sentence) -> float:
    if s.role is not Role.METHOD:
        return 0.0
    found = _has(s, Cue.FINDING, 1.5) + _has(s, Cue.VERDICT, 1.5) + _has(s, Cue.LEADING_FIGURE, 0.5)
    asides = _has(s, Cue.PROBLEM, 0.4) + (0.4 if s.opening is Opening.CONTRAST else 0.0)
    return 1.3 + _has(s, Cue.METHOD, 0.6) - found - asides


def _body_method_score(s: _Sentence) -> float:
    ours = _has(s, Cue.METHOD, 1.0) + _has(s, Cue.PROPOSAL, 0.5)
    return ours - _has(s, Cue.OTHERS, 1.0) - _has(s, Cue.VERDICT, 1.0) - 0.6 - 0.3 * s.place


def _result_score(s: _Sentence) -> float:
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


def _figure_score(s: _Sentence) -> float:
    return _result_score(s) if Cue.LEADING_FIGURE.is_in(s.text) else 0.0


def _body_figure_score(s: _Sentence) -> float:
    """In the part of the results the leading one is said of the paper's own work, compared, and told early."""
    if not Cue.COMPARISON.is_in(s.text) or not Cue.VERDICT.is_in(s.text):
        return 0.0
    return _figure_score(s) - 0.5 * s.place


def _stated_limitation_score(s: _Sentence) -> float:
    stated = _has(s, Cue.LIMITATION, 1.0) + _has(s, Cue.WEAKNESS, 0.5)
    return 0.4 + stated - _has(s, Cue.OUTLOOK, 0.8) - _has(s, Cue.OTHERS, 0.5) - 0.3 * s.place


def _limitation_score(s: _Sentence) -> float:
    if s.role is Role.BACKGROUND or s.place < 0.2 or Cue.OTHERS.is_in(s.text):
        return 0.0
    return _has(s, Cue.LIMITATION, 1.0) - _has(s, Cue.VERDICT, 0.6)


def _conclusion_score(s: _Sentence) -> float:
    doubts = _has(s, Cue.LIMITATION, 1.5) + _has(s, Cue.DRAWBACK, 1.0) + _has(s, Cue.OUTLOOK, 1.5)
    doubts += 0.8 if s.opening is Opening.CONTRAST else 0.0
    return 0.4 + _has(s, Cue.CONCLUSION, 1.0) - _has(s, Cue.PROPOSAL, 0.3) - doubts


def _closing_score(s: _Sentence) -> float:
    """In an abstract alone, a conclusion is a late sentence that concludes."""
    if s.place < 0.6 or s.role is Role.BACKGROUND or not Cue.CONCLUSION.is_in(s.text):
        return 0.0
    found = _has(s, Cue.LEADING_FIGURE, 0.5) + _has(s, Cue.VERDICT, 0.4) - _has(s, Cue.SUMMING_UP, 0.3)
    doubts = _has(s, Cue.LIMITATION, 1.5) + (0.8 if s.opening is Opening.CONTRAST else 0.0)
    return 0.2 + s.place - doubts - found - _has(s, Cue.PROPOSAL, 0.7) - _is(s, Role.METHOD, 0.4)
