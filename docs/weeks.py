"""Weeks of lists before the sample day, for the pictures of trends: how many papers had which keyword, all made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from bot.commands.demo import SAMPLE_DAY
from storage.models import Paper, PaperKey
from storage.store import Store

KEYWORDS: Mapping[str, Sequence[int]] = {
    "reinforcement learning": (3, 4, 3, 4, 5, 7, 8, 9),
    "video generation": (2, 3, 2, 2, 3, 5, 4, 6),
    "agents": (1, 2, 1, 2, 3, 3, 5, 4),
    "test-time scaling": (0, 1, 1, 0, 2, 2, 3, 3),
    "language models": (9, 8, 9, 8, 7, 8, 7, 7),
    "diffusion models": (5, 5, 6, 5, 4, 5, 4, 4),
    "3D reconstruction": (2, 3, 2, 2, 2, 2, 1, 2),
}
"""Papers of each keyword in each of eight weeks, oldest first."""


def fill_weeks(store: Store) -> dict[str, list[PaperKey]]:
    """Put a list into each of eight weeks, and return the papers of each keyword, oldest first."""
    made: dict[str, list[PaperKey]] = {keyword: [] for keyword in KEYWORDS}
    for week in range(8):
        day = SAMPLE_DAY - timedelta(days=7 * (8 - week) - 1)
        papers = [
            Paper(
                PaperKey(f"{day:%y%m}.{day.day:02}{place:02}{number}"),
                f"On {keyword}",
                abstract="",
                keywords=(keyword,),
            )
            for place, (keyword, counts) in enumerate(KEYWORDS.items())
            for number in range(counts[week])
        ]
        store.papers.put(papers)
        store.days.record_look(day, [paper.key for paper in papers], [], datetime.combine(day, time(20), UTC))
        for paper in papers:
            made[paper.keywords[0]].append(paper.key)
    return made
