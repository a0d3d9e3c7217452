"""What the documents name exists, and what exists is documented: commands, settings, targets, links, pictures."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from benchmarks.__main__ import BENCHMARKS
from bot.cli import cli
from bot.config import PREFIX, Settings, load_settings, setting_names
from digest.texts import FALLBACK, say
from handlers.commands import COMMANDS, NAMES
from storage.models import Alert

ROOT = Path(__file__).parents[1]
DOCUMENTS = tuple(sorted((*ROOT.glob("README*.md"), ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md"))))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1].split()  # type: ignore[index]
OTHER_SLASHES = frozenset({"papers", "invite", "healthz", "readyz", "metrics", "command"})
"""What begins with a slash and is no command of a chat: Slack's names, addresses over HTTP, and a word for any."""
READERS = ("docs/readers.md", "docs/teams.md")
"""Where each command that people give has to be told."""
PICTURE_BYTES = 150_000
FAILURES = {"A": 13, "B": 15, "C": 21, "D": 7}
"""How many failures of each kind there are."""


def read(name: str | Path) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str) -> list[str]:
    """Return what stands in fences."""
    return re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def without_blocks(text: str) -> str:
    """Return what stands outside fences."""
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def without_comment(line: str) -> str:
    """Return a line of the shell without its comment."""
    return re.sub(r"(^|\s)# .*", "", line).strip()


def spans(text: str) -> list[str]:
    """Return what stands in backticks, outside fences."""
    return [span.strip() for span in re.findall(r"`([^`\n]+)`", without_blocks(text))]


def code(text: str) -> Iterator[str]:
    """Return every line of code: spans, and the lines of fences without their comments."""
    yield from spans(text)
    for block in blocks(text):
        yield from (without_comment(line) for line in block.splitlines())


def each(found: list[tuple[Path, str]]) -> pytest.MarkDecorator:
    """Make a test of each thing that a document names."""
    return pytest.mark.parametrize(
        ("document", "named"),
        sorted(set(found)),
        ids=[f"{document.relative_to(ROOT)}: {named}" for document, named in sorted(set(found))],
    )


def code_naming(pattern: str) -> list[tuple[Path, str]]:
    """Return what the code of all documents names, by what the pattern captures."""
    return [(path, name) for path in DOCUMENTS for line in code(read(path)) for name in re.findall(pattern, line)]


def shell_lines() -> list[tuple[Path, str]]:
    return code_naming(r"(?:^|\s|/)(paperboy [a-z][^|&;<]*)")


@each(code_naming(r"^/([a-z]+)\b(?![/.-])") + code_naming(r"^/papers ([a-z]+)"))
def test_a_command_that_is_named_can_be_given(document: Path, named: str) -> None:
    assert named in NAMES | OTHER_SLASHES, f"{document.name} names /{named}, which no chat knows"


@pytest.mark.parametrize("name", [command.name for command in COMMANDS if command.in_menu])
def test_every_command_is_told_to_readers(name: str) -> None:
    told = [span for page in READERS for span in code(read(page))]
    assert [span for span in told if re.match(rf"/{name}\b", span)], f"{' and '.join(READERS)} do not tell of /{name}"


@pytest.mark.parametrize(
    "text",
    [
        *(f"button-{name}" for name in ("like", "save", "language", "evidence", "report")),
        *map("alert-{}".format, Alert),
    ],
)
def test_a_button_is_called_as_it_is_in_a_chat(text: str) -> None:
    assert say(FALLBACK, text) in read("docs/readers.md"), f"docs/readers.md does not tell of {say(FALLBACK, text)}"


@each(shell_lines())
def test_a_line_of_the_shell_that_is_named_can_be_run(document: Path, named: str) -> None:
    words = shlex.split(named.replace("…", ""))[1:]
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"{document.name} names `{named}`: there is no {words[0]}"
        command = command.commands[words.pop(0)]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [word for word in words if word.startswith("--") and word not in options | {"--help", "--version"}]
    assert not unknown, f"{document.name} names `{named}`: {command.name} has no {' '.join(unknown)}"


def paths_of(command: click.Command, *before: str) -> Iterator[str]:
    for name, part in command.commands.items() if isinstance(command, click.Group) else ():
        yield from paths_of(part, *before, name) if isinstance(part, click.Group) else [" ".join((*before, name))]


@pytest.mark.parametrize("path", list(paths_of(cli)))
def test_every_command_of_the_shell_has_its_line(path: str) -> None:
    assert [line for line in code(read("docs/shell.md")) if line.startswith(f"paperboy {path}")], (
        f"docs/shell.md does not tell of `paperboy {path}`"
    )


@each(code_naming(rf"\b{PREFIX}([A-Z_]*[A-Z])\b"))
def test_a_setting_that_is_named_exists(document: Path, named: str) -> None:
    name = named.lower().removesuffix("_file")
    assert name in (*setting_names(), "test_data"), f"{document.name} names {PREFIX}{named}, which is no setting"


@pytest.mark.parametrize("name", setting_names())
def test_every_setting_is_told_with_its_default(name: str) -> None:
    rows = re.findall(rf"^\| `{PREFIX}{name.upper()}` \| (?:`([^`]*)`|–) \| \S", read("docs/settings.md"), re.MULTILINE)
    assert len(rows) == 1, f"docs/settings.md has no row for {PREFIX}{name.upper()}, or several"
    shown = load_settings({f"{PREFIX}{name.upper()}": rows[0]}, ROOT / "no such file")
    assert shown == Settings(), f"docs/settings.md tells another default of {PREFIX}{name.upper()}"
    assert bool(rows[0]) == (getattr(Settings(), name) not in (None, ())), f"{PREFIX}{name.upper()} has a default"


