"""What can go wrong in the day's work.

DigestError                 one clear sentence; `permanent` says whether asking again can help
├── SourceError             a list, a record, a page or a file could not be had
│   └── PaperNotFoundError  the source answered: there is no such paper
├── IdError                 the text is no arXiv id
├── FullTextError           no usable text of one paper from one place
├── SummaryError            one paper could not be summarised
└── PostError               the file is no digest, or cannot be read
"""

from __future__ import annotations


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


class SummaryError(DigestError):
    """One paper could not be summarised."""


class PostError(DigestError):
    """The file is no digest, or cannot be read."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)
