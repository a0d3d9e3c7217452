"""Pictures: drawn elsewhere, within limits, kept; whatever words stand in them, and whatever fonts there are."""

from __future__ import annotations

import asyncio
import io
import os
import pwd
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from digest.fonts import find_fonts, without_font
from digest.picture import Bar, Drawing, Panel, read_drawings, write_drawings
from digest.plot_process import KEPT, MAX_PICTURE_BYTES, Plotter
from digest.plot_worker import DPI, WIDTH, draw
from storage.models import Language
from tests.digest.test_pdf_process import script

BARS = (Bar("agents", 0.06, "2% → 6%", before=0.02), Bar("video", 0.03, "0% → 3%"))
LIKED = (Bar("robots", 3, "3", part=3),)
DRAWING = Drawing("What is rising", "", "Thick: now", (Panel("Share", BARS), Panel("Liked", LIKED)))
UPRIGHT = tuple(Bar(f"{number}\nMar", number, str(number), part=number // 2) for number in range(8))
WEEKS = Drawing("Papers per week", "diffusion", "", (Panel("", UPRIGHT, upright=True),))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
HOSTILE = (
    r"$\frac{1}{0}$", "$", "$x", r"\$ 5 $", "{", r"\text", "%s %(a)s {0}", "_^_", "a" * 5_000, "😀🏳️‍🌈", "\x00\x07\n\t",
    "\u202eevil", "\ud7a3", "한국어 日本語 中文", "<b>&amp;", "ﷺ", "",
)  # fmt: skip


def size_of(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png)) as picture:
        picture.load()
        return picture.size


def never() -> None:
    raise AssertionError("nothing has to be drawn")


@given(st.builds(Drawing, title=WORDS, name=WORDS, note=WORDS, panels=st.just((Panel("p", BARS, upright=True),))))
def test_drawings_written_are_the_drawings_read(drawing: Drawing) -> None:
    assert read_drawings(write_drawings([drawing, DRAWING])) == (drawing, DRAWING)


def test_the_shares_behind_the_longest_bar_are_whole() -> None:
    ends = {draw([replace(DRAWING, panels=(Panel("", (Bar("x", 1, f"88.8% → 88.{last}%"),)),))], ()) for last in "68"}
    assert len(ends) == 2


@pytest.mark.parametrize("drawing", [DRAWING, WEEKS])
def test_a_picture_is_as_wide_as_a_phone_shows_well_and_small(drawing: Drawing) -> None:
    png = draw([drawing], ())
    width, height = size_of(png)
    assert width == round(WIDTH * DPI)
    assert 0.5 < height / width < 2
    assert len(png) < MAX_PICTURE_BYTES / 2


def test_a_picture_is_light_and_its_bars_are_of_the_colours_that_the_note_names() -> None:
    with Image.open(io.BytesIO(draw([DRAWING], ()))) as picture:
        seen = picture.convert("RGB").tobytes()
    colours = Counter(zip(seen[::3], seen[1::3], seen[2::3], strict=True))
    assert colours.most_common(1)[0][0] == (255, 255, 255)
    cold = sum(count for (red, _, blue), count in colours.items() if blue > red + 80)
    warm = sum(count for (red, _, blue), count in colours.items() if red > blue + 80)
    assert cold > warm > 10_000


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_words_stand_in_it_a_picture_comes(text: str) -> None:
    bars = tuple(replace(bar, label=text, text=text) for bar in BARS)
    plain = size_of(draw([replace(DRAWING, name="x", panels=(Panel("", bars, upright=True),))], ()))
    assert size_of(draw([Drawing("Title", text or "x", text, (Panel("", bars, upright=True),))], ())) == plain


@settings(max_examples=10)
@given(WORDS)
def test_any_text_can_be_drawn(text: str) -> None:
    assert size_of(draw([Drawing(text, text, text, (Panel(text, (replace(BARS[0], label=text),)),))], ()))


def test_without_a_font_the_words_are_english_and_names_lose_what_cannot_be_drawn() -> None:
    korean = replace(WEEKS, title="주별 논문 수", name="확산 diffusion")
    english = replace(WEEKS, name="확산 diffusion")
    assert draw([korean, english], ()) == draw([WEEKS], ())


def test_a_file_that_is_no_font_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "NotoSansCJK-Regular.ttc"
    broken.write_bytes(b"no font")
    assert draw([replace(WEEKS, title="주별"), WEEKS], [broken, tmp_path / "gone.ttf"]) == draw([WEEKS], ())


@pytest.mark.skipif(bool(without_font(map(Language, ("ko", "ja", "zh")))), reason="no font for these is installed")
@pytest.mark.parametrize("title", ["주별 논문 수", "週ごとの論文数", "每周论文数"])
def test_with_a_font_the_words_are_those_of_the_language(title: str) -> None:
    assert draw([replace(WEEKS, title=title), WEEKS], find_fonts()) != draw([WEEKS], ())


def test_fonts_are_known_by_their_names_the_best_first(tmp_path: Path) -> None:
    for name in ("NanumGothic.ttf", "DroidSansFallback.ttf", "DroidSansFallbackFull.ttf", "DejaVuSans.ttf", "ipag.txt"):
        (tmp_path / "truetype").mkdir(exist_ok=True)
        (tmp_path / "truetype" / name).touch()
    found = [path.name for path in find_fonts([tmp_path, tmp_path / "gone"])]
    assert found == ["DroidSansFallback.ttf", "NanumGothic.ttf", "DroidSansFallbackFull.ttf"]
    offered = tuple(map(Language, ("en", "ko", "ja", "zh")))
    assert without_font(offered, [tmp_path]) == ()
    (tmp_path / "truetype" / "DroidSansFallback.ttf").unlink()
    (tmp_path / "truetype" / "NanumGothic.ttf").unlink()
    assert without_font(offered, [tmp_path]) == ("ko",)
    assert without_font(offered, [tmp_path / "gone"]) == ("ko", "ja", "zh")


def test_a_user_whom_the_system_does_not_know_has_the_fonts_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_: int) -> None:
        raise KeyError

    (tmp_path / "ipag.ttf").touch()
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert [path.name for path in find_fonts([Path("~/.fonts"), tmp_path])] == ["ipag.ttf"]


