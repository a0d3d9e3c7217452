"""One connection to the SQLite file: pragmas, transactions, and every sqlite3 error told in one clear line."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from storage.errors import SchemaError, StorageError
from storage.sqlite_library import sqlite_utils

Row = sqlite3.Row
Values = Sequence[Any] | Mapping[str, Any]
T = TypeVar("T")

BUSY_TIMEOUT_S = 5.0
"""How long a statement waits for another process's write to end."""
WAL_ATTEMPTS = 20
"""How many writers to wait for in turn; each that asks at the same moment can win once only."""
CHECKPOINT_PAGES = 1_000
"""SQLite's own default."""


class Database:
    """The file, opened so that foreign keys hold and a statement waits for another process's write.

    A connection belongs to the thread that made it. Raises StorageError from every method.
    """

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        """Open `path`, or a database in memory where it is None."""
        self.path = path
        self._name = "the database in memory" if path is None else str(path)
        with self.told():
            conn = self._connect(read_only=read_only)
            conn.execute("PRAGMA foreign_keys = ON")
            self.utils = sqlite_utils.Database(conn, execute_plugins=False)
        self._put_off: dict[Callable[[Database, Sequence[Any]], None], dict[Any, None]] = {}

    def _connect(self, *, read_only: bool) -> sqlite3.Connection:
        if self.path is None:
            return sqlite3.connect(":memory:")
        if self.path.exists() and not self.path.is_file():
            kind = "a folder" if self.path.is_dir() else "a device"
            raise StorageError(f"{self._name} is {kind}, not a file; set PAPERBOY_DB to the path of a file")
        if read_only:
            return _open_to_read(self.path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"cannot make the folder of {self._name}: {error.strerror}; set PAPERBOY_DB") from error
        # Who reads what is nobody else's to know; SQLite gives the files beside it the same rights.
        # Where it cannot be made, SQLite says why.
        with suppress(OSError):
            self.path.touch(mode=0o600, exist_ok=False)
        return sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S)

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        self.utils.conn.close()

    def use_wal(self) -> None:
        """Switch the file to WAL, so that readers and one writer do not wait for each other.

        SQLite refuses the switch at once while another process writes, whatever the busy timeout says, because it has
        to raise a lock that it holds already. The wait for that writer is therefore the start of a transaction of our
        own.
        """
        conn = self.utils.conn
        with self.told():
            # With WAL, this keeps the file whole if the power goes, and all that was committed if the process does.
            conn.execute("PRAGMA synchronous = NORMAL")
            attempts = WAL_ATTEMPTS
            while True:
                try:
                    conn.execute("PRAGMA journal_mode = WAL")
                    return
                except sqlite3.OperationalError as error:
                    attempts -= 1
                    if _code(error) != sqlite3.SQLITE_BUSY or not attempts:
                        raise
                conn.execute("BEGIN IMMEDIATE")
                conn.rollback()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all writes inside one: all of them, or none.

        The outermost takes the write lock at once (BEGIN IMMEDIATE), so that what is read inside stays true until it
        is written; a deferred BEGIN would fail at the first write if another process wrote meanwhile.
        """
        conn = self.utils.conn
        with self.told():
            if conn.in_transaction:
                with self.utils.atomic():
                    yield
                return
            conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                while self._put_off:
                    work, keys = self._put_off.popitem()
                    work(self, [*keys])
                conn.execute("COMMIT")
            except BaseException:
                self._put_off.clear()
                # Does nothing where the error (a full disk) has already ended the transaction.
                conn.rollback()
                raise

    def before_commit(self, work: Callable[[Database, Sequence[T]], None], keys: Iterable[T]) -> None:
        """Have work done once, for all keys that the running transaction names, when everything else of it is done."""
        self._put_off.setdefault(work, {}).update(dict.fromkeys(keys))

    @contextmanager
    def checkpoints_apart(self) -> Iterator[Callable[[], None]]:
        """Let no commit inside copy the WAL into the file; what is given does it, when nothing else has to be quick.

        SQLite does so in each commit that leaves so many pages, which then takes ten times as long as the others
        (sqlite.org/pragma.html#pragma_wal_autocheckpoint).
        """
        self.run("PRAGMA wal_autocheckpoint = 0")
        try:
            yield self._checkpoint
        finally:
            self.run(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")

    def _checkpoint(self) -> None:
        self.rows("PRAGMA wal_checkpoint(PASSIVE)")

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """Run a query, or a write with RETURNING, and return all its rows."""
        with self.told():
            cursor = self.utils.conn.cursor()
            cursor.row_factory = sqlite3.Row
            with self._committed():
                return cursor.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> Row | None:
        """Run a query and return its first row, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def read(self, make: Callable[[Row], T], sql: str, values: Values = ()) -> list[T]:
        """Run a query and make a value of each row; raises SchemaError for a row that no write of ours has left so."""
        return self.made(make, self.rows(sql, values))

    def made(self, make: Callable[[Row], T], rows: Iterable[Row]) -> list[T]:
        """Make a value of each row; raises SchemaError for a row that no write of ours has left so."""
        try:
            return [make(row) for row in rows]
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise SchemaError(_DAMAGED.format(name=self._name)) from error

    def run(self, sql: str, values: Values = ()) -> int:
        """Run a write and return how many rows it changed."""
        with self.told(), self._committed():
            return self.utils.conn.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Values]) -> int:
        """Run one write for many rows in one transaction and return how many rows it changed."""
        with self.transaction():
            return self.utils.conn.executemany(sql, rows).rowcount

    def written(self) -> tuple[int, int]:
        """Return two numbers, one of which is another once a row was written: here, or by another process."""
        (version,) = self.rows("PRAGMA data_version")
        return self.utils.conn.total_changes, int(version["data_version"])

    def upsert(self, table: str, row: Mapping[str, Any], pk: Sequence[str]) -> None:
        """Insert a row, or overwrite the given columns of the one that has this primary key."""
        names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        changes = ", ".join(f"{name} = excluded.{name}" for name in row if name not in pk)
        key = ", ".join(pk)
        self.run(f"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {changes}", row)

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
    def told(self) -> Iterator[None]:
        """Turn what SQLite says inside into a StorageError."""
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            # What the file is not to blame for: a fault of the code above.
            raise
        except sqlite3.Error as error:
            raise _explained(error, self._name) from error
        except UnicodeDecodeError as error:
            # The name of a table or column that is no UTF-8 any more.
            raise SchemaError(_DAMAGED.format(name=self._name)) from error


