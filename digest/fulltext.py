"""Pure: a page, a Markdown text or a PDF becomes the headed text of a paper, or is recognised as none."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from digest.errors import FullTextError
from digest.latex import readable
from digest.text import FullText, Origin, TextSection

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

ENOUGH_CHARS = 2_000
"""A paper's text is longer than this; what is shorter is a notice, a preview or an error page."""
MAX_TEXT_CHARS = 1_000_000
MAX_PDF_PAGES = 60

_DROPPED = (
    "nav, script, style, noscript, header.desktop_header, footer, .ltx_page_navbar, .ltx_page_footer, .ltx_ERROR,"
    " .ltx_bibliography, .ltx_figure, .ltx_table, .ltx_float, .ltx_tag, .ltx_note, .ltx_authors, .ltx_dates,"
    " .ltx_equation, .ltx_equationgroup, .ltx_listing, .ltx_algorithm, .ltx_pruned_first, .package-alerts, button"
)
_HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3, "h5": 3, "h6": 3}
_BLOCKS = frozenset({"p", "li", "dd", "dt", "blockquote"})
_BLOCKED = re.compile(r"captcha|are you a robot|verify you are human|unusual traffic|access denied", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*|[A-Z](?:\.\d+)+|[IVX]+)[.:]?\s+(?=\S)")
_REFERENCES = re.compile(r"^(?:references|bibliography|works cited)$", re.IGNORECASE)
_APPENDIX = re.compile(r"^(?:appendix|appendices|supplementary)\b", re.IGNORECASE)


def from_abstract(abstract: str) -> FullText:
    """Take the abstract as all there is."""
    return FullText(Origin.ABSTRACT, (TextSection("Abstract", readable(abstract)),))


def from_html(page: bytes | str) -> FullText:
    """Read an arXiv HTML page of any LaTeXML age.

    Each formula stands once; navigation, figures, tables, footnotes, conversion errors and the bibliography are left
    out. Raises FullTextError for a page that is no paper.
    """
    from selectolax.lexbor import LexborHTMLParser

    text = page.decode("utf-8", "replace") if isinstance(page, bytes) else page
    tree = LexborHTMLParser(text)
    root = tree.css_first("article.ltx_document, .ltx_document, .ltx_page_content")
    if root is None:
        reason = "asks for a captcha" if _BLOCKED.search(text[:20_000]) else "is no paper"
        raise FullTextError(f"the HTML page {reason}", permanent=True)
    for formula in root.css("math"):
        tex = formula.attributes.get("alttext") or ""
        formula.replace_with(f" {readable(f'${tex}$')} " if len(tex) <= 300 else " ")
    for node in root.css(_DROPPED):
        node.decompose()
    return _checked(Origin.ARXIV_HTML, tuple(_html_sections(root)))


def _html_sections(root: LexborNode) -> Iterator[TextSection]:
    """Walk the page in its order: a heading begins a section, a block of text adds a paragraph to it."""
    heading, level, appendix = "", 1, False
    paragraphs: list[str] = []
    for node in root.traverse(include_text=False):
        if node.tag in _HEADINGS:
            if paragraphs:
                yield TextSection(heading, "\n\n".join(paragraphs), level, appendix)
            title = _plain(node)
            heading, level, paragraphs = _NUMBER.sub("", title), max(1, _HEADINGS[node.tag]), []
            appendix = appendix or "ltx_title_appendix" in (node.attributes.get("class") or "")
            if _HEADINGS[node.tag] == 0:
                heading = ""
        elif node.tag in _BLOCKS and not _inside_block(node) and (paragraph := _plain(node)):
            paragraphs.append(paragraph)
    if paragraphs:
        yield TextSection(heading, "\n\n".join(paragraphs), level, appendix)


