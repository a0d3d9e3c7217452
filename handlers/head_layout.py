"""Pure: what the head of a digest says: date, count, one line per paper, and which of them match and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from digest.post import Post, PostPaper
from digest.texts import say, say_date
from handlers.layout import Button, Layout, Line, Look, Span, press
from handlers.markup import clip
from handlers.paper_layout import TITLE_CHARS, acting_key, linked_url, marks, one_line, title_of
from storage.models import Language, PaperKey, Style

HEAD_TITLE_CHARS = 120
"""In the head a title is one line of many; its own message has all of it."""
REMARK_CHARS = 120


def head_layout(
    post: Post, language: Language, style: Style, matches: Mapping[PaperKey, tuple[str, ...]], days: int = 1
) -> Layout:
    """Lay out the head; a compact one has a numbered button per paper, one on topics says that others are left out.

    One of several `days` says how many its reader was away.
    """
    title = say(language, "digest-title", date=say_date(language, post.day)) if post.day else post.title
    lines = tuple(_lines(post, language, style, matches))
    return Layout(
        language=language,
        title=clip(one_line(title), TITLE_CHARS),
        byline=" · ".join(_byline(len(post.papers), language, style, days, acts=any(line.button for line in lines))),
        lines=lines,
        silent=False,
    )


def _byline(count: int, language: Language, style: Style, days: int, *, acts: bool) -> Iterator[str]:
    yield say(language, "topic-count" if style is Style.TOPICS else "paper-count", count=count)
    if days > 1:
        yield say(language, "days-away", count=days)
    if acts:
        yield say(language, "choose-number")


def _lines(post: Post, language: Language, style: Style, matches: Mapping[PaperKey, tuple[str, ...]]) -> Iterator[Line]:
    for place, paper in enumerate(post.papers):
        words = matches.get(paper.key, ()) if paper.key else ()
        # Where every paper matches, a star says nothing.
        star = "★ " if words and style is not Style.TOPICS else ""
        title = Span(clip(title_of(paper), HEAD_TITLE_CHARS), url=linked_url(paper))
        told = " · ".join((*marks(paper, language), *_reason(words, language, style)))
        remark = (Span(" — "), Span(clip(told, REMARK_CHARS), Look.ITALIC)) if told else ()
        yield Line(
            (Span(f"{paper.position}. {star}"), title, *remark),
            tight=place > 0,
            button=_opener(paper, post.day) if style is Style.COMPACT and post.day else None,
        )


def _reason(words: tuple[str, ...], language: Language, style: Style) -> tuple[str, ...]:
    """Say by which words a paper matches; on topics alone, that they are a match needs no saying."""
    if not words:
        return ()
    shown = one_line(", ".join(words))
    return (shown if style is Style.TOPICS else say(language, "matches", words=shown),)


def _opener(paper: PostPaper, day: date) -> Button | None:
    key = acting_key(paper)
    return press(str(paper.position), "open", day.isoformat(), key) if key else None
