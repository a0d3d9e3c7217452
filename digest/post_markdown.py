"""Pure: the escaping that keeps any text from acting as Markdown, HTML, Liquid or front matter, and its undoing."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|$~]")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_ORDINAL = re.compile(r"^(\d+)([.)])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>|$~#+\-=:.)])")
_ESCAPED_ENTITY = re.compile(r"&amp;(?=#?\w{1,32};)")


def escape(text: str) -> str:
    """Write a text on one line so that nothing in it is markup; `{` is escaped too, which also stops Liquid."""
    line = _SPECIAL.sub(r"\\\g<0>", _ENTITY.sub("&amp;", " ".join(text.split())))
    line = _ORDINAL.sub(r"\1\\\2", line)
    return "\\" + line if line[:1] in tuple("#+-=:") else line


def unescape(text: str) -> str:
    """Undo `escape`; a backslash before a letter was never ours and stays."""
    return _ESCAPED_ENTITY.sub("&", _ESCAPED.sub(r"\1", text))