def _inside_block(node: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag in _BLOCKS:
            return True
        parent = parent.parent
    return False


def _plain(node: LexborNode) -> str:
    text = " ".join(node.text(separator="", strip=False).split())
    return re.sub(r"\s+([.,;:!?)\]])", r"\1", text).strip()


def from_markdown(text: str) -> FullText:
    """Read a paper as Markdown; raises FullTextError for a page of the site that holds no full text."""
    if text.lstrip()[:15].lower().startswith(("<!doctype", "<html")):
        raise FullTextError("the Markdown is an HTML page", permanent=True)
    return _checked(Origin.HUGGING_FACE, tuple(_headed(_markdown_lines(text))))


def _markdown_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with the level of its heading, 0 for running text; code and tables are left out."""
    in_code = False
    for line in text[:MAX_TEXT_CHARS].splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            in_code = not in_code
        elif in_code or line.lstrip().startswith(("|", "![")):
            continue
        elif match := re.match(r"^(#{1,6})\s+(.*?)\s*#*$", line):
            yield len(match[1]), readable(re.sub(r"[*_`]{1,2}", "", match[2]))
        else:
            plain = re.sub(r"!?\[([^\]]*)\]\([^)\s]*\)", r"\1", line)
            yield 0, re.sub(r"\*\*|__|`", "", plain)


def from_pdf(data: bytes) -> FullText:
    """Read a PDF's text; raises FullTextError for what is none, is encrypted, damaged, or holds pictures only."""
    if b"%PDF-" not in data[:1024]:
        reason = "asks for a captcha" if _BLOCKED.search(data[:20_000].decode("latin-1")) else "is no PDF"
        raise FullTextError(f"the file {reason}", permanent=True)
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = pypdf.PdfReader(io.BytesIO(data), strict=False).pages
        text = "\n".join(pages[place].extract_text() for place in range(min(len(pages), MAX_PDF_PAGES)))
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        # pypdf answers damaged files with whatever the damage leads it into.
        raise FullTextError(f"the PDF cannot be read ({type(error).__name__})", permanent=True) from error
    return _checked(Origin.PDF, tuple(_headed(_pdf_lines(text))))


_PDF_HEADING = re.compile(
    r"^(?:(?:\d{1,2}(?:\.\d{1,2})?|[A-Z])\.?\s+[A-Z][^.!?]{2,60}|Abstract|ABSTRACT|References|REFERENCES|Limitations"
    r"|Conclusions?|Acknowledge?ments?|Appendix.{0,40})$"
)


def _pdf_lines(text: str) -> Iterator[tuple[int, str]]:
    joined = re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text[:MAX_TEXT_CHARS])
    for line in joined.splitlines():
        stripped = line.strip()
        if _PDF_HEADING.match(stripped):
            yield 1, stripped.capitalize() if stripped.isupper() else stripped
        elif not stripped.isdigit():
            yield 0, stripped


def _headed(lines: Iterator[tuple[int, str]]) -> Iterator[TextSection]:
    """Gather lines under their headings, up to the references; a blank line ends a paragraph."""
    heading, level, appendix = "", 1, False
    paragraphs: list[str] = [""]
    for depth, line in lines:
        if depth:
            if text := _joined(paragraphs):
                yield TextSection(heading, text, level, appendix)
            heading, level, paragraphs = _NUMBER.sub("", line), max(1, depth - 1), [""]
            if _REFERENCES.match(heading):
                return
            appendix = appendix or bool(_APPENDIX.match(heading))
        elif line.strip():
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append("")
    if text := _joined(paragraphs):
        yield TextSection(heading, text, level, appendix)


def _joined(paragraphs: list[str]) -> str:
    return "\n\n".join(text for paragraph in paragraphs if (text := readable(paragraph)))


def _checked(origin: Origin, sections: tuple[TextSection, ...]) -> FullText:
    chars = sum(len(section.text) for section in sections)
    if chars < ENOUGH_CHARS:
        raise FullTextError(f"the {origin} holds {chars} characters only: no full text", permanent=True)
    return FullText(origin, sections)
