"""What stands beside the program: the example of the settings, the image, compose and the systemd unit."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import PREFIX, Settings, load_settings, setting_names
from deploy.sbom import LOCK, read_lock, shipped

ROOT = Path(__file__).parents[1]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
LINES = dict(re.findall(rf"^#({PREFIX}[A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy" / "paperboy.service").read_text(encoding="utf-8")


def test_the_example_names_every_setting_and_no_other() -> None:
    assert sorted(LINES) == sorted(f"{PREFIX}{name.upper()}" for name in setting_names())


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    filled = tmp_path / ".env"
    filled.write_text(EXAMPLE.replace(f"#{PREFIX}", PREFIX), encoding="utf-8")
    assert load_settings({}, filled) == Settings()
    for name in setting_names():
        default = getattr(Settings(), name)
        assert bool(LINES[f"{PREFIX}{name.upper()}"]) == (default not in (None, ())), name


def test_the_example_sets_nothing_by_itself() -> None:
    assert [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")] == []


def test_the_image_runs_as_nobody_special_from_a_pinned_base() -> None:
    assert re.search(r"^ARG BASE=python:\d+\.\d+\.\d+-slim-\w+", DOCKERFILE, re.MULTILINE)
    final = DOCKERFILE.rpartition("FROM ")[2]
    assert re.search(r"^USER 10001:10001$", final, re.MULTILINE)
    assert "pip install" not in final
    assert "--require-hashes" in DOCKERFILE


def test_the_image_is_built_from_what_is_sent_to_its_builder() -> None:
    sent = {line[1:].rstrip("/") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()
    }
    assert copied == sent
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_leaves_behind_what_only_builds() -> None:
    locked = read_lock(LOCK.read_text(encoding="utf-8"))
    building = {part.name for part in locked} - {part.name for part in shipped(locked, "paperboy")}
    gone = re.search(r"pip uninstall --yes (.+?)(?: \\\\)?$", DOCKERFILE, re.MULTILINE)
    assert gone
    assert set(gone[1].split()) == {"pip", *building}


def test_a_picture_needs_nothing_that_the_image_leaves_out() -> None:
    folders = set(re.findall(r"-name (\w+)", DOCKERFILE))
    assert {"tests", "pdfcorefonts", "ttLib"} <= folders
    watching = f"""
import pathlib, sys
def refuse(event, values):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(values[0], str):
        parts = pathlib.Path(values[0]).parts
        if "site-packages" in parts and {folders!r} & set(parts):
            raise PermissionError(values[0])
sys.addaudithook(refuse)
"""
    drawing = re.search(r'python -c "(.+)"$', DOCKERFILE, re.MULTILINE)
    assert drawing
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
    told = subprocess.run(
        [sys.executable, "-c", watching + drawing[1]], env=environment, capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 0, told.stderr


def test_the_image_is_asked_for_its_health_by_a_module_there_is() -> None:
    module = re.search(r'"-m", "([\w.]+)"', DOCKERFILE)
    assert module
    assert (ROOT / f"{module[1].replace('.', '/')}.py").is_file()


def test_compose_gives_the_bot_one_folder_and_no_rights() -> None:
    service: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["paperboy"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["volumes"] == ["data:/data"]
    assert "ports" not in service
    assert service["environment"]["PAPERBOY_DB"].startswith("/data/")
    assert float(service["stop_grace_period"].removesuffix("s")) > 10


@pytest.mark.parametrize(
    "line",
    ["ProtectSystem=strict", "NoNewPrivileges=yes", "DynamicUser=yes", "StateDirectory=paperboy", "PrivateDevices=yes"],
)
def test_the_unit_gives_the_bot_one_folder_and_no_rights(line: str) -> None:
    assert line in UNIT.splitlines()


def test_the_unit_lets_the_reader_of_pdfs_limit_itself() -> None:
    assert not re.search(r"^SystemCallFilter=~.*@resources", UNIT, re.MULTILINE)
