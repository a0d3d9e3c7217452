"""Pure: papers that a chat is told of apart from its digest, because they are on its topics: one, or a day's in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from digest.post import Post, PostPaper
from digest.texts import say, say_date
from handlers.head_layout import head_layout
from handlers.layout import Layout, Line, Look, Span
from handlers.markup import clip
from handlers.messages import messages_of
from handlers.paper_layout import one_line, paper_layout
from storage.models import Language, Message, PaperKey, Platform, Style

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


def bundle_messages(
    post: Post, matches: Mapping[PaperKey, tuple[str, ...]], language: Language, platform: Platform
) -> tuple[Message, ...]:
    """Return one message with a line and a button for each paper of a post, which all are on the chat's topics."""
    assert post.day is not None
    layout = head_layout(post, language, Style.COMPACT, matches)
    title = say(language, "bundle-title", date=say_date(language, post.day))
    return messages_of(f"bundle:{post.day}", replace(layout, title=title), platform)
