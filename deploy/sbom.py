"""Writes what the program consists of, out of its lock, as a CycloneDX document: `python -m deploy.sbom > FILE`.

The same lock gives the same bytes, on every machine: no moment, no random number, and nothing of what is installed.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
SPEC_VERSION = "1.6"
"""Of the form: https://cyclonedx.org/docs/1.6/json/."""

_PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;]+)(?:\s*;\s*(?P<marker>.+?))?\s*\\?")
_HASH = re.compile(r"--hash=sha256:(?P<hash>[0-9a-f]{64})")
_VIA = re.compile(r"#\s+(?:via\s+)?(?P<parent>\S+)(?: \(pyproject\.toml(?P<group>:\w+)?\))?")


@dataclass(frozen=True, slots=True)
class Component:
    """One pinned package, and what asks for it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    parents: tuple[str, ...]
    marker: str | None = None

    @property
    def purl(self) -> str:
        """Name it as all tools do (https://github.com/package-url/purl-spec)."""
        return f"pkg:pypi/{self.name}@{self.version}"


def read_lock(text: str) -> tuple[Component, ...]:
    """Read a lock as uv and pip-tools write it; raises ValueError for a line that is none of theirs."""
    found: list[Component] = []
    hashes: list[str] = []
    parents: list[str] = []
    for line in [*text.splitlines(), ""]:
        indented = line.startswith(" ")
        if indented and (match := _HASH.search(line)):
            hashes.append(match["hash"])
        elif indented and line.strip() == "# via":
            continue
        elif indented and (match := _VIA.search(line)):
            parents.append(match["parent"] + (match["group"] or ""))
        elif match := _PIN.fullmatch(line):
            found.append(Component(match["name"], match["version"], (), (), match["marker"]))
            hashes, parents = [], []
        elif line:
            raise ValueError(f"is no line of a lock: {line!r}")
        if found:
            last = found[-1]
            found[-1] = Component(last.name, last.version, tuple(hashes), tuple(parents), last.marker)
    return tuple(found)


def shipped(components: tuple[Component, ...], project: str) -> tuple[Component, ...]:
    """Leave out what only the building needs: the lock names it as asked for by `project:build`."""
    kept = {project}
    while more := {part.name for part in components if kept & set(part.parents)} - kept:
        kept |= more
    return tuple(part for part in components if part.name in kept)


def bill(project: Mapping[str, Any], components: tuple[Component, ...]) -> dict[str, Any]:
    """Return the document."""
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    # Of one name there may be two versions, each for its own interpreters.
    refs = [(project["name"], own), *((part.name, part.purl) for part in components)]
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPEC_VERSION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC_VERSION,
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
                "purl": own,
            }
        },
        "components": [_component(part) for part in components],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(part.purl for part in components if name in part.parents)}
            for name, ref in sorted(refs)
        ],
    }


def _component(part: Component) -> dict[str, Any]:
    described: dict[str, Any] = {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "purl": part.purl,
        # The files of one release that the lock allows: each is one way to get the package.
        "properties": [{"name": "paperboy:lock:sha256", "value": digest} for digest in part.hashes],
    }
    if part.marker:
        described["properties"].append({"name": "paperboy:lock:marker", "value": part.marker})
    return described


def main() -> None:
    """Write the document to stdout."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    components = shipped(read_lock(LOCK.read_text(encoding="utf-8")), project["name"])
    json.dump(bill(project, components), sys.stdout, indent=1, sort_keys=True)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
