"""Pure: text that stays text in a Markdown file, and its way back.

What is written has to hold against Liquid, which Jekyll runs first, and against kramdown with its GFM dialect, which
reads the rest: escaped is what acts there, by a backslash where kramdown knows one (its `ESCAPED_CHARS`), else by an
entity.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from html.entities import html5

# Controls, lone surrogates and noncharacters: no text, refused by YAML, and NUL makes a file look binary.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|$~]")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_ORDINAL = re.compile(r"^(\d+)([.)])")
_WRITTEN = re.compile(r"\\([\\`*_{}\[\]<>|$~#+\-=:]|(?<=\d\\)[.)])|&(#?\w{1,32});")
_ITEM = re.compile(r"(?:[-*+•·▪]|\d{1,3}[.)])\s|\|")
_UNSAFE_IN_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\"<>()\[\]{}|\\^`]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)


def one_line(text: str) -> str:
    """Collapse all white space, and drop what is no text."""
    return " ".join(_CONTROLS.sub("", text).split())


def paragraph(lines: Iterable[str]) -> str:
    """Join lines as Markdown does; only the items of a list and the rows of a table keep their lines."""
    parts: list[str] = []
    for line in filter(None, map(one_line, lines)):
        if parts:
            parts.append("\n" if _ITEM.match(line) else " ")
        parts.append(line)
    return "".join(parts)


def escape(text: str) -> str:
    """Write a text on one line so that nothing in it is markup."""
    line = _SPECIAL.sub(r"\\\g<0>", _ENTITY.sub("&amp;", one_line(text)))
    # Liquid looks for the two characters and knows no backslash; `{{` is apart already.
    line = line.replace("{%", "{&#37;")
    line = _ORDINAL.sub(r"\1\\\2", line)
    if line.startswith("^"):
        # As a line it ends a block, in brackets it begins a footnote.
        return f"&#94;{line[1:]}"
    return "\\" + line if line[:1] in tuple("#+-=:") else line


def unescape(text: str) -> str:
    """Undo `escape`, and read entities as Markdown does; a backslash that was never ours, as in `\\(x\\)`, stays."""
    return _WRITTEN.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    character, entity = match.groups()
    if character:
        return str(character)
    known = entity.startswith("#") or f"{entity};" in html5
    return html.unescape(match[0]) if known else match[0]


def escape_address(url: str) -> str:
    """Keep an address inside its brackets, and unable to do anything but lead to a page.

    An address of another scheme than http and https (`javascript:`) is left to be read, not to be followed.
    """
    address = _UNSAFE_IN_ADDRESS.sub(_percent, url.strip())
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return address.replace(":", "%3A", 1)
    return address


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))
