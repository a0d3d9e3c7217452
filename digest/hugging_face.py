"""Hugging Face Daily Papers: the list of a day, one paper's record, one paper as Markdown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from digest.errors import IdError, PaperNotFoundError, SourceError
from digest.fetch import Fetched, Fetcher, HttpStatusError
from digest.ids import parse_id
from storage.models import Paper, PaperKey, RejectedRecord

PAGE_SIZE = 100
"""The most that one answer holds; the default of 50 cuts busy days (the site's own documentation of `limit`)."""
MAX_PAGES = 20


class _BadRecordError(Exception):
    """One record cannot be read; its text says why."""


@dataclass(frozen=True, slots=True)
class DayList:
    """The list of a day in its order, and the records of it that could not be read."""

    papers: tuple[Paper, ...]
    rejected: tuple[RejectedRecord, ...] = ()


class HuggingFace:
    """Reads huggingface.co; `token` raises the quota and is never logged."""

    def __init__(self, fetcher: Fetcher, base_url: str, token: str | None = None) -> None:
        self._fetcher = fetcher
        self._base = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def list_day(self, day: date) -> DayList:
        """Return the list of a UTC day, page by page until a short, empty or all-known one; raises SourceError."""
        papers: dict[PaperKey, Paper] = {}
        rejected: dict[str, RejectedRecord] = {}
        for page in range(MAX_PAGES):
            records = await self._page(day, page)
            known = len(papers) + len(rejected)
            for place, record in enumerate(records, page * PAGE_SIZE + 1):
                try:
                    paper = parse_item(record)
                except _BadRecordError as error:
                    name = _name_of(record, place)
                    rejected[name] = RejectedRecord(name, str(error))
                else:
                    papers.setdefault(paper.key, paper)
            if len(records) < PAGE_SIZE or len(papers) + len(rejected) == known:
                break
        return DayList(tuple(papers.values()), tuple(rejected.values()))

    async def paper(self, key: PaperKey) -> Paper:
        """Return the record of one paper; raises PaperNotFoundError if the site has none, SourceError otherwise."""
        if "/" in key:
            # The index takes new ids only (its documentation of the id's form).
            raise PaperNotFoundError(f"Hugging Face has no papers with ids like {key}")
        try:
            body = (await self._get(f"/api/papers/{key}")).body
        except HttpStatusError as error:
            if error.status in (400, 404):
                raise PaperNotFoundError(f"Hugging Face has no paper {key}") from error
            raise
        record = _json(body, f"paper {key}")
        try:
            return parse_item({"paper": record})
        except _BadRecordError as error:
            raise SourceError(f"Hugging Face answered for {key} with a record that cannot be read: {error}") from error

    async def markdown(self, key: PaperKey) -> str:
        """Return the paper as Markdown; raises SourceError. A page need not hold the full text."""
        return (await self._get(f"/papers/{key}.md")).body.decode("utf-8", "replace")

    async def _page(self, day: date, page: int) -> list[Any]:
        params = {"date": day.isoformat(), "limit": str(PAGE_SIZE)} | ({"p": str(page)} if page else {})
        try:
            fetched = await self._get("/api/daily_papers", params)
        except HttpStatusError as error:
            if error.status == 400:
                raise SourceError(f"Hugging Face refuses the date {day}", permanent=True) from error
            raise
        records = _json(fetched.body, f"the list of {day}")
        if not isinstance(records, list):
            raise SourceError(f"Hugging Face answered with no list for {day}; try again later")
        return records

    async def _get(self, path: str, params: Mapping[str, str] | None = None) -> Fetched:
        return await self._fetcher.get(f"{self._base}{path}", params=params, headers=self._headers)


def parse_item(raw: object) -> Paper:
    """Read one record; only an id and a title are needed, everything else is taken if it is there and of its type."""
    if not isinstance(raw, dict):
        raise _BadRecordError(f"is no object but {type(raw).__name__}")
    inner = raw.get("paper")
    if not isinstance(inner, dict):
        raise _BadRecordError("has no paper")
    title = _line(raw.get("title")) or _line(inner.get("title"))
    if not title:
        raise _BadRecordError("has no title")
    return Paper(
        key=_key(inner.get("id")),
        title=title,
        abstract=_line(inner.get("summary")) or _line(raw.get("summary")) or "",
        authors=_authors(inner.get("authors")),
        published_at=_moment(inner.get("publishedAt")),
        upvotes=_count(inner.get("upvotes")) or 0,
        comments=_count(raw.get("numComments")) or 0,
        code_url=_url(inner.get("githubRepo")),
        code_stars=_count(inner.get("githubStars")),
        project_url=_url(inner.get("projectPage")),
        thumbnail_url=_url(raw.get("thumbnail")),
        media_urls=_media(raw, inner),
        organization=_organization(inner.get("organization"))
        or _organization(raw.get("organization"))
        or _organization(raw.get("submitterOrganization")),
        keywords=_lines(inner.get("ai_keywords")),
        ai_summary=_line(inner.get("ai_summary")),
        submitted_by=_person(inner.get("submittedOnDailyBy")) or _person(raw.get("submittedBy")),
        submitted_at=_moment(inner.get("submittedOnDailyAt")),
    )


def _key(value: object) -> PaperKey:
    if not isinstance(value, str) or not value.strip():
        raise _BadRecordError("has no id")
    try:
        return parse_id(value).key
    except IdError as error:
        raise _BadRecordError(f"has an id that is none of arXiv: {value[:40]!r}") from error


def _json(body: bytes, what: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"Hugging Face answered with no JSON for {what}; try again later") from error


def _name_of(record: object, place: int) -> str:
    """Name a record that cannot be read so that the operator can find it."""
    if isinstance(record, dict) and isinstance(record.get("paper"), dict):
        name = _line(record["paper"].get("id")) or _line(record.get("title")) or _line(record["paper"].get("title"))
        if name:
            return name[:80]
    return f"record {place}"


def _line(value: object) -> str | None:
    """Return a text on one line; titles and abstracts were hard-wrapped until late 2025."""
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _lines(value: object) -> tuple[str, ...]:
    texts = (_line(item) for item in value) if isinstance(value, list) else ()
    return tuple(dict.fromkeys(text for text in texts if text))


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _url(value: object) -> str | None:
    text = value.strip() if isinstance(value, str) else ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc and not text.split()[1:] else None


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _authors(value: object) -> tuple[str, ...]:
    authors = value if isinstance(value, list) else []
    names = (_line(author.get("name")) for author in authors if isinstance(author, dict) and not author.get("hidden"))
    return tuple(name for name in names if name)


def _person(value: object) -> str | None:
    if not isinstance(value, dict):
        return None
    return _line(value.get("fullname")) or _line(value.get("user")) or _line(value.get("name"))


def _organization(value: object) -> str | None:
    return _line(value.get("fullname")) or _line(value.get("name")) if isinstance(value, dict) else None


def _media(raw: Mapping[str, Any], inner: Mapping[str, Any]) -> tuple[str, ...]:
    lists = (source.get("mediaUrls") for source in (raw, inner))
    found = [item for value in lists if isinstance(value, list) for item in value]
    urls = (_url(item) for item in [*found, raw.get("mediaUrl")])
    return tuple(dict.fromkeys(url for url in urls if url))
