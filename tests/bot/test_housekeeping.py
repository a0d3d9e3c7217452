"""Housekeeping: what is old goes and comes to nobody twice by it; the day that is over is told once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bot.fan_out import FanOut
from bot.housekeeping import KEEP_MESSAGES, Housekeeping
from storage.models import Chat, DeliveryState, Language, ListDay, Message, PaperKey
from storage.store import Store
from tests.makers import claim_next, make_chat, make_paper, make_summary, mark_sent, queue_messages

DAY = date(2026, 5, 13)
KEYS = [PaperKey(f"2605.0000{number}") for number in range(1, 5)]
LONG = KEEP_MESSAGES + timedelta(days=1)


@pytest.fixture
def day(store: Store, now: datetime) -> ListDay:
    """A settled day of four papers."""
    store.papers.put(make_paper(key) for key in KEYS)
    for key in KEYS:
        store.summaries.put(make_summary(key, "ko"))
    store.days.record_look(DAY, KEYS, [], now)
    store.days.mark_settled(DAY, now)
    return store.days.get(DAY)


def deliver(store: Store, chat: Chat, day: ListDay, at: datetime) -> int:
    """Queue a day for a chat whatever it had, send it all, and return how many messages that was."""
    queued = FanOut(store, [day], at).queue_day([chat], day)
    while item := claim_next(store, chat.id, at):
        mark_sent(store, item, str(item.id), at)
    return queued.messages


async def test_after_thinning_a_day_that_is_delivered_again_brings_nothing(
    store: Store, day: ListDay, now: datetime
) -> None:
    chat = store.chats.add(make_chat(created_at=now - timedelta(days=1)), now)
    assert deliver(store, chat, day, now) == 5
    status = store.outcomes.of_day(DAY)
    # The newest message of all stays.
    queue_messages(store, chat.id, "x", [Message("head:x", 0, "{}")], (), now + LONG)
    assert await Housekeeping(store, Language("ko")).thin(now + LONG) == 5
    assert store.outbox.counts() == {DeliveryState.PENDING: 1}
    assert deliver(store, chat, day, now + LONG) == 0
    assert store.outcomes.of_day(DAY) == status
    # A paper that joins the day, and it alone, is given.
    store.papers.put([make_paper("2605.00005")])
    late = store.days.record_look(DAY, [*KEYS, PaperKey("2605.00005")], [], now + LONG)
    assert deliver(store, chat, late, now + LONG) == 2
    (found,) = store.outcomes.of_day(DAY)
    assert (found.papers, found.delivered, found.is_whole) == (5, 5, True)


async def test_many_pages_go_one_after_the_other(store: Store, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    for number in range(700):
        queue_messages(store, chat.id, f"day:{number}", [Message(f"head:{number}", 0, str(number))], (), now)
        item = claim_next(store, chat.id, now)
        assert item is not None
        mark_sent(store, item, str(number), now)
    assert await Housekeeping(store, Language("ko")).thin(now + LONG) == 699


async def test_it_is_done_once_a_day(store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    moments: list[datetime] = []

    async def note(self: Housekeeping, moment: datetime) -> int:
        moments.append(moment)
        return 0

    monkeypatch.setattr(Housekeeping, "thin", note)
    housekeeping = Housekeeping(store, Language("ko"))
    for hour in range(49):
        await housekeeping.run(now + timedelta(hours=hour))
    assert moments == [now + timedelta(days=number) for number in range(3)]


async def test_a_day_that_is_over_is_told_in_one_line(
    store: Store, day: ListDay, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.housekeeping")
    chat = store.chats.add(make_chat(created_at=now - timedelta(days=1)), now)
    housekeeping = Housekeeping(store, Language("ko"))
    await housekeeping.run(now)
    deliver(store, chat, day, now)
    for hour in range(60):
        await housekeeping.run(now + timedelta(hours=hour))
    (record,) = caplog.records
    assert record.getMessage() == (
        "day.closed day=2026-05-13 chats=1 papers=4 messages=5 waiting=0 refused=0"
        " status='2026-05-13: 4 of 4 summarised, 4 from their abstracts'"
    )


async def test_a_day_that_nobody_could_have_is_told_too(
    store: Store, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.housekeeping")
    store.days.record_failure(DAY, "HTTP 503", now)
    await Housekeeping(store, Language("ko")).run(now + timedelta(days=1, hours=12))
    (record,) = caplog.records
    assert "source down since" in record.getMessage()
