"""`paperboy digest`: one day's list becomes summaries and one post per language."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.app import open_pipeline
from bot.config import Settings
from bot.now import utc_now
from bot.progress import paper_progress
from digest.days import DayState, state_of
from digest.errors import PostError, SourceError
from digest.pipeline import Pipeline
from digest.post_write import post_path, save_post
from digest.report import DayReport, report_day
from storage.models import Language, ListDay
from storage.store import Store


def run_digest(
    settings: Settings,
    day: date | None,
    languages: Sequence[str] | None,
    out: Path,
    *,
    full_text: bool,
    as_json: bool,
) -> None:
    """Build one day's digest, write its posts to `out` and print the day's status.

    Raises SourceError if the list could never be had.
    """
    wanted = day or utc_now().date()
    make_folder(out)
    told = [Language(language) for language in languages or settings.languages]
    with Store.open(settings.db) as store:
        report, posts = asyncio.run(_build(settings, store, wanted, told, out, full_text=full_text))
    if as_json:
        click.echo(json.dumps(report.to_json() | {"posts": [str(path) for path in posts]}, ensure_ascii=False))
        return
    click.echo(report.sentence)
    for rejected in report.rejected:
        click.echo(f"  left out: {rejected.record} ({rejected.reason})")
    for path in posts:
        click.echo(f"  post: {path}")


def make_folder(out: Path) -> None:
    """Make the folder that `--out` names; raises click.UsageError, before any work, for one that cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"--out {out} cannot be a folder: {error.strerror}") from error


async def _build(
    settings: Settings, store: Store, day: date, languages: Sequence[Language], out: Path, *, full_text: bool
) -> tuple[DayReport, list[Path]]:
    async with open_pipeline(settings, store, full_text=full_text) as pipeline:
        known = await pipeline.look(day)
        if state_of(known) is DayState.DOWN and not known.papers:
            raise SourceError(f"{day}: {known.failure}")
        with paper_progress() as progress:
            await pipeline.summarise_day(known, languages, progress)
        report = report_day(store, known, languages[0], utc_now())
        if not known.papers or report.nothing_new:
            return report, []
        return report, write_posts(pipeline, known, languages, out, delivery_moment(settings, day))


def write_posts(
    pipeline: Pipeline, day: ListDay, languages: Sequence[Language], out: Path, published_at: datetime
) -> list[Path]:
    """Write a day's post in each language and return where; raises PostError once all that can be written are."""
    paths = []
    failures = []
    for language in languages:
        path = post_path(out, day.day, language)
        try:
            save_post(path, pipeline.post(day, language), published_at=published_at)
        except PostError as error:
            failures.append(error)
        paths.append(path)
    if failures:
        raise PostError("; ".join(map(str, failures))) from failures[0]
    return paths


def delivery_moment(settings: Settings, day: date) -> datetime:
    """Return the moment that a post of a day is dated with: the usual hour, in the publisher's zone."""
    return datetime.combine(day, settings.deliver_at, ZoneInfo(settings.timezone))
