"""The pictures of the documents: their talks can be played, and their files are small and lose nothing."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.commands.demo import run_demo
from docs import pictures
from docs.camera import CameraError
from docs.phone import Studio
from docs.pictures import IMAGES, VIEWS
from docs.png import with_palette
from docs.talks import TALKS
from handlers.preview import render_strip
from storage.store import Store

Colour = tuple[int, int, int]


def png(pixels: Sequence[Colour]) -> bytes:
    """Write a picture of one row."""
    picture, packed = Image.new("RGB", (len(pixels), 1)), io.BytesIO()
    for place, colour in enumerate(pixels):
        picture.putpixel((place, 0), colour)
    picture.save(packed, "PNG")
    return packed.getvalue()


def colours_of(packed: bytes) -> list[Colour]:
    """Read a picture of one row, which has a palette."""
    with Image.open(io.BytesIO(packed)) as opened:
        assert opened.mode == "P"
        data = opened.convert("RGB").tobytes()
    return list(zip(data[0::3], data[1::3], data[2::3], strict=True))


@given(st.lists(st.sampled_from([(0, 0, 0), (255, 0, 0), (0, 255, 128), (255, 255, 255)]), min_size=1))
def test_a_picture_of_few_colours_keeps_them(pixels: list[Colour]) -> None:
    assert colours_of(with_palette(png(pixels))) == pixels


def test_a_small_sign_keeps_its_colour_beside_all_greys() -> None:
    greys = [(grey, grey, grey) for grey in range(256)]
    assert colours_of(with_palette(png([*greys * 3, (252, 8, 20)])))[-1] == (252, 8, 20)


def test_a_colour_without_room_becomes_the_nearest() -> None:
    wheel = [(red, green, 0) for red in range(0, 256, 16) for green in range(0, 256, 16)]
    assert colours_of(with_palette(png([*wheel, *wheel, (240, 240, 32)])))[-1] == (240, 240, 0)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every talk, played on the sample day and written as a page."""
    folder = tmp_path_factory.mktemp("studio")
    with contextlib.ExitStack() as opened:
        with contextlib.redirect_stdout(io.StringIO()):
            run_demo(folder)
        studio = Studio(folder, opened.enter_context(Store.open(folder / "demo.db")), opened)
        return {name: render_strip(asyncio.run(talk(studio)), title=name) for name, talk in TALKS.items()}


def test_every_view_and_every_talk_has_its_picture() -> None:
    assert not [name for name in (*VIEWS, *TALKS) if not (IMAGES / f"{name}.png").is_file()]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("first-minute", ("Which language do you read in?", "✓ 08:15", "✓ reasoning", "All set", "1,200 samples")),
        ("digest", ("matches your topics: reasoning", "a number opens its paper", "1/14", "☰")),
        ("paper", ("Looking for 2509.03867…", "Found. Reading the paper…", "Goal:")),
        ("settings", ("Quiet hours", "America/New_York", "✓ Time: saved.", "tomorrow at 07:00")),
        ("topic", ("all words, in any form", "It would have matched 3 papers", "✓ Saved.")),
        ("search", ("Search: reasoning", "Your reading list: 1 paper", "It was on the list of Friday")),
        ("weekly", ("Papers of the week", "👍 3", "🙋\xa0presented by Yuna", "✓ 2")),
        ("watch", ("I watch this paper", "a new version of this paper, v2", "2 watched papers")),
        ("trends", ("What is rising", "in the last 8 weeks", "요즘 늘어난 주제", "data:image/png;base64,")),
        ("korean-topic", ("최근 14일 동안 나온 논문 중", "✓ 다이제스트와 함께", "다이제스트로 보냈어요")),
        ("korean", ("어떤 언어로 읽으시겠어요?", "🔖 저장", "방해 금지")),
    ],
)
def test_a_talk_shows_what_its_picture_is_for(played: dict[str, str], name: str, words: tuple[str, ...]) -> None:
    # Beside some words there is a joiner that nobody sees.
    shown = played[name].replace("\u2060", "")
    assert [word for word in words if word not in shown] == []


def test_without_a_browser_one_line_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CameraError, match="none of chromium"):
        pictures.main([])
