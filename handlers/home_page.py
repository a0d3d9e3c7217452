"""What App Home shows to one person, read from the store and said as the commands say it."""

from __future__ import annotations

from datetime import timedelta

from digest.latex import readable
from digest.report import report_day
from digest.selection import CATCH_UP_DAYS
from handlers.chat_words import say_next_digest
from handlers.day_report import say_report
from handlers.desk import Desk
from handlers.preferences import language_name
from handlers.requests import Request
from handlers.slack_home import SAVED_SHOWN, HomePage
from handlers.start_commands import awake_chat
from handlers.turn import begin
from storage.addresses import kind_of
from storage.marks import MarkKind
from storage.models import Address, Language, ListDay


def read_page(desk: Desk, address: Address, person: str, language: Language | None) -> HomePage:
    """Read a person's page; one who has not subscribed is shown what the form would subscribe."""
    request = Request(address, kind_of(address), person, "", language=language)
    turn = begin(request, desk)
    known = desk.store.days.since(turn.now.date() - timedelta(days=CATCH_UP_DAYS))
    report = report_day(desk.store, known[-1] if known else ListDay(turn.now.date()), turn.language, turn.now)
    told = [say_report(turn.language, report, turn.zone, turn.now)]
    if turn.chat:
        told.append(say_next_digest(turn.language, turn.chat, turn.now))
    keys = desk.store.marks.keys_of(request.who, MarkKind.SAVE)[:SAVED_SHOWN]
    papers = desk.store.papers.all_of(keys)
    return HomePage(
        chat=turn.chat or awake_chat(turn),
        subscribed=turn.chat is not None,
        languages=tuple((offered, language_name(offered)) for offered in desk.defaults.languages),
        today=" · ".join(told),
        saved=tuple((key, readable(papers[key].title)) for key in keys if key in papers),
    )
