"""Chromium as a camera: a page becomes a PNG with a palette."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from docs.png import with_palette

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_POLICY = re.compile(r"<meta http-equiv=[^>]+>")
_MEASURE = "<script>document.title = `${Math.ceil(document.body.getBoundingClientRect().height)} high`</script>"


class CameraError(Exception):
    """No picture could be taken; the text says why, in one line."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A browser without a window, and a folder for its pages."""

    browser: str
    folder: Path

    @classmethod
    def find(cls, folder: Path) -> Camera:
        """Find a browser; raises CameraError where none is installed."""
        browser = next(filter(None, map(shutil.which, BROWSERS)), None)
        if browser is None:
            raise CameraError(f"none of {', '.join(BROWSERS)} is installed")
        return cls(browser, folder)

    def shoot(self, page: str, width: int, height: int | None = None, *, dark: bool = False) -> bytes:
        """Return a picture of a page, as high as the page is if no height is given. Raises CameraError."""
        file, shot = self.folder / "page.html", self.folder / "shot.png"
        height = height or self._height(page, width)
        file.write_text(page, encoding="utf-8")
        scheme = ["--force-dark-mode"] if dark else []
        self._browse(file, *scheme, f"--window-size={width},{height}", f"--screenshot={shot}")
        return with_palette(shot.read_bytes())

    def _height(self, page: str, width: int) -> int:
        """Measure a copy of the page that lets a script run."""
        file = self.folder / "measured.html"
        file.write_text(_POLICY.sub("", page).replace("</body>", f"{_MEASURE}</body>"), encoding="utf-8")
        found = re.search(r"<title>(\d+) high", self._browse(file, f"--window-size={width},4000", "--dump-dom"))
        if found is None:
            raise CameraError(f"{self.browser} did not tell how high the page is")
        return int(found[1])

    def _browse(self, file: Path, *options: str) -> str:
        # Pages of our own, without scripts of others: the sandbox, which a container does not allow, is not missed.
        command = [self.browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *options]
        ended = subprocess.run([*command, file.as_uri()], check=False, capture_output=True, text=True, timeout=120)  # noqa: S603
        if ended.returncode:
            raise CameraError(f"{self.browser} failed: {ended.stderr.strip()[-400:]}")
        return ended.stdout
