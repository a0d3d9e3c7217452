"""How much one person may ask in a minute: then one polite line, then silence until the minute is over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto


class Patience(Enum):
    """What is left for a person in this minute."""

    ENOUGH = auto()
    JUST_OVER = auto()
    OVER = auto()


@dataclass(slots=True)
class Flood:
    """Counts what people ask; it remembers one minute, and forgets it with the process."""

    _minute: int = 0
    _asked: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, person: str, what: str, limit: int, now: datetime) -> Patience:
        """Count one thing that a person asks; the first over the limit is told apart from the rest."""
        minute = int(now.timestamp() // 60)
        if minute != self._minute:
            self._minute = minute
            self._asked.clear()
        self._asked[person, what] += 1
        over = self._asked[person, what] - limit
        if over <= 0:
            return Patience.ENOUGH
        return Patience.JUST_OVER if over == 1 else Patience.OVER
