"""What the buttons under a paper do: like, save, other language, evidence, not interested, report."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from digest.latex import readable
from handlers.errors import CommandError
from handlers.evidence import sentences_behind
from handlers.layout import Line, Look, Span
from handlers.markup import clip
from handlers.messages import is_one_message
from handlers.paper_layout import TITLE_CHARS, one_line
from handlers.paper_view import View, other_language, read_view, view_layout
from handlers.reading_commands import show_view, take_quota
from handlers.requests import Place, Reply
from handlers.turn import Turn
from storage.marks import MarkKind
from storage.models import Method

_MADE, _TAKEN_BACK = "made", "taken-back"


async def like(turn: Turn) -> AsyncIterator[Reply]:
    """Like a paper, or take it back; the button counts the likes of this chat."""
    view = read_view(turn)
    yield _told(turn, MarkKind.LIKE, _toggle(turn, view, MarkKind.LIKE))
    layout = view_layout(turn, view)
    # A message that is one of several cannot be shown again in one.
    if turn.request.pressed and is_one_message(layout, turn.request.chat.platform):
        yield Reply(layout, Place.EDIT)


async def save(turn: Turn) -> AsyncIterator[Reply]:
    """Put a paper on the person's reading list, or take it off."""
    yield _told(turn, MarkKind.SAVE, _toggle(turn, read_view(turn), MarkKind.SAVE))


async def dismiss(turn: Turn) -> AsyncIterator[Reply]:
    """Keep that a person is not interested in a paper and its like, or take it back."""
    yield _told(turn, MarkKind.DISMISS, _toggle(turn, read_view(turn), MarkKind.DISMISS))


async def report(turn: Turn) -> AsyncIterator[Reply]:
    """Report that a summary is wrong, or take that back.

    What a model told goes out of sight and is read anew; that costs a reading, so it is counted as one.
    """
    view = read_view(turn)
    summary = turn.desk.store.summaries.find(view.key, view.language)
    outcome = _toggle(turn, view, MarkKind.REPORT)
    yield _told(turn, MarkKind.REPORT, outcome)
    if outcome == _MADE and summary is not None and summary.method is Method.MODEL:
        take_quota(turn)
        turn.desk.lookup.read_anew(turn.desk.store.papers.get(view.key), view.language)


def _toggle(turn: Turn, view: View, kind: MarkKind) -> str:
    """Make a mark or take it back, once for each press; return which of the two."""
    store = turn.desk.store
    if store.papers.find(view.key) is None:
        raise CommandError("paper-not-stored", command=turn.spoken("paper", view.key))

    def toggle() -> str:
        made = store.marks.toggle(turn.request.who, view.key, kind, turn.request.chat, turn.now)
        return _MADE if made else _TAKEN_BACK

    return turn.once(kind, toggle)


def _told(turn: Turn, kind: MarkKind, outcome: str) -> Reply:
    return turn.notice(f"{kind}-{outcome}", command=turn.spoken("saved"))


async def switch_language(turn: Turn) -> AsyncIterator[Reply]:
    """Show a paper in the language that its button names, or in the other one, in the same message."""
    if len(turn.desk.defaults.languages) == 1:
        raise CommandError("one-language")
    view = read_view(turn)
    if len(turn.words.split()) == 1:
        view = replace(view, language=other_language(turn, turn.language))
    async for reply in show_view(turn, view, turn.place):
        yield reply


async def show_evidence(turn: Turn) -> AsyncIterator[Reply]:
    """Show the sentences of the paper behind its summary."""
    view = read_view(turn)
    store = turn.desk.store
    paper, summary = store.papers.find(view.key), store.summaries.find(view.key, view.language)
    if paper is None or summary is None:
        raise CommandError("paper-not-stored", command=turn.spoken("paper", view.key))
    sentences = sentences_behind(paper, summary, store.readings.find(view.key))
    if not sentences:
        raise CommandError("evidence-none")
    lines = [
        Line((Span(f"{section.value.capitalize()}: ", Look.BOLD), Span(readable(text)))) for section, text in sentences
    ]
    title = clip(f"{turn.say('button-evidence')} — {one_line(paper.title)}", TITLE_CHARS)
    yield turn.screen(title, [Line((Span(turn.say("evidence-quoted"), Look.ITALIC),)), *lines], place=Place.NEW)
