"""The quick part of the doctor: every fault of the machine at once, each with its mend; and the bot refuses with it."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.__main__ import run
from bot.checkups import machine
from bot.checkups.findings import Finding, Health
from bot.checkups.machine import look_at_machine, look_at_names
from bot.config import Settings, load_settings
from bot.lease import DeliveryLease
from digest.fonts import without_font
from storage import features
from storage.store import Store

NOWHERE = Path("no such file")


def settings_for(folder: Path, **more: str) -> Settings:
    environment = {"DB": str(folder / "paperboy.db"), "HTTP_PORT": "0"} | more
    return load_settings({f"PAPERBOY_{name}": value for name, value in environment.items()}, NOWHERE)


def look(settings: Settings, now: datetime) -> dict[str, Finding]:
    """Return the worst finding of each part."""
    order = list(Health)
    found = sorted(look_at_machine(settings, now), key=lambda finding: order.index(finding.health))
    return {finding.part: finding for finding in found}


def test_a_machine_that_bears_it_is_told_in_one_line_each(tmp_path: Path, now: datetime) -> None:
    found = look(settings_for(tmp_path, TELEGRAM_TOKEN="1:a", ADMIN_CHATS="telegram:1", HTTP_PORT="0"), now)
    assert {finding.health for finding in found.values()} == {Health.OK}
    assert list(found) == ["settings", "database", "disk", "zones", "sqlite"]
    assert found["database"].told == f"{tmp_path}/paperboy.db will be made"
    with Store.open(tmp_path / "paperboy.db"):
        found = look(settings_for(tmp_path, TELEGRAM_TOKEN="1:a", ADMIN_CHATS="telegram:1"), now)
    assert found["database"].told.startswith(f"{tmp_path}/paperboy.db, 0.")
    assert found["clock"].told == "2026-05-13 08:00Z"


def test_a_language_without_a_font_is_a_hint_and_no_obstacle(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "without_font", partial(without_font, folders=[tmp_path]))
    found = look(settings_for(tmp_path, LANGUAGES="ko,en,zh"), now)["fonts"]
    assert (found.health, found.told.partition(":")[0]) == (Health.WARN, "no font for ko, zh")
    assert "Noto Sans CJK" in str(found.mend)


def test_without_a_platform_or_an_admin_chat_the_bot_runs_but_it_is_told(tmp_path: Path, now: datetime) -> None:
    found = look(settings_for(tmp_path, LANGUAGES="ko,de"), now)
    assert found["settings"].health is found["admins"].health is Health.WARN
    assert "there are no texts in de" in " ".join(
        one.told for one in look_at_machine(settings_for(tmp_path, LANGUAGES="de"), now)
    )


@pytest.mark.parametrize(
    ("more", "part", "told"),
    [
        (
            {
                "SLACK_CLIENT_ID": "1.2",
                "SLACK_CLIENT_SECRET": "s",
                "SLACK_SIGNING_SECRET": "s",
                "SLACK_KEY": "A" * 43 + "=",
                "HTTP_PORT": "8080",
                "ADMIN_CHATS": "slack:C0123",
            },
            "admins",
            (
                "slack:C0123 cannot be told of trouble: it does not say in which workspace;"
                " name the workspace too, as in slack:T0123/C0123"
            ),
        ),
        (
            {"ADMIN_CHATS": "telegram:1"},
            "admins",
            "telegram:1 cannot be told of trouble: telegram is not set up; set PAPERBOY_TELEGRAM_TOKEN",
        ),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "settings", "PAPERBOY_SLACK_APP_TOKEN needs PAPERBOY_SLACK_BOT_TOKEN too"),
        (
            {"TELEGRAM_WEBHOOK_URL": "https://bot.example.org/telegram"},
            "settings",
            (
                "PAPERBOY_TELEGRAM_WEBHOOK_URL is set, but PAPERBOY_HTTP_PORT is 0: nothing that people say comes in;"
                " set PAPERBOY_HTTP_PORT to the port that your proxy passes to"
            ),
        ),
        ({"DB": "/dev/null"}, "database", "/dev/null is a device, not a file; set PAPERBOY_DB to the path of a file"),
    ],
)
def test_each_fault_says_how_to_mend_it(
    tmp_path: Path, now: datetime, more: dict[str, str], part: str, told: str
) -> None:
    found = look(settings_for(tmp_path, **more), now)
    assert (found[part].health, found[part].told) == (Health.BAD, told)


def test_a_misspelt_setting_is_told_with_what_may_have_been_meant() -> None:
    misspelt, invented = look_at_names(["PAPERBOY_ADMIN_CHAT", "PAPERBOY_ZEAL"])
    told = "PAPERBOY_ADMIN_CHAT is no setting: nothing reads it; write PAPERBOY_ADMIN_CHATS"
    assert (misspelt.health, misspelt.told) == (Health.WARN, told)
    assert invented.told == "PAPERBOY_ZEAL is no setting: nothing reads it; docs/settings.md has every setting"


def test_a_database_of_another_program_stays_as_it_is(tmp_path: Path, now: datetime) -> None:
    (tmp_path / "paperboy.db").write_text("a letter")
    found = look(settings_for(tmp_path), now)
    assert found["database"].health is Health.BAD
    assert (tmp_path / "paperboy.db").read_text() == "a letter"


def test_a_folder_that_nobody_may_write_to_is_told(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As a user who is not root meets it.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    found = look(settings_for(tmp_path / "deeper"), now)
    assert found["database"].told.endswith(f"may not write {tmp_path}; give it the right to, or set PAPERBOY_DB")
    with Store.open(tmp_path / "paperboy.db"):
        pass
    assert look(settings_for(tmp_path), now)["database"].health is Health.BAD


def test_a_folder_that_this_user_may_not_enter_is_told(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As a user who is not root meets it.
    def exists(path: Path) -> bool:
        if tmp_path in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return True

    monkeypatch.setattr(Path, "exists", exists)
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)
    found = look(settings_for(tmp_path / "closed"), now)
    assert found["database"].told.endswith(f"may not write {tmp_path}; give it the right to, or set PAPERBOY_DB")
    assert found["disk"].health is Health.OK


@pytest.mark.parametrize(("free", "health"), [(19e6, Health.BAD), (100e6, Health.WARN), (300e6, Health.OK)])
def test_a_disk_is_full_before_the_next_day_does_not_fit(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, free: float, health: Health
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))
    assert look(settings_for(tmp_path), now)["disk"].health is health


def test_a_clock_that_cannot_be_right_is_told(tmp_path: Path, now: datetime) -> None:
    with Store.open(tmp_path / "paperboy.db") as store:
        store.days.record_look(now.date(), (), (), now)
    settings = settings_for(tmp_path)
    assert look(settings, now - timedelta(hours=1))["clock"].health is Health.OK
    assert look(settings, now - timedelta(hours=2))["clock"].health is Health.WARN
    assert look(settings, now.replace(year=1970))["clock"].health is Health.BAD


def test_a_sqlite_that_lacks_something_is_told(tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    assert features.missing_features() == ()
    monkeypatch.setitem(features._NEEDED, "FTS9", "CREATE VIRTUAL TABLE words USING fts9(word)")
    found = look(settings_for(tmp_path), now)["sqlite"]
    assert (found.health, found.text) == (Health.BAD, "this Python's SQLite lacks FTS9")


def test_a_port_that_is_taken_is_told_unless_the_bot_itself_has_it(tmp_path: Path, now: datetime) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = settings_for(tmp_path, HTTP_PORT=str(taken.getsockname()[1]))
        assert look(settings, now)["http"].health is Health.WARN
        with Store.open(tmp_path / "paperboy.db") as store, DeliveryLease(store, lambda: now):
            assert "http" not in look(settings, now)
    assert look(settings, now)["http"].health is Health.OK


def test_the_bot_refuses_with_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERBOY_DB", "/dev/null")
    monkeypatch.setenv("PAPERBOY_ADMIN_CHATS", "telegram:1")
    assert run(["run"]) == 1
    told = capsys.readouterr().err
    assert "telegram:1 cannot be told of trouble: telegram is not set up" in told
    assert "/dev/null is a device" in told
    monkeypatch.setenv("PAPERBOY_SLACK_APP_TOKEN", "xapp-1")
    assert run(["run"]) == 2
    assert "PAPERBOY_SLACK_APP_TOKEN needs PAPERBOY_SLACK_BOT_TOKEN too" in capsys.readouterr().err
