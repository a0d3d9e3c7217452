"""What delivery knows of a platform: a sender, and the few ways in which a send can end.

SendError                   the message was certainly not accepted
├── UnreachableError        nobody was there to accept it: no message of this platform can go just now
├── RateLimitedError        asked to wait `retry_after_s`; `scope` says what has to wait
├── ChatGoneError           this chat cannot be reached any more: pause it with `reason`
├── ChatMovedError          the chat lives at another address now
├── ContentError            the platform refused the message itself: send it again as plain text
├── ParentGoneError         the message or thread it belongs under is not there
│   └── ParentUnknownError  the message it belongs under counts as sent, and nobody knows its id
└── PlatformDownError       the whole account is refused (token, workspace): stop this platform, tell the operator
LostAnswerError             the request was written and its answer lost: nobody knows; never sent again blindly
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.log import scrub
from storage.models import Address, OutboxItem, Platform


class Scope(StrEnum):
    """What a rate limit names."""

    PLATFORM = "platform"
    WORKSPACE = "workspace"
    CHAT = "chat"


class SendError(Exception):
    """The message was certainly not accepted; send it again later.

    Its text is kept in the database and shown; a platform, or a proxy before it, may tell our own token back in it.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(scrub(message))


class UnreachableError(SendError):
    """The platform cannot be reached at all: its chats are not to blame, and all of them wait."""


LONGEST_WAIT_S = 7 * 24 * 3600.0
"""Who asks to wait longer means something else (a gateway its own clock, say): after a week it is worth a try."""


class RateLimitedError(SendError):
    """The platform asks to wait; the wait is obeyed as given, up to LONGEST_WAIT_S."""

    def __init__(self, message: str, *, retry_after_s: float, scope: Scope) -> None:
        super().__init__(message)
        self.retry_after_s = min(retry_after_s, LONGEST_WAIT_S)
        self.scope = scope


class ChatGoneError(SendError):
    """Nothing can reach this chat until somebody there acts; the text is the reason kept with the chat."""


class ChatMovedError(SendError):
    """The chat lives at `address` now."""

    def __init__(self, message: str, *, address: Address) -> None:
        super().__init__(message)
        self.address = address


class ContentError(SendError):
    """The platform refused the message itself (its markup, its length)."""


class ParentGoneError(SendError):
    """The thread or message that this one belongs under is closed or gone."""


class ParentUnknownError(ParentGoneError):
    """Nobody knows the id of the message that this one belongs under: it was lost, and counts as sent."""


class PlatformDownError(SendError):
    """The account itself is refused: no message of this platform can go until the operator acts."""


class LostAnswerError(Exception):
    """The request was written but its answer was lost; `likely_sent` is the rule where nobody can be asked.

    A read timeout or a reset after writing counts as sent, a 5xx answer as not sent (docs/design.md says why).
    """

    def __init__(self, message: str, *, likely_sent: bool) -> None:
        super().__init__(scrub(message))
        self.likely_sent = likely_sent


class Verdict(StrEnum):
    """What asking the platform about an unknown message gave."""

    SENT = "sent"
    NOT_SENT = "not sent"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Settlement:
    """The verdict on one unknown message, with the platform's id of it where it was found.

    `questions` is how many were asked of the platform, and no part of the verdict.
    """

    verdict: Verdict
    message_id: str | None = None
    questions: int = field(default=0, compare=False)


MAX_QUESTIONS = 20
"""About one message; after them the rule decides."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the outbox knows around an unknown message, for senders whose message ids count upward.

    `before` is the last id acknowledged before the attempt and `after` the first one acknowledged after it, in the
    id sequence that the message would have taken its id from; `taken` are ids known to be others. `recent` says that
    `before` is of the same minute as the attempt. `questions` may still be asked.
    """

    before: int | None = None
    after: int | None = None
    taken: frozenset[int] = frozenset()
    recent: bool = True
    questions: int = MAX_QUESTIONS


class Sender(Protocol):
    """One platform's way out."""

    platform: Platform

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Send one message and return the platform's id of it.

        `plain` sends it without markup, after a ContentError. Raises the errors of this module and nothing else.
        """
        ...

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Find out whether an unknown message arrived, with at most `evidence.questions` questions to the platform.

        `plain` tells that it was sent without markup. Raises RateLimitedError, UnreachableError and nothing else.
        """
        ...

    def id_sequence(self, address: Address) -> str | None:
        """Name the sequence that message ids of a chat are counted in; None where `settle` needs no `Evidence`."""
        ...
