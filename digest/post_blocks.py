"""Pure: where in a post each paper begins.

The heading of a paper is numbered and linked, `# 1. [Title](link)`. Older posts break it over lines, and people forget
the number, the link, or one end of it. All here takes time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.errors import IdError
from digest.ids import parse_id
from digest.post_skeleton import is_introduction, section_named

MAX_TITLE_LINES = 8
MAX_HEADING_CHARS = 10_000
"""What is longer is no heading; no title on record has a twentieth of this."""

_HASHES = re.compile(r" {0,3}(#{1,6})\s*[*_]{0,3}(?=[^\s#])")
_NUMBER = re.compile(r"(\d{1,6})\s*([.):](?=[\s\[*_]))?\s*[*_]{0,3}")
_BRACKET = re.compile(r"\\.|\[|\](\()?", re.DOTALL)
_TARGET = re.compile(r"\s*<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(\s+\"[^\"]*\"|\s+'[^']*')?\s*\)")
_ENDS_TITLE = (">", "#", "- ", "* ")
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Heading:
    """A paper's heading in parts, none of them unescaped; `position` and `url` are None where it has none.

    `after` is what follows the link; the heading stands in the lines from `place` to before `end`.
    """

    place: int
    end: int
    level: int
    position: int | None
    title: str
    url: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Block:
    """One paper as it stands: its heading, and the lines below it."""

    heading: Heading
    lines: Sequence[str]


def find_headings(lines: Sequence[str]) -> Iterator[Heading]:
    """Yield what may be the heading of a paper: what is numbered and no section, or links to a paper."""
    place = 0
    while place < len(lines):
        heading = _heading_at(lines, place) if "#" in lines[place][:4] else None
        if heading:
            yield heading
        place = heading.end if heading else place + 1


def divide_papers(lines: Sequence[str], found: Sequence[Heading]) -> tuple[list[Block], Sequence[str]]:
    """Divide a post at those of its headings that are of papers: into each paper, and what is above the first."""
    headings = _of_papers(found)
    places = [heading.place for heading in headings] + [len(lines)]
    blocks = [Block(heading, lines[heading.end : end]) for heading, end in zip(headings, places[1:], strict=True)]
    return blocks, lines[: places[0]]


def _of_papers(headings: Sequence[Heading]) -> Sequence[Heading]:
    """Keep the numbered and linked headings, and those that lack one of the two but stand at the level of a paper."""
    levels = {heading.level for heading in headings if _is_whole(heading)}
    if not levels:
        levels = {min((heading.level for heading in headings if heading.url), default=0)}
    return [heading for heading in headings if heading.level in levels]


def _is_whole(heading: Heading) -> bool:
    return heading.position is not None and heading.url is not None


def _heading_at(lines: Sequence[str], place: int) -> Heading | None:
    line = lines[place]
    hashes = _HASHES.match(line)
    if not hashes or len(line) > MAX_HEADING_CHARS:
        return None
    level, begin, position, pointed = len(hashes[1]), hashes.end(), None, False
    if number := _NUMBER.match(line, begin):
        begin, position, pointed = number.end(), int(number[1]), number[2] is not None
    if line.startswith("[", begin):
        for end, text in _grown(lines, place, begin):
            if "](" in text and (link := _link(text)) and (number or _leads_to_paper(link[1])):
                return Heading(place, end, level, position, *link)
        return _linkless(line[begin + 1 :], place, level, position) if number else None
    return _linkless(line[begin:], place, level, position) if pointed else None


def _linkless(text: str, place: int, level: int, position: int | None) -> Heading | None:
    """Read a numbered heading that does not begin with a link: the link comes later in it, is torn, or is not there."""
    end = text.find("](")
    begin = text.rfind("[", 0, end) if end >= 0 else -1
    if begin >= 0:
        title, after = text[:begin], text[begin:]
    else:
        title, _, after = text.partition("](")
    title = title.strip(" \t#*_|·—–-:(]")
    if not title or section_named(title) or is_introduction(title):
        return None
    return Heading(place, place + 1, level, position, title, None, after.strip())


def _grown(lines: Sequence[str], place: int, begin: int) -> Iterator[tuple[int, str]]:
    """Yield a heading's text and where it ends: as far as its own line goes, then with one line more each time."""
    text = lines[place][begin:]
    yield place + 1, text
    for end in range(place + 1, min(place + MAX_TITLE_LINES, len(lines))):
        line = lines[end]
        if line.lstrip().startswith(_ENDS_TITLE) or len(text) + len(line) > MAX_HEADING_CHARS:
            return
        text = f"{text}\n{line}"
        yield end + 1, text


def _link(text: str) -> tuple[str, str, str] | None:
    """Read the link that a text begins with: its label, its address, and what follows.

    Titles hold brackets: the label ends where they are balanced. If that leads to no page, or never happens, it ends
    at the last link of the line.
    """
    places = [_end_of_label(text)] if "\n" in text else [_end_of_label(text), text.rfind("](")]
    found = [(place, target) for place in places if place > 0 and (target := _TARGET.match(text, place + 2))]
    if not found:
        return None
    place, target = next((pair for pair in found if pair[1][1].startswith(_WEB)), found[0])
    after = f"{target[2] or ''} {text[target.end() :]}"
    return text[1:place], target[1], after.strip().rstrip("#*_").strip()


def _end_of_label(text: str) -> int:
    depth = 0
    for match in _BRACKET.finditer(text):
        if match[0] == "[":
            depth += 1
        elif match[0].startswith("]"):
            if depth == 1 and match[1]:
                return match.start()
            depth = max(depth - 1, 1)
    return -1


def _leads_to_paper(url: str) -> bool:
    try:
        parse_id(url)
    except IdError:
        return False
    return True
