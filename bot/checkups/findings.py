"""What a look at one part found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a part is: well, well enough to run, or in need of mending."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, how it is, in words, and what to do about it."""

    part: str
    health: Health
    text: str
    mend: str = ""

    @property
    def told(self) -> str:
        """Return what was found with its mend, as one line."""
        return " ".join(f"{self.text}; {self.mend}".split()) if self.mend else " ".join(self.text.split())

    def to_json(self) -> dict[str, str]:
        """Return it as one JSON object."""
        return {"part": self.part, "state": self.health.value, "text": self.text, "mend": self.mend}


def well(part: str, text: str) -> Finding:
    """Make the finding that nothing is wrong."""
    return Finding(part, Health.OK, text)


def ill(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return those that must be mended."""
    return tuple(finding for finding in findings if finding.health is Health.BAD)
