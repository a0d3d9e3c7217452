"""`paperboy deliver`: one round by hand, as the bot does it every minute: look, queue what is due, send it, stop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import click

from bot.app import Parts, open_parts
from bot.command_errors import WorkFailedError
from bot.config import Settings
from bot.delivery import Tally
from bot.fan_out import FanOut
from bot.jobs import DUE_PAGE
from bot.lease import DeliveryLease
from bot.now import utc_now
from digest.days import is_settled
from digest.errors import SourceError
from digest.report import report_day
from storage.ledger import Queued
from storage.models import Chat, DeliveryState, Language, ListDay
from storage.store import Store

IN_VAIN_S = 150
"""So long after the last message that went the command stops, though others are due: somebody looks at it, or cron runs
it again. A full group and a short flood wait are over by then."""


def run_deliver(settings: Settings, day: date | None, *, as_json: bool) -> None:
    """Queue what is due (or, with a day, what every active chat lacks of it), send all of it and say what was done.

    Raises LeaseHeldError while a bot runs on this database, LeaseLostError if one takes over, SourceError for a day
    whose list cannot be had, and at the end WorkFailedError where a platform refuses the account.
    """
    # With --json nothing but JSON may stand on stdout: a console chat is read on stderr then.
    with Store.open(settings.db) as store, DeliveryLease(store, utc_now) as lease:
        said = asyncio.run(lease.during(_round(settings, store, day, console_on_stderr=as_json)))
    click.echo(json.dumps(said, ensure_ascii=False) if as_json else "\n".join(_lines(said)))
    if said["stopped"]:
        reasons = "; ".join(said["stopped"].values())
        raise WorkFailedError(f"{reasons}; `paperboy doctor` says how to mend it, and what waits goes out then")


async def _round(settings: Settings, store: Store, day: date | None, *, console_on_stderr: bool) -> dict[str, Any]:
    async with open_parts(settings, store, console_on_stderr=console_on_stderr) as parts:
        if day is None:
            await parts.jobs.look_at_lists()
            queued, skipped = await parts.jobs.queue_all(), 0
        else:
            queued, skipped = _queue_day(store, await _fetched(parts, store, day))
        tally = await parts.delivery.drain(in_vain_s=IN_VAIN_S)
    return _said(store, queued, skipped, tally) | _status(store, day, Language(settings.languages[0]))


async def _fetched(parts: Parts, store: Store, day: date) -> ListDay:
    """Return a day from the store, or fetch it first."""
    known = store.days.get(day)
    if not is_settled(known):
        known = await parts.jobs.pipeline.look(day)
    if not known.papers and known.failure:
        raise SourceError(f"{day}: {known.failure}")
    await parts.jobs.read(known)
    return known


def _queue_day(store: Store, day: ListDay) -> tuple[Queued, int]:
    """Queue a day for every active chat; return what was added, and how many papers chats had already."""
    fan_out = FanOut(store, [day], utc_now())
    queued, asked = Queued(), 0
    for page in _pages(store):
        queued += fan_out.queue_day(page, day)
        asked += len(page) * len(day.papers) if is_settled(day) else 0
    return queued, asked - queued.papers


def _pages(store: Store) -> Iterator[tuple[Chat, ...]]:
    after = 0
    while page := store.chats.active(after, DUE_PAGE):
        yield page
        after = page[-1].id


def _status(store: Store, day: date | None, language: Language) -> dict[str, Any]:
    if day is None:
        return {}
    return {"date": day.isoformat(), "status": report_day(store, store.days.get(day), language, utc_now()).sentence}


def _said(store: Store, queued: Queued, skipped: int, tally: Tally) -> dict[str, Any]:
    counts = store.outbox.counts()
    next_due = store.chats.next_due_at()
    return {
        "queued": queued.messages,
        "papers": queued.papers,
        "skipped": skipped,
        "sent": tally.sent,
        "failed": tally.failed,
        "unknown": tally.unknown,
        "waiting": counts.get(DeliveryState.PENDING, 0),
        "paused": [{"address": str(address), "reason": reason} for address, reason in tally.paused],
        "stopped": {platform.value: reason for platform, reason in tally.stopped.items()},
        "next_due_at": _text(next_due),
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _lines(said: dict[str, Any]) -> Iterator[str]:
    if "status" in said:
        yield said["status"]
    yield ", ".join(f"{name} {said[name]}" for name in ("queued", "sent", "skipped", "failed", "unknown", "waiting"))
    for paused in said["paused"]:
        yield f"paused {paused['address']}: {paused['reason']}"
    for platform, reason in said["stopped"].items():
        yield f"stopped {platform}: {reason}"
    if said["next_due_at"]:
        yield f"next due {said['next_due_at']}"
