"""The house: imports run only along the arrows, and only storage knows SQL."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = ("storage", "digest", "handlers", "bot")
MODULES = sorted(path for package in ORDER for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_only_along_the_arrows(path: Path) -> None:
    own = ORDER.index(path.relative_to(ROOT).parts[0])
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    forbidden = {*ORDER[own + 1 :], "tests", "benchmarks"}
    assert not [name for name in names if name.partition(".")[0] in forbidden]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_storage_knows_sql(path: Path) -> None:
    if path.relative_to(ROOT).parts[0] != "storage":
        imported = path.read_text(encoding="utf-8")
        assert "import sqlite3" not in imported
        assert "sqlite_utils" not in imported
