"""Pure: what no summary holds: links, mentions, markup, pictures, and a first person."""

from __future__ import annotations

import re

_LINK = re.compile(
    r"(?:https?|ftp|tg|mailto|slack|file|data|javascript)\s?:(?:\s?//|[\w.+-]+@)\S*"
    r"|\bwww\.[\w-]+\.\S+"
    r"|!?\[[^\[\]\n]{0,200}\]\([^()\s]{1,500}\)"
    r"|<(?:https?:|[@#!][A-Z0-9])[^<>\s]{0,500}>"
    r"|<a\b[^<>]{0,500}>"
    r"|\b[\w.+-]{1,64}@[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){0,3}\.[a-z]{2,10}\b"
    r"|(?<![\w.@/-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|edu|gov|io|ai|dev|me|ly|co|gg|app|xyz|info|top|ru|kr|jp|cn|uk|de|fr)/\S+"
    r"|(?<![\w.@/-])(?:[a-z0-9-]{2,63}\.){1,4}(?:com|org|net|edu|gov|ly|gg|xyz|info|ru|kr|jp|cn)(?![\w-])"
    r"|\barXiv:\d{4}\.\d{4,5}",
    re.ASCII,
)
# "pass@1" and "Recall@k" are metrics; a mention stands free.
_MENTION = re.compile(r"(?<![\w@.])@[A-Za-z_]\w{2,31}\b", re.ASCII)
_MARKUP = re.compile(
    r"\*\*|(?<![\w])__(?=\w)|```|^\s{0,3}#{1,6}\s|^\s*\|.*\|\s*$"
    r"|</?(?:b|i|u|s|p|br|hr|em|strong|code|pre|span|div|img|table|t[rdh]|ul|ol|li|h[1-6]|script|style|iframe|sup|sub|font)"
    r"(?:\s[^<>]{0,300})?/?>"
    r"|\\(?:text\w*|frac|math\w+|begin|end|cite|ref|emph)\b|\{\{|\{%",
    re.MULTILINE | re.IGNORECASE,
)
_EMOJI = re.compile("[\U0001f000-\U0001faff☀-⛿✀-✒✔-➾\ufe0f]")
# "We" of a Korean text; the academic report style of Korean has no first person.
_FIRST_PERSON = re.compile(r"(?<![가-힣])(?:우리(?:는|가|의|에게)|저희(?:는|가|의|에게)?|필자(?:는|가|의)?)(?![가-힣])")
_EXCERPT_CHARS = 40


def links(text: str) -> list[str]:
    """Return the links and mentions of a text."""
    found = [*_LINK.finditer(text), *_MENTION.finditer(text)]
    return [match[0][:_EXCERPT_CHARS] for match in found]


def markup(text: str) -> list[str]:
    """Return the first mark of markup, and the first picture, of a text."""
    found = [pattern.search(text) for pattern in (_MARKUP, _EMOJI)]
    return [match[0].strip()[:_EXCERPT_CHARS] for match in found if match]


def first_person(text: str) -> str | None:
    """Return the first word of Korean in which somebody says "we", or None."""
    found = _FIRST_PERSON.search(text)
    return found[0] if found else None
