"""Finds installed fonts for Korean, Japanese and Chinese by their file names, without opening any."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from storage.models import Language

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/share/fonts-droid-fallback"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts"),
    Path("~/.fonts"),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
)
"""Where Linux and macOS keep fonts; Debian keeps the one of fonts-droid-fallback that has Korean beside the others."""
MAX_FILES = 20_000
_ALL = frozenset({"ko", "ja", "zh"})
_KNOWN: tuple[tuple[str, frozenset[str]], ...] = (
    ("notosanscjk-regular", _ALL),
    ("sourcehansans-regular", _ALL),
    ("droidsansfallback.", _ALL),
    ("arial unicode", _ALL),
    ("wqy-microhei", _ALL),
    ("wqy-zenhei", _ALL),
    ("notosanskr", frozenset({"ko"})),
    ("nanumgothic", frozenset({"ko"})),
    ("applesdgothicneo", frozenset({"ko"})),
    ("notosansjp", frozenset({"ja"})),
    ("ipag", frozenset({"ja"})),
    ("notosanssc", frozenset({"zh"})),
    ("droidsansfallbackfull", frozenset({"ja", "zh"})),
    ("pingfang", frozenset({"zh"})),
)
"""How the names of the usual fonts begin, the best first, and the languages that each is for."""
_SUFFIXES = (".ttf", ".ttc", ".otf")


def find_fonts(folders: Sequence[Path] = FOLDERS) -> tuple[Path, ...]:
    """Return the fonts that may do, the best first."""
    found = [(_rank(path), str(path), path) for path in _files(folders) if _rank(path) is not None]
    return tuple(path for _, _, path in sorted(found, key=lambda entry: entry[:2]))


def without_font(languages: Iterable[Language], folders: Sequence[Path] = FOLDERS) -> tuple[Language, ...]:
    """Return those of the languages that need a font of their own and have none here."""
    ranks = [rank for path in find_fonts(folders) if (rank := _rank(path)) is not None]
    served = frozenset(language for rank in ranks for language in _KNOWN[rank][1])
    return tuple(language for language in languages if language in _ALL - served)


def _rank(path: Path) -> int | None:
    name = path.name.casefold()
    if not name.endswith(_SUFFIXES):
        return None
    return next((place for place, (begin, _) in enumerate(_KNOWN) if name.startswith(begin)), None)


def _files(folders: Sequence[Path]) -> Iterable[Path]:
    seen = 0
    for folder in folders:
        try:
            place = folder.expanduser()
        except RuntimeError:
            # A user whom the system does not know, as containers run under any number, has no home.
            continue
        for root, _, names in os.walk(place):
            for name in names:
                seen += 1
                if seen > MAX_FILES:
                    return
                yield Path(root, name)
