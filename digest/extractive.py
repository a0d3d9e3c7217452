"""The built-in summariser: picks the paper's own sentences; no model, no network, nothing invented."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.errors import SummaryError
from digest.languages import language_of
from digest.latex import readable
from digest.roles import Role, classify
from digest.sentences import split_sentences
from digest.text import FullText, Origin, TextSection
from storage.models import Basis, Language, Method, Paper, Sections, Summary

MAX_SENTENCE_CHARS = 450
MIN_SENTENCE_CHARS = 30
METHOD_SENTENCES = 3

_WHOLE = re.compile(r"[.!?。][\"'”’)\]]*$")
_BEGINNING = re.compile(r"^[\"'“‘(\[]?[A-Z0-9가-힣一-鿿ぁ-ヿτα-ω]")
_DANGLING = re.compile(
    r"^(?:However|Moreover|Furthermore|Additionally|In addition|Therefore|Thus|Hence|Also|Besides|This|These|It|They|Such"
    r"|As shown|As a result|Consequently|Specifically|In particular|(?:Figure|Fig\.|Table|Tab\.|Eq\.)\s*\d)\b"
)
_AVAILABLE = re.compile(
    r"\b(?:code|data|dataset|models?|project page|weights|demo|resources|implementation)\b.{0,60}"
    r"\b(?:available|released?|open-sourced?|found at|publicly)\b|https?://|github\.com",
    re.IGNORECASE,
)
_OBJECTIVE = re.compile(
    r"\b(?:we|this (?:paper|work|study|article|report)|our (?:goal|aim|work|paper))\b.{0,40}\b(?:aims?|investigat\w+|study|"
    r"studies|explor\w+|address\w*|propos\w+|present\w*|introduc\w+|examin\w+|ask|revisit\w*|tackl\w+|focus\w*|seek\w*)\b",
    re.IGNORECASE,
)
_CONTRIBUTION = re.compile(
    r"\b(?:we|this (?:paper|work|study)|our)\b.{0,40}\b(?:propos\w+|present\w*|introduc\w+|develop\w*|contribut\w+|releas\w+|"
    r"design\w*|build|built|construct\w*|provid\w+|formaliz\w+|unveil\w*)\b|\bto (?:address|bridge|tackle|fill)\b",
    re.IGNORECASE,
)
_PROBLEM = re.compile(
    r"\b(?:however|but|yet|lack\w*|limit\w+|challeng\w+|remain\w*|despite|fail\w*|struggl\w*|difficult\w*|although|while|"
    r"problem\w*|bottleneck|costly|expensive|under-?explored|unclear|suffer\w*|still|scarc\w+|gap|hard)\b",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"\b(?:we|our (?:method|approach|model|framework|system)|it|which|by)\b.{0,50}\b(?:us\w+|train\w*|appl\w+|combin\w+|"
    r"leverag\w+|employ\w*|optimi[sz]\w+|learn\w*|generat\w+|first|then|consists?|integrat\w+|decompos\w+|collect\w*)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:achiev\w+|outperform\w*|improv\w+|surpass\w*|show\w*|demonstrat\w+|results?|experiments?|reduc\w+|gains?|"
    r"state-of-the-art|find that|found that|reveal\w*|yield\w*|attain\w*|exceed\w*|competitive|matches)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d+(?:\.\d+)?\s*(?:%|×|x\b|points?\b|times\b|pp\b|dB\b|BLEU|F1)|\b\d+(?:\.\d+)?\b")
_LEADING_FIGURE = re.compile(r"\d+(?:\.\d+)?\s*(?:%|×|x\b|points?\b|times\b|-fold|pp\b)")
_LIMITATION = re.compile(
    r"\b(?:limitations?|limited to|we (?:only|did not|do not|leave|have not)|future work|cannot|does not (?:cover|handle|"
    r"generali[sz]e|support)|fails? (?:to|when|on)|restricted to|beyond the scope|remains? (?:open|challenging|future))\b",
    re.IGNORECASE,
)
_CONCLUSION = re.compile(
    r"\b(?:conclu\w+|suggest\w*|highlight\w*|implication\w*|overall|in summary|underscor\w+|pav\w+ the way|insights?|"
    r"demonstrat\w+|establish\w*|offer\w*|our (?:findings|results|work|research))\b",
    re.IGNORECASE,
)

_INTRODUCTION_HEADING = re.compile(r"introduction|overview|motivation", re.IGNORECASE)
_METHOD_HEADING = re.compile(
    r"method|approach|model|framework|architecture|algorithm|training|system|design", re.IGNORECASE
)
_RESULT_HEADING = re.compile(r"result|experiment|evaluation|finding|analysis|performance|main", re.IGNORECASE)
_LIMITATION_HEADING = re.compile(r"limitation|threats to validity|broader impact", re.IGNORECASE)
_CONCLUSION_HEADING = re.compile(r"conclu|discussion|summary", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with where it stands: its place in its part, and its role if it is of the abstract."""

    text: str
    place: float
    role: Role | None = None


