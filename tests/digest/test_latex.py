"""LaTeX becomes text that people read, and what is no LaTeX stays as it is."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.latex import readable
from digest.latex_reader import formula
from tests.data import DATA, needs_data


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"$x^2$", "x²"),
        (r"up by 54.6\% at $\alpha=0.5$", "up by 54.6% at α=0.5"),
        (r"\textsc{Tide}: $k$-NN and the $n$th try", "Tide: k-NN and the nth try"),
        (r"$O(n\log n)$ in $\mathbb{R}^{d}$", "O(n log n) in ℝᵈ"),
        (r"$\frac{a+b}{c}$, $\frac12$, $\sqrt{x}$, $\sqrt{x+1}$", "(a+b)/c, 1/2, √x, √(x+1)"),
        (r"$\hat{y}_{t+1} \leq \sum_{i=1}^{n} x_i$", "ŷₜ₊₁ ≤ ∑ᵢ₌₁ⁿ xᵢ"),
        (r"$x_{i,j}$, $F_{\text{max}}$, $W_{QK}^{\top}$", "x_(i,j), F_max, W_QKᵀ"),
        (r"$\{0,1\}^n$ and $\|x\|_2$", "{0,1}ⁿ and ‖x‖₂"),
        (r"50$\times$ faster, $\sim$40 h, 30$^\circ$", "50× faster, ~40 h, 30°"),
        (r"\(a \pm b\) and \[c\]", "a ± b and c"),
        (r"\"Ust\"un, Fr\'echet, Erd\H{o}s, na\"{\i}ve, S\o ren", "Üstün, Fréchet, Erdős, naïve, Søren"),
        (r"\textbf{\emph{deep} text} {\bf bold}", "deep text bold"),
        (r"\href{https://a.org/b_c}{our page}", "our page (https://a.org/b_c)"),
        (r"\url{https://a.org/b\_c}", "https://a.org/b_c"),
        (r"as shown \cite{kim2024} in Fig.~3", "as shown in Fig. 3"),
        ("Experts~(MoE) at 8~FPS, (i)~the RTX~4090", "Experts (MoE) at 8 FPS, (i) the RTX 4090"),
        (r"we present \ours, and \ours{} wins", "we present ours, and ours wins"),
        ("``quoted'' and `single' words", "“quoted” and ‘single’ words"),
        ("pages 1--10 -- and more---much", "pages 1–10 – and more—much"),
        (r"16\,FPS vs.\ 8 FPS, R\&D", "16 FPS vs. 8 FPS, R&D"),
        ("O(N^2), 10^-3, R^2AI, z_t, N_0-Net", "O(N²), 10⁻³, R²AI, zₜ, N₀-Net"),
        (
            r"5 m\textsuperscript{2} of H\textsubscript{2}O, auto\-matic \textcolor{red}{red}",
            "5 m² of H₂O, automatic red",
        ),
        (r"\begin{itemize}\item one \item two\end{itemize}", "• one • two"),
    ],
)
def test_c11_latex_becomes_readable_text(written: str, read: str) -> None:
    assert readable(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("3.9times faster on 64times64", "3.9× faster on 64×64"),
        ("4{times} less, {sim}50 runs, approx20%", "4× less, ~50 runs, ≈20%"),
        ("a 360^circ view", "a 360° view"),
        ("from 0.73rightarrow0.90 and 0.1to0.6", "from 0.73→0.90 and 0.1→0.6"),
        ("z_{t}rightarrow z_{0} with G_{stack}", "zₜ→ z₀ with G_stack"),
        ("three textit{O}bstacles in the ell_2 norm of pi_0", "three Obstacles in the ℓ₂ norm of π₀"),
        (r"8\timesA100 for \1.49M, n=4{,}851", "8× A100 for $1.49M, n=4,851"),
        (
            "at https://a.org/x_1{GitHub} or https://b.org{https://b.org}.",
            "at https://a.org/x_1 (GitHub) or https://b.org.",
        ),
    ],
)
def test_marks_whose_backslash_a_site_has_lost_are_understood(written: str, read: str) -> None:
    assert readable(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "between $5 and $10, or $5-$10, at most 4$ an hour",
        "set $HOME/$USER before $PATH",
        r"open C:\new\text and D:\alpha",
        r"print `\n`, match \d+ and \S+, and the token \t",
        "snake_case, my_t, __init__, a_b_c and --flag",
        "<think> and </think> & <EOS>",
        '{"key": 1}, {True, False} and f(x)',
        "https://a.org/~kim/x_1/y^2--z?a=$b",
        "about ~50, 10~20, 10%~20%, (1)~(3), 7B~70B, v1.0~v2.0, 3~5배, 10~수십, 월~금 and p~q",
        "don't say 'it's', five times, the tau-bench and sim2real",
        "d^0.75, d^10.5 and x_1.5",
        "^_^ and C++ and C# and 100% of A* search",
    ],
)
def test_what_is_no_latex_stays(text: str) -> None:
    assert readable(text) == text


def test_a_formula_is_read_without_its_dollars() -> None:
    assert formula(r"F_{ij}^{n}=[k_{n}\delta-2\gamma\% \cdot v]") == "Fᵢⱼⁿ=[kₙδ-2γ% · v]"
    assert formula(r"V_{ij}% \cdot \mathbf{r}") == "Vᵢⱼ·r"
    assert formula("[0,1]") == "[0,1]"


def test_white_space_is_collapsed() -> None:
    assert readable("  a\n  title \t of\u00a0two lines ") == "a title of two lines"


def test_deep_nesting_is_no_trouble() -> None:
    assert readable("{" * 5_000 + r"\frac{" * 5_000)
    assert "x" in formula(r"\sqrt{" * 5_000 + "x" + "}" * 5_000)


marks = st.sampled_from(
    [
        *"\\{}$^_`'~-()[]*&|. aB12é한",
        *r"pi times sim \alpha \frac \textbf \hat \sqrt \left \cite \href \begin \log \o \c `` ''".split(),
        "https://a.org/",
        "C:\\",
    ]
)


@given(st.lists(marks, max_size=14).map("".join))
@settings(max_examples=300)
def test_any_latex_is_read_without_an_error_and_read_again_stays(text: str) -> None:
    once = readable(text)

    assert readable(once) == once
    assert once == " ".join(once.split())
    formula(text)


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_any_text_is_read_without_an_error(text: str) -> None:
    readable(text)
    formula(text)


# Words that are marks where a site has lost their backslashes.
lost_marks = re.compile("arrow|propto|[lg]eq |boldsymbol")


@given(
    st.text(st.characters(exclude_characters="\\${}^_~`'-0123456789"), max_size=200).filter(
        lambda text: not lost_marks.search(text)
    )
)
@settings(max_examples=200)
def test_text_without_marks_changes_in_its_white_space_only(text: str) -> None:
    assert readable(text) == " ".join(text.split())


@needs_data
def test_c11_recorded_titles_and_abstracts_hold_no_latex_afterwards() -> None:
    papers = [item["paper"] for file in (DATA / "hf_daily").glob("*.json") for item in json.loads(file.read_bytes())]
    read = [readable(text) for paper in papers for text in (paper["title"], paper["summary"])]

    assert len(read) > 1_500
    assert not [text for text in read if "\\" in text]
    assert not [
        text for text in read if "``" in text or "_{" in text or "^{" in text or "circ" in text.split("^")[-1][:4]
    ]
    assert all(readable(text) == text for text in read)
