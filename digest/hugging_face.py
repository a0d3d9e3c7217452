"""Hugging Face Daily Papers: the list of a day, one paper's record, one paper as Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from digest.errors import IdError, PaperNotFoundError, SourceError
from digest.fetch import Fetcher, HttpStatusError
from digest.ids import is_on_hugging_face, parse_id
from digest.records import count, line, lines, moment, web_url
from storage.models import Paper, PaperKey, RejectedRecord

PAGE_SIZE = 100
"""The most that one answer holds; the default of 50 cuts busy days (the site's own documentation of `limit`)."""
DEFAULT_PAGE_SIZE = 50
"""What a page holds if `limit` is not heeded: a first page of exactly so many may be cut."""
MAX_BYTES = 4_000_000
"""Ten times the longest list; what is read of one takes thirty times its bytes at the worst."""
MAX_RECORDS = 1_000
"""In one answer, of which a hundred were asked for; to read a million that are none takes seconds."""
MAX_PAGES = 20
PAGES = "pages"
"""Pages have another quota than the API (hub-docs, rate-limits); when they fail, the list must not wait for them."""
MAX_TITLE_CHARS = 1_000

_NAME_CHARS = 80


class BadRecordError(Exception):
    """One record cannot be read; its text says why."""


@dataclass(frozen=True, slots=True)
class DayList:
    """The list of a day, most votes first, and the records of it that could not be read."""

    papers: tuple[Paper, ...]
    rejected: tuple[RejectedRecord, ...] = ()


class HuggingFace:
    """Reads huggingface.co; `token` raises the quota and is never logged."""

    def __init__(self, fetcher: Fetcher, base_url: str, token: str | None = None) -> None:
        """Raises SourceError for a token that no header can carry; the HTTP client's own error would show it."""
        if token and not re.fullmatch(r"[!-~]+", token):
            raise SourceError("the Hugging Face token holds characters that no token has; set it anew", permanent=True)
        self._fetcher = fetcher
        self._base = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def list_day(self, day: date) -> DayList:
        """Return the list of a UTC day, read page by page until a short, empty or all-known one; raises SourceError.

        A list of which no record can be read is an error, not an empty day.
        """
        papers: dict[PaperKey, Paper] = {}
        rejected: dict[str, RejectedRecord] = {}
        full = PAGE_SIZE
        for page in range(MAX_PAGES):
            records = await self._page(day, page)
            if page == 0 and len(records) == DEFAULT_PAGE_SIZE:
                full = DEFAULT_PAGE_SIZE
            known = len(papers)
            for place, record in enumerate(records, page * PAGE_SIZE + 1):
                try:
                    paper = parse_item(record)
                except BadRecordError as error:
                    name = _name_of(record) or f"record {place}"
                    rejected[name] = RejectedRecord(name, str(error))
                else:
                    papers.setdefault(paper.key, paper)
            if len(records) < full or len(papers) == known:
                break
        else:
            rejected[""] = RejectedRecord("the rest of the list", f"was not read: it goes on after {MAX_PAGES} pages")
        return _day_list(day, papers, rejected)

    async def paper(self, key: PaperKey) -> Paper:
        """Return the record of one paper; raises PaperNotFoundError if the site has none, SourceError otherwise."""
        _refuse_old(key)
        try:
            body = await self._get(f"/api/papers/{key}")
        except HttpStatusError as error:
            if error.status in (400, 404):
                raise PaperNotFoundError(f"Hugging Face has no paper {key}") from error
            raise
        try:
            paper = parse_item({"paper": _json(body, f"paper {key}")})
        except BadRecordError as error:
            raise SourceError(f"Hugging Face answered for {key} with a record that cannot be read: {error}") from error
        if paper.key != key:
            raise SourceError(f"Hugging Face answered for {key} with the record of {paper.key}")
        return paper

    async def markdown(self, key: PaperKey) -> str:
        """Return the paper as Markdown; raises SourceError. A page need not hold the full text."""
        _refuse_old(key)
        return (await self._get(f"/papers/{key}.md", part=PAGES)).decode("utf-8", "replace")

    async def _page(self, day: date, page: int) -> list[Any]:
        params = {"date": day.isoformat(), "limit": str(PAGE_SIZE)} | ({"p": str(page)} if page else {})
        try:
            body = await self._get("/api/daily_papers", params)
        except HttpStatusError as error:
            if error.status == 400:
                raise SourceError(f"Hugging Face refuses the date {day}", permanent=True) from error
            raise
        records = _json(body, f"the list of {day}")
        if not isinstance(records, list):
            raise SourceError(f"Hugging Face answered with no list for {day}; try again later")
        if len(records) > MAX_RECORDS:
            raise SourceError(f"Hugging Face answered with {len(records):,} records for {day}; try again later")
        return records

    async def _get(self, path: str, params: Mapping[str, str] | None = None, part: str = "") -> bytes:
        url = f"{self._base}{path}"
        return await self._fetcher.get(url, params=params, headers=self._headers, part=part, max_bytes=MAX_BYTES)


def parse_item(raw: object) -> Paper:
    """Read one record; only an id and a title are needed, everything else is taken if it is there and of its type.

    The record's own `publishedAt` is left alone: it is the moment of listing or a local time marked as UTC.
    """
    if not isinstance(raw, dict):
        raise BadRecordError(f"is no object but {type(raw).__name__}")
    inner = raw.get("paper")
    if not isinstance(inner, dict):
        raise BadRecordError("has no paper")
    title = line(inner.get("title"), MAX_TITLE_CHARS) or line(raw.get("title"), MAX_TITLE_CHARS)
    if not title:
        raise BadRecordError("has no title")
    return Paper(
        key=_key(inner.get("id")),
        title=title,
        abstract=line(inner.get("summary")) or line(raw.get("summary")) or "",
        authors=_authors(inner.get("authors")),
        published_at=moment(inner.get("publishedAt")),
        upvotes=count(inner.get("upvotes")) or 0,
        comments=count(raw.get("numComments")) or 0,
        code_url=web_url(inner.get("githubRepo")),
        code_stars=count(inner.get("githubStars")),
        project_url=web_url(inner.get("projectPage")),
        thumbnail_url=web_url(raw.get("thumbnail")),
        media_urls=_media(raw, inner),
        organization=_named(inner.get("organization"))
        or _named(raw.get("organization"))
        or _named(raw.get("submitterOrganization")),
        keywords=lines(inner.get("ai_keywords")),
        ai_summary=line(inner.get("ai_summary")),
        submitted_by=_named(inner.get("submittedOnDailyBy")) or _named(raw.get("submittedBy")),
        submitted_at=moment(inner.get("submittedOnDailyAt")),
    )


def _refuse_old(key: PaperKey) -> None:
    """Raise PaperNotFoundError for an old id, which is not worth a request."""
    if not is_on_hugging_face(key):
        raise PaperNotFoundError(f"Hugging Face has no papers with ids like {key}")


def _day_list(day: date, papers: Mapping[PaperKey, Paper], rejected: Mapping[str, RejectedRecord]) -> DayList:
    if rejected and not papers:
        reasons = ", ".join(dict.fromkeys(f"one {record.reason}" for record in rejected.values()))
        raise SourceError(f"no record on the list of {day} can be read ({len(rejected)} of them: {reasons})")
    # The site sorts so itself, but does not promise it; records with the same votes keep its order.
    by_votes = sorted(papers.values(), key=lambda paper: -paper.upvotes)
    return DayList(tuple(by_votes), tuple(rejected.values()))


def _key(value: object) -> PaperKey:
    text = line(value)
    if text is None:
        raise BadRecordError("has no id")
    try:
        return parse_id(text).key
    except IdError as error:
        raise BadRecordError(f"has an id that is none of arXiv: {text[:40]!r}") from error


def _json(body: bytes, what: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"Hugging Face answered with no JSON for {what}; try again later") from error


def _name_of(record: object) -> str | None:
    """Name a record that cannot be read so that the operator can find it."""
    if not isinstance(record, dict):
        return None
    inner = record.get("paper")
    own = (inner.get("id"), inner.get("title")) if isinstance(inner, dict) else ()
    return next((name for value in (*own, record.get("title")) if (name := line(value, _NAME_CHARS))), None)


def _authors(value: object) -> tuple[str, ...]:
    authors = value if isinstance(value, list) else []
    names = (line(author.get("name")) for author in authors if isinstance(author, dict) and not author.get("hidden"))
    return tuple(name for name in names if name)


def _named(value: object) -> str | None:
    """Return the name of a person or an organisation; the user name is `user` or `name`, by the record's age."""
    if not isinstance(value, dict):
        return None
    return line(value.get("fullname")) or line(value.get("user")) or line(value.get("name"))


def _media(raw: Mapping[str, Any], inner: Mapping[str, Any]) -> tuple[str, ...]:
    found = [
        item for value in (raw.get("mediaUrls"), inner.get("mediaUrls")) if isinstance(value, list) for item in value
    ]
    urls = (web_url(item) for item in [*found, raw.get("mediaUrl")])
    return tuple(dict.fromkeys(url for url in urls if url))
