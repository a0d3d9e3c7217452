"""What this user may not read or write is told in one line, and what was done before stays."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.__main__ import run
from tests.fakes.replay import Replay

NOBODY = 65_534
DIGEST = ["digest", "--date", "2026-05-13", "--abstracts"]


@contextmanager
def unprivileged() -> Iterator[None]:
    """Act as a user who may not do everything: root, as which containers run tests, is asked no permission."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def folder(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder, which everybody may read and write, with a database that knows the day."""
    paper = {"id": "2605.00001", "title": "Memory", "summary": "We propose a memory that keeps what models read."}
    replay.lists["2026-05-13"] = [{"paper": paper}]
    # Not below pytest's own folder, which only its user may enter.
    made = Path(tempfile.mkdtemp())
    monkeypatch.chdir(made)
    monkeypatch.setenv("PAPERBOY_DB", "store/paperboy.db")
    monkeypatch.setenv("PAPERBOY_LANGUAGES", "en")
    assert run(DIGEST) == 0
    for path in (made, *made.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    yield made
    for path in made.rglob("*"):
        path.chmod(0o777)
    shutil.rmtree(made)


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    told = capsys.readouterr().err
    assert told.startswith("paperboy: ")
    assert len(told.splitlines()) == 1
    return told


def test_a_database_that_may_only_be_read_can_be_looked_at(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "store" / "paperboy.db").chmod(0o444)
    (folder / "store").chmod(0o555)
    capsys.readouterr()
    with unprivileged():
        assert run(["status", "--date", "2026-05-13"]) == 0
        assert "1 of 1 summarised" in capsys.readouterr().out
        assert run(DIGEST) == 1
        assert "store/paperboy.db" in one_line(capsys)
    (folder / "store").chmod(0o777)
    with unprivileged():
        assert run(DIGEST) == 1
        assert "store/paperboy.db cannot be written; give this user the right to write it" in one_line(capsys)


def test_a_database_that_may_not_be_read_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "store" / "paperboy.db").chmod(0)
    capsys.readouterr()
    with unprivileged():
        for command in (DIGEST, ["status"]):
            assert run(command) == 1
            assert "cannot open store/paperboy.db; check that the path is right" in one_line(capsys)


def test_a_folder_that_may_not_be_entered_or_written_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "store").chmod(0o555)
    capsys.readouterr()
    with unprivileged():
        monkeypatch.setenv("PAPERBOY_DB", "store/other.db")
        assert run(DIGEST) == 1
        assert "cannot open store/other.db; check that the path is right" in one_line(capsys)
        monkeypatch.setenv("PAPERBOY_DB", "store/deeper/other.db")
        assert run(DIGEST) == 1
        assert "cannot make the folder of store/deeper/other.db: Permission denied; set PAPERBOY_DB" in one_line(capsys)
    (folder / "store").chmod(0)
    with unprivileged():
        monkeypatch.setenv("PAPERBOY_DB", "store/paperboy.db")
        for command in (DIGEST, ["status"]):
            assert run(command) == 1
            assert "Permission denied" in one_line(capsys)


def test_posts_that_may_not_be_written_cost_one_line_and_come_with_the_next_run(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    post = folder / "posts" / "2026-05-13-daily-papers-en.md"
    before = post.read_bytes()
    post.unlink()
    (folder / "posts").chmod(0o555)
    capsys.readouterr()
    with unprivileged():
        assert run(DIGEST) == 1
        assert "cannot write posts/2026-05-13-daily-papers-en.md: Permission denied" in one_line(capsys)
        assert run([*DIGEST, "--out", "posts/deeper"]) == 2
        assert "--out posts/deeper cannot be a folder: Permission denied" in capsys.readouterr().err
    (folder / "posts").chmod(0o777)
    with unprivileged():
        assert run(DIGEST) == 0
    assert post.read_bytes() == before


def test_settings_that_may_not_be_read_are_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (".env", "token"):
        (folder / name).write_text("x")
        (folder / name).chmod(0)
    monkeypatch.setenv("PAPERBOY_HF_TOKEN_FILE", "token")
    capsys.readouterr()
    with unprivileged():
        assert run(["status"]) == 2
    told = capsys.readouterr().err
    assert ".env cannot be read: Permission denied" in told
    assert "PAPERBOY_HF_TOKEN_FILE cannot be read: Permission denied" in told
