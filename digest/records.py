"""Pure: the fields of records that others wrote; what is missing or of the wrong type is None, never an error."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

MAX_LINE_CHARS = 20_000
"""Ten times the longest abstract of two years; what is longer is no title, name or abstract."""
MAX_URL_CHARS = 2_000
_MAX_COUNT = 2**53
"""Larger ones are no count, and SQLite holds 63 bits."""

# Half a character cannot be stored or sent; a control character ends a text early in some places that it goes to.
_HALVES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


def line(value: object, max_chars: int = MAX_LINE_CHARS) -> str | None:
    """Read a text onto one line, every run of white space as one space; None if nothing is left."""
    if not isinstance(value, str):
        return None
    text = " ".join(_CONTROLS.sub("", _HALVES.sub("\ufffd", value)).split())
    return (text if len(text) <= max_chars else text[: max_chars - 1] + "…") or None


def lines(value: object) -> tuple[str, ...]:
    """Read a list of texts, each once, without those that are none."""
    texts = (line(item) for item in value) if isinstance(value, list) else ()
    return tuple(dict.fromkeys(text for text in texts if text))


def count(value: object) -> int | None:
    """Read a whole number from 0 on."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_COUNT else None


def web_url(value: object) -> str | None:
    """Read an http or https address; one with spaces, invisible marks or no host is none."""
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > MAX_URL_CHARS or " " in text or not text.isprintable():
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.hostname else None


def moment(value: object) -> datetime | None:
    """Read an ISO 8601 moment as UTC; one without a zone is taken to be UTC."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value.strip())
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
