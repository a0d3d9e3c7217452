"""The program's door: runs a command and turns every expected failure into one clear line and an exit code.

Exit codes: 0 done, 1 the work failed, 2 wrong usage or settings, 130 interrupted.
"""

from __future__ import annotations

import os
import sys

import click

from bot.cli import cli


def main() -> None:
    """Run the command line and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    try:
        code = cli.main(args=arguments, prog_name="paperboy", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; what was finished is kept", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output has left (`paperboy split … | head`): nothing is wrong, and nothing more can be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    main()
