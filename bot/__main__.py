"""The program's door: runs a command and turns every failure into one clear line and an exit code.

Exit codes: 0 done, 1 the work failed, 2 wrong usage or settings, 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line and exit."""
    _take_any_letter()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; whatever it raises is told in one line."""
    try:
        if arguments in (["--help"], ["-h"]):
            from bot.overview import overview

            print(overview(), flush=True)  # noqa: T201 — click, whose echo the commands use, is what this goes without
            return 0
        return _run_command(arguments)
    except KeyboardInterrupt:
        _tell("interrupted; what was finished is kept")
        return 130
    except BrokenPipeError:
        # The reader of our output has left (`paperboy split … | head`): nothing is wrong, and nothing more can be said.
        _silence_output()
        return 0
    except OSError as error:
        _silence_output()
        _tell(f"{error.filename or 'the output'}: {error.strerror or error}")
        return 1
    except Exception as error:
        import logging

        logging.getLogger(__name__).debug("failed", exc_info=True)
        _tell(f"a fault of the program, {type(error).__name__}: {error}; please report it with what `-v` tells of it")
        return 1


def _run_command(arguments: list[str]) -> int:
    import click

    from bot.cli import cli

    try:
        # Not `cli.main`, which answers a broken pipe by itself, with exit code 1.
        with cli.make_context("paperboy", arguments) as context:
            code = cli.invoke(context)
    except click.ClickException as error:
        # That nobody hears of the failure does not undo it.
        with suppress(OSError):
            error.show()
        return error.exit_code
    except click.exceptions.Exit as done:
        return done.exit_code
    return code if isinstance(code, int) else 0


def _take_any_letter() -> None:
    """Let a letter that a terminal lacks cost itself alone; a file or pipe gets UTF-8, as JSON is (RFC 8259, 8.1)."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        encoding = None if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")


def _tell(line: str) -> None:
    from bot.log import scrub

    if sys.stderr is not None:
        print(f"paperboy: {scrub(' '.join(line.split()))}", file=sys.stderr)  # noqa: T201


def _silence_output() -> None:
    """Let what is still in the buffer go nowhere, or Python would fail on it once more when it ends."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
