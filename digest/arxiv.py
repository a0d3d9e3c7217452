"""arXiv: the records of papers from the API, and the full text of one as HTML or PDF."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from digest.errors import IdError, PaperNotFoundError, SourceError
from digest.fetch import Fetcher, HttpStatusError, TooLongError
from digest.ids import parse_id
from digest.records import line, moment
from storage.models import Paper, PaperKey

MAX_FEED_BYTES = 1_000_000
"""Of the record of one paper: 3 kB, or 300 kB with three thousand authors. Its tree takes fifty times its bytes."""
MAX_HTML_BYTES = 15_000_000
MAX_PDF_BYTES = 30_000_000
BATCH = 20
"""Records of one request; so many hold a hundredth of what the API gives at most (arXiv API user's manual)."""
KEPT_S = 86_400.0
"""Answers of the API change once a day (arXiv API user's manual)."""
UNKNOWN_KEPT_S = 3_600.0
"""An id that is unknown now may be tonight's paper."""
MAX_KEPT = 1_000

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_NOUN = r"(?:paper|article|manuscript|submission|work|preprint|version)"
_COMMENT_OF_WITHDRAWAL = re.compile(
    rf"^\W*withdrawn\b|\b{_NOUN}\s+(?:(?:has\s+been|is|was)\s+)?(?:now\s+)?withdrawn\b"
    r"|\bwithdrawn\s+(?:by|due|because|from\s+arxiv)\b",
    re.IGNORECASE,
)
_ABSTRACT_OF_WITHDRAWAL = re.compile(
    rf"\W*(?:this|the)\s+(?:arxiv\s+)?{_NOUN}\s+(?:has\s+been|is|was)\s+(?:now\s+)?withdrawn\b"
    r"|\W*withdrawn\s*(?:$|[.:;]|by\b|due\b|because\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What arXiv said of a paper, be it that there is none, and until when that is taken to be true."""

    until: float
    answer: Paper | PaperNotFoundError


class Arxiv:
    """Reads arXiv; its three seconds between requests are the fetcher's policy."""

    def __init__(self, fetcher: Fetcher, content_base_url: str, api_url: str) -> None:
        self._fetcher = fetcher
        self._base = content_base_url.rstrip("/")
        self._api_url = api_url
        self._kept: dict[PaperKey, _Kept] = {}

    async def paper(self, key: PaperKey) -> Paper:
        """Return the record of one paper, asking at most once a day.

        Raises PaperNotFoundError if arXiv has none (asking again after an hour), SourceError otherwise.
        """
        kept = self._kept.get(key)
        if kept is None or kept.until <= self._fetcher.clock():
            kept = self._keep(key, await self._ask(key))
        if isinstance(kept.answer, PaperNotFoundError):
            raise PaperNotFoundError(str(kept.answer))
        return kept.answer

    async def papers(self, keys: Sequence[PaperKey]) -> Mapping[PaperKey, Paper]:
        """Return the records of those papers that arXiv has, as they are now, asking for `BATCH` at a time at most.

        Raises SourceError. An answer that is refused or too long is asked for in halves, down to single papers; what
        one of these holds that cannot be read is left out.
        """
        found: dict[PaperKey, Paper] = {}
        waiting = [keys[begin : begin + BATCH] for begin in range(0, len(keys), BATCH)]
        while waiting:
            batch = waiting.pop()
            try:
                found |= parse_batch(await self._feed_of(batch), batch)
            except (HttpStatusError, TooLongError) as error:
                if isinstance(error, HttpStatusError) and error.status != 400:
                    raise
                half = len(batch) // 2
                waiting += [part for part in (batch[:half], batch[half:]) if half]
        return found

    async def html(self, key: PaperKey) -> bytes:
        """Return the paper's HTML page; raises SourceError."""
        return await self._fetcher.get(f"{self._base}/html/{key}", max_bytes=MAX_HTML_BYTES)

    async def pdf(self, key: PaperKey) -> bytes:
        """Return the paper's PDF; raises SourceError."""
        return await self._fetcher.get(f"{self._base}/pdf/{key}", max_bytes=MAX_PDF_BYTES)

    async def _ask(self, key: PaperKey) -> Paper | PaperNotFoundError:
        try:
            body = await self._feed_of([key])
        except HttpStatusError as error:
            # A malformed id is answered with 400 and an Atom feed that says so.
            if error.status != 400 or b"/api/errors" not in error.body:
                raise
            body = error.body
        try:
            return parse_feed(body, key)
        except PaperNotFoundError as error:
            return error

    async def _feed_of(self, keys: Sequence[PaperKey]) -> bytes:
        # Without a number the API gives ten records and is silent about the rest.
        params = {"id_list": ",".join(keys), "max_results": str(len(keys))}
        return await self._fetcher.get(self._api_url, params=params, max_bytes=MAX_FEED_BYTES)

    def _keep(self, key: PaperKey, answer: Paper | PaperNotFoundError) -> _Kept:
        for_s = UNKNOWN_KEPT_S if isinstance(answer, PaperNotFoundError) else KEPT_S
        self._kept.pop(key, None)
        while len(self._kept) >= MAX_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = _Kept(self._fetcher.clock() + for_s, answer)
        return self._kept[key]


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


def parse_batch(body: bytes, keys: Sequence[PaperKey]) -> Mapping[PaperKey, Paper]:
    """Read the records of papers out of an Atom feed, matched by id; what the feed lacks is left out.

    Raises SourceError for what is no feed.
    """
    found: dict[PaperKey, Paper] = {}
    for entry in _feed(body).iter(f"{_ATOM}entry"):
        try:
            read = parse_id(_text(entry, "id"))
        except IdError:
            continue
        if read.key in keys and _text(entry, "title"):
            found[read.key] = _paper(entry, read.key, read.version)
    return found


def _feed(body: bytes) -> ET.Element:
    # A feed is UTF-8 and declares no types and no entities; one that does is refused before a parser could expand them.
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body or b"\0" in body:
        raise SourceError("arXiv answered with a page instead of a feed; try again later")
    try:
        root = ET.fromstring(body)  # noqa: S314 — see above
    except (ET.ParseError, ValueError, LookupError) as error:
        # ValueError and LookupError: an encoding that is unknown or not honest.
        raise SourceError("arXiv answered with a feed that cannot be read; try again later") from error
    if root.tag != f"{_ATOM}feed":
        raise SourceError("arXiv answered with something that is no feed; try again later")
    return root


def _paper(entry: ET.Element, key: PaperKey, version: int | None) -> Paper:
    title, abstract, comment = _text(entry, "title"), _text(entry, "summary"), _text(entry, "comment", _ARXIV)
    if not title:
        raise SourceError(f"arXiv answered for {key} with a record that has no title; try again later")
    primary = entry.find(f"{_ARXIV}primary_category")
    categories = [element.get("term", "") for element in entry.iter(f"{_ATOM}category")]
    names = (line(author.findtext(f"{_ATOM}name")) for author in entry.iter(f"{_ATOM}author"))
    first = [primary.get("term", "")] if primary is not None else []
    return Paper(
        key=key,
        title=title,
        abstract=abstract,
        authors=tuple(name for name in names if name),
        version=version,
        published_at=moment(_text(entry, "published")),
        categories=tuple(dict.fromkeys(term for term in [*first, *categories] if term)),
        comment=comment or None,
        withdrawn=is_withdrawn(comment, abstract),
    )


def is_withdrawn(comment: str, abstract: str) -> bool:
    """Tell whether a record is that of a withdrawn paper: its comment says so, or stands in place of its abstract.

    An abstract that merely tells of something withdrawn is none.
    """
    return bool(_COMMENT_OF_WITHDRAWAL.search(comment) or _ABSTRACT_OF_WITHDRAWAL.match(abstract))


def _text(entry: ET.Element, name: str, space: str = _ATOM) -> str:
    return line(entry.findtext(f"{space}{name}")) or ""
