"""Pure: what became of deliveries, as words for the operator and as data: of a day over all chats, and of each chat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from storage.models import DeliveryState
from storage.outbox import Ruled
from storage.outcomes import ChatOutcome


def tell_chats(outcomes: Sequence[ChatOutcome], subscribed: int) -> str:
    """Say in one line how many chats have a day whole, and how many of those subscribed do not, or not yet."""
    if not outcomes:
        return f"delivered to nobody yet, {_chats(subscribed)} subscribed" if subscribed else "nobody is subscribed"
    whole = [outcome for outcome in outcomes if outcome.is_whole]
    parts = [f"delivered to {len(whole)} of {_chats(len(outcomes))}"]
    if nothing := sum(not outcome.papers for outcome in whole):
        parts.append(f"with nothing new for {nothing} of them")
    if len(whole) < len(outcomes):
        parts.append(f"{_chats(len(outcomes) - len(whole))} not whole")
    return ", ".join(parts)


def tell_chat(outcome: ChatOutcome, now: datetime) -> str:
    """Say in one line what became of a day for one chat, why, and until when what waits has to wait."""
    return f"{outcome.address}: {', '.join(_clauses(outcome, now))}"


def _clauses(outcome: ChatOutcome, now: datetime) -> Iterator[str]:
    if not outcome.papers:
        yield "nothing new for it"
        return
    yield f"delivered {outcome.delivered} of {outcome.papers}"
    counts = dict(outcome.messages)
    if waiting := sum(counts.get(state, 0) for state in (DeliveryState.PENDING, DeliveryState.SENDING)):
        yield f"{_messages(waiting)} waiting{_until(outcome, now)}"
    if unknown := counts.get(DeliveryState.UNKNOWN, 0):
        yield f"{_messages(unknown)} whose answer was lost"
    if refused := counts.get(DeliveryState.FAILED, 0) + counts.get(DeliveryState.DROPPED, 0):
        yield f"{_messages(refused)} refused"
    if not outcome.is_whole and outcome.error and not outcome.paused_because:
        yield outcome.error


def _until(outcome: ChatOutcome, now: datetime) -> str:
    if outcome.paused_because:
        return f", the chat is paused: {outcome.paused_because}"
    if outcome.waits_until and outcome.waits_until > now:
        return f" until {outcome.waits_until:%Y-%m-%d %H:%M:%SZ}"
    return ""


def tell_ruled(message: Ruled) -> str:
    """Say in one line what a message was counted as whose answer was lost and of which nobody could tell."""
    counted = "sent" if message.counted_as_sent else "not sent, and was sent again"
    return f"{message.address}: {message.subject} counts as {counted}: {message.error or 'its answer was lost'}"


def ruled_json(message: Ruled) -> dict[str, Any]:
    """Return what a message was counted as whose answer was lost and of which nobody could tell."""
    return {
        "address": str(message.address),
        "subject": message.subject,
        "counted_as": "sent" if message.counted_as_sent else "not sent",
        "error": message.error,
    }


def deliveries_json(outcomes: Sequence[ChatOutcome]) -> dict[str, Any]:
    """Return the counts of a day, and each chat that does not have it whole."""
    states: Counter[str] = Counter()
    for outcome in outcomes:
        states.update({state.value: number for state, number in outcome.messages})
    return {
        "chats": len(outcomes),
        "chats_whole": sum(outcome.is_whole for outcome in outcomes),
        "papers": sum(outcome.papers for outcome in outcomes),
        "papers_delivered": sum(outcome.delivered for outcome in outcomes),
        "messages": dict(states),
        "not_whole": [outcome_json(outcome) for outcome in outcomes if not outcome.is_whole],
    }


def outcome_json(outcome: ChatOutcome) -> dict[str, Any]:
    """Return what became of a day for one chat."""
    return {
        "address": str(outcome.address),
        "date": outcome.list_day.isoformat(),
        "queued_at": outcome.queued_at.isoformat(),
        "papers": outcome.papers,
        "delivered": outcome.delivered,
        "messages": {state.value: number for state, number in outcome.messages},
        "waits_until": outcome.waits_until.isoformat() if outcome.waits_until else None,
        "paused_because": outcome.paused_because,
        "error": outcome.error,
    }


def _chats(number: int) -> str:
    return "1 chat" if number == 1 else f"{number} chats"


def _messages(number: int) -> str:
    return "1 message" if number == 1 else f"{number} messages"
