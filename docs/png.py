"""Pure: pictures of a screen, written anew with a palette of 256 colours, a third as large."""

from __future__ import annotations

from collections import Counter
from io import BytesIO

from PIL import Image

_COLOURS = 256
_GROUNDS = 32
"""As many colours fill whole areas: these are kept."""
_ALIKE_BITS = 4
"""Colours that differ in these low bits alone are of one kind."""

Colour = tuple[int, ...]


def with_palette(png: bytes) -> bytes:
    """Return the PNG in 256 colours: those that are frequent and unlike, any other as the nearest of them."""
    with Image.open(BytesIO(png), formats=["PNG"]) as opened:
        picture = opened.convert("RGB")
    data = picture.tobytes()
    chosen = _palette(Counter(zip(data[0::3], data[1::3], data[2::3], strict=True)))
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for colour in chosen for channel in colour])
    packed = BytesIO()
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _palette(counts: Counter[Colour]) -> list[Colour]:
    """Return the grounds, and of all else the most frequent colour of each kind.

    By frequency alone the many greys of letters would leave no room for the red of a small sign, and Pillow's own ways
    of choosing change the grounds.
    """
    ranked = [colour for colour, _ in counts.most_common()]
    kinds: dict[Colour, Colour] = {}
    for colour in ranked:
        kinds.setdefault(tuple(channel >> _ALIKE_BITS for channel in colour), colour)
    return list(dict.fromkeys((*ranked[:_GROUNDS], *kinds.values())))[:_COLOURS]
