"""Pure: the figures of a text as values: percent, multiples, thousands, 만 and 억, ranges.

Figures that are part of a name ("GPT-4o", "Qwen2.5-7B", "Llama 3", "AIME 2024"), years, and the marks of lists are none
of a summary; what a source holds is read with them, for what stands there in any form may be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from digest.counted import counted_thing


class Unit(StrEnum):
    """What a figure is measured in, as far as it decides whether two figures can be the same."""

    PERCENT = "%"
    POINTS = "points"
    TIMES = "times"
    NUMBER = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, where it stands, and what it counts as far as that is known; `hedged` where the text says "about"."""

    value: Decimal
    unit: Unit
    text: str
    start: int
    end: int
    hedged: bool = False
    thing: str | None = None
    named: bool = False
    """Whether it is part of a name, a year, an ordinal or a mark of a list."""


_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_MYRIADS = "십백천만억조十百千万萬億亿兆"
_FIGURE = re.compile(
    rf"(?P<east>(?:{_NUMBER}\s?[{_MYRIADS}]+(?:\s(?=\d))?)+(?:(?<=[{_MYRIADS}])\d+)?)"
    rf"|(?P<number>{_NUMBER})(?:\s?(?P<word>thousand|million|billion|trillion)\b|(?P<letter>[kKMBT])(?![A-Za-z\d]))?",
    re.IGNORECASE,
)
_EAST_PART = re.compile(rf"({_NUMBER})\s?([{_MYRIADS}]*)")
_SMALL = {"십": 10, "백": 100, "천": 1000, "十": 10, "百": 100, "千": 1000}
_BIG = {"만": 10**4, "万": 10**4, "萬": 10**4, "억": 10**8, "億": 10**8, "亿": 10**8, "조": 10**12, "兆": 10**12}
_WORDS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_LETTERS = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}

_PERCENT = re.compile(
    r"\s?\\?(?:%|％|percent\b|per cent\b|퍼센트|パーセント)(?!\s?(?:p\b|pt|포인트|ポイント|points?\b|point\b))"
)
_POINTS = re.compile(
    r"\s?(?:\\?[%％]\s?(?:p\b|pts?\b|포인트|ポイント|[\w-]*\s?points?\b)|퍼센트 ?포인트|포인트|ポイント|个百分点|百分点"
    r"|percentage points?\b|points?\b|pts?\b|pp\b|점(?![가-힣]{0,1}(?:검|진|차|수|착|유)))"
)
_TIMES = re.compile(
    r"\s?(?:×(?!\s?\d)|\$?\\times\$?|x(?![A-Za-z\d])|times\b|times(?= ?[a-z])|-?\s?fold\b"
    r"|배(?!치|열|포|경|분|제|터)|倍)"
)
_RANGE = re.compile(r"\s?(?:~|～|–|—|-|/|→|\\?rightarrow|\bto\b|에서|から|至|到)\s?[+-]?(?=\d)")
_HEDGE_BEFORE = re.compile(
    r"(?:약|거의|대략|최소|무려|about|around|approximately|approx\.|roughly|nearly|almost|over|more than|at least|above"
    r"|up to|under|less than|some|(?<!\d)[~∼]|≈|>|<|≥|≤|約|およそ|ほぼ|约|大约|近|超过)\s?\Z",
    re.IGNORECASE,
)
_HEDGE_BEHIND = re.compile(
    r"\s?[가-힣]{0,3}?\s?(?:이상|여\s?개|여\s?종|여\s?명|여\s|가량|정도|안팎|내외|가까이|넘는|이하|미만|\+|以上|以下|余|多)"
)

_NAME_BEFORE = re.compile(r"(?:[A-Za-zα-ω_@^#√](?<!\dx)|[A-Za-zα-ω\])][-−‑–_.^]|[A-Za-z] [−‑])\Z")
_NAME_BEHIND = re.compile(
    r"(?!(?:ms|ns|s|h|min|fps|[KMGT]B|[kMG]?Hz|[cmk]?m|px|dB|pp|pt|pts)(?![A-Za-z]))-?[A-Za-z](?<!x(?=\d))(?<!-[a-z](?=[a-z]{2}))"
    r"|[_^]|\.\d"
)
_WORD_BEFORE = re.compile(r"\b([A-Za-z][A-Za-z\d+.\-]*)[ -](?:v|V)?\Z")
# These measure: the figure behind them is a result and no version.
_MEASURES = re.compile(
    r"^(?:[A-Z]*FID|PSNR|S?SSIM|LPIPS|BLEU|ROUGE|METEOR|CIDEr|F1|AUC|AUROC|m?AP|m?IoU|[WC]ER|PER|NDCG|MRR|MSE|MAE|RMSE"
    r"|ELO|Elo|accuracy|score|recall|precision|about|over|by|of|to|is|at|from|and|or|than|with|in|top|the|a|an|on|for)$"
)
_YEAR = re.compile(r"(?:19[5-9]\d|20[0-4]\d)$")
# "(Greenblatt et al., 2024b; OpenAI, 2024)": a year behind a name, before the end of its place in brackets.
_CITED_BEFORE = re.compile(r"(?:\bal\.|[A-Z][\w@.&-]*|\d{4}[a-z]?),? \Z")
_CITED_BEHIND = re.compile(r"[a-z]?(?:[;)\]）]|,\s\d{4})")
_DATE_BEHIND = re.compile(r"\s?(?:년|年|월|月)")
_MARK_BEFORE = re.compile(r"(?:^|[\s(（,])\Z")
_ORDINAL_BEHIND = re.compile(r"(?:st|nd|rd|th)\b|\s?번째|번(?!의|을|만)|番目|第|위(?:를|로|에)")

