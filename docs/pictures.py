"""Make the pictures of the documents: the demo's page, and talks with the real commands on the bundled sample day.

`make pictures` writes them into `docs/images/`; they hold nobody's text but that of the sample day.

python -m docs.pictures [NAME…]
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.commands.demo import run_demo
from docs.camera import Camera, CameraError
from docs.phone import EN, KO, Studio
from docs.talks import TALKS
from handlers.preview import render_strip
from storage.models import Language, Platform
from storage.store import Store

IMAGES = Path(__file__).parent / "images"
PHONE_PX, GAP_PX, EDGE_PX = 360, 16, 12
"""Of preview.css: what a strip of phones is wide."""
MAX_BYTES = 150_000
"""Pictures are loaded with every look at the documents."""


@dataclass(frozen=True, slots=True)
class View:
    """How the demo's page is looked at: the window, what is chosen there, and the reader's scheme."""

    width: int
    height: int
    language: Language
    platform: Platform = Platform.TELEGRAM
    dark: bool = False


VIEWS: Mapping[str, View] = {
    "preview": View(1200, 1450, EN),
    "preview-slack": View(760, 1145, EN, Platform.SLACK),
    "preview-phone-dark": View(390, 1680, KO, dark=True),
}
"""The name of each picture of the demo's page, and what it shows."""


def main(names: Sequence[str]) -> None:
    """Make the pictures that are named, or all of them; a name that none has is a KeyError. Raises CameraError."""
    with TemporaryDirectory() as name, contextlib.ExitStack() as opened:
        folder = Path(name)
        camera = Camera.find(folder)
        with contextlib.redirect_stdout(io.StringIO()):
            run_demo(folder)
        studio = Studio(folder, opened.enter_context(Store.open(folder / "demo.db")), opened)
        demo = (folder / "preview.html").read_text(encoding="utf-8")
        for picture in names or (*VIEWS, *TALKS):
            _keep(picture, _view(camera, demo, VIEWS[picture]) if picture in VIEWS else _talk(camera, studio, picture))


def _view(camera: Camera, demo: str, view: View) -> bytes:
    page = demo.replace('" checked>', '">')
    for chosen in (f'id="language-{view.language}"', f'id="platform-{view.platform}"'):
        page = page.replace(f"{chosen}>", f"{chosen} checked>")
    return camera.shoot(page, view.width, view.height, dark=view.dark)


def _talk(camera: Camera, studio: Studio, name: str) -> bytes:
    screens = asyncio.run(TALKS[name](studio))
    width = len(screens) * (PHONE_PX + GAP_PX) - GAP_PX + 2 * EDGE_PX
    return camera.shoot(render_strip(screens, title=name), width)


def _keep(name: str, content: bytes) -> None:
    """Write a picture; raises CameraError for one that is too heavy."""
    sys.stdout.write(f"{name}.png: {len(content) / 1000:.0f} kB\n")
    if len(content) > MAX_BYTES:
        raise CameraError(f"{name}.png is over {MAX_BYTES / 1000:.0f} kB; show less")
    (IMAGES / f"{name}.png").write_bytes(content)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CameraError as error:
        raise SystemExit(f"pictures: {error}") from error
