"""`paperboy deliver` and `paperboy run` as the operator meets them, with a console chat and a loopback source."""

from __future__ import annotations

import json
import signal
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import bot.lease
from bot.__main__ import run
from bot.console import ConsoleSender
from bot.lease import DeliveryLease
from bot.senders import PlatformDownError
from storage.store import Store
from tests.fakes.process import start
from tests.fakes.replay import Replay


@pytest.fixture
def replay(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> Replay:
    """A loopback world with a list; the bot listens on no port, for another test's may."""
    monkeypatch.setenv("PAPERBOY_HTTP_PORT", "0")
    replay.lists["2026-05-13"] = [item(number) for number in (1, 2, 3)]
    return replay


def item(number: int) -> dict[str, Any]:
    title = f"Memory {number}"
    abstract = "Language models forget what they read a while ago. We propose a memory that keeps it."
    return {"title": title, "paper": {"id": f"2605.{number:05}", "title": title, "summary": abstract}}


def delivered(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["deliver", *arguments, "--json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_a_day_is_delivered_by_hand_once(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chats", "add", "console:hall", "--lang", "en"]) == 0
    assert run(["chats", "add", "console:attic"]) == 0
    capsys.readouterr()
    said = delivered(capsys, "--date", "2026-05-13")
    assert (said["queued"], said["sent"], said["skipped"], said["waiting"]) == (8, 8, 0, 0)
    assert said["status"].startswith("2026-05-13: 3 of 3 summarised")
    said = delivered(capsys, "--date", "2026-05-13")
    assert (said["queued"], said["sent"], said["skipped"]) == (0, 0, 6)


def test_a_console_chat_is_read_on_stdout_and_the_outcome_below_it(
    replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["chats", "add", "console:hall", "--lang", "en"]) == 0
    assert run(["deliver", "--date", "2026-05-13"]) == 0
    told = capsys.readouterr().out
    assert "2/3 · Memory 2\nhttps://arxiv.org/abs/2605.00002" in told
    assert "queued 4, sent 4, skipped 0, failed 0, unknown 0, waiting 0" in told


def test_without_a_date_only_what_is_due_goes(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chats", "add", "console:hall"]) == 0
    capsys.readouterr()
    said = delivered(capsys)
    assert said["queued"] == 0
    assert said["next_due_at"] is not None


def test_the_papers_of_a_week_are_due_too(
    replay: Replay, tmp_path: Path, capsys: pytest.CaptureFixture[str], now: datetime
) -> None:
    assert run(["chats", "add", "console:hall", "--lang", "en"]) == 0
    with Store.open(tmp_path / "paperboy.db") as store:
        (chat,) = store.chats.all()
        store.chats.set_weekly_due([(chat.id, now)])
    capsys.readouterr()
    assert (delivered(capsys)["sent"], delivered(capsys)["sent"]) == (1, 0)


def test_a_platform_that_refuses_the_account_is_work_that_failed(
    replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def refuse(*_: object, **__: object) -> str:
        raise PlatformDownError("the token was revoked")

    assert run(["chats", "add", "console:hall", "--lang", "en"]) == 0
    capsys.readouterr()
    monkeypatch.setattr(ConsoleSender, "send", refuse)
    assert run(["deliver", "--date", "2026-05-13", "--json"]) == 1
    told = capsys.readouterr()
    said = json.loads(told.out)
    assert (said["sent"], said["waiting"], said["stopped"]) == (0, 4, {"console": "the token was revoked"})
    assert told.err.splitlines()[-1].startswith("paperboy: the token was revoked; `paperboy doctor`")


def test_c2_a_round_by_hand_keeps_its_lease_however_long_it_takes(
    replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    renewed = []
    monkeypatch.setattr(bot.lease, "HEARTBEAT_S", 0)
    monkeypatch.setattr(DeliveryLease, "renew", lambda _: renewed.append(1))
    assert run(["chats", "add", "console:hall", "--lang", "en"]) == 0
    capsys.readouterr()
    assert delivered(capsys, "--date", "2026-05-13")["sent"] == 4
    assert renewed


def test_a_source_that_is_down_costs_one_clear_line(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    replay.pages["/api/daily_papers"] = type(replay.answer("/"))(404)
    assert run(["deliver", "--date", "2026-05-13"]) == 1
    assert "2026-05-13: " in capsys.readouterr().err


class Bot:
    """A bot in a process of its own."""

    def __init__(self) -> None:
        self.process = start("run")
        self.log = ""

    def wait_for(self, event: str) -> None:
        assert self.process.stderr is not None
        while event not in self.log:
            line = self.process.stderr.readline()
            assert line, self.log
            self.log += line

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        _, rest = self.process.communicate(timeout=10)
        self.log += rest
        return self.process.returncode


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_bot_runs_until_a_signal_and_stops_in_time(
    how: signal.Signals, replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["chats", "add", "console:hall"]) == 0
    bot = Bot()
    bot.wait_for("list.looked_at")
    begun = time.monotonic()
    assert bot.end(how) == 0
    assert time.monotonic() - begun < 10
    assert "bot.stopped" in bot.log
    assert "Traceback" not in bot.log


def test_c2_a_second_bot_refuses_to_start_and_a_killed_one_leaves_the_way_free(
    replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Bot()
    first.wait_for("bot.started")
    assert run(["run"]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"paperboy: process {first.process.pid} on")
    assert len(told.splitlines()) == 1
    assert run(["deliver"]) == 1
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    assert run(["deliver"]) == 0


def test_status_says_what_each_chat_was_given(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chats", "add", "console:hall", "--lang", "en"]) == 0
    assert run(["deliver", "--date", "2026-05-13"]) == 0
    capsys.readouterr()
    assert run(["status", "--date", "2026-05-13"]) == 0
    told = capsys.readouterr().out
    assert "delivered to 1 of 1 chat\n" in told
    assert "outbox: 4 sent" in told
    assert "next delivery due: " in told
    assert run(["status", "--date", "2026-05-13", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["deliveries"]["papers_delivered"] == said["deliveries"]["papers"] == 3
    assert said["outbox"] == {"sent": 4}


def test_status_tells_of_one_chat(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chats", "add", "console:hall"]) == 0
    capsys.readouterr()
    assert run(["status", "--chat", "console:hall"]) == 0
    assert "console:hall: nothing in the last 7 days, next delivery due: " in capsys.readouterr().out
    assert run(["status", "--chat", "console:hall", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["deliveries"] == []
    assert run(["status", "--chat", "console:cellar"]) == 1
    assert "console:cellar is not subscribed" in capsys.readouterr().err
    assert run(["status", "--chat", "hall"]) == 2
