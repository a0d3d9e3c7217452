"""Commands that show papers: some by their ids, and the digest of a day as a list that opens them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

from digest.days import is_settled
from digest.errors import PaperNotFoundError, SourceError, SummaryError
from digest.pipeline import Stage
from digest.report import report_day
from digest.selection import CATCH_UP_DAYS
from handlers.chat_words import say_moment, say_next_digest
from handlers.day_report import say_report
from handlers.day_words import read_list_day
from handlers.errors import CommandError
from handlers.layout import Layout
from handlers.markup import clip
from handlers.messages import is_one_message
from handlers.paper_layout import TITLE_CHARS, one_line
from handlers.paper_view import PAPERS_AT_ONCE, View, list_layout, read_keys, read_view, view_layout
from handlers.requests import Place, Reply
from handlers.turn import Turn
from storage.models import ListDay, Paper

logger = logging.getLogger(__name__)

_EVERYBODY = "all"
_STAGES = {Stage.READING: "stage-reading", Stage.WRITING: "stage-writing"}


async def show_paper(turn: Turn) -> AsyncIterator[Reply]:
    """Show the papers whose ids were said: what is stored at once, what is not with the stages of its reading."""
    if not turn.words:
        raise CommandError("which-paper", command=turn.spoken("paper", "2509.03867"))
    keys = read_keys(turn.words)
    for key in keys[:PAPERS_AT_ONCE]:
        async for reply in show_view(turn, View(key, turn.language), Place.NEW):
            yield reply
    if len(keys) > PAPERS_AT_ONCE:
        yield turn.reply(turn.say("papers-at-once", count=PAPERS_AT_ONCE), place=Place.NEW)


async def open_paper(turn: Turn) -> AsyncIterator[Reply]:
    """Open a paper of a list in the place of the list."""
    async for reply in show_view(turn, read_view(turn), turn.place):
        yield reply


async def show_list(turn: Turn) -> AsyncIterator[Reply]:
    """Go back from a paper to the list of its day."""
    yield _whole(turn, list_layout(turn, _list_day(turn)), turn.place)


async def show_view(turn: Turn, view: View, place: Place) -> AsyncIterator[Reply]:
    """Show a paper; one that nobody has read in this language is read first, and what goes on is told meanwhile."""
    store = turn.desk.store
    paper = store.papers.find(view.key)
    if paper is None or not (paper.withdrawn or store.summaries.find(view.key, view.language)):
        try:
            async for reply in _read(turn, view, place):
                yield reply
        except CommandError as error:
            told = Place.NOTICE if place is Place.EDIT else Place.EDIT
            yield turn.reply(error.said(turn.language), place=told)
            return
        if place is not Place.EDIT:
            # In the place of our own line there is room for as many messages as it takes.
            yield Reply(view_layout(turn, view), Place.EDIT)
            return
    yield _whole(turn, view_layout(turn, view), place)


def _whole(turn: Turn, layout: Layout, place: Place) -> Reply:
    """Make a reply that stands in place of another message only if one message can hold it."""
    whole = place is not Place.EDIT or is_one_message(layout, turn.request.chat.platform)
    return Reply(layout, place if whole else Place.NEW)


async def _read(turn: Turn, view: View, place: Place) -> AsyncIterator[Reply]:
    """Find and read a paper; a new message begins with a line that is edited, a message in its place with a notice."""
    lookup = turn.desk.lookup
    if place is Place.EDIT:
        yield turn.notice("stage-looking", paper=view.key)
    else:
        yield turn.reply(turn.say("stage-looking", paper=view.key), place=place)
    try:
        paper = await lookup.paper(view.key)
    except PaperNotFoundError as error:
        raise CommandError("paper-unknown", paper=view.key) from error
    except SourceError as error:
        raise CommandError("paper-unreachable", paper=view.key) from error
    if paper.withdrawn or turn.desk.store.summaries.find(view.key, view.language):
        return
    if not lookup.is_reading(view.key, view.language):
        take_quota(turn)
    try:
        async for stage in lookup.read(paper, view.language):
            if place is not Place.EDIT:
                yield _progress(turn, paper, stage)
    except SummaryError as error:
        # The paper is shown all the same, and says itself that it has no summary.
        logger.warning("summary.failed paper=%s reason=%s", view.key, error)


def _progress(turn: Turn, paper: Paper, stage: Stage) -> Reply:
    title = clip(one_line(paper.title), TITLE_CHARS)
    return turn.reply(turn.say(_STAGES[stage]), title=title, place=Place.EDIT)


def take_quota(turn: Turn) -> None:
    """Count a reading on demand; raises CommandError where the chat's or everybody's are used up for the day."""
    limits, chat = turn.desk.limits, turn.payer
    day = turn.now.astimezone(UTC).date()
    used_up = turn.desk.store.quotas.take({chat: limits.readings_per_chat, _EVERYBODY: limits.readings_per_day}, day)
    if used_up is not None:
        again = datetime.combine(day + timedelta(days=1), time(), UTC)
        moment = say_moment(turn.language, again, turn.zone, turn.now)
        if used_up == chat:
            raise CommandError("quota-chat", count=limits.readings_per_chat, moment=moment)
        raise CommandError("quota-all", moment=moment)


async def show_today(turn: Turn) -> AsyncIterator[Reply]:
    """Show the latest digest, or that of a day, as a list whose papers open in place; or why there is none."""
    days = turn.desk.store.days
    if turn.words:
        shown = newest = days.get(_list_day(turn))
    else:
        known = days.since(turn.now.date() - timedelta(days=CATCH_UP_DAYS))
        newest = known[-1] if known else ListDay(turn.now.date())
        shown = next((day for day in reversed(known) if _is_digest(day)), newest)
    report = report_day(turn.desk.store, newest, turn.language, turn.now)
    told = [say_report(turn.language, report, turn.zone, turn.now)]
    if _is_digest(shown):
        layout = list_layout(turn, shown.day)
        yield Reply(layout, Place.NEW)
        if shown == newest:
            return
    elif turn.chat:
        told.append(say_next_digest(turn.language, turn.chat, turn.now))
    yield turn.reply(*told, place=Place.NEW)


def _list_day(turn: Turn) -> date:
    """Read which list is meant: people count days in their own zone, the lists are those of UTC days."""
    return read_list_day(turn.words, turn.now.astimezone(turn.zone).date(), turn.now.date())


def _is_digest(day: ListDay) -> bool:
    return is_settled(day) and bool(day.papers)
