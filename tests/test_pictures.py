"""The pictures of the documents: their talks can be played, and their files are small and lose nothing."""

from __future__ import annotations

import asyncio
import contextlib
import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.demo import run_demo
from docs import pictures
from docs.camera import CameraError
from docs.phone import Studio
from docs.pictures import IMAGES, VIEWS
from docs.png import with_palette
from docs.talks import TALKS
from handlers.preview import render_strip
from storage.store import Store

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, rows: list[tuple[int, bytes]], kind: int = 2, depth: int = 8) -> bytes:
    """Write a PNG of rows that are filtered already."""
    head = struct.pack(">IIBBBBB", width, len(rows), depth, kind, 0, 0, 0)
    packed = zlib.compress(b"".join(bytes([filtered]) + row for filtered, row in rows))
    return SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def colours_of(picture: bytes) -> list[bytes]:
    """Read a PNG with a palette whose rows are not filtered."""
    parts, place = {}, len(SIGNATURE)
    while place < len(picture):
        length, name = struct.unpack_from(">I4s", picture, place)
        parts[name] = picture[place + 8 : place + 8 + length]
        assert struct.unpack_from(">I", picture, place + 8 + length)[0] == zlib.crc32(name + parts[name])
        place += 12 + length
    width, height, depth, kind = struct.unpack_from(">IIBB", parts[b"IHDR"])
    assert (depth, kind) == (8, 3)
    packed = zlib.decompress(parts[b"IDAT"])
    rows = [packed[at * (width + 1) : (at + 1) * (width + 1)] for at in range(height)]
    assert {row[0] for row in rows} == {0}
    return [parts[b"PLTE"][3 * place : 3 * place + 3] for row in rows for place in row[1:]]


def test_each_filter_of_png_is_undone() -> None:
    # Two pixels a row: what the filter takes away is what stands left of, above, between or nearest to a byte.
    first = bytes([16, 32, 48, 80, 96, 112])
    filtered = {1: [16, 32, 48, 64, 64, 64], 2: [0] * 6, 3: [8, 16, 24, 32, 32, 32], 4: [0] * 6}
    for kind, row in filtered.items():
        assert colours_of(with_palette(png(2, [(0, first), (kind, bytes(row))]))) == [first[:3], first[3:]] * 2


@given(st.lists(st.sampled_from([b"\x00\x00\x00", b"\xff\x00\x00", b"\x00\xff\x80", b"\xff\xff\xff"]), min_size=1))
def test_a_picture_of_few_colours_keeps_them(pixels: list[bytes]) -> None:
    assert colours_of(with_palette(png(len(pixels), [(0, b"".join(pixels))]))) == pixels


def test_a_colour_without_room_becomes_the_nearest() -> None:
    wheel = [bytes([red, green, 0]) for red in range(0, 256, 16) for green in range(0, 256, 16)]
    pixels = [*wheel, *wheel, b"\xf0\xf0\x20"]
    assert colours_of(with_palette(png(len(pixels), [(0, b"".join(pixels))])))[-1] == b"\xf0\xf0\x00"


@pytest.mark.parametrize("content", [b"GIF89a", png(1, [(0, b"\0\0\0\0\0\0")], depth=16), png(1, [(0, b"\0")], kind=0)])
def test_what_no_browser_writes_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no PNG"):
        with_palette(content)


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
