"""Fuzzes the parsers for as long as one likes, led by what their code does: `make fuzz`, or FUZZ="id post" SECONDS=600.

    python -m tests.security.fuzz --seconds 60 [PARSER …]

Needs atheris (https://github.com/google/atheris), whose engine ends its process when it is done: each parser has one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

MAX_INPUT_BYTES = 4_096
MAX_INPUT_S = 10
MAX_MEMORY_MB = 2_048


def main() -> int:
    """Fuzz some parsers, or all, one after the other; 1 if one of them failed."""
    options = argparse.ArgumentParser(description="Fuzz the parsers.")
    options.add_argument("parsers", nargs="*", help="their names; all, if none is given")
    options.add_argument("--seconds", type=int, default=60, help="for each of them")
    options.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.here:
        fuzz(chosen.parsers[0], chosen.seconds)
    from tests.security.parsers import PARSERS

    names = [parser.name for parser in PARSERS]
    if unknown := set(chosen.parsers) - set(names):
        options.error(f"no such parser: {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
    failed = []
    for name in chosen.parsers or names:
        print(f"fuzz.parser name={name!r}", flush=True)
        command = [sys.executable, "-m", "tests.security.fuzz", "--here", "--seconds", str(chosen.seconds), name]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    print(f"fuzz.done failed={failed}")
    return 1 if failed else 0


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one parser and end the process; an input that breaks it is written into the folder where this runs."""
    import atheris

    with atheris.instrument_imports(include=["bot", "digest", "handlers", "storage"]):
        from tests.security.parsers import PARSERS
    parser = next(parser for parser in PARSERS if parser.name == name)

    def once(data: bytes) -> None:
        try:
            parser.read(data)
        except parser.refusals:
            return

    with tempfile.TemporaryDirectory() as folder:
        for number, word in enumerate(parser.words):
            (Path(folder) / f"word-{number}").write_bytes(word)
        limits = {
            "max_total_time": seconds,
            "max_len": MAX_INPUT_BYTES,
            "timeout": MAX_INPUT_S,
            "rss_limit_mb": MAX_MEMORY_MB,
            "verbosity": 0,
            "print_final_stats": 1,
        }
        atheris.Setup([sys.argv[0], *(f"-{name}={value}" for name, value in limits.items()), folder], once)
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
