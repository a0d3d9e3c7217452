"""The benchmarks: each can be named and listed, and what they measure is a whole process."""

from __future__ import annotations

import importlib
import subprocess
from pathlib import Path

import pytest

from benchmarks import measure
from benchmarks.__main__ import BENCHMARKS, Benchmark, main
from benchmarks.measure import at_most, cost_of, fastest, seconds


@pytest.mark.parametrize("benchmark", BENCHMARKS, ids=lambda benchmark: benchmark.name)
def test_every_benchmark_is_a_module_with_a_main(benchmark: Benchmark) -> None:
    assert callable(importlib.import_module(f"benchmarks.{benchmark.name}").main)


def test_they_are_listed_with_what_they_measure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [benchmark.name for benchmark in BENCHMARKS]
    assert all(line.partition(": ")[2] for line in lines)


def test_a_name_that_none_has_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["days"]) == 2
    assert "there is no days; there are start, day, split" in capsys.readouterr().err


def test_without_the_recorded_data_nothing_is_measured_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(measure, "DATA", tmp_path)
    assert main(["roles"]) == 0
    assert capsys.readouterr().out.startswith(f"roles: not measured, the recorded data is not at {tmp_path}/csabstruct")


def test_a_process_is_measured_from_outside() -> None:
    # The pages are touched, for only those count.
    costs = [cost_of(["-c", f"bytearray(b'x' * {size})"]) for size in (1, 200_000_000)]
    # No difference is looked at: a new process begins as a copy of this one, which may be large by now.
    assert costs[1].peak_bytes > 200_000_000
    assert fastest(costs).wall_s == min(cost.wall_s for cost in costs)
    with pytest.raises(subprocess.CalledProcessError):
        cost_of(["-c", "raise SystemExit(3)"], silent=True)


def test_a_figure_stands_beside_its_goal() -> None:
    assert at_most("wall", "1.0 s", 1.0, 2, "s").line().split("  ")[-1].strip() == "met"
    assert at_most("wall", "3.0 s", 3.0, 2, "s").line().endswith("MISSED")
    assert seconds(lambda: None, times=1) < 1