def places(values: Sequence[object]) -> str:
    """Write the placeholders of an IN list, at most 32,766 of them (SQLite's limit of parameters)."""
    return ", ".join("?" * len(values))


def _open_to_read(path: Path) -> sqlite3.Connection:
    """Open a file that need not be writable, nor its folder.

    Reading WAL needs two files beside it. Where nobody may make them and none is there, nobody writes either, and the
    file can be read as it stands.
    """
    address = path.absolute().as_uri()
    conn = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_S)
    try:
        conn.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        conn.close()
        refused = _code(error) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
        if refused and not path.with_name(f"{path.name}-wal").exists():
            return sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)
        raise
    return conn


_LOCKED = "{name} is locked by another process; stop it or try again in a moment"
_DAMAGED = "{name} is damaged or no Paperboy database; restore a backup or set PAPERBOY_DB to another"
_DISK = "the disk of {name} is full or failing ({text}); make room and run again, nothing was lost"
_SCHEMA = "{name} has another schema than this Paperboy ({text}); restore a backup of it"
_UNWRITABLE = "{name} cannot be written; give this user the right to write it and its folder"
_MEANINGS: Mapping[int, tuple[type[StorageError], str]] = {
    sqlite3.SQLITE_BUSY: (StorageError, _LOCKED),
    sqlite3.SQLITE_LOCKED: (StorageError, _LOCKED),
    sqlite3.SQLITE_PROTOCOL: (StorageError, _LOCKED),
    sqlite3.SQLITE_READONLY: (StorageError, _UNWRITABLE),
    sqlite3.SQLITE_PERM: (StorageError, _UNWRITABLE),
    sqlite3.SQLITE_FULL: (StorageError, _DISK),
    sqlite3.SQLITE_IOERR: (StorageError, _DISK),
    sqlite3.SQLITE_CORRUPT: (SchemaError, _DAMAGED),
    sqlite3.SQLITE_NOTADB: (SchemaError, _DAMAGED),
    sqlite3.SQLITE_CANTOPEN: (
        StorageError,
        "cannot open {name}; check that the path is right, and that this user may read and write it and its folder",
    ),
    # A wrong statement, which ours are only where the tables are not as the migrations made them.
    sqlite3.SQLITE_ERROR: (
        SchemaError,
        "{name} has another schema than this Paperboy ({text}); restore a backup of it",
    ),
}
"""What each of SQLite's primary result codes (sqlite.org/rescode.html) means to the operator."""


def _code(error: sqlite3.Error) -> int | None:
    """Return the primary result code, which is the low byte of an extended one; None if Python itself refused."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _explained(error: sqlite3.Error, name: str) -> StorageError:
    """Say in one line what is wrong with the file and what to do."""
    code = _code(error)
    if code is None:
        # Python itself cannot read what SQLite gave: a text that is no UTF-8. It would be quoted in full.
        return SchemaError(_DAMAGED.format(name=name))
    kind, sentence = _MEANINGS.get(code, (StorageError, "{name}: {text}"))
    return kind(sentence.format(name=name, text=error))
