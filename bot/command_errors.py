"""How a command of the shell fails: one line, and the code of its end."""

from __future__ import annotations

from typing import Any

import click


class WorkFailedError(click.ClickException):
    """The work failed: exit code 1 and one line that says what and what to do."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the line."""
        from bot.log import scrub

        click.echo(f"paperboy: {scrub(self.message)}", file=file, err=True)


class SettingsRefusedError(WorkFailedError):
    """The settings cannot be used: exit code 2 and a line for each fault."""

    exit_code = 2
