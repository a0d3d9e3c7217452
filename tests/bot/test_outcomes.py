"""What follows from how a send ended: one table, and rules where nobody can tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.outcomes import (
    LONGEST_RETRY,
    MAX_ATTEMPTS,
    RULE_AFTER,
    AskLater,
    GiveUp,
    Hold,
    MoveChat,
    Outcome,
    PauseChat,
    Retry,
    RetryParent,
    Sent,
    StopPlatform,
    Unknown,
    Unreachable,
    backoff,
    outcome_of,
    outcome_of_doubt,
)
from bot.senders import (
    ChatGoneError,
    ChatMovedError,
    ContentError,
    LostAnswerError,
    ParentGoneError,
    ParentUnknownError,
    PlatformDownError,
    RateLimitedError,
    Scope,
    SendError,
    Settlement,
    UnreachableError,
    Verdict,
)
from storage.models import Address, ChatKind, DeliveryState, OutboxItem, Platform, Priority

GROUP = Address(Platform.TELEGRAM, "-1001")
TOPIC = Address(Platform.TELEGRAM, "-1001", "7")
SECOND = timedelta(seconds=1)
CANNOT_TELL = Settlement(Verdict.CANNOT_TELL)


def make_item(address: Address = GROUP, attempts: int = 1) -> OutboxItem:
    """Make a claimed message."""
    return OutboxItem(
        id=1,
        chat_id=1,
        address=address,
        kind=ChatKind.GROUP,
        delivery="2026-05-13",
        subject="paper:2605.00001",
        part=0,
        payload="{}",
        priority=Priority.BULK,
        state=DeliveryState.SENDING,
        due_at=datetime(2026, 5, 13, tzinfo=UTC),
        attempts=attempts,
    )


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (LostAnswerError("timeout", likely_sent=True), Unknown("timeout", likely_sent=True)),
        (LostAnswerError("502", likely_sent=False), Unknown("502", likely_sent=False)),
        (RateLimitedError("wait", retry_after_s=7, scope=Scope.CHAT), Hold(7 * SECOND, "wait", Scope.CHAT)),
        (UnreachableError("no route"), Unreachable("no route")),
        (ChatGoneError("blocked"), PauseChat("blocked")),
        (ChatMovedError("moved", address=TOPIC), MoveChat(TOPIC)),
        (ContentError("bad markup"), Retry(timedelta(), "bad markup", plain=True)),
        (ParentGoneError("no thread"), GiveUp("no thread")),
        (ParentUnknownError("no id"), RetryParent("no id")),
        (PlatformDownError("Unauthorized"), StopPlatform("Unauthorized")),
        (SendError("busy"), Retry(5 * SECOND, "busy")),
    ],
)
def test_every_error_has_its_outcome(error: SendError | LostAnswerError, outcome: Outcome) -> None:
    assert outcome_of(make_item(), error, plain=False) == outcome


def test_what_is_refused_as_plain_text_too_is_given_up() -> None:
    assert outcome_of(make_item(), ContentError("too long"), plain=True) == GiveUp("too long")


def test_c17_a_topic_that_is_gone_falls_back_to_its_group() -> None:
    assert outcome_of(make_item(TOPIC), ParentGoneError("TOPIC_CLOSED"), plain=False) == MoveChat(GROUP)


@pytest.mark.parametrize("asked", [1_790_000_000.0, 1e300, float("inf")])
def test_a_wait_that_nobody_can_mean_is_a_week_and_breaks_nothing(asked: float) -> None:
    error = RateLimitedError("flood", retry_after_s=asked, scope=Scope.CHAT)
    assert outcome_of(make_item(), error, plain=False) == Hold(timedelta(days=7), "flood", Scope.CHAT)


def test_c14_waits_double_up_to_an_hour_and_end() -> None:
    waits = [backoff(attempts) for attempts in range(1, MAX_ATTEMPTS)]
    assert waits[:3] == [5 * SECOND, 10 * SECOND, 20 * SECOND]
    assert waits == sorted(waits)
    assert backoff(10_000) == LONGEST_RETRY
    last = outcome_of(make_item(attempts=MAX_ATTEMPTS), SendError("busy"), plain=False)
    assert last == GiveUp("given up after 12 attempts: busy")


@pytest.mark.parametrize("likely_sent", [False, True])
def test_what_the_platform_tells_is_believed_whatever_the_rule(likely_sent: bool) -> None:
    for doubted in (SECOND, 2 * RULE_AFTER):
        found = outcome_of_doubt(make_item(), Settlement(Verdict.SENT, "7"), doubted=doubted, likely_sent=likely_sent)
        assert found == Sent("7")
        missing = outcome_of_doubt(make_item(), Settlement(Verdict.NOT_SENT), doubted=doubted, likely_sent=likely_sent)
        assert missing == Retry(timedelta(), "was not sent, goes again")


@pytest.mark.parametrize("likely_sent", [False, True])
def test_the_rule_decides_only_after_a_minute_of_asking_less_and_less(likely_sent: bool) -> None:
    moments = [SECOND]
    while isinstance(
        later := outcome_of_doubt(make_item(), CANNOT_TELL, doubted=moments[-1], likely_sent=likely_sent), AskLater
    ):
        moments.append(moments[-1] + later.wait)
    assert [moment.total_seconds() for moment in moments] == [1, 2, 4, 8, 16, 32, 64]
    assert later == (Sent(None) if likely_sent else Retry(timedelta(), "counts as not sent, goes again", by_rule=True))


def test_a_message_that_is_lost_again_and_again_goes_later_and_is_given_up_in_the_end() -> None:
    lost = Settlement(Verdict.NOT_SENT)
    again = outcome_of_doubt(make_item(attempts=3), lost, doubted=SECOND, likely_sent=False)
    assert again == Retry(20 * SECOND, "was not sent, goes again")
    last = outcome_of_doubt(make_item(attempts=MAX_ATTEMPTS), lost, doubted=SECOND, likely_sent=False)
    assert isinstance(last, GiveUp)