@each(code_naming(r"(?:^|\s)make ([a-z]+)"))
def test_a_target_that_is_named_can_be_made(document: Path, named: str) -> None:
    assert named in TARGETS, f"{document.name} names `make {named}`, which the Makefile has not"


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_is_told_to_who_works_on_it(target: str) -> None:
    assert f"make {target}" in read("CONTRIBUTING.md"), f"CONTRIBUTING.md does not tell of `make {target}`"


@each(code_naming(r"python -m benchmarks ([a-z_]+)"))
def test_a_benchmark_that_is_named_can_be_run(document: Path, named: str) -> None:
    assert named in {benchmark.name for benchmark in BENCHMARKS}, f"{document.name} names no benchmark: {named}"


@pytest.mark.parametrize("name", [benchmark.name for benchmark in BENCHMARKS])
def test_every_benchmark_has_its_figures(name: str) -> None:
    assert f"`python -m benchmarks {name}`" in read("docs/performance.md"), f"docs/performance.md does not tell {name}"


def links() -> list[tuple[Path, str]]:
    found = [
        (path, target)
        for path in DOCUMENTS
        for target in re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", without_blocks(read(path)))
    ]
    return [(path, target or other) for path, (target, other) in found if not re.match(r"https?:", target or other)]


def anchors(text: str) -> set[str]:
    """Return what the headings of a text are called in links, as GitHub calls them."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each(links())
def test_a_link_leads_somewhere(document: Path, named: str) -> None:
    file, _, anchor = named.partition("#")
    target = (document.parent / file).resolve() if file else document
    assert target.exists(), f"{document.name} links to {named}"
    assert not anchor or anchor in anchors(read(target)), f"{document.name} links to {named}: no such heading"


def test_every_document_and_every_picture_is_linked() -> None:
    linked = {(document.parent / target.partition("#")[0]).resolve() for document, target in links()}
    index = {(ROOT / "docs" / target).resolve() for target in re.findall(r"\]\(([^)#\s]+)", read("docs/README.md"))}
    assert [page.name for page in ROOT.glob("docs/*.md") if page.name != "README.md" and page not in index] == []
    assert [picture.name for picture in ROOT.glob("docs/images/*") if picture not in linked] == []


@pytest.mark.parametrize("picture", sorted(ROOT.glob("docs/images/*")), ids=lambda picture: picture.name)
def test_no_picture_is_heavy(picture: Path) -> None:
    assert picture.stat().st_size <= PICTURE_BYTES


def test_the_korean_readme_gives_the_same_lines() -> None:
    english, korean = (
        [without_comment(line) for block in blocks(read(name)) for line in block.splitlines()]
        for name in ("README.md", "README.ko.md")
    )
    assert english == korean


ROWS = re.findall(r"^\| ([A-D]\d+) \|.*$", read("docs/failure-cases.md"), re.MULTILINE)
PROOFS = re.findall(r"^\| ([A-D]\d+) \|.*\| (`tests/.*`) \|$", read("docs/failure-cases.md"), re.MULTILINE)


def test_every_failure_has_its_row() -> None:
    assert [f"{kind}{number}" for kind, count in FAILURES.items() for number in range(1, count + 1)] == ROWS
    assert [row for row, _ in PROOFS] == ROWS


@pytest.mark.parametrize(("row", "tests"), PROOFS, ids=ROWS)
def test_every_failure_has_tests_that_there_are(row: str, tests: str) -> None:
    for path, name in (test.strip("`").split("::") for test in tests.split("<br>")):
        tree = ast.parse(read(path))
        functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        assert name in functions, f"docs/failure-cases.md names {path}::{name}"
        assert f"_{row.lower()}_" in name, f"{name} does not say that it is a test of {row}"


def section(document: str, heading: str) -> str:
    """Return what stands under a heading."""
    return read(document).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def modules(pattern: str) -> list[str]:
    """Return the modules of the program whose text matches."""
    found = (path for package in ("bot", "digest", "handlers", "storage") for path in (ROOT / package).rglob("*.py"))
    return [str(path.relative_to(ROOT)) for path in sorted(found) if re.search(pattern, path.read_text("utf-8"))]


def test_who_adds_a_language_is_told_of_every_place_that_knows_one() -> None:
    told = section("CONTRIBUTING.md", "Adding a language")
    knowing = modules(r"""["']ja["']|[ぁ-ゖァ-ヺ]""")
    assert "handlers/day_words.py" in knowing
    assert [module for module in knowing if f"`{module}`" not in told] == []


def test_who_adds_a_platform_is_told_of_every_place_that_knows_one() -> None:
    told = section("CONTRIBUTING.md", "Adding a platform")
    knowing = [module for module in modules(r"\bPlatform\.SLACK\b") if "slack" not in module]
    # The demo plays two platforms, and only Slack has workspaces.
    others = {"bot/commands/demo.py", "storage/workspaces.py"}
    assert [module for module in knowing if module not in others and f"`{module}`" not in told] == []
