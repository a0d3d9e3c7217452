"""Pure: what follows from how a send ended, or from what was found out about one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

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
from storage.models import Address, OutboxItem

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=1)
MAX_ATTEMPTS = 12
"""After so many refusals that nobody can explain a message is given up: about two and a half hours."""
MAX_ATTEMPTS_ILL = 36
"""After so many where the platform takes no other message either: about a day, for it is ill, and not the message."""
TAKES_OTHERS = timedelta(hours=1)
"""A platform that has taken nothing for so long is ill."""

ASK_AFTER = timedelta(seconds=1)
"""How long an unknown row waits at first: the platform may still be at work on it."""
RULE_AFTER = timedelta(minutes=1)
"""After this the rule decides about an unknown row: a lost answer counts as sent, a 5xx as not sent."""


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived; without an id because a rule says so."""

    message_id: str | None


@dataclass(frozen=True, slots=True)
class Retry:
    """It was not accepted, and goes again after a while; `by_rule` says that nobody could tell."""

    wait: timedelta
    error: str
    plain: bool = False
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """The platform asks to wait: everything that `scope` names waits exactly so long."""

    wait: timedelta
    error: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nobody was there; the whole platform waits a little."""

    error: str


@dataclass(frozen=True, slots=True)
class PauseChat:
    """The chat cannot be reached until somebody there acts."""

    reason: str


@dataclass(frozen=True, slots=True)
class MoveChat:
    """The chat is at another address now."""

    address: Address


@dataclass(frozen=True, slots=True)
class RetryParent:
    """What it belongs under has to go first, once more: a head twice is less harm than a digest not at all (C20)."""

    error: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether it arrived."""

    error: str
    likely_sent: bool


@dataclass(frozen=True, slots=True)
class AskLater:
    """It is unknown still; `held` tells that it could not be asked about: the platform asks to wait, or is away."""

    wait: timedelta
    held: Hold | Unreachable | None = None


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It was refused for good."""

    error: str


@dataclass(frozen=True, slots=True)
class StopPlatform:
    """The account is refused: nothing of this platform goes until the operator acts."""

    error: str


Outcome = (
    Sent | Retry | Hold | Unreachable | PauseChat | MoveChat | RetryParent | Unknown | AskLater | GiveUp | StopPlatform
)


def outcome_of(item: OutboxItem, error: SendError | LostAnswerError, *, plain: bool) -> Outcome:
    """Decide what follows from a failed send; `plain` tells that it went without markup already."""
    text = str(error)
    match error:
        case LostAnswerError():
            return Unknown(text, error.likely_sent)
        case RateLimitedError():
            return hold_of(error)
        case UnreachableError():
            return Unreachable(text)
        case ChatGoneError():
            return PauseChat(text)
        case ChatMovedError():
            return MoveChat(error.address)
        case ContentError():
            return GiveUp(text) if plain else Retry(timedelta(), text, plain=True)
        case ParentUnknownError():
            return RetryParent(text)
        case ParentGoneError():
            return MoveChat(_root(item.address)) if item.address.thread else GiveUp(text)
        case PlatformDownError():
            return StopPlatform(text)
        case _:
            return _again(item, text, backoff(item.attempts))


def hold_of(error: RateLimitedError) -> Hold:
    """Read how long the platform asks to wait, and with what."""
    return Hold(timedelta(seconds=error.retry_after_s), str(error), error.scope)


def outcome_of_doubt(
    item: OutboxItem, found: Settlement, *, doubted: timedelta, likely_sent: bool, ill: bool = False
) -> Outcome:
    """Decide what follows from asking about a message that has been unknown for so long.

    `ill` tells that the platform takes no other message either.
    """
    most = MAX_ATTEMPTS_ILL if ill else MAX_ATTEMPTS
    match found.verdict:
        case Verdict.SENT:
            return Sent(found.message_id)
        case Verdict.NOT_SENT:
            return _again(item, "was not sent, goes again", _after_a_loss(item), most)
        case Verdict.CANNOT_TELL if doubted < RULE_AFTER:
            return AskLater(max(ASK_AFTER, doubted))
        case Verdict.CANNOT_TELL if likely_sent:
            return Sent(None)
        case Verdict.CANNOT_TELL:
            return _again(item, "counts as not sent, goes again", _after_a_loss(item), most, by_rule=True)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: doubling from five seconds to an hour."""
    return min(LONGEST_RETRY, FIRST_RETRY * (1 << min(max(attempts - 1, 0), 20)))


def _after_a_loss(item: OutboxItem) -> timedelta:
    """A first loss is over by the time that it is understood; after more of them something is wrong."""
    return timedelta() if item.attempts <= 1 else backoff(item.attempts)


def _again(
    item: OutboxItem, text: str, wait: timedelta, most: int = MAX_ATTEMPTS, *, by_rule: bool = False
) -> Retry | GiveUp:
    if item.attempts >= most:
        return GiveUp(f"given up after {item.attempts} attempts: {text}")
    return Retry(wait, text, by_rule=by_rule)


def _root(address: Address) -> Address:
    """A forum topic that is closed falls back to its group (C17)."""
    return Address(address.platform, address.chat, None, address.team)
