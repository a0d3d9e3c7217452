"""`paperboy doctor` and the look at the machine with which `paperboy run` begins."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import run
from storage.store import Store
from tests.bot.test_deliver import item
from tests.fakes.replay import Replay


@pytest.fixture
def replay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERBOY_DB", str(tmp_path / "paperboy.db"))
    monkeypatch.setenv("PAPERBOY_ARXIV_INTERVAL", "0")
    with Replay() as server:
        monkeypatch.setenv("PAPERBOY_HF_BASE_URL", server.url)
        monkeypatch.setenv("PAPERBOY_ARXIV_BASE_URL", server.url)
        monkeypatch.setenv("PAPERBOY_ARXIV_API_URL", f"{server.url}/api/query")
        server.lists["2026-05-13"] = [item(1)]
        yield server


def examined(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, str]]]:
    code = run(["doctor", "--json"])
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is (code == 0)
    return code, {check["part"]: check for check in said["checks"]}


def test_every_part_is_told_in_one_line(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    Store.open(Path("paperboy.db")).close()
    run(["doctor"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 5
    assert all(line.split()[1] for line in lines)
    assert any("database" in line for line in lines)


def test_a_source_that_cannot_be_reached_is_ill_and_says_how_to_mend_it(
    replay: Replay, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERBOY_HF_BASE_URL", "http://127.0.0.1:9")
    code, _ = examined(capsys)
    assert code == 1


def test_a_database_of_another_program_is_found_before_the_bot_starts(
    replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("paperboy.db").write_text("no database at all, but long enough to be looked at " * 40)
    assert run(["run"]) == 1
    assert "paperboy.db" in capsys.readouterr().err
    code, checks = examined(capsys)
    assert code == 1
    assert checks["database"]
