"""The program as its users meet it: commands, exit codes, one clear line for each failure, no traceback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import run
from tests.data import DATA, needs_data
from tests.fakes.replay import Answer, Replay


@pytest.fixture
def replay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """A loopback Hugging Face and arXiv, and a program set up to ask nobody else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERBOY_DB", str(tmp_path / "paperboy.db"))
    with Replay() as server:
        monkeypatch.setenv("PAPERBOY_HF_BASE_URL", server.url)
        monkeypatch.setenv("PAPERBOY_ARXIV_BASE_URL", server.url)
        monkeypatch.setenv("PAPERBOY_ARXIV_API_URL", f"{server.url}/api/query")
        monkeypatch.setenv("PAPERBOY_ARXIV_INTERVAL", "0")
        yield server


def failure(capsys: pytest.CaptureFixture[str]) -> str:
    told = capsys.readouterr().err
    assert "Traceback" not in told
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


def test_a_day_that_has_not_begun_is_wrong_usage(replay: Replay, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["digest", "--date", "2999-01-01"]) == 2
    assert "has not begun" in failure(capsys)
    assert run(["digest", "--date", "13 May"]) == 2
    assert "write it as 2026-05-13" in failure(capsys)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"<html>Sign in</html>", "text/html"),
        Answer(200, b'[{"paper": {"id": "2605.0', cut=20),
        Answer(200, b'{"error": "nope"}'),
        Answer(400, b"{}"),
        Answer(403, b"<html>", "text/html"),
        Answer(404, b""),
        Answer(429, b"", headers={"RateLimit": '"api";r=0;t=290'}),
    ],
)
def test_a_source_that_answers_wrongly_costs_one_clear_line(
    answer: Answer, replay: Replay, capsys: pytest.CaptureFixture[str]
) -> None:
    replay.fail("/api/daily_papers", answer, answer, answer)
    assert run(["digest", "--date", "2026-05-13"]) == 1
    lines = [line for line in failure(capsys).splitlines() if line.startswith("paperboy: ")]
    assert len(lines) == 1
    assert run(["status", "--date", "2026-05-13"]) == 0
    assert "source down since" in capsys.readouterr().out


def test_no_network_is_told_in_one_line(
    replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPERBOY_HF_BASE_URL", "http://127.0.0.1:9")
    assert run(["digest", "--date", "2026-05-13"]) == 1
    assert "cannot be reached" in failure(capsys)


def test_every_faulty_setting_is_told_at_once(
    replay: Replay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPERBOY_TIMEZONE", "Mars")
    monkeypatch.setenv("PAPERBOY_DELIVER_AT", "25:00")
    monkeypatch.setenv("PAPERBOY_TELEGRAM_RATE", "fast")
    assert run(["status"]) == 2
    told = failure(capsys)
    for name in ("PAPERBOY_TIMEZONE", "PAPERBOY_DELIVER_AT", "PAPERBOY_TELEGRAM_RATE"):
        assert name in told


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


def test_a_damaged_database_is_told_and_left_alone(
    replay: Replay, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "paperboy.db").write_bytes(b"no database" * 500)
    assert run(["status"]) == 1
    assert "damaged" in failure(capsys)
    assert (tmp_path / "paperboy.db").read_bytes() == b"no database" * 500


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
