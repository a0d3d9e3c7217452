"""Retention: what went out long ago makes room; nothing comes twice by it, and old days stay honest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from storage import retention
from storage.ledger import ChatDelivery
from storage.models import Chat, DeliveryState, Message, PaperKey
from storage.outcomes import ChatOutcome
from storage.store import Store
from tests.makers import claim_next, make_chat, mark_sent, queue_messages

KEYS = (PaperKey("2605.00001"), PaperKey("2605.00002"))
MONTH = timedelta(days=30)


def give(store: Store, chat: Chat, day: date, at: datetime, *, sent: int = 3, refused: int = 0) -> None:
    """Queue a day of a head and two papers, send so many messages and let so many be refused."""
    messages = [Message(f"head:{day}", 0, f"head {day}")]
    messages += [Message(f"paper:{key}:{day}", 0, f"{key} {day}", reply=True) for key in KEYS]
    queue_messages(store, chat.id, day.isoformat(), messages, [PaperKey(f"{key}:{day}") for key in KEYS], at)
    store.ledger.record([ChatDelivery(chat.id, day, day, at, len(KEYS), len(messages))])
    for number in range(sent + refused):
        item = claim_next(store, chat.id, at)
        assert item is not None
        if number < sent:
            mark_sent(store, item, str(item.id), at)
        else:
            store.outbox.give_up(item.id, "refused")


def thin(store: Store, before: datetime) -> int:
    """Thin to the end; return how many rows went."""
    rows, after = 0, 0
    while (page := store.retention.thin(before, after)).after_id is not None:
        rows, after = rows + page.rows, page.after_id
    return rows


def told(outcomes: tuple[ChatOutcome, ...]) -> list[tuple[Any, ...]]:
    return [(one.list_day, one.papers, one.delivered, one.messages, one.error, one.is_whole) for one in outcomes]


@pytest.fixture
def chat(store: Store, now: datetime) -> Chat:
    """Somebody who had three days, the middle one not whole, and one more of today."""
    chat = store.chats.add(make_chat(), now)
    for back, sent in ((42, 3), (41, 2), (40, 3), (0, 3)):
        at = now - timedelta(days=back)
        give(store, chat, at.date(), at, sent=sent, refused=3 - sent)
    return chat


def test_what_is_old_goes_with_its_bodies_and_what_is_not_stays(store: Store, chat: Chat, now: datetime) -> None:
    assert thin(store, now - MONTH) == 9
    assert store.outbox.counts() == {DeliveryState.SENT: 3}
    (bodies,) = store._db.rows("SELECT COUNT(*) AS n FROM bodies")
    assert bodies["n"] == 3
    assert thin(store, now - MONTH) == 0


def test_an_old_days_status_stays_honest(store: Store, chat: Chat, now: datetime) -> None:
    since = now.date() - timedelta(days=50)
    before = told(store.outcomes.of_chat(chat.id, since))
    assert [whole for *_, whole in before] == [True, False, True, True]
    thin(store, now - MONTH)
    assert told(store.outcomes.of_chat(chat.id, since)) == before


def test_nothing_comes_twice_when_its_rows_are_gone(store: Store, chat: Chat, now: datetime) -> None:
    day = now.date() - timedelta(days=42)
    given = store.ledger.keys_of(chat.id)
    thin(store, now - MONTH)
    assert store.ledger.keys_of(chat.id) == given
    keys = [PaperKey(f"{key}:{day}") for key in KEYS]
    assert store.ledger.delivered([chat.id], keys)[chat.id] == frozenset(keys)
    assert queue_messages(store, chat.id, day.isoformat(), [], keys, now).papers == 0


def test_a_paper_that_joins_a_thinned_day_is_counted_on_top(store: Store, chat: Chat, now: datetime) -> None:
    day = now.date() - timedelta(days=42)
    thin(store, now - MONTH)
    late = Message("paper:late", 0, "late")
    queue_messages(store, chat.id, day.isoformat(), [late], [PaperKey("late")], now)
    store.ledger.record([ChatDelivery(chat.id, day, day, now, 1, 1)])
    item = claim_next(store, chat.id, now)
    assert item is not None
    mark_sent(store, item, "9", now)
    found = store.outcomes.of_day(day)[0]
    assert (found.papers, found.delivered, found.messages) == (3, 3, ((DeliveryState.SENT, 4),))


def test_a_delivery_with_an_open_row_stays_whole(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    old = now - timedelta(days=42)
    give(store, chat, old.date(), old, sent=2)
    give(store, chat, now.date(), now)
    assert thin(store, now - MONTH) == 0


def test_the_newest_row_stays_so_that_its_number_is_not_given_again(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    old = now - timedelta(days=42)
    give(store, chat, old.date(), old)
    assert thin(store, now - MONTH) == 0


def test_a_body_that_another_chat_waits_for_stays(store: Store, chat: Chat, now: datetime) -> None:
    day = now.date() - timedelta(days=42)
    other = store.chats.add(make_chat("attic"), now)
    queue_messages(store, other.id, "later", [Message(f"head:{day}", 0, f"head {day}")], (), now)
    thin(store, now - MONTH)
    item = claim_next(store, other.id, now)
    assert item is not None
    assert item.payload == f"head {day}"


def test_what_waits_for_a_chat_that_has_been_paused_for_a_month_is_given_up_page_by_page(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = now - timedelta(days=42)
    for name, reason, paused_at in (("gone", "blocked", old), ("new", "blocked", now), ("open", None, None)):
        chat = store.chats.add(make_chat(name), old)
        give(store, chat, old.date(), old, sent=1)
        if reason and paused_at:
            store.chats.pause(chat.id, reason, paused_at)
    left = store.chats.add(make_chat("left"), old)
    give(store, left, old.date(), old, sent=0)
    store.chats.remove(left.address)
    monkeypatch.setattr(retention, "PAGE", 4)
    assert [store.retention.drop_waiting(now - MONTH) for _ in range(3)] == [4, 1, 0]
    assert [dict(one.messages).get(DeliveryState.DROPPED, 0) for one in store.outcomes.of_day(old.date())] == [
        2,
        0,
        0,
        3,
    ]


def test_pauses_that_are_over_go(store: Store, now: datetime) -> None:
    store.pauses.put("telegram", now - MONTH, "flood")
    store.pauses.put("slack", now + MONTH, "flood")
    store.pauses.forget_past(now)
    assert list(store.pauses.current(now - 2 * MONTH)) == ["slack"]


def test_a_new_message_never_says_what_one_said_whose_row_is_gone(store: Store, now: datetime) -> None:
    """Texts that are being sent are kept in memory by their numbers, and a number must not be given twice."""
    at = now - timedelta(days=42)
    chats = [store.chats.add(make_chat(name), now) for name in ("hall", "attic", "cellar")]
    for chat, text in zip(chats, ("to both", "to the attic", "to both"), strict=True):
        queue_messages(store, chat.id, "2026-04-01", [Message("head:2026-04-01", 0, text)], (), at)
        item = claim_next(store, chat.id, at)
        assert item is not None
        assert item.payload == text
        mark_sent(store, item, str(item.id), at)
    assert thin(store, now - MONTH) == 2
    queue_messages(store, chats[0].id, "2026-05-13", [Message("head:2026-05-13", 0, "news")], (), now)
    item = claim_next(store, chats[0].id, now)
    assert item is not None
    assert item.payload == "news"


def test_tidying_up_takes_no_longer_however_many_messages_there_are(now: datetime) -> None:
    def steps(chats: int) -> int:
        with Store.open(None) as store:
            chat = store.chats.add(make_chat(), now)
            queue_messages(store, chat.id, "2026-05-13", [Message(f"head:{n}", 0, "{}") for n in range(20)], (), now)
            store._db.run(
                "WITH RECURSIVE ids(id) AS (SELECT 2 UNION ALL SELECT id + 1 FROM ids WHERE id < ?)"
                " INSERT INTO outbox (chat_id, delivery, subject, part, body_id, priority, state, due_at)"
                " SELECT ids.id, delivery, subject, part, body_id, priority, state, due_at FROM ids, outbox",
                [chats],
            )
            assert store.outbox.about(chat.id, "head:0")
            counted: list[None] = []
            store._db.utils.conn.set_progress_handler(lambda: counted.append(None), 100)
            store.retention.tidy()
            store._db.utils.conn.set_progress_handler(None, 100)
            assert store._db.rows("SELECT * FROM sqlite_stat1 WHERE tbl = 'outbox'")
            return len(counted)

    assert steps(4_000) < 2 * steps(400)
