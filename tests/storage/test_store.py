"""Opening the file: what can be wrong with it, and what never goes wrong."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import database
from storage.database import Database
from storage.errors import StorageError
from storage.migrations import migrations
from storage.models import Message, PaperKey, Platform, Style
from storage.store import Store
from tests.makers import make_chat, make_paper, make_summary, queue_messages

ROOT = Path(__file__).parents[2]
NOW = make_summary().made_at
DAY = date(2026, 5, 13)
KEY, EN = make_paper().key, make_summary().language


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one paper in it that nobody has open."""
    made = tmp_path / "paperboy.db"
    with Store.open(made) as store:
        store.papers.put([make_paper()])
    return made


@contextlib.contextmanager
def another(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program's connection to the file."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        yield connection


def told(work: Callable[[], object]) -> str:
    """Return the one line in which a failure is told."""
    with pytest.raises(StorageError) as refused:
        work()
    assert "\n" not in str(refused.value)
    return str(refused.value)


def put_papers(store: Store, count: int) -> None:
    store.papers.put(make_paper(f"2605.{n:05}", abstract="word " * 400) for n in range(2, 2 + count))


def test_a_new_file_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "paperboy.db"
    with Store.open(path) as store:
        store.papers.put([make_paper()])
    with Store.open(path) as store:
        assert store.papers.get(make_paper().key) == make_paper()


def test_a_new_file_and_what_lies_beside_it_are_nobody_elses_to_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Store.open(tmp_path / "paperboy.db"):
            files = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert files == dict.fromkeys(["paperboy.db", "paperboy.db-wal", "paperboy.db-shm"], 0o600)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    path.write_bytes(b"not a database at all, but long enough to be read as a header of one" * 40)
    assert "damaged or no Paperboy database" in told(lambda: Store.open(path))
    assert path.read_bytes().startswith(b"not a database")


@pytest.mark.parametrize("work", [Store.open, Store.open_to_read])
def test_what_is_no_file_is_refused(work: Callable[[Path], Store], tmp_path: Path) -> None:
    assert "is a folder, not a file; set PAPERBOY_DB" in told(lambda: work(tmp_path))
    assert "is a device, not a file; set PAPERBOY_DB" in told(lambda: work(Path(os.devnull)))


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert "cannot make the folder" in told(lambda: Store.open(tmp_path / "data" / "paperboy.db"))


@pytest.mark.parametrize("work", [Store.open, Store.open_to_read])
def test_a_database_of_a_newer_program_is_refused(work: Callable[[Path], Store], path: Path) -> None:
    with another(path) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('paperboy', 'm999', '')"
        )
    assert "was written by a newer Paperboy; upgrade this one" in told(lambda: work(path))


