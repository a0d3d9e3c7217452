"""`paperboy backup`: a consistent copy of the database, taken while the bot runs."""

from __future__ import annotations

from pathlib import Path

import click

from bot.config import Settings
from storage.backup import back_up


def run_backup(settings: Settings, file: Path) -> None:
    """Copy the database to `file` and say how large it is; raises StorageError, and leaves no half of a copy."""
    size = back_up(settings.db, file)
    click.echo(f"{file}: {size / 1_000_000:.1f} MB; to restore it, stop the bot and set PAPERBOY_DB to it")
