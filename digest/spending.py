"""What the model costs: tokens and dollars of each UTC day, and the budget that no call may go over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from digest.alarms import Alarm
from digest.chat_answer import Usage
from digest.errors import ModelError, ModelFailure
from storage.spending import Spending, Spent

logger = logging.getLogger(__name__)

MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens in and out."""

    input: float
    output: float

    def of(self, usage: Usage) -> float:
        """Return the dollars that a call cost."""
        return (self.input * usage.input_tokens + self.output * usage.output_tokens) / 1_000_000


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that a UTC day may cost; None is no limit."""

    tokens: int | None = None
    dollars: float | None = None


@dataclass(slots=True)
class Meter:
    """Records every call and stops those that the day's budget has no room for.

    What calls that are under way may still cost is held back, so that many at once cannot go over together.
    """

    spending: Spending
    clock: Callable[[], datetime]
    alarm: Alarm
    budget: Budget = field(default_factory=Budget)
    prices: Mapping[str, Price] = field(default_factory=dict)
    _held: Usage = field(default_factory=Usage)
    _told_on: date | None = None

    @property
    def has_room(self) -> bool:
        """Whether no call was stopped by the budget yet today."""
        return self._told_on != self._today()

    @contextmanager
    def holding(self, model: str, most: Usage) -> Iterator[None]:
        """Hold back what a call may cost at the most; raises ModelError if the day's budget has no room for it."""
        cost = self._cost(model, most)
        wanted = Usage(most.input_tokens, most.output_tokens, cost)
        after = _sum(self._held, wanted)
        if why := self._over(self.spending.of_day(self._today()), after):
            raise ModelError(f"the day's budget of {why} has no room for another call", ModelFailure.OVER_BUDGET)
        self._held = after
        try:
            yield
        finally:
            self._held = _sum(self._held, wanted, -1)

    def add(self, model: str, usage: Usage) -> None:
        """Record a call."""
        self.spending.add(
            self._today(),
            model,
            Spent(1, usage.input_tokens, usage.output_tokens, round(self._cost(model, usage) * MICROS)),
        )

    def _today(self) -> date:
        return self.clock().date()

    def _cost(self, model: str, usage: Usage) -> float:
        if usage.cost is not None:
            return usage.cost
        return self.prices[model].of(usage) if model in self.prices else 0.0

    def _over(self, spent: Spent, held: Usage) -> str | None:
        """Name the limit that would be passed, and tell of it once a day."""
        tokens = spent.input_tokens + spent.output_tokens + held.input_tokens + held.output_tokens
        dollars = spent.dollars + (held.cost or 0.0)
        if self.budget.tokens is not None and tokens > self.budget.tokens:
            why = f"{self.budget.tokens:,} tokens"
        elif self.budget.dollars is not None and dollars > self.budget.dollars:
            why = f"{self.budget.dollars:.2f} dollars"
        else:
            return None
        if self._told_on != self._today():
            self._told_on = self._today()
            logger.warning("model.budget_reached day=%s budget=%r", self._told_on, why)
            self.alarm("model:budget", f"the day's budget of {why} is spent; papers are quoted until tomorrow, UTC")
        return why


def _sum(one: Usage, other: Usage, sign: int = 1) -> Usage:
    return Usage(
        one.input_tokens + sign * other.input_tokens,
        one.output_tokens + sign * other.output_tokens,
        (one.cost or 0.0) + sign * (other.cost or 0.0),
    )
