"""Subscriptions from the shell: added, changed, listed, moved to another database with all that they were given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import run
from storage.models import Alert, ChatTopic, PaperKey
from storage.store import Store


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERBOY_DB", str(tmp_path / "paperboy.db"))
    return tmp_path / "paperboy.db"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert run(["chats", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_chat_is_added_with_all_its_preferences(capsys: pytest.CaptureFixture[str]) -> None:
    options = "--lang en --style compact --at 7:30 --zone Europe/Berlin --days mon,fri --quiet 22-07 --pictures".split()
    topics = ["--topic", "diffusion -medical", "--topic", 'author:"Ada Kim"']
    (chat,) = printed(capsys, "add", "telegram:-100123", *options, *topics, "--json")
    assert chat["address"] == "telegram:-100123"
    assert (chat["language"], chat["style"], chat["at"], chat["zone"]) == ("en", "compact", "07:30", "Europe/Berlin")
    assert (chat["days"], chat["quiet"], chat["pictures"]) == (["mon", "fri"], "22:00-07:00", True)
    assert chat["topics"] == ["diffusion -medical", 'author:"Ada Kim"']
    assert chat["next_due_at"] is not None
    assert printed(capsys, "list", "--json") == [chat]


@pytest.mark.parametrize(("address", "style"), [("slack:T1/C1", "thread"), ("telegram:42", "full")])
def test_each_platform_has_its_usual_style(capsys: pytest.CaptureFixture[str], address: str, style: str) -> None:
    (chat,) = printed(capsys, "add", address, "--json")
    assert chat["style"] == style


def test_adding_a_subscribed_chat_changes_only_what_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    (before,) = printed(capsys, "add", "console:hall", "--lang", "en", "--topic", "agents", "--json")
    (after,) = printed(capsys, "add", "console:hall", "--at", "21:00", "--json")
    assert after == before | {"at": "21:00", "next_due_at": after["next_due_at"]}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["telegram:kitchen"], "is no chat address"),
        (["slack:general"], "is no chat address"),
        (["fax:1"], "is no chat address"),
        (["console:hall", "--at", "25:00"], "Write it as 8, 8:15"),
        (["console:hall", "--zone", "Mars"], "no time zone"),
        (["console:hall", "--zone", "+25"], "no time zone"),
        (["console:hall", "--lang", "Klingon"], "There are: English (en)"),
        (["console:hall", "--days", "someday"], "Write mon-fri"),
        (["console:hall", "--quiet", "night"], "Write 22-07"),
        (["console:hall", "--style", "loud"], "'loud' is not one of"),
        (["telegram:42", "--style", "thread"], "style thread is none of telegram"),
    ],
)
def test_a_faulty_value_is_told_with_what_would_work(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["chats", "add", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_preferences_are_read_from_the_shell_as_from_people(capsys: pytest.CaptureFixture[str]) -> None:
    options = "--lang Korean --at 8pm --zone Seoul --days weekdays --quiet 10pm-7".split()
    (chat,) = printed(capsys, "add", "console:hall", *options, "--json")
    assert (chat["language"], chat["at"], chat["zone"]) == ("ko", "20:00", "Asia/Seoul")
    assert (chat["days"], chat["quiet"]) == (["mon", "tue", "wed", "thu", "fri"], "22:00-07:00")


def test_a_removed_chat_is_not_listed_and_comes_back_with_its_ledger(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed(capsys, "add", "console:hall", "--json")
    with Store.open(database) as store:
        store.ledger.take_over(1, [PaperKey("2605.00001")])
    assert printed(capsys, "remove", "console:hall", "--json") == [{"address": "console:hall", "removed": True}]
    assert printed(capsys, "list", "--json") == []
    printed(capsys, "add", "console:hall", "--json")
    assert printed(capsys, "export")[0]["given"] == ["2605.00001"]
    assert run(["chats", "remove", "console:attic"]) == 1
    assert "is not subscribed" in capsys.readouterr().err


def test_c21_an_export_moves_every_chat_and_its_ledger_to_a_new_database(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for address in ("telegram:42", "telegram:-1001234567890/7", "slack:T1/C1", "slack:U2", "console:hall"):
        printed(capsys, "add", address, "--lang", "ja", "--topic", "agents", "--json")
    with Store.open(database) as store:
        store.ledger.take_over(2, [PaperKey("2605.00001"), PaperKey("hep-th/9901001")])
        store.topics.put(ChatTopic(1, "agents", Alert.NOW, again=True, added_at=None))
        store.topics.put(ChatTopic(3, "agents", Alert.BUNDLE, again=False, added_at=None))
    exported = printed(capsys, "export")
    told = [(topic["told"], topic["again_in_digest"]) for chat in exported for topic in chat["alerts"]]
    assert told == [("now", True), ("digest", False), ("bundle", False), ("digest", False), ("digest", False)]
    (tmp_path / "chats.jsonl").write_text("\n".join(map(json.dumps, exported)), encoding="utf-8")
    monkeypatch.setenv("PAPERBOY_DB", str(tmp_path / "new.db"))
    assert printed(capsys, "import", "chats.jsonl", "--json") == [{"chats": 5, "given": 2}]
    assert printed(capsys, "export") == exported
    assert printed(capsys, "import", "chats.jsonl", "--json") == [{"chats": 5, "given": 2}]
    assert printed(capsys, "export") == exported


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"address": "console:hall"}\nnot json\n{"address": "fax:1"}\n[]\n', "line 2: is no JSON; line 3: 'fax:1'"),
        (b'{"address": "console:hall", "given": ["x"]}', "line 1: given: 'x' is no arXiv id"),
        (b'{"address": "console:hall", "topics": "agents"}', "topics is no list of texts"),
        (b'{"address": "console:hall", "alerts": "now"}', "alerts is no list of topics"),
        (b'{"address": "console:hall", "alerts": ["agents"]}', "alerts is no list of topics"),
        (b'{"address": "console:hall", "alerts": [{"topic": "agents"}]}', "'agents' is none of the topics"),
        (b'{"address": "console:hall", "topics": ["a"], "alerts": [{"topic": "a", "told": "x"}]}', "told 'x' is none"),
        (b'{"address": 7}', "address is no text"),
        (b'{"address": "console:hall", "kind": "pet"}', "kind 'pet' is none of"),
        (b'{"address": "console:hall", "created_at": "2026-05-13T08:00"}', "created_at"),
        (b"[" * 200_000, "line 1: is no JSON"),
        (b"\xff\xfe\x00", "is no text in UTF-8"),
        (b"[" * 100_000, "line 1: is no JSON"),
    ],
)
def test_a_faulty_import_names_every_fault_and_changes_nothing(
    content: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    printed(capsys, "add", "console:attic", "--json")
    (tmp_path / "chats.jsonl").write_bytes(content)
    assert run(["chats", "import", "chats.jsonl"]) == 1
    assert told in capsys.readouterr().err
    assert [chat["address"] for chat in printed(capsys, "list", "--json")] == ["console:attic"]


def test_an_export_that_an_editor_has_saved_is_imported(capsys: pytest.CaptureFixture[str]) -> None:
    line = '\ufeff{"address": "console:hall", "added_by": "Ada\u2028Kim"}\r\n'
    Path("chats.jsonl").write_bytes(line.encode())
    assert printed(capsys, "import", "chats.jsonl", "--json") == [{"chats": 1, "given": 0}]


def test_an_import_of_no_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chats", "import", "nowhere.jsonl"]) == 1
    assert "nowhere.jsonl: No such file" in capsys.readouterr().err


def test_a_subscription_is_ended_once(capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "add", "console:hall", "--json")
    assert printed(capsys, "remove", "console:hall", "--json") == [{"address": "console:hall", "removed": True}]
    assert run(["chats", "remove", "console:hall"]) == 1
    assert "console:hall is not subscribed" in capsys.readouterr().err


def test_the_list_of_nobody_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chats", "list"]) == 1
    assert "there is no database" in capsys.readouterr().err
    printed(capsys, "add", "console:hall", "--json")
    printed(capsys, "remove", "console:hall", "--json")
    assert run(["chats", "list"]) == 0
    assert "paperboy chats add" in capsys.readouterr().out


def test_the_text_form_says_when_each_chat_is_due_or_why_not(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["chats", "add", "console:hall", "--topic", "agents"]) == 0
    assert run(["chats", "add", "console:attic"]) == 0
    with Store.open(database) as store:
        chat = store.chats.all()[1]
        store.chats.pause(chat.id, "bot was blocked by the user", chat.created_at)  # type: ignore[arg-type]
    capsys.readouterr()
    assert run(["chats", "list"]) == 0
    hall, attic = capsys.readouterr().out.splitlines()
    assert "08:15 Asia/Seoul  next 20" in hall
    assert hall.endswith('topic "agents"')
    assert "paused: bot was blocked by the user" in attic


def test_d5_a_topic_that_cannot_match_is_refused_with_what_would_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["chats", "add", "console:hall", "--topic", '"open']) == 2
    assert "A quotation mark is never closed" in capsys.readouterr().err
