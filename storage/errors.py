"""What storage can refuse.

StorageError            one clear line that says what and what to do
├── NotFoundError       the row asked for is not there
├── AddressTakenError   another chat is subscribed there already
└── SchemaError         the file is newer than this program, or is no database of ours
"""

from __future__ import annotations


class StorageError(Exception):
    """The database cannot do what was asked; the text says what and what to do."""


class NotFoundError(StorageError):
    """The row asked for is not there."""


class AddressTakenError(StorageError):
    """Another chat is subscribed at an address already."""


class SchemaError(StorageError):
    """The file is no database of ours, or one of a newer Paperboy."""
