"""A process of its own for one picture: drawings come in at stdin, a PNG goes out at stdout.

matplotlib takes 140 MB and a second, which the bot does not have to carry; and what somebody wrote into a label can
cost this process alone. Everything is placed by hand, in inches, because a picture on a phone is read, not studied:
big type, every bar with its own words, no axes and no legend.
"""

from __future__ import annotations

import io
import sys
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from digest.fonts import find_fonts
from digest.picture import Bar, Drawing, Panel, read_drawings
from digest.worker_limits import limit_process

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

MAX_CPU_S = 20
MAX_MEMORY_BYTES = 1_000_000_000
"""Of address space, of which drawing takes 270 MB."""
MAX_OPEN_FILES = 64
MAX_INPUT_BYTES = 200_000

DPI = 200
WIDTH = 5.4
"""Inches: 1,080 pixels, three for each that a phone counts."""
MARGIN = 0.3
TITLE, BODY, SMALL = 17, 13, 11
"""Sizes of type in points."""
INK, FAINT, BAR, BEFORE, PART = "#1f2933", "#5f6b76", "#2f6fb2", "#c3ccd5", "#e08a1e"
MAX_LABEL_CHARS = 120
_TITLE_ROW, _NAME_ROW, _PANEL_ROW, _BAR_ROW, _UPRIGHT, _FOOT = 0.5, 0.42, 0.5, 0.72, 3.4, 0.45
"""How many inches each part is high."""
_ROOM_FOR_TEXT = 1.9
"""Inches behind the longest bar: two shares of three digits and a sign."""


def main() -> None:
    """Draw one picture."""
    limit_process(cpu_s=MAX_CPU_S, memory_bytes=MAX_MEMORY_BYTES, open_files=MAX_OPEN_FILES)
    data = sys.stdin.buffer.read(MAX_INPUT_BYTES)
    sys.stdout.buffer.write(draw(read_drawings(data), find_fonts()))


def draw(drawings: Sequence[Drawing], fonts: Sequence[Path]) -> bytes:
    """Return the PNG of the first drawing whose own words a font has; the last is drawn in any case."""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.font_manager import fontManager
    from matplotlib.ft2font import FT2Font

    drawing, font, letters = _choose(drawings, fonts)
    families = ["DejaVu Sans"]
    if font:
        fontManager.addfont(font)
        families.append(FT2Font(str(font)).family_name)
    # What somebody wrote is no formula: a dollar is a dollar.
    with mpl.rc_context({"font.family": families, "text.parse_math": False, "text.usetex": False}):
        page = _Page(Figure(figsize=(WIDTH, _height(drawing)), dpi=DPI, facecolor="white"), letters)
        page.draw(drawing)
        return page.png()


