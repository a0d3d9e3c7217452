"""The program as its users meet it: commands, exit codes, one clear line for each failure, no traceback."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from bot.__main__ import main, run
from bot.cli import cli
from bot.overview import COMMANDS
from storage import database
from storage.store import Store
from tests.data import DATA, needs_data
from tests.fakes.replay import Answer, Replay


def failure(capsys: pytest.CaptureFixture[str]) -> str:
    told = capsys.readouterr().err
    assert "Traceback" not in told
    return told


def failing(error: type[BaseException] | BaseException) -> Callable[..., None]:
    """Make a command that raises."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line on stderr that says what failed and what to do."""
    told = failure(capsys)
    assert told.startswith("paperboy: ")
    assert len(told.splitlines()) == 1
    return told


@needs_data
def test_a_whole_real_day_becomes_a_post_in_each_language(
    replay: Replay, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["digest", "--date", "2026-05-13", "--out", "D", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["listed"], told["summarised"], told["state"]) == (50, 50, "settled")
    posts = [Path(path) for path in told["posts"]]
    assert [path.name for path in posts] == ["2026-05-13-daily-papers-ko.md", "2026-05-13-daily-papers-en.md"]
    before = [path.read_bytes() for path in posts]
    assert run(["digest", "--date", "2026-05-13", "--out", "D"]) == 0
    assert [path.read_bytes() for path in posts] == before
    capsys.readouterr()
    assert run(["split", str(posts[0]), "--format", "json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len({line["paper_id"] for line in lines}) == 50
    assert not any(line["warnings"] for line in lines)


@needs_data
@pytest.mark.parametrize("form", ["text", "json", "telegram", "slack"])
def test_the_seed_post_splits_into_fourteen_messages(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["split", str(DATA / "posts" / "2025-09-07-daily-papers.md"), "--format", form]) == 0
    told = capsys.readouterr().out
    if form == "text":
        assert told.count("14 ") >= 1
    else:
        lines = [json.loads(line) for line in told.splitlines()]
        assert len({line["paper_id"] for line in lines}) == 14
        assert {"telegram": "parse_mode", "slack": "blocks", "json": "sections"}[form] in lines[0]


def test_a2_an_empty_day_is_done_and_says_why(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["digest", "--date", "2026-05-17"]) == 0
    assert capsys.readouterr().out.strip() == "2026-05-17: no list (Sunday)"
    assert run(["status", "--date", "2026-05-17"]) == 0
    assert "no list (Sunday)" in capsys.readouterr().out


def test_a3_a_list_that_only_repeats_an_earlier_day_makes_no_post(
    replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    friday = [{"paper": {"id": "2605.00001", "title": "Memory", "summary": "We propose a memory that works."}}]
    replay.lists |= {"2026-05-15": friday, "2026-05-17": friday}
    assert run(["digest", "--date", "2026-05-15"]) == 0
    capsys.readouterr()
    assert run(["digest", "--date", "2026-05-17"]) == 0
    assert capsys.readouterr().out.strip() == "2026-05-17: nothing new, its one paper stood on earlier lists"
    assert {path.name[:10] for path in Path("posts").iterdir()} == {"2026-05-15"}


@pytest.mark.parametrize("command", ["digest", "deliver"])
def test_a_day_that_has_not_begun_is_wrong_usage(
    command: str, replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command, "--date", "2999-01-01"]) == 2
    assert "has not begun" in failure(capsys)
    assert replay.requests == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Usage: paperboy [OPTIONS] COMMAND [ARGS]..."),
        (["digset"], "No such command 'digset'"),
        (["digest", "--dta", "2026-05-13"], "No such option"),
        (["digest", "2026-05-13"], "unexpected extra argument"),
        (["digest", "--date"], "requires an argument"),
        (["digest", "--date", "yesterday"], "'yesterday' is no day; write it as 2026-05-13"),
        (["digest", "--date", "2026-02-30"], "'2026-02-30' is no day; write it as 2026-05-13"),
        (["digest", "--date", ""], "'' is no day; write it as 2026-05-13"),
        (["digest", "--lang", ""], "--lang '' is no list of languages; write codes such as ko,en"),
        (["digest", "--lang", "xx1"], "--lang 'xx1' is no list of languages; write codes such as ko,en"),
        (["digest", "--lang", "ko;en"], "--lang 'ko;en' is no list of languages; write codes such as ko,en"),
        (["digest", "--out", "taken"], "--out taken cannot be a folder: File exists"),
        (["digest", "--out", "taken/deeper"], "--out taken/deeper cannot be a folder: Not a directory"),
        (["split"], "Missing argument 'POST'"),
        (["paper", "2605.00001", "--lang", "ko,en"], "--lang names 2 languages"),
        (["split", "post.md", "--format", "yaml"], "'yaml' is not one of"),
        (["paper"], "Missing argument 'ID'"),
        (["status", "--since", "24h", "--date", "2026-05-13"], "ask different things; give one of them"),
        (["status", "--since", "24h", "--chat", "console:hall"], "ask different things; give one of them"),
        (["status", "--chat", "console:hall", "--date", "2026-05-13"], "ask different things; give one of them"),
        (["status", "--date", "13.05.2026"], "'13.05.2026' is no day; write it as 2026-05-13"),
    ],
)
def test_wrong_usage_is_told_and_does_nothing(
    arguments: list[str], told: str, replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("taken").write_text("")
    assert run(arguments) == 2
    assert told in failure(capsys)
    assert replay.requests == []
    assert [path.name for path in Path().iterdir() if path.name != "posts"] == ["taken"]


def test_a_language_without_texts_is_told_with_english_labels(
    replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    replay.lists["2026-05-13"] = [
        {"paper": {"id": "2605.00001", "title": "Memory", "summary": "We keep all of what models read."}}
    ]
    assert run(["digest", "--date", "2026-05-13", "--lang", "DE"]) == 0
    assert one_line(capsys) == "paperboy: no texts in de: labels are in English; there are texts in en, ja, ko, zh\n"
    text = Path("posts/2026-05-13-daily-papers-de.md").read_text(encoding="utf-8")
    assert "We keep all of what models read." in text
    assert "Not stated" in text


@pytest.mark.parametrize("arguments", [["--help"], ["-h"]])
def test_the_overview_names_every_command_with_the_first_sentence_of_its_help(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuple((name, cli.commands[name].get_short_help_str(200)) for name in sorted(cli.commands)) == COMMANDS
    assert run(arguments) == 0
    told = capsys.readouterr().out
    assert all(line in told for command in COMMANDS for line in command)
    # Asked for in a way that click has to understand, it is the same.
    assert run(["-v", *arguments]) == 0
    assert capsys.readouterr().out == told
    assert run([]) == 2
    assert capsys.readouterr().err == told
    context = click.Context(cli, info_name="paperboy")
    records = [option.get_help_record(context) for option in cli.get_params(context)]
    assert all(word in told for record in records if record for word in record)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("paperboy, version ")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"<html>Sign in</html>", "text/html"),
        Answer(200, b'[{"paper": {"id": "2605.0', cut=20),
        Answer(200, b'{"error": "nope"}'),
        Answer(200, b"[" * 100_000),
        Answer(301, b"", headers={"Location": "/api/daily_papers"}),
        Answer(400, b"{}"),
        Answer(401, b"{}"),
        Answer(403, b"<html>", "text/html"),
        Answer(404, b""),
        Answer(429, b"", headers={"RateLimit": '"api";r=0;t=290'}),
        Answer(500, b"oops"),
        Answer(503, b"<html>", "text/html"),
    ],
    ids=lambda answer: f"{answer.status} {answer.body[:12].decode()}",
)
def test_a_source_that_answers_wrongly_costs_one_clear_line(
    answer: Answer, replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    replay.fail("/api/daily_papers", *[answer] * 12)
    assert run(["digest", "--date", "2026-05-13"]) == 1
    assert one_line(capsys).startswith("paperboy: 2026-05-13: ")
    assert run(["status", "--date", "2026-05-13"]) == 0
    assert "source down since" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["digest", "--date", "2026-05-13"], ["paper", "2605.00001"]])
