"""A consistent copy of the database, taken while others read and write it."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from storage.database import Database
from storage.errors import SchemaError, StorageError
from storage.migrations import migrations


def back_up(path: Path, target: Path) -> int:
    """Copy the database at `path` to `target`, whole or not at all, and return its size in bytes.

    The copy is of the moment at which it was begun, and is checked before it gets its name. Raises StorageError if
    there is nothing to copy, if `target` is there already, or if it cannot be written.
    """
    if not path.exists():
        raise StorageError(f"there is no database at {path} to back up; set PAPERBOY_DB")
    if target.exists():
        raise StorageError(f"{target} is there already; name a file that is not, or move it away")
    if not target.parent.is_dir():
        raise StorageError(f"{target} cannot be written: there is no folder {target.parent}")
    try:
        # A name of its own, which nobody else can read: another process may copy to the same place.
        handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
        os.close(handle)
        unfinished = Path(name)
        try:
            _copy(path, unfinished)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        _sync_folder(target.parent)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror}") from error
    return target.stat().st_size


def back_up_beside(path: Path, reason: str) -> Path:
    """Copy the database into its own folder under a name that tells why, and return where; raises StorageError."""
    target = path.with_name(f"{path.name}.{reason}")
    number = 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.{reason}-{number}")
    back_up(path, target)
    return target


def _copy(path: Path, target: Path) -> None:
    try:
        with closing(Database(path, read_only=True)) as source, closing(sqlite3.connect(target)) as copy:
            if not migrations.applied(source.utils):
                raise SchemaError(f"{path} holds nothing of Paperboy; set PAPERBOY_DB to its database")
            # As long as this lasts all is read as it stands now; else SQLite would begin anew after each write of the
            # bot, which is without end while it delivers (sqlite.org/backup.html).
            source.utils.conn.execute("BEGIN")
            source.row("SELECT COUNT(*) FROM sqlite_schema")
            source.utils.conn.backup(copy)
            # One file, without the log that lies beside a database in use.
            copy.execute("PRAGMA journal_mode = DELETE")
            faults = [row[0] for row in copy.execute("PRAGMA quick_check(1)")]
    except sqlite3.Error as error:
        raise StorageError(
            f"{path} could not be copied to {target}: {error}; is there room, and is it whole?"
        ) from error
    if faults != ["ok"]:
        raise StorageError(f"{path} is damaged ({faults[0]}); restore an earlier backup")


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
