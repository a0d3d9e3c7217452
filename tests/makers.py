"""Small makers of nouns for tests: every field has a sensible value, and a test names only what it is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

from handlers.styles import usual_style
from storage.database import Database
from storage.ledger import Queued
from storage.migrations import m015_search_words
from storage.models import (
    Address,
    Basis,
    Chat,
    ChatKind,
    Language,
    Message,
    Method,
    OutboxItem,
    Paper,
    PaperKey,
    Platform,
    Priority,
    Sections,
    Summary,
)
from storage.outbox import Arrived
from storage.search import Search
from storage.store import Store

MADE_AT = datetime(2026, 5, 13, 6, 0, tzinfo=UTC)


def make_store() -> Store:
    """Open an empty store in memory: a copy of one that was made once, for a schema takes milliseconds to make."""
    db = Database(None)
    db.utils.conn.deserialize(_empty())
    return Store(db)


@cache
def _empty() -> bytes:
    with Store.open(None) as store:
        return store._db.utils.conn.serialize()


def make_paper(key: str = "2605.00001", **changes: Any) -> Paper:
    """Make a paper."""
    return replace(Paper(PaperKey(key), f"Paper {key}", "Models forget. We propose a memory.", ("Ada Kim",)), **changes)


def make_summary(key: str = "2605.00001", language: str = "en", **changes: Any) -> Summary:
    """Make a summary."""
    summary = Summary(
        key=PaperKey(key),
        language=Language(language),
        text_language=Language("en"),
        sections=Sections(goal="The aim is memory.", results="Recall rises by 12%."),
        basis=Basis.ABSTRACT,
        method=Method.BUILT_IN,
        made_at=MADE_AT,
        maker="built-in/1",
    )
    return replace(summary, **changes)


def make_chat(name: str = "kitchen", platform: Platform = Platform.CONSOLE, **changes: Any) -> Chat:
    """Make a chat that is not stored yet."""
    chat = Chat(Address(platform, name), ChatKind.PRIVATE, Language("ko"), "Asia/Seoul", time(8, 15))
    chat = replace(chat, style=usual_style(changes.get("address", chat.address).platform))
    return replace(chat, **changes)


def queue_messages(
    store: Store,
    chat_id: int,
    delivery: str,
    messages: Sequence[Message],
    keys: Sequence[PaperKey],
    now: datetime,
    priority: Priority = Priority.BULK,
) -> Queued:
    """Queue one delivery for one chat."""
    return store.ledger.queue([chat_id], delivery, store.ledger.keep(messages), keys, now, priority)


def claim_next(store: Store, chat_id: int, now: datetime) -> OutboxItem | None:
    """Claim the next message of a chat, as delivery does, if it has one that is pending."""
    for item in store.lanes.read([chat_id], 1)[chat_id]:
        if store.outbox.claim([item.id], now):
            return item
    return None


def mark_sent(store: Store, item: OutboxItem, message_id: str, now: datetime, sequence: str | None = "c") -> None:
    """Keep that one message arrived."""
    store.outbox.mark_sent([Arrived(item.id, message_id, sequence)], now)


def forget_index(store: Store) -> None:
    """Leave the search without its index, as an upgrade that changes its words does."""
    with store.transaction():
        m015_search_words(store._db.utils)
    store.search = Search(store._db)
