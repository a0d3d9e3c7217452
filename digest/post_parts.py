"""Pure: the lines below a paper's heading, divided at their headings into the parts of a summary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from digest.post_markdown import one_line
from digest.post_skeleton import INTRODUCTION, MORE, is_introduction, label_of, section_named
from storage.models import Section

SHOWN_CHARS = 80
"""What stands in full elsewhere is shown by its beginning in a warning."""

_HEADING = re.compile(r"(#{1,6})(\s*)(\S.*)")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+")
_RULE = re.compile(r"(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}")
_FENCE = re.compile(r"`{3,}|~{3,}")


@dataclass(slots=True)
class Part:
    """The lines under one heading, or above the first; `section` is None where they belong to none."""

    level: int = 0
    section: Section | None = None
    is_introduction: bool = False
    lines: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def divide(lines: Sequence[str]) -> list[Part]:
    """Divide lines into what stands above the first heading and one part per heading.

    A heading that nobody knows stays, as a line, in the part that it stands in if it is deeper than its heading.
    """
    parts = [Part()]
    for line, fenced in zip(lines, _fenced(lines), strict=True):
        stripped = line.strip()
        heading = _HEADING.fullmatch(stripped) if stripped.startswith("#") and not fenced else None
        if heading and (part := _part(len(heading[1]), heading[3])):
            parts.append(part)
        elif heading and heading[2]:
            _take_unknown(parts, len(heading[1]), heading[3])
        elif fenced or not _RULE.fullmatch(stripped):
            parts[-1].lines.append(line)
    return parts


def _take_unknown(parts: list[Part], level: int, heading: str) -> None:
    name = _bare(heading)
    if not parts[-1].level or level <= parts[-1].level:
        parts.append(Part(level))
    parts[-1].lines.append(name)
    parts[-1].warnings.append(f"the heading {one_line(name)[:SHOWN_CHARS]!r} is unknown")


def _part(level: int, heading: str) -> Part | None:
    """Make the part of a heading that is known, maybe with its text behind a colon."""
    before, colon, after = heading.partition(":")
    name = _bare(_NUMBER.sub("", _bare(before), count=1))
    rest = _bare(after) if colon else ""
    section = section_named(name)
    if section is None and not is_introduction(name) and name.casefold() != MORE.casefold():
        return None
    fixed = label_of(section) if section else INTRODUCTION if is_introduction(name) else MORE
    odd = name.casefold() != fixed.casefold()
    return Part(
        level,
        section,
        is_introduction(name),
        [rest] if rest else [],
        [f"the heading {name!r} is read as {fixed}"] if odd else [],
    )


def _bare(heading: str) -> str:
    return heading.rstrip("#").strip("*_ \t")


def _fenced(lines: Sequence[str]) -> Sequence[bool]:
    """Tell for each line whether it is code; a fence that is never closed is none."""
    found = [False] * len(lines)
    opened: tuple[int, str] | None = None
    for place, mark in _fences(lines):
        if opened is None:
            opened = place, mark[0]
        elif mark[0] == opened[1] and lines[place].strip() == mark:
            found[opened[0] : place + 1] = [True] * (place + 1 - opened[0])
            opened = None
    return found


def _fences(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    for place, line in enumerate(lines):
        if match := _FENCE.match(line.lstrip()):
            yield place, match[0]
