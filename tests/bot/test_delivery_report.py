from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.delivery_report import deliveries_json, ruled_json, tell_chat, tell_chats, tell_ruled
from storage.models import Address, DeliveryState, Platform
from storage.outbox import Ruled
from storage.outcomes import ChatOutcome

NOW = datetime(2026, 5, 14, 0, 30, tzinfo=UTC)
WHOLE = ChatOutcome(
    Address(Platform.TELEGRAM, "7"),
    date(2026, 5, 13),
    NOW,
    papers=14,
    delivered=14,
    messages=((DeliveryState.SENT, 15),),
)
WAITING = replace(
    WHOLE,
    delivered=2,
    messages=((DeliveryState.PENDING, 12), (DeliveryState.SENT, 3)),
    waits_until=NOW + timedelta(minutes=4),
    error="retry after 240",
)
NOTHING = replace(WHOLE, papers=0, delivered=0, messages=())


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (WHOLE, "telegram:7: delivered 14 of 14"),
        (NOTHING, "telegram:7: nothing new for it"),
        (
            WAITING,
            "telegram:7: delivered 2 of 14, 12 messages waiting until 2026-05-14 00:34:00Z, retry after 240",
        ),
        (
            replace(WAITING, paused_because="blocked by the user"),
            "telegram:7: delivered 2 of 14, 12 messages waiting, the chat is paused: blocked by the user",
        ),
        (
            replace(
                WHOLE, delivered=13, messages=((DeliveryState.SENT, 14), (DeliveryState.FAILED, 1)), error="too long"
            ),
            "telegram:7: delivered 13 of 14, 1 message refused, too long",
        ),
        (
            replace(
                WHOLE, delivered=13, messages=((DeliveryState.UNKNOWN, 1), (DeliveryState.SENT, 14)), error="reset"
            ),
            "telegram:7: delivered 13 of 14, 1 message whose answer was lost, reset",
        ),
    ],
)
def test_a_chat_is_told_what_became_of_its_day_and_why(outcome: ChatOutcome, told: str) -> None:
    assert tell_chat(outcome, NOW) == told


def test_a_day_is_told_over_all_chats() -> None:
    assert tell_chats([WHOLE, NOTHING, WAITING], 3) == (
        "delivered to 2 of 3 chats, with nothing new for 1 of them, 1 chat not whole"
    )
    assert tell_chats([], 2) == "delivered to nobody yet, 2 chats subscribed"
    assert tell_chats([], 0) == "nobody is subscribed"


def test_a_day_is_counted_and_every_chat_that_lacks_something_named() -> None:
    counted = deliveries_json([WHOLE, WAITING, NOTHING])
    assert (counted["chats"], counted["chats_whole"]) == (3, 2)
    assert (counted["papers"], counted["papers_delivered"]) == (28, 16)
    assert counted["messages"] == {"sent": 18, "pending": 12}
    assert [chat["error"] for chat in counted["not_whole"]] == ["retry after 240"]


@pytest.mark.parametrize(
    ("counted_as_sent", "told"),
    [
        (True, "telegram:7: paper:2605.00001 counts as sent: read timeout"),
        (False, "telegram:7: paper:2605.00001 counts as not sent, and was sent again: read timeout"),
    ],
)
def test_what_a_rule_decided_is_told(counted_as_sent: bool, told: str) -> None:
    ruled = Ruled(WHOLE.address, "2026-05-13", "paper:2605.00001", counted_as_sent, "read timeout")
    assert tell_ruled(ruled) == told
    assert ruled_json(ruled)["counted_as"] == ("sent" if counted_as_sent else "not sent")
