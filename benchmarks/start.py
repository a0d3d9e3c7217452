"""Start-up: how long `paperboy --help` and other commands that do little take, beside Python itself."""

from __future__ import annotations

import sys

from benchmarks.measure import Cost, Figure, at_most, cost_of, fastest, show

ROUNDS = 10
HELP_MS = 250
HELP_RATIO = 2.5
COMMANDS = (["--help"], ["digest", "--help"], ["--version"], ["status"])


def main() -> int:
    """Print the figures; the runs take turns, so that all meet the same machine."""
    bare, costs = [], {" ".join(command): list[Cost]() for command in COMMANDS}
    for _ in range(ROUNDS):
        bare.append(cost_of(["-c", "pass"]))
        for command in COMMANDS:
            # A database that is not there is told in a line, after everything was imported; that is no failure here.
            code = f"from bot.__main__ import run; run({command!r})"
            environment = {"PAPERBOY_DB": "/nonexistent/paperboy.db"}
            costs[" ".join(command)].append(cost_of(["-c", code], environment=environment, silent=True))
    python = fastest(bare)
    figures = [Figure("python -c pass", f"{python.wall_s * 1000:.0f} ms")]
    for name, measured in costs.items():
        cost = fastest(measured)
        ratio = cost.wall_s / python.wall_s
        told = f"{cost.wall_s * 1000:.0f} ms", f"{ratio:.1f} × python -c pass"
        if name == "--help":
            figures.append(at_most(f"paperboy {name}", told[0], cost.wall_s * 1000, HELP_MS, "ms"))
            figures.append(at_most("", told[1], ratio, HELP_RATIO, "×"))
        else:
            figures.append(Figure(f"paperboy {name}", ", ".join(told)))
    show(*figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
