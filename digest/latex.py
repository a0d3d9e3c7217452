"""Pure: LaTeX left over in titles and abstracts becomes text that people read: `$x^2$` → x², `54.6\\%` → 54.6%."""

from __future__ import annotations

import re
import unicodedata

MAX_PASSES = 8
"""Nested arguments are opened from the inside; deeper ones keep their braces."""

_SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "times": "×", "cdot": "·", "pm": "±", "mp": "∓", "approx": "≈",
    "sim": "~", "simeq": "≃", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "ll": "≪",
    "gg": "≫", "rightarrow": "→", "to": "→", "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒",
    "uparrow": "↑", "downarrow": "↓", "infty": "∞", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆",
    "cup": "∪", "cap": "∩", "forall": "∀", "exists": "∃", "nabla": "∇", "partial": "∂", "sum": "∑", "prod": "∏",
    "int": "∫", "ell": "ℓ", "ldots": "…", "dots": "…", "cdots": "⋯", "quad": " ", "qquad": " ", "circ": "°",
    "degree": "°", "star": "⋆", "ast": "*", "oplus": "⊕", "otimes": "⊗", "propto": "∝", "equiv": "≡", "langle": "⟨",
    "rangle": "⟩", "dagger": "†", "checkmark": "✓", "S": "§", "ss": "ß", "ae": "æ", "oe": "œ", "o": "ø", "aa": "å",
    "l": "ł", "log": "log", "exp": "exp", "min": "min", "max": "max", "left": "", "right": "", "big": "",
    "Big": "", "displaystyle": "", "it": "", "bf": "", "em": "", "tt": "", "sc": "", "textasciitilde": "~",
    "textbackslash": "\\", "xspace": "", "newline": " ", "par": " ", "noindent": "", "footnotesize": "", "small": "",
}  # fmt: skip
_DROPPED = frozenset({"cite", "citep", "citet", "label", "ref", "vspace", "hspace", "thanks"})
_WRAPPERS = frozenset(
    "text textbf textit textsc texttt textrm textsf textup textnormal emph underline uline mathrm mathbf mathit mathsf "
    "mathcal mathbb mathfrak mathtt boldsymbol bm operatorname mbox hbox url footnote ensuremath hat bar tilde vec "
    "overline widehat widetilde".split()
)
_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
}
_LETTER_ACCENTS = {"c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a"}
_SUPER = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
_SUB = dict(zip("0123456789+-=()aeox", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓ", strict=True))

_MATH = re.compile(r"(?<!\\)(\${1,2})([^$]{1,400}?)(?<!\\)\1|\\\((.{1,400}?)\\\)|\\\[(.{1,400}?)\\\]", re.DOTALL)
_LOOKS_LIKE_MATH = re.compile(r"\\[A-Za-z]|[\^_=<>{}]|^\s*[A-Za-z]\s*$|^[\d.,\s%+\-*/x×~]*$")
_HREF = re.compile(r"\\href\s*\{[^{}]*\}\s*\{([^{}]*)\}")
_TWO_ARGUMENTS = re.compile(r"\\[td]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_SQRT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_WITH_ARGUMENT = re.compile(r"\\([A-Za-z]+)\*?\s*(?:\[[^\[\]{}]*\])?\s*\{([^{}]*)\}")
_BARE = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])\s?")
_ACCENT = re.compile(r"\\(['`^\"~=.])\s*(?:\{\s*\\?([A-Za-z])\s*\}|\\?([A-Za-z]))")
_LETTER_ACCENT = re.compile(r"\\([cvuHkr])\s*\{\s*([A-Za-z])\s*\}")
_SCRIPT = re.compile(r"([\^_])(?:\{([^{}]*)\}|([A-Za-z0-9*+\-]))")
_ESCAPED = re.compile(r"\\([%&$#_{}])")
_SPACING = re.compile(r"\\[,;:! ]")
_GROUP = re.compile(r"(?<![\w\\])\{([^{}\\]*)\}")
_MARK = re.compile(r"\\(?:[A-Za-z]{2,}|[%&$#_{}'`^\"~(\[])|\$|``|''|[\^_]\{")


def readable(text: str) -> str:
    """Return the text for people, on one line; text without LaTeX is changed in its white space only."""
    line = " ".join(text.split())
    if not _MARK.search(line):
        return line
    line = _MATH.sub(_math, line)
    line = _outside_math(line)
    return " ".join(line.split())


def _math(match: re.Match[str]) -> str:
    """Open a formula; what stands between two prices is none and stays."""
    inner = next(group for group in match.groups()[1:] if group is not None)
    if match[1] and not _LOOKS_LIKE_MATH.search(inner):
        return match[0]
    return _scripts(_macros(inner)).strip()


def _outside_math(text: str) -> str:
    return _macros(text).replace("``", "“").replace("''", "”")


def _macros(text: str) -> str:
    text = _HREF.sub(r"\1", _LETTER_ACCENT.sub(_letter_accent, _ACCENT.sub(_accent, text)))
    for _ in range(MAX_PASSES):
        opened = _SQRT.sub(r"√\1", _TWO_ARGUMENTS.sub(r"\1/\2", text))
        opened = _WITH_ARGUMENT.sub(_argument, opened)
        if "\\" in text:
            opened = _braced_scripts(opened)
        if opened == text:
            break
        text = opened
    text = _BARE.sub(_symbol, text)
    return _ESCAPED.sub(r"\1", _SPACING.sub(" ", text))


def _argument(match: re.Match[str]) -> str:
    name, argument = match[1], match[2]
    if name in _DROPPED:
        return ""
    if name in _SYMBOLS:
        return f"{_SYMBOLS[name]}{{{argument}}}" if argument else _SYMBOLS[name]
    # The argument of a macro that nobody here knows is text of the authors: it stays.
    return argument


def _symbol(match: re.Match[str]) -> str:
    name = match[1]
    if name in _SYMBOLS:
        spaced = match[0].endswith(" ") and _SYMBOLS[name]
        return _SYMBOLS[name] + (" " if spaced else "")
    return match[0]


def _braced_scripts(text: str) -> str:
    return re.sub(r"[\^_]\{[^{}\\]*\}", lambda match: _script(match[0][0], match[0][2:-1]), text)


def _scripts(text: str) -> str:
    text = _SCRIPT.sub(lambda match: _script(match[1], match[2] if match[2] is not None else match[3]), text)
    return _GROUP.sub(r"\1", text)


def _script(mark: str, inner: str) -> str:
    """Raise or lower a script where Unicode can; otherwise keep it visible."""
    table = _SUPER if mark == "^" else _SUB
    if inner and all(char in table for char in inner):
        return "".join(table[char] for char in inner)
    return inner if inner in ("°", "*", "†") else f"{mark}{inner}" if len(inner) < 2 else f"{mark}({inner})"


def _accent(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", (match[2] or match[3]) + _ACCENTS[match[1]])


def _letter_accent(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[2] + _LETTER_ACCENTS[match[1]])
