"""Commands that show papers: one by its id, the latest digest, and why a paper came or did not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digest.days import is_settled
from digest.errors import PaperNotFoundError, SourceError, SummaryError
from digest.ids import find_ids
from digest.latex import readable
from digest.pipeline import Stage
from digest.report import report_day
from digest.selection import CATCH_UP_DAYS, candidates, select
from digest.texts import say_date
from handlers.chat_words import say_moment, say_next_digest
from handlers.command_text import spans_of
from handlers.day_report import say_report
from handlers.day_words import read_list_day
from handlers.errors import CommandError
from handlers.layout import Layout, Line
from handlers.markup import clip
from handlers.messages import is_one_message
from handlers.paper_layout import TITLE_CHARS
from handlers.paper_view import View, list_layout, matches_of, read_key, read_view, view_layout
from handlers.requests import Place, Reply
from handlers.turn import Turn
from storage.models import Chat, DeliveryState, ListDay, Paper, PaperKey, Style

PAPERS_AT_ONCE = 3
"""How many papers one message may ask for."""
_EVERYBODY = "all"
_STAGES = {Stage.READING: "stage-reading", Stage.WRITING: "stage-writing"}


async def show_paper(turn: Turn) -> AsyncIterator[Reply]:
    """Show the papers whose ids were said: what is stored at once, what is not with the stages of its reading."""
    keys = [found.key for found in find_ids(turn.words)][:PAPERS_AT_ONCE]
    if not keys and not turn.words:
        raise CommandError("paper-usage", command=turn.spoken("paper", "2509.03867"))
    for key in keys or [read_key(turn.words)]:
        async for reply in show_view(turn, View(key, turn.language), Place.NEW):
            yield reply


async def open_paper(turn: Turn) -> AsyncIterator[Reply]:
    """Open a paper of a list in the place of the list."""
    async for reply in show_view(turn, read_view(turn), turn.place):
        yield reply


async def show_list(turn: Turn) -> AsyncIterator[Reply]:
    """Go back from a paper to the list of its day."""
    yield _whole(turn, list_layout(turn, read_list_day(turn.words, turn.now.date())), turn.place)


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
        place = Place.EDIT
    yield _whole(turn, view_layout(turn, view), place)


def _whole(turn: Turn, layout: Layout, place: Place) -> Reply:
    """Make a reply that stands in place of another message only if one message can hold it."""
    whole = place is not Place.EDIT or is_one_message(layout, turn.request.chat.platform)
    return Reply(layout, place if whole else Place.NEW)


async def _read(turn: Turn, view: View, place: Place) -> AsyncIterator[Reply]:
    """Find and read a paper; a new message begins with a line that is edited, a message in its place with a notice."""
    lookup = turn.desk.lookup
    if place is Place.EDIT:
        yield turn.notice("stage-reading")
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
        _take_quota(turn)
    try:
        async for stage in lookup.read(paper, view.language):
            if place is not Place.EDIT:
                yield _progress(turn, paper, stage)
    except SummaryError:
        # The paper is shown all the same, and says itself that it has no summary.
        return


def _progress(turn: Turn, paper: Paper, stage: Stage) -> Reply:
    title = clip(readable(paper.title), TITLE_CHARS)
    return turn.reply(turn.say(_STAGES[stage]), title=title, place=Place.EDIT)


def _take_quota(turn: Turn) -> None:
    limits, chat = turn.desk.limits, str(turn.request.chat)
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
        shown = newest = days.get(read_list_day(turn.words, turn.now.date()))
    else:
        known = days.since(turn.now.date() - timedelta(days=CATCH_UP_DAYS))
        newest = known[-1] if known else ListDay(turn.now.date())
        shown = next((day for day in reversed(known) if _is_digest(day)), newest)
    told = [turn_report(turn, newest)]
    if _is_digest(shown):
        layout = list_layout(turn, shown.day)
        yield Reply(layout, Place.NEW)
        if shown == newest:
            return
    elif turn.chat:
        told.append(say_next_digest(turn.language, turn.chat, turn.now))
    yield turn.reply(*told, place=Place.NEW)


def _is_digest(day: ListDay) -> bool:
    return is_settled(day) and bool(day.papers)


def turn_report(turn: Turn, day: ListDay) -> str:
    """Say what became of a day, in the language and the zone of the chat."""
    report = report_day(turn.desk.store, day, turn.language, turn.now)
    return say_report(turn.language, report, turn.zone, turn.now)


async def explain_paper(turn: Turn) -> AsyncIterator[Reply]:
    """Say why a paper reached this chat, or why it did not."""
    if not turn.words:
        raise CommandError("why-usage", command=turn.spoken("why", "2509.03867"))
    found = find_ids(turn.words)
    key = found[0].key if found else read_key(turn.words)
    chat = turn.subscribed()
    paper = turn.desk.store.papers.find(key)
    title = clip(readable(paper.title), TITLE_CHARS) if paper else key
    lines = [Line(spans_of(text)) for text in _reasons(turn, chat, key)]
    yield turn.screen(title, lines, place=Place.NEW)


def _reasons(turn: Turn, chat: Chat, key: PaperKey) -> Sequence[str]:
    store = turn.desk.store
    days = store.days.of_paper(key)
    listed = [turn.say("why-listed", date=say_date(turn.language, day.day)) for day in days]
    if (delivery := store.ledger.delivery_of(chat.id, key)) is not None:
        return [*listed, _delivered(turn, chat, key, delivery)]
    if not days:
        return [turn.say("why-not-listed")]
    return [*listed, _not_delivered(turn, chat, days[-1], key)]


def _delivered(turn: Turn, chat: Chat, key: PaperKey, delivery: str) -> str:
    date_text = _date_text(turn, delivery)
    state, sent_at = turn.desk.store.outbox.about(chat.id, f"paper:{key}") or (None, None)
    if state is DeliveryState.SENT and sent_at:
        moment = say_moment(turn.language, sent_at, ZoneInfo(chat.zone), turn.now)
        return turn.say("why-sent", date=date_text, moment=moment)
    if state in (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN):
        return turn.say("why-on-its-way", date=date_text)
    if state in (DeliveryState.FAILED, DeliveryState.DROPPED):
        return turn.say("why-failed", date=date_text)
    return turn.say("why-given", date=date_text)


def _date_text(turn: Turn, delivery: str) -> str:
    try:
        return say_date(turn.language, date.fromisoformat(delivery))
    except ValueError:
        # What came with an import was given before this database began.
        return turn.say("earlier")


def _not_delivered(turn: Turn, chat: Chat, day: ListDay, key: PaperKey) -> str:
    if chat.paused_because:
        return turn.say("why-paused", command=turn.spoken("start"))
    next_digest = say_next_digest(turn.language, chat, turn.now)
    if not is_settled(day):
        return f"{turn.say('why-growing')} {next_digest}"
    today = turn.now.date()
    done = turn.desk.store.ledger.days_done([chat.id], today - timedelta(days=CATCH_UP_DAYS))[chat.id]
    if _is_owed(turn, chat, key, done):
        if chat.style is Style.TOPICS and key not in matches_of(turn, chat, [key]):
            return turn.say("why-topics")
        if chat.away_until and chat.away_until > turn.now.astimezone(turn.zone).date():
            return f"{turn.say('why-away', date=say_date(turn.language, chat.away_until))} {next_digest}"
        return f"{turn.say('why-late' if day.day in done else 'why-due')} {next_digest}"
    if day.day in done:
        # Nothing else leaves a paper out of a digest that this chat had.
        return turn.say("why-topics")
    subscribed_at = chat.created_at or turn.now
    if day.day < subscribed_at.date():
        return turn.say("why-before", date=say_date(turn.language, subscribed_at.astimezone(turn.zone).date()))
    return turn.say("why-old", count=CATCH_UP_DAYS)


def _is_owed(turn: Turn, chat: Chat, key: PaperKey, done: AbstractSet[date]) -> bool:
    """Tell whether a paper belongs to what this chat gets next."""
    store, today = turn.desk.store, turn.now.date()
    days = store.days.since(today - timedelta(days=CATCH_UP_DAYS))
    given = store.ledger.delivered([chat.id], sorted(candidates(days, done)))[chat.id]
    subscribed_on = (chat.created_at or turn.now).date()
    # Papers that joined late come with the next day that is settled, which may not be there yet.
    late = (listed for day in days if day.day in done for listed in day.papers if listed.late)
    if any(listed.key == key for listed in late):
        return True
    owed = select(days, subscribed_on=subscribed_on, done=done, delivered=given, today=today)
    return any(key in selection.keys for selection in owed)
