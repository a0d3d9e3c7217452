"""Pure: pictures of trends, in the words of a language."""

from __future__ import annotations

from collections.abc import Sequence

from digest.picture import Bar, Drawing, Panel
from digest.texts import say, say_day_of_month, say_month, say_share
from digest.trends import Rise, Week
from handlers.markup import clip
from handlers.paper_layout import one_line
from storage.models import Language

NAME_CHARS = 80
"""How much of a keyword is told; what a picture has room for is measured where it is drawn."""


def topic_name(topic: str) -> str:
    """Return a keyword, which somebody else wrote, as it is shown on one line."""
    return clip(one_line(topic), NAME_CHARS)


def say_rise(language: Language, rise: Rise) -> str:
    """Say from which share to which a topic rose."""
    return f"{topic_name(rise.topic)}: {_shares(language, rise)}"


def rise_drawing(language: Language, rises: Sequence[Rise], liked: Sequence[tuple[str, int]], weeks: int) -> Drawing:
    """Draw the topics that rose from the `weeks` before to the last ones, over those liked here."""
    bars = tuple(Bar(topic_name(rise.topic), rise.now, _shares(language, rise), before=rise.before) for rise in rises)
    loved = tuple(Bar(topic_name(topic), count, str(count), part=count) for topic, count in liked)
    panels = [
        *([Panel(say(language, "picture-rise"), bars)] if bars else []),
        *([Panel(say(language, "picture-liked"), loved)] if loved else []),
    ]
    note = say(language, "picture-rise-note", weeks=weeks) if bars else ""
    return Drawing(say(language, "trends-title"), "", note, tuple(panels))


def topic_drawing(language: Language, name: str, weeks: Sequence[Week]) -> Drawing:
    """Draw the papers of a topic week by week; each week is named by its first day, and the month where it begins."""
    months = [None, *(week.first.month for week in weeks)]
    bars = tuple(
        Bar(
            say_day_of_month(language, week.first)
            + (f"\n{say_month(language, week.first)}" if week.first.month != month else ""),
            week.papers,
            str(week.papers),
            part=week.liked,
        )
        for week, month in zip(weeks, months, strict=False)
    )
    note = say(language, "picture-liked-note" if any(week.liked for week in weeks) else "picture-topic-note")
    return Drawing(say(language, "picture-topic"), name, note, (Panel("", bars, upright=True),))


def _shares(language: Language, rise: Rise) -> str:
    return f"{say_share(language, rise.before)} → {say_share(language, rise.now)}"
