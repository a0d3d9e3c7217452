"""arXiv: the record of one paper from the API, and its full text as HTML or PDF."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from digest.errors import IdError, PaperNotFoundError, SourceError
from digest.fetch import Fetcher, HttpStatusError
from digest.ids import parse_id
from storage.models import Paper, PaperKey

MAX_HTML_BYTES = 15_000_000
MAX_PDF_BYTES = 30_000_000

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_WITHDRAWN = re.compile(
    r"\b(?:this|the)\s+(?:paper|article|manuscript|submission|work)\s+(?:has\s+been|is|was)\s+withdrawn\b"
    r"|^\s*withdrawn\b|\bwithdrawn by\b",
    re.IGNORECASE,
)


class Arxiv:
    """Reads arXiv; its three seconds between requests are the fetcher's policy."""

    def __init__(self, fetcher: Fetcher, content_base_url: str, api_url: str) -> None:
        self._fetcher = fetcher
        self._base = content_base_url.rstrip("/")
        self._api_url = api_url

    async def paper(self, key: PaperKey) -> Paper:
        """Return the record of one paper; raises PaperNotFoundError if arXiv has none, SourceError otherwise."""
        try:
            body = (await self._fetcher.get(self._api_url, params={"id_list": key, "max_results": "1"})).body
        except HttpStatusError as error:
            # A malformed id is answered with 400 and an Atom feed that says so.
            if error.status != 400 or b"/api/errors" not in error.body:
                raise
            body = error.body
        return parse_feed(body, key)

    async def html(self, key: PaperKey) -> bytes:
        """Return the paper's HTML page; raises SourceError."""
        return (await self._fetcher.get(f"{self._base}/html/{key}", max_bytes=MAX_HTML_BYTES)).body

    async def pdf(self, key: PaperKey) -> bytes:
        """Return the paper's PDF; raises SourceError."""
        return (await self._fetcher.get(f"{self._base}/pdf/{key}", max_bytes=MAX_PDF_BYTES)).body


def parse_feed(body: bytes, key: PaperKey) -> Paper:
    """Read the record of one paper out of an Atom feed, matched by id; raises PaperNotFoundError or SourceError."""
    for entry in _feed(body).iter(f"{_ATOM}entry"):
        where = _text(entry, "id")
        if "/api/errors" in where:
            raise PaperNotFoundError(f"arXiv does not know {key}: {_text(entry, 'summary')[:120]}")
        try:
            found = parse_id(where)
        except IdError:
            continue
        if found.key == key:
            return _paper(entry, key, found.version)
    raise PaperNotFoundError(f"arXiv has no paper {key}")


def _feed(body: bytes) -> ET.Element:
    # A feed declares no types and no entities; one that does is refused before a parser could expand them.
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise SourceError("arXiv answered with a page instead of a feed; try again later")
    try:
        root = ET.fromstring(body)  # noqa: S314 — see above
    except ET.ParseError as error:
        raise SourceError("arXiv answered with a feed that cannot be read; try again later") from error
    if root.tag != f"{_ATOM}feed":
        raise SourceError("arXiv answered with something that is no feed; try again later")
    return root


def _paper(entry: ET.Element, key: PaperKey, version: int | None) -> Paper:
    abstract, comment = _text(entry, "summary"), _text(entry, "comment", _ARXIV)
    primary = entry.find(f"{_ARXIV}primary_category")
    categories = [element.get("term", "") for element in entry.iter(f"{_ATOM}category")]
    names = (_line(author.findtext(f"{_ATOM}name")) for author in entry.iter(f"{_ATOM}author"))
    first = [primary.get("term", "")] if primary is not None else []
    return Paper(
        key=key,
        title=_text(entry, "title"),
        abstract=abstract,
        authors=tuple(name for name in names if name),
        version=version,
        published_at=_moment(_text(entry, "published")),
        categories=tuple(dict.fromkeys(term for term in [*first, *categories] if term)),
        comment=comment or None,
        withdrawn=bool(_WITHDRAWN.search(comment) or _WITHDRAWN.search(abstract)),
    )


def _text(entry: ET.Element, name: str, space: str = _ATOM) -> str:
    return _line(entry.findtext(f"{space}{name}"))


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
