"""How much one person may ask in a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from handlers.flood import Flood, Patience

NOW = datetime(2026, 5, 13, 8, 0, 20, tzinfo=UTC)


def test_the_first_over_the_limit_is_told_apart_from_the_rest() -> None:
    flood = Flood()
    told = [flood.count("ada", "command", 2, NOW) for _ in range(5)]
    assert told == [Patience.ENOUGH, Patience.ENOUGH, Patience.JUST_OVER, Patience.OVER, Patience.OVER]


def test_people_and_what_they_ask_are_counted_apart() -> None:
    flood = Flood()
    asked = [("ada", "command"), ("ada", "press"), ("bo", "command")]
    assert {flood.count(person, what, 1, NOW) for person, what in asked} == {Patience.ENOUGH}


def test_the_next_minute_begins_anew() -> None:
    flood = Flood()
    for _ in range(3):
        flood.count("ada", "command", 1, NOW)
    assert flood.count("ada", "command", 1, NOW + timedelta(seconds=39)) is Patience.OVER
    assert flood.count("ada", "command", 1, NOW + timedelta(seconds=40)) is Patience.ENOUGH
