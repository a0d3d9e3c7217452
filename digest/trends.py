"""Pure: what the lists of the last weeks are about: topics that rise, one topic week by week, and what was liked.

A topic of a list is a keyword that its papers have; keywords that differ in case, hyphens, plural or a bracketed
abbreviation are one. Weeks are seven days each and end today, so that none of them is cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from storage.list_days import ListedKeywords
from storage.models import PaperKey

WEEKS = 8
LEAST_PAPERS = 20
"""With fewer papers in either half of the weeks, a share says nothing."""
LEAST_RISE = 3
"""Papers that a topic needs among the later ones: two may be chance, or one group's work."""
_WEEK = timedelta(days=7)
_ABBREVIATED = re.compile(r"(.{4,80}?)\s*\(([^()\s]{2,12})\)")
_GAPS = re.compile(r"[\s\-_/‐-―]+")
_EDGES = " .,;:'\"`*"


@dataclass(frozen=True, slots=True)
class Rise:
    """A topic's share of the papers, before and now, from 0 to 1."""

    topic: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, from their first on: how many papers, and how many of these were liked."""

    first: date
    papers: int
    liked: int = 0


def weeks_until(today: date, began_on: date | None) -> tuple[date, ...]:
    """Return the first days of the last weeks, oldest first; none that begins before the first list that we know."""
    first_days = (today - _WEEK * back + timedelta(days=1) for back in range(WEEKS, 0, -1))
    return tuple(day for day in first_days if began_on is not None and day >= began_on)


class ListTopics:
    """The topics of listed papers: each with the way it is written most often, and what each abbreviation stands for.

    Where one paper says "large language models (LLMs)", the LLMs of all others are these.
    """

    def __init__(self, listed: Sequence[ListedKeywords]) -> None:
        spelled = Counter(keyword for paper in listed for keyword in paper.keywords)
        forms = {keyword: normalised(keyword) for keyword in spelled}
        abbreviated = {normalised(match[2]): forms[keyword] for keyword in spelled if (match := _bracketed(keyword))}
        self._names: dict[str, str] = {}
        # The spelling that most papers have comes first and stays.
        for keyword in sorted(spelled, key=lambda keyword: (-spelled[keyword], keyword)):
            self._names.setdefault(forms[keyword], _written(keyword))
        topics = {keyword: abbreviated.get(form, form) if form else "" for keyword, form in forms.items()}
        self._papers = [
            (paper.key, paper.day, frozenset(topics[keyword] for keyword in paper.keywords) - {""}) for paper in listed
        ]

    def rising(self, weeks: Sequence[date], most: int) -> tuple[Rise, ...]:
        """Return the topics whose share rose most surely from the first half of the weeks to the second.

        None if there are too few papers. An odd week in the middle counts to neither half. How sure a rise is, is told
        by the usual test of two shares.
        """
        half = len(weeks) // 2
        if not half:
            return ()
        later = [topics for _, day, topics in self._papers if topics and day >= weeks[-half]]
        end_of_earlier = weeks[0] + _WEEK * half
        earlier = [topics for _, day, topics in self._papers if topics and weeks[0] <= day < end_of_earlier]
        if min(len(earlier), len(later)) < LEAST_PAPERS:
            return ()
        before, now = _count(earlier), _count(later)
        found = [
            (_sureness(before[topic], len(earlier), count, len(later)), topic)
            for topic, count in now.items()
            if count >= LEAST_RISE and count / len(later) > before[topic] / len(earlier)
        ]
        best = sorted(found, key=lambda rise: (-rise[0], rise[1]))[:most]
        return tuple(
            Rise(self._names[topic], before[topic] / len(earlier), now[topic] / len(later)) for _, topic in best
        )

    def liked(self, liked: Collection[PaperKey], most: int) -> tuple[tuple[str, int], ...]:
        """Return the topics that most of the liked papers share, two at least, each with how many do."""
        counts = _count(topics for key, _, topics in self._papers if key in liked)
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
        return tuple((self._names[topic], count) for topic, count in best if count > 1)


def by_week(days: Mapping[PaperKey, date], weeks: Sequence[date], liked: Collection[PaperKey]) -> tuple[Week, ...]:
    """Count papers by the week of their day."""
    return tuple(
        Week(
            first,
            sum(first <= day < first + _WEEK for day in days.values()),
            sum(first <= day < first + _WEEK and key in liked for key, day in days.items()),
        )
        for first in weeks
    )


def normalised(keyword: str) -> str:
    """Return the form of a keyword by which topics are told apart; empty for what is none."""
    text = unicodedata.normalize("NFKC", keyword).casefold().strip()
    if match := _bracketed(text):
        text = match[1]
    words = _GAPS.sub(" ", text).strip(_EDGES).split()
    if words:
        words[-1] = _singular(words[-1])
    return " ".join(words)


def _bracketed(keyword: str) -> re.Match[str] | None:
    return _ABBREVIATED.fullmatch(keyword) if keyword.endswith(")") else None


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


def _written(keyword: str) -> str:
    """Return a keyword as it is shown, without the brackets that explain it."""
    match = _bracketed(keyword)
    return " ".join((match[1] if match else keyword).split()).strip(_EDGES)


def _count(papers: Iterable[Collection[str]]) -> Counter[str]:
    """Count in how many papers each topic is."""
    return Counter(topic for topics in papers for topic in topics)


def _sureness(before: int, of_before: int, now: int, of_now: int) -> float:
    """Return how many standard errors two shares are apart."""
    both = (before + now) / (of_before + of_now)
    error = sqrt(both * (1 - both) * (1 / of_before + 1 / of_now))
    return (now / of_now - before / of_before) / error if error else 0.0
