"""Pure: the text of a PDF becomes the sections of a paper; what a hostile file can cost is bounded."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from digest.errors import FullTextError
from digest.outline import MAX_TEXT_CHARS, Outline
from digest.text import TextSection

if TYPE_CHECKING:
    from pypdf import PageObject

logger = logging.getLogger(__name__)

MAX_BYTES = 30_000_000
MAX_PAGES = 60
MAX_SECONDS = 20.0
"""A page of running text takes 50 ms; the time is looked at between the operators of a page."""
MAX_STREAM_BYTES = 10_000_000
"""Of one stream, decompressed; a page of text has about 20 kB. A bomb ends here."""
MAX_STREAM_TOKENS = 300_000
MAX_PAGE_TREE = 5_000
MAX_FORMS_PER_PAGE = 500
MAX_UNREAD = 0.25
"""Of the pages; with more of them lost the text is no longer the paper."""

MAX_HEADING_WORDS = 9
RUNNING_PAGES = 3
"""A line at the edge of so many pages runs along with them and is no text."""

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u00ad": None, "\u0000": None})
_NUMBERED = re.compile(r"^(?P<top>\d{1,2})(?P<below>(?:\.\d{1,2}){0,2})\.?\s+(?P<title>[A-Z][^.!?;]{2,70})$")
_ROMAN = re.compile(r"^[IVX]{1,4}\.\s+(?P<title>[A-Z][A-Z &\-]{3,50})$")
_KNOWN = re.compile(
    r"^(?:abstract|introduction|related work|methods?|experiments?|results|discussion|limitations?(?: and .{3,40})?"
    r"|conclusions?(?: and .{3,40})?|acknowledge?ments?|ethics statement|broader impacts?(?: .{3,30})?"
    r"|references|bibliography|appendi(?:x|ces)(?: .{1,40})?)$",
    re.IGNORECASE,
)
_REFERENCES = re.compile(r"^(?:\d{1,2}\.?\s+)?r ?eferences$|^bibliography$", re.IGNORECASE)
_STAMP = re.compile(r"^(?:arXiv:\d{4}\.\d{4,5}(?:v\d+)?\b.*|\d+|[ivx]+)$")
_SPLIT_CAPITALS = re.compile(r"\b([A-Z]) (?=[A-Z]{2,})")


class _TooLongError(Exception):
    """The time for one file is over."""


def pdf_sections(data: bytes, clock: Callable[[], float]) -> tuple[TextSection, ...]:
    """Read a PDF up to its references; `clock` counts seconds.

    Raises FullTextError for a file that cannot be read in the time and space given: half a paper must not be taken for
    the whole. Single pages that cannot be read, as with drawings of a million points, are passed over.
    """
    if len(data) > MAX_BYTES:
        raise FullTextError("the PDF is too large", permanent=True)
    outline = Outline()
    text: list[str] = []
    for heading, level in _headed(_lines(_pages(data, clock)), text):
        outline.add(_joined(text))
        text.clear()
        outline.open(heading, level)
    outline.add(_joined(text))
    return outline.sections()


def _pages(data: bytes, clock: Callable[[], float]) -> list[str]:
    """Return the text of each page, up to the one where the references begin."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    ends_at = clock() + MAX_SECONDS
    limits = pypdf.Configuration(
        zlib_maximum_output_length=MAX_STREAM_BYTES,
        lzw_maximum_output_length=MAX_STREAM_BYTES,
        run_length_maximum_output_length=MAX_STREAM_BYTES,
        brotli_maximum_output_length=MAX_STREAM_BYTES,
        array_based_stream_maximum_output_length=MAX_STREAM_BYTES,
        stream_decoding_work_maximum_length=4 * MAX_STREAM_BYTES,
        stream_parsing_work_maximum_count=MAX_STREAM_TOKENS,
        page_tree_maximum_entries=MAX_PAGE_TREE,
        page_tree_maximum_page_entries=MAX_PAGE_TREE,
        xform_maximum_invocations_per_extraction=MAX_FORMS_PER_PAGE,
        jbig2dec_binary=None,
    )
    # pypdf answers damaged files with whatever the damage leads it into.
    try:
        with pypdf.apply_configuration(limits):
            pages = pypdf.PdfReader(io.BytesIO(data), strict=False).pages
            return _texts(pages[:MAX_PAGES], lambda: clock() > ends_at)
    except FullTextError:
        raise
    except Exception as error:
        raise FullTextError(f"the PDF cannot be read ({type(error).__name__})", permanent=True) from error


def _texts(pages: Sequence[PageObject], is_over: Callable[[], bool]) -> list[str]:
    texts: list[str] = []
    unread = 0
    for page in pages:
        text = _page_text(page, is_over)
        if is_over():
            raise FullTextError("the PDF takes too long to be read", permanent=True)
        unread += text is None
        texts.append(text or "")
        if _has_references(texts[-1]) or sum(map(len, texts)) > MAX_TEXT_CHARS:
            break
    if unread > len(texts) * MAX_UNREAD:
        raise FullTextError(f"the PDF cannot be read ({unread} of {len(texts)} pages)", permanent=True)
    return texts


def _page_text(page: PageObject, is_over: Callable[[], bool]) -> str | None:
    def look_at_clock(*_: object) -> None:
        if is_over():
            raise _TooLongError

    try:
        return page.extract_text(visitor_operand_before=look_at_clock)
    except Exception as error:  # noqa: BLE001 — see above
        logger.debug("pdf.page_not_read reason=%s", type(error).__name__)
        return None


def _has_references(text: str) -> bool:
    return any(_REFERENCES.match(line.strip()) for line in text.splitlines())


def _lines(pages: list[str]) -> list[str]:
    """Return the lines of all pages without page numbers, stamps and what runs along at the edges of the pages."""
    split = [[line.strip() for line in page.translate(_LIGATURES).splitlines() if line.strip()] for page in pages]
    edges = Counter(edge for lines in split for edge in {_undated(line) for line in (*lines[:2], *lines[-2:])})
    running = {edge for edge, count in edges.items() if count >= RUNNING_PAGES}
    return [
        line
        for lines in split
        for place, line in enumerate(lines)
        if not _STAMP.match(line) and (2 <= place < len(lines) - 2 or _undated(line) not in running)
    ]


def _undated(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _headed(lines: list[str], text: list[str]) -> Iterator[tuple[str, int]]:
    """Put running text into `text` and yield each heading with its level, up to the references."""
    top = 0
    for line in lines:
        if _REFERENCES.match(line):
            return
        plain = _SPLIT_CAPITALS.sub(r"\1", line) if line.isupper() else line
        numbered = _NUMBERED.match(plain)
        if numbered and int(numbered["top"]) in (top, top + 1) and len(plain.split()) <= MAX_HEADING_WORDS:
            top = int(numbered["top"])
            yield _cased(numbered["title"]), 1 + numbered["below"].count(".")
        elif match := _ROMAN.match(plain):
            yield _cased(match["title"]), 1
        elif _KNOWN.match(plain):
            yield _cased(plain), 1
        else:
            text.append(line)


def _cased(heading: str) -> str:
    return heading.capitalize() if heading.isupper() else heading


def _joined(lines: list[str]) -> str:
    """Put lines together; a word that was divided at the end of a line becomes whole."""
    return " ".join(re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", "\n".join(lines)).split())
