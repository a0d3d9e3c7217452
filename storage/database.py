"""One connection to the SQLite file: pragmas, transactions, and every sqlite3 error told in one clear line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlite_utils

from storage.errors import SchemaError, StorageError

Row = sqlite3.Row
Values = Sequence[Any] | Mapping[str, Any]

BUSY_TIMEOUT_S = 5.0
"""How long a statement waits for another process's write to end."""


class Database:
    """The file, opened with the pragmas that everything above relies on.

    A connection belongs to the thread that made it. Raises StorageError from every method.
    """

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        """Open `path`, or a database in memory where it is None."""
        self.path = path
        self._name = "the database in memory" if path is None else str(path)
        with self._told():
            self.utils = sqlite_utils.Database(self._connect(read_only=read_only), execute_plugins=False)
            if not read_only:
                # The busy timeout stands before WAL is asked for: switching waits for a writer instead of failing.
                self.utils.conn.execute("PRAGMA journal_mode = WAL")
                self.utils.conn.execute("PRAGMA synchronous = NORMAL")
            self.utils.conn.execute("PRAGMA foreign_keys = ON")

    def _connect(self, *, read_only: bool) -> sqlite3.Connection:
        if self.path is None:
            return sqlite3.connect(":memory:")
        if read_only:
            return sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"cannot make the folder of {self._name}: {error.strerror}; set PAPERBOY_DB") from error
        return sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S)

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        self.utils.conn.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all writes inside one: all of them, or none.

        The outermost takes the write lock at once (BEGIN IMMEDIATE), so that what is read inside stays true until it
        is written; a deferred BEGIN would fail at the first write if another process wrote meanwhile.
        """
        conn = self.utils.conn
        with self._told():
            if conn.in_transaction:
                with self.utils.atomic():
                    yield
                return
            conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                conn.execute("COMMIT")
            except BaseException:
                # Does nothing where the error (a full disk) has already ended the transaction.
                conn.rollback()
                raise

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """Run a query, or a write with RETURNING, and return all its rows."""
        with self._told():
            cursor = self.utils.conn.cursor()
            cursor.row_factory = sqlite3.Row
            with self._committed():
                return cursor.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> Row | None:
        """Run a query and return its first row, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def run(self, sql: str, values: Values = ()) -> int:
        """Run a write and return how many rows it changed."""
        with self._told(), self._committed():
            return self.utils.conn.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Values]) -> int:
        """Run one write for many rows in one transaction and return how many rows it changed."""
        with self.transaction():
            return self.utils.conn.executemany(sql, rows).rowcount

    def upsert(self, table: str, rows: Iterable[dict[str, Any]], pk: str | tuple[str, ...]) -> None:
        """Insert rows, or overwrite the given columns of those that are there."""
        with self._told():
            self.utils[table].upsert_all(rows, pk=pk)  # type: ignore[union-attr]

    @contextmanager
    def _committed(self) -> Iterator[None]:
        """Commit a lone write at once; inside a transaction leave that to the transaction."""
        outside = not self.utils.conn.in_transaction
        try:
            yield
        finally:
            if outside:
                self.utils.conn.commit()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise _explained(error, self._name) from error


def places(values: Sequence[object]) -> str:
    """Write the placeholders of an IN list, at most 32,766 of them (SQLite's limit of parameters)."""
    return ", ".join("?" * len(values))


def _explained(error: sqlite3.Error, name: str) -> StorageError:
    """Say in one line what is wrong with the file and what to do; the phrases are SQLite's own (sqlite3ErrStr)."""
    text = str(error)
    if "locked" in text:
        return StorageError(f"{name} is locked by another process; stop it or try again in a moment")
    if "readonly" in text or "read-only" in text:
        return StorageError(f"{name} cannot be written; give this user the right to write it and its folder")
    if "full" in text or "disk I/O" in text:
        return StorageError(
            f"the disk of {name} is full or failing ({text}); make room and run again, nothing was lost"
        )
    if "not a database" in text or "malformed" in text:
        return SchemaError(f"{name} is damaged or no Paperboy database; restore a backup or set PAPERBOY_DB to another")
    if "unable to open" in text:
        return StorageError(f"cannot open {name}; check that the path is right and may be read and written")
    if "no such table" in text or "no such column" in text:
        return SchemaError(f"{name} has another schema than this Paperboy ({text}); restore a backup of it")
    return StorageError(f"{name}: {text}")
