"""Readings: what a model found each paper to say, one per paper."""

from __future__ import annotations

import json

from storage.database import Database, Row
from storage.models import Basis, Claim, PaperKey, Reading, Section
from storage.moments import moment_text, read_moment


class Readings:
    """The readings table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, reading: Reading) -> None:
        """Keep a reading in the place of any earlier one of the same paper."""
        parts = {
            section: [{"text": claim.text, "quotes": claim.quotes} for claim in claims]
            for section, claims in reading.parts.items()
        }
        row = {
            "paper_key": reading.key,
            "parts": json.dumps(parts, ensure_ascii=False),
            "basis": reading.basis,
            "maker": reading.maker,
            "version": reading.version,
            "made_at": moment_text(reading.made_at),
        }
        self._db.upsert("readings", row, ["paper_key"])

    def find(self, key: PaperKey) -> Reading | None:
        """Return the reading of a paper, or None."""
        return next(iter(self._db.read(_from_row, "SELECT * FROM readings WHERE paper_key = ?", [key])), None)

    def drop(self, key: PaperKey) -> None:
        """Forget the reading of a paper, so that it is read again."""
        self._db.run("DELETE FROM readings WHERE paper_key = ?", [key])


def _from_row(row: Row) -> Reading:
    made_at = read_moment(row["made_at"])
    assert made_at is not None
    return Reading(
        key=PaperKey(row["paper_key"]),
        parts={
            Section(section): tuple(Claim(claim["text"], tuple(claim["quotes"])) for claim in claims)
            for section, claims in json.loads(row["parts"]).items()
        },
        basis=Basis(row["basis"]),
        made_at=made_at,
        maker=row["maker"],
        version=row["version"],
    )
