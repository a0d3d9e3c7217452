"""Two weeks of the simulated year: every chat has every paper that it was due, once; each trouble is told once."""

from __future__ import annotations

from pathlib import Path

from tests.year.life import live
from tests.year.report import judge
from tests.year.world import Scale

TWO_WEEKS = Scale(days=14, chats=60, most_papers=8, tick_s=1800)
SEED = 4


def test_in_two_weeks_of_outages_kills_and_wrong_clocks_every_chat_has_what_it_was_due_once(tmp_path: Path) -> None:
    world = live(TWO_WEEKS, SEED, tmp_path)
    findings = judge(world)
    assert findings.wrong == []
    # What would be left of the proof if the fortnight were an easy one.
    assert world.kills
    assert world.year.told
    assert findings.counts["must"] > 1_000
    assert len(world.outcomes) > TWO_WEEKS.days / 2
