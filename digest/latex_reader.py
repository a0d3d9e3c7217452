"""Pure: reads LaTeX, whole formulas and what stands in running text, into Unicode text."""

from __future__ import annotations

import re
import unicodedata

from digest.latex_symbols import (
    ACCENT_NAMES,
    ACCENT_SIGNS,
    DOUBLE_STRUCK,
    DROPPED,
    FUNCTIONS,
    LETTERS,
    OPERATORS,
    SECOND_ARGUMENT,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    SWITCHES,
    TEXT_SIGNS,
    WRAPPERS,
)

MAX_DEPTH = 20
"""Arguments nested deeper keep their braces."""

ATOM = r"https?://[^\s{}\\<>\"$]+|(?<![A-Za-z])[A-Z]:\\(?![^\s{$]{0,200}[{$])\S*|(?<!`)`(?!`)[^`']{1,80}`(?!`)"
"""Addresses, paths and code: never opened."""

_TOKEN = re.compile(
    rf"(?P<atom>{ATOM})"
    r"|(?P<formula>\$\$(?P<two>[^$]{1,1000})\$\$|\$(?P<one>(?![\s$])[^$]{1,400}?(?<![\s\\]))\$(?:(?!\d)|(?<=[A-Za-z]\$))"
    r"|\\\((?P<round>.{1,400}?)\\\)|\\\[(?P<square>.{1,1000}?)\\\])"
    r"|\\(?P<name>[A-Za-z]+)(?P<star>\*?)|\\(?P<sign>.)|(?P<script>[\^_])|(?P<brace>[{}])",
    re.DOTALL,
)
_ACCENTED = re.compile(r"\s*(?:\{\s*\\?([^\W\d_])\s*\}|\\?([^\W\d_]))")
_OPTION = re.compile(r"\s*\[[^\[\]{}]{0,200}\]")
_LABEL = re.compile(r"^\w+\{(.*)\}$")
_CONTINUED = re.compile(r"(?<!\\)%\s+(?=\S)")
_MARKUP = re.compile(r"[\\^_{}=<>|]")
_SWITCHED = re.compile(rf"\\(?:{'|'.join(sorted(SWITCHES, key=len, reverse=True))})(?![A-Za-z])")
_TIGHT = re.compile(r"\(.*\)|[\w.′∂∇√\u0300-\u036f]+")
_WORD = re.compile(r"[A-Za-z]{3}")

