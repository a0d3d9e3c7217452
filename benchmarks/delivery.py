"""Delivery: at the platforms' limits beside another's, and by itself.

python -m benchmarks.delivery [--full]     with --full the memory is measured with 100,000 chats, which takes minutes
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import MEGABYTE, ROOT, Cost, Figure, at_least, at_most, cost_of, show

FEW, MANY, FULL = 1_000, 10_000, 100_000
MESSAGES = 15
"""A head and 14 papers a chat."""
PER_CPU_SECOND = 5_000
PEAK_MB = 200


def main(arguments: list[str]) -> int:
    """Print the figures, each part in a process of its own."""
    subprocess.run([sys.executable, "-m", "benchmarks.broadcast"], cwd=ROOT, check=True)
    _show_engine(FULL if "--full" in arguments else MANY)
    return 0


def _show_engine(many: int) -> None:
    """Print what the delivery costs by itself; the start of Python and its imports are counted in."""
    few_cost, many_cost = _delivered(FEW), _delivered(many)
    messages = many * MESSAGES
    rate, per_thousand = messages / many_cost.cpu_s, many_cost.cpu_s / messages * 1e6
    few_mb, many_mb = (cost.peak_bytes / MEGABYTE for cost in (few_cost, many_cost))
    show(
        at_least("null sender", f"{rate:,.0f} messages per CPU second", rate, PER_CPU_SECOND, "/s"),
        Figure("  of 1,000 messages", f"{per_thousand:.0f} ms of CPU"),
        Figure(f"  peak, {FEW:,} chats", f"{few_mb:.0f} MB"),
        at_most(f"  peak, {many:,} chats", f"{many_mb:.0f} MB", many_mb, PEAK_MB, "MB"),
    )


def _delivered(chats: int) -> Cost:
    """Measure the process that empties an outbox; another has filled it."""
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "paperboy.db")
        cost_of(["-m", "benchmarks.null_delivery", "prepare", file, str(chats)])
        return cost_of(["-m", "benchmarks.null_delivery", "deliver", file])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
