"""The question that cron asks: has every day that ended an outcome, and does anybody serve the chats?"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import run
from bot.dead_man import days_ended, without_outcome
from bot.now import utc_now
from storage.models import ListDay
from storage.store import Store
from storage.vitals import Overdue
from tests.makers import make_chat, make_paper, make_summary

NOW = datetime(2026, 5, 13, 6, 0, tzinfo=UTC)
YESTERDAY = date(2026, 5, 12)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "days"),
    [
        (timedelta(hours=6), []),
        (timedelta(hours=7), [YESTERDAY]),
        (DAY, [YESTERDAY]),
        (timedelta(hours=31), [YESTERDAY - DAY, YESTERDAY]),
        (3 * DAY, [YESTERDAY - 2 * DAY, YESTERDAY - DAY, YESTERDAY]),
    ],
)
def test_the_days_that_ended_within_the_time_are_asked_about(since: timedelta, days: list[date]) -> None:
    assert days_ended(since, NOW) == days


def settled(day: date) -> ListDay:
    return ListDay(day, grown_at=NOW - 2 * DAY, checked_at=NOW, settled_at=NOW)


def test_d2_a_day_that_nobody_looked_at_or_that_could_not_be_had_has_no_outcome() -> None:
    down = ListDay(YESTERDAY, failing_since=NOW - DAY, failed_at=NOW, failure="HTTP 503")
    asked = [YESTERDAY - DAY, YESTERDAY]
    assert list(without_outcome({YESTERDAY: down}, asked, frozenset(), None, NOW)) == [
        "2026-05-11 has no outcome: the list of this day has not been looked at",
        "2026-05-12 has no outcome: source down since 2026-05-12 06:00Z, will retry (HTTP 503)",
    ]
    assert list(without_outcome({day: settled(day) for day in asked}, asked, frozenset(), None, NOW)) == []


def test_a_day_that_nobody_could_read_has_no_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPERBOY_DB", str(tmp_path / "paperboy.db"))
    now = utc_now()
    day = (now - DAY).date()
    with Store.open(tmp_path / "paperboy.db") as store:
        papers = [make_paper("2605.00001"), make_paper("2605.00002")]
        store.papers.put(papers)
        store.days.record_look(day, [paper.key for paper in papers], (), now)
        store.days.mark_settled(day, now)
        assert run(["status", "--since", "24h"]) == 1
        assert f"{day} has no outcome: none of its papers was summarised" in capsys.readouterr().out
        # One that cannot be read is an outcome too: the digest went out without it.
        store.summaries.put(make_summary(papers[1].key))
    assert run(["status", "--since", "24h"]) == 0


def test_chats_that_are_due_and_got_nothing_are_told() -> None:
    overdue = Overdue(1200, NOW - DAY)
    assert list(without_outcome({}, [], frozenset(), overdue, NOW)) == [
        "1,200 chats were due since 2026-05-12 06:00Z and got nothing; does the bot run?"
    ]


def test_the_exit_code_says_it_to_cron(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPERBOY_DB", str(tmp_path / "paperboy.db"))
    now = utc_now()
    with Store.open(tmp_path / "paperboy.db") as store:
        assert run(["status", "--since", "24h"]) == 1
        assert "has no outcome: the list of this day has not been looked at" in capsys.readouterr().out
        day = (now - DAY).date()
        store.days.record_look(day, (), (), now)
        store.days.mark_settled(day, now)
        assert run(["status", "--since", "1d"]) == 0
        assert "every day has its outcome" in capsys.readouterr().out
        chat = store.chats.add(make_chat(), now - 2 * DAY)
        store.chats.set_next_due([(chat.id, now - timedelta(hours=3))])
    assert run(["status", "--since", "24h", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["ok"], said["days"], len(said["missing"])) == (False, [day.isoformat()], 1)


@pytest.mark.parametrize("text", ["soon", "0h", "99999h", "9999d", "-1d"])
def test_what_is_no_time_is_wrong_usage(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", "--since", text]) == 2
    assert "write it as 24h or 7d" in capsys.readouterr().err
