"""What the models cost, by UTC day and model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from storage.database import Database


@dataclass(frozen=True, slots=True)
class Spent:
    """Calls, tokens in and out, and millionths of a US dollar."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    micros: int = 0

    @property
    def dollars(self) -> float:
        """Return the cost in US dollars."""
        return self.micros / 1_000_000

    def to_json(self) -> dict[str, float]:
        """Return it as one JSON object."""
        return {
            "calls": self.calls,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "dollars": self.dollars,
        }


class Spending:
    """The spending table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, day: date, model: str, spent: Spent) -> None:
        """Add to what a model cost on a day."""
        self._db.run(
            "INSERT INTO spending (day, model, calls, input_tokens, output_tokens, micros) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (day, model) DO UPDATE SET calls = spending.calls + excluded.calls,"
            " input_tokens = spending.input_tokens + excluded.input_tokens,"
            " output_tokens = spending.output_tokens + excluded.output_tokens,"
            " micros = spending.micros + excluded.micros",
            [day.isoformat(), model, spent.calls, spent.input_tokens, spent.output_tokens, spent.micros],
        )

    def of_day(self, day: date) -> Spent:
        """Return what all models cost on a day."""
        spent = self.by_model(day).values()
        return Spent(
            sum(one.calls for one in spent),
            sum(one.input_tokens for one in spent),
            sum(one.output_tokens for one in spent),
            sum(one.micros for one in spent),
        )

    def by_model(self, day: date) -> Mapping[str, Spent]:
        """Return what each model cost on a day."""
        return self._read("WHERE day = ?", day.isoformat())

    def in_all(self) -> Mapping[str, Spent]:
        """Return what each model has cost since the first day."""
        return self._read("")

    def _read(self, where: str, *values: str) -> Mapping[str, Spent]:
        rows = self._db.rows(
            "SELECT model, SUM(calls) AS calls, SUM(input_tokens) AS input_tokens,"
            f" SUM(output_tokens) AS output_tokens, SUM(micros) AS micros FROM spending {where}"
            " GROUP BY model ORDER BY model",
            values,
        )
        return {
            row["model"]: Spent(row["calls"], row["input_tokens"], row["output_tokens"], row["micros"]) for row in rows
        }
