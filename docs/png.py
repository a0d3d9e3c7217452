"""Pure: PNG files of a screen, written anew with a palette of 256 colours, a third as large.

Only what browsers write is read: eight bits a channel, RGB or RGBA, not interlaced (www.w3.org/TR/png-3).
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}
_COLOURS = 256
_GROUNDS = 32
"""As many colours fill whole areas: these are kept exactly."""
_ALIKE_BITS = 4
"""Colours that differ in these low bits alone are of one kind."""

Colour = tuple[int, ...]


def with_palette(picture: bytes) -> bytes:
    """Return the picture in 256 colours: those that are frequent and unlike, any other as the nearest of them.

    Raises ValueError for what is no such PNG.
    """
    width, height, colours = _pixels(picture)
    palette = _palette(Counter(colours))
    places = {colour: place for place, colour in enumerate(palette)}
    for colour in set(colours) - places.keys():
        places[colour] = min(range(len(palette)), key=lambda place: _distance(palette[place], colour))
    rows = bytearray()
    for begin in range(0, len(colours), width):
        rows.append(0)
        rows += bytes(places[colour] for colour in colours[begin : begin + width])
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(channel for colour in palette for channel in colour)),
        (b"IDAT", zlib.compress(bytes(rows), 9)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_chunk(name, content) for name, content in chunks)


def _palette(counts: Counter[Colour]) -> list[Colour]:
    """Return the grounds, and of all else the most frequent colour of each kind.

    By frequency alone the many greys of letters would leave no room for the red of a small sign.
    """
    ranked = [colour for colour, _ in counts.most_common()]
    kinds: dict[Colour, Colour] = {}
    for colour in ranked:
        kinds.setdefault(tuple(channel >> _ALIKE_BITS for channel in colour), colour)
    return list(dict.fromkeys((*ranked[:_GROUNDS], *kinds.values())))[:_COLOURS]


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _pixels(picture: bytes) -> tuple[int, int, list[Colour]]:
    """Return width, height and the colour of each pixel, row by row."""
    if not picture.startswith(_SIGNATURE):
        raise ValueError("no PNG")
    chunks = list(_chunks(picture))
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if depth != 8 or kind not in _CHANNELS or interlaced:
        raise ValueError("no PNG as browsers write it")
    size = _CHANNELS[kind]
    packed = zlib.decompress(b"".join(content for name, content in chunks if name == b"IDAT"))
    stride = width * size
    before = bytearray(stride)
    colours: list[Colour] = []
    for begin in range(0, height * (stride + 1), stride + 1):
        row = bytearray(packed[begin + 1 : begin + 1 + stride])
        _unfilter(packed[begin], row, before, size)
        colours += zip(row[0::size], row[1::size], row[2::size], strict=True)
        before = row
    return width, height, colours


def _unfilter(kind: int, row: bytearray, before: bytearray, size: int) -> None:
    """Undo one of PNG's five filters in place."""
    for place in range(len(row)) if kind else ():
        left = row[place - size] if place >= size else 0
        corner = before[place - size] if place >= size else 0
        above = before[place]
        guess = (left, above, (left + above) // 2, _paeth(left, above, corner))[kind - 1]
        row[place] = (row[place] + guess) & 0xFF


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_SIGNATURE)
    while place < len(picture):
        length, name = struct.unpack_from(">I4s", picture, place)
        yield name, picture[place + 8 : place + 8 + length]
        place += 12 + length


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
