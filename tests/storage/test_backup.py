import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from storage import backup
from storage.backup import back_up
from storage.database import Database
from storage.errors import StorageError
from storage.migrations import migrations
from storage.sqlite_library import sqlite_utils
from storage.store import Store
from tests.makers import make_chat, make_paper


def test_a_copy_taken_while_others_write_is_whole_and_starts(tmp_path: Path, now: datetime) -> None:
    path, copy = tmp_path / "paperboy.db", tmp_path / "copy.db"
    with Store.open(path) as store:
        store.papers.put([make_paper()])
        with store.transaction():
            store.chats.add(make_chat("half"), now)
            size = back_up(path, copy)
        store.chats.add(make_chat("later"), now)
    assert size == copy.stat().st_size
    assert sorted(entry.name for entry in tmp_path.glob("copy*")) == ["copy.db"]
    with Store.open(copy) as restored:
        assert restored.papers.find(make_paper().key)
        # What was not committed was never there.
        assert restored.chats.all() == ()


class Stepping:
    """A connection that copies page by page and lets something happen between two pages."""

    def __init__(self, conn: sqlite3.Connection, between: Callable[[], None]) -> None:
        self._conn = conn
        self._between = between

    def __getattr__(self, name: str) -> object:
        return getattr(self._conn, name)

    def backup(self, target: sqlite3.Connection) -> None:
        self._conn.backup(target, pages=1, progress=lambda *_: self._between())


