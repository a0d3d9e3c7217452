"""Commands about oneself: the reading list, the state of the chat, one's data, and to be forgotten."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

from digest.citations import CitationForm, cite
from digest.report import report_day
from digest.selection import CATCH_UP_DAYS
from digest.texts import say_date
from handlers.chat_records import describe_chat, describe_topic
from handlers.chat_words import say_next_digest
from handlers.day_report import say_report
from handlers.errors import CommandError
from handlers.head_layout import HEAD_TITLE_CHARS
from handlers.layout import Line, Span
from handlers.markup import clip
from handlers.paging import page_of
from handlers.paper_layout import one_line
from handlers.preferences import language_name, plain, shown
from handlers.requests import File, Place, Reply
from handlers.topic_commands import topics_scope
from handlers.trend_commands import PICTURES
from handlers.turn import PERSONAL_KINDS, Turn
from storage.marks import MarkKind
from storage.models import Chat, DeliveryState, ListDay, Paper

_FILES = {
    CitationForm.BIBTEX: ("saved-papers.bib", "application/x-bibtex"),
    CitationForm.RIS: ("saved-papers.ris", "application/x-research-info-systems"),
    CitationForm.JSON: ("saved-papers.json", "application/json"),
}
_WAITING = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN)
_REFUSED = (DeliveryState.FAILED, DeliveryState.DROPPED)
_SURE, _DONE, _KEEP = "sure", "done", "keep"


async def show_saved(turn: Turn) -> AsyncIterator[Reply]:
    """Show a page of the reading list, or give all of it as a file."""
    papers = _saved(turn)
    first, _, rest = plain(turn.words).partition(" ")
    if not papers:
        yield turn.reply(turn.say("saved-none"))
    elif first in ("export", "file") or first in list(CitationForm):
        yield _saved_file(turn, papers, _form(rest or first))
    else:
        yield _saved_page(turn, papers, first)


def _saved(turn: Turn) -> list[Paper]:
    store = turn.desk.store
    keys = store.marks.keys_of(turn.request.who, MarkKind.SAVE)
    papers = store.papers.all_of(keys)
    return [papers[key] for key in keys if key in papers]


def _form(word: str) -> CitationForm:
    if word in ("export", "file"):
        return CitationForm.BIBTEX
    try:
        return CitationForm(word)
    except ValueError as error:
        raise CommandError("wrong-form", given=shown(word), offered=", ".join(CitationForm)) from error


def _saved_file(turn: Turn, papers: Sequence[Paper], form: CitationForm) -> Reply:
    name, media_type = _FILES[form]
    reply = turn.reply(turn.say("saved-file", count=len(papers)), place=Place.NEW)
    return Reply(reply.layout, reply.place, File(name, cite(papers, form).encode(), media_type))


def _saved_page(turn: Turn, papers: Sequence[Paper], word: str) -> Reply:
    paging = page_of(len(papers), word)
    lines = [
        Line(
            (Span(f"{number}. "), Span(clip(one_line(paper.title), HEAD_TITLE_CHARS))),
            tight=number > paging.begin + 1,
            button=turn.press(str(number), "paper", paper.key),
        )
        for number, paper in enumerate(paging.cut(papers), paging.begin + 1)
    ]
    files = [turn.press(turn.say(f"form-{form}"), "saved", "export", form) for form in CitationForm]
    title = paging.title(turn.say("saved-title", count=len(papers)))
    return turn.screen(title, lines, [paging.turning(turn, "saved"), files])


async def show_status(turn: Turn) -> AsyncIterator[Reply]:
    """Say how this chat stands: its next digest, what became of the last, and of today's list."""
    store = turn.desk.store
    latest = store.days.since(turn.now.date())
    report = report_day(store, latest[-1] if latest else ListDay(turn.now.date()), turn.language, turn.now)
    today = say_report(turn.language, report, turn.zone, turn.now)
    chat = turn.chat
    if chat is None:
        command = turn.spoken("subscribe", turn.target)
        yield turn.reply(turn.say("not-subscribed", command=command), today, place=Place.NEW)
        return
    lines = [say_next_digest(turn.language, chat, turn.now), *_last_digest(turn, chat), today]
    about = f"{language_name(chat.language)} · {turn.say(f'style-{chat.style}')}"
    yield turn.reply(about, *lines, title=turn.say("status-title"), place=Place.NEW)


