"""The threat model names tests that there are, and limits that hold."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from digest import arxiv, chat_endpoint, fetch, hugging_face, outline, pdf_process, pdf_text, pdf_worker
from handlers.desk import Limits

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PROOFS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT)))
ROWS = [line for line in DOCUMENT.splitlines() if line.startswith("| ") and "`tests/" in line]


@pytest.mark.parametrize(("path", "name"), PROOFS)
def test_a_proof_that_is_named_exists(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert name in {node.name for node in tree.body if isinstance(node, functions)}


def test_every_threat_has_its_proof() -> None:
    table = DOCUMENT.partition("| threat |")[2].partition("\n## ")[0]
    assert len(ROWS) == len([line for line in table.splitlines() if line.startswith("| ")])


def limit(what: str) -> str:
    return next(line.split("|")[2].strip() for line in DOCUMENT.splitlines() if line.startswith(f"| {what}"))


def test_the_limits_are_those_of_the_program() -> None:
    bytes_of = (
        hugging_face.MAX_BYTES,
        arxiv.MAX_FEED_BYTES,
        arxiv.MAX_HTML_BYTES,
        arxiv.MAX_PDF_BYTES,
        chat_endpoint.MAX_ANSWER_BYTES,
    )
    assert limit("one answer") == f"{', '.join(str(size // 1_000_000) for size in bytes_of)} MB"
    assert limit("one request") == f"{fetch.TOTAL_TIMEOUT_S:.0f} s; {fetch.MAX_REDIRECTS}; {fetch.ATTEMPTS}"
    assert limit("records") == f"{hugging_face.MAX_RECORDS:,}; {hugging_face.MAX_PAGES}"
    assert limit("text of one") == f"{outline.MAX_TEXT_CHARS:,} characters"
    seconds = f"{pdf_worker.MAX_CPU_S}, {pdf_process.DEADLINE_S:.0f}"
    space = f"{pdf_worker.MAX_MEMORY_BYTES // 1_000_000} MB"
    assert limit("a PDF:") == f"{pdf_text.MAX_PAGES}, {seconds}, {space}; one file at a time"
    limits = Limits()
    assert limit("commands") == f"{limits.commands_per_minute}, {limits.presses_per_minute}"
    assert limit("papers read") == f"{limits.readings_per_chat}, {limits.readings_per_day}"


def test_the_lints_of_bandit_are_on_for_the_program() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert not [rule for rule in lint["ignore"] if rule.startswith("S") and rule not in ("SIM905", "S101", "S608")]
    exempt = [path for path, rules in lint["per-file-ignores"].items() if "S" in rules]
    assert set(exempt) == {"tests/**", "benchmarks/**"}
