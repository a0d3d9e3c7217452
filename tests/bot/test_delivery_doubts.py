"""Delivery: what became of a message whose answer was lost, by the network, a death or the database, is found out."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from datetime import timedelta
from pathlib import Path

import pytest

from bot.senders import (
    Evidence,
    LostAnswerError,
    ParentUnknownError,
    RateLimitedError,
    Scope,
    SendError,
    Settlement,
    UnreachableError,
    Verdict,
)
from storage.errors import StorageError
from storage.models import Address, DeliveryState, OutboxItem
from storage.store import Store
from tests.fakes.deliveries import HEAD, SUBJECTS, deliver, queue, running, subjects
from tests.fakes.senders import FakeSender
from tests.fakes.time import BEGINNING, in_no_time, wall


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
    assert sender.asked[0].before == 1


def test_where_nobody_can_tell_a_lost_answer_counts_as_sent_and_a_5xx_as_not(store: Store) -> None:
    queue(store, "hall", "attic")
    sender = FakeSender()
    sender.endings.extend([LostAnswerError("timeout", likely_sent=True), LostAnswerError("502", likely_sent=False)])
    deliver(store, sender, patience_s=600)
    assert subjects(sender, "hall") == SUBJECTS[1:]
    assert subjects(sender, "attic") == SUBJECTS
    ruled = [(str(one.address), one.subject, one.counted_as_sent, one.error) for one in store.outbox.settled_by_rule()]
    assert ruled == [
        ("console:hall", HEAD.subject, True, "timeout"),
        ("console:attic", HEAD.subject, False, None),
    ]


def test_c5_a_process_that_died_while_sending_resumes_behind_what_went(store: Store) -> None:
    queue(store, "hall")
    store.outbox.claim([1], BEGINNING)
    sender = FakeSender()
    sender.verdicts.append(Settlement(Verdict.SENT, "1"))
    deliver(store, sender)
    assert subjects(sender, "hall") == SUBJECTS[1:]


def test_no_more_questions_are_asked_about_a_message_than_are_allowed(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.append(LostAnswerError("timeout", likely_sent=True))
    sender.verdicts.extend([Settlement(Verdict.CANNOT_TELL, questions=6)] * 9)
    deliver(store, sender, patience_s=600)
    assert [evidence.questions for evidence in sender.asked[:4]] == [20, 14, 8, 2]
    assert store.outbox.counts() == {DeliveryState.SENT: 4}


class Threads(FakeSender):
    """Needs the id of a head to put its papers under it, as Slack does."""

    def id_sequence(self, address: Address) -> str | None:
        return None

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        if item.parent_id is not None and item.parent_message_id is None:
            raise ParentUnknownError("the message above it was not sent")
        return await FakeSender.send(self, item, plain=plain)


def test_c20_a_head_that_counts_as_sent_and_has_no_id_goes_again_before_its_papers(store: Store) -> None:
    queue(store, "hall")
    sender = Threads()
    sender.endings.append(LostAnswerError("timeout", likely_sent=True))
    tally = deliver(store, sender, patience_s=100).tally
    assert (subjects(sender, "hall"), tally.failed) == (SUBJECTS, 0)
    (ruled,) = store.outbox.settled_by_rule()
    assert (ruled.subject, ruled.counted_as_sent) == (HEAD.subject, False)


def test_c20_a_head_that_is_lost_again_and_again_is_given_up_with_its_papers(store: Store) -> None:
    queue(store, "hall", "attic")

    class Losing(Threads):
        async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
            if item.address.chat == "hall" and item.subject == HEAD.subject:
                raise LostAnswerError("timeout", likely_sent=True)
            return await Threads.send(self, item, plain=plain)

    sender = Losing()
    tally = deliver(store, sender, patience_s=4000).tally
    assert (subjects(sender, "attic"), subjects(sender, "hall"), tally.failed) == (SUBJECTS, [], 3)


@pytest.mark.parametrize(
    ("ending", "counts"),
    [
        (None, {DeliveryState.SENT: 1, DeliveryState.PENDING: 3}),
        (SendError("not now"), {DeliveryState.PENDING: 4}),
    ],
)
def test_an_answer_that_a_locked_database_could_not_take_is_kept_at_the_end(
    store: Store, monkeypatch: pytest.MonkeyPatch, ending: Exception | None, counts: dict[DeliveryState, int]
) -> None:
    queue(store, "hall")
    sender = FakeSender(endings=deque([ending]))
    written = store.outbox.mark_sent

    def locked(*_: object) -> None:
        monkeypatch.setattr(store.outbox, "mark_sent", written)
        raise StorageError("the database is locked by another process")

    monkeypatch.setattr(store.outbox, "mark_sent", locked)
    with pytest.raises(StorageError):
        deliver(store, sender)
    assert store.outbox.counts() == counts


def test_c5_what_has_no_answer_when_the_program_must_stop_is_asked_about_at_the_next_start(store: Store) -> None:
    queue(store, "hall")
    sender = FakeSender(latency_s=3600)

    async def stopped_early() -> float:
        async with running(store, sender):
            await asyncio.sleep(1)
        return (wall() - BEGINNING).total_seconds()

    assert in_no_time(stopped_early()) < 10
    assert store.outbox.counts() == {DeliveryState.UNKNOWN: 1, DeliveryState.PENDING: 3}
    patient = FakeSender(verdicts=deque([Settlement(Verdict.SENT, "1")]))
    deliver(store, patient)
    assert subjects(patient, "hall") == SUBJECTS[1:]


def test_a_database_that_fails_while_asking_ends_the_delivery(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(store, "hall")
    sender = FakeSender()
    sender.endings.append(LostAnswerError("timeout", likely_sent=True))

    def fail(_: int) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(store.doubts, "get", fail)
    with pytest.raises(StorageError):
        deliver(store, sender)


def test_a_wait_asked_for_while_asking_holds_the_chat_and_then_it_is_asked_again(store: Store) -> None:
    queue(store, "hall", "attic")

    class Flooded(FakeSender):
        async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
            self.asked.append(evidence)
            if len(self.asked) == 1:
                raise RateLimitedError("flood", retry_after_s=600, scope=Scope.CHAT)
            return Settlement(Verdict.SENT, "70")

    sender = Flooded()
    sender.endings.append(LostAnswerError("timeout", likely_sent=False))
    deliver(store, sender)
    assert subjects(sender, "attic") == SUBJECTS
    assert subjects(sender, "hall") == []
    assert store.pauses.current(BEGINNING + timedelta(minutes=5)).keys() == {"console::hall"}
    deliver(store, sender, patience_s=700)
    assert subjects(sender, "hall") == SUBJECTS[1:]
    assert store.outbox.settled_by_rule() == ()


def test_what_a_dying_network_swallowed_is_asked_about_when_it_is_back(store: Store) -> None:
    queue(store, "hall", "attic", "cellar")
    back_at = BEGINNING + timedelta(hours=3)

    class Dying(FakeSender):
        async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
            if item.attempts == 1 and wall() == BEGINNING:
                raise LostAnswerError("reset", likely_sent=True)
            if wall() < back_at:
                raise UnreachableError("no route to host")
            return await FakeSender.send(self, item, plain=plain)

        async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
            if wall() < back_at:
                raise UnreachableError("no route to host")
            return Settlement(Verdict.NOT_SENT)

    sender = Dying()
    tally = deliver(store, sender).tally
    assert (tally.sent, tally.unknown, store.outbox.settled_by_rule()) == (12, 3, ())
    for name in ("hall", "attic", "cellar"):
        assert subjects(sender, name) == SUBJECTS


def test_an_unknown_message_that_somebody_else_settles_is_left_alone(store: Store) -> None:
    queue(store, "hall")

    class Settled(FakeSender):
        async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
            if item.subject == HEAD.subject:
                asyncio.get_running_loop().call_later(0.5, store.outbox.count_as_sent, item.id, wall())
                raise LostAnswerError("timeout", likely_sent=True)
            return await FakeSender.send(self, item, plain=plain)

    sender = Settled()
    assert deliver(store, sender).tally.sent == 3
    assert subjects(sender, "hall") == SUBJECTS[1:]
    assert sender.asked == []


class Killed(BaseException):
    """The process dies."""


@pytest.mark.parametrize("accepted", [False, True])
def test_c4_a_death_at_any_send_neither_loses_nor_repeats_a_message(store: Store, accepted: bool) -> None:
    queue(store, "hall", "attic")

    class Dying(FakeSender):
        async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
            if accepted:
                await FakeSender.send(self, item, plain=plain)
            raise Killed

        async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
            there = (str(item.address), item.subject, plain) in self.sent
            return Settlement(Verdict.SENT, "1") if there else Settlement(Verdict.NOT_SENT)

    class Living(Dying):
        async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
            return await FakeSender.send(self, item, plain=plain)

    dying, living = Dying(), Living()
    living.sent = dying.sent
    for _ in range(8):
        with contextlib.suppress(Killed):
            deliver(store, dying)
    deliver(store, living, patience_s=1000)
    assert store.outbox.counts() == {DeliveryState.SENT: 8}
    for name in ("hall", "attic"):
        assert subjects(living, name) == SUBJECTS


def test_c6_a_row_is_committed_before_its_send_and_marked_only_after_the_answer(tmp_path: Path) -> None:
    with Store.open(tmp_path / "one.db") as store, Store.open(tmp_path / "one.db") as other:
        queue(store, "hall")

        class Looking(FakeSender):
            async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
                counts = other.outbox.counts()
                assert counts.get(DeliveryState.SENDING) == 1
                assert counts.get(DeliveryState.SENT, 0) == len(self.sent)
                return await FakeSender.send(self, item, plain=plain)

        assert deliver(store, Looking()).tally.sent == 4
        assert other.outbox.counts() == {DeliveryState.SENT: 4}
