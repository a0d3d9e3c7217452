"""`paperboy status`: what became of a day, of its deliveries and of each chat, and what waits; it only reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import click

from bot.commands.chats import read_address
from bot.config import Settings
from bot.dead_man import days_ended, without_outcome
from bot.delivery_report import deliveries_json, outcome_json, ruled_json, tell_chat, tell_chats, tell_ruled
from bot.now import utc_now
from bot.trouble import OVERDUE_AFTER
from digest.report import report_day
from digest.selection import CATCH_UP_DAYS
from storage.errors import NotFoundError
from storage.models import Chat, Language, ListDay
from storage.store import Store

SHOWN_CHATS = 20
"""Chats with trouble that are told one by one; --json has all of them."""


def run_status(settings: Settings, day: date | None, *, as_json: bool) -> None:
    """Print the status of a day, by default the latest that was looked at; raises StorageError without a database."""
    now = utc_now()
    with Store.open_to_read(settings.db) as store:
        known = store.days.get(day) if day else _latest(store, now.date())
        report = report_day(store, known, Language(settings.languages[0]), now)
        outcomes = store.outcomes.of_day(known.day)
        active = store.chats.count_active()
        counts = store.outbox.counts()
        ruled = store.outbox.settled_by_rule(known.day.isoformat())
        next_due_at = store.chats.next_due_at()
        pauses = store.pauses.current(now)
        spent = store.spending.of_day(now.date())
    if as_json:
        said = report.to_json() | {
            "deliveries": deliveries_json(outcomes),
            "outbox": {state.value: number for state, number in counts.items()},
            "settled_by_rule": [ruled_json(message) for message in ruled],
            "paused_until": {scope: until_at.isoformat() for scope, until_at in pauses.items()},
            "next_due_at": next_due_at.isoformat() if next_due_at else None,
            "model_today": spent.to_json(),
        }
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo(report.sentence)
    for rejected in report.rejected:
        click.echo(f"  left out: {rejected.record} ({rejected.reason})")
    click.echo(tell_chats(outcomes, active))
    troubled = [outcome for outcome in outcomes if not outcome.is_whole]
    for outcome in troubled[:SHOWN_CHATS]:
        click.echo(f"  {tell_chat(outcome, now)}")
    if len(troubled) > SHOWN_CHATS:
        click.echo(f"  and {len(troubled) - SHOWN_CHATS} more; --json tells of all")
    for message in ruled[:SHOWN_CHATS]:
        click.echo(f"  {tell_ruled(message)}")
    told = ", ".join(f"{number} {state.value}" for state, number in counts.items())
    click.echo(f"outbox: {told or 'empty'}")
    for scope, until_at in pauses.items():
        click.echo(f"{scope} asked to wait until {until_at:%Y-%m-%d %H:%M:%SZ}")
    if next_due_at:
        click.echo(f"next delivery due: {next_due_at:%Y-%m-%d %H:%MZ}")
    if spent.calls:
        tokens = f"{spent.input_tokens:,} tokens in and {spent.output_tokens:,} out"
        click.echo(f"model today: {spent.calls} calls, {tokens}, {spent.dollars:.2f} dollars")


def run_dead_man(settings: Settings, since: timedelta, *, as_json: bool) -> int:
    """Print what is missing of the days that ended within `since`; return how much that is."""
    now = utc_now()
    asked = days_ended(since, now)
    with Store.open_to_read(settings.db) as store:
        known = {day.day: day for day in store.days.since(asked[0])} if asked else {}
        languages = store.chats.languages() | set(map(Language, settings.languages))
        unread = {day for day, listed in known.items() if _is_unread(store, listed, languages)}
        missing = list(without_outcome(known, asked, unread, store.vitals.overdue(now - OVERDUE_AFTER), now))
    if as_json:
        days = [day.isoformat() for day in asked]
        click.echo(json.dumps({"ok": not missing, "days": days, "missing": missing}, ensure_ascii=False))
    else:
        told = f"{', '.join(map(str, asked)) or 'no day'}: {'see below' if missing else 'every day has its outcome'}"
        click.echo("\n".join([told, *missing]))
    return len(missing)


def _is_unread(store: Store, day: ListDay, languages: Iterable[Language]) -> bool:
    """Tell whether a day has papers, and not one of them a summary in any language."""
    keys = frozenset(listed.key for listed in day.papers)
    return bool(keys) and all(store.summaries.missing(sorted(keys), [language]) == keys for language in languages)


def run_chat_status(settings: Settings, address: str, *, as_json: bool) -> None:
    """Print what one chat was given of the last week's lists; raises StorageError, and NotFoundError for no chat."""
    now = utc_now()
    with Store.open_to_read(settings.db) as store:
        chat = store.chats.find(read_address(address))
        if chat is None:
            raise NotFoundError(f"{address} is not subscribed; `paperboy chats list` names those that are")
        outcomes = store.outcomes.of_chat(chat.id, now.date() - timedelta(days=CATCH_UP_DAYS))
    if as_json:
        said: dict[str, Any] = {
            "address": str(chat.address),
            "paused_because": chat.paused_because,
            "next_due_at": chat.next_due_at.isoformat() if chat.next_due_at else None,
            "deliveries": [outcome_json(outcome) for outcome in outcomes],
        }
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    for outcome in outcomes:
        click.echo(f"{outcome.list_day} {tell_chat(outcome, now)}")
    click.echo(", ".join(_standing(chat, now, bool(outcomes))))


def _standing(chat: Chat, now: datetime, had_any: bool) -> Iterator[str]:
    if not had_any:
        yield f"{chat.address}: nothing in the last {CATCH_UP_DAYS} days"
    if chat.paused_because:
        yield f"paused: {chat.paused_because}"
    elif chat.next_due_at:
        yield f"next delivery due: {chat.next_due_at:%Y-%m-%d %H:%MZ}" if chat.next_due_at > now else "due now"


def _latest(store: Store, today: date) -> ListDay:
    looked_at = store.days.since(today - timedelta(days=7))
    return looked_at[-1] if looked_at else ListDay(today)
