"""What can go wrong in the day's work.

DigestError                 one clear sentence; `permanent` says whether asking again can help
├── SourceError             a list, a record, a page or a file could not be had
│   └── PaperNotFoundError  the source answered: there is no such paper
├── IdError                 the text is no arXiv id
├── FullTextError           no usable text of one paper from one place
├── ModelError              the model could not be asked, or its answer is of no use; `failure` says how
├── SummaryError            one paper could not be summarised
└── PostError               the file is no digest, or cannot be read
"""

from __future__ import annotations

from enum import StrEnum


class DigestError(Exception):
    """A failure of the day's work; its text is one line for people, and `permanent` says "never again"."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class SourceError(DigestError):
    """A list, a record, a page or a file could not be had."""


class PaperNotFoundError(SourceError):
    """The source answered that it has no such paper."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class IdError(DigestError):
    """The text holds no arXiv id in any form."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class FullTextError(DigestError):
    """One place has no usable text of one paper."""


class ModelFailure(StrEnum):
    """The ways in which a call of a model ends without an answer that can be used."""

    UNREACHABLE = "cannot be reached"
    TIMEOUT = "does not answer in time"
    BUSY = "is busy"
    BROKEN = "has a failure of its own"
    NOT_AUTHORISED = "refuses the key"
    UNPAID = "has no balance left"
    NO_MODEL = "has no such model"
    OVER_BUDGET = "is over the day's budget"
    REJECTED = "rejects the request"
    REFUSED = "refuses this text"
    FILTERED = "filters this text"
    EMPTY = "answers nothing"
    CUT_OFF = "breaks off"
    UNREADABLE = "answers in another form"

    @property
    def of_the_text(self) -> bool:
        """Tell whether the text that was given is the reason, so that another text may pass."""
        return self in _OF_THE_TEXT

    @property
    def of_the_account(self) -> bool:
        """Tell whether every other call would end alike until the operator acts."""
        return self in (ModelFailure.NOT_AUTHORISED, ModelFailure.UNPAID, ModelFailure.NO_MODEL)


_OF_THE_TEXT = frozenset(
    {
        ModelFailure.REJECTED,
        ModelFailure.REFUSED,
        ModelFailure.FILTERED,
        ModelFailure.EMPTY,
        ModelFailure.CUT_OFF,
        ModelFailure.UNREADABLE,
    }
)


class ModelError(DigestError):
    """A model could not be asked, or its answer is of no use; `retry_after_s` is what it asks for, if it does."""

    def __init__(self, message: str, failure: ModelFailure, *, retry_after_s: float | None = None) -> None:
        super().__init__(message, permanent=failure is ModelFailure.REJECTED or failure.of_the_account)
        self.failure = failure
        self.retry_after_s = retry_after_s


class SummaryError(DigestError):
    """One paper could not be summarised."""


class PostError(DigestError):
    """The file is no digest, or cannot be read."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)
