"""The store: opens the file, brings its schema up to date, and holds the tables."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing
from enum import Enum, auto
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from storage.backup import back_up_beside
from storage.chats import Chats
from storage.database import Database
from storage.doubts import Doubts
from storage.edits import Edits
from storage.errors import SchemaError, StorageError
from storage.inbox import Inbox
from storage.lanes import Lanes
from storage.leases import Leases
from storage.ledger import Ledger
from storage.list_days import ListDays
from storage.marks import Marks
from storage.migrations import migrations
from storage.notices import Notices
from storage.outbox import Outbox
from storage.outcomes import Outcomes
from storage.papers import Papers
from storage.pauses import Pauses
from storage.quotas import Quotas
from storage.readings import Readings
from storage.retellings import Retellings
from storage.retention import Retention
from storage.search import Search
from storage.spending import Spending
from storage.sqlite_library import sqlite_utils
from storage.summaries import Summaries
from storage.topics import Topics
from storage.vitals import Vitals
from storage.watches import Watches
from storage.weeklies import Weeklies
from storage.wordings import Wordings
from storage.workspaces import Workspaces

FILLED_AT_START = 1_000
"""So many papers, all of the last weeks, are indexed before anything else where the index is to be made anew."""


class Form(Enum):
    """The schema of a file, as seen from this version."""

    MISSING = auto()
    OLD = auto()
    CURRENT = auto()


class Store:
    """Everything Paperboy remembers, in one SQLite file; use it as a context manager.

    It is synchronous and belongs to the thread that opened it; its calls are short.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self.papers = Papers(db)
        self.days = ListDays(db)
        self.summaries = Summaries(db)
        self.search = Search(db)
        self.readings = Readings(db)
        self.retellings = Retellings(db)
        self.spending = Spending(db)
        self.chats = Chats(db)
        self.topics = Topics(db)
        self.watches = Watches(db)
        self.ledger = Ledger(db)
        self.outbox = Outbox(db)
        self.outcomes = Outcomes(db)
        self.lanes = Lanes(db)
        self.doubts = Doubts(db)
        self.edits = Edits(db)
        self.inbox = Inbox(db)
        self.leases = Leases(db)
        self.pauses = Pauses(db)
        self.marks = Marks(db)
        self.quotas = Quotas(db)
        self.workspaces = Workspaces(db)
        self.weeklies = Weeklies(db)
        self.wordings = Wordings(db)
        self.notices = Notices(db)
        self.retention = Retention(db)
        self.vitals = Vitals(db)

    @classmethod
    def open(cls, path: Path | None) -> Store:
        """Open the file, make it if there is none, and bring its schema up to date.

        `None` is a database in memory. Raises StorageError, in one line, for a file that cannot be used.
        """
        db = Database(path)
        try:
            with db.told():
                # Before the first change: a file of somebody else stays as it is.
                _check_origin(db)
            db.use_wal()
            _bring_up_to_date(db)
            store = cls(db)
            if store.search.missing():
                store.search.fill(FILLED_AT_START)
        except BaseException:
            db.close()
            raise
        return store

    @classmethod
    def open_to_read(cls, path: Path) -> Store:
        """Open an existing file without ever writing to it; raises StorageError if there is none that can be read."""
        if not path.exists():
            raise StorageError(f"there is no database at {path} yet; run `paperboy digest` or set PAPERBOY_DB")
        db = Database(path, read_only=True)
        try:
            _check_schema(db)
        except BaseException:
            db.close()
            raise
        return cls(db)

    @classmethod
    def form_of(cls, path: Path) -> Form:
        """Return the form that a file has, without changing it; raises StorageError for one that cannot be used."""
        if not path.exists():
            return Form.MISSING
        with closing(Database(path, read_only=True)) as db, db.told():
            _check_origin(db)
            return Form.OLD if migrations.pending(db.utils) else Form.CURRENT

    def transaction(self) -> AbstractContextManager[None]:
        """Make all writes inside one: all of them, or none."""
        return self._db.transaction()

    def checkpoints_apart(self) -> AbstractContextManager[Callable[[], None]]:
        """Let no commit inside copy the WAL into the file; what is given does it, when nothing else has to be quick."""
        return self._db.checkpoints_apart()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _bring_up_to_date(db: Database) -> None:
    with ExitStack() as in_vain:
        with db.transaction():
            # Inside the write lock: of two processes that start at once, the second finds the work done.
            _check_origin(db)
            if db.path is not None and migrations.applied(db.utils) and (pending := migrations.pending(db.utils)):
                # Nothing has changed yet, so the copy is of the old form.
                copy = back_up_beside(db.path, f"before-{pending[0].name}")
                # Where the database stays as it was, another try would make another copy.
                in_vain.callback(copy.unlink, missing_ok=True)
            migrations.apply(db.utils)
        in_vain.pop_all()


def _check_schema(db: Database) -> None:
    with db.told():
        _check_origin(db)
        if migrations.pending(db.utils):
            raise SchemaError(
                f"{db.path} is not in the form of this Paperboy yet; run `paperboy digest` to bring it there"
            )


def _check_origin(db: Database) -> None:
    """Raise SchemaError for a file that another program made, or a newer Paperboy."""
    applied = {migration.name for migration in migrations.applied(db.utils)}
    if not applied and db.utils.table_names():
        raise SchemaError(f"{db.path} is the database of another program; set PAPERBOY_DB to another file")
    if applied - _known_migrations():
        raise SchemaError(f"{db.path} was written by a newer Paperboy; upgrade this one, or restore a backup")


@cache
def _known_migrations() -> frozenset[str]:
    with closing(sqlite_utils.Database(memory=True)) as empty:
        return frozenset(migration.name for migration in migrations.pending(empty))
