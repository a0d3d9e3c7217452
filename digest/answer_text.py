"""Pure: a field of a model's answer becomes one line of text."""

from __future__ import annotations

import re
from typing import Any

from digest.latex import readable

MAX_CHARS = 2_000
"""No sentence or section that was asked for is as long."""

# Lone halves of a pair, which no file can hold, and control characters.
_UNFIT = re.compile(r"[\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def line_of(value: Any) -> str:
    """Return the text of a field, which some models give as a list of sentences; nothing for what is no text."""
    parts = value if isinstance(value, list) else [value]
    text = " ".join(part for part in parts if isinstance(part, str))
    return readable(_UNFIT.sub("", text[:MAX_CHARS]))