_SHAPES = frozenset({"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "binom", "sqrt", "mathbb", "href"})


def formula(tex: str) -> str:
    """Return a formula, given without its dollars, on one line."""
    text, _ = LatexReader(_CONTINUED.sub("", tex).replace("&", " "), formula=True).read()
    tight = re.sub(r"(?<=[(\[]) | (?=[)\],])", "", " ".join(text.split()))
    return unicodedata.normalize("NFC", tight)


class LatexReader:
    """Reads LaTeX once from left to right; what it does not understand it leaves as it is."""

    def __init__(self, text: str, *, formula: bool) -> None:
        self._text = text
        self._at = 0
        self._formula = formula

    def read(self, depth: int = 0) -> tuple[str, bool]:
        """Read up to the brace that closes this level; say whether there was one."""
        parts: list[str] = []
        while token := _TOKEN.search(self._text, self._at):
            parts.append(self._text[self._at : token.start()])
            self._at = token.end()
            if token["brace"] == "}":
                if depth:
                    return "".join(parts), True
                parts.append("" if self._formula else "}")
            else:
                parts.append(self._token(token, "".join(parts[-2:]), depth))
        parts.append(self._text[self._at :])
        self._at = len(self._text)
        return "".join(parts), False

    def _token(self, token: re.Match[str], before: str, depth: int) -> str:
        if token["atom"]:
            return token[0] + self._label(depth)
        if token["formula"]:
            return self._inline(token)
        if token["name"]:
            return self._named(token["name"], token["star"], before, depth)
        if token["sign"]:
            return self._signed(token["sign"], before, depth)
        if token["script"]:
            return self._script(token[0], depth)
        return self._group(depth)

    def _inline(self, token: re.Match[str]) -> str:
        """Open a formula between dollars; what stands between two prices or shell variables is none and stays."""
        inner: str = token["two"] or token["one"] or token["round"] or token["square"]
        after = self._text[token.end() : token.end() + 1]
        if token["one"] and not _MARKUP.search(inner) and _is_between_prices(inner, after):
            self._at = token.start() + 1
            return "$"
        return formula(inner)

    def _group(self, depth: int) -> str:
        if depth >= MAX_DEPTH:
            return "{"
        switched = _SWITCHED.match(self._text, self._at)
        inner, closed = self.read(depth + 1)
        if self._formula or (switched and closed):
            return inner
        return f"{{{inner}}}" if closed else f"{{{inner}"

    def _argument(self, depth: int) -> str | None:
        """Read an argument; in running text only one in braces is one."""
        if depth >= MAX_DEPTH:
            return None
        at = self._at
        while self._text[at : at + 1] == " ":
            at += 1
        if self._text[at : at + 1] == "{":
            self._at = at + 1
            return self.read(depth + 1)[0].strip()
        if not self._formula or at >= len(self._text) or self._text[at] == "}":
            return None
        token = _TOKEN.match(self._text, at)
        self._at = token.end() if token else at + 1
        return self._token(token, "", depth + 1) if token else self._text[at]

    def _label(self, depth: int) -> str:
        """After an address: the label of a link whose macro was lost; another address is no label."""
        if self._formula or self._text[self._at : self._at + 1] != "{":
            return ""
        label = _LABEL.sub(r"\1", self._argument(depth) or "")
        if self._text[self._at : self._at + 1] == "$":
            self._at += 1
        return f" ({label})" if label and "://" not in label else ""

    def _script(self, mark: str, depth: int) -> str:
        if not self._formula and self._text[self._at : self._at + 1] not in ("{", "\\"):
            return mark
        formula, self._formula = self._formula, True
        inner = self._argument(depth)
        if not formula and self._text[self._at - 1 : self._at] == " ":
            self._at -= 1
        self._formula = formula
        return mark if inner is None else script(mark, inner)

    def _signed(self, sign: str, before: str, depth: int) -> str:
        if sign in ACCENT_SIGNS and not self._formula:
            return self._accented(sign, depth)
        if sign in "%&$#_{}":
            return sign
        if sign in ",;: \\":
            return " "
        if sign in "!/-":
            return ""
        if sign == "|":
            return "‖"
        if sign.isdigit() and (not before or before[-1] in " (~≈"):
            # "\$1.49M" that has lost its dollar.
            return f"${sign}"
        return sign if self._formula else f"\\{sign}"

    def _accented(self, sign: str, depth: int) -> str:
        match = _ACCENTED.match(self._text, self._at)
        if not match:
            return f"\\{sign}"
        self._at = match.end()
        letter = match[1] or match[2]
        return unicodedata.normalize("NFC", letter + ACCENT_SIGNS[sign])

    def _named(self, name: str, star: str, before: str, depth: int) -> str:
        if name in SWITCHES:
            self._skip_space()
            return ""
        if name in FUNCTIONS and self._formula:
            return self._function(name, before)
        if name in LETTERS or name in OPERATORS:
            return self._symbol(name, before)
        if name in WRAPPERS or name in ACCENT_NAMES or name in SECOND_ARGUMENT or name in DROPPED or name in _SHAPES:
            return self._with_arguments(name, depth)
        if name in TEXT_SIGNS and (len(name) > 1 or self._formula or self._ends_a_name(before)):
            self._skip_empty_group()
            if before[-1:].isalpha():
                self._skip_space()
            return TEXT_SIGNS[name]
        return self._unknown(name, before, depth) + star

    def _symbol(self, name: str, before: str) -> str:
        sign = LETTERS.get(name) or OPERATORS[name]
        self._skip_empty_group()
        if self._formula and self._skip_space() and name in OPERATORS and before.endswith(" "):
            return f"{sign} "
        return sign

    def _function(self, name: str, before: str) -> str:
        self._skip_space()
        follows = self._text[self._at : self._at + 1]
        left = " " if before[-1:].isalnum() else ""
        right = " " if follows.isalnum() or follows in ("\\", "|") else ""
        return f"{left}{name}{right}"

    def _with_arguments(self, name: str, depth: int) -> str:
        if option := _OPTION.match(self._text, self._at):
            self._at = option.end()
        first = self._argument(depth)
        if name in DROPPED:
            return " " if name in ("begin", "end") else ""
        if first is None:
            return "" if self._formula or name in WRAPPERS else f"\\{name}"
        if name in ACCENT_NAMES:
            return unicodedata.normalize("NFC", first + ACCENT_NAMES[name]) if len(first) == 1 else first
        if name in ("textsuperscript", "textsubscript"):
            return script("^" if name == "textsuperscript" else "_", first)
        if name in WRAPPERS:
            return first
        if name == "mathbb":
            return DOUBLE_STRUCK.get(first, first)
        if name == "sqrt":
            return f"√{_tight(first)}"
        second = self._argument(depth)
        if second is None:
            return first
        if name in SECOND_ARGUMENT:
            return second
        if name == "href":
            return second if "://" in second else f"{second} ({first})"
        return f"C({first}, {second})" if name == "binom" else f"{_tight(first)}/{_tight(second)}"

    def _unknown(self, name: str, before: str, depth: int) -> str:
        """A macro of the authors: its argument is their text, and a name without one names their system."""
        if self._text[self._at : self._at + 1] == "{":
            return self._argument(depth) or name
        if self._formula:
            return name
        stands_alone = len(name) >= 3 and (not before or before[-1] in " ([“\"'")
        return name if stands_alone and self._text[self._at : self._at + 1] != "\\" else f"\\{name}"

    def _ends_a_name(self, before: str) -> bool:
        """A sign of one letter is one within a word, in a group or with an empty one; alone it may be code."""
        return before[-1:].isalpha() or self._text[self._at : self._at + 2] == "{}" or before[-1:] == "{"

    def _skip_space(self) -> bool:
        start = self._at
        while self._text[self._at : self._at + 1] == " ":
            self._at += 1
        return self._at > start

    def _skip_empty_group(self) -> None:
        if self._text.startswith("{}", self._at):
            self._at += 2


def script(mark: str, inner: str) -> str:
    """Raise or lower a script where Unicode can; otherwise keep it visible."""
    inner = inner.strip(" ,")
    if mark == "^" and inner in ("∘", "o"):
        return "°"
    if not inner or (mark == "^" and not inner.strip("′*†‡⋆°")):
        return inner
    table = SUPERSCRIPTS if mark == "^" else SUBSCRIPTS
    close = inner.replace(" ", "")
    if all(char in table for char in close) and not _WORD.search(close):
        return "".join(table[char] for char in close)
    return f"{mark}{inner}" if _TIGHT.fullmatch(inner) or len(inner) == 1 else f"{mark}({inner})"


def _is_between_prices(text: str, after: str) -> bool:
    """What stands between two dollars is no formula if it has words, or if the second dollar begins a word."""
    words = text.split()
    return (after.isalnum() and len(text) > 2) or (len(words) > 1 and any(len(w) > 1 and w.isalpha() for w in words))


def _tight(text: str) -> str:
    return text if _TIGHT.fullmatch(text) else f"({text})"
