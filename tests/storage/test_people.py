"""Marks and quotas: one row per person and paper, one count per scope and day; and a chat that is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from storage.marks import OPINIONS, OPINIONS_KEPT, Mark, MarkKind
from storage.models import Address, DeliveryState, Message, Opinion, PaperKey, Platform
from storage.outbox import Arrived
from storage.store import Store
from tests.makers import claim_next, make_chat, mark_sent

CHAT = Address(Platform.TELEGRAM, "-1001")
KEY = PaperKey("2605.00001")


def test_a_mark_is_made_and_taken_back_by_the_same_call(store: Store, now: datetime) -> None:
    assert store.marks.toggle("telegram:42", KEY, MarkKind.LIKE, CHAT, now)
    assert store.marks.toggle("telegram:43", KEY, MarkKind.LIKE, CHAT, now)
    assert store.marks.count(CHAT, KEY, MarkKind.LIKE) == 2
    assert not store.marks.toggle("telegram:42", KEY, MarkKind.LIKE, CHAT, now)
    assert store.marks.count(CHAT, KEY, MarkKind.LIKE) == 1


def test_a_person_likes_a_paper_once_in_whatever_chat(store: Store, now: datetime) -> None:
    store.marks.toggle("telegram:42", KEY, MarkKind.LIKE, CHAT, now)
    store.marks.toggle("telegram:42", KEY, MarkKind.LIKE, Address(Platform.TELEGRAM, "42"), now)
    assert store.marks.of_person("telegram:42") == ()


def test_kinds_of_marks_do_not_touch_each_other(store: Store, now: datetime) -> None:
    store.marks.toggle("telegram:42", KEY, MarkKind.LIKE, CHAT, now)
    store.marks.toggle("telegram:42", KEY, MarkKind.SAVE, CHAT, now + timedelta(minutes=1))
    assert store.marks.of_person("telegram:42") == (
        Mark(KEY, MarkKind.SAVE, now + timedelta(minutes=1)),
        Mark(KEY, MarkKind.LIKE, now),
    )
    assert store.marks.keys_of("telegram:42", MarkKind.SAVE) == (KEY,)
    assert store.marks.count(CHAT, KEY, MarkKind.REPORT) == 0


def test_a_quota_is_taken_from_every_scope_or_from_none(store: Store, now: datetime) -> None:
    limits = {"telegram:42": 1, "all": 3}
    assert store.quotas.take(limits, now.date()) is None
    assert store.quotas.take(limits, now.date()) == "telegram:42"
    assert store.quotas.used("all", now.date()) == 1


def test_a_quota_is_new_each_day_and_earlier_days_are_dropped(store: Store, now: datetime) -> None:
    tomorrow = now.date() + timedelta(days=1)
    store.quotas.take({"all": 1}, now.date())
    assert store.quotas.take({"all": 1}, tomorrow) is None
    assert (store.quotas.used("all", now.date()), store.quotas.used("all", tomorrow)) == (0, 1)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_quota_of_nothing_gives_nothing(store: Store, now: datetime, limit: int) -> None:
    assert store.quotas.take({"all": limit}, now.date()) == "all"


def test_the_next_chat_has_nothing_of_one_that_was_forgotten(store: Store, now: datetime) -> None:
    forgotten = store.chats.add(make_chat("attic", topics=("agents",)), now)
    store.ledger.take_over(forgotten.id, [KEY])
    store.topics.record(forgotten.id, {KEY: ("agents",)}, now)
    store.chats.forget(forgotten.address)
    assert store.topics.words_told(forgotten.id, KEY) is None
    store.chats.forget(forgotten.address)
    assert store.chats.find(forgotten.address) is None
    assert store.chats.all() == ()
    for name in ("hall", "attic"):
        following = store.chats.add(make_chat(name), now)
        assert (following.topics, store.ledger.keys_of(following.id)) == ((), ())


def test_a_message_on_its_way_to_a_chat_that_is_forgotten_is_recorded_as_no_other(store: Store, now: datetime) -> None:
    forgotten, other = (store.chats.add(make_chat(name), now) for name in ("attic", "hall"))
    bodies = store.ledger.keep([Message("head:2026-05-13", 0, "{}")])
    store.ledger.queue([forgotten.id], "2026-05-13", bodies, [KEY], now)
    item = claim_next(store, forgotten.id, now)
    assert item is not None
    store.chats.forget(forgotten.address)
    store.ledger.queue([other.id], "2026-05-13", bodies, [KEY], now)
    mark_sent(store, item, "7", now)
    (waiting,) = store.lanes.read([other.id], 9)[other.id]
    assert (waiting.state, waiting.id) == (DeliveryState.PENDING, item.id + 1)


def test_nothing_is_kept_of_how_a_message_ended_whose_chat_was_forgotten(store: Store, now: datetime) -> None:
    bodies = store.ledger.keep([Message("head:2026-05-13", 0, "{}")])
    for end in (
        lambda item_id: store.outbox.mark_sent([Arrived(item_id, "7", "-1001")], now),
        lambda item_id: store.outbox.count_as_sent(item_id, now),
        lambda item_id: store.outbox.retry_later(item_id, now, "moved to telegram:-1001"),
        lambda item_id: store.outbox.mark_unknown(item_id, "timeout", now, likely_sent=True),
        lambda item_id: store.outbox.give_up(item_id, "refused"),
    ):
        chat = store.chats.add(make_chat("attic"), now)
        store.ledger.queue([chat.id], "2026-05-13", bodies, [KEY], now)
        item = claim_next(store, chat.id, now)
        assert item is not None
        store.chats.forget(chat.address)
        end(item.id)
        (row,) = store.chats._db.rows("SELECT * FROM outbox WHERE id = ?", [item.id])
        assert (row["state"], row["message_id"], row["sequence"], row["error"]) == ("dropped", None, None, None)


def test_nothing_more_is_sent_to_a_chat_that_is_forgotten(store: Store, now: datetime) -> None:
    forgotten = store.chats.add(make_chat("attic"), now)
    bodies = store.ledger.keep([Message("head:2026-05-13", 0, "{}")])
    store.ledger.queue([forgotten.id], "2026-05-13", bodies, [KEY], now)
    store.chats.forget(forgotten.address)
    assert store.lanes.waiting(forgotten.address.platform, 0, 9) == ()
    assert store.outbox.counts() == {DeliveryState.DROPPED: 1}


def test_who_comes_back_after_leaving_is_a_new_subscriber(store: Store, now: datetime) -> None:
    later = now + timedelta(days=5)
    store.chats.add(make_chat("hall"), now)
    assert store.chats.add(make_chat("hall"), later).created_at == now
    store.chats.remove(make_chat("hall").address)
    assert store.chats.add(make_chat("hall"), later).created_at == later


def test_nothing_tells_any_more_that_a_forgotten_chat_was_answered(store: Store, now: datetime) -> None:
    forgotten = store.chats.add(make_chat("attic"), now)
    store.doubts.note_turn(forgotten.address.whole_chat, now)
    store.chats.forget(forgotten.address)
    assert store.chats._db.rows("SELECT * FROM turns") == []


def opinions(store: Store, now: datetime) -> tuple[Opinion, ...]:
    return store.marks.opinions([CHAT], now).get(CHAT, ())


def test_a_like_and_a_save_of_one_person_are_one_voice_and_a_tie_is_no_opinion(store: Store, now: datetime) -> None:
    for kind in (MarkKind.LIKE, MarkKind.SAVE, MarkKind.REPORT):
        store.marks.toggle("telegram:42", KEY, kind, CHAT, now)
    assert opinions(store, now) == (Opinion(KEY, wanted=True),)
    store.marks.toggle("telegram:43", KEY, MarkKind.DISMISS, CHAT, now)
    assert opinions(store, now) == ()
    store.marks.toggle("telegram:44", KEY, MarkKind.DISMISS, CHAT, now)
    assert opinions(store, now) == (Opinion(KEY, wanted=False),)


def test_opinions_are_those_of_a_moment_and_no_older_than_half_a_year(store: Store, now: datetime) -> None:
    store.marks.toggle("telegram:42", KEY, MarkKind.LIKE, CHAT, now)
    assert opinions(store, now - timedelta(seconds=1)) == ()
    assert opinions(store, now + OPINIONS_KEPT) == ()
    assert len(opinions(store, now + OPINIONS_KEPT - timedelta(seconds=1))) == 1


def test_only_so_many_of_the_latest_opinions_count(store: Store, now: datetime) -> None:
    for number in range(OPINIONS + 5):
        key = PaperKey(f"2605.{number:05}")
        store.marks.toggle("telegram:42", key, MarkKind.LIKE, CHAT, now + timedelta(seconds=number))
    found = opinions(store, now + timedelta(days=1))
    assert len(found) == OPINIONS
    assert found[0].key == f"2605.{OPINIONS + 4:05}"


def test_marks_follow_a_chat_to_its_new_address(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(address=CHAT), now)
    store.marks.toggle("telegram:42", KEY, MarkKind.LIKE, CHAT, now)
    moved = Address(Platform.TELEGRAM, "-100999")
    store.chats.move(chat.id, moved)
    assert store.marks.count(moved, KEY, MarkKind.LIKE) == 1
    assert store.marks.count(CHAT, KEY, MarkKind.LIKE) == 0
