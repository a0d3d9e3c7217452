"""The house: imports run only along the arrows, only storage knows SQL, and nothing stands without use."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ORDER = ("storage", "digest", "handlers", "bot")
MODULES = sorted(path for package in ORDER for path in (ROOT / package).rglob("*.py"))
BY_DECORATOR = ("bot.cli", "storage.migrations")
"""Modules whose functions are used by what decorates them: commands of the shell, steps of the schema."""
MAX_LINES, MAX_FUNCTION_LINES = 500, 60


@cache
def tree_of(path: Path) -> ast.Module:
    """Read a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Yield what a module may import: the modules that it names, and what it takes from them."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def name_of(path: Path) -> str:
    """Return the name by which a module is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_only_along_the_arrows(path: Path) -> None:
    own = ORDER.index(path.relative_to(ROOT).parts[0])
    forbidden = {*ORDER[own + 1 :], "tests", "benchmarks"}
    assert not [name for name in imported(path) if name.partition(".")[0] in forbidden]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_storage_knows_sql(path: Path) -> None:
    if path.relative_to(ROOT).parts[0] != "storage":
        text = path.read_text(encoding="utf-8")
        assert "import sqlite3" not in text
        assert "sqlite_utils" not in text


def test_no_modules_import_each_other() -> None:
    names = {name_of(path) for path in MODULES}
    # A circle raises CycleError, which names it.
    TopologicalSorter({name_of(path): names.intersection(imported(path)) for path in MODULES}).prepare()


def test_modules_and_functions_are_short() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert [name for name, count in lines.items() if count > MAX_LINES] == []
    functions = {
        f"{name_of(path)}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert [name for name, count in functions.items() if count > MAX_FUNCTION_LINES] == []


def test_nothing_stands_without_use() -> None:
    """What no other line of the program, its documents' pictures or its benchmarks names is used by nobody."""
    sources = (
        *MODULES,
        *(path for folder in ("benchmarks", "deploy", "docs") for path in (ROOT / folder).rglob("*.py")),
    )
    named = Counter(word for path in sources for word in re.findall(r"\w+", path.read_text(encoding="utf-8")))
    defined = [
        (name_of(path), node.name)
        for path in MODULES
        if name_of(path) not in BY_DECORATOR
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    assert [(module, name) for module, name in defined if named[name] < 2] == []
