"""What is asked all the time is answered from an index, and never by reading a table of chats or messages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from storage.ledger import ChatDelivery
from storage.models import Address, Alert, Message, Platform
from storage.retention import ANALYSED
from storage.store import Store
from tests.makers import make_chat, queue_messages

NOW = datetime(2026, 5, 13, 23, 15, tzinfo=UTC)
CHATS, DAYS, PAPERS = 300, 4, 5
QUESTIONS: dict[str, Callable[[Store], object]] = {
    "languages": lambda store: store.chats.languages(),
    "chats that are due": lambda store: store.chats.due(NOW, 60),
    "weeklies that are due": lambda store: store.chats.weekly_due(NOW, 20),
    "chats of ids": lambda store: store.chats.of_ids([1, CHATS]),
    "chats in a place": lambda store: store.chats.in_place(Address(Platform.CONSOLE, "room-7")),
    "chats that left": lambda store: store.vitals.lost_chats(),
    "chats that are overdue": lambda store: store.vitals.overdue(NOW),
    "what waits": lambda store: [*store.vitals.backlog()],
    "refused messages": lambda store: store.vitals.refused(NOW),
    "papers to look at": lambda store: store.watches.due(NOW, 100),
    "watches that are over": lambda store: store.watches.over(NOW, 60),
    "edits": lambda store: store.edits.due(NOW, 100),
    "outcomes of messages": lambda store: store.outcomes.of_rows([1, 2, CHATS]),
    "alerts": lambda store: store.topics.chats_with(Alert.NOW, 0, 60),
    "open updates": lambda store: store.inbox.open(Platform.TELEGRAM),
    "urgent messages": lambda store: store.lanes.urgent(Platform.CONSOLE, NOW, 32),
    "next messages": lambda store: store.lanes.read([1, 2], 16),
}
SCAN = re.compile(
    r"SCAN (chats|deliveries|outbox|topics|watches|inbox|[cdosw])\b"
    r"(?! VIRTUAL| USING INDEX (chats_paused|outbox_urgent))"
)
"""A large table is read from its beginning, or one of its indexes that is not of a few rows; the statements call some
tables by a letter."""


@pytest.fixture(scope="module")
def large() -> Store:
    """A store with so many rows of each kind that SQLite's statistics tell it which tables are large."""
    store = Store.open(None)
    with store.transaction():
        for number in range(1, CHATS + 1):
            chat = store.chats.add(make_chat(f"room-{number}", topics=("video", "speech")), NOW)
            for day in range(10, 10 + DAYS):
                subjects = ["head", *(f"paper:26{day}.{place:05}" for place in range(PAPERS))]
                messages = [Message(subject, 0, subject) for subject in subjects]
                queue_messages(store, chat.id, f"2026-05-{day}", messages, (), NOW)
                list_day = date(2026, 5, day)
                store.ledger.record([ChatDelivery(chat.id, list_day, list_day, NOW, PAPERS, len(messages))])
            if number % 50 == 0:
                store.chats.pause(chat.id, "blocked", NOW)
        store._db.run("UPDATE outbox SET state = 'sent', message_id = id WHERE delivery < '2026-05-13'")
        store._db.run("INSERT INTO edits (outbox_id, due_at) SELECT id, '2026' FROM outbox WHERE id % 4 = 2")
        store._db.run(
            "INSERT INTO watches SELECT id, 'paper ' || (id % 40), NULL, '2026', '2027', 1, 0, '2027' FROM chats"
        )
        store._db.run(
            "INSERT INTO inbox (platform, key, lane, body, arrived_at, done_at)"
            " SELECT 'telegram', id, '', '', '2026', '2026' FROM outbox"
        )
    # As they are in life: of a part of each index.
    store._db.rows(f"PRAGMA analysis_limit = {ANALYSED}")
    store._db.run("ANALYZE")
    return store


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_asked_all_the_time_reads_no_large_table(large: Store, question: str) -> None:
    statements: list[str] = []
    conn = large._db.utils.conn
    conn.set_trace_callback(statements.append)
    QUESTIONS[question](large)
    conn.set_trace_callback(None)
    selects = [statement for statement in statements if statement.lstrip().startswith(("SELECT", "WITH"))]
    plans = [row["detail"] for select in selects for row in large._db.rows(f"EXPLAIN QUERY PLAN {select}")]
    assert plans
    # A day's rows of all chats are as many as a table's.
    assert [plan for plan in plans if SCAN.match(plan) or "outbox_by_delivery" in plan] == []


def test_two_chats_cost_the_same_however_many_stand_between_them(large: Store) -> None:
    def steps(*chat_ids: int) -> int:
        counted: list[None] = []
        conn = large._db.utils.conn
        conn.set_progress_handler(lambda: counted.append(None), 1)
        assert len(large.chats.of_ids(chat_ids)) == 2
        conn.set_progress_handler(None, 1)
        return len(counted)

    assert steps(1, CHATS) < 1.1 * steps(1, 2)
