"""The built-in summariser: picks the paper's own sentences; no model, no network, nothing invented."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import takewhile

from digest import scores
from digest.cues import Cue
from digest.errors import SummaryError
from digest.languages import language_of
from digest.latex import readable
from digest.quotation import faults, is_usable, opening_of, refers_back, without_citations
from digest.roles import Role, classify
from digest.scores import Candidate, Score
from digest.sentences import split_sentences
from digest.text import FullText, Origin, TextSection
from storage.models import Basis, Language, Method, Paper, Sections, Summary

METHOD_SENTENCES = 3
MAX_SENTENCES = 400
"""As many sentences of one part are looked at: more than any abstract or conclusion has."""
RESULTS_REACH = 3
"""As many sentences back may stand what "these results" are."""
ALIKE = 0.6
"""Two sentences that share this part of their words say the same: the body of a paper repeats its abstract."""

_NAME = re.compile(r"(\S+(?: \S+){0,2}):\s")
_INTRODUCTION = re.compile(r"introduction|overview|motivation", re.IGNORECASE)
_METHOD = re.compile(r"method|approach|model|framework|architecture|algorithm|training|system|design", re.IGNORECASE)
_RESULTS = re.compile(r"result|experiment|evaluation|finding|performance", re.IGNORECASE)
_LIMITATIONS = re.compile(r"limitation|threats to validity", re.IGNORECASE)
_CONCLUSION = re.compile(r"conclu|^summary|closing", re.IGNORECASE)
_DISCUSSION = re.compile(r"discussion", re.IGNORECASE)


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


def _pick(title: str, abstract: Sequence[Candidate], body: Sequence[TextSection]) -> Sections:
    """Fill the sections, those with the fewest fitting sentences first."""
    picker = _Picker()

    def under(heading: re.Pattern[str]) -> tuple[Candidate, ...]:
        return _placed(title, _under(body, heading))

    introduction = under(_INTRODUCTION)
    conclusion = under(_CONCLUSION)
    goal = picker.one(abstract, scores.goal_score) or picker.one(introduction, scores.goal_score)
    results = picker.one(abstract, scores.figure_score) or picker.one(under(_RESULTS), scores.body_figure_score)
    results = results or picker.one(abstract, scores.result_score) or picker.one(conclusion, scores.result_score)
    contribution = picker.one(abstract, scores.contribution_score) or picker.one(
        introduction, scores.contribution_score
    )
    limitations = (
        picker.one(under(_LIMITATIONS), scores.stated_limitation_score)
        or picker.one((*conclusion, *under(_DISCUSSION)), scores.limitation_score)
        or picker.one(abstract, scores.limitation_score)
    )
    motivation = (
        picker.one(_leading_to(goal, abstract), scores.motivation_score)
        or picker.one(introduction[:12], scores.gap_score)
        or picker.one(abstract, scores.gap_score)
    )
    concluded = picker.one(conclusion, scores.conclusion_score) or picker.one(abstract, scores.closing_score)
    if contribution is None and sum(s.role is Role.METHOD for s in picker.unused(abstract)) > 1:
        contribution = picker.one(abstract, scores.offer_score)
    method = picker.some(abstract, scores.method_score, METHOD_SENTENCES)
    if len(method) < METHOD_SENTENCES:
        method += picker.some(under(_METHOD)[:40], scores.body_method_score, METHOD_SENTENCES - len(method))
    # A result may refer to a sentence that was picked after it.
    results = results or picker.one(abstract, scores.result_score)
    if not any((goal, results, contribution, limitations, motivation, concluded, method)):
        goal = picker.one(abstract, scores.act_score)
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

    def one(self, sentences: Sequence[Candidate], score: Score) -> str | None:
        """Return the best unused sentence that scores above nothing."""
        return " ".join(self.some(sentences, score, 1)) or None

    def some(self, sentences: Sequence[Candidate], score: Score, most: int) -> list[str]:
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

    def unused(self, sentences: Sequence[Candidate]) -> list[Candidate]:
        """Leave out what cannot be quoted or stands in the summary already."""
        used = {text for text, _ in self._used}
        return [s for s in sentences if s.text not in used and is_usable(s.text)]

    def _fits(self, sentence: Candidate) -> bool:
        if refers_back(sentence.text) and not any(text in sentence.before for text, _ in self._used):
            return False
        words = _words(sentence.text)
        return not any(len(words & known) > ALIKE * len(words | known) for _, known in self._used)


def _leading_to(goal: str | None, abstract: Sequence[Candidate]) -> list[Candidate]:
    """Return what stands before the goal; where the abstract states none, the background that it begins with."""
    if any(s.text == goal for s in abstract):
        return list(takewhile(lambda s: s.text != goal, abstract))
    return list(takewhile(lambda s: s.role is Role.BACKGROUND, abstract))


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{3,}", text.lower()))


def _abstract(paper: Paper, text: FullText) -> tuple[Candidate, ...]:
    sentences = split_sentences(readable(paper.abstract))[:MAX_SENTENCES]
    if not sentences and text.origin is not Origin.ABSTRACT:
        stated = next((section.text for section in text.sections if section.heading.lower() == "abstract"), "")
        sentences = split_sentences(stated)[:MAX_SENTENCES]
    return _placed(paper.title, sentences, classify(sentences))


def _placed(title: str, sentences: Sequence[str], roles: Sequence[Role | None] = ()) -> tuple[Candidate, ...]:
    last = max(1, len(sentences) - 1)
    subject, name = _words(title), _NAME.match(title)
    placed: list[Candidate] = []
    for number, (sentence, role) in enumerate(zip(sentences, roles or [None] * len(sentences), strict=True)):
        opening, quoted = opening_of(without_citations(sentence))
        # "This" is the sentence before; "these results" are told in several.
        reach = RESULTS_REACH if Cue.SUMMING_UP.is_in(quoted) else 1
        before = tuple(candidate.text for candidate in placed[-reach:])
        topical = len(subject & _words(quoted)) / max(1, len(subject))
        named = name is not None and quoted.startswith(f"{name[1]} ")
        placed.append(Candidate(quoted, opening, before, number / last, topical, named, role))
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
