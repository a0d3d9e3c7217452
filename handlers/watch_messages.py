"""Pure: what a chat is told of a paper that it watches."""

from __future__ import annotations

from digest.ids import abs_url, pdf_url
from digest.paper_news import PaperEvent
from digest.texts import say
from handlers.layout import Layout, Line, Look, Span, in_rows, press, spaced
from handlers.markup import clip, safe_url
from handlers.messages import messages_of
from handlers.paper_layout import TITLE_CHARS, one_line
from storage.models import Language, Message, Paper, Platform

REASON_CHARS = 300
"""How much of the comment that arXiv keeps with a withdrawal is told."""


def news_messages(event: PaperEvent, paper: Paper, language: Language, platform: Platform) -> tuple[Message, ...]:
    """Return the messages of one event; the subject names it, so that a chat is told of each once."""
    name = f"v{paper.version}" if event is PaperEvent.VERSION else event.value
    return messages_of(f"watch:{paper.key}:{name}", news_layout(event, paper, language), platform)


def news_layout(event: PaperEvent, paper: Paper, language: Language) -> Layout:
    """Lay out one event, with the links to what is new; it notifies."""
    lines = [Line((Span(f"👁 {say(language, f'watch-news-{event}', version=paper.version or 0)}"),))]
    if event is PaperEvent.WITHDRAWN and (reason := one_line(paper.comment or "")):
        lines.append(Line((Span(clip(reason, REASON_CHARS), Look.ITALIC),)))
    links = [Span("arXiv", url=abs_url(paper.key)), Span("PDF", url=pdf_url(paper.key))]
    if paper.code_url and (code := safe_url(paper.code_url)):
        links.append(Span("Code", url=code))
    follows = event in (PaperEvent.VERSION, PaperEvent.CODE)
    buttons = [
        press(say(language, "button-summary"), "paper", paper.key),
        press(say(language, "button-unwatch"), "watch", "stop", paper.key)
        if follows
        else press(say(language, "button-watched"), "watch", "page", "1"),
    ]
    return Layout(
        language=language,
        title=clip(one_line(paper.title), TITLE_CHARS),
        url=abs_url(paper.key),
        lines=tuple(lines),
        links=spaced(links),
        buttons=in_rows(buttons),
        silent=False,
    )