Score = Callable[[_Sentence], float]


class ExtractiveSummariser:
    """Summarises by quoting; the same paper always gives the same summary."""

    maker = "built-in/1"

    def summarise(self, paper: Paper, text: FullText, language: Language, now: datetime) -> Summary:
        """Pick the sentences of a paper for readers of `language`, in the paper's own language.

        What the paper does not state stays None. Raises SummaryError if there is no whole sentence to pick.
        """
        abstract = _abstract(paper, text)
        body = () if text.origin is Origin.ABSTRACT else tuple(s for s in text.sections if not s.appendix)
        if not abstract and not body:
            raise SummaryError(f"{paper.key} has no text to summarise", permanent=True)
        picker = _Picker()
        sections = Sections(
            goal=picker.one(abstract, _goal_score),
            contribution=picker.one(abstract, _contribution_score),
            results=picker.one(abstract, _result_score) or picker.one(_under(body, _RESULT_HEADING), _result_score),
            motivation=picker.one(abstract, _motivation_score)
            or picker.one(_under(body, _INTRODUCTION_HEADING)[:12], _motivation_score),
            limitations=picker.one(_under(body, _LIMITATION_HEADING), _stated_limitation_score)
            or picker.one((*_under(body, _CONCLUSION_HEADING), *abstract), _limitation_score),
            method=_method(picker, abstract, body),
            conclusion=picker.one(_under(body, _CONCLUSION_HEADING), _conclusion_score)
            or picker.one(abstract, _closing_score),
        )
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


