"""What the program consists of is told from its lock."""

import json
import tomllib

import pytest

from deploy.sbom import LOCK, PROJECT, Component, bill, main, read_lock, shipped

HASH = "0" * 64
TEXT = f"""\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:{HASH}
    # via click
click==8.5.1 \\
    --hash=sha256:{HASH} \\
    --hash=sha256:{HASH}
    # via
    #   paperboy (pyproject.toml)
    #   sqlite-utils
hatchling==1.33.0 \\
    --hash=sha256:{HASH}
    # via paperboy (pyproject.toml:build)
pathspec==1.1.1 \\
    --hash=sha256:{HASH}
    # via hatchling
"""


def test_a_lock_is_read_line_by_line() -> None:
    assert read_lock(TEXT)[:2] == (
        Component("colorama", "0.4.6", (HASH,), ("click",), "sys_platform == 'win32'"),
        Component("click", "8.5.1", (HASH, HASH), ("paperboy", "sqlite-utils")),
    )


def test_a_line_that_is_none_of_a_lock_is_told() -> None:
    with pytest.raises(ValueError, match="no line of a lock: '-e git'"):
        read_lock("-e git")


def test_everything_that_is_installed_and_nothing_else_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    told = json.loads(capsys.readouterr().out)
    project = tomllib.loads(PROJECT.read_text())["project"]
    names = {part["name"] for part in told["components"]}
    assert {name.partition(">")[0].replace(".", "-") for name in project["dependencies"]} <= names
    assert not names & {"hatchling", "editables", "trove-classifiers", "mypy", "pytest"}
    for part in told["components"]:
        assert part["purl"] == f"pkg:pypi/{part['name']}@{part['version']}"
        assert part["properties"]


def test_every_dependency_that_is_named_is_a_component() -> None:
    project = tomllib.loads(PROJECT.read_text())["project"]
    told = bill(project, shipped(read_lock(LOCK.read_text()), "paperboy"))
    refs = {part["bom-ref"] for part in told["components"]} | {told["metadata"]["component"]["bom-ref"]}
    assert {edge["ref"] for edge in told["dependencies"]} == refs
    assert all(set(edge["dependsOn"]) <= refs for edge in told["dependencies"])
    reached = {ref for edge in told["dependencies"] for ref in edge["dependsOn"]}
    assert refs - reached == {told["metadata"]["component"]["bom-ref"]}
