"""Summaries: one per paper and language."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from storage.database import Database, Row, places
from storage.models import Basis, Language, Method, PaperKey, Sections, Summary
from storage.moments import moment_text, read_moment
from storage.search import refresh


class Summaries:
    """The summaries table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def put(self, summary: Summary) -> None:
        """Keep a summary in the place of any earlier one for the same paper and language."""
        row = {
            "paper_key": summary.key,
            "language": summary.language,
            "text_language": summary.text_language,
            "sections": json.dumps(dict(summary.sections.items()), ensure_ascii=False),
            "basis": summary.basis,
            "method": summary.method,
            "maker": summary.maker,
            "made_at": moment_text(summary.made_at),
        }
        with self._db.transaction():
            self._db.upsert("summaries", row, ["paper_key", "language"])
            refresh(self._db, [summary.key])

    def find(self, key: PaperKey, language: Language) -> Summary | None:
        """Return the summary, or None."""
        return self.all_of([key], language).get(key)

    def all_of(self, keys: Sequence[PaperKey], language: Language) -> dict[PaperKey, Summary]:
        """Return the summaries that there are of these papers in one language."""
        found = self._db.read(
            _from_row,
            f"SELECT * FROM summaries WHERE language = ? AND paper_key IN ({places(keys)})",
            [language, *keys],
        )
        return {summary.key: summary for summary in found}

    def missing(self, keys: Sequence[PaperKey], languages: Collection[Language]) -> frozenset[PaperKey]:
        """Return those of the papers that have no summary in one of the languages or another."""
        rows = self._db.rows(
            f"SELECT paper_key, COUNT(*) AS n FROM summaries WHERE language IN ({places([*languages])})"
            f" AND paper_key IN ({places(keys)}) GROUP BY paper_key HAVING n = ?",
            [*languages, *keys, len(languages)],
        )
        return frozenset(keys) - {row["paper_key"] for row in rows}


def _from_row(row: Row) -> Summary:
    made_at = read_moment(row["made_at"])
    assert made_at is not None
    return Summary(
        key=PaperKey(row["paper_key"]),
        language=Language(row["language"]),
        text_language=Language(row["text_language"]),
        sections=Sections(**json.loads(row["sections"])),
        basis=Basis(row["basis"]),
        method=Method(row["method"]),
        maker=row["maker"],
        made_at=made_at,
    )
