"""All languages have all words, with the same placeholders."""

import re
from datetime import date
from importlib.resources import files

import pytest

from digest.texts import languages, say, say_date
from storage.marks import MarkKind
from storage.models import Language
from tests.test_house import ROOT

KO, EN, JA, ZH = (Language(code) for code in ("ko", "en", "ja", "zh"))


def texts_of(language: str) -> dict[str, set[str]]:
    source = files("digest.texts").joinpath(f"{language}.ftl").read_text(encoding="utf-8")
    found = re.findall(r"(?ms)^([a-z][a-z-]*) = (.*?)(?=^[a-z]|\Z)", source)
    return {name: set(re.findall(r"\{ \$(\w+)", text)) for name, text in found}


MADE = re.compile(r"""f"([a-z-]*\{[^{}"']+\}[a-z-]*)"|f'([a-z-]*\{[^{}"']+\}[a-z-]*)'""")
"""A name that is made: `f"setting-{name}"`."""
SAID = re.compile(r"""["']([a-z][a-z-]+)["']""")
TOLD = re.compile(r"(?m)\b(?:say|notice|CommandError)\(\s*(?:\w+, *)?\"([a-z-]+)\"")


def sources() -> str:
    paths = [path for package in ("digest", "handlers", "bot") for path in (ROOT / package).rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_text_is_said_somewhere() -> None:
    source = sources()
    said = set(SAID.findall(source))
    made = [first or second for first, second in MADE.findall(source) if (first or second)[0] != "{"]
    patterns = [re.compile(re.sub(r"\\\{.*?\\\}", "[a-z-]+", re.escape(name))) for name in made]
    silent = {name for name in texts_of("en") if not any(pattern.fullmatch(name) for pattern in patterns)} - said
    # A mark is said as its kind with what became of it.
    assert silent == {f"{kind}-{what}" for kind in MarkKind for what in ("made", "taken-back")}


def test_every_text_that_is_said_is_there() -> None:
    assert set(TOLD.findall(sources())) - texts_of("en").keys() == set()


def test_the_first_four_languages_are_there() -> None:
    assert set(languages()) >= {KO, EN, JA, ZH}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_text_with_the_same_placeholders(language: Language) -> None:
    assert texts_of(language) == texts_of("en")


@pytest.mark.parametrize("language", languages())
def test_no_text_is_empty(language: Language) -> None:
    for name, placeholders in texts_of(language).items():
        assert say(language, name, **dict.fromkeys(placeholders, 3)).strip()


def test_counts_follow_the_rules_of_the_language() -> None:
    assert say(EN, "paper-count", count=0) == "No papers"
    assert say(EN, "paper-count", count=1) == "1 paper"
    assert say(EN, "paper-count", count=14) == "14 papers"
    assert say(KO, "paper-count", count=14) == "논문 14편"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (KO, "2026년 5월 13일 (수)"),
        (EN, "Wednesday, 13 May 2026"),
        (JA, "2026年5月13日（水）"),
        (ZH, "2026年5月13日 星期三"),
        (Language("fr"), "Wednesday, 13 May 2026"),
    ],
)
def test_dates_follow_the_customs_of_the_language(language: Language, written: str) -> None:
    assert say_date(language, date(2026, 5, 13)) == written


def test_a_language_without_a_file_is_told_in_english() -> None:
    assert say(Language("fr"), "not-stated") == "Not stated"


def test_an_unknown_name_is_a_fault() -> None:
    with pytest.raises(KeyError):
        say(KO, "no-such-text")


def test_a_missing_value_is_a_fault_and_not_a_hole_in_a_message() -> None:
    with pytest.raises(KeyError):
        say(KO, "votes")


def test_values_stand_in_the_text_without_invisible_marks() -> None:
    assert say(EN, "matches", words="diffusion") == "matches your topics: diffusion"
