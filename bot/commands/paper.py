"""`paperboy paper`: one paper, by any form of its id, read now if it is not stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from typing import Any

import click

from bot.app import open_pipeline
from bot.config import Settings
from digest.compose import compose_paper
from digest.evidence import Evidence, evidence_of
from digest.ids import parse_id
from digest.post import PostPaper
from handlers.messages import plain_text
from storage.models import Language, Paper, PaperKey, Summary
from storage.store import Store


def run_paper(
    settings: Settings, paper_id: str, languages: Sequence[str] | None, *, evidence: bool, as_json: bool
) -> None:
    """Print one paper with its summary, and with the evidence of its figures where that is wanted.

    Raises IdError, PaperNotFoundError, SourceError or SummaryError, and click.UsageError for several languages.
    """
    if languages and len(languages) > 1:
        raise click.UsageError(f"--lang names {len(languages)} languages; one paper is told in one, ask for each")
    key = parse_id(paper_id).key
    language = Language((languages or settings.languages)[0])
    with Store.open(settings.db) as store:
        paper, summary = asyncio.run(_read(settings, store, key, language))
        reading = store.readings.find(key)
    composed = compose_paper(paper, summary, language)
    shown = evidence_of(paper, summary, reading) if evidence and summary else ()
    if as_json:
        described = _described(paper, composed, summary)
        if evidence:
            described["evidence"] = [
                {"figure": one.figure, "section": one.section.value, "sentences": list(one.sentences)} for one in shown
            ]
        click.echo(json.dumps(described, ensure_ascii=False))
        return
    click.echo(plain_text(composed, 1, language))
    if evidence and summary:
        click.echo("\n".join(_told(summary, shown)))


def _told(summary: Summary, shown: Sequence[Evidence]) -> Iterator[str]:
    version = f", prompts {summary.version}" if summary.version else ""
    yield f"\nMade by {summary.maker}{version}, on {summary.made_at:%Y-%m-%d} from the {summary.basis}."
    if not shown:
        yield "It tells no figures."
    for one in shown:
        yield f"\n{one.figure} ({one.section})"
        yield from (f"  “{sentence}”" for sentence in one.sentences)
        if not one.sentences:
            yield "  no sentence of the paper is kept for it"


async def _read(settings: Settings, store: Store, key: PaperKey, language: Language) -> tuple[Paper, Summary | None]:
    async with open_pipeline(settings, store) as pipeline:
        paper = await pipeline.paper(key)
        if store.summaries.find(key, language) is None:
            await pipeline.summarise(paper, [language])
        return paper, store.summaries.find(key, language)


def _described(paper: Paper, composed: PostPaper, summary: Summary | None) -> dict[str, Any]:
    described: dict[str, Any] = {
        "paper_id": paper.key,
        "title": composed.title,
        "url": composed.url,
        "authors": list(paper.authors),
        "published_at": paper.published_at.isoformat() if paper.published_at else None,
        "withdrawn": paper.withdrawn,
        "links": {link.label: link.url for link in composed.links},
        "sections": {section.value: text for section, text in composed.sections.items()},
        "notes": list(composed.notes),
    }
    if summary is not None:
        described |= {
            "language": summary.language,
            "text_language": summary.text_language,
            "basis": summary.basis.value,
            "method": summary.method.value,
            "maker": summary.maker,
            "version": summary.version,
            "unverified": summary.unverified,
            "made_at": summary.made_at.isoformat(),
        }
    return described
