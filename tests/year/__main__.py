"""Simulate a year: python -m tests.year [--days 365] [--chats 1000] [--papers 50] [--seed 8]."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.year.life import live
from tests.year.report import judge, report
from tests.year.world import Scale


def main() -> int:
    """Print the report; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.year", description="Simulate a year of the whole bot.")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--chats", type=int, default=1_000)
    parser.add_argument("--papers", type=int, default=50, help="the most that a list holds")
    parser.add_argument("--seed", type=int, default=8)
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        scale = Scale(asked.days, asked.chats, asked.papers)
        world = live(scale, asked.seed, Path(folder), lambda line: print(f"  {line}", flush=True))
    findings = judge(world)
    print("\n".join(report(world, findings, asked.seed)))
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
