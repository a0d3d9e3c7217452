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
    Script.LATIN: r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff\ufb00-\ufb06\uff21-\uff3a"
    r"\uff41-\uff5a",
    Script.HANGUL: r"\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
    Script.KANA: r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    Script.HAN: r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f",
    Script.CYRILLIC: r"\u0400-\u0481\u048a-\u052f\u1c80-\u1c88\ua640-\ua69b",
    Script.GREEK: r"\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f-\u03ff\u1f00-\u1fff",
    Script.ARABIC: r"\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9\ufb50-\ufdfb\ufe70-\ufefc",
    Script.HEBREW: r"\u05d0-\u05ea",
    Script.THAI: r"\u0e01-\u0e3a\u0e40-\u0e4e",
    Script.INDIC: r"\u0900-\u0965\u0970-\u0d7f",
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
