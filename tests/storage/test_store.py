"""Opening the file: what can be wrong with it, and what never goes wrong."""

import sqlite3
from pathlib import Path

import pytest

from storage import database
from storage.errors import SchemaError, StorageError
from storage.store import Store
from tests.makers import make_paper


def test_a_new_file_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "paperboy.db"
    with Store.open(path) as store:
        store.papers.put([make_paper()])
    with Store.open(path) as store:
        assert store.papers.get(make_paper().key) == make_paper()


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    path.write_bytes(b"not a database at all, but long enough to be read as a header of one" * 40)
    with pytest.raises(StorageError, match="damaged or no Paperboy database") as refused:
        Store.open(path)
    assert "\n" not in str(refused.value)
    assert path.read_bytes().startswith(b"not a database")


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot open"):
        Store.open(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StorageError, match="cannot make the folder"):
        Store.open(tmp_path / "data" / "paperboy.db")


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    Store.open(path).close()
    with sqlite3.connect(path) as conn:
        conn.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('paperboy', 'm999', '')")
    conn.close()
    with pytest.raises(SchemaError, match="newer Paperboy"):
        Store.open(path)


def test_a_locked_file_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "paperboy.db"
    Store.open(path).close()
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.0)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StorageError, match="locked by another process"):
            Store.open(path)
    finally:
        holder.close()


def test_d4_opening_waits_for_a_writer_instead_of_failing(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    Store.open(path).close()
    with Store.open(path) as store:
        assert store._db.utils.execute("PRAGMA busy_timeout").fetchone()[0] == int(database.BUSY_TIMEOUT_S * 1000)
        assert store._db.utils.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_read_only_store_never_writes(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    Store.open(path).close()
    with Store.open_to_read(path) as store, pytest.raises(StorageError, match="cannot be written"):
        store.papers.put([make_paper()])


def test_reading_where_there_is_no_database_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no database"):
        Store.open_to_read(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "paperboy.db") as store:
        store.papers.put([make_paper("2605.00001")])
        pages = store._db.utils.execute("PRAGMA page_count").fetchone()[0]
        store._db.utils.execute(f"PRAGMA max_page_count = {pages}")
        many = [make_paper(f"2605.{n:05}", abstract="word " * 400) for n in range(2, 40)]
        with pytest.raises(StorageError, match="full"):
            store.papers.put(many)
        assert store.papers.find(make_paper("2605.00001").key) is not None
        assert store.papers.find(make_paper("2605.00002").key) is None


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def fail_halfway() -> None:
        with store.transaction():
            store.papers.put([make_paper()])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert store.papers.find(make_paper().key) is None
