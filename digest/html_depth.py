"""Pure: whether a parser of HTML reads a page in a time that grows with its length, and not with its square.

A parser looks along all open elements for each one that begins, and along all attributes of an element for each of
them. So both are counted before it sees a page, and never too low, whatever a page hides from a simple reader.
"""

from __future__ import annotations

import re

MAX_DEPTH = 256
"""Real pages are 22 elements deep; the parser takes 5 s for 80,000 open elements, and forty minutes for 1.6 million."""
MAX_ATTRIBUTES = 500
"""Of one element: 100,000 attributes take half a minute."""

_VOID = "area base br col embed hr img input link meta param source track wbr"
_EMPTY = re.compile(rf"<(?!(?:{'|'.join(_VOID.split())})\b)([A-Za-z][\w:.-]*)([^<>]*)/>", re.IGNORECASE)
# The white space of HTML, which is less than that of Python (https://html.spec.whatwg.org/#tokenization).
_SPACE = r"[ \t\n\r\f]"
_MARK = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][^ \t\n\r\f/<>]*)(?P<rest>[^<>]*)(?P<end>>?)|(?P<comment><!--[^<>]*-->)|<[!?/]"
)
_ATTRIBUTE = rf"{_SPACE}+[^ \t\n\r\f\"'<>/=]+(?:{_SPACE}*+={_SPACE}*+(?:\"[^\"]*\"|'[^']*'|[^ \t\n\r\f\"'=<>`/]+))?"
_ATTRIBUTES = re.compile(rf"(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+{_SPACE}*+/?")
_VOID_NAMES = frozenset(_VOID.split())
_NEVER_CLOSED = "!"


def without_empty_elements(page: str) -> str:
    """Write `<x/>` as `<x></x>`, as it is meant: to a parser of HTML it stays open and takes in all that follows."""
    return _EMPTY.sub(r"<\1\2></\1>", page)


def is_shallow(page: str) -> bool:
    """Tell whether no more elements are ever open, and none has more attributes, than a parser takes well.

    An end closes only the element that was opened last, and what is no plain tag or comment counts as never closed:
    it may hide ends from the parser, which are in it for us. Pages of LaTeXML hold nothing of the kind.
    """
    opened: list[str] = []
    for mark in _MARK.finditer(page):
        name = (mark["name"] or "").lower()
        if not name:
            opened += () if mark["comment"] else (_NEVER_CLOSED,)
        elif not _is_plain(mark):
            if len(mark["rest"]) > MAX_ATTRIBUTES:
                return False
            opened += (name, _NEVER_CLOSED)
        elif not mark["close"]:
            opened += () if name in _VOID_NAMES else (name,)
        elif opened and opened[-1] == name:
            opened.pop()
        if len(opened) > MAX_DEPTH:
            return False
    return True


def _is_plain(tag: re.Match[str]) -> bool:
    """Tell whether a tag ends for a parser where it ends for us, under the name that we read."""
    return tag["end"] == ">" and tag["name"].isascii() and _ATTRIBUTES.fullmatch(tag["rest"]) is not None
