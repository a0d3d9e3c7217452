"""`paperboy status`: what became of a day, and what waits in the outbox; it only reads."""

from __future__ import annotations

import json
from datetime import date, timedelta

import click

from bot.config import Settings
from bot.now import utc_now
from digest.report import report_day
from storage.models import Language, ListDay
from storage.store import Store


def run_status(settings: Settings, day: date | None, *, as_json: bool) -> None:
    """Print the status of a day, by default the latest that was looked at; raises StorageError without a database."""
    now = utc_now()
    with Store.open_to_read(settings.db) as store:
        known = store.days.get(day) if day else _latest(store, now.date())
        report = report_day(store, known, Language(settings.languages[0]), now)
        counts = store.outbox.counts()
    if as_json:
        outbox = {state.value: number for state, number in counts.items()}
        click.echo(json.dumps(report.to_json() | {"outbox": outbox}, ensure_ascii=False))
        return
    click.echo(report.sentence)
    for rejected in report.rejected:
        click.echo(f"  left out: {rejected.record} ({rejected.reason})")
    told = ", ".join(f"{number} {state.value}" for state, number in counts.items())
    click.echo(f"outbox: {told or 'empty'}")


def _latest(store: Store, today: date) -> ListDay:
    looked_at = store.days.since(today - timedelta(days=7))
    return looked_at[-1] if looked_at else ListDay(today)
