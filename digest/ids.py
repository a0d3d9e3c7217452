"""Pure: every form of an arXiv id that people paste, its key, and the links made of a key."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from digest.errors import IdError
from storage.models import Language, PaperKey

_NEW = r"(?P<new>\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})"
# The class of an old id (`math.GT`) names the same paper as the id without it: it is not part of the key.
_OLD = r"(?P<archive>[a-z]+(?:-[a-z]+)*)(?:\.[A-Z]{2})?/(?P<number>\d{2}(?:0[1-9]|1[0-2])\d{3})"
_ID = rf"(?:{_NEW}|{_OLD})(?:v(?P<version>[1-9]\d{{0,2}}))?"
_SITE = (
    r"(?:arxiv\.org/(?:abs|pdf|html|format|ps|src|e-print)/|(?:huggingface|hf)\.co/(?:api/)?papers/"
    r"|alphaxiv\.org/(?:[a-z]{2}/)?(?:abs|pdf|html|overview|audio)/|ar5iv\.org/(?:abs|html)/"
    r"|(?:doi\.org/)?10\.48550/arxiv\.)"
)
_ARXIV = r"(?:arxiv\s*:\s*)?"
_BEFORE = r"(?<![\w.\-/])"
_AFTER = r"(?![\w\-]|\.\d|/\w)"
# Only ASCII counts as part of a word: Korean and Japanese particles stand right behind an id.
_FLAGS = re.IGNORECASE | re.ASCII

# `arXiv:2509.03867v2 [cs.CL] 4 Sep 2025` is what stands on a paper's margin.
_BARE = re.compile(rf"{_ARXIV}{_ID}(?:\s*\[[a-z.\-]+(?:\]?|\].{{0,40}}))?", _FLAGS)
# `<https://…|label>` is how Slack passes on a link.
_LINK = re.compile(
    rf"(?:https?://)?(?:[a-z0-9\-]+\.){{0,3}}{_SITE}{_ID}(?:\.pdf|\.md)?/?(?:[?#][^\s|]*)?(?:\|.*)?", _FLAGS
)
_ANY = re.compile(rf"(?:{_SITE}|{_BEFORE}{_ARXIV}){_ID}{_AFTER}", _FLAGS)
# Archives of the old style; a closed list since 2007, so that `and/0101001` in a text is no id.
_ARCHIVES = frozenset(
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga "
    "funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph "
    "q-alg q-bio quant-ph solv-int supr-con".split()
)
_WRAPPING = " \t\r\n<>()[]{}\"'“”‘’«»`.,;:!"
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_MAX_CHARS = 300


@dataclass(frozen=True, slots=True)
class ArxivId:
    """A paper's key and the version that was named, if one was."""

    key: PaperKey
    version: int | None = None


def parse_id(text: str) -> ArxivId:
    """Read one id in any form: bare, `arXiv:`, DOI, or a link to arXiv, Hugging Face, alphaXiv or ar5iv.

    Raises IdError with an example of what works.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:_MAX_CHARS])).strip(_WRAPPING)
    for pattern in (_BARE, _LINK):
        if (match := pattern.fullmatch(plain)) and (found := _read(match)):
            return found
    shown = " ".join(plain.split())[:60]
    raise IdError(f"{shown!r} is no arXiv id; write it as 2509.03867, or paste a link to arXiv or Hugging Face")


def find_ids(text: str) -> tuple[ArxivId, ...]:
    """Find the ids that stand in running text, in their order, each paper once."""
    found: dict[PaperKey, ArxivId] = {}
    for match in _ANY.finditer(unicodedata.normalize("NFKC", text)):
        if arxiv_id := _read(match):
            found.setdefault(arxiv_id.key, arxiv_id)
    return tuple(found.values())


def _read(match: re.Match[str]) -> ArxivId | None:
    version = int(match["version"]) if match["version"] else None
    if new := match["new"]:
        year_month, number = new.split(".")
        # Four digits until December 2014, five since; sequences start at 1 (arXiv identifier scheme).
        if len(number) != (4 if int(year_month) <= 1412 else 5) or int(year_month) < 704 or int(number) == 0:
            return None
        return ArxivId(PaperKey(new), version)
    archive, number = match["archive"].lower(), match["number"]
    # The old style was in use from August 1991 to March 2007.
    if archive not in _ARCHIVES or number.endswith("000") or "0703" < number[:4] < "9108":
        return None
    return ArxivId(PaperKey(f"{archive}/{number}"), version)


def abs_url(key: PaperKey) -> str:
    """Link to the abstract page, the page that arXiv asks to be linked."""
    return f"https://arxiv.org/abs/{key}"


def pdf_url(key: PaperKey) -> str:
    """Link to the PDF for people."""
    return f"https://arxiv.org/pdf/{key}"


def is_on_hugging_face(key: PaperKey) -> bool:
    """Tell whether Hugging Face can have the paper: its index takes new ids only (its docs of the id's form)."""
    return "/" not in key


def hugging_face_url(key: PaperKey) -> str:
    """Link to the page on Hugging Face."""
    return f"https://huggingface.co/papers/{key}"


def alphaxiv_url(key: PaperKey, language: Language) -> str:
    """Link to the overview on alphaXiv, in the reader's language."""
    return f"https://www.alphaxiv.org/{language}/overview/{key}"


def file_name(key: PaperKey) -> str:
    """Return the key as a safe file name; an old id holds a slash."""
    return key.replace("/", "_")
