"""What the benchmarks share: figures beside their goals, processes measured from outside, a yardstick, the data."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.data import DATA

ROOT = Path(__file__).parents[1]
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is of, how it is told, and the goal, with whether it is met, where there is one."""

    name: str
    told: str
    goal: str = ""
    met: bool | None = None

    def line(self) -> str:
        """Tell it in one line."""
        verdict = {True: "met", False: "MISSED", None: ""}[self.met]
        return f"  {self.name:<26} {self.told:<44} {self.goal:<12} {verdict}".rstrip()


def at_most(name: str, told: str, value: float, goal: float, unit: str) -> Figure:
    """Judge a figure that should be small."""
    return Figure(name, told, f"≤ {goal:g} {unit}", value <= goal)


def at_least(name: str, told: str, value: float, goal: float, unit: str) -> Figure:
    """Judge a figure that should be large."""
    return Figure(name, told, f"≥ {goal:g} {unit}", value >= goal)


def show(*figures: Figure) -> None:
    """Print figures, a line each."""
    print("\n".join(figure.line() for figure in figures))


def data(name: str, part: str) -> Path | None:
    """Return a folder or file of the recorded data; where it is not there, say that nothing is measured."""
    path = DATA / part
    if path.exists():
        return path
    print(f"{name}: not measured, the recorded data is not at {path}; set PAPERBOY_TEST_DATA to its folder")
    return None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds by the clock, seconds of processor, bytes of memory at its peak.

    The peak is at least that of the process which started it, for a new process begins as a copy.
    """

    wall_s: float
    cpu_s: float
    peak_bytes: int


def cost_of(
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    silent: bool = False,
) -> Cost:
    """Run Python with these arguments to its end and measure it; raises CalledProcessError if it fails."""
    command = [sys.executable, *arguments]
    process_environment = os.environ | {"PYTHONPATH": str(ROOT)} | dict(environment or {})
    begun = time.perf_counter()
    errors = subprocess.DEVNULL if silent else None
    process = subprocess.Popen(command, env=process_environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    # Linux counts kilobytes here, macOS bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def fastest(costs: Iterable[Cost]) -> Cost:
    """Return the run that was disturbed least."""
    return min(costs, key=lambda cost: cost.wall_s)


def bare_start(times: int = 5) -> Cost:
    """Measure `python -c pass`: the yardstick for whatever is a process, on this machine at this moment."""
    return fastest(cost_of(["-c", "pass"]) for _ in range(times))


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the seconds of processor that the fastest of some runs took."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)
