"""Pure: whether a summary may go out: every section there, in its reader's language, and nothing in it that is not the
paper's.

One door for the summariser, which mends or falls back, and for `paperboy check`, which tells; the parts stand in
modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from digest.sentence_ends import endings, sentences_of
from digest.texts import say
from storage.models import Language, Section, Sections


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


class State(StrEnum):
    """What became of a check."""

    OK = "ok"
    FAULTY = "faulty"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check; `reason` says why a summary is unverified."""

    state: State
    problems: tuple[Problem, ...] = ()
    reason: str = ""


MAX_SENTENCES = {section: 3 if section is Section.METHOD else 1 for section in Section}


def check_summary(sections: Sections, language: Language, source: Source | None = None) -> tuple[Problem, ...]:
    """Return all that is wrong with a summary that is to be in `language`, in the order of its sections."""
    not_stated = say(language, "not-stated").rstrip(".。")
    return tuple(_problems(sections, language, not_stated))


def _problems(sections: Sections, language: Language, not_stated: str) -> Iterator[Problem]:
    for section in Section:
        text = (sections[section] or "").strip()
        if not text:
            yield Problem(Kind.MISSING_SECTION, section, "there is no text")
            continue
        if text.rstrip(".。") == not_stated:
            continue
        sentences = sentences_of(text)
        if len(sentences) > MAX_SENTENCES[section]:
            yield Problem(Kind.TOO_LONG, section, f"{len(sentences)} sentences, at most {MAX_SENTENCES[section]}")
        for broken, detail in endings(sentences, language):
            yield Problem(Kind.CUT_OFF if broken else Kind.STYLE, section, detail)


def verify(sections: Sections, language: Language, source: Source | None = None) -> Verdict:
    """Check a summary; a check that fails leaves it unverified, never ok."""
    try:
        problems = check_summary(sections, language, source)
    except Exception as error:  # noqa: BLE001  whatever breaks in a check, the summary is not checked
        return Verdict(State.UNVERIFIED, reason=f"{type(error).__name__}: {error}")
    return Verdict(State.FAULTY if problems else State.OK, problems)
