"""What only a process meets: signals, a second process, a full disk, an output that closes. Nothing is lost by it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from storage.models import Language, PaperKey
from storage.store import Store
from tests.fakes.process import DEADLINE_S, ROOT, finish, run_program, start
from tests.fakes.replay import Answer, Replay

DAY = date(2026, 5, 13)
DIGEST = ("digest", "--date", DAY.isoformat(), "--lang", "ko,en")
PAPERS = 6
STOP_AT = 3


class PausingReplay(Replay):
    """Holds its answer for the full text of one paper back, until somebody lets it go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.release = threading.Event()

    def answer(self, target: str) -> Answer:
        if target.endswith(f"/html/2605.{STOP_AT:05}") and not self.release.is_set():
            self.reached.set()
            self.release.wait(30)
        return super().answer(target)


@pytest.fixture
def pausing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PausingReplay]:
    """A loopback world with a day of a few papers, one of which comes late."""
    monkeypatch.chdir(tmp_path)
    with PausingReplay() as server:
        server.lists[DAY.isoformat()] = [item(number) for number in range(1, PAPERS + 1)]
        for name, url in {"HF_BASE": "", "ARXIV_BASE": "", "ARXIV_API": "/api/query"}.items():
            monkeypatch.setenv(f"PAPERBOY_{name}_URL", server.url + url)
        monkeypatch.setenv("PAPERBOY_ARXIV_INTERVAL", "0")
        monkeypatch.setenv("PAPERBOY_DB", str(tmp_path / "paperboy.db"))
        yield server
        server.release.set()


def item(number: int, **changes: Any) -> dict[str, Any]:
    title = f"Memory {number}"
    abstract = f"Language models forget what they read. We propose memory {number}, which keeps what a model has read."
    return {"title": title, "paper": {"id": f"2605.{number:05}", "title": title, "summary": abstract} | changes}


def summarised(language: str = "ko") -> list[str]:
    with Store.open_to_read(Path("paperboy.db")) as store:
        keys = [listed.key for listed in store.days.get(DAY).papers]
        found = store.summaries.all_of(keys, Language(language))
    return sorted(key for key in keys if key in found)


def posts(folder: str = "posts") -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(Path(folder).iterdir())}


def assert_whole() -> None:
    """Every paper stands once in the store and once in each post, and nothing else lies about."""
    keys = [PaperKey(f"2605.{number:05}") for number in range(1, PAPERS + 1)]
    assert summarised("ko") == summarised("en") == keys
    written = posts()
    assert [name.removeprefix("2026-05-13-daily-papers-") for name in written] == ["en.md", "ko.md"]
    for text in written.values():
        assert [text.count(f"(https://arxiv.org/abs/{key})") for key in keys] == [1] * PAPERS


