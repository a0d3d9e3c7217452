"""Pure: a paper as Markdown, as Hugging Face makes it from arXiv's HTML, becomes its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.latex import readable
from digest.outline import MAX_TEXT_CHARS, Outline
from digest.text import TextSection

MAX_PREAMBLE_CHARS = 6_000
"""Title, authors and a table of contents before the abstract; a longer beginning is text of the paper."""

_HEADER_END = re.compile(r"^Markdown Content:[ \t]*$", re.MULTILINE)
_ATX = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_ITEM = re.compile(r"^\s*(?:[*+\-•]|\d{1,3}[.)])\s+•?\s*")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_BEGINNING = re.compile(r"^(?:abstract|(?:1\.?\s+)?introduction)$", re.IGNORECASE)
_LABEL = re.compile(r"^Abstract\s*[:.—]\s*")
_CAPTION = re.compile(r"^(?:Figure|Fig\.|Table|Algorithm|Listing)\s+[A-Z]?\d+(?:\.\d+)?\s*[:.]\s")
# An address may hold one pair of brackets and be followed by a title in quotes.
_TARGET = r"\((?:[^()\s]|\([^()\s]*\)){0,2000}(?:\s+\"(?:[^\"\\]|\\.){0,2000}\")?\s*\)"
_CONTENTS = re.compile(rf"^\s*(?:(?:[*+-]|\d+\.)\s+)+\[[^\]]*\]{_TARGET}\s*$")
_IMAGE = re.compile(rf"!\[[^\]]{{0,2000}}\]{_TARGET}")
_LINK = re.compile(rf"\[((?:[^\[\]]|\[[^\[\]]*\]){{0,2000}}?)\]{_TARGET}")
_EMPHASIS = re.compile(
    r"(?P<kept>\$[^$]+\$|`[^`]*`)|(?<![*\\])\*{1,3}(?=[^\s*])(?P<stars>[^*]{1,2000}?)(?<=[^\s*\\])\*{1,3}(?!\*)"
    r"|(?<![\w\\])_{1,3}(?=[^\s_])(?P<lines>[^_]{1,2000}?)(?<=[^\s_\\])_{1,3}(?!\w)"
)
_ESCAPE = re.compile(r"\\([\[\]()*#+\-.!>~|`])")


def markdown_sections(text: str) -> tuple[TextSection, ...]:
    """Read a Markdown text section by section; code, tables, images and captions are left out."""
    text = text[:MAX_TEXT_CHARS]
    header = _HEADER_END.search(text, 0, 2_000)
    outline = Outline()
    chars = 0
    for level, block in _blocks(text[header.end() :] if header else text):
        if not level:
            paragraph = _LABEL.sub("", _plain(block))
            if not _CAPTION.match(paragraph):
                outline.add(paragraph)
                chars += len(paragraph)
            continue
        heading = _plain(block)
        if _BEGINNING.match(heading) and chars <= MAX_PREAMBLE_CHARS and not outline.empty:
            outline, chars = Outline(), MAX_PREAMBLE_CHARS + 1
        outline.open(heading, 1 if _BEGINNING.match(heading) else max(1, level - 1))
    return outline.sections()


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield headings with their level and the blocks of running text with level 0."""
    lines: list[str] = []
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if fence or mark:
            fence = "" if mark and mark[1] == fence else fence or (mark[1] if mark else "")
            continue
        heading, underline = _ATX.match(line), _UNDERLINE.match(line)
        if heading or (underline and lines):
            title = heading[2] if heading else lines.pop()
            yield from _block(lines)
            yield (len(heading[1]) if heading else 1 if underline and "=" in underline[1] else 2), title
        elif not line.strip() or line.lstrip().startswith("|") or _CONTENTS.match(line):
            yield from _block(lines)
        else:
            if _ITEM.match(line):
                yield from _block(lines)
            lines.append(line)
    yield from _block(lines)


def _block(lines: list[str]) -> Iterator[tuple[int, str]]:
    if lines:
        yield 0, _ITEM.sub("", " ".join(lines))
        lines.clear()


def _plain(block: str) -> str:
    text = _LINK.sub(r"\1", _IMAGE.sub("", block))
    text = _EMPHASIS.sub(lambda match: match["kept"] or match["stars"] or match["lines"], text)
    return readable(_ESCAPE.sub(r"\1", text))
