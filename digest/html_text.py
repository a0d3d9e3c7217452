"""Pure: a page of arXiv HTML, of any LaTeXML age, becomes the sections of a paper."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, cast

from digest.errors import FullTextError
from digest.html_depth import is_shallow, without_empty_elements
from digest.latex_reader import formula, script
from digest.outline import Outline
from digest.text import TextSection

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_PAGE_CHARS = 16_000_000
MAX_FORMULA_CHARS = 1_000
MAX_FORMULAS = 20_000
MAX_RUN_IN_CHARS = 60
RUN_IN_LEVEL = 5

_ROOT = "article.ltx_document, .ltx_document, .ltx_page_content"

_SKIPPED_TAGS = frozenset(
    "nav script style noscript template button footer figure svg iframe object select form".split()
)
_SKIPPED = frozenset(
    "ltx_page_navbar ltx_page_header ltx_page_footer ltx_bibliography ltx_figure ltx_table ltx_float ltx_note "
    "ltx_authors ltx_dates ltx_date ltx_listing ltx_algorithm ltx_tabular ltx_picture ltx_pruned_first ltx_keywords "
    "ltx_classification ltx_pagination ltx_rdf ltx_TOC ltx_phantom ltx_title_theorem ltx_title_proof "
    "package-alerts".split()
)
_HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3, "h5": 4, "h6": 5}
_TOP_TITLES = frozenset({"ltx_title_abstract", "ltx_title_acknowledgements", "ltx_title_appendix"})
_CONTAINERS = frozenset({"ltx_para", "ltx_abstract", "ltx_acknowledgements"})
_EQUATIONS = frozenset({"ltx_equation", "ltx_equationgroup", "ltx_eqn_table"})
_SPACED = frozenset({"br", "td", "th", "tr"})
_LABEL = re.compile(r"(?![ivx]+\W*$)\W*[^\W\d_]{3}", re.IGNORECASE)
_LOOSE = re.compile(r" (?=[,;:!?)\]]|\.(?![\w.]))")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060-\u2064\ufeff]")
_MOJIBAKE = re.compile(r"[\xc2-\xf4][\x80-\xbf]{1,3}")


def html_sections(page: str) -> tuple[TextSection, ...]:
    """Read a page section by section; raises FullTextError for one that is no paper or would take too long.

    Each formula stands once. Navigation, figures, tables, listings, footnotes, conversion errors and the bibliography
    are left out.
    """
    from selectolax.lexbor import LexborHTMLParser

    page = without_empty_elements(page)
    if len(page) > MAX_PAGE_CHARS or not is_shallow(page):
        raise FullTextError("the HTML page is too large or too deep to be read", permanent=True)
    root = LexborHTMLParser(page).css_first(_ROOT)
    if root is None:
        raise FullTextError("the HTML page is no paper", permanent=True)
    return _Page().read(root)


class _Kind(Enum):
    """What a node is to the reader of the page; those that do not matter are PLAIN."""

    SKIPPED = auto()
    PLAIN = auto()
    HEADING = auto()
    PARAGRAPH = auto()
    BLOCK = auto()
    ITEM = auto()
    LABEL = auto()
    EQUATION = auto()


class _Page:
    """Takes in the nodes of a page in their order; text counts inside of blocks and headings only."""

    def __init__(self) -> None:
        self._outline = Outline()
        self._pieces: list[str] = []
        self._blocks = 0
        self._items = 0
        self._heading: int | None = None
        self._joined: _Kind | None = None
        self._appendix = False
        self._formulas = 0

    def read(self, root: LexborNode) -> tuple[TextSection, ...]:
        """Walk all that stands below the root, without recursion."""
        open_kinds: list[_Kind] = []
        node = root.child
        while node is not None and not self._outline.full:
            kind = self._enter(node)
            below = None if kind is _Kind.SKIPPED else node.child
            if below is not None:
                open_kinds.append(kind)
                node = below
                continue
            self._leave(kind)
            while (after := node.next) is None and open_kinds:
                # The node has a parent, for its parent is open.
                node = cast("LexborNode", node.parent)
                self._leave(open_kinds.pop())
            node = after
        self._flush()
        return self._outline.sections()

    def _enter(self, node: LexborNode) -> _Kind:
        tag = node.tag or ""
        if tag == "-text":
            self._write(node.text_content or "")
            return _Kind.SKIPPED
        classes = frozenset((node.attributes.get("class") or "").split()) if tag[:1] != "-" else frozenset()
        self._appendix = self._appendix or "ltx_appendix" in classes or "ltx_bibliography" in classes
        if self._is_taken_whole(node, tag, classes):
            return _Kind.SKIPPED
        kind = _kind(tag, classes)
        self._open(kind, tag, classes)
        return kind

    def _is_taken_whole(self, node: LexborNode, tag: str, classes: frozenset[str]) -> bool:
        """Take in what is not walked: what is left out, formulas, raised and lowered text, labels, run-in headings."""
        if "ltx_ERROR" in classes:
            self._flush()
        elif tag in ("math", "m:math") or "ltx_Math" in classes:
            self._write(self._formula(node))
        elif tag in ("sup", "sub") and "ltx_note_mark" not in classes:
            self._write(_scripted(tag, node.text()))
        elif "ltx_tag" in classes:
            self._label(node.text().strip())
        elif "ltx_font_bold" in classes and self._begins_paragraph() and (title := _run_in_heading(node)):
            self._outline.open(title, RUN_IN_LEVEL, appendix=self._appendix)
        else:
            return tag in _SKIPPED_TAGS or not _SKIPPED.isdisjoint(classes)
        return True

    def _open(self, kind: _Kind, tag: str, classes: frozenset[str]) -> None:
        if kind is _Kind.HEADING:
            self._flush()
            self._heading = 1 if classes & _TOP_TITLES else _HEADINGS[tag]
        elif kind in (_Kind.BLOCK, _Kind.ITEM, _Kind.LABEL):
            if self._joined is not _Kind.LABEL or kind is _Kind.LABEL:
                self._flush()
            self._blocks += 1
            self._items += kind is not _Kind.BLOCK
        elif kind is _Kind.PARAGRAPH:
            if self._joined is None:
                self._flush()
            self._joined = None
            self._blocks += 1
        if kind is not _Kind.PLAIN or tag in _SPACED or "ltx_p" in classes:
            self._write(" ")

    def _leave(self, kind: _Kind) -> None:
        if kind is _Kind.HEADING:
            self._begin_section()
        elif kind is _Kind.LABEL:
            self._blocks, self._items = self._blocks - 1, self._items - 1
            self._joined = kind
        elif kind in (_Kind.BLOCK, _Kind.ITEM):
            self._flush()
            self._blocks -= 1
            self._items -= kind is _Kind.ITEM
        elif kind is _Kind.PARAGRAPH:
            self._blocks -= 1
        elif kind is _Kind.EQUATION:
            # A paragraph goes on behind its display formula.
            self._write(" ")
            self._joined = kind

    def _write(self, text: str) -> None:
        if self._blocks or self._heading is not None:
            self._pieces.append(text)

    def _flush(self) -> None:
        """End the paragraph that is open."""
        if self._pieces:
            self._outline.add(_line("".join(self._pieces)))
            self._pieces = []
        self._joined = None

    def _begin_section(self) -> None:
        title, level = _line("".join(self._pieces)), self._heading
        self._pieces, self._heading = [], None
        if title and level is not None:
            # The title of the document heads nothing: it is not part of the text.
            self._outline.open(title if level else "", max(1, level), appendix=self._appendix)

    def _begins_paragraph(self) -> bool:
        return bool(self._blocks and not self._items and self._heading is None and not "".join(self._pieces).strip())

    def _label(self, label: str) -> None:
        """Keep the label of an item if it has words; numbers and bullets go."""
        if self._items and _LABEL.match(label):
            self._write(f"{label} " if label[-1] in ".:?!" else f"{label}: ")
            self._joined = _Kind.LABEL

    def _formula(self, node: LexborNode) -> str:
        self._formulas += 1
        tex = _tex(node)
        return "…" if self._formulas > MAX_FORMULAS or len(tex) > MAX_FORMULA_CHARS else formula(tex)


def _kind(tag: str, classes: frozenset[str]) -> _Kind:
    if tag in _HEADINGS:
        return _Kind.HEADING
    if tag == "p":
        return _Kind.PARAGRAPH
    if tag in ("li", "dd", "blockquote"):
        return _Kind.ITEM
    if tag == "dt":
        return _Kind.LABEL
    if classes & _CONTAINERS:
        return _Kind.BLOCK
    return _Kind.EQUATION if classes & _EQUATIONS else _Kind.PLAIN


def _tex(node: LexborNode) -> str:
    """Return the source of a formula; LaTeXML gives it as an attribute, and once more among the MathML."""
    tex = node.attributes.get("alttext") or node.attributes.get("alt")
    if not tex and (source := node.css_first('annotation[encoding="application/x-tex"]')) is not None:
        tex = source.text()
    return tex or "".join(child.text() for child in node.iter())


def _scripted(tag: str, text: str) -> str:
    mark, inner = ("^" if tag == "sup" else "_"), text.strip()
    set_apart = script(mark, inner)
    return inner if set_apart.startswith(mark) else set_apart


def _run_in_heading(node: LexborNode) -> str | None:
    """Return the heading that a bold beginning of a paragraph is; a bold word within a sentence is none."""
    title = _line(node.text())
    if len(title) > MAX_RUN_IN_CHARS or not _LABEL.match(title):
        return None
    after = (node.next.text_content or "") if node.next is not None else ""
    follows = after.strip()[:1]
    stands_apart = title[-1] in ".:?!" or follows in (":", ".", "—", "–") or (after[:1].isspace() and follows.isupper())
    return title if stands_apart and follows else None


def _line(text: str) -> str:
    """Put a text on one line as a reader sees it, without the spaces that mark-up leaves before punctuation."""
    if _CONTROL.search(text):
        text = _CONTROL.sub("", _MOJIBAKE.sub(_mended, text))
    line = _LOOSE.sub("", " ".join(text.split()))
    return re.sub(r"^[.:,;]\s+", "", line)


def _mended(match: re.Match[str]) -> str:
    """Read what was UTF-8 and was taken for Latin-1."""
    try:
        return match[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
