"""Pure: time zones as people write them: `Asia/Seoul`, `Seoul`, `서울`, `KST`, `+9`, `GMT+9`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from digest.texts import languages
from handlers.errors import CommandError
from handlers.preferences import plain, shown

# Abbreviations that mean one zone only. The tables hold some of them (EST, MST) as zones that never change their
# clocks, which is not what people mean by them.
_ABBREVIATIONS = {
    "utc": "UTC",
    "gmt": "UTC",
    "z": "UTC",
    "kst": "Asia/Seoul",
    "jst": "Asia/Tokyo",
    "hkt": "Asia/Hong_Kong",
    "sgt": "Asia/Singapore",
    **dict.fromkeys(("est", "edt", "et"), "America/New_York"),
    **dict.fromkeys(("cdt", "ct"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt", "mt"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt", "pt"), "America/Los_Angeles"),
    **dict.fromkeys(("cet", "cest", "met"), "Europe/Berlin"),
    **dict.fromkeys(("eet", "eest"), "Europe/Athens"),
    "wet": "Europe/Lisbon",
    "msk": "Europe/Moscow",
    **dict.fromkeys(("aest", "aedt"), "Australia/Sydney"),
    **dict.fromkeys(("nzst", "nzdt"), "Pacific/Auckland"),
}
_AMBIGUOUS = {
    "cst": "Asia/Shanghai, America/Chicago",
    "ist": "Asia/Kolkata, Europe/Dublin, Asia/Jerusalem",
    "bst": "Europe/London, Asia/Dhaka",
    "ast": "America/Halifax, Asia/Riyadh",
}
# Large cities and countries by which nobody finds their zone in the tables.
_PLACES = {
    **dict.fromkeys(
        ("beijing", "shenzhen", "guangzhou", "hangzhou", "china", "北京", "中国", "베이징"), "Asia/Shanghai"
    ),
    **dict.fromkeys(("korea", "busan", "daejeon", "한국", "대한민국", "부산", "대전"), "Asia/Seoul"),
    **dict.fromkeys(("osaka", "kyoto", "日本", "大阪", "京都"), "Asia/Tokyo"),
    **dict.fromkeys(("delhi", "new delhi", "mumbai", "bangalore", "bengaluru", "india"), "Asia/Kolkata"),
    **dict.fromkeys(("san francisco", "seattle", "palo alto", "san diego"), "America/Los_Angeles"),
    **dict.fromkeys(("boston", "washington", "atlanta", "miami", "philadelphia", "pittsburgh"), "America/New_York"),
    **dict.fromkeys(("austin", "houston", "dallas"), "America/Chicago"),
    **dict.fromkeys(("munich", "hamburg", "frankfurt", "cologne", "germany"), "Europe/Berlin"),
    **dict.fromkeys(("france", "lyon"), "Europe/Paris"),
    **dict.fromkeys(("cambridge", "oxford", "edinburgh", "manchester", "uk", "england"), "Europe/London"),
    **dict.fromkeys(("geneva", "lausanne", "switzerland"), "Europe/Zurich"),
    **dict.fromkeys(("montreal", "ottawa"), "America/Toronto"),
    "tel aviv": "Asia/Jerusalem",
    "barcelona": "Europe/Madrid",
    "milan": "Europe/Rome",
    "hanoi": "Asia/Bangkok",
}
# Offsets that are no whole hours have no zone of their own in the tables; these places never change their clocks.
_ODD_OFFSETS = {
    (1, 3, 30): "Asia/Tehran",
    (1, 4, 30): "Asia/Kabul",
    (1, 5, 30): "Asia/Kolkata",
    (1, 5, 45): "Asia/Kathmandu",
    (1, 6, 30): "Asia/Yangon",
    (1, 8, 45): "Australia/Eucla",
    (1, 9, 30): "Australia/Darwin",
    (-1, 9, 30): "Pacific/Marquesas",
}
_OFFSET = re.compile(r"(?:utc|gmt)?\s*(?P<sign>[+\-−])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?", re.ASCII)
_FIXED = re.compile(r"Etc/GMT(?P<sign>[+-])(?P<hours>\d{1,2})")
_EAST, _WEST = 14, 12
_ACCENTS = re.compile("[\u0300-\u036f]")


def read_zone(text: str) -> str:
    """Read a time zone by any of its names, a city, an abbreviation or an offset; return its name in the tables.

    Raises CommandError that suggests names which are like it.
    """
    words = plain(text)
    if words in _AMBIGUOUS:
        raise CommandError("ambiguous-zone", given=shown(text), zones=_AMBIGUOUS[words])
    if match := _OFFSET.fullmatch(words):
        if zone := _at_offset(match):
            return zone
    elif zone := _ABBREVIATIONS.get(words) or _named(words):
        return zone
    raise CommandError("wrong-zone", given=shown(text), zones=", ".join(_like(words)))


def zone_text(zone: str) -> str:
    """Write a zone for people: the fixed ones of the tables count their hours the other way round."""
    if match := _FIXED.fullmatch(zone):
        return f"UTC{'-' if match['sign'] == '+' else '+'}{match['hours']}"
    return zone


def _at_offset(match: re.Match[str]) -> str | None:
    sign, hours, minutes = -1 if match["sign"] in "-−" else 1, int(match["hours"]), int(match["minutes"] or 0)
    if minutes:
        return _ODD_OFFSETS.get((sign, hours, minutes))
    if hours > (_EAST if sign > 0 else _WEST):
        return None
    # In the tables, west is positive: `Etc/GMT-9` is nine hours ahead of UTC (data.iana.org/time-zones/tzdb/etcetera).
    return f"Etc/GMT{'-' if sign > 0 else '+'}{hours}" if hours else "UTC"


def _named(words: str) -> str | None:
    name = _bare(words)
    return _PLACES.get(name) or _zones().get(name) or _cities().get(name)


def _like(words: str) -> list[str]:
    """Return zones whose cities are spelt nearly so, or else examples of what works."""
    near = get_close_matches(_bare(words), [*_cities(), *_PLACES], n=3, cutoff=0.75)
    found = list(dict.fromkeys(_cities().get(name) or _PLACES[name] for name in near))
    return found or ["Asia/Seoul", "Seoul", "KST", "+9"]


@cache
def _zones() -> Mapping[str, str]:
    # The list of the package: to ask the standard library for it takes an eighth of a second.
    names = (files("tzdata") / "zones").read_text(encoding="ascii").split()
    return {_bare(zone): zone for zone in sorted(names)}


@cache
def _cities() -> Mapping[str, str]:
    """Return the zone of each city, by its name in the tables and in each language."""
    from babel import Locale

    found: dict[str, str] = {}
    for language in languages():
        for zone, names in Locale.parse(language).time_zones.items():
            if zone in _zones().values() and "city" in names:
                found.setdefault(_bare(names["city"]), zone)
    # Of several zones with one city, the shortest name is the one that is in use.
    for zone in sorted(_zones().values(), key=lambda zone: (len(zone), zone)):
        if "/" in zone and not zone.startswith("Etc/"):
            found.setdefault(_bare(zone.rpartition("/")[2]), zone)
    return found


def _bare(name: str) -> str:
    """Return a name without accents, underscores and case, as it is compared."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", plain(name.replace("_", " "))))
    return unicodedata.normalize("NFC", bare)
