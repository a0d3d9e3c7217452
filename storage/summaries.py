"""Summaries: one per paper and language."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from storage.database import Database, Row, places
from storage.indexing import refresh
from storage.models import Basis, Language, Method, PaperKey, Sections, Summary
from storage.moments import moment_text, read_moment


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
            "version": summary.version,
            "unverified": int(summary.unverified),
        }
        with self._db.transaction():
            self._db.upsert("summaries", row, ["paper_key", "language"])
            self._db.before_commit(refresh, [summary.key])

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

    def latest(self, language: Language, but: PaperKey, limit: int) -> tuple[Summary, ...]:
        """Return the last summaries that models made in a language, of other papers than one."""
        return tuple(
            self._db.read(
                _from_row,
                "SELECT * FROM summaries WHERE language = ? AND method = 'model' AND paper_key <> ?"
                " ORDER BY made_at DESC, paper_key LIMIT ?",
                [language, but, limit],
            )
        )

    def missing(self, keys: Sequence[PaperKey], languages: Collection[Language]) -> frozenset[PaperKey]:
        """Return those of the papers that have no summary in one of the languages or another."""
        rows = self._db.rows(
            f"SELECT paper_key, COUNT(*) AS n FROM summaries WHERE language IN ({places([*languages])})"
            f" AND paper_key IN ({places(keys)}) GROUP BY paper_key HAVING n = ?",
            [*languages, *keys, len(languages)],
        )
        return frozenset(keys) - {row["paper_key"] for row in rows}

    def hide(self, key: PaperKey, language: Language, now: datetime) -> Summary | None:
        """Take a summary out of sight, for good, and return it; None if there is none. It is kept for the operator."""
        with self._db.transaction():
            summary = self.find(key, language)
            if summary is not None:
                self._db.run(
                    "INSERT INTO hidden_summaries (paper_key, language, sections, maker, version, made_at, hidden_at)"
                    " SELECT paper_key, language, sections, maker, version, made_at, ? FROM summaries"
                    " WHERE paper_key = ? AND language = ?",
                    [moment_text(now), key, language],
                )
                self._db.run("DELETE FROM summaries WHERE paper_key = ? AND language = ?", [key, language])
                self._db.before_commit(refresh, [key])
        return summary

    def hidden(self, key: PaperKey, language: Language) -> tuple[Sections, ...]:
        """Return the texts of a paper that were taken out of sight in a language: they must not come back."""
        return tuple(
            self._db.read(
                lambda row: Sections(**json.loads(row["sections"])),
                "SELECT sections FROM hidden_summaries WHERE paper_key = ? AND language = ? ORDER BY id",
                [key, language],
            )
        )


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
        version=row["version"],
        unverified=bool(row["unverified"]),
    )
