"""Pure: a post becomes its head and one message per paper, in a language and in a platform's form.

Decides what is said, and in which order; how it looks on a platform, and where a long one is cut, is decided in
`telegram_messages`, `slack_messages` and `text_messages`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import regex

from digest.ids import alphaxiv_url, hugging_face_url, pdf_url
from digest.latex import readable
from digest.post import Post, PostPaper
from digest.texts import say, say_date
from handlers.layout import Button, Layout, Line, Look, Span, spaced
from handlers.markup import TELEGRAM_CALLBACK_BYTES, clean, clip, cut, safe_url
from handlers.slack_messages import slack_payloads
from handlers.telegram_messages import telegram_payloads
from handlers.text_messages import text_of
from storage.models import Language, Message, PaperKey, Platform, Section

AUTHORS_SHOWN = 3
TITLE_CHARS = 300
"""What is longer stands below the title; no paper on record has half of this."""
HEAD_TITLE_CHARS = 120
"""In the head a title is one line of many; its own message has all of it."""
NAME_CHARS = 60
LABEL_CHARS = 40
REMARK_CHARS = 120
LINKS_SHOWN = 6

_FOLDED = frozenset({Section.METHOD, Section.RESULTS, Section.LIMITATIONS, Section.CONCLUSION})
_BUTTONS = (("like", "save", "language"), ("evidence", "report"))
_GAPS = regex.compile(r"\n{3,}")
_NO_MATCHES: Mapping[PaperKey, tuple[str, ...]] = MappingProxyType({})


def head_messages(
    post: Post,
    chat_language: Language,
    platform: Platform,
    matches: Mapping[PaperKey, tuple[str, ...]] = _NO_MATCHES,
) -> tuple[Message, ...]:
    """Return the head of a digest: date, count, one line per paper, and by which words some match the chat's topics.

    Its first message is the only one of a digest that notifies; the rest of a long head are replies to it.
    """
    layout = _head_layout(post, chat_language, matches)
    return _messages(f"head:{post.day}", layout, platform, reply=False)


def paper_messages(paper: PostPaper, total: int, language: Language, platform: Platform) -> tuple[Message, ...]:
    """Return the messages of one paper of `total`, nearly always one; all of them are replies to the head."""
    subject = f"paper:{paper.key or paper.position}"
    return _messages(subject, _paper_layout(paper, total, language), platform, reply=True)


def plain_text(paper: PostPaper, total: int, language: Language) -> str:
    """Return one paper of `total` as plain text, for the shell."""
    return text_of(_paper_layout(paper, total, language))


def _messages(subject: str, layout: Layout, platform: Platform, *, reply: bool) -> tuple[Message, ...]:
    return tuple(
        Message(subject, part, json.dumps(payload, ensure_ascii=False), reply or part > 0)
        for part, payload in enumerate(_payloads(layout, platform))
    )


def _payloads(layout: Layout, platform: Platform) -> list[dict[str, Any]]:
    match platform:
        case Platform.TELEGRAM:
            return telegram_payloads(layout)
        case Platform.SLACK:
            return slack_payloads(layout)
        case Platform.CONSOLE:
            return [{"text": text_of(layout)}]


def _head_layout(post: Post, language: Language, matches: Mapping[PaperKey, tuple[str, ...]]) -> Layout:
    title = say(language, "digest-title", date=say_date(language, post.day)) if post.day else post.title
    return Layout(
        language=language,
        title=clip(_one_line(title), TITLE_CHARS),
        byline=say(language, "paper-count", count=len(post.papers)),
        lines=tuple(_head_lines(post.papers, language, matches)),
        silent=False,
    )


def _head_lines(
    papers: Iterable[PostPaper], language: Language, matches: Mapping[PaperKey, tuple[str, ...]]
) -> Iterator[Line]:
    for place, paper in enumerate(papers):
        words = matches.get(paper.key, ()) if paper.key else ()
        number = Span(f"{paper.position}. {'★ ' if words else ''}")
        title = Span(clip(_title(paper), HEAD_TITLE_CHARS), url=_url(paper))
        told = [say(language, "late")] if paper.late else []
        if words:
            told.append(say(language, "matches", words=_one_line(", ".join(words))))
        remark = (Span(" — "), Span(clip(" · ".join(told), REMARK_CHARS), Look.ITALIC)) if told else ()
        yield Line((number, title, *remark), tight=place > 0)


def _paper_layout(paper: PostPaper, total: int, language: Language) -> Layout:
    title, *overflow = cut(_title(paper), TITLE_CHARS)
    return Layout(
        language=language,
        number=f"{paper.position}/{total}" if 1 <= paper.position <= total > 1 else "",
        title=title,
        url=_url(paper),
        byline=_byline(paper, language),
        lines=(
            *(Line((Span(text, Look.BOLD),), tight=True) for text in overflow),
            *_section_lines(paper),
            *_other_lines(paper),
        ),
        links=_links(paper, language),
        buttons=_buttons(paper, language),
    )


def _title(paper: PostPaper) -> str:
    return _one_line(paper.title) or str(paper.key or paper.position)


def _url(paper: PostPaper) -> str | None:
    return paper.url if safe_url(paper.url) else None


def _byline(paper: PostPaper, language: Language) -> str:
    """Return who wrote it, how much it is liked, and whether it came late."""
    names = [clip(name, NAME_CHARS) for name in map(_one_line, paper.authors) if name]
    shown = ", ".join(names[:AUTHORS_SHOWN])
    more = len(names) - AUTHORS_SHOWN
    parts = [f"{shown} {say(language, 'more-authors', count=more)}" if more > 0 else shown]
    if paper.upvotes:
        parts.append(say(language, "votes", count=paper.upvotes))
    if paper.late:
        parts.append(say(language, "late"))
    return " · ".join(filter(None, parts))


def _section_lines(paper: PostPaper) -> Iterator[Line]:
    for section, text in paper.sections.items():
        if shown := _paragraphs(text):
            label = Span(f"{section.value.capitalize()}:", Look.BOLD)
            yield Line((label, Span(" "), Span(shown)), folded=section in _FOLDED)


def _other_lines(paper: PostPaper) -> Iterator[Line]:
    if extra := _paragraphs(paper.extra):
        yield Line((Span(extra),))
    if notes := _one_line(" ".join(paper.notes)):
        yield Line((Span(notes, Look.ITALIC),))


def _links(paper: PostPaper, language: Language) -> tuple[Span, ...]:
    """Return the links that are safe to follow, each address once; a standard one leads where the post says."""
    standard = _standard_links(paper, language)
    labels = {label.casefold(): label for label in standard}
    others = []
    for link in paper.links:
        if label := labels.get(link.label.casefold()):
            standard[label] = link.url
        else:
            others.append((clip(_one_line(link.label), LABEL_CHARS), link.url))
    shown: dict[str, Span] = {}
    for label, url in (*standard.items(), *others):
        if safe := safe_url(url):
            shown.setdefault(safe, Span(label or _host(safe), url=safe))
    return spaced(list(shown.values())[:LINKS_SHOWN])


def _standard_links(paper: PostPaper, language: Language) -> dict[str, str]:
    """Return what every paper has, in the order that readers know; an old post may name only the first."""
    if paper.key is None:
        return {"": paper.url}
    return {
        "arXiv": paper.url,
        "PDF": pdf_url(paper.key),
        "Hugging Face": hugging_face_url(paper.key),
        "Code": "",
        "alphaXiv": alphaxiv_url(paper.key, language),
    }


def _host(url: str) -> str:
    return url.split("/")[2]


def _buttons(paper: PostPaper, language: Language) -> tuple[tuple[Button, ...], ...]:
    """Return the rows of buttons; an action holds all it needs, so that it works after any restart."""
    if paper.key is None:
        return ()
    rows = tuple(
        tuple(Button(say(language, f"button-{name}"), f"v1:{name}:{paper.key}") for name in row) for row in _BUTTONS
    )
    fits = all(len(button.action.encode()) <= TELEGRAM_CALLBACK_BYTES for row in rows for button in row)
    return rows if fits else ()


def _one_line(text: str) -> str:
    return readable(clean(text))


def _paragraphs(text: str) -> str:
    """Make LaTeX readable line by line, for the line breaks of a text are its paragraphs."""
    lines = "\n".join(map(readable, clean(text).split("\n")))
    return str(_GAPS.sub("\n\n", lines)).strip()
