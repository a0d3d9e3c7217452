import json
from pathlib import Path

import pytest

from bot.__main__ import run
from storage.store import Store
from tests.makers import make_paper


@pytest.fixture(autouse=True)
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERBOY_DB", str(tmp_path / "paperboy.db"))
    with Store.open(tmp_path / "paperboy.db") as store:
        store.papers.put(
            make_paper(f"2605.{number:05}", title=r"\textsc{Agents} that plan", authors=("Ada Bengio",), upvotes=number)
            for number in range(1, 4)
        )


def test_papers_are_found_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "planning", "agents", "votes:>2"]) == 0
    assert capsys.readouterr().out == "2605.00003   Agents that plan\n"


def test_json_gives_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "agents", "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [paper["paper_id"] for paper in found] == ["2605.00003", "2605.00002", "2605.00001"]
    assert found[0]["authors"] == ["Ada Bengio"]


def test_a_misspelt_name_and_more_than_is_shown_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "bengoi", "--limit", "2"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "nothing holds “bengoi”; shown is “bengio”"
    assert told[-1] == "… and more; --limit shows them"


def test_nothing_found_is_done_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", "weather"]) == 0
    assert capsys.readouterr().out == "nothing found\n"
    assert run(["search", "?!"]) == 2
    assert "needs a word" in capsys.readouterr().err


def test_a_backup_is_told_with_its_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["backup", str(tmp_path / "copy.db")]) == 0
    assert "copy.db: 0." in capsys.readouterr().out
    assert run(["backup", str(tmp_path / "copy.db")]) == 1
    assert "is there already" in capsys.readouterr().err
