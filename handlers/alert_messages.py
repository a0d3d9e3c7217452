"""Pure: a paper that a chat is told of by itself, because it is on one of its topics."""

from __future__ import annotations

from dataclasses import replace

from digest.post import PostPaper
from digest.texts import say
from handlers.layout import Layout, Line, Look, Span
from handlers.markup import clip
from handlers.messages import messages_of
from handlers.paper_layout import one_line, paper_layout
from storage.models import Language, Message, Platform

WORDS_CHARS = 120


def alert_messages(
    paper: PostPaper,
    words: tuple[str, ...],
    language: Language,
    platform: Platform,
    *,
    subject: str,
    pictures: bool = False,
) -> tuple[Message, ...]:
    """Return the messages of an alert: the paper, under the words by which it is on a topic; the first one notifies."""
    return messages_of(subject, alert_layout(paper, words, language, pictures=pictures), platform)


def alert_layout(paper: PostPaper, words: tuple[str, ...], language: Language, *, pictures: bool = False) -> Layout:
    """Lay out a paper under the reason for which it comes by itself."""
    layout = paper_layout(paper, 1, language, pictures=pictures)
    told = clip(one_line(", ".join(words)), WORDS_CHARS)
    reason = Line((Span(f"🔔 {say(language, 'matches', words=told)}", Look.ITALIC),))
    return replace(layout, lines=(reason, *layout.lines), silent=False)
