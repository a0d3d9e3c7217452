"""Alerts: told at once, once, in the quiet of nobody's night, and not again in the digest."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.alerts import Alerts
from bot.fan_out import FanOut
from storage.ledger import Queued
from storage.models import Alert, Chat, ChatTopic, PaperKey, Platform, Priority
from storage.store import Store
from tests.bot.test_fan_out import outbox, subjects, text_of
from tests.fakes.time import in_no_time
from tests.makers import make_chat, make_paper, make_summary

DAY = date(2026, 5, 13)
LISTED_AT = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
VIDEO, SPEECH = PaperKey("2605.00001"), PaperKey("2605.00002")


class Desk:
    """A store with one list, and the alerts on it at a moment that a test may move."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = LISTED_AT
        self.alerts = Alerts(store, lambda: self.now)
        store.papers.put(
            [make_paper(VIDEO, title="Video diffusion agents"), make_paper(SPEECH, title="Speech for doctors")]
        )
        for key in (VIDEO, SPEECH):
            store.summaries.put(make_summary(key, "ko"))
        self.look(VIDEO, SPEECH)

    def look(self, *keys: PaperKey) -> None:
        self.store.days.record_look(DAY, keys, [], self.now)

    def subscribe(self, query: str, alert: Alert = Alert.NOW, *, again: bool = False, **preferences: Any) -> Chat:
        yesterday = self.now - timedelta(days=1)
        chat = self.store.chats.add(make_chat(preferences.pop("name", "hall"), **preferences), yesterday)
        self.store.topics.put(ChatTopic(chat.id, query, alert, again, yesterday))
        return self.store.chats.get(chat.id)

    def queue(self) -> Queued:
        return in_no_time(self.alerts.queue_new([self.store.days.get(DAY)]))

    def restart(self) -> None:
        self.alerts = Alerts(self.store, lambda: self.now)

    def digest(self, chat: Chat) -> list[str]:
        self.now = datetime(2026, 5, 14, 0, 0, tzinfo=UTC)
        self.look(VIDEO, SPEECH)
        FanOut(self.store, [self.store.days.get(DAY)], self.now).queue_owed([chat])
        return subjects(outbox(self.store, chat, self.now))


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_a_paper_on_a_topic_is_told_at_once_with_the_words_that_matched(desk: Desk) -> None:
    chat = desk.subscribe("video diffusion", platform=Platform.TELEGRAM)
    assert desk.queue() == Queued(papers=1, messages=1)
    (alert,) = outbox(desk.store, chat, desk.now)
    assert (alert.subject, alert.priority, alert.due_at) == (f"paper:{VIDEO}", Priority.ALERT, desk.now)
    assert "🔔 관심 주제: video, diffusion" in text_of(alert)
    assert json.loads(alert.payload)["silent"] is False
    assert desk.store.topics.words_told(chat.id, VIDEO) == (("video", "diffusion"), desk.now)


def test_nothing_is_told_twice_whatever_is_looked_at_again(desk: Desk) -> None:
    desk.subscribe("video")
    desk.queue()
    for _ in range(2):
        desk.now += timedelta(hours=1)
        desk.look(VIDEO, SPEECH)
        assert desk.queue() == Queued()
        desk.restart()
        assert desk.queue() == Queued()


def test_a_paper_that_joins_later_is_told_when_it_does(desk: Desk) -> None:
    chat = desk.subscribe("agents")
    desk.queue()
    late = PaperKey("2605.00003")
    desk.store.papers.put([make_paper(late, title="Agents that plan")])
    desk.now += timedelta(hours=5)
    desk.look(VIDEO, SPEECH, late)
    desk.queue()
    assert subjects(outbox(desk.store, chat, desk.now)) == [f"paper:{VIDEO}", f"paper:{late}"]


def test_what_was_told_does_not_come_again_in_the_digest(desk: Desk) -> None:
    chat = desk.subscribe("video")
    desk.queue()
    assert desk.digest(chat) == [f"paper:{VIDEO}", f"head:{DAY}", f"paper:{SPEECH}"]


def test_it_comes_again_where_the_chat_wants_both(desk: Desk) -> None:
    chat = desk.subscribe("video", again=True)
    desk.queue()
    assert desk.digest(chat) == [f"alert:{VIDEO}", f"head:{DAY}", f"paper:{VIDEO}", f"paper:{SPEECH}"]
    desk.restart()
    assert desk.queue() == Queued()


def test_a_topic_for_the_digest_is_not_told_before_it(desk: Desk) -> None:
    desk.subscribe("video", Alert.DIGEST)
    assert desk.queue() == Queued()


def test_an_alert_in_quiet_hours_waits_for_their_end(desk: Desk) -> None:
    # 17:00 in Seoul.
    chat = desk.subscribe("video", quiet_from=time(16), quiet_to=time(19, 30))
    desk.queue()
    (alert,) = outbox(desk.store, chat, desk.now)
    assert alert.due_at == datetime(2026, 5, 13, 10, 30, tzinfo=UTC)


def test_what_was_listed_before_the_topic_is_no_news(desk: Desk) -> None:
    chat = desk.subscribe("speech")
    desk.now += timedelta(minutes=1)
    desk.store.topics.put(ChatTopic(chat.id, "video", Alert.NOW, again=False, added_at=desk.now))
    desk.queue()
    assert subjects(outbox(desk.store, chat, desk.now)) == [f"paper:{SPEECH}"]


def test_after_a_long_downtime_old_news_is_left_to_the_digest(desk: Desk) -> None:
    desk.subscribe("video")
    desk.now += timedelta(days=3)
    assert desk.queue() == Queued()


@pytest.mark.parametrize("change", [{"paused_because": "blocked"}, {"away_until": date(2026, 5, 20)}])
def test_a_chat_that_is_paused_or_away_is_not_told(desk: Desk, change: dict[str, Any]) -> None:
    desk.subscribe("video", **change)
    assert desk.queue() == Queued()


@pytest.mark.parametrize(("zone", "told"), [("Asia/Seoul", 1), ("America/Los_Angeles", 0)])
def test_an_absence_ends_with_the_chats_own_day(desk: Desk, zone: str, told: int) -> None:
    """At 15:30 UTC on Wednesday it is Thursday in Seoul, and still Wednesday in Los Angeles."""
    desk.subscribe("video", zone=zone, away_until=date(2026, 5, 14))
    desk.now = datetime(2026, 5, 13, 15, 30, tzinfo=UTC)
    assert desk.queue().messages == told


def test_many_chats_share_one_stored_message(desk: Desk) -> None:
    for number in range(130):
        desk.subscribe("video", name=f"room-{number}")
    assert desk.queue() == Queued(papers=130, messages=130)
    assert [row["n"] for row in desk.store.outbox._db.rows("SELECT COUNT(*) AS n FROM bodies")] == [1]


def test_changing_a_preference_keeps_what_was_said_of_a_topic(desk: Desk) -> None:
    chat = desk.subscribe("video", again=True)
    desk.store.chats.add(replace(chat, pictures=True), desk.now)
    (topic,) = desk.store.topics.of_chats([chat.id])[chat.id]
    assert (topic.alert, topic.again) == (Alert.NOW, True)
    assert desk.store.topics.remove(chat.id, "video")
    assert not desk.store.topics.remove(chat.id, "video")
