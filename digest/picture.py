"""Pure: what a picture shows, before anything is drawn: a title, and panels of bars that carry their own words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what stands beside it, its length with the text at its end, what it was `before`, and a `part` of it."""

    label: str
    value: float
    text: str
    before: float = 0.0
    part: float = 0.0


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars on one scale, lying under their labels, or `upright` over them."""

    title: str
    bars: tuple[Bar, ...]
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture in one language.

    `title`, `note` and the titles of panels are ours and stand there whole or not at all; `name` and the labels are
    what somebody else wrote, and lose the characters that no font has.
    """

    title: str
    name: str
    note: str
    panels: tuple[Panel, ...]

    @property
    def own_text(self) -> str:
        """Return all that a font must have."""
        upright = [bar.label for panel in self.panels if panel.upright for bar in panel.bars]
        return "".join([self.title, self.note, *(panel.title for panel in self.panels), *upright])


def write_drawings(drawings: Sequence[Drawing]) -> bytes:
    """Write drawings of the same in several languages, the best first."""
    return json.dumps([asdict(drawing) for drawing in drawings], ensure_ascii=False, sort_keys=True).encode()


def read_drawings(data: bytes) -> tuple[Drawing, ...]:
    """Read what `write_drawings` wrote."""
    return tuple(
        Drawing(
            raw["title"],
            raw["name"],
            raw["note"],
            tuple(
                Panel(panel["title"], tuple(Bar(**bar) for bar in panel["bars"]), panel["upright"])
                for panel in raw["panels"]
            ),
        )
        for raw in json.loads(data)
    )
