"""The watch, over hours and restarts: one message to the admin chats when trouble begins, one when it is over."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.watch import Admins, Watch, note_trouble
from digest.texts import languages, say
from storage import vitals
from storage.models import Address, Chat, ChatKind, DeliveryState, Language, Message, OutboxItem, Platform
from storage.store import Store
from tests.makers import claim_next, make_chat, mark_sent, queue_messages

DAY = date(2026, 5, 13)
MINUTE = timedelta(minutes=1)
ADMIN = Address(Platform.CONSOLE, "admin")


class Shift:
    """A watch over a store, with a clock that is turned by hand."""

    def __init__(self, store: Store, folder: Path, now: datetime) -> None:
        self.store = store
        self.folder = folder
        self.now = now
        self.stopped: dict[Platform, str] = {}
        self.reached: dict[Platform, datetime] = {}
        self.undone: dict[str, datetime] = {}
        self.admins = Admins((ADMIN,), Language("en"), "UTC")
        self.restart()

    def restart(self) -> None:
        self.watch = Watch(
            self.store,
            self.admins,
            self.folder / "paperboy.db",
            lambda: self.now,
            self.stopped,
            self.reached,
            self.undone,
        )

    async def pass_by(self, time: timedelta) -> list[str]:
        """Look every minute for so long; return what the admin chat was told."""
        until = self.now + time
        while self.now < until:
            await self.watch.look()
            self.now += MINUTE
        return [text_of(item) for item in self.told()]

    def told(self) -> Iterator[OutboxItem]:
        known = self.store.chats.make_known(make_chat("admin", language=self.admins.language, zone="UTC"), self.now)
        while (item := claim_next(self.store, known.id, self.now)) is not None:
            mark_sent(self.store, item, str(item.id), self.now)
            yield item


def text_of(item: OutboxItem) -> str:
    return str(json.loads(item.payload)["text"])


@pytest.fixture
def shift(store: Store, tmp_path: Path, now: datetime) -> Shift:
    return Shift(store, tmp_path, now)


async def test_an_outage_is_told_once_and_its_end_once(shift: Shift) -> None:
    began = shift.now
    shift.store.days.record_failure(DAY, "HTTP 503 from huggingface.co", began)
    assert await shift.pass_by(timedelta(hours=3)) == []
    (told,) = await shift.pass_by(timedelta(hours=5))
    assert told.startswith("⚠ Paperboy needs you\n")
    assert "The list of papers cannot be had · since" in told
    assert "2026-05-13: HTTP 503 from huggingface.co" in told
    assert say(Language("en"), "trouble-source-mend") in told
    shift.store.days.record_look(DAY, (), (), shift.now)
    (told,) = await shift.pass_by(timedelta(hours=5))
    assert "✅ Over: The list of papers cannot be had" in told
    assert shift.store.notices.all() == ()


async def test_a_restart_tells_nothing_again(shift: Shift) -> None:
    shift.store.days.record_failure(DAY, "HTTP 503", shift.now - timedelta(hours=4))
    assert len(await shift.pass_by(MINUTE)) == 1
    for _ in range(3):
        shift.restart()
        assert await shift.pass_by(timedelta(minutes=5)) == []


async def test_a_restart_that_takes_longer_than_the_trouble_tells_its_end(shift: Shift) -> None:
    shift.store.days.record_failure(DAY, "HTTP 503", shift.now - timedelta(hours=4))
    assert len(await shift.pass_by(MINUTE)) == 1
    shift.store.days.record_look(DAY, (), (), shift.now)
    shift.now += timedelta(hours=2)
    shift.restart()
    (told,) = await shift.pass_by(timedelta(hours=1))
    assert told.startswith("✅ Paperboy is well again")


async def test_what_is_late_before_a_restart_and_after_it_is_not_over_in_between(shift: Shift) -> None:
    chat = shift.store.chats.add(make_chat("hall"), shift.now)
    queue_messages(shift.store, chat.id, "x", [Message("head:x", 0, "{}")], (), shift.now)
    assert len(await shift.pass_by(timedelta(hours=5))) == 1
    shift.now += timedelta(hours=2)
    shift.restart()
    assert await shift.pass_by(timedelta(hours=1)) == []
    item = claim_next(shift.store, chat.id, shift.now)
    assert item is not None
    mark_sent(shift.store, item, "1", shift.now)
    (over,) = await shift.pass_by(timedelta(hours=1))
    assert "Over: A digest is late" in over


async def test_a_flicker_is_not_told_twice(shift: Shift) -> None:
    told = []
    shift.stopped[Platform.SLACK] = "down"
    for _ in range(10):
        told += await shift.pass_by(timedelta(minutes=5))
        shift.stopped.clear()
        told += await shift.pass_by(timedelta(minutes=5))
        shift.stopped[Platform.SLACK] = "down"
    assert len(told) == 1


async def test_d6_a_refused_message_reaches_a_person_with_the_chat_and_the_reason(shift: Shift) -> None:
    chat = shift.store.chats.add(make_chat("hall"), shift.now)
    queue_messages(shift.store, chat.id, "x", [Message("head:x", 0, "{}")], (), shift.now)
    item = claim_next(shift.store, chat.id, shift.now)
    assert item is not None
    shift.store.outbox.give_up(item.id, "can't parse entities")
    (told,) = await shift.pass_by(timedelta(hours=20))
    assert "console:hall: 1 message refused, can't parse entities" in told
    (over,) = await shift.pass_by(timedelta(hours=5))
    assert "Over: Messages were refused for good" in over


async def test_a_channel_that_is_lost_is_told_and_people_who_leave_are_not(shift: Shift) -> None:
    for name, kind in (("channel", ChatKind.CHANNEL), ("person", ChatKind.PRIVATE)):
        chat = shift.store.chats.add(make_chat(name, kind=kind), shift.now)
        shift.store.chats.pause(chat.id, "the bot may not write there", shift.now)
    removed = shift.store.chats.add(make_chat("removed", kind=ChatKind.GROUP), shift.now)
    shift.store.chats.remove(removed.address)
    (told,) = await shift.pass_by(timedelta(days=2))
    assert "console:channel: the bot may not write there" in told
    assert "person" not in told
    found = shift.store.chats.find(Address(Platform.CONSOLE, "channel"))
    assert found is not None
    shift.store.chats.wake(found.id)
    (over,) = await shift.pass_by(timedelta(hours=1))
    assert "Over: A channel or group cannot be written to · console:channel · since" in over


async def test_b14_what_a_part_reports_is_told_once_until_it_is_quiet_for_a_day(shift: Shift) -> None:
    told = []
    for _ in range(8):
        note_trouble(shift.store, "model:budget", "the day's budget\nis spent", shift.now)
        told += await shift.pass_by(timedelta(hours=6))
    (begun,) = told
    assert "The model makes no summaries" in begun
    assert "the day's budget is spent" in begun
    (over,) = await shift.pass_by(timedelta(hours=25))
    assert "Over: The model makes no summaries" in over


def test_what_the_watch_sees_by_itself_it_does_not_take_from_hearsay(shift: Shift) -> None:
    note_trouble(shift.store, "paused:telegram:1", "blocked by the user", shift.now)
    assert shift.store.notices.all() == ()


async def test_a_refused_account_is_over_when_a_message_has_gone_out_and_not_before(shift: Shift) -> None:
    shift.stopped[Platform.CONSOLE] = "401 Unauthorized"
    await shift.watch.look()
    shift.stopped.clear()
    shift.restart()
    shift.now += timedelta(days=2)
    await shift.watch.look()
    assert [notice.subject for notice in shift.store.notices.all()] == ["stopped:console"]
    shift.reached[Platform.CONSOLE] = shift.now
    await shift.watch.look()
    assert shift.store.notices.all() == ()


async def test_a_backlog_that_grows_for_an_hour_is_told(shift: Shift) -> None:
    chat = shift.store.chats.add(make_chat("hall"), shift.now)
    told = []
    for number in range(3):
        queue_messages(shift.store, chat.id, "x", [Message(f"paper:{number}", 0, "{}")], (), shift.now)
        told += await shift.pass_by(timedelta(minutes=35))
    assert len(told) == 1
    assert "2 messages wait, the oldest (x) since 2026-05-13 08:00Z; an hour ago it was 1" in told[0]


async def test_a_backlog_that_grows_in_steps_is_told_once_and_over_when_nothing_waits_any_more(shift: Shift) -> None:
    chat = shift.store.chats.add(make_chat("hall"), shift.now)
    told = []
    for number in range(8):
        queue_messages(shift.store, chat.id, "x", [Message(f"paper:{number}", 0, "{}")], (), shift.now)
        told += await shift.pass_by(timedelta(minutes=100))
    while (item := claim_next(shift.store, chat.id, shift.now)) is not None:
        mark_sent(shift.store, item, str(item.id), shift.now)
    over = await shift.pass_by(timedelta(minutes=30))
    assert sum("More messages wait" in text for text in told) == 1
    assert not any("Over" in text for text in told)
    assert sum("Over: More messages wait" in text for text in over) == 1


async def test_everybody_else_has_turns_while_a_large_backlog_is_counted(
    shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vitals, "CHATS_AT_ONCE", 1)
    for number in range(20):
        chat = shift.store.chats.add(make_chat(f"hall-{number}"), shift.now)
        queue_messages(shift.store, chat.id, "x", [Message("paper:1", 0, "{}")], (), shift.now)
    seen = set()

    async def others() -> None:
        while True:
            seen.add(shift.watch.backlog.rows)
            turns.append(None)
            await asyncio.sleep(0)

    turns: list[None] = []
    running = asyncio.get_running_loop().create_task(others())
    await shift.watch.look()
    running.cancel()
    assert len(turns) >= 20
    # Nobody sees half of it.
    assert seen <= {0, 20}
    assert shift.watch.backlog.rows == 20


async def test_what_the_oldest_message_met_is_told_with_the_backlog(shift: Shift) -> None:
    chat = shift.store.chats.add(make_chat("hall"), shift.now)
    queue_messages(shift.store, chat.id, "x", [Message("paper:1", 0, "{}")], (), shift.now)
    item = claim_next(shift.store, chat.id, shift.now)
    assert item is not None
    shift.store.outbox.retry_later(item.id, shift.now, "connection refused")
    (told,) = await shift.pass_by(timedelta(hours=4))
    assert "since 2026-05-13 08:00Z (connection refused)" in told


async def test_a_paused_chat_and_an_alert_for_later_are_no_backlog(shift: Shift) -> None:
    chat = shift.store.chats.add(make_chat("hall"), shift.now)
    queue_messages(shift.store, chat.id, "x", [Message("paper:1", 0, "{}")], (), shift.now)
    shift.store.chats.pause(chat.id, "blocked", shift.now)
    assert await shift.pass_by(timedelta(hours=9)) == []


async def test_what_goes_out_within_a_minute_of_a_chats_return_is_no_trouble(shift: Shift) -> None:
    chat = shift.store.chats.add(make_chat("hall"), shift.now)
    queue_messages(shift.store, chat.id, "x", [Message("paper:1", 0, "{}")], (), shift.now)
    shift.store.chats.pause(chat.id, "blocked", shift.now)
    shift.now += timedelta(days=9)
    await shift.watch.look()
    shift.store.chats.wake(chat.id)
    shift.store.chats.set_next_due([(chat.id, shift.now - timedelta(days=9))])
    await shift.watch.look()
    item = claim_next(shift.store, chat.id, shift.now)
    assert item is not None
    mark_sent(shift.store, item, "1", shift.now)
    shift.store.chats.set_next_due([(chat.id, shift.now + timedelta(days=1))])
    shift.now += MINUTE
    assert await shift.pass_by(timedelta(hours=2)) == []
    assert shift.store.notices.all() == ()


async def test_chats_that_nobody_serves_are_told(shift: Shift) -> None:
    chat: Chat = shift.store.chats.add(make_chat("hall"), shift.now)
    shift.store.chats.set_next_due([(chat.id, shift.now)])
    (told,) = await shift.pass_by(timedelta(hours=3))
    assert "1 chat due, the first since 2026-05-13 08:00Z" in told


async def test_without_admin_chats_the_log_tells_it_once(shift: Shift, caplog: pytest.LogCaptureFixture) -> None:
    shift.admins = Admins((), Language("en"), "UTC")
    shift.restart()
    shift.store.days.record_failure(DAY, "HTTP 503", shift.now - timedelta(hours=4))
    for _ in range(5):
        await shift.watch.look()
        shift.now += MINUTE
    lines = [record.getMessage() for record in caplog.records]
    assert lines == ["trouble.begun subject=source since=2026-05-13T04:00Z text='2026-05-13: HTTP 503'"]
    assert shift.store.outbox.counts() == {}


async def test_a_subscriber_among_the_admins_is_told_in_its_own_language(shift: Shift) -> None:
    shift.store.chats.add(make_chat("admin", language=Language("ko")), shift.now)
    shift.store.days.record_failure(DAY, "HTTP 503", shift.now - timedelta(hours=4))
    (told,) = await shift.pass_by(MINUTE)
    assert say(Language("ko"), "trouble-source") in told


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("platform", Platform)
async def test_it_can_be_told_in_every_language_on_every_platform(
    shift: Shift, language: Language, platform: Platform
) -> None:
    names = {Platform.CONSOLE: "x", Platform.TELEGRAM: "-1001", Platform.SLACK: "C1"}
    shift.admins = Admins((Address(platform, names[platform]),), language, "Asia/Seoul")
    shift.restart()
    for kind in ("model", "other"):
        note_trouble(shift.store, f"{kind}:x", "<b>*text*</b>", shift.now)
    await shift.watch.look()
    assert shift.store.outbox.counts() == {DeliveryState.PENDING: 1}
