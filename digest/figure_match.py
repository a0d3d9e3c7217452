"""Pure: whether the figures of a summary stand in what it was made from.

Against a complete source every figure has to be there, in any form. An abstract alone proves less, for a figure may
stand in the full text: there a figure is wrong if it takes the place of one of the abstract's, that is, if it differs
from that in a digit, or if the abstract has a figure of the same kind and size which the summary does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import ROUND_HALF_UP, Decimal

from digest.figures import Figure, Unit, read_figures
from digest.spelled_figures import spelled_figures

_COUNTED_BY_HAND = 2
"""Whole numbers up to here may be the writer's own counting: a paper says "both", or "first" and "then"."""
_MAX_ROUNDING = Decimal("0.05")
_MAX_COMPARED = 400
_MAX_ABSTRACT_CHARS = 20_000
_MAX_RATIO = Decimal("2.5")
_MAX_DISTANCE = 8
"""Figures further apart than this are of different matters; small ones differ by more times, and as easily."""
_RESULT_FROM = 100
"""Smaller whole numbers count parts and steps; what is larger, or has a unit or a fraction, is a result or a size."""
# What is left of LaTeX in abstracts: "0.73rightarrow0.90".
_ARROW = re.compile(r"\\?(?:long)?rightarrow\b|\\?(?:long)?rightarrow(?=\d)|\\to\b")
_NO_DIGIT = re.compile(r"\D+")
# What a figure in one unit can be in the source: a percentage as a share of one, a multiple as a bare number.
_SAME = {
    Unit.PERCENT: (Unit.PERCENT, Unit.POINTS, Unit.NUMBER),
    Unit.POINTS: (Unit.POINTS, Unit.PERCENT, Unit.NUMBER),
    Unit.TIMES: (Unit.TIMES, Unit.NUMBER),
    Unit.NUMBER: (Unit.NUMBER, Unit.PERCENT, Unit.POINTS, Unit.TIMES),
}


def doubtful_figures(texts: Sequence[str], source: str, *, complete: bool) -> tuple[tuple[int, str], ...]:
    """Return the figures that a source does not bear out: which text of a summary holds each, and the reason."""
    source = _ARROW.sub(" → ", source if complete else source[:_MAX_ABSTRACT_CHARS])
    held = (*read_figures(source), *spelled_figures(source))
    values = _values(held)
    told = [(place, figure) for place, text in enumerate(texts) for figure in read_figures(text)]
    judged = [(place, figure) for place, figure in told if not figure.named]
    absent = [(place, figure) for place, figure in judged if not _holds(values, figure)]
    if complete:
        return tuple((place, figure.text) for place, figure in absent if not _may_be_counted(figure))
    claimed = [figure for figure in held if not figure.named][:_MAX_COMPARED]
    miscounted = [(place, figure) for place, figure in judged[:_MAX_COMPARED] if _is_another(figure, held)]
    spelled = [figure for text in texts for figure in spelled_figures(text)]
    mentioned = (*(figure for _, figure in judged), *spelled)
    return tuple(_in_the_place_of([*absent[:_MAX_COMPARED], *miscounted], claimed, mentioned))


def is_borne_out(figure: Figure, source: str) -> bool:
    """Tell whether a source has a figure, in any form, as a figure of the same kind."""
    held = (*read_figures(source), *spelled_figures(source))
    return _holds(_values(held), figure) and not _is_another(figure, held)


def _is_another(figure: Figure, held: Sequence[Figure]) -> bool:
    """Tell whether a percentage or a multiple has its value in the source as a number of things only: "9 tasks"."""
    if figure.unit is Unit.NUMBER:
        return False
    same = [other for other in held if other.value == figure.value]
    in_unit = any(other.unit is figure.unit for other in held)
    bare = (other.unit is figure.unit or not (other.thing or (in_unit and _is_whole(other))) for other in same)
    return bool(same) and not any(bare)


def _may_be_counted(figure: Figure) -> bool:
    return figure.unit is Unit.NUMBER and figure.value == int(figure.value) and figure.value <= _COUNTED_BY_HAND


def _values(figures: Sequence[Figure]) -> Mapping[Unit, frozenset[Decimal]]:
    return {unit: frozenset(figure.value for figure in figures if figure.unit is unit) for unit in Unit}


def _holds(values: Mapping[Unit, frozenset[Decimal]], figure: Figure) -> bool:
    """Tell whether a figure is among the values, in its unit or one that says the same."""
    same = {value for unit in _SAME[figure.unit] for value in values[unit]}
    forms = {figure.value}
    if figure.unit in (Unit.PERCENT, Unit.POINTS):
        forms.add(figure.value / 100)
    elif figure.unit is Unit.NUMBER and figure.value < 1:
        forms.add(figure.value * 100)
    if not forms.isdisjoint(same):
        return True
    return figure.hedged and any(_rounds_to(value, figure.value) for value in same)


