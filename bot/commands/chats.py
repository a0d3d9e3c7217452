"""`paperboy chats`: subscriptions from the shell, and their way to another database or another bot account."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot.config import Settings
from bot.now import utc_now
from digest.subscriptions import keep_chat
from handlers.chat_records import ChatRecord, describe_chat, describe_topic, read_record
from storage.addresses import parse_address
from storage.errors import StorageError
from storage.models import Address, Chat, Language
from storage.store import Store


def run_list(settings: Settings, *, as_json: bool) -> None:
    """Print every subscribed chat; raises StorageError without a database."""
    with Store.open_to_read(settings.db) as store:
        chats = store.chats.all()
    if not chats and not as_json:
        click.echo("no chat is subscribed; add one with `paperboy chats add ADDRESS`")
    for chat in chats:
        click.echo(json.dumps(describe_chat(chat), ensure_ascii=False) if as_json else _line(chat))


def run_add(settings: Settings, address: str, given: Mapping[str, Any], *, as_json: bool) -> None:
    """Subscribe a chat, or change what is given of a subscribed one; raises click.UsageError for a faulty value."""
    now = utc_now()
    with Store.open(settings.db) as store:
        known = store.chats.find(read_address(address))
        before = describe_chat(known) if known else {}
        # To add a chat is to want it served: whatever paused it before is over.
        record = _record({**before, **given, "address": address, "paused_because": None}, settings)
        chat = _subscribe(store, record, now)
    click.echo(json.dumps(describe_chat(chat), ensure_ascii=False) if as_json else _line(chat))


def run_remove(settings: Settings, address: str, *, as_json: bool) -> None:
    """End a subscription; raises StorageError if there is none."""
    with Store.open(settings.db) as store:
        if not store.chats.remove(read_address(address)):
            raise StorageError(f"{address} is not subscribed; `paperboy chats list` shows what is")
    click.echo(
        json.dumps({"address": address, "removed": True}) if as_json else f"{address} is not subscribed any more"
    )


def run_export(settings: Settings) -> None:
    """Print every chat with when it is told of its topics and all it was ever given, one JSON object a line."""
    with Store.open_to_read(settings.db) as store:
        for chat in store.chats.all():
            topics = store.topics.of_chats([chat.id]).get(chat.id, ())
            alerts = {"alerts": [describe_topic(topic) for topic in topics]}
            click.echo(json.dumps(describe_chat(chat, store.ledger.keys_of(chat.id)) | alerts, ensure_ascii=False))


def run_import(settings: Settings, file: Path, *, as_json: bool) -> None:
    """Subscribe every chat of an export, all or none; raises StorageError that names every faulty line."""
    now = utc_now()
    records = _records(file, settings)
    with Store.open(settings.db) as store, store.transaction():
        for record in records:
            _subscribe(store, record, now)
    given = sum(len(record.given) for record in records)
    if as_json:
        click.echo(json.dumps({"chats": len(records), "given": given}))
    else:
        click.echo(f"imported {len(records)} chats with {given} papers that they already have")


def _subscribe(store: Store, record: ChatRecord, now: datetime) -> Chat:
    chat = keep_chat(store, record.chat, now)
    store.ledger.take_over(chat.id, record.given)
    for topic in record.alerts:
        # Added now, so that no paper is told of again that was told of there.
        store.topics.put(replace(topic, chat_id=chat.id, added_at=now))
    return chat


def read_address(text: str) -> Address:
    """Read a chat's address on the command line; raises UsageError with the forms that there are."""
    try:
        return parse_address(text)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _record(raw: object, settings: Settings) -> ChatRecord:
    try:
        return read_record(raw, Language(settings.languages[0]), settings.timezone, settings.deliver_at)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _records(file: Path, settings: Settings) -> list[ChatRecord]:
    records, faults = [], []
    for number, line in _lines(file):
        try:
            records.append(_record(json.loads(line), settings))
        except click.UsageError as error:
            faults.append(f"line {number}: {error.message}")
        except (ValueError, RecursionError):
            faults.append(f"line {number}: is no JSON")
    if faults:
        raise StorageError(f"{file} was not imported: {'; '.join(faults[:20])}")
    return records


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StorageError(f"{file} is no text in UTF-8; name what `paperboy chats export` printed") from error
    # JSON lets a text hold what else ends a line.
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _line(chat: Chat) -> str:
    when = "never due"
    if chat.paused_because:
        when = f"paused: {chat.paused_because}"
    elif chat.next_due_at:
        when = f"next {chat.next_due_at.astimezone(ZoneInfo(chat.zone)):%Y-%m-%d %H:%M}"
    words = [f'topic "{topic}"' for topic in chat.topics]
    hour = f"{chat.deliver_at:%H:%M} {chat.zone}"
    return "  ".join([str(chat.address), chat.kind, chat.language, chat.style, hour, when, *words])
