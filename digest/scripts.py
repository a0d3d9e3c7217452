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

_EASTERN = {
    "ko": {Script.HANGUL},
    "ja": {Script.KANA, Script.HAN},
    "zh": {Script.HAN},
    **dict.fromkeys("ru uk be bg sr mk kk ky mn tg tt".split(), {Script.CYRILLIC}),
    "el": {Script.GREEK},
    **dict.fromkeys("ar fa ur ps ug".split(), {Script.ARABIC}),
    **dict.fromkeys("he yi".split(), {Script.HEBREW}),
    "th": {Script.THAI},
    **dict.fromkeys("hi mr ne bn pa gu or ta te kn ml".split(), {Script.INDIC}),
}
_LATIN = frozenset(
    "en de fr es it pt nl sv da no nb fi is pl cs sk sl hr hu ro tr az vi id ms tl et lv lt ca eu gl ga cy sq sw".split()
)


def own_scripts(language: str) -> frozenset[Script]:
    """Return the scripts that a language is written in; none for a language that is not known here."""
    base = language.partition("-")[0].lower()
    return frozenset({Script.LATIN}) if base in _LATIN else frozenset(_EASTERN.get(base, ()))


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