_LOOK = 24


def read_figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text in their order, written in digits; those inside names are marked so."""
    found = [figure for match in _FIGURE.finditer(text) if (figure := _figure(text, match)) is not None]
    return tuple(_joined(text, found))


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    before, behind = text[max(0, start - _LOOK) : start], text[end : end + _LOOK]
    if before[-1:].isdigit() or (before.endswith((".", ",")) and before[-2:-1].isdigit()):
        return None
    try:
        value = _east_value(match["east"]) if match["east"] else _west_value(match)
    except InvalidOperation:
        return None
    unit, length = _unit(behind)
    return Figure(
        value=value,
        unit=unit,
        text=text[start : end + length].strip(),
        start=start,
        end=end + length,
        hedged=bool(_HEDGE_BEFORE.search(before) or _HEDGE_BEHIND.match(text[end + length : end + length + _LOOK])),
        thing=counted_thing(text, start, end + length),
        named=_is_named(match, before, behind, unit),
    )


def _west_value(match: re.Match[str]) -> Decimal:
    value = Decimal(match["number"].replace(",", ""))
    if match["word"]:
        return value * _WORDS[match["word"].casefold()]
    return value * _LETTERS[match["letter"].casefold()] if match["letter"] else value


def _east_value(text: str) -> Decimal:
    """Read "8억 6천5백만": thousands and less add up below each of 만, 억 and 조."""
    total = section = Decimal(0)
    for number, units in _EAST_PART.findall(text):
        current = Decimal(number.replace(",", ""))
        for unit in units:
            if unit in _SMALL:
                current *= _SMALL[unit]
            else:
                total += (section + current) * _BIG[unit]
                section = current = Decimal(0)
        section += current
    return total + section


def _unit(behind: str) -> tuple[Unit, int]:
    for unit, pattern in ((Unit.POINTS, _POINTS), (Unit.PERCENT, _PERCENT), (Unit.TIMES, _TIMES)):
        if found := pattern.match(behind):
            return unit, found.end()
    return Unit.NUMBER, 0


def _is_named(match: re.Match[str], before: str, behind: str, unit: Unit) -> bool:
    if _NAME_BEFORE.search(before) or _is_cited_year(match, before, behind):
        return True
    if unit is not Unit.NUMBER or match["word"] or match["east"]:
        return False
    number = match[0]
    if _NAME_BEHIND.match(behind) or _ORDINAL_BEHIND.match(behind) or _DATE_BEHIND.match(behind):
        return True
    if behind.startswith((")", "）", ".")) and number.isdigit() and len(number) <= 2 and _MARK_BEFORE.search(before):
        return not behind.startswith(".") or not before.strip()
    word = _WORD_BEFORE.search(before)
    if word and not _MEASURES.match(word[1]) and any(map(str.isupper, word[1])):
        return bool(_YEAR.match(number)) or len(number) <= 2 or (len(number) == 3 and number[1] == ".")
    return False


def _is_cited_year(match: re.Match[str], before: str, behind: str) -> bool:
    """Tell whether a figure is the year of a citation; its letter ("2024b") may have been read as a billion."""
    year = bool(match["number"] and _YEAR.match(match["number"]))
    return year and bool(_CITED_BEFORE.search(before) and _CITED_BEHIND.match(f"{match['letter'] or ''}{behind}"))


def _joined(text: str, figures: list[Figure]) -> Iterator[Figure]:
    """Give the first of "10-25 %" the unit of the second, and let a name go on: "Llama-3.1-8B"."""
    for place in range(1, len(figures)):
        before, figure = figures[place - 1 : place + 1]
        if before.named and text[before.end : figure.start] in ("-", "−", "‑"):
            figures[place] = replace(figure, named=True)
    for place in range(len(figures) - 2, -1, -1):
        figure, behind = figures[place : place + 2]
        joint = _RANGE.match(text, figure.end)
        if joint and joint.end() == behind.start and figure.unit is Unit.NUMBER:
            figures[place] = replace(figure, unit=behind.unit, thing=figure.thing or behind.thing)
    yield from figures
