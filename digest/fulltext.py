"""Pure: a page, a Markdown text or a PDF becomes the headed text of a paper, or is recognised as none."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from digest.errors import FullTextError
from digest.html_text import html_sections
from digest.latex import readable
from digest.markdown_text import markdown_sections
from digest.pdf_text import pdf_sections
from digest.text import FullText, Origin, TextSection

ENOUGH_CHARS = 2_000
"""A paper's text is longer than this; what is shorter is a notice, a preview or an error page."""
ENOUGH_MARKDOWN_CHARS = 4_000
"""Where Hugging Face has no full text it answers with its own page of a paper (huggingface/skills, huggingface-papers):
the longest abstract of two years has 1,923 characters, and the longest summary by the site 1,606."""
_SHOWN = 20_000

_BLOCKED = re.compile(r"captcha|are you a robot|verify you are human|unusual traffic|access denied", re.IGNORECASE)
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,200}?-->\s*)?<(?:!doctype|html)\b", re.IGNORECASE | re.DOTALL)
_PAPER = re.compile(r"""class\s*=\s*["'][^"']*\bltx_""")


def from_abstract(abstract: str) -> FullText:
    """Take the abstract as all there is."""
    return FullText(Origin.ABSTRACT, (TextSection("Abstract", readable(abstract)),))


def from_html(page: bytes | str) -> FullText:
    """Read an arXiv HTML page of any LaTeXML age; raises FullTextError for a page that is no paper."""
    data = page if isinstance(page, bytes) else page.encode("utf-8", "replace")
    text = data.decode("utf-8", "replace")
    if not _PAPER.search(text):
        raise FullTextError(f"the HTML page {_what_it_is(text)}", permanent=True)
    return _checked(Origin.ARXIV_HTML, html_sections(text))


def from_markdown(text: str) -> FullText:
    """Read a paper as Markdown; raises FullTextError for a page of the site that holds no full text."""
    if _HTML.match(text):
        raise FullTextError(f"the Markdown is an HTML page that {_what_it_is(text)}", permanent=True)
    return _checked(Origin.HUGGING_FACE, markdown_sections(text), ENOUGH_MARKDOWN_CHARS)


def from_pdf(data: bytes, clock: Callable[[], float] = time.monotonic) -> FullText:
    """Read a PDF's text; raises FullTextError for what is none, is encrypted, damaged, or holds pictures only."""
    if b"%PDF-" not in data[:1024]:
        raise FullTextError(f"the file {_what_it_is(data[:_SHOWN].decode('latin-1'), 'PDF')}", permanent=True)
    return _checked(Origin.PDF, pdf_sections(data, clock))


def _what_it_is(text: str, wanted: str = "paper") -> str:
    return "asks for a captcha" if _BLOCKED.search(text[:_SHOWN]) else f"is no {wanted}"


def _checked(origin: Origin, sections: tuple[TextSection, ...], enough: int = ENOUGH_CHARS) -> FullText:
    chars = sum(len(section.text) for section in sections)
    if chars < enough:
        raise FullTextError(f"the {origin} holds {chars} characters only: no full text", permanent=True)
    return FullText(origin, sections)
