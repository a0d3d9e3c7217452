"""Pure: the scripts that texts are written in, and which of them belong to a language."""

from __future__ import annotations

import re
from enum import StrEnum


class Script(StrEnum):
    """A script, by the languages that are read with it; the value names it to people."""

    LATIN = "Latin"
    HANGUL = "Hangul"
    KANA = "kana"
    HAN = "Han"
    CYRILLIC = "Cyrillic"
    GREEK = "Greek"
    ARABIC = "Arabic"
    HEBREW = "Hebrew"
    THAI = "Thai"
    INDIC = "Indic"
    OTHER = "another script"


# Unicode's blocks (https://www.unicode.org/Public/UNIDATA/Blocks.txt); of Latin without its two signs × and ÷.
_RANGES = {
    Script.LATIN: "A-Za-zªºÀ-ÖØ-öø-ʯᴀ-ᶿḀ-ỿﬀ-ﬆＡ-Ｚａ-ｚ",
    Script.HANGUL: "ᄀ-ᇿㄱ-ㆎ가-힣",
    Script.KANA: "ぁ-ゖゝ-ゟァ-ヺー-ヿㇰ-ㇿｦ-ﾟ",
    Script.HAN: "々〆㐀-䶿一-鿿豈-﫿𠀀-𪛟",
    Script.CYRILLIC: "Ѐ-ԯᲀ-ᲈⷠ-ⷿꙀ-ꚟ",
    Script.GREEK: "Ͱ-ͽͿ-Ͽἀ-῿",
    Script.ARABIC: "ؠ-يٮ-ۓەۺ-ۿݐ-ݿࢠ-ࣉﭐ-ﷺﹰ-ﻼ",
    Script.HEBREW: "א-ת",
    Script.THAI: "ก-ฺเ-๎",
    Script.INDIC: "ऄ-ॿঀ-৾ਁ-ੵઁ-૱ଁ-ୱஂ-௺ఁ-౿ಁ-ೲഁ-ൿ",
}
_RUNS = re.compile("|".join(f"(?P<{script.name}>[{ranges}]+)" for script, ranges in _RANGES.items()) + r"|[^\W\d_]+")

_LANGUAGES = {
    frozenset({Script.HANGUL}): "ko",
    frozenset({Script.KANA, Script.HAN}): "ja",
    frozenset({Script.HAN}): "zh",
    frozenset({Script.LATIN}): "en de fr es it pt nl sv da no nb fi is pl cs sk sl hr hu ro tr az vi id ms tl et lv lt "
    "ca eu gl ga cy sq sw",
    frozenset({Script.CYRILLIC}): "ru uk be bg sr mk kk ky mn tg tt",
    frozenset({Script.GREEK}): "el",
    frozenset({Script.ARABIC}): "ar fa ur ps ug",
    frozenset({Script.HEBREW}): "he yi",
    frozenset({Script.THAI}): "th",
    frozenset({Script.INDIC}): "hi mr ne bn pa gu or ta te kn ml",
}
_OWN = {language: scripts for scripts, languages in _LANGUAGES.items() for language in languages.split()}


def own_scripts(language: str) -> frozenset[Script]:
    """Return the scripts that a language is written in; none for a language that is not known here."""
    return _OWN.get(language.partition("-")[0].lower(), frozenset())


def runs(text: str) -> list[tuple[Script, int, int]]:
    """Return the runs of letters of one script, with where each begins and ends."""
    return [
        (Script[found.lastgroup] if found.lastgroup else Script.OTHER, found.start(), found.end())
        for found in _RUNS.finditer(text)
    ]


def letters(text: str) -> dict[Script, int]:
    """Count the letters of each script."""
    counts: dict[Script, int] = {}
    for script, start, end in runs(text):
        counts[script] = counts.get(script, 0) + end - start
    return counts
