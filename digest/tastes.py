"""The tastes of chats, with the papers that they are made of read from the store, each once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from digest.taste import Likeness, Reason, Taste
from storage.models import Opinion, Paper, PaperKey
from storage.store import Store

LISTS = 7
"""What is rare is told from the lists of so many days."""


def tastes_around(store: Store, day: date) -> Tastes:
    """Return what chats make of the papers of a list day and of the days before it."""
    days = [store.days.get(day - timedelta(days=back)) for back in range(LISTS)]
    return Tastes(store, store.papers.all_of([*{listed.key: None for known in days for listed in known.papers}]))


class Tastes:
    """What chats make of the papers of some lists."""

    def __init__(self, store: Store, listed: Mapping[PaperKey, Paper]) -> None:
        self._store = store
        self._likeness = Likeness(listed.values())
        self._known = dict(listed)

    def of(self, opinions: Sequence[Opinion], keys: Collection[PaperKey]) -> Taste:
        """Return what a chat with these opinions makes of some papers."""
        known = self._read([*keys, *(opinion.key for opinion in opinions)])
        return self._likeness.taste(opinions, known, [known[key] for key in keys])

    def reason(self, opinions: Sequence[Opinion], key: PaperKey) -> Reason | None:
        """Say why a chat with these opinions has a paper higher or lower; None if it has not."""
        known = self._read([key, *(opinion.key for opinion in opinions)])
        return self._likeness.reason(opinions, known, known[key])

    def _read(self, keys: Iterable[PaperKey]) -> Mapping[PaperKey, Paper]:
        """Return the papers that are known, with these among them as far as they are stored."""
        if unknown := [key for key in keys if key not in self._known]:
            self._known |= self._store.papers.all_of(unknown)
        return self._known
