"""Pure: LaTeX left over in titles and abstracts becomes text that people read: `$x^2$` → x², `54.6\\%` → 54.6%."""

from __future__ import annotations

import re

from digest.latex_reader import ATOM, LatexReader, script
from digest.latex_symbols import LETTERS

MAX_PASSES = 12
"""What one pass sets free (`\\$`, `\\_`, a brace) can be a mark to the next; real texts are done after two."""
SHORT_CHARS = 20_000
"""Longer than any title, abstract or paragraph; what is longer is read once, so that its time stays bounded."""

# Marks without which a text holds no LaTeX. The words are marks because Hugging Face loses backslashes and dollars of
# some abstracts: "3.9times", "360^circ", "0.73rightarrow0.90" are recorded forms.
_MARK = re.compile(r"[\\${}^_~`]|''|--")
_LOST_MARK = re.compile(r"\d(?:times|to\d)|(?:approx|sim)\d|(?:left|right)arrow|propto|[lg]eq[ \d]|boldsymbol")

_ATOMS = re.compile(f"({ATOM})")
_GREEK = "|".join(name for name in LETTERS if len(LETTERS[name]) == 1 and LETTERS[name].isalpha())
_RESTORED = (
    (
        re.compile(r"(?<![\\A-Za-z])(?=(?:text(?:bf|it|tt|sc|rm|sf)|emph|math(?:bb|cal|bf|rm|it|sf)|boldsymbol)\{)"),
        r"\\",
    ),
    (re.compile(r"(?<![A-Za-z])\\?(?:boldsymbol|mathbf|bm) ?(?=[^\x00-\x7f])"), ""),
    (re.compile(r"\{\\?(times|sim|approx|pm|leq|geq|cdot|rightarrow|to)\}"), r"\\\1{}"),
    (re.compile(r"(?<=\^)(?=(?:circ|top|prime|ast|star|dagger)(?![A-Za-z]))"), r"\\"),
    (re.compile(r"(?<=\d)times(?: (?=\d)|(?![a-z]))"), r"\\times{}"),
    (re.compile(r"\\(times|sim|approx|pm|leq|geq)(?=[A-Z])"), r"\\\1 "),
    (re.compile(r"(?<=\d)(?=to\d)"), r"\\"),
    (re.compile(r"(?<![A-Za-z\\])(?=(?:approx\d|sim\d[\d.,]*(?![\dA-Za-z]|[.,]\d)|sim\d[\d.]*times))"), r"\\"),
    (re.compile(r"(?<![A-Za-z\\])(?=(?:left|right|leftright)arrow(?![a-z])|propto(?![a-z])|[lg]eq(?=[\s\d]))"), r"\\"),
    (re.compile(rf"(?<![A-Za-z0-9_\\])(?=(?:{_GREEK})[_^](?:\{{|\d+(?!\w)|[A-Za-z](?!\w)))"), r"\\"),
)
"""Where a backslash was lost: put it back, so that one reader understands both forms."""

_FINISHED = re.compile(
    rf"(?P<atom>{ATOM})"
    r"|(?<=[^\W_]|[)\]}|*′])\^(?P<raised>[+\-−]?\d+(?![.,]?\d)|[A-Za-z*+](?![A-Za-z0-9_]))"
    r"|(?<![A-Za-z0-9_])(?P<base>[A-Za-z\u0370-\u03ffℓ])_(?P<lowered>\d{1,2}|[a-z])(?![A-Za-z0-9_]|\.\d)"
    r"|``(?P<quoted>[^`\"]{1,200}?)(?:''|\")|(?<!\S)''(?P<twice>[^']{1,100})''|(?<![\w`])`(?P<single>[^`'\"]{1,100})'(?!\w)"
    r"|(?P<open>``)"
    r"|(?<!-)(?P<dash>---?)(?!-)"
    r"|(?:(?<=[A-Za-z]{2})|(?<=\.)|(?<=\d)(?!~[A-Za-z]?\d)|(?<=[,)\]%])(?=~[A-Za-z]))~(?P<tie>)(?=[A-Za-z0-9(\\$])"
    r"|\{(?P<grouped>[=<>+\-,.:/]|\w)\}|(?<![\w\\$}])\{(?P<words>[\w.+\-/][\w.+\-/ ]{0,60})\}"
)


def readable(text: str) -> str:
    """Return the text for people, on one line; text without LaTeX is changed in its white space only.

    Read again, the result stays as it is (but for braces nested deeper than MAX_PASSES). Addresses, paths, code and
    prices are left alone.
    """
    line = " ".join(text.split())
    for _ in range(MAX_PASSES if len(line) <= SHORT_CHARS else 1):
        if not (_MARK.search(line) or _LOST_MARK.search(line)):
            break
        opened = _opened(line)
        if opened == line:
            break
        line = opened
    return line


def _opened(line: str) -> str:
    pieces = _ATOMS.split(line)
    pieces[::2] = map(_restored, pieces[::2])
    text, _ = LatexReader("".join(pieces), formula=False).read()
    return " ".join(_FINISHED.sub(_finish, text).split())


def _restored(text: str) -> str:
    for lost, put_back in _RESTORED:
        text = lost.sub(put_back, text)
    return text


def _finish(match: re.Match[str]) -> str:
    """Finish what needs no macro: bare scripts, quotes, dashes, ties and braces around one thing."""
    kind = match.lastgroup
    if kind == "raised":
        return script("^", match["raised"])
    if kind == "lowered":
        return match["base"] + script("_", match["lowered"])
    if kind in ("quoted", "twice"):
        return f"“{match[kind]}”"
    if kind == "single":
        return f"‘{match['single']}’"
    if kind == "dash":
        return _dash(match)
    fixed = {"open": "“", "tie": " "}
    return fixed.get(kind or "") or match[kind if kind in ("grouped", "words") else 0]


def _dash(match: re.Match[str]) -> str:
    """A dash joins words or stands free; before a word alone it is an option of a program."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if before.isspace() == after.isspace() and before and after:
        return "—" if match["dash"] == "---" else "–"
    return match[0]
