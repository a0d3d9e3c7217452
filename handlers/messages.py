"""Pure: a post becomes its head and one message per paper, in a language and in a platform's form.

What is said is decided in `head_layout` and `paper_layout`; how it looks on a platform, and where a long one is cut, in
`telegram_messages`, `slack_messages` and `text_messages`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from digest.post import Post, PostPaper
from handlers.head_layout import head_layout
from handlers.layout import Layout, Line, Span
from handlers.paper_layout import paper_layout
from handlers.slack_messages import slack_payloads
from handlers.styles import answers_head
from handlers.telegram_messages import telegram_payloads
from handlers.text_messages import text_of
from storage.models import Language, Message, PaperKey, Platform, Style

_PAYLOADS: Mapping[Platform, Callable[[Layout], list[dict[str, Any]]]] = {
    Platform.TELEGRAM: telegram_payloads,
    Platform.SLACK: slack_payloads,
    Platform.CONSOLE: lambda layout: [{"text": text_of(layout)}],
}
_NO_MATCHES: Mapping[PaperKey, tuple[str, ...]] = MappingProxyType({})


def head_messages(
    post: Post,
    chat_language: Language,
    platform: Platform,
    matches: Mapping[PaperKey, tuple[str, ...]] = _NO_MATCHES,
    *,
    style: Style = Style.FULL,
    days: int = 1,
) -> tuple[Message, ...]:
    """Return the head of a digest: date, count, one line per paper, and by which words some match the chat's topics.

    Its first message is the only one of a digest that notifies; the rest of a long head are replies to it. A COMPACT
    head is the whole digest: each of its messages has a numbered button for every paper that it lists. A TOPICS head
    says that only papers which match are shown: the post holds no others. A head of several `days` says so: its reader
    was away.
    """
    layout = head_layout(post, chat_language, style, matches, days)
    return messages_of(f"head:{post.day}", layout, platform)


def paper_messages(
    paper: PostPaper,
    total: int,
    language: Language,
    platform: Platform,
    *,
    style: Style = Style.THREAD,
    pictures: bool = False,
) -> tuple[Message, ...]:
    """Return the messages of one paper of `total`, nearly always one; by its style all or none are replies to the head.

    Nothing is previewed, but for the paper's thumbnail where the chat wants `pictures`.
    """
    layout = paper_layout(paper, total, language, pictures=pictures)
    made = messages_of(f"paper:{paper.key or paper.position}", layout, platform)
    return tuple(replace(message, reply=answers_head(style, platform)) for message in made)


def line_messages(subject: str, text: str, language: Language, platform: Platform) -> tuple[Message, ...]:
    """Return a line of ours to a chat that did not ask for it; it notifies nobody."""
    return messages_of(subject, Layout(language, "", (Line((Span(text),)),)), platform)


def plain_text(paper: PostPaper, total: int, language: Language) -> str:
    """Return one paper of `total` as plain text, for the shell."""
    return text_of(paper_layout(paper, total, language))


def is_one_message(layout: Layout, platform: Platform) -> bool:
    """Tell whether a platform shows all of a layout in one message, so that it can stand in the place of another."""
    return len(_PAYLOADS[platform](layout)) == 1


def messages_of(subject: str, layout: Layout, platform: Platform) -> tuple[Message, ...]:
    """Return the messages of one layout; all but the first are replies to it."""
    return tuple(
        Message(subject, part, json.dumps(payload, ensure_ascii=False), part > 0)
        for part, payload in enumerate(_PAYLOADS[platform](layout))
    )
