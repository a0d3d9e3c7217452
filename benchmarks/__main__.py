"""Run the benchmarks: all of them, or those that are named, each in a process of its own.

python -m benchmarks [--list] [NAME…]
"""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import ROOT, data


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A module of this package whose `main` prints its figures; it is given a part of the recorded data, or nothing."""

    name: str
    part: str = ""


BENCHMARKS = (
    Benchmark("start"),
    Benchmark("day"),
    Benchmark("split"),
    Benchmark("idle"),
    Benchmark("size"),
    Benchmark("checks"),
    Benchmark("telegram_client"),
    Benchmark("delivery"),
    Benchmark("fan_out"),
    Benchmark("interaction"),
    Benchmark("texts", "."),
    Benchmark("topics", "."),
    Benchmark("topic_quality", "."),
    Benchmark("search", "."),
    Benchmark("taste", "."),
    Benchmark("roles", "csabstruct/dev.jsonl"),
    Benchmark("reading", "."),
)
"""All of them, in the order in which they run."""


def main(arguments: list[str]) -> int:
    """Run what was asked for; 1 if one could not be run, 2 for a name that none has. A missed goal is shown only."""
    if arguments == ["--list"]:
        print("\n".join(map(_described, BENCHMARKS)))
        return 0
    known = {benchmark.name: benchmark for benchmark in BENCHMARKS}
    if unknown := [name for name in arguments if name not in known]:
        print(f"benchmarks: there is no {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    failed = [name for name in arguments or known if not _run(known[name])]
    if failed:
        print(f"benchmarks: {', '.join(failed)} could not be run, see above", file=sys.stderr)
    return 1 if failed else 0


def _described(benchmark: Benchmark) -> str:
    """Return the name and the first line of the module, without importing what it measures."""
    text = Path(__file__).with_name(f"{benchmark.name}.py").read_text(encoding="utf-8")
    return f"{benchmark.name}: {(ast.get_docstring(ast.parse(text)) or '').splitlines()[0]}"


def _run(benchmark: Benchmark) -> bool:
    given = []
    if benchmark.part:
        if (path := data(benchmark.name, benchmark.part)) is None:
            return True
        given = [str(path)]
    print(_described(benchmark), flush=True)
    command = [sys.executable, "-m", f"benchmarks.{benchmark.name}", *given]
    ended = subprocess.run(command, cwd=ROOT, check=False)
    print(f"  repeat: python -m benchmarks {benchmark.name}\n", flush=True)
    return ended.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