def _choose(drawings: Sequence[Drawing], fonts: Sequence[Path]) -> tuple[Drawing, Path | None, frozenset[int]]:
    """Return the drawing that can be drawn, with which font beside the one that matplotlib brings, and its letters."""
    from matplotlib import get_data_path
    from matplotlib.ft2font import FT2Font

    own = frozenset(FT2Font(f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf").get_charmap())
    known: list[tuple[Path | None, frozenset[int]]] = [(None, own)]
    for path in fonts:
        try:
            known.append((path, own | frozenset(FT2Font(str(path)).get_charmap())))
        except (RuntimeError, OSError):
            # A file that is no font, or not to be read: another may do.
            continue
    for drawing in drawings:
        needed = {ord(letter) for letter in drawing.own_text if not letter.isspace()}
        names = {ord(letter) for letter in drawing.name if not letter.isspace()}
        fitting = [(path, letters) for path, letters in known if needed <= letters]
        if fitting:
            return drawing, *max(fitting, key=lambda entry: len(names & entry[1]))
    return drawings[-1], *known[0]


def _height(drawing: Drawing) -> float:
    """Return how many inches a drawing takes."""
    panels = sum(_panel_height(panel) for panel in drawing.panels)
    return MARGIN + _TITLE_ROW + (_NAME_ROW if drawing.name else 0) + panels + _FOOT


def _panel_height(panel: Panel) -> float:
    return (_PANEL_ROW if panel.title else 0.1) + (_UPRIGHT if panel.upright else _BAR_ROW * len(panel.bars))


class _Page:
    """A white page measured in inches from its top."""

    def __init__(self, figure: Figure, letters: frozenset[int]) -> None:
        self._figure = figure
        self._letters = letters
        self._axes: Axes = figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(figure.get_figheight(), 0)
        self._axes.axis("off")

    def draw(self, drawing: Drawing) -> None:
        """Put everything on the page."""
        y = MARGIN
        self._write(MARGIN, y, drawing.title, TITLE, weight="bold")
        y += _TITLE_ROW
        if drawing.name:
            self._write(MARGIN, y, drawing.name, BODY + 1)
            y += _NAME_ROW
        for panel in drawing.panels:
            self._panel(y, panel)
            y += _panel_height(panel)
        self._write(MARGIN, y + 0.08, drawing.note, SMALL, color=FAINT)

    def png(self) -> bytes:
        """Return the page as a PNG."""
        from PIL import Image

        drawn = io.BytesIO()
        self._figure.savefig(drawn, format="png")
        picture, packed = Image.open(drawn).convert("RGB"), io.BytesIO()
        # A page of few colours: 64 keep the edges of letters smooth and take a third of the bytes.
        picture.quantize(64).save(packed, format="png", optimize=True)
        return packed.getvalue()

    def _panel(self, y: float, panel: Panel) -> None:
        if panel.title:
            self._write(MARGIN, y + 0.12, panel.title, BODY, color=FAINT)
        y += _panel_height(Panel(panel.title, (), upright=False))
        most = max((max(bar.value, bar.before) for bar in panel.bars), default=0) or 1
        if panel.upright:
            self._upright(y, panel.bars, most)
            return
        for bar in panel.bars:
            self._lying(y, bar, most)
            y += _BAR_ROW

    def _lying(self, y: float, bar: Bar, most: float) -> None:
        """Draw one bar under its label, what it was before as a thin one under it."""
        longest = WIDTH - 2 * MARGIN - _ROOM_FOR_TEXT
        self._write(MARGIN, y, bar.label, BODY)
        length = max(longest * bar.value / most, 0.04)
        self._bar(MARGIN, y + 0.28, length, 0.2, PART if bar.part else BAR)
        if bar.before:
            self._bar(MARGIN, y + 0.5, longest * bar.before / most, 0.07, BEFORE)
        self._write(MARGIN + length + 0.1, y + 0.27, bar.text, BODY, weight="bold")

    def _upright(self, y: float, bars: Sequence[Bar], most: float) -> None:
        """Draw bars beside each other, each under its number and over its label."""
        step = (WIDTH - 2 * MARGIN) / max(len(bars), 1)
        foot, tallest = y + _UPRIGHT - 0.6, _UPRIGHT - 1.0
        for place, bar in enumerate(bars):
            x, height = MARGIN + place * step, tallest * bar.value / most
            self._bar(x + step * 0.12, foot - height, step * 0.76, height, BAR)
            if bar.part:
                part = tallest * bar.part / most
                self._bar(x + step * 0.12, foot - part, step * 0.76, part, PART)
            self._write(x + step / 2, foot - height - 0.28, bar.text, BODY, weight="bold", align="center")
            for row, line in enumerate(bar.label.split("\n")):
                self._write(x + step / 2, foot + 0.08 + row * 0.24, line, SMALL + 1, align="center", room=step * 1.02)
        self._bar(MARGIN, foot, WIDTH - 2 * MARGIN, 0.012, FAINT)

    def _bar(self, x: float, y: float, width: float, height: float, color: str) -> None:
        from matplotlib.patches import Rectangle

        self._axes.add_patch(Rectangle((x, y), width, height, color=color, linewidth=0))

    def _write(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        color: str = INK,
        weight: str = "normal",
        align: str = "left",
        room: float | None = None,
    ) -> None:
        """Write one line, cut where its room ends."""
        left = room if room is not None else WIDTH - MARGIN - x
        words = self._written(text)
        put: Text = self._axes.text(
            x, y, words, fontsize=size, color=color, weight=weight, ha=align, va="top", parse_math=False
        )
        if (width := self._width(put)) > left:
            # A first guess by the share of the room, which saves measuring letter by letter.
            words = words[: int(len(words) * left / width) + 4]
        while words and self._width(put) > left:
            words = words[:-1].rstrip()
            put.set_text(f"{words}…")

    def _width(self, put: Text) -> float:
        return float(put.get_window_extent().width) / DPI

    def _written(self, text: str) -> str:
        """Return what of a text can be drawn on one line."""
        line = " ".join(unicodedata.normalize("NFC", text[:MAX_LABEL_CHARS]).split())
        return " ".join("".join(mark for mark in line if mark == " " or ord(mark) in self._letters).split())


if __name__ == "__main__":
    main()
