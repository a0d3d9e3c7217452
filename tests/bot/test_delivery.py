"""Delivery: each message once and in order, whatever the platform answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.delivery import NO_LIMIT, Delivery, Rates
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
    Verdict,
)
from storage.models import Address, DeliveryState, Message, PaperKey, Platform
from storage.store import Store
from tests.fakes.senders import FakeSender
from tests.fakes.time import BEGINNING, in_no_time, wall
from tests.makers import make_chat, queue_messages

HEAD = Message("head:2026-05-13", 0, '{"text": "head"}')
PAPERS = tuple(Message(f"paper:2605.{n:05}", 0, f'{{"text": "{n}"}}', reply=True) for n in range(1, 4))
SUBJECTS = [HEAD.subject, *(paper.subject for paper in PAPERS)]


def queue(store: Store, *names: str) -> None:
    for name in names:
        chat = store.chats.add(make_chat(name), BEGINNING)
        keys = [PaperKey(paper.subject.removeprefix("paper:")) for paper in PAPERS]
        queue_messages(store, chat.id, "2026-05-13", [HEAD, *PAPERS], keys, BEGINNING)


def deliver(store: Store, sender: FakeSender, rates: Rates = NO_LIMIT, patience_s: float = 60) -> Delivery:
    """Drain the outbox with a clock that jumps, and return the delivery with its tally."""

    async def drain() -> Delivery:
        delivery = Delivery(store, {sender.platform: sender}, {sender.platform: rates}, wall)
        await delivery.drain(patience_s)
        return delivery

    return in_no_time(drain())


def subjects(sender: FakeSender, name: str) -> Sequence[str]:
    return [subject for address, subject, _ in sender.sent if address == f"console:{name}"]


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

    # 80 messages at 10 a second, the first 10 at once: 7 seconds are the floor.
    assert 7 <= in_no_time(timed()) <= 7.2


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
    assert subjects(sender, "group") == [HEAD.subject]


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


def test_c1_a_lost_answer_is_asked_about_and_not_sent_again(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.append(LostAnswerError("read timeout", likely_sent=True))
    sender.verdicts.append(Settlement(Verdict.SENT, "77"))
    deliver(store, sender)
    assert subjects(sender, "hall") == SUBJECTS[1:]
    assert store.outbox.counts() == {DeliveryState.SENT: 4}


def test_a_message_found_not_to_have_arrived_goes_again_in_its_place(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.extend([None, LostAnswerError("reset", likely_sent=True)])
    sender.verdicts.extend([Settlement(Verdict.CANNOT_TELL), Settlement(Verdict.NOT_SENT)])
    deliver(store, sender)
    assert subjects(sender, "hall") == SUBJECTS
    assert sender.asked[0].before == "1"


def test_where_nobody_can_tell_a_lost_answer_counts_as_sent_and_a_5xx_as_not(store: Store) -> None:
    queue(store, "hall", "attic")
    sender = FakeSender()
    sender.endings.extend([LostAnswerError("timeout", likely_sent=True), LostAnswerError("502", likely_sent=False)])
    deliver(store, sender)
    assert subjects(sender, "hall") == SUBJECTS[1:]
    assert subjects(sender, "attic") == SUBJECTS


def test_c5_a_process_that_died_while_sending_resumes_behind_what_went(store: Store) -> None:
    queue(store, "hall")
    store.outbox.claim([1], BEGINNING)
    sender = FakeSender()
    sender.verdicts.append(Settlement(Verdict.SENT, "1"))
    deliver(store, sender)
    assert subjects(sender, "hall") == SUBJECTS[1:]
