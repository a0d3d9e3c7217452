"""The papers of the week go out once for each chat and week, whatever restarts and whatever clocks do."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

import bot.weekly
from bot.weekly import queue_weeklies
from digest.subscriptions import keep_chat
from handlers.messages import messages_of
from handlers.weekly_layout import weekly_layout
from storage.marks import MarkKind
from storage.models import Chat, ChatKind, PaperKey, Platform
from storage.store import Store
from storage.weeklies import WeeklyPaper
from tests.handlers.desks import NOW, TEAM, list_day
from tests.makers import claim_next, make_chat, make_paper, mark_sent

MONDAY = datetime(2026, 5, 17, 23, 15, tzinfo=UTC)
"""08:15 in Seoul."""
MINUTE = timedelta(minutes=1)


def queue(store: Store, now: datetime) -> int:
    return asyncio.run(queue_weeklies(store, now)).messages


def subscribe(store: Store, **preferences: Any) -> Chat:
    chosen: dict[str, Any] = {"address": TEAM, "kind": ChatKind.GROUP, "weekly_day": 0} | preferences
    return keep_chat(store, make_chat(**chosen), NOW)


def subjects(store: Store, chat: Chat, now: datetime) -> list[str]:
    taken = []
    while item := claim_next(store, chat.id, now):
        mark_sent(store, item, str(item.id), now)
        taken.append(item.subject)
    return taken


def test_they_come_at_their_hour_and_again_a_week_later(store: Store) -> None:
    list_day(store)
    chat = subscribe(store)
    assert queue(store, MONDAY - MINUTE) == 0
    assert queue(store, MONDAY) == 1
    assert queue(store, MONDAY + MINUTE) == 0
    assert queue(store, MONDAY + timedelta(days=7)) == 1
    assert subjects(store, chat, MONDAY + timedelta(days=7)) == ["weekly:1", "weekly:2"]


def test_after_a_downtime_the_missed_week_comes_once_late(store: Store) -> None:
    chat = subscribe(store)
    assert queue(store, MONDAY + timedelta(days=2)) == 1
    assert queue(store, MONDAY + timedelta(days=2, hours=1)) == 0
    assert queue(store, MONDAY + timedelta(days=7)) == 1
    assert len(subjects(store, chat, MONDAY)) == 2


def test_a_week_that_comes_when_the_next_has_begun_does_not_cost_that_one(store: Store) -> None:
    chat = subscribe(store, weekly_day=6)
    sunday = MONDAY - timedelta(days=1)
    assert queue(store, sunday + timedelta(hours=20)) == 1
    assert queue(store, sunday + timedelta(days=7)) == 1
    assert len(subjects(store, chat, MONDAY + timedelta(days=7))) == 2


def test_after_a_downtime_a_missed_week_waits_for_the_end_of_the_quiet_hours(store: Store) -> None:
    chat = subscribe(store, quiet_from=time(22), quiet_to=time(7))
    # 02:00 in Seoul.
    assert queue(store, MONDAY + timedelta(hours=17, minutes=45)) == 1
    (due,) = store.lanes.read([chat.id], 1)[chat.id]
    assert due.due_at == datetime(2026, 5, 18, 22, tzinfo=UTC)


def test_a_process_that_dies_in_between_has_done_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "paperboy.db"

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with Store.open(path) as store:
        chats = [subscribe(store, address=replace(TEAM, chat=f"-{number}")) for number in range(1, 4)]
        with monkeypatch.context() as patched:
            patched.setattr(bot.weekly, "next_weekly", die)
            with pytest.raises(KeyboardInterrupt):
                queue(store, MONDAY)
    with Store.open(path) as store:
        assert queue(store, MONDAY) == 3
        assert queue(store, MONDAY) == 0
        assert [len(subjects(store, chat, MONDAY)) for chat in chats] == [1, 1, 1]


def test_no_clock_and_no_change_of_the_day_brings_a_week_twice(store: Store) -> None:
    chat = subscribe(store)
    assert queue(store, MONDAY) == 1
    # The clock is put back, and the chat asks for them anew.
    chat = keep_chat(store, replace(chat, weekly_day=0), MONDAY - timedelta(hours=3))
    assert queue(store, MONDAY) == 0
    # It moves them to Tuesday of the same week.
    keep_chat(store, replace(chat, weekly_day=1), MONDAY)
    assert queue(store, MONDAY + timedelta(days=1)) == 0
    assert queue(store, MONDAY + timedelta(days=8)) == 1


@pytest.mark.parametrize("preferences", [{"weekly_day": None}, {"paused_because": "bot was blocked by the user"}])
def test_who_does_not_want_them_or_is_paused_gets_none(store: Store, preferences: dict[str, Any]) -> None:
    subscribe(store, **preferences)
    assert queue(store, MONDAY) == 0


def test_a_week_in_which_nothing_happened_says_so(store: Store) -> None:
    chat = subscribe(store, language="en")
    queue(store, MONDAY)
    item = claim_next(store, chat.id, MONDAY)
    assert item is not None
    payload = json.loads(item.payload)
    assert "no paper was listed" in payload["text"]
    assert not payload.get("buttons")
    assert payload["silent"] is False


@pytest.mark.parametrize("platform", [Platform.TELEGRAM, Platform.SLACK])
def test_they_are_one_message_however_long_titles_and_names_are(store: Store, platform: Platform) -> None:
    keys = [PaperKey(f"2605.{number:05}") for number in range(9)]
    store.papers.put(make_paper(key, title="論文 <b>&amp; " * 60) for key in keys)
    chat = replace(subscribe(store), address=replace(TEAM, platform=platform))
    for person in range(40):
        store.marks.toggle(f"telegram:{person}", keys[person % 9], MarkKind.LIKE, TEAM, NOW)
    weekly = store.weeklies.add(chat.id, None, NOW.date(), [WeeklyPaper(key, 4, 4, 99) for key in keys[:5]], NOW)
    assert weekly is not None
    assert len(messages_of("weekly:1", weekly_layout(store, chat, weekly), platform)) == 1
