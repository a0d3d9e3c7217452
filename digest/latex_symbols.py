"""The tables behind `latex`: what each LaTeX name says in Unicode, and which names say nothing to a reader."""

from __future__ import annotations

LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "varpi": "ϖ", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ",
    "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "ell": "ℓ", "hbar": "ℏ", "imath": "ı", "jmath": "ȷ", "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ",
    "infty": "∞", "partial": "∂", "nabla": "∇", "emptyset": "∅", "varnothing": "∅", "sum": "∑", "prod": "∏",
    "int": "∫", "iint": "∬", "oint": "∮", "sun": "☉", "prime": "′", "forall": "∀", "exists": "∃", "neg": "¬",
    "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lbrace": "{",
    "rbrace": "}", "lbrack": "[", "rbrack": "]", "lvert": "|", "rvert": "|", "vert": "|", "Vert": "‖", "lVert": "‖",
    "rVert": "‖", "farcs": "″.", "farcm": "′.", "fdg": "°.", "arcsec": "″", "arcmin": "′", "degree": "°",
    "textdegree": "°", "top": "⊤", "bot": "⊥", "angle": "∠", "triangle": "△", "square": "□", "checkmark": "✓",
    "cmark": "✓", "xmark": "✗", "sharp": "♯", "flat": "♭",
}  # fmt: skip
"""Signs that stand close to what follows; they are also understood where a site has lost their backslash."""

OPERATORS = {
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "approx": "≈", "sim": "~", "simeq": "≃", "cong": "≅",
    "leq": "≤", "le": "≤", "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠", "ne": "≠", "ll": "≪",
    "gg": "≫", "lesssim": "≲", "gtrsim": "≳", "lt": "<", "gt": ">", "rightarrow": "→", "to": "→", "leftarrow": "←",
    "gets": "←", "leftrightarrow": "↔", "longrightarrow": "→", "longleftarrow": "←", "Rightarrow": "⇒",
    "Longrightarrow": "⇒", "implies": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔", "iff": "⇔", "mapsto": "↦",
    "hookrightarrow": "↪", "uparrow": "↑", "downarrow": "↓", "nearrow": "↗", "searrow": "↘", "in": "∈", "notin": "∉",
    "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "cup": "∪", "cap": "∩",
    "bigcup": "⋃", "bigcap": "⋂", "setminus": "∖", "backslash": "\\", "circ": "∘", "star": "⋆", "ast": "*",
    "bullet": "•",
    "oplus": "⊕", "ominus": "⊖", "otimes": "⊗", "odot": "⊙", "propto": "∝", "equiv": "≡", "triangleq": "≜",
    "coloneqq": "≔", "prec": "≺", "succ": "≻", "preceq": "⪯", "succeq": "⪰", "perp": "⊥", "parallel": "∥", "mid": "|",
    "land": "∧", "wedge": "∧", "lor": "∨", "vee": "∨", "vdash": "⊢", "models": "⊨", "dagger": "†", "ddagger": "‡",
    "ldots": "…", "dots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "texttimes": "×", "textpm": "±",
}  # fmt: skip
"""Signs between two things: they keep the space behind them where the author put one before them."""

TEXT_SIGNS = {
    "S": "§", "P": "¶", "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å",
    "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dag": "†", "ddag": "‡", "copyright": "©", "pounds": "£",
    "euro": "€", "texteuro": "€", "textdollar": "$", "textasciitilde": "~", "textasciicircum": "^",
    "textbackslash": "\\", "textunderscore": "_", "textbar": "|", "textless": "<", "textgreater": ">",
    "textbullet": "•", "textellipsis": "…", "textendash": "–", "textemdash": "—", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "texttrademark": "™",
    "textregistered": "®", "item": "•", "quad": " ", "qquad": " ", "newline": " ", "linebreak": " ", "par": " ",
    "LaTeX": "LaTeX", "TeX": "TeX", "space": " ", "thinspace": " ", "enspace": " ", "nobreakspace": " ",
}  # fmt: skip

FUNCTIONS = frozenset(
    "log ln lg exp min max sup inf lim limsup liminf arg argmin argmax sin cos tan cot sinh cosh tanh arcsin arccos "
    "arctan det dim ker deg gcd Pr bmod pmod mod softmax sign tr".split()
)
"""Names that stay names, apart from what stands around them."""

SWITCHES = frozenset(
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr displaystyle textstyle "
    "scriptstyle scriptscriptstyle limits nolimits it itshape bf bfseries em sl sc scshape tt ttfamily rm rmfamily "
    "sf sffamily normalfont tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge centering "
    "noindent xspace "
    "allowbreak smallskip medskip bigskip nonumber notag protect relax unboldmath boldmath hfill vfill clearpage "
    "newpage maketitle mathstrut strut cal".split()
)
"""Names that change how things look and say nothing."""

WRAPPERS = frozenset(
    "text textbf textit textsc texttt textrm textsf textsl textup textmd textnormal textsuperscript textsubscript emph "
    "underline uline uwave sout mathrm mathbf mathit mathsf mathcal mathfrak mathtt mathscr mathnormal boldsymbol bm "
    "pmb operatorname mathop mathbin mathrel mathord mathopen mathclose mathinner mbox hbox fbox boxed url path "
    "footnote ensuremath lowercase uppercase MakeUppercase overline underbrace overbrace substack overrightarrow "
    "smash phantomsection texorpdfstring".split()
)
"""Names whose first argument is the text."""

SECOND_ARGUMENT = frozenset("textcolor colorbox scalebox raisebox parbox stackrel overset underset".split())
"""Names whose second argument is the text."""

DROPPED = frozenset(
    "cite citep citet citealp citeauthor citeyear label ref eqref autoref cref Cref pageref vspace hspace thanks "
    "phantom hphantom vphantom color usepackage includegraphics bibliography bibliographystyle footnotemark begin "
    "end tag hskip vskip kern".split()
)
"""Names that go, and their argument with them."""

ACCENT_SIGNS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307"}
ACCENT_NAMES = {
    "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331", "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "widetilde": "\u0303",
    "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "breve": "\u0306",
}  # fmt: skip

DOUBLE_STRUCK = dict(zip("CEHNPQRSZ1", "ℂ𝔼ℍℕℙℚℝ𝕊ℤ𝟙", strict=True))

SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzT⊤βγδθ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵀᵝᵞᵟᶿ",
        strict=True,
    )
)
SUBSCRIPTS = dict(zip("0123456789+-−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
