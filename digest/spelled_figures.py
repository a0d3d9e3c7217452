"""Pure: the small numbers that a text has in words, in English, Korean, Japanese and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from digest.counted import counted_thing
from digest.figures import Figure, Unit

_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ENGLISH = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}
_FIRST = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_KOREAN = {
    word: n
    for n, words in enumerate("한 하나|두 둘|세 셋|네 넷|다섯|여섯|일곱|여덟|아홉|열".split("|"), 1)
    for word in words.split()
}
_HAN = {mark: n for n, mark in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "兩": 2}
_SPELLED = re.compile(
    r"\b(?P<en>" + "|".join(_ENGLISH) + r")(?:[ -](?P<scale>hundred|thousand|million|billion|trillion))?\b"
    r"|\b(?P<nth>" + "|".join(_FIRST) + r")\b"
    r"|(?<![가-힣])(?P<ko>" + "|".join(sorted(_KOREAN, key=len, reverse=True)) + r") ?"
    r"(?=가지|개|명|종|단계|배|번|곳|편|차원|유형|축|층|쌍|시간|달|주|사람|모델|방식|요소|측면|분야|과제|데이터)"
    r"|(?P<han>[一二三四五六七八九十两兩])(?=つ|段階|種|個|項|倍|个|种|项|类|阶段|步|层)"
    r"|\b(?P<multiple>twice|thrice|doubl|tripl|quadrupl)(?:e[sd]?|ing)?\b"
    r"|\b(?P<half>hal(?:f|ve[sd]?|ving))\b",
    re.IGNORECASE,
)
_MULTIPLES = {"twice": 2, "doubl": 2, "thrice": 3, "tripl": 3, "quadrupl": 4}


def spelled_figures(text: str) -> Iterator[Figure]:
    """Yield the small numbers that a text has in words, ordinals and "twice" and "half" among them."""
    for match in _SPELLED.finditer(text):
        word = match[0].strip().casefold()
        unit = Unit.NUMBER
        if match["multiple"]:
            value, unit = _MULTIPLES[match["multiple"].casefold()], Unit.TIMES
        elif match["half"]:
            value, unit = 50, Unit.PERCENT
        elif match["en"]:
            value = _ENGLISH[match["en"].casefold()] * _SCALES.get((match["scale"] or "").casefold(), 1)
        elif match["nth"]:
            value = _FIRST.index(word) + 1
        else:
            value = _KOREAN[word] if match["ko"] else _HAN[word]
        start, end = match.span()
        yield Figure(Decimal(value), unit, match[0].strip(), start, end, thing=counted_thing(text, start, end))