def _rounds_to(exact: Decimal, rounded: Decimal) -> bool:
    """Tell whether a figure told with "about" or "over" is the other one, rounded to the digits that are told."""
    if not exact or not rounded or abs(exact - rounded) > _MAX_ROUNDING * exact:
        return False
    return exact.quantize(Decimal(1).scaleb(_exponent(rounded)), ROUND_HALF_UP) == rounded


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _in_the_place_of(
    absent: Sequence[tuple[int, Figure]], claimed: Sequence[Figure], mentioned: Sequence[Figure]
) -> Iterator[tuple[int, str]]:
    """Find for each absent figure the one of the source that it replaces, if there is one."""
    values = _values(mentioned)
    counts = {(figure.thing, figure.value) for figure in mentioned}
    untold = frozenset(figure for figure in claimed if not _is_told(values, counts, figure))
    for place, figure in absent:
        for other in claimed:
            if (
                (_comparable(figure, other) and _differs_in_a_digit(figure, other))
                or (other in untold and _of_one_kind(figure, other))
                or _counts_otherwise(figure, other, told=other not in untold and (other.thing, other.value) in counts)
            ):
                yield place, f"{figure.text}; the source has {other.text}"
                break


def _is_told(
    values: Mapping[Unit, frozenset[Decimal]], counts: Set[tuple[str | None, Decimal]], figure: Figure
) -> bool:
    if figure.thing and figure.unit is Unit.NUMBER and not _is_result(figure):
        return (figure.thing, figure.value) in counts or (None, figure.value) in counts
    units = tuple(Unit) if figure.unit is Unit.NUMBER else (figure.unit,)
    return any(figure.value in values[unit] for unit in units)


def _of_one_kind(figure: Figure, other: Figure) -> bool:
    """Tell whether two figures of one unit are results of like size, or count the same."""
    if figure.unit is not other.unit:
        return False
    if _is_result(figure) and _is_result(other):
        return _of_like_size(figure, other)
    small = not _is_result(figure) and not _is_result(other) and min(figure.value, other.value) > 1
    return small and (
        figure.thing == other.thing or (None in (figure.thing, other.thing) and _of_like_size(figure, other))
    )


def _of_like_size(figure: Figure, other: Figure) -> bool:
    small, large = sorted((figure.value, other.value))
    return large <= max(small * _MAX_RATIO, small + _MAX_DISTANCE)


def _is_result(figure: Figure) -> bool:
    return figure.unit is not Unit.NUMBER or not _is_whole(figure) or figure.value >= _RESULT_FROM


def _is_whole(figure: Figure) -> bool:
    return figure.value == figure.value.to_integral_value()


def _counts_otherwise(figure: Figure, other: Figure, *, told: bool) -> bool:
    """Tell whether a summary counts one thing twice, once as its source does and once in another number."""
    counting = figure.unit is other.unit is Unit.NUMBER and not _is_result(figure)
    return told and counting and figure.thing is not None and figure.thing == other.thing


def _comparable(figure: Figure, other: Figure) -> bool:
    """Tell whether figures can be told one for the other: in one unit, or as results where one of them has none."""
    if figure.unit is other.unit:
        return True
    small, large = sorted((figure.value, other.value))
    return _is_result(figure) and _is_result(other) and other.unit in _SAME[figure.unit] and large < 10 * small


def _differs_in_a_digit(figure: Figure, other: Figure) -> bool:
    """Tell whether figures of two digits or more differ by one, by two that changed places, or by a power of ten."""
    if not _is_result(figure) and figure.thing and other.thing and figure.thing != other.thing:
        return False
    one, two = (_digits(value, figure.value, other.value) for value in (figure.value, other.value))
    if len(one.strip("0")) > 1 and one.strip("0") == two.strip("0"):
        return True
    return _a_digit_apart(one, two) or _a_digit_apart(*(_NO_DIGIT.sub("", told.text) for told in (figure, other)))


def _a_digit_apart(one: str, two: str) -> bool:
    if len(one) != len(two) or len(one) < 2:
        return False
    differing = [place for place in range(len(one)) if one[place] != two[place]]
    return len(differing) == 1 or (len(differing) == 2 and sorted(one) == sorted(two))


def _digits(value: Decimal, *values: Decimal) -> str:
    """Return the digits of a value down to the last place that one of the values has."""
    last = min(0, *map(_exponent, values))
    return f"{int(value.scaleb(-last))}" if value < _RESULT_FROM**10 else ""
