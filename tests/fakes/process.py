"""The program in a process of its own, where a test is about what only a process has: signals, limits, its output."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEADLINE_S = 60


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of the program ended."""

    code: int
    out: str
    err: str


def start(*arguments: str, out: int = subprocess.PIPE, max_file_bytes: int | None = None) -> subprocess.Popen[str]:
    """Start the program; with `max_file_bytes` a write beyond it fails, as on a disk that is full."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_limit(max_file_bytes),
    )


def finish(process: subprocess.Popen[str]) -> Ended:
    """Wait for the end of a run."""
    out, err = process.communicate(timeout=DEADLINE_S)
    return Ended(process.returncode, out or "", err)


def run_program(*arguments: str, max_file_bytes: int | None = None) -> Ended:
    """Run the program to its end."""
    return finish(start(*arguments, max_file_bytes=max_file_bytes))


def _limit(max_file_bytes: int | None) -> Callable[[], None] | None:
    if max_file_bytes is None:
        return None
    # Python ignores SIGXFSZ, so that the write fails with EFBIG instead of ending the process.
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (max_file_bytes, max_file_bytes))
