"""`paperboy doctor`: all parts at once, one line each, and an exit code for scripts."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import run
from bot.now import utc_now
from tests.fakes.replay import Answer, Replay


@pytest.fixture
def yesterday(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> str:
    """A world where yesterday had a list, and arXiv answers."""
    monkeypatch.setenv("PAPERBOY_HTTP_PORT", "0")
    day = (utc_now() - timedelta(days=1)).date().isoformat()
    replay.lists[day] = [{"paper": {"id": "2605.00001", "title": "Memory", "summary": "We keep what models read."}}]
    return day


def test_a_bot_that_can_run_is_well(replay: Replay, yesterday: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == 0
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert [line.split()[1] for line in lines] == [
        "settings",
        "admins",
        "database",
        "disk",
        "zones",
        "sqlite",
        "lists",
        "arxiv",
        "model",
    ]
    assert f"lists     {replay.url} answers; papers for {yesterday}: 1" in told.out
    assert told.err == ""
    # It has changed nothing, and made nothing.
    assert list(Path().iterdir()) == []


def test_what_must_be_mended_is_told_with_the_mend_and_counts(
    replay: Replay, yesterday: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    replay.fail("/api/daily_papers", *[Answer(503, b"oops")] * 5)
    monkeypatch.setenv("PAPERBOY_ADMIN_CHATS", "slack:C1")
    assert run(["doctor", "--json"]) == 1
    told = capsys.readouterr()
    said = json.loads(told.out)
    bad = {check["part"]: check for check in said["checks"] if check["state"] == "bad"}
    assert said["ok"] is False
    assert set(bad) == {"admins", "lists"}
    assert bad["admins"]["mend"] == "set PAPERBOY_SLACK_BOT_TOKEN"
    assert told.err == "paperboy: 2 things to mend, see above\n"


def test_settings_that_cannot_be_read_are_told_all_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERBOY_TIMEZONE", "Mars")
    monkeypatch.setenv("PAPERBOY_HTTP_PORT", "80800")
    assert run(["doctor"]) == 2
    told = capsys.readouterr().err
    assert "PAPERBOY_TIMEZONE is no time zone" in told
    assert "PAPERBOY_HTTP_PORT is no whole number" in told
