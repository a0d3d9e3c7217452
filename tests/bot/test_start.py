"""What a command imports before it does anything: each import is time in which nobody sees anything."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.fakes.process import ROOT


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("bot.overview", {"click", "httpx", "sqlite3", "logging", "pathlib"}),
        ("bot.cli", {"httpx", "sqlite3", "bot.config", "rich"}),
        ("bot.commands.status", {"httpx", "aiohttp", "telegram", "slack_sdk", "rich", "selectolax", "babel"}),
        ("bot.commands.digest", {"aiohttp", "telegram", "slack_sdk", "slack_bolt", "selectolax", "pypdf"}),
        ("bot.commands.split", {"httpx", "sqlite3", "aiohttp", "selectolax"}),
    ],
)
def test_heavy_packages_are_imported_only_where_they_are_used(module: str, absent: set[str]) -> None:
    code = f"import sys, {module}; print(*sorted({absent!r} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
