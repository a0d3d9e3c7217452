"""Pure: what a model answered becomes the one object that was asked for, however it was wrapped, fenced or escaped."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

MAX_CHARS = 200_000
"""No answer that was asked for is as long; a longer one is not looked at."""
MAX_DEPTH = 4
"""How many wrappers are opened, one inside the other."""

_THOUGHT = re.compile(r"\s*<(think|thinking|reasoning)>", re.IGNORECASE)
_THOUGHT_END = re.compile(r"</(?:think|thinking|reasoning)>", re.IGNORECASE)
_FENCED = re.compile(r"```[a-zA-Z]*\s*\n(.*?)```", re.DOTALL)
_ESCAPE = re.compile(
    r"(?<![A-Za-z])(?P<drive>[A-Z]:)\\(?![\\\"/]|u[0-9a-fA-F]{4})|\\(?P<kept>u[0-9a-fA-F]{4}|[\\\"/])|\\(?P<word>'|[A-Za-z]*)"
)
_BREAKS = "nrt"
"""No text of ours holds a backspace or a form feed: `\\b` and `\\f` are always the beginning of a word."""
# Commands of LaTeX that begin like an escape of JSON: read as JSON, `\nabla` would be a line break and "abla".
_COMMANDS = frozenset(
    "nabla natural ne nearrow neg neq newline nexists ni nmid nonumber not notin nu "
    "raggedright rangle rbrace rbrack rceil ref rfloor rho right rightarrow rm root rtimes "
    "tan tanh tau tbinom text textbf textit textrm textsc textsf texttt tfrac tfrac therefore theta thickapprox tilde "
    "times to top triangle tt".split()
)
_STRING_OR_COMMA = re.compile(r"\"(?:[^\"\\]|\\.)*\"|,(?=\s*[}\]])", re.DOTALL)


def read_object(text: str, required: Collection[str]) -> Mapping[str, Any]:
    """Return the object in a text that has the required fields.

    Prose and fences around it, thoughts before it, an object or list that wraps it (`properties`), backslashes of
    LaTeX, raw line breaks, trailing commas and Python's quotes are seen through. Nothing is completed: an object that
    breaks off is none. Raises ValueError saying what is missing.
    """
    if len(text) > MAX_CHARS:
        raise ValueError(f"it has more than {MAX_CHARS:,} characters")
    found = False
    for candidate in chain.from_iterable(map(_candidates, _spoken(text))):
        value = _parsed(candidate)
        if isinstance(value, Mapping | list):
            found = True
            if (unwrapped := _unwrapped(value, required)) is not None:
                return unwrapped
    raise ValueError(f"no object has the fields {', '.join(sorted(required))}" if found else "it holds no JSON object")


def _spoken(text: str) -> Iterator[str]:
    """Yield what follows the thoughts that some models put first, and the text itself if it is not known to begin so.

    The templates of some models (DeepSeek-R1, Qwen3) begin the thoughts, so that the answer holds their end alone; but
    a paper may also be about such marks.
    """
    if thought := _THOUGHT.match(text):
        yield text.partition(f"</{thought[1]}>")[2]
        return
    ends = [mark.end() for mark in _THOUGHT_END.finditer(text)]
    yield from (text[end:] for end in ends[-1:])
    yield text


def _candidates(text: str) -> Iterator[str]:
    """Yield what may be the object, likeliest first: the whole text, what is fenced, each outermost pair of braces."""
    yield text.strip()
    for fenced in _FENCED.finditer(text):
        yield fenced[1].strip()
    yield from _braced(text)


def _braced(text: str) -> Iterator[str]:
    """Yield each outermost `{…}`; braces inside of strings do not count."""
    depth, begin, in_string, escaped = 0, 0, False, False
    for place, char in enumerate(text):
        if in_string:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_string = False
        elif char == '"' and depth:
            in_string = True
        elif char == "{":
            begin = begin if depth else place
            depth += 1
        elif char == "}" and depth:
            depth -= 1
            if not depth:
                yield text[begin : place + 1]


def _parsed(text: str) -> Any:
    """Parse one candidate; None if it is nothing."""
    mended = _ESCAPE.sub(_escaped, text)
    for attempt in (mended, _STRING_OR_COMMA.sub(lambda found: found[0].removeprefix(","), mended)):
        try:
            # Not strict: a raw line break inside a string is read as one.
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    try:
        # A dict as Python prints it. Its quotes are never swapped for double ones: that would break every apostrophe.
        return ast.literal_eval(text) if text.startswith(("{", "[")) else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _escaped(found: re.Match[str]) -> str:
    """Write one backslash so that JSON reads what was meant: right escapes stay, LaTeX and paths are kept whole."""
    if found["drive"]:
        return f"{found['drive']}\\\\"
    if found["kept"]:
        return found[0]
    word = found["word"]
    if word == "'":
        return word
    if word and word[0] in _BREAKS and word not in _COMMANDS:
        return found[0]
    return f"\\\\{word}"


def _unwrapped(value: Any, required: Collection[str], depth: int = 0) -> Mapping[str, Any] | None:
    """Find the object with the required fields in what wraps it."""
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, Mapping):
        if all(name in value for name in required):
            return value
        inner: Collection[Any] = list(value.values())
    else:
        inner = value if isinstance(value, list) else []
    for part in inner:
        if isinstance(part, str) and part.lstrip().startswith("{"):
            part = _parsed(part.strip())
        if isinstance(part, Mapping | list) and (found := _unwrapped(part, required, depth + 1)) is not None:
            return found
    return None
