"""Papers as citations: whole, escaped, one label each."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from digest.citations import CitationForm, cite
from tests.makers import make_paper

PAPER = replace(
    make_paper("2509.03867"),
    title="100% of R&D_teams use $x^2$",
    authors=("Ada Kim", "Bo von Lee"),
    categories=("cs.CL", "cs.AI"),
    published_at=datetime(2025, 9, 4, tzinfo=UTC),
)


def test_bibtex_is_as_arxiv_recommends_and_escapes_what_would_act() -> None:
    assert cite([PAPER], CitationForm.BIBTEX) == (
        "@misc{kim2509.03867,\n"
        "  title = {{100\\% of R\\&D\\_teams use x²}},\n"
        "  author = {Ada Kim and Bo von Lee},\n"
        "  year = {2025},\n"
        "  eprint = {2509.03867},\n"
        "  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.CL},\n"
        "  url = {https://arxiv.org/abs/2509.03867},\n"
        "}\n"
    )


def test_ris_has_one_value_on_each_line() -> None:
    told = cite([replace(PAPER, abstract="One.\nTwo.")], CitationForm.RIS)
    assert told.splitlines() == [
        "TY  - PREP",
        "TI  - 100% of R&D_teams use x²",
        "AU  - Ada Kim",
        "AU  - Bo von Lee",
        "PY  - 2025",
        "DA  - 2025/09/04",
        "AB  - One. Two.",
        "UR  - https://arxiv.org/abs/2509.03867",
        "AN  - arXiv:2509.03867",
        "ER  - ",
    ]


def test_json_holds_what_the_other_forms_do() -> None:
    (told,) = json.loads(cite([PAPER], CitationForm.JSON))
    assert (told["id"], told["authors"], told["published_at"]) == (
        "2509.03867",
        ["Ada Kim", "Bo von Lee"],
        "2025-09-04T00:00:00+00:00",
    )


def test_a_paper_of_which_little_is_known_is_cited_too() -> None:
    bare = replace(make_paper("hep-th/9901001"), authors=(), abstract="")
    assert cite([bare], CitationForm.BIBTEX).startswith("@misc{hep_th_9901001,\n")
    assert "PY" not in cite([bare], CitationForm.RIS)


@given(title=st.text(max_size=60), authors=st.lists(st.text(min_size=1, max_size=20), max_size=3))
def test_no_title_or_name_can_end_its_entry(title: str, authors: list[str]) -> None:
    paper = replace(PAPER, title=title, authors=tuple(authors))
    told = cite([paper, paper], CitationForm.BIBTEX)
    assert told.count("{") == told.count("}")
    assert told.count("@misc{") >= 2
    records = cite([paper, paper], CitationForm.RIS)
    assert sum(line.startswith("ER  - ") for line in records.split("\n")) == 2
