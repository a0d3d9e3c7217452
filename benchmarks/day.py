"""A whole day: 50 real papers of 2026-05-13, read from their abstracts, two posts; the list comes over loopback."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import MEGABYTE, ROOT, Cost, Figure, at_most, bare_start, cost_of, data, fastest, show

DAY = "2026-05-13"
ROUNDS = 3
WALL_S = 2.0
PEAK_MB = 150


def main() -> int:
    """Print the figures of the first run of a day, and of running it again."""
    if data("day", f"hf_daily/{DAY}.json") is None:
        return 0
    with replay() as url:
        runs = [_digest(url) for _ in range(ROUNDS)]
    first, again = fastest(run[0] for run in runs), fastest(run[1] for run in runs)
    python, peak = bare_start(), first.peak_bytes / MEGABYTE
    show(
        at_most("wall", _told(first, python), first.wall_s, WALL_S, "s"),
        at_most("peak memory", f"{peak:.0f} MB", peak, PEAK_MB, "MB"),
        Figure("the same day again", _told(again, python)),
    )
    return 0


@contextmanager
def replay() -> Iterator[str]:
    """Serve the recorded lists from another process, and give the address."""
    command = [sys.executable, "-m", "tests.fakes.replay", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def _digest(url: str) -> tuple[Cost, Cost]:
    """Run the day twice in a new folder and check that it is whole."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        environment = {"PAPERBOY_HF_BASE_URL": url, "PAPERBOY_DB": "paperboy.db"}
        arguments = ["-m", "bot", "digest", "--date", DAY, "--lang", "ko,en", "--abstracts"]
        costs = [cost_of(arguments, environment=environment, folder=folder) for _ in range(2)]
        for language in ("ko", "en"):
            post = folder / "posts" / f"{DAY}-daily-papers-{language}.md"
            assert post.read_text(encoding="utf-8").count("\n# ") == 50, post
    return costs[0], costs[1]


def _told(cost: Cost, python: Cost) -> str:
    return f"{cost.wall_s:.2f} s, {cost.wall_s / python.wall_s:.0f} × python -c pass, {cost.cpu_s:.2f} s of CPU"


if __name__ == "__main__":
    sys.exit(main())
