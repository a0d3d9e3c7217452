"""The command that searches the archive, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator

from digest.archive import PAGE, Found, search_archive
from digest.topics import TopicError
from handlers.command_text import spans_of
from handlers.errors import CommandError
from handlers.head_layout import HEAD_TITLE_CHARS
from handlers.layout import Line, Span
from handlers.markup import clip
from handlers.paper_layout import one_line
from handlers.preferences import shown
from handlers.requests import Reply
from handlers.turn import Turn
from handlers.wording import keep_wording, kept_wording

MAX_PAGE = 99
"""Nobody turns more pages than this; it bounds what a button may ask for."""


async def search_papers(turn: Turn) -> AsyncIterator[Reply]:
    """Search for words, or turn to another page of what was found."""
    text, page = turn.words, 1
    if turn.request.pressed:
        number, _, rest = turn.words.partition(" ")
        text = kept_wording(turn, number, "search")
        page = min(int(rest), MAX_PAGE) if rest.isascii() and rest.isdecimal() and 0 < len(rest) < 4 else 1
    if not text:
        raise CommandError("search-what", command=turn.spoken("search", '"flow matching" votes:>20'))
    page = max(page, 1)
    try:
        found = search_archive(turn.desk.store, text, offset=(page - 1) * PAGE)
    except TopicError as error:
        raise CommandError("search-what", command=turn.spoken("search", '"flow matching" votes:>20')) from error
    yield _page(turn, text, found, page)


def _page(turn: Turn, text: str, found: Found, page: int) -> Reply:
    title = turn.say("search-title", words=shown(text), page=page)
    told = [turn.say("search-instead", given=shown(given), taken=shown(taken)) for given, taken in found.instead]
    if found.missing:
        told.append(turn.say("search-filling", missing=found.missing))
    if not found.papers:
        told.append(turn.say("search-none"))
    notes = [Line(spans_of(text)) for text in told]
    if not found.papers:
        return turn.screen(title, notes)
    lines = [
        Line(
            (Span(f"{number}. "), Span(clip(one_line(paper.title), HEAD_TITLE_CHARS))),
            tight=number % PAGE != 1,
            button=turn.press(str(number), "paper", paper.key),
        )
        for number, paper in enumerate(found.papers, (page - 1) * PAGE + 1)
    ]
    turning = []
    if page > 1 or found.more:
        number = keep_wording(turn, text)
        steps = [("◀", page - 1)] * (page > 1) + [("▶", page + 1)] * (found.more and page < MAX_PAGE)
        turning = [turn.press(label, "search", number, str(to)) for label, to in steps]
    return turn.screen(title, [*notes, *lines], [turning])