def test_no_network_is_told_in_one_line(
    command: list[str], replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("HF_BASE_URL", "ARXIV_BASE_URL", "ARXIV_API_URL"):
        monkeypatch.setenv(f"PAPERBOY_{name}", "http://127.0.0.1:9")
    assert run(command) == 1
    assert "127.0.0.1:9 cannot be reached; check the network and its address" in one_line(capsys)


def test_a_host_without_an_address_is_told_in_one_line(
    replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unknown(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    monkeypatch.setenv("PAPERBOY_HF_BASE_URL", "https://nowhere.invalid")
    assert run(["digest", "--date", "2026-05-13"]) == 1
    assert "nowhere.invalid cannot be reached; check the network and its address" in one_line(capsys)


def test_every_faulty_setting_is_told_at_once_and_no_value(
    replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(".env").write_text("PAPERBOY_HTTP_PORT=s3cret\nno setting\n")
    for name in ("TIMEZONE", "DELIVER_AT", "TELEGRAM_RATE", "TELEGRAM_TOKEN"):
        monkeypatch.setenv(f"PAPERBOY_{name}", "s3cret one")
    assert run(["status"]) == 2
    told = failure(capsys)
    assert [line.split()[0] for line in told.splitlines()[1:]] == [
        ".env",
        *(f"PAPERBOY_{name}" for name in ("TIMEZONE", "DELIVER_AT", "TELEGRAM_TOKEN", "TELEGRAM_RATE", "HTTP_PORT")),
    ]
    assert "s3cret" not in told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there is no file"),
        (b"\x89PNG\r\n\0\0\0", "no text in UTF-8"),
        (b"# Just a readme\n\nwith words\n", "is no digest"),
        (b"", "is no digest"),
    ],
)
def test_what_is_no_post_is_refused_in_one_line(
    content: bytes | None, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "post.md"
    if content is not None:
        path.write_bytes(content)
    assert run(["split", str(path)]) == 1
    assert told in failure(capsys)


@pytest.mark.parametrize("command", [["status"], ["digest", "--date", "2026-05-13"], ["paper", "2605.00001"]])
def test_a_damaged_database_is_told_and_left_alone(
    command: list[str], replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("paperboy.db").write_bytes(b"no database" * 500)
    assert run(command) == 1
    assert "paperboy.db is damaged or no Paperboy database; restore a backup" in one_line(capsys)
    assert Path("paperboy.db").read_bytes() == b"no database" * 500


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (".", ". is a folder, not a file; set PAPERBOY_DB to the path of a file"),
        (os.devnull, f"{os.devnull} is a device, not a file; set PAPERBOY_DB to the path of a file"),
        ("taken/paperboy.db", "cannot make the folder of taken/paperboy.db: "),
    ],
)
def test_a_database_that_cannot_be_a_file_is_told(
    path: str, told: str, replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("taken").write_text("")
    monkeypatch.setenv("PAPERBOY_DB", path)
    assert run(["digest", "--date", "2026-05-13"]) == 1
    assert told in one_line(capsys)


def test_a_locked_database_is_told(
    replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.0)
    assert run(["digest", "--date", "2026-05-17"]) == 0
    with Store.open(Path("paperboy.db")) as other, other.transaction():
        assert run(["digest", "--date", "2026-05-17"]) == 1
        assert "paperboy.db is locked by another process; stop it or try again" in one_line(capsys)
        assert run(["status"]) == 0


def test_a_database_of_a_newer_paperboy_is_told(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(Path("paperboy.db")) as store:
        store._db.run("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('paperboy', 'm999')")
    for command in (["status"], ["digest", "--date", "2026-05-13"]):
        assert run(command) == 1
        assert "paperboy.db was written by a newer Paperboy; upgrade this one" in one_line(capsys)


def test_a_secret_of_the_settings_is_in_no_line(
    replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPERBOY_HF_TOKEN", "of-no-known-form")
    monkeypatch.setenv("PAPERBOY_DB", "of-no-known-form/paperboy.db")
    assert run(["status"]) == 1
    assert one_line(capsys).startswith("paperboy: there is no database at [hidden]/paperboy.db yet; ")


def test_a_fault_of_the_program_is_one_line_and_with_v_its_traceback(
    replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPERBOY_HF_TOKEN", "of-no-known-form")
    monkeypatch.setattr("bot.commands.status.run_status", failing(KeyError("a\nof-no-known-form")))
    assert run(["status"]) == 1
    expected = r"paperboy: a fault of the program, KeyError: 'a\n[hidden]'; please report it with what `-v` tells of it"
    assert one_line(capsys).strip() == expected
    assert run(["-v", "status"]) == 1
    told = capsys.readouterr().err
    assert "Traceback (most recent call last)" in told
    assert "of-no-known-form" not in told


def test_an_interruption_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("bot.commands.split.run_split", failing(KeyboardInterrupt))
    assert run(["split", "post.md"]) == 130
    assert one_line(capsys) == "paperboy: interrupted; what was finished is kept\n"


@pytest.mark.parametrize("arguments", [["--help"], ["digest", "--help"]])
def test_an_output_that_closes_is_no_failure(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        assert run(arguments) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["--help"], ["digest", "--help"]])
def test_an_output_that_takes_nothing_is_told(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert run(arguments) == 1
    assert one_line(capsys) == "paperboy: the output: No space left on device\n"


def test_a_program_without_output_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert run(["--help"]) == 0
    assert run(["digset"]) == 2
    assert run(["split", "no such file"]) == 1
    for error, code in ((KeyboardInterrupt, 130), (BrokenPipeError, 0), (RuntimeError, 1)):
        monkeypatch.setattr("bot.commands.split.run_split", failing(error))
        assert run(["split", "post.md"]) == code


def test_the_exit_code_is_that_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["paperboy", "digset"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2


@needs_data
def test_one_paper_is_found_by_any_form_of_its_id(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paper", "https://arxiv.org/abs/2608.09888v2", "--lang", "en", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["paper_id"] == "2608.09888"
    assert told["sections"]["goal"]
    assert run(["paper", "nonsense"]) == 1
    assert "is no arXiv id" in failure(capsys)
    assert run(["paper", "0808.0539"]) == 1
    assert "no paper" in failure(capsys)


def test_b15_a_second_look_at_a_day_adds_to_its_post_and_takes_nothing(
    replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    def item(number: int) -> dict[str, object]:
        title, abstract = f"Memory {number}", "Models forget. We propose a memory that keeps what models read."
        return {"title": title, "paper": {"id": f"2605.{number:05}", "title": title, "summary": abstract}}

    replay.lists["2026-05-13"] = [item(1), item(2)]
    assert run(["digest", "--date", "2026-05-13", "--lang", "en"]) == 0
    replay.lists["2026-05-13"] = [item(3), item(1)]
    assert run(["digest", "--date", "2026-05-13", "--lang", "en"]) == 0
    text = Path("posts/2026-05-13-daily-papers-en.md").read_text(encoding="utf-8")
    assert [text.count(f"[Memory {number}]") for number in (1, 2, 3)] == [1, 1, 1]


def test_a_post_that_cannot_be_written_costs_no_other(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    summary = "Models forget. We propose a memory that keeps what models read."
    replay.lists["2026-05-13"] = [{"paper": {"id": "2605.00001", "title": "Memory", "summary": summary}}]
    diary, other = (Path(f"posts/2026-05-13-daily-papers-{language}.md") for language in ("ko", "en"))
    diary.parent.mkdir()
    diary.write_text("My diary.", encoding="utf-8")
    assert run(["digest", "--date", "2026-05-13", "--lang", "ko,en"]) == 1
    told = one_line(capsys)
    assert str(diary) in told
    assert "is no digest" in told
    assert told.endswith("move it and run again\n")
    assert diary.read_text(encoding="utf-8") == "My diary."
    assert "[Memory]" in other.read_text(encoding="utf-8")


def test_a13_one_bad_record_costs_that_record_and_is_reported(
    replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {
        "title": "Good",
        "paper": {"id": "2605.00001", "title": "Good", "summary": "We propose a thing that works."},
    }
    replay.lists["2026-05-13"] = [good, {"paper": {"id": "2605.00002"}}, "text", None]
    assert run(["digest", "--date", "2026-05-13", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["listed"] == 1
    assert [rejected["reason"] for rejected in told["rejected"]] == [
        "has no title",
        "is no object but str",
        "is no object but NoneType",
    ]