def test_a_copy_is_finished_however_much_is_written_meanwhile(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, copy, written = tmp_path / "paperboy.db", tmp_path / "copy.db", 0
    with Store.open(path) as store:
        chat = store.chats.add(make_chat(), now)

        def write() -> None:
            nonlocal written
            assert written < 10_000, "the copy begins anew after each write"
            store.chats.pause(chat.id, f"reason {written}", now)
            written += 1

        class Watched(Database):
            def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
                super().__init__(path, read_only=read_only)
                self.utils.conn = Stepping(self.utils.conn, write)  # type: ignore[assignment]

        monkeypatch.setattr(backup, "Database", Watched)
        back_up(path, copy)
    assert written > 10
    with Store.open_to_read(copy) as restored:
        # It is of the moment at which it was begun.
        assert restored.chats.get(chat.id).paused_because is None


def test_two_copies_to_one_place_at_once_do_not_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, copy = tmp_path / "paperboy.db", tmp_path / "copy.db"
    with Store.open(path) as store:
        store.papers.put([make_paper()])
    one = backup._copy

    def copy_while_another_begins(source: Path, target: Path) -> None:
        one(source, target)
        monkeypatch.setattr(backup, "_copy", one)
        assert back_up(path, copy) > 0

    monkeypatch.setattr(backup, "_copy", copy_while_another_begins)
    size = back_up(path, copy)
    assert size == copy.stat().st_size > 0
    assert sorted(entry.name for entry in tmp_path.glob("copy*")) == ["copy.db"]
    with Store.open_to_read(copy) as restored:
        assert restored.papers.find(make_paper().key)


@pytest.mark.parametrize("sql", ["", "CREATE TABLE recipes (name TEXT)"])
def test_what_is_no_paperboy_database_is_not_called_backed_up(tmp_path: Path, sql: str) -> None:
    path = tmp_path / "paperboy.db"
    path.touch()
    with closing(sqlite3.connect(path)) as other:
        other.executescript(sql)
    with pytest.raises(StorageError, match="holds nothing of Paperboy; set PAPERBOY_DB"):
        back_up(path, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy*"))


def test_a_copy_is_nobody_elses_to_read(tmp_path: Path) -> None:
    with Store.open(tmp_path / "paperboy.db"):
        back_up(tmp_path / "paperboy.db", tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with Store.open(tmp_path / "paperboy.db"), pytest.raises(StorageError, match="is there already"):
        back_up(tmp_path / "paperboy.db", tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


@pytest.mark.parametrize("name", ["missing/copy.db", "paperboy.db/copy.db"])
def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    with Store.open(tmp_path / "paperboy.db"), pytest.raises(StorageError, match="cannot be written"):
        back_up(tmp_path / "paperboy.db", tmp_path / name)


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no database"):
        back_up(tmp_path / "paperboy.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_gives_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    with Store.open(path) as store:
        store.papers.put(make_paper(f"2605.{number:05}") for number in range(300))
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 20_000] = b"\xff" * 20_000
    path.write_bytes(content)
    with pytest.raises(StorageError, match="damaged"):
        back_up(path, tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy*"))


def old_database(path: Path, now: datetime) -> None:
    """Leave a database as the version before this one did."""
    with Store.open(path) as store:
        store.chats.add(make_chat(), now)
        store._db.run("DELETE FROM _sqlite_migrations WHERE name = 'm011_operations'")
        store._db.run("DROP INDEX chats_by_language")
        for table, column in (("chats", "subscribed"), ("notices", "seen_at")):
            store._db.run(f"ALTER TABLE {table} DROP COLUMN {column}")
        for column in ("papers", "sent", "failed", "dropped", "error"):
            store._db.run(f"ALTER TABLE deliveries DROP COLUMN thinned_{column}")
        for index in ("outbox_by_body", "outbox_failed", "summaries_by_method"):
            store._db.run(f"DROP INDEX {index}")


def test_before_the_schema_changes_a_copy_of_the_old_form_is_made(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "paperboy.db"
    old_database(path, now)
    with Store.open(path) as store:
        assert len(store.chats.all()) == 1
    copy = tmp_path / "paperboy.db.before-m011_operations"
    assert [entry.name for entry in tmp_path.glob("*.before-*")] == [copy.name]
    with pytest.raises(StorageError, match="not in the form of this Paperboy yet"):
        Store.open_to_read(copy)
    # The copy is a database like any other: to go back is to start the old version with it, to go on is this.
    with Store.open(copy) as restored:
        assert len(restored.chats.all()) == 1


def test_a_copy_never_replaces_an_earlier_one(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "paperboy.db"
    old_database(path, now)
    (tmp_path / "paperboy.db.before-m011_operations").write_text("precious")
    with Store.open(path):
        pass
    assert sorted(entry.name for entry in tmp_path.glob("*.before-*")) == [
        "paperboy.db.before-m011_operations",
        "paperboy.db.before-m011_operations-2",
    ]


def fail_at_once(_: sqlite_utils.Database) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def fail_at_the_commit(db: sqlite_utils.Database) -> None:
    db.execute("PRAGMA defer_foreign_keys = ON")
    db.execute("INSERT INTO listed (day, paper_key, rank, first_seen_at, late) VALUES ('', '', 1, '', 0)")


@pytest.mark.parametrize("failure", [fail_at_once, fail_at_the_commit])
def test_an_upgrade_that_fails_leaves_no_copy_of_what_has_not_changed(
    failure: Callable[[sqlite_utils.Database], None], tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a service that is started again and again would fill the disk with copies."""
    path = tmp_path / "paperboy.db"
    old_database(path, now)
    apply = migrations.apply

    def fail(db: sqlite_utils.Database) -> None:
        apply(db)
        failure(db)

    monkeypatch.setattr(migrations, "apply", fail)
    for _ in range(2):
        with pytest.raises((StorageError, sqlite3.IntegrityError)):
            Store.open(path)
        assert list(tmp_path.glob("*.before-*")) == []
    monkeypatch.setattr(migrations, "apply", apply)
    with Store.open(path) as store:
        assert len(store.chats.all()) == 1
    assert len(list(tmp_path.glob("*.before-*"))) == 1


def test_a_new_database_and_one_in_memory_need_no_copy(tmp_path: Path) -> None:
    for _ in range(2):
        with Store.open(tmp_path / "paperboy.db"), Store.open(None):
            pass
    assert [entry.name for entry in tmp_path.glob("*before*")] == []
