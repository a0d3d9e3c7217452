"""A PDF is read in a process that cannot take more time or memory than it is given, and knows no secret."""

import asyncio
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from digest import pdf_worker
from digest.errors import FullTextError
from digest.fulltext import from_pdf
from digest.pdf_process import COMMAND, PdfReader
from tests.fakes.pdf_file import pdf_of, text_page

PAPER = pdf_of(*(text_page(["1 Introduction", *[f"Sensor {n} measured the tide at its pier."] * 60]) for n in range(3)))


def script(text: str) -> tuple[str, ...]:
    """Return the command of a process that does something else than the reader does."""
    return (sys.executable, "-c", text)


async def refusal(reader: PdfReader, data: bytes = PAPER) -> FullTextError:
    with pytest.raises(FullTextError) as caught:
        await reader.read(data)
    assert "\n" not in str(caught.value)
    return caught.value


async def number_in(path: Path) -> int:
    """Wait for the number that a process writes into a file; there is nothing else to be told by."""
    while not (text := path.read_text() if path.exists() else ""):  # noqa: ASYNC110, ASYNC240
        await asyncio.sleep(0.01)
    return int(text)


def in_worker(text: str) -> subprocess.CompletedProcess[str]:
    """Run some lines in a process that has limited itself as the reader does."""
    lines = f"from digest.pdf_worker import limit_self\nlimit_self()\n{text}"
    path = os.pathsep.join(filter(None, sys.path))
    return subprocess.run(
        [sys.executable, "-P", "-c", lines], env={"PYTHONPATH": path}, capture_output=True, text=True, timeout=60
    )


async def test_a_pdf_is_read_as_it_would_be_here() -> None:
    assert await PdfReader().read(PAPER) == from_pdf(PAPER)


async def test_a_refusal_comes_back_with_its_reason() -> None:
    error = await refusal(PdfReader(), b"<html>unusual traffic</html>")
    assert (str(error), error.permanent) == ("the file asks for a captcha", True)


async def test_a_file_that_never_ends_is_stopped_at_the_deadline() -> None:
    error = await refusal(PdfReader(script("while True: pass"), deadline_s=0.2))
    assert (str(error), error.permanent) == ("the PDF takes too long to be read", True)


async def test_a_process_that_reads_nothing_is_stopped_too() -> None:
    reader = PdfReader(script("import time; time.sleep(60)"), deadline_s=0.2)
    assert "too long" in str(await refusal(reader, PAPER * 500))


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ("os.kill(os.getpid(), 9)", "was stopped by SIGKILL"),
        ("os.kill(os.getpid(), 24)", "was stopped by SIGXCPU"),
        ("os._exit(1)", "ended with 1"),
        ("pass", "gave no answer"),
    ],
)
async def test_a_process_that_dies_costs_its_file_only(ending: str, told: str) -> None:
    assert told in str(await refusal(PdfReader(script(f"import os; {ending}")), PAPER * 500))


async def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    endless = script("import sys\nwhile True: sys.stdout.write('x' * 65536)")
    assert "more text than any paper" in str(await refusal(PdfReader(endless)))


async def test_where_no_process_can_be_started_the_file_may_be_tried_again() -> None:
    error = await refusal(PdfReader(("/nowhere/python",)))
    assert "no process can be started" in str(error)
    assert not error.permanent


async def test_whoever_is_cancelled_leaves_no_process_behind(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    note = f"import os, pathlib, time; pathlib.Path({str(noted)!r}).write_text(str(os.getpid())); time.sleep(60)"
    reading = asyncio.create_task(PdfReader(script(note)).read(PAPER))
    number = await number_in(noted)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


async def test_files_are_read_one_at_a_time(tmp_path: Path) -> None:
    held = tmp_path / "held"
    alone = (
        f"import os, sys; os.mkdir({str(held)!r}); sys.stdin.buffer.read(); print({json.dumps({'refused': 'no'})!r})"
    )
    reader = PdfReader(script(f"{alone}; os.rmdir({str(held)!r})"))
    assert [str(error) for error in await asyncio.gather(*(refusal(reader) for _ in range(3)))] == ["no"] * 3


async def test_the_process_knows_no_setting_and_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERBOY_TELEGRAM_TOKEN", "123:secret")
    told = script("import json, os; print(json.dumps({'refused': ' '.join(sorted(os.environ))}))")
    assert {*str(await refusal(PdfReader(told))).split()} <= {"PYTHONPATH", "LC_CTYPE"}


def test_the_process_runs_what_stands_beside_it() -> None:
    assert COMMAND[-1] == pdf_worker.__name__


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS keeps no limit of address space")
def test_memory_beyond_the_limit_is_refused_by_the_system() -> None:
    assert in_worker(f"bytearray({pdf_worker.MAX_MEMORY_BYTES})").stderr.endswith("MemoryError\n")


def test_time_beyond_the_limit_ends_the_process() -> None:
    asked = in_worker("import resource; print(resource.getrlimit(resource.RLIMIT_CPU))").stdout
    assert asked == f"({pdf_worker.MAX_CPU_S}, {pdf_worker.MAX_CPU_S})\n"


def test_no_file_is_written(tmp_path: Path) -> None:
    told = in_worker(f"open({str(tmp_path / 'x')!r}, 'wb', buffering=0).write(b'x')").stderr
    assert "File too large" in told


def test_a_limit_that_is_lower_already_stays() -> None:
    lower = "import resource as r\nr.setrlimit(r.RLIMIT_NOFILE, (8, 8))\n"
    again = "from digest.pdf_worker import limit_self\nlimit_self()\nprint(r.getrlimit(r.RLIMIT_NOFILE))"
    assert in_worker(lower + again).stdout == "(8, 8)\n"
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > pdf_worker.MAX_OPEN_FILES
