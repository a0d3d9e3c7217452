"""What is shipped: the wheel and the sdist hold the program whole, and it runs far from the checkout, by anybody."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.loopback import free_port
from tests.fakes.pdf_file import pdf_of, text_page

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "digest", "handlers", "storage")
SHIPPED = {
    str(path.relative_to(ROOT))
    for package in PACKAGES
    for path in (ROOT / package).rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
}
SITE = Path(sysconfig.get_path("purelib"))
RIGHTLESS = (
    ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 and shutil.which("setpriv") else ()
)
"""Root who gave up every capability is stopped by a folder that may not be written, as everybody else is."""
READ = f"""
import asyncio, sys
from digest.pdf_process import PdfReader
print(len(asyncio.run(PdfReader().read({pdf_of(text_page(["Tides rise at the pier."] * 200))!r})).sections))
"""


@dataclass(frozen=True, slots=True)
class Packages:
    """The files that a release consists of."""

    wheel: Path
    sdist: Path


@dataclass(frozen=True, slots=True)
class Installed:
    """The program in a place where nothing may be written; `home` is the one folder where its user may write."""

    bin: Path
    home: Path

    def run(self, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run one of its commands, without the rights of root."""
        return subprocess.run(
            [*RIGHTLESS, self.bin / command[0], *command[1:]],
            cwd=self.bin,
            env={
                "PATH": os.defpath,
                "HOME": "/nonexistent",
                "PYTHONDONTWRITEBYTECODE": "1",
                "PAPERBOY_DB": str(self.home / "paperboy.db"),
            }
            | settings,
            capture_output=True,
            text=True,
            timeout=120,
        )


def build(target: str, source: Path, folder: Path) -> Path:
    """Build with the tools of the lock, without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=120)
    return next(folder.glob("*.whl" if target == "wheel" else "*.tar.gz"))


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """A wheel and an sdist of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    return Packages(build("wheel", ROOT, folder), build("sdist", ROOT, folder))


@pytest.fixture(scope="module")
def installed(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The wheel in an environment of its own; only what it depends on is borrowed from the one that runs the tests."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place / "venv", symlinks=True)
    python = place / "venv" / "bin" / "python"
    installing = ["install", "--quiet", "--no-deps", "--no-index", "--no-compile", str(packages.wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--python", python, *installing], check=True, timeout=120)
    site = next((place / "venv" / "lib").glob("python*/site-packages"))
    (site / "borrowed.pth").write_text(f"{SITE}\n")
    home = place / "home"
    home.mkdir()
    folders = [folder for folder in (place / "venv").rglob("*") if folder.is_dir() and not folder.is_symlink()]
    for folder in folders:
        folder.chmod(0o555)
    yield Installed(python.parent, home)
    for folder in folders:
        folder.chmod(0o755)


def test_the_wheel_holds_the_program_whole_and_nothing_else(packages: Packages) -> None:
    with zipfile.ZipFile(packages.wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == SHIPPED


def test_the_sdist_holds_no_tests_and_makes_the_same_wheel(packages: Packages, tmp_path: Path) -> None:
    with tarfile.open(packages.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    source = next(tmp_path.iterdir())
    # With the lock, and what else the first lines of the systemd unit install by.
    beside = {"deploy", ".env.example", "requirements.lock", "README.md", "CHANGELOG.md", "LICENSE"}
    beside |= {"pyproject.toml", "PKG-INFO"}
    assert {path.name for path in source.iterdir()} - {".gitignore"} == {*PACKAGES, *beside}
    again = build("wheel", source, tmp_path / "again")
    with zipfile.ZipFile(again) as there, zipfile.ZipFile(packages.wheel) as here:
        assert {item.filename: item.CRC for item in there.infolist()} == {i.filename: i.CRC for i in here.infolist()}


def test_help_comes_without_a_checkout(installed: Installed) -> None:
    ended = installed.run("paperboy", "--help")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert installed.run("python", "-m", "bot", "--help").stdout == ended.stdout


def test_the_whole_day_is_played_where_nothing_else_may_be_written(installed: Installed) -> None:
    ended = installed.run("paperboy", "demo", "--out", str(installed.home / "demo"))
    assert ended.returncode == 0, ended.stderr
    names = {path.name for path in (installed.home / "demo").iterdir()}
    assert names >= {"2025-09-05-daily-papers-ko.md", "2025-09-05-daily-papers-en.md", "preview.html", "demo.db"}


def test_the_store_is_made_where_the_setting_says(installed: Installed) -> None:
    ended = installed.run("paperboy", "chats", "add", "console:me", "--lang", "en")
    assert ended.returncode == 0, ended.stderr
    listed = installed.run("paperboy", "chats", "list", "--json")
    assert json.loads(listed.stdout)["address"] == "console:me"
    assert (installed.home / "paperboy.db").is_file()


def test_a_pdf_is_read_there_by_a_process_of_its_own(installed: Installed) -> None:
    ended = installed.run("python", "-c", READ)
    assert ended.stdout == "1\n", ended.stderr


def test_a_container_asks_for_its_health_there(installed: Installed) -> None:
    port = free_port()
    ended = installed.run("python", "-m", "bot.healthcheck", PAPERBOY_HTTP_PORT=str(port))
    assert ended.returncode == 1
    assert f"no answer from 127.0.0.1:{port}" in ended.stderr


@pytest.mark.skipif(os.geteuid() == 0 and not RIGHTLESS, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told_as_such(installed: Installed) -> None:
    ended = installed.run("paperboy", "demo", "--out", str(installed.bin / "demo"))
    assert ended.returncode == 2
    assert ended.stderr.endswith("cannot be a folder: Permission denied\n")