def _last_digest(turn: Turn, chat: Chat) -> Sequence[str]:
    since = turn.now.date() - timedelta(days=CATCH_UP_DAYS)
    outcomes = [outcome for outcome in turn.desk.store.outcomes.of_chat(chat.id, since) if outcome.papers]
    if not outcomes:
        return [turn.say("status-no-digest", count=CATCH_UP_DAYS)]
    last, counts = outcomes[-1], dict(outcomes[-1].messages)
    told = [
        turn.say("status-last", date=say_date(turn.language, last.list_day), count=last.papers, arrived=last.delivered)
    ]
    if waiting := sum(counts.get(state, 0) for state in _WAITING):
        told.append(turn.say("status-waiting", count=waiting))
    if refused := sum(counts.get(state, 0) for state in _REFUSED):
        told.append(turn.say("status-failed", count=refused))
    return [" · ".join(told)]


async def export_data(turn: Turn) -> AsyncIterator[Reply]:
    """Give a person all that is kept of them, as a file."""
    content = json.dumps(_data(turn), ensure_ascii=False, indent=2).encode()
    reply = turn.reply(turn.say("export-file"), place=Place.NEW)
    yield Reply(reply.layout, reply.place, File("paperboy-data.json", content, "application/json"))


def _data(turn: Turn) -> dict[str, Any]:
    store, who = turn.desk.store, turn.request.who
    chat = store.chats.find(turn.request.chat) if turn.is_alone else None
    return {
        "person": who,
        "chat": describe_chat(chat, store.ledger.keys_of(chat.id)) if chat else None,
        "topics": [
            describe_topic(topic) | {"added_at": topic.added_at.isoformat() if topic.added_at else None}
            for topic in (store.topics.of_chats([chat.id]).get(chat.id, ()) if chat else ())
        ],
        "wordings": list(store.wordings.of_chat(turn.request.chat)) if turn.is_alone else [],
        "subscribed": [str(other.address) for other in store.chats.added_by(who)],
        "marks": [
            {"paper": mark.key, "kind": mark.kind.value, "made_at": mark.made_at.isoformat()}
            for mark in store.marks.of_person(who)
        ],
        "presents": [{"paper": claim.key, "name": claim.name} for claim in store.weeklies.claims_of(who)],
        "watches": [
            {"paper": watch.key, "began_at": watch.began_at.isoformat(), "ends_at": watch.ends_at.isoformat()}
            for watch in store.watches.of_person(who)
        ],
    }


async def forget(turn: Turn) -> AsyncIterator[Reply]:
    """Delete all that is kept of a person and of their own chat, after they have said so twice."""
    pressed = turn.request.pressed is not None
    if pressed and turn.words == _DONE:
        _forget(turn)
        yield turn.reply(turn.say("forgotten", command=turn.spoken("start")))
    elif pressed and turn.words == _KEEP:
        yield turn.reply(turn.say("forget-kept"))
    elif pressed and turn.words == _SURE:
        yield _question(turn, "forget-again", "button-forget-again", _DONE)
    else:
        yield _question(turn, "forget-question", "button-forget", _SURE)


def _question(turn: Turn, question: str, answer: str, word: str) -> Reply:
    keep = turn.press(turn.say("button-keep"), "forget", _KEEP)
    export = turn.spoken("export")
    return turn.reply(
        turn.say(question, export=export), buttons=[[turn.press(turn.say(answer), "forget", word)], [keep]]
    )


def _forget(turn: Turn) -> None:
    """Delete a person's marks, and the chats that are theirs alone; a group that they subscribed stays the group's."""
    store, who = turn.desk.store, turn.request.who
    own = {chat.address for chat in store.chats.added_by(who) if chat.kind in PERSONAL_KINDS}
    if turn.is_alone:
        own.add(turn.request.chat)
    with store.transaction():
        store.marks.forget(who)
        store.weeklies.forget(who)
        store.chats.forget_person(who)
        store.watches.forget_person(who)
        for address in own:
            for scope in (str(address), f"{PICTURES}:{address}", topics_scope(str(address))):
                store.quotas.forget(scope)
            store.pauses.forget(str(address))
            store.wordings.forget(address)
            store.chats.forget(address)