@pytest.mark.parametrize(
    ("how", "code", "told"),
    [
        (signal.SIGINT, 130, "paperboy: interrupted; what was finished is kept\n"),
        (signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
def test_a_digest_that_is_ended_midway_keeps_what_was_finished_and_the_next_completes_it(
    how: signal.Signals, code: int, told: str, pausing: PausingReplay
) -> None:
    process = start(*DIGEST)
    assert pausing.reached.wait(30)
    process.send_signal(how)
    ended = finish(process)
    assert (ended.code, ended.out, ended.err) == (code, "", told)
    assert summarised() == [f"2605.{number:05}" for number in range(1, STOP_AT)]
    pausing.release.set()
    pausing.requests.clear()
    again = run_program(*DIGEST)
    assert (again.code, again.err) == (0, "")
    assert_whole()
    # From abstracts alone, for this world has no full text: each is tried once more, as a digest always does.
    assert f"/html/2605.{STOP_AT:05}" in pausing.requests


def test_two_digests_of_one_day_at_once_do_no_harm(pausing: PausingReplay) -> None:
    first = start(*DIGEST)
    assert pausing.reached.wait(30)
    second = start(*DIGEST, "--abstracts")
    assert finish(second).code == 0
    pausing.release.set()
    ended = finish(first)
    assert (ended.code, ended.err) == (0, "")
    assert_whole()


def test_a_disk_that_fills_up_under_the_database_costs_one_line_and_nothing_that_was_kept(
    pausing: PausingReplay,
) -> None:
    pausing.release.set()
    ended = run_program(*DIGEST, max_file_bytes=60_000)
    assert ended.code == 1
    assert ended.err.splitlines()[-1].startswith(f"paperboy: the disk of {Path.cwd()}/paperboy.db is full or failing (")
    assert "Traceback" not in ended.err
    assert run_program(*DIGEST).code == 0
    assert_whole()


def test_a_disk_that_fills_up_under_a_post_costs_one_line_and_no_post(pausing: PausingReplay) -> None:
    pausing.release.set()
    # Many papers of few words: their links make the post longer than what the database has to write once more.
    pausing.lists[DAY.isoformat()] = [
        item(number, summary="We propose a memory of models.") for number in range(1, 300)
    ]
    assert run_program(*DIGEST, "--abstracts").code == 0
    before = posts()
    longest = max(len(text.encode()) for text in before.values())
    pausing.lists[DAY.isoformat()].append(item(999))
    ended = run_program(*DIGEST, "--abstracts", max_file_bytes=longest)
    assert ended.code == 1
    assert ended.err.startswith("paperboy: cannot write posts/2026-05-13-daily-papers-ko.md: File too large; ")
    assert len(ended.err.splitlines()) == 1
    after = posts()
    korean, english = f"{DAY}-daily-papers-ko.md", f"{DAY}-daily-papers-en.md"
    assert after == before | {english: after[english]}
    assert after[korean].count("\n# ") == 299
    assert after[english].count("\n# ") == 300
    assert run_program(*DIGEST, "--abstracts").code == 0
    assert all("/2605.00999)" in text for text in posts().values())


def test_a_reader_of_the_output_who_leaves_is_no_failure(pausing: PausingReplay) -> None:
    pausing.release.set()
    reader, writer = os.pipe()
    process = start(*DIGEST, out=writer)
    os.close(reader)
    os.close(writer)
    ended = finish(process)
    assert (ended.code, ended.err) == (0, "")
    assert_whole()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [("--help",), ("digest", "--help"), DIGEST])
def test_an_output_that_takes_nothing_is_told_in_one_line(arguments: tuple[str, ...], pausing: PausingReplay) -> None:
    pausing.release.set()
    with Path("/dev/full").open("w") as full:
        process = start(*arguments, out=full.fileno())
    ended = finish(process)
    assert ended.code == 1
    assert ended.err.endswith(": No space left on device\n")
    assert len(ended.err.splitlines()) == 1


def test_a_process_without_any_output_does_its_work(pausing: PausingReplay, monkeypatch: pytest.MonkeyPatch) -> None:
    pausing.release.set()
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    shell = f"exec {sys.executable} -m bot {' '.join(DIGEST)} >&- 2>&-"
    assert subprocess.run(["/bin/sh", "-c", shell], check=False, timeout=60).returncode == 0
    assert_whole()


@pytest.fixture
def korean_post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A post in Korean, and a system that takes output for Latin-1."""
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    path = tmp_path / "post.md"
    path.write_text("# 1. [기억 👍 é](https://arxiv.org/abs/2605.00001)\n## Results\n더 낫다.\n", encoding="utf-8")
    return path


def test_a_pipe_gets_utf_8_whatever_the_locale_is(korean_post: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "split", str(korean_post), "--format", "json"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=DEADLINE_S,
        check=True,
    )
    assert json.loads(ran.stdout.decode("utf-8"))["title"] == "기억 👍 é"


def test_a_letter_that_a_terminal_lacks_costs_itself_alone(korean_post: Path) -> None:
    here, terminal = os.openpty()
    process = start("split", str(korean_post), out=terminal)
    os.close(terminal)
    shown = b""
    with os.fdopen(here, "rb", buffering=0) as screen, suppress(OSError):  # a terminal that is closed fails to be read
        while part := screen.read(65_536):
            shown += part
    assert finish(process).code == 0
    assert "\\uae30\\uc5b5 \\U0001f44d é" in shown.decode("latin-1")


@pytest.mark.parametrize(("arguments", "code"), [(("split", "none.md"), 1), (("split", "--wrong"), 2)])
def test_a_failure_that_nobody_hears_of_is_one(arguments: tuple[str, ...], code: int) -> None:
    heard, told = os.pipe()
    os.close(heard)
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments], env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=told
    )
    os.close(told)
    assert process.wait(DEADLINE_S) == code
