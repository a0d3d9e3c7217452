"""Pure: what follows from how a send ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

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
)
from storage.models import Address, OutboxItem

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Sent:
    message_id: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Send it again after a while; `scope` names what waits with it, besides the chat itself."""

    wait: timedelta
    error: str
    scope: str | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class PauseChat:
    reason: str


@dataclass(frozen=True, slots=True)
class MoveChat:
    address: Address


@dataclass(frozen=True, slots=True)
class Unknown:
    error: str
    likely_sent: bool


@dataclass(frozen=True, slots=True)
class GiveUp:
    error: str


@dataclass(frozen=True, slots=True)
class StopPlatform:
    error: str


Outcome = Sent | Retry | PauseChat | MoveChat | Unknown | GiveUp | StopPlatform


def outcome_of(item: OutboxItem, error: SendError | LostAnswerError, *, plain: bool) -> Outcome:
    """Decide what follows from a failed send; `plain` tells that it went without markup already."""
    text = str(error)
    match error:
        case LostAnswerError():
            return Unknown(text, error.likely_sent)
        case RateLimitedError():
            return Retry(timedelta(seconds=error.retry_after_s), text, _scope(item.address, error.scope))
        case ChatGoneError():
            return PauseChat(text)
        case ChatMovedError():
            return MoveChat(error.address)
        case ContentError():
            return GiveUp(text) if plain else Retry(timedelta(), text, plain=True)
        case ParentGoneError():
            return MoveChat(_root(item.address)) if item.address.thread else GiveUp(text)
        case PlatformDownError():
            return StopPlatform(text)
        case _:
            return Retry(backoff(item.attempts), text)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: doubling from five seconds to an hour."""
    return min(LONGEST_RETRY, FIRST_RETRY * (1 << min(max(attempts - 1, 0), 20)))


def _scope(address: Address, scope: Scope) -> str | None:
    match scope:
        case Scope.PLATFORM:
            return str(address.platform)
        case Scope.WORKSPACE:
            return f"{address.platform}:{address.team or ''}"
        case Scope.CHAT:
            return f"{address.platform}:{address.team or ''}:{address.chat}"


def scopes_of(address: Address) -> tuple[str, str, str]:
    """Return every scope whose pause holds a chat back."""
    return (
        str(address.platform),
        f"{address.platform}:{address.team or ''}",
        f"{address.platform}:{address.team or ''}:{address.chat}",
    )


def _root(address: Address) -> Address:
    """A forum topic that is closed falls back to its group (C17)."""
    return Address(address.platform, address.chat, None, address.team)
