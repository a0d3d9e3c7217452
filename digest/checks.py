"""Pure: whether a summary may go out: every section there, in its reader's language, and nothing in it that is not the
paper's.

One door for the summariser, which mends or falls back, and for `paperboy check`, which tells; the parts stand in
modules of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from digest.figure_match import doubtful_figures
from digest.foreign import stray_fragments
from digest.marks import first_person, links, markup
from digest.personas import persona_line
from digest.sentence_ends import endings, sentences_of
from digest.texts import say
from digest.tongues import wrong_language
from storage.models import Language, Section, Sections

_STOPS = ".。 "


class Kind(StrEnum):
    """What can be wrong with a summary."""

    MISSING_SECTION = "missing_section"
    WRONG_LANGUAGE = "wrong_language"
    CUT_OFF = "cut_off"
    FIGURE_NOT_IN_SOURCE = "figure_not_in_source"
    PERSONA = "persona"
    LINK = "link"
    STRAY_FRAGMENT = "stray_fragment"
    TOO_LONG = "too_long"
    STYLE = "style"
    NEAR_COPY = "near_copy"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `section` is None where it is the summary as a whole, `detail` is for people."""

    kind: Kind
    section: Section | None
    detail: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a summary was made from, as far as it is known here; `complete` if this is all the text there is of it.

    An abstract alone is not complete where the full text was read: a figure that it lacks may stand there.
    """

    text: str
    title: str = ""
    complete: bool = True


Check = Callable[[Sections, Language, Source | None], Sequence[Problem]]
"""Given sections, their language and what they must rest on, returns what is wrong with them."""


class State(StrEnum):
    """What became of a check."""

    OK = "ok"
    FAULTY = "faulty"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check; `reason` says why a summary is unverified, and `fault` is what broke in the check."""

    state: State
    problems: tuple[Problem, ...] = ()
    reason: str = ""
    fault: Exception | None = None


MAX_SENTENCES = {section: 3 if section is Section.METHOD else 1 for section in Section}
MAX_CHARS = {"ko": 1_320, "ja": 1_320, "zh": 1_100}
"""About 1,100 characters are the most a Korean summary should have; a fifth more is still about."""
MAX_CHARS_ELSEWHERE = 2_800
"""The same text in Latin letters; measured on pairs of texts, English takes a little over twice the characters."""
EXAMINED_CHARS = 4_000
"""What is longer is too long in any case; the rest of it is not read, so a check costs no more than it may."""


MAX_ALIKE = 5
"""The most problems of one kind that are told of one section."""


def check_summary(
    sections: Sections, language: Language, source: Source | None = None, *, beside: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """Return all that is wrong with a summary that is to be in `language`, in the order of its sections.

    `beside` is text that stands with the summary but belongs to no section, as in posts. Near copies are found among
    summaries, by `near_copies`.
    """
    found: dict[tuple[Kind, Section | None], list[Problem]] = {}
    for problem in dict.fromkeys(_problems(sections, language, source, beside)):
        found.setdefault((problem.kind, problem.section), []).append(problem)
    return tuple(problem for alike in found.values() for problem in alike[:MAX_ALIKE])


def is_stated(text: str, language: Language) -> bool:
    """Tell whether a section says more than that the paper says nothing."""
    return text.lstrip("-*•· ").rstrip(_STOPS) != say(language, "not-stated").rstrip(_STOPS)


def verify(
    sections: Sections, language: Language, source: Source | None = None, *, check: Check | None = None
) -> Verdict:
    """Check a summary, by `check_summary` unless told how; a check that fails leaves it unverified, never ok."""
    try:
        problems = tuple((check or check_summary)(sections, language, source))
    except Exception as error:  # noqa: BLE001 — whatever breaks in a check, the summary is not checked
        return Verdict(State.UNVERIFIED, reason=f"{type(error).__name__}: {error}", fault=error)
    return Verdict(State.FAULTY if problems else State.OK, problems)


def _problems(
    sections: Sections, language: Language, source: Source | None, beside: Sequence[str]
) -> Iterator[Problem]:
    texts = {section: (sections[section] or "").strip()[:EXAMINED_CHARS] for section in Section}
    told = {section: text for section, text in texts.items() if text and is_stated(text, language)}
    known = " ".join([*told.values(), *([source.title, source.text] if source else [])])
    for section, text in texts.items():
        if not text:
            yield Problem(Kind.MISSING_SECTION, section, "there is no text")
        elif section in told:
            yield from _of_section(section, text, language, known)
    if source:
        found = doubtful_figures(tuple(told.values()), f"{source.title}. {source.text}", complete=source.complete)
        for place, figure in found:
            yield Problem(Kind.FIGURE_NOT_IN_SOURCE, tuple(told)[place], figure)
    if not told:
        yield Problem(Kind.MISSING_SECTION, None, "no section says anything")
    chars = sum(len(sections[section] or "") for section in Section)
    if chars > (most := MAX_CHARS.get(language, MAX_CHARS_ELSEWHERE)):
        yield Problem(Kind.TOO_LONG, None, f"{chars} characters, at most {most}")
    for text in beside:
        sentences = sentences_of(text[:EXAMINED_CHARS])
        yield from _of_any_text(None, text[:EXAMINED_CHARS], sentences)
        # A title may stand there again, in the language of the paper; what ends in a full stop is no title.
        for other in wrong_language((told for told in sentences if told.endswith((".", "。"))), language):
            yield Problem(Kind.WRONG_LANGUAGE, None, other)


def _of_section(section: Section, text: str, language: Language, known: str) -> Iterator[Problem]:
    sentences = sentences_of(text)
    yield from _of_any_text(section, text, sentences)
    if len(sentences) > MAX_SENTENCES[section]:
        yield Problem(Kind.TOO_LONG, section, f"{len(sentences)} sentences, at most {MAX_SENTENCES[section]}")
    for other in wrong_language(sentences, language):
        yield Problem(Kind.WRONG_LANGUAGE, section, other)
    for fragment in stray_fragments(text, language, known):
        yield Problem(Kind.STRAY_FRAGMENT, section, fragment)
    for broken, detail in endings(sentences, language):
        yield Problem(Kind.CUT_OFF if broken else Kind.STYLE, section, detail)
    if language == "ko" and (word := first_person(text)):
        yield Problem(Kind.STYLE, section, f"first person: {word}")


def spoken(sentences: Iterable[str], section: Section | None = None) -> Iterator[Problem]:
    """Find the sentences in which not the paper is told but somebody speaks."""
    for sentence in sentences:
        if words := persona_line(sentence):
            yield Problem(Kind.PERSONA, section, words)


def _of_any_text(section: Section | None, text: str, sentences: Sequence[str]) -> Iterator[Problem]:
    """Find what no text of a post may hold, whatever its language."""
    yield from spoken(sentences, section)
    for link in links(text):
        yield Problem(Kind.LINK, section, link)
    for mark in markup(text):
        yield Problem(Kind.STYLE, section, f"markup or a picture: {mark}")
