"""`paperboy search`: the archive by words, the filters of topics, or an id; it only reads."""

from __future__ import annotations

import json

import click

from bot.config import Settings
from digest.archive import Found, search_archive
from digest.ids import abs_url
from digest.latex import readable
from digest.topics import TopicError, tell_fault
from storage.models import Language, Paper
from storage.store import Store


def run_search(settings: Settings, text: str, limit: int, *, as_json: bool) -> None:
    """Print what was found, best first; raises StorageError without a database, UsageError for a text without words."""
    with Store.open_to_read(settings.db) as store:
        try:
            found = search_archive(store, text, limit=limit)
        except TopicError as error:
            raise click.UsageError(tell_fault(Language("en"), error)) from error
    if found.missing:
        click.echo(f"{found.missing:,} older papers are not indexed yet; `paperboy run` goes on with that", err=True)
    if as_json:
        for paper in found.papers:
            click.echo(json.dumps(_described(paper), ensure_ascii=False))
        return
    for line in _lines(found):
        click.echo(line)


def _described(paper: Paper) -> dict[str, object]:
    return {
        "paper_id": paper.key,
        "title": readable(paper.title),
        "url": abs_url(paper.key),
        "authors": list(paper.authors),
        "published_at": paper.published_at.isoformat() if paper.published_at else None,
        "upvotes": paper.upvotes,
        "code_url": paper.code_url,
    }


def _lines(found: Found) -> list[str]:
    corrected = [f"nothing holds “{typed}”; shown is “{taken}”" for typed, taken in found.instead]
    papers = [f"{paper.key:<12} {readable(paper.title)}" for paper in found.papers]
    rest = ["… and more; --limit shows them"] if found.more else []
    return [*corrected, *papers, *rest] or ["nothing found"]