@pytest.mark.parametrize("work", [Store.open, Store.open_to_read])
def test_a_database_of_another_program_is_refused_and_left_alone(work: Callable[[Path], Store], tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.db"
    with another(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()
    assert "is the database of another program; set PAPERBOY_DB" in told(lambda: work(path))
    assert path.read_bytes() == before


def test_a_database_of_an_older_program_is_brought_up_to_date_by_the_first_who_writes(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    db = Database(path)
    migrations.apply(db.utils, stop_before="m002_delivery")
    db.close()
    assert "run `paperboy digest` to bring it there" in told(lambda: Store.open_to_read(path))
    Store.open(path).close()
    with Store.open_to_read(path) as store:
        assert store.outbox.counts() == {}


def test_channels_in_slack_keep_their_thread_though_full_has_a_new_meaning(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "paperboy.db"
    with Store.open(path) as store:
        for platform in (Platform.SLACK, Platform.TELEGRAM):
            store.chats.add(make_chat("1", platform, style=Style.FULL), now)
        store._db.run("DELETE FROM _sqlite_migrations WHERE name = 'm014_slack'")
    with Store.open(path) as store:
        assert [chat.style for chat in store.chats.all()] == [Style.THREAD, Style.FULL]


def test_messages_of_an_older_database_are_still_found_by_their_paper(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "paperboy.db"
    with Store.open(path) as store:
        chat = store.chats.add(make_chat(), now)
        queue_messages(store, chat.id, "x", [Message("head:x", 0, "1"), Message(f"paper:{KEY}", 0, "2")], (), now)
        db = store._db
        db.run("DROP INDEX bodies_by_subject")
        db.run("ALTER TABLE bodies DROP COLUMN subject")
        db.run("CREATE INDEX outbox_by_subject ON outbox(subject)")
        db.run("DELETE FROM _sqlite_migrations WHERE name = 'm017_scale'")
    with Store.open(path) as store:
        assert store.edits.queue(KEY, chat.language, now) == 1


def test_papers_that_were_given_before_places_were_kept_have_those_of_their_list(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    db = Database(path)
    migrations.apply(db.utils, stop_before="m012_taste")
    keys = [PaperKey(f"2605.0000{number}") for number in (3, 1, 2)]
    db.run("INSERT INTO list_days (day, rejected) VALUES ('2026-05-13', '[]')")
    db.run("PRAGMA foreign_keys = OFF")
    db.run_many(
        "INSERT INTO listed (day, paper_key, rank, first_seen_at, late) VALUES ('2026-05-13', ?, ?, '', 0)",
        [(key, rank) for rank, key in enumerate(keys, 1)],
    )
    db.run_many(
        "INSERT INTO ledger (chat_id, paper_key, delivery) VALUES (7, ?, '2026-05-13')", [(key,) for key in keys]
    )
    db.run("INSERT INTO ledger (chat_id, paper_key, delivery) VALUES (8, ?, 'import')", [keys[0]])
    db.close()
    with Store.open(path) as store:
        assert store.ledger.keys_in(7, "2026-05-13") == tuple(keys)
        assert store.ledger.keys_in(8, "import") == (keys[0],)


def test_a_locked_file_is_told_in_one_line(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.0)
    with another(path) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert "is locked by another process; stop it or try again" in told(lambda: Store.open(path))
        with Store.open_to_read(path) as reader:
            assert reader.papers.get(make_paper().key) == make_paper()


def test_a_file_that_nobody_else_may_read_now_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.0)
    with another(tmp_path / "paperboy.db") as holder:
        holder.execute("CREATE TABLE begun (n)")
        holder.execute("BEGIN EXCLUSIVE")
        for work in (Store.open, Store.open_to_read):
            assert "is locked by another process" in told(lambda: work(tmp_path / "paperboy.db"))  # noqa: B023


def test_d4_opening_waits_for_a_writer_instead_of_failing(tmp_path: Path) -> None:
    # The file has no WAL yet, and SQLite refuses the switch at once, without asking its busy timeout.
    path = tmp_path / "paperboy.db"
    waits = threading.Event()
    with another(path) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("CREATE TABLE begun (n)")
        with another(path) as impatient, pytest.raises(sqlite3.OperationalError, match="database is locked"):
            impatient.execute("PRAGMA journal_mode = WAL")
        db = Database(path)
        db.utils.conn.set_trace_callback(lambda sql: waits.set() if sql.startswith("BEGIN") else None)
        end = threading.Thread(target=lambda: waits.wait(10) and writer.execute("COMMIT"))
        end.start()
        db.use_wal()
        end.join()
        assert db.rows("PRAGMA journal_mode")[0][0] == "wal"
        db.close()


def test_d4_a_writer_that_never_ends_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.0)
    path = tmp_path / "paperboy.db"
    with another(path) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert "locked" in told(lambda: Store.open(path))
        # As if another writer had come between the wait and the switch, each time.
        monkeypatch.setattr(database, "WAL_ATTEMPTS", 1)
        assert "locked" in told(lambda: Store.open(path))


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    code = "import sys, pathlib, storage.store; storage.store.Store.open(pathlib.Path(sys.argv[1])).close()"
    arguments = [sys.executable, "-c", code, str(tmp_path / "paperboy.db")]
    started = [subprocess.Popen(arguments, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(4)]
    assert [(process.communicate()[1], process.returncode) for process in started] == [(b"", 0)] * 4


def test_a_read_only_store_never_writes(path: Path) -> None:
    with Store.open_to_read(path) as store:
        assert "cannot be written; give this user the right" in told(lambda: store.papers.put([make_paper(upvotes=9)]))


def test_reading_where_there_is_no_database_says_what_to_do(tmp_path: Path) -> None:
    assert "there is no database" in told(lambda: Store.open_to_read(tmp_path / "none.db"))
    assert not (tmp_path / "none.db").exists()


def test_a_full_disk_is_told_and_loses_nothing(path: Path) -> None:
    with Store.open(path) as store:
        store._db.run(f"PRAGMA max_page_count = {store._db.rows('PRAGMA page_count')[0][0]}")
        assert "is full or failing (database or disk is full); make room" in told(lambda: put_papers(store, 40))
        assert store.papers.find(make_paper().key) is not None
        assert store.papers.find(make_paper("2605.00002").key) is None


def test_that_anything_was_written_is_told_whoever_wrote_it(path: Path, now: datetime) -> None:
    with Store.open(path) as store, Store.open(path) as other:
        for writer in (store, other):
            before = store.lanes.written()
            assert (store.chats.all(), store.lanes.written()) == (store.chats.all(), before)
            chat = writer.chats.add(make_chat("hall"), now)
            assert store.lanes.written() != before
            before = store.lanes.written()
            writer.chats.pause(chat.id, "blocked", now)
            writer.chats.wake(chat.id)
            assert store.lanes.written() != before


def test_what_was_read_before_another_wrote_is_no_ground_to_write_on(path: Path) -> None:
    with Store.open(path) as store, another(path) as other:
        conn = store._db.utils.conn
        conn.execute("BEGIN DEFERRED")
        assert store.papers.find(make_paper().key)
        other.execute("UPDATE papers SET title = 'meanwhile'")
        # SQLITE_BUSY_SNAPSHOT, at once: no wait would help. Our own transactions take the lock before they read.
        assert "is locked by another process" in told(lambda: store.papers.put([make_paper(upvotes=9)]))
        conn.rollback()
        with store.transaction():
            assert store.papers.get(make_paper().key).title == "meanwhile"
            store.papers.put([make_paper()])


def test_a_truncated_file_is_told(path: Path) -> None:
    with Store.open(path) as store:
        put_papers(store, 40)
    path.write_bytes(path.read_bytes()[:20_000])
    assert "is damaged or no Paperboy database; restore a backup" in told(lambda: Store.open(path))
    assert "is damaged or no Paperboy database; restore a backup" in told(lambda: Store.open_to_read(path))


def test_a_missing_table_is_told_as_another_schema(path: Path) -> None:
    with another(path) as connection:
        connection.execute("DROP TABLE summaries")
    with Store.open(path) as store:
        work = lambda: store.summaries.all_of([make_paper().key], make_summary().language)  # noqa: E731
        assert "has another schema than this Paperboy (no such table: summaries)" in told(work)


@pytest.mark.parametrize(
    ("change", "work"),
    [
        ("UPDATE papers SET authors = '[broken'", lambda store: store.papers.get(KEY)),
        ("UPDATE papers SET title = CAST(x'ff41' AS TEXT)", lambda store: store.papers.all_of([KEY])),
        ("UPDATE summaries SET basis = 'hearsay'", lambda store: store.summaries.find(KEY, EN)),
        (
            "UPDATE summaries SET sections = '{\"goals\": 1}'",
            lambda store: store.summaries.find(KEY, EN),
        ),
        ("UPDATE chats SET days = 'daily'", lambda store: store.chats.all()),
        ("UPDATE list_days SET checked_at = 'noon'", lambda store: store.days.get(DAY)),
        ("UPDATE list_days SET rejected = 'null'", lambda store: store.days.since(DAY)),
    ],
)
def test_a_row_that_nobody_can_have_written_is_told_as_damage(
    change: str, work: Callable[[Store], Any], path: Path
) -> None:
    with Store.open(path) as store:
        store.summaries.put(make_summary())
        store.days.record_look(DAY, [make_paper().key], [], NOW)
        store.chats.add(make_chat(), NOW)
    with another(path) as connection:
        connection.execute(change)
    with Store.open(path) as store:
        line = told(lambda: work(store))
    assert line == f"{path} is damaged or no Paperboy database; restore a backup or set PAPERBOY_DB to another"


def test_a_column_whose_name_is_no_text_any_more_is_told_as_damage(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"abstract TEXT", b"abstrac\xff TEXT"))
    with Store.open_to_read(path) as store:
        assert "is damaged or no Paperboy database" in told(lambda: store.papers.get(KEY))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_BUSY_RECOVERY, "is locked by another process"),
        (sqlite3.SQLITE_LOCKED_SHAREDCACHE, "is locked by another process"),
        (sqlite3.SQLITE_PROTOCOL, "is locked by another process"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "cannot be written"),
        (sqlite3.SQLITE_IOERR_FSYNC, "is full or failing"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "is damaged"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, "cannot open"),
        (sqlite3.SQLITE_TOOBIG, "the text of SQLite"),
    ],
)
def test_what_cannot_be_provoked_here_is_told_by_its_code(code: int, words: str) -> None:
    error = sqlite3.OperationalError("the text of SQLite")
    error.sqlite_errorcode = code
    db = Database(None)

    def fail() -> None:
        with db.told():
            raise error

    assert words in told(fail)
    db.close()


def test_a_fault_of_ours_is_not_blamed_on_the_file(store: Store) -> None:
    with pytest.raises(sqlite3.ProgrammingError):
        store._db.rows("SELECT ?", [1, 2])
    with pytest.raises(sqlite3.IntegrityError):
        store.days.record_look(DAY, [make_paper("2605.09999").key], [], NOW)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_of_the_file_is_told_as_anything_but_one_line(data: st.DataObject, path: Path) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6), "changes")):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    damaged = path.with_name("damaged.db")
    for leftover in path.parent.glob("damaged.db-*"):
        leftover.unlink()
    damaged.write_bytes(content[: data.draw(st.integers(0, len(content)), "length")])
    # Whatever is left of the file either works or is refused in a line.
    with contextlib.suppress(StorageError), Store.open_to_read(damaged) as store:
        store.papers.find(make_paper().key)
        store.outbox.counts()
    with contextlib.suppress(StorageError), Store.open(damaged) as store:
        store.papers.put([make_paper("2605.00002")])
        store.chats.add(make_chat(), NOW)


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def fail_halfway() -> None:
        with store.transaction():
            store.papers.put([make_paper()])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert store.papers.find(make_paper().key) is None
