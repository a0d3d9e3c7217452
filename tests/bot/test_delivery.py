"""Delivery: each message once and in order, whatever the platform answers."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import timedelta

import pytest

from bot.delivery import Delivery
from bot.lanes import LANES
from bot.outcomes import MAX_ATTEMPTS
from bot.pacing import LONGEST_TRY_S
from bot.rates import Rates
from bot.senders import (
    ChatGoneError,
    ChatMovedError,
    ContentError,
    LostAnswerError,
    ParentGoneError,
    PlatformDownError,
    RateLimitedError,
    Scope,
    SendError,
    Settlement,
    UnreachableError,
    Verdict,
)
from storage.chats import REMOVED
from storage.models import Address, DeliveryState, Message, OutboxItem, Platform, Priority
from storage.store import Store
from tests.fakes.deliveries import HEAD, SUBJECTS, deliver, queue, running, subjects
from tests.fakes.senders import FakeSender
from tests.fakes.time import BEGINNING, in_no_time, wall
from tests.makers import make_chat, queue_messages


def test_every_chat_gets_everything_once_and_in_order(store: Store) -> None:
    queue(store, "hall", "attic", "cellar")
    sender = FakeSender()
    assert deliver(store, sender).tally.sent == 12
    for name in ("hall", "attic", "cellar"):
        assert subjects(sender, name) == SUBJECTS
    assert deliver(store, sender).tally.sent == 0
    assert len(sender.sent) == 12


def test_the_rate_of_a_chat_and_of_the_platform_are_kept(store: Store) -> None:
    queue(store, *(f"c{n}" for n in range(20)))

    async def timed() -> float:
        sender = FakeSender()
        delivery = Delivery(store, {sender.platform: sender}, {sender.platform: Rates(10, 1, 1)}, wall)
        await delivery.drain()
        assert len(sender.sent) == 80
        return (wall() - BEGINNING).total_seconds()

    # 80 messages at 10 a second; 7 seconds would do if the first 10 went at once.
    assert 7 <= in_no_time(timed()) <= 8


def test_c13_a_wait_is_obeyed_as_given_and_survives_a_restart(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.append(RateLimitedError("flood", retry_after_s=3600, scope=Scope.PLATFORM))
    assert deliver(store, sender).tally.sent == 0
    assert store.pauses.current(BEGINNING + timedelta(minutes=59)) == {"console": BEGINNING + timedelta(hours=1)}
    assert deliver(store, sender, patience_s=10).tally.sent == 0
    assert deliver(store, sender, patience_s=4000).tally.sent == 4


def test_a_wait_for_one_chat_holds_no_other(store: Store) -> None:
    queue(store, "hall", "attic")
    sender = FakeSender()
    sender.endings.append(RateLimitedError("flood", retry_after_s=3600, scope=Scope.CHAT))
    deliver(store, sender)
    assert subjects(sender, "hall") == []
    assert subjects(sender, "attic") == SUBJECTS


def test_c15_a_blocked_chat_is_paused_with_its_reason_and_not_retried(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.append(ChatGoneError("bot was blocked by the user"))
    tally = deliver(store, sender).tally
    assert tally.paused == [(Address(Platform.CONSOLE, "hall"), "bot was blocked by the user")]
    assert store.chats.all()[0].paused_because == "bot was blocked by the user"
    assert deliver(store, sender).tally.sent == 0
    store.chats.wake(1)
    assert deliver(store, sender).tally.sent == 4


@pytest.mark.parametrize("leave", ["remove", "forget"])
def test_c15_who_leaves_and_blocks_the_bot_in_mid_digest_has_left(store: Store, leave: str) -> None:
    queue(store, "hall")
    address = Address(Platform.CONSOLE, "hall")

    class Blocked(FakeSender):
        async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
            getattr(store.chats, leave)(address)
            raise ChatGoneError("bot was blocked by the user")

    told: dict[str, str] = {}
    sender = Blocked()

    async def drain() -> Delivery:
        delivery = Delivery(store, {sender.platform: sender}, {}, wall, told.__setitem__)
        await delivery.drain()
        return delivery

    assert in_no_time(drain()).tally.paused == []
    assert (store.chats.all(), told) == ((), {})
    assert store.chats.get(1).paused_because == REMOVED


def test_c16_a_moved_chat_is_followed(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.append(ChatMovedError("upgraded", address=Address(Platform.CONSOLE, "-1001")))
    deliver(store, sender)
    assert subjects(sender, "-1001") == SUBJECTS


def test_c17_a_closed_topic_falls_back_to_its_group(store: Store) -> None:
    chat = store.chats.add(make_chat(address=Address(Platform.CONSOLE, "group", "7")), BEGINNING)
    queue_messages(store, chat.id, "2026-05-13", [HEAD], (), BEGINNING)
    sender = FakeSender()
    sender.endings.append(ParentGoneError("TOPIC_CLOSED"))
    deliver(store, sender)
    assert subjects(sender, "group") == ["topic-closed:7", HEAD.subject]


def test_c14_a_busy_platform_is_asked_again_later(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.extend([SendError("connection refused")] * 3)
    tally = deliver(store, sender).tally
    assert (tally.sent, tally.retried) == (4, 3)


def test_refused_markup_goes_again_as_plain_text_and_then_counts_as_failed(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.append(ContentError("can't parse entities"))
    deliver(store, sender)
    assert sender.sent[0] == ("console:hall", HEAD.subject, True)
    assert [plain for _, _, plain in sender.sent[1:]] == [False] * 3


def test_nothing_is_remembered_of_a_message_that_was_refused_as_plain_text_too(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender(endings=deque([ContentError("can't parse entities"), ContentError("message is too long")]))
    delivery = deliver(store, sender)
    assert delivery.tally.failed == 4
    assert delivery._recording.plain == set()


def test_the_operator_hears_of_refused_markup_for_it_is_our_fault(store: Store) -> None:
    queue(store, "hall")
    heard: list[tuple[str, str]] = []
    sender = FakeSender()
    sender.endings.append(ContentError("can't parse entities"))
    delivery = Delivery(store, {sender.platform: sender}, {}, wall, lambda *told: heard.append(told))
    in_no_time(delivery.drain())
    assert heard == [("markup:console", f"{HEAD.subject} went to console:hall as plain text: can't parse entities")]


def test_c20_no_reply_goes_when_its_head_was_refused_for_good(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.extend([ContentError("bad"), ContentError("bad")])
    assert deliver(store, sender).tally.failed == 4
    assert sender.sent == []


def test_a_dead_token_stops_the_platform_and_loses_nothing(store: Store) -> None:
    queue(store, "hall", "attic")
    sender = FakeSender()
    sender.endings.extend([PlatformDownError("Unauthorized")] * 2)
    assert deliver(store, sender).tally.stopped == {Platform.CONSOLE: "Unauthorized"}
    assert store.outbox.counts() == {DeliveryState.PENDING: 8}
    assert deliver(store, sender).tally.sent == 8


class Ill(FakeSender):
    """Answers 5xx until it is well, and to one message for ever; nobody can tell what became of them."""

    well_at = BEGINNING + timedelta(hours=8)
    poison = 0

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        if wall() < self.well_at or item.id == self.poison:
            raise LostAnswerError("HTTP 502", likely_sent=False)
        return await FakeSender.send(self, item, plain=plain)


def test_a_platform_that_is_ill_for_hours_costs_nobody_a_message(store: Store) -> None:
    queue(store, "hall", "attic")
    sender = Ill()
    assert deliver(store, sender, patience_s=4000).tally.failed == 0
    assert (subjects(sender, "hall"), subjects(sender, "attic")) == (SUBJECTS, SUBJECTS)


def test_a_message_that_makes_a_platform_ill_which_takes_others_is_given_up(store: Store) -> None:
    queue(store, "hall")
    sender = Ill()
    sender.well_at, sender.poison = BEGINNING, 2

    async def timed() -> float:
        async with running(store, sender) as delivery:
            for name in range(5):
                await asyncio.sleep(3000)
                queue(store, f"attic {name}")
        return delivery.tally.failed

    assert in_no_time(timed()) == 1
    assert subjects(sender, "hall") == [HEAD.subject, *SUBJECTS[2:]]


def test_a_platform_that_cannot_be_reached_is_tried_less_and_less_and_no_chat_is_to_blame(store: Store) -> None:
    queue(store, "hall", "attic")
    sender = FakeSender()
    sender.endings.extend([UnreachableError("no route to host")] * 40)

    async def timed() -> float:
        await Delivery(store, {sender.platform: sender}, {}, wall).drain()
        return (wall() - BEGINNING).total_seconds()

    seconds = in_no_time(timed())
    assert (len(sender.sent), store.outbox.counts()) == (8, {DeliveryState.SENT: 8})
    # Both are tried at 0, 5, 15, 35, 75 seconds and then every minute.
    assert seconds == pytest.approx(75 + 60 * 16)


def test_a_round_by_hand_ends_though_nobody_can_be_reached_and_nothing_is_lost(store: Store) -> None:
    queue(store, "hall", "attic")

    class Away(FakeSender):
        async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
            if item.subject != HEAD.subject:
                raise UnreachableError("no route to host")
            return await FakeSender.send(self, item, plain=plain)

    async def timed() -> float:
        sender = Away()
        tally = await Delivery(store, {sender.platform: sender}, {}, wall).drain(in_vain_s=150)
        assert tally.sent == 2
        return (wall() - BEGINNING).total_seconds()

    assert 150 < in_no_time(timed()) < 150 + LONGEST_TRY_S + 1
    assert store.outbox.counts() == {DeliveryState.SENT: 2, DeliveryState.PENDING: 6}


def test_what_nobody_can_explain_is_given_up_in_the_end_and_the_chat_goes_on(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.extend([None, *[SendError("MOON_IN_WRONG_PHASE")] * MAX_ATTEMPTS])
    tally = deliver(store, sender, patience_s=4000).tally
    assert (tally.sent, tally.failed) == (3, 1)
    assert subjects(sender, "hall") == [HEAD.subject, *SUBJECTS[2:]]


def test_waiting_on_request_does_not_count_towards_giving_up(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.extend([RateLimitedError("flood", retry_after_s=5, scope=Scope.CHAT)] * 2 * MAX_ATTEMPTS)
    assert deliver(store, sender).tally.failed == 0
    assert subjects(sender, "hall") == SUBJECTS


def test_a_pause_ends_exactly_when_the_platform_said(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.append(RateLimitedError("flood", retry_after_s=37, scope=Scope.WORKSPACE))

    async def timed() -> float:
        await Delivery(store, {sender.platform: sender}, {}, wall).drain()
        return (wall() - BEGINNING).total_seconds()

    assert in_no_time(timed()) == pytest.approx(37)


def test_c16_a_chat_that_moved_to_another_subscription_is_paused_and_tells_why(store: Store) -> None:
    queue(store, "hall", "attic")
    sender = FakeSender()
    sender.endings.append(ChatMovedError("upgraded", address=Address(Platform.CONSOLE, "attic")))
    tally = deliver(store, sender).tally
    assert tally.paused == [(Address(Platform.CONSOLE, "hall"), "moved to console:attic, which is subscribed already")]
    assert subjects(sender, "hall") == []
    assert subjects(sender, "attic") == SUBJECTS


def test_a_fault_in_a_sender_costs_that_row_only_and_is_not_sent_again(store: Store) -> None:
    queue(store, "hall", "attic")
    sender = FakeSender()
    sender.endings.append(ZeroDivisionError())
    sender.verdicts.append(Settlement(Verdict.SENT, "70"))
    assert deliver(store, sender).tally.unknown == 1
    assert subjects(sender, "hall") == SUBJECTS[1:]
    assert subjects(sender, "attic") == SUBJECTS


def test_c20_late_replies_of_a_refused_head_do_not_go_either(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.extend([ContentError("bad"), ContentError("bad")])
    deliver(store, sender)
    late = [Message(f"paper:2605.1{n:04}", 0, "{}", reply=True) for n in range(40)]
    queue_messages(store, 1, "2026-05-13", [HEAD, *late], (), BEGINNING)
    assert deliver(store, sender).tally.failed == 40
    assert sender.sent == []


def test_an_alert_overtakes_bulk_in_its_chat_and_all_others_but_splits_no_head_from_its_replies(store: Store) -> None:
    names = [f"c{n}" for n in range(LANES + 50)]
    queue(store, *names)
    sender = FakeSender()

    async def alert_in_between() -> None:
        async with running(store, sender, Rates(30, 1, 1)) as delivery:
            await asyncio.sleep(3)
            for chat_id in (1, len(names)):
                messages = [Message("alert", 0, "{}"), Message("alert", 1, "{}", reply=True)]
                queue_messages(store, chat_id, "alert", messages, (), wall(), Priority.ALERT)
            delivery.nudge()
            before = len(sender.sent)
            await asyncio.sleep(1.5)
        alerts = [number for number, (_, subject, _) in enumerate(sender.sent[before:]) if subject == "alert"]
        # Each alert's second part waits for its own chat's rate; nothing else is before it.
        assert alerts[:2] == [0, 1]
        assert len(alerts) == 4

    in_no_time(alert_in_between())
    deliver(store, sender)
    assert len(sender.sent) == 4 * len(names) + 4
    assert [subject for subject in subjects(sender, names[-1]) if subject != "alert"] == SUBJECTS


def test_more_chats_than_fit_in_memory_are_all_served_and_none_twice(store: Store) -> None:
    names = [f"c{n}" for n in range(3 * LANES)]
    queue(store, *names)
    sender = FakeSender()
    assert deliver(store, sender).tally.sent == 4 * len(names)
    assert all(subjects(sender, name) == SUBJECTS for name in names)


def test_chats_that_wait_long_leave_their_place_to_others(store: Store) -> None:
    queue(store, *(f"c{n}" for n in range(2 * LANES)))
    sender = FakeSender()
    sender.endings.extend([RateLimitedError("flood", retry_after_s=900, scope=Scope.CHAT)] * LANES)
    assert deliver(store, sender, patience_s=100).tally.sent == 4 * LANES
    assert deliver(store, sender, patience_s=1000).tally.sent == 4 * LANES


def test_a_chat_that_is_paused_while_it_waits_gets_nothing_more(store: Store) -> None:
    queue(store, "hall", "attic")

    class Leaving(FakeSender):
        async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
            store.chats.pause(1, "removed", BEGINNING)
            return await FakeSender.send(self, item, plain=plain)

    sender = Leaving(latency_s=1)
    deliver(store, sender)
    assert subjects(sender, "hall") == [HEAD.subject]
    assert subjects(sender, "attic") == SUBJECTS


def test_a_stop_lets_what_is_in_flight_end_and_begins_nothing_more(store: Store) -> None:
    queue(store, "hall", "attic")
    sender = FakeSender(latency_s=5)

    async def stopped_early() -> float:
        async with running(store, sender):
            await asyncio.sleep(1)
        return (wall() - BEGINNING).total_seconds()

    assert in_no_time(stopped_early()) == 5
    assert store.outbox.counts() == {DeliveryState.SENT: 2, DeliveryState.PENDING: 6}


def test_what_is_queued_while_it_runs_goes_at_once_after_a_nudge(store: Store) -> None:
    sender = FakeSender()

    async def nudged() -> float:
        async with running(store, sender, idle_s=60) as delivery:
            await asyncio.sleep(1)
            queue(store, "hall")
            delivery.nudge()
            await asyncio.sleep(1)
            assert len(sender.sent) == 4
        return (wall() - BEGINNING).total_seconds()

    assert in_no_time(nudged()) == 2


def test_d6_the_operator_is_told_of_each_trouble_with_the_chat_and_the_reason(store: Store) -> None:
    queue(store, "hall", "attic", "cellar")
    sender = FakeSender()
    sender.endings.extend([ChatGoneError("blocked"), ContentError("bad"), None, ContentError("bad")])
    told: dict[str, str] = {}

    async def drain() -> None:
        await Delivery(store, {sender.platform: sender}, {}, wall, told.__setitem__).drain()
        sender.endings.append(PlatformDownError("Unauthorized"))
        store.chats.wake(1)
        await Delivery(store, {sender.platform: sender}, {}, wall, told.__setitem__).drain()

    in_no_time(drain())
    assert told["paused:console:hall"] == "console:hall is paused: blocked"
    assert told["refused:console:attic"].startswith("console:attic did not get ")
    assert told["stopped:console"] == "console refuses the account: Unauthorized"


def test_an_alert_to_a_chat_whose_message_is_in_flight_goes_right_after_it(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender(latency_s=5)

    async def alert_in_flight() -> None:
        async with running(store, sender) as delivery:
            for _ in range(2):
                await asyncio.sleep(2)
                queue_messages(store, 1, "alert", [Message("alert", 0, "{}")], (), wall(), Priority.ALERT)
                delivery.nudge()
            await asyncio.sleep(8)

    in_no_time(alert_in_flight())
    assert subjects(sender, "hall") == [HEAD.subject, "alert", SUBJECTS[1]]
