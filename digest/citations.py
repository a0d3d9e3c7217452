"""Pure: papers as the citations that reference managers read: BibTeX, RIS, JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from digest.ids import abs_url
from digest.latex import readable
from storage.models import Paper

_LATEX_SIGNS = {
    "\\": r"\textbackslash{}",
    # BibTeX counts every brace, escaped ones too.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_SIGN = re.compile(r"[\\{}&%$#_~^]")


class CitationForm(StrEnum):
    """A form of citations; the value is the name by which people ask for it."""

    BIBTEX = "bibtex"
    RIS = "ris"
    JSON = "json"


def cite(papers: Iterable[Paper], form: CitationForm) -> str:
    """Write papers in a form, in their order."""
    match form:
        case CitationForm.BIBTEX:
            return "\n".join(map(_bibtex, papers))
        case CitationForm.RIS:
            return "\n".join(map(_ris, papers))
    return json.dumps(list(map(_described, papers)), ensure_ascii=False, indent=2) + "\n"


def _bibtex(paper: Paper) -> str:
    """Write one entry as arXiv recommends (info.arxiv.org/help/hypertex/bibstyles)."""
    fields = {
        # Doubled braces keep the capitals of a title, and names from being taken apart.
        "title": f"{{{_escaped(readable(paper.title))}}}",
        "author": " and ".join(_escaped(name) for name in paper.authors),
        "year": str(paper.published_at.year) if paper.published_at else "",
        "eprint": paper.key,
        "archivePrefix": "arXiv",
        "primaryClass": paper.categories[0] if paper.categories else "",
        "url": abs_url(paper.key),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{_label(paper)},\n{lines}}}\n"


def _label(paper: Paper) -> str:
    """Return a label that no two papers share and every BibTeX takes."""
    name = paper.authors[0].split()[-1] if paper.authors and paper.authors[0].split() else ""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.]", "", ascii_name.lower()) + re.sub(r"[^\w.]", "_", paper.key)


def _escaped(text: str) -> str:
    return _SIGN.sub(lambda match: _LATEX_SIGNS[match[0]], " ".join(text.split()))


def _ris(paper: Paper) -> str:
    """Write one record; a line is a tag and its value, and each value stands on one line."""
    published = f"{paper.published_at:%Y/%m/%d}" if paper.published_at else ""
    values = [
        ("TY", "PREP"),
        ("TI", readable(paper.title)),
        *(("AU", name) for name in paper.authors),
        ("PY", published[:4]),
        ("DA", published),
        ("AB", readable(paper.abstract)),
        ("UR", abs_url(paper.key)),
        ("AN", f"arXiv:{paper.key}"),
    ]
    return "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in values if value) + "ER  - \n"


def _described(paper: Paper) -> dict[str, object]:
    return {
        "id": paper.key,
        "title": readable(paper.title),
        "authors": list(paper.authors),
        "published_at": paper.published_at.isoformat() if paper.published_at else None,
        "url": abs_url(paper.key),
        "abstract": paper.abstract,
    }