async def test_the_process_draws_what_would_be_drawn_here() -> None:
    assert await Plotter().draw([DRAWING], lambda: None) == draw([DRAWING], find_fonts())


def test_the_bot_imports_nothing_that_draws() -> None:
    bot = "import bot.commands.run, sys; print([n for n in sys.modules if n in ('matplotlib', 'numpy', 'PIL')])"
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    told = subprocess.run([sys.executable, "-c", bot], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


async def test_the_same_picture_is_drawn_once_however_many_ask(tmp_path: Path) -> None:
    drawn = tmp_path / "drawn"
    plotter = Plotter(script(f"open({str(drawn)!r}, 'a').write('x'); print('png', end='')"))
    asked = [plotter.draw([DRAWING], lambda: None) for _ in range(5)]
    assert await asyncio.gather(*asked) == [b"png"] * 5
    assert await plotter.draw([DRAWING], never) == b"png"
    assert drawn.read_text() == "x"
    assert await plotter.draw([WEEKS], lambda: None) == b"png"
    assert drawn.read_text() == "xx"


async def test_the_oldest_pictures_are_not_kept() -> None:
    plotter = Plotter(script("print('png', end='')"))
    for number in range(KEPT + 1):
        await plotter.draw([replace(DRAWING, name=str(number))], lambda: None)
    await plotter.draw([replace(DRAWING, name=str(KEPT))], never)
    with pytest.raises(AssertionError):
        await plotter.draw([replace(DRAWING, name="0")], never)


@pytest.mark.parametrize("ending", ["while True: pass", "raise SystemExit(1)", "print('x' * 300_000)"])
async def test_a_process_that_fails_costs_the_picture_only(ending: str) -> None:
    failing = Plotter(script(ending), deadline_s=2)
    assert await failing.draw([DRAWING], lambda: None) is None
    # And is not remembered.
    with pytest.raises(AssertionError):
        await failing.draw([DRAWING], never)
