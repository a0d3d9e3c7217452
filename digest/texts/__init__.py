"""Every word that people see, one Fluent file per language: adding a language is adding a file.

The names of a summary's sections are no such words: they are the same in every language, because whatever reads
posts relies on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from storage.models import Language

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

FALLBACK = Language("en")
_HERE = files("digest.texts")
_SUFFIX = ".ftl"


def say(language: Language, name: str, **values: str | int) -> str:
    """Return a text in a language, or in English where the language has no file.

    Raises KeyError for an unknown name, or for a value that the text asks for and does not get.
    """
    bundle = _bundle(_known(language))
    pattern = bundle.get_message(name).value
    if pattern is None:
        raise KeyError(name)
    text, errors = bundle.format_pattern(pattern, values)
    if errors:
        raise KeyError(name) from errors[0]
    return str(text)


def say_date(language: Language, day: date) -> str:
    """Write a day with its weekday, as readers of a language do."""
    from babel.dates import format_date

    return format_date(day, say(language, "date-pattern"), locale=_known(language))


def say_near_date(language: Language, day: date, today: date) -> str:
    """Write a day as readers do who know the year: briefly, with the year only where it is not that of today."""
    from babel.dates import format_date

    if day.year != today.year:
        return say_date(language, day)
    return format_date(day, say(language, "near-date-pattern"), locale=_known(language))


def say_hour(language: Language, hour: time) -> str:
    """Write an hour of the day, as readers of a language do."""
    from babel.dates import format_time

    return format_time(hour, say(language, "time-pattern"), locale=_known(language))


def say_weekdays(language: Language, days: Iterable[int]) -> str:
    """Name weekdays, 0 is Monday, as briefly as readers of a language do."""
    from babel.dates import get_day_names

    names = get_day_names("abbreviated", locale=_known(language))
    return say(language, "list-separator").join(names[day] for day in sorted(days))


def say_weekday(language: Language, day: int) -> str:
    """Name one weekday in full, 0 is Monday."""
    from babel.dates import get_day_names

    return str(get_day_names("wide", locale=_known(language))[day])


def say_day_of_month(language: Language, day: date) -> str:
    """Write the day of a date without its month: `25`, `25일`."""
    from babel.dates import format_skeleton

    return format_skeleton("d", day, locale=_known(language))


def say_month(language: Language, day: date) -> str:
    """Name the month of a date briefly: `Mar`, `3월`."""
    from babel.dates import format_date

    return format_date(day, "LLL", locale=_known(language))


def say_share(language: Language, share: float) -> str:
    """Write a share from 0 to 1 in percent, with one decimal where it has one."""
    from babel.numbers import format_percent

    return format_percent(share, "#,##0.#%", locale=_known(language))


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages that have a file, in the order of their codes."""
    names = (entry.name for entry in _HERE.iterdir())
    return tuple(sorted(Language(name.removesuffix(_SUFFIX)) for name in names if name.endswith(_SUFFIX)))


def _known(language: Language) -> Language:
    return language if language in languages() else FALLBACK


@cache
def _bundle(language: Language) -> FluentBundle:
    # Imported late: the commands that say nothing to readers start faster by it.
    from fluent.runtime import FluentBundle, FluentResource

    # Isolation marks would stand invisibly around every value and come along in copied text.
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource((_HERE / f"{language}{_SUFFIX}").read_text(encoding="utf-8")))
    return bundle
