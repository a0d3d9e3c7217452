"""Watching papers: begun, listed, ended, and begun again by the same button."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from digest.errors import PaperNotFoundError, SourceError
from digest.texts import say_date
from handlers.command_text import spans_of
from handlers.errors import CommandError
from handlers.head_layout import HEAD_TITLE_CHARS
from handlers.layout import Line, Span, in_rows
from handlers.markup import clip
from handlers.paging import page_of
from handlers.paper_layout import one_line
from handlers.paper_view import PAPERS_AT_ONCE, read_key, read_keys
from handlers.requests import Place, Reply
from handlers.turn import Turn
from storage.models import Paper, PaperKey
from storage.watches import PaperWatch

MAX_WATCHES = 50
"""Papers that one chat watches."""
MAX_OF_PERSON = 100
"""Papers that one person has watched, over all chats."""
WATCHED_FOR = timedelta(days=365)
_STOP, _AGAIN, _PAGE = "stop", "again", "page"


async def watch_paper(turn: Turn) -> AsyncIterator[Reply]:
    """Watch the papers whose ids were said; without words show what is watched, with a button that ends each."""
    chat = turn.subscribed()
    action, _, rest = turn.words.partition(" ")
    if not turn.words or (turn.request.pressed and action == _PAGE):
        yield _list(turn, turn.desk.store.watches.of_chat(chat.id), rest)
    elif turn.request.pressed and action == _STOP:
        yield _stopped(turn, read_key(rest))
    elif turn.request.pressed and action == _AGAIN:
        yield _begun(turn, await _found(turn, read_key(rest)), turn.place)
    else:
        keys = read_keys(turn.words)
        for key in keys[:PAPERS_AT_ONCE]:
            place = Place.NEW
            if turn.desk.store.papers.find(key) is None:
                yield turn.reply(turn.say("stage-looking", paper=key), place=place)
                place = Place.EDIT
            try:
                yield _begun(turn, await _found(turn, key), place)
            except CommandError as error:
                yield turn.reply(error.said(turn.language), place=place)
        if len(keys) > PAPERS_AT_ONCE:
            yield turn.reply(turn.say("papers-at-once", count=PAPERS_AT_ONCE), place=Place.NEW)


async def _found(turn: Turn, key: PaperKey) -> Paper:
    """Return a paper, from the sites if nobody has stored it; raises CommandError."""
    try:
        return turn.desk.store.papers.find(key) or await turn.desk.lookup.paper(key)
    except PaperNotFoundError as error:
        raise CommandError("paper-unknown", paper=key) from error
    except SourceError as error:
        raise CommandError("paper-unreachable", paper=key) from error


def _begun(turn: Turn, paper: Paper, place: Place) -> Reply:
    """Begin to watch a paper, or say why not."""
    store, chat = turn.desk.store, turn.subscribed()
    watches = store.watches.of_chat(chat.id)
    watch = next((watch for watch in watches if watch.key == paper.key), None)
    if watch is not None:
        return _watch_screen(turn, watch, paper, "watch-known", place)
    if paper.withdrawn:
        return turn.reply(turn.say("watch-withdrawn"), title=_title(paper), place=place)
    if len(watches) >= MAX_WATCHES:
        raise CommandError("watch-limit", count=MAX_WATCHES, command=turn.spoken("watch", turn.target))
    if len(store.watches.of_person(turn.request.who)) >= MAX_OF_PERSON:
        raise CommandError("watch-limit-person", count=MAX_OF_PERSON)
    watch = PaperWatch(
        chat.id,
        paper.key,
        added_by=turn.request.who,
        began_at=turn.now,
        ends_at=turn.now + WATCHED_FOR,
        version=paper.version,
        has_code=bool(paper.code_url),
    )
    store.watches.put(watch)
    return _watch_screen(turn, watch, paper, "watch-begun", place)


def _watch_screen(turn: Turn, watch: PaperWatch, paper: Paper, said: str, place: Place) -> Reply:
    ends = turn.press(turn.say("button-unwatch"), "watch", _STOP, paper.key)
    buttons = in_rows([ends, turn.press(turn.say("button-watched"), "watch", _PAGE, "1")])
    until = turn.say("watch-until", date=_date(turn, watch))
    return turn.reply(turn.say(said), until, title=f"👁 {_title(paper)}", buttons=buttons, place=place)


def _stopped(turn: Turn, key: PaperKey) -> Reply:
    """End a watch; the button beside it begins it again."""
    store, chat = turn.desk.store, turn.subscribed()
    store.watches.remove(chat.id, key)
    paper = store.papers.find(key)
    again = turn.press(turn.say("button-watch-again"), "watch", _AGAIN, key)
    listed = turn.press(turn.say("button-watched"), "watch", _PAGE, "1")
    return turn.reply(
        turn.say("watch-stopped", title=_title(paper) if paper else key), buttons=in_rows([again, listed])
    )


def _list(turn: Turn, watches: Sequence[PaperWatch], word: str) -> Reply:
    if not watches:
        command = turn.spoken("watch", f"{turn.target} 2509.03867".strip())
        return turn.reply(turn.say("watch-none", command=command), title=turn.heading)
    paging = page_of(len(watches), word)
    shown = paging.cut(watches)
    papers = turn.desk.store.papers.all_of([watch.key for watch in shown])
    lines = [
        Line(
            (Span(f"{number}. {_title(papers[watch.key])} ({watch.key}) — {_date(turn, watch)}"),),
            tight=number > paging.begin + 1,
            button=turn.press(f"✕ {number}", "watch", _STOP, watch.key),
        )
        for number, watch in enumerate(shown, paging.begin + 1)
    ]
    title = paging.title(turn.say("watch-title", count=len(watches)))
    how = Line(spans_of(turn.say("watch-stop-how")))
    return turn.screen(title, [how, *lines], [paging.turning(turn, "watch", _PAGE)])


def _title(paper: Paper) -> str:
    return clip(one_line(paper.title), HEAD_TITLE_CHARS)


def _date(turn: Turn, watch: PaperWatch) -> str:
    return say_date(turn.language, watch.ends_at.astimezone(turn.zone).date())