class _Picker:
    """Picks the best sentences and never one twice."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def one(self, sentences: Sequence[_Sentence], score: Score) -> str | None:
        """Return the best unused sentence that scores above nothing."""
        return " ".join(self.some(sentences, score, 1)) or None

    def some(self, sentences: Sequence[_Sentence], score: Score, most: int) -> list[str]:
        """Return up to so many of the best unused sentences, in the order of the paper."""
        usable = [(place, s) for place, s in enumerate(sentences) if s.text not in self._used and _is_usable(s.text)]
        scored = [(score(s) - _faults(s.text), place, s.text) for place, s in usable]
        best = sorted((entry for entry in scored if entry[0] > 0), key=lambda entry: (-entry[0], entry[1]))[:most]
        chosen = [text for _, _, text in sorted(best, key=lambda entry: entry[1])]
        self._used.update(chosen)
        return chosen


def _is_usable(text: str) -> bool:
    """A sentence to quote is whole, has words, and is no pointer to code or data."""
    letters = sum(char.isalpha() for char in text)
    return (
        bool(_WHOLE.search(text) and _BEGINNING.match(text))
        and len(text) >= MIN_SENTENCE_CHARS
        and letters >= 0.6 * len(text.replace(" ", ""))
        and not _AVAILABLE.search(text)
    )


def _faults(text: str) -> float:
    """Take from a sentence what makes it read badly on its own."""
    return (1.5 if len(text) > MAX_SENTENCE_CHARS else 0.0) + (0.6 if _DANGLING.match(text) else 0.0)


def _abstract(paper: Paper, text: FullText) -> tuple[_Sentence, ...]:
    sentences = split_sentences(readable(paper.abstract))
    if not sentences and text.origin is not Origin.ABSTRACT:
        stated = next((section.text for section in text.sections if section.heading.lower() == "abstract"), "")
        sentences = split_sentences(stated)
    return _placed(sentences, classify(sentences))


def _placed(sentences: Sequence[str], roles: Sequence[Role | None] = ()) -> tuple[_Sentence, ...]:
    last = max(1, len(sentences) - 1)
    given = roles or [None] * len(sentences)
    return tuple(_Sentence(text, n / last, role) for n, (text, role) in enumerate(zip(sentences, given, strict=True)))


def _under(sections: Iterable[TextSection], heading: re.Pattern[str]) -> tuple[_Sentence, ...]:
    """Return the sentences of the parts whose heading matches, and of the parts below them."""
    found: list[str] = []
    open_level: int | None = None
    for section in sections:
        if open_level is not None and section.level <= open_level:
            open_level = None
        if open_level is None and heading.search(section.heading):
            open_level = section.level
        if open_level is not None:
            found += split_sentences(section.text)
    return _placed(found)


def _method(picker: _Picker, abstract: Sequence[_Sentence], body: Sequence[TextSection]) -> str | None:
    chosen = picker.some(abstract, _method_score, METHOD_SENTENCES)
    if len(chosen) < METHOD_SENTENCES and body:
        more = _under(body, _METHOD_HEADING)[:40]
        chosen += picker.some(more, _body_method_score, METHOD_SENTENCES - len(chosen))
    return " ".join(chosen) or None


def _is(sentence: _Sentence, role: Role, weight: float = 2.0) -> float:
    return weight if sentence.role is role else 0.0


def _has(sentence: _Sentence, cue: re.Pattern[str], weight: float = 1.0) -> float:
    return weight if cue.search(sentence.text) else 0.0


def _goal_score(s: _Sentence) -> float:
    score = _is(s, Role.OBJECTIVE) + _has(s, _OBJECTIVE, 1.5) - _is(s, Role.RESULT, 1.0) - _is(s, Role.BACKGROUND, 1.0)
    return score - 0.5 * s.place


def _contribution_score(s: _Sentence) -> float:
    score = _has(s, _CONTRIBUTION, 1.5) + _is(s, Role.OBJECTIVE, 0.8) + _is(s, Role.METHOD, 0.8)
    return score - _is(s, Role.BACKGROUND, 1.5) - 0.3 * s.place if score >= 1.5 else 0.0


def _motivation_score(s: _Sentence) -> float:
    if s.role is not None and s.role is not Role.BACKGROUND:
        return 0.0
    return (
        _is(s, Role.BACKGROUND, 1.0) + _has(s, _PROBLEM, 1.0) + (0.7 if s.role is None else 0.7 * (s.place < 0.6)) - 0.7
    )


def _method_score(s: _Sentence) -> float:
    return _is(s, Role.METHOD) + _has(s, _METHOD, 0.5) - 0.5 if s.role is Role.METHOD else 0.0


def _body_method_score(s: _Sentence) -> float:
    return _has(s, _METHOD) + _has(s, _CONTRIBUTION, 0.5) - 0.6 - 0.3 * s.place


def _result_score(s: _Sentence) -> float:
    score = _is(s, Role.RESULT) + _has(s, _RESULT)
    if score < 1.0 or s.role in (Role.BACKGROUND, Role.OBJECTIVE):
        return 0.0
    return score + _has(s, _LEADING_FIGURE, 1.5) + _has(s, _FIGURE, 0.5)


def _stated_limitation_score(s: _Sentence) -> float:
    return 0.5 + _has(s, _LIMITATION, 1.0) + _has(s, _PROBLEM, 0.5) - 0.4 * s.place


def _limitation_score(s: _Sentence) -> float:
    return 1.0 if _LIMITATION.search(s.text) and s.role in (None, Role.OTHER) and s.place >= 0.3 else 0.0


def _conclusion_score(s: _Sentence) -> float:
    return 0.3 + _has(s, _CONCLUSION) - _has(s, _LIMITATION, 1.0)


def _closing_score(s: _Sentence) -> float:
    """In an abstract alone, a conclusion is a late sentence that concludes."""
    return _has(s, _CONCLUSION, 1.0) + s.place - 0.8 if s.place >= 0.6 and s.role is not Role.BACKGROUND else 0.0
