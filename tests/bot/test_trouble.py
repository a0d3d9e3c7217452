"""Trouble: what counts as wrong, and that it is told once when it begins and once when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.trouble import ROOM_BYTES, Facts, Room, kind_of, news, troubles
from storage.models import Address, ListDay, Platform
from storage.notices import Notice
from storage.vitals import Backlog, LostChat, Overdue, Refused

NOW = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
DAY = date(2026, 5, 13)
HALL = Address(Platform.CONSOLE, "hall")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def failing(hours: float, settled_at: datetime | None = None) -> ListDay:
    since = NOW - HOUR * hours
    return ListDay(DAY, failed_at=NOW, failing_since=since, failure="HTTP 503", settled_at=settled_at)


def waiting(rows: int, hours: float) -> Backlog:
    return Backlog(rows, NOW - HOUR * hours, "2026-05-13")


@pytest.mark.parametrize(
    ("facts", "subject", "text"),
    [
        (Facts(lists=(failing(3),)), "source", "2026-05-13: HTTP 503"),
        (
            Facts(overdue=Overdue(1, NOW - HOUR)),
            "overdue",
            "1 chat due, the first since 2026-05-13 11:00Z",
        ),
        (
            Facts(backlog=waiting(1200, 3.5)),
            "undelivered",
            "1,200 messages wait, the oldest (2026-05-13) since 2026-05-13 08:30Z",
        ),
        (
            Facts(backlog=waiting(9, 2), backlog_before=8),
            "backlog",
            "9 messages wait, the oldest (2026-05-13) since 2026-05-13 10:00Z; an hour ago it was 8",
        ),
        (
            Facts(backlog=replace(waiting(9, 2), error="no route"), backlog_before=8),
            "backlog",
            "9 messages wait, the oldest (2026-05-13) since 2026-05-13 10:00Z; an hour ago it was 8 (no route)",
        ),
        (
            Facts(refused=(Refused(HALL, 2, NOW, "can't parse entities"),)),
            "refused:console:hall",
            "console:hall: 2 messages refused, can't parse entities",
        ),
        (
            Facts(lost=(LostChat(HALL, NOW, "no rights to send"),)),
            "paused:console:hall",
            "console:hall: no rights to send",
        ),
        (Facts(stopped={Platform.SLACK: "token_revoked"}), "stopped:slack", "slack: token_revoked"),
        (Facts(unheard={Platform.SLACK: "not_allowed_token_type"}), "unheard:slack", "slack: not_allowed_token_type"),
        (
            Facts(undone={"look": NOW - HOUR * 3}),
            "stuck:look",
            "the job look has not ended well since 2026-05-13 09:00Z",
        ),
        (
            Facts(room=Room(ROOM_BYTES + 99, 400)),
            "room",
            "200 MB are free, the database takes 0 MB",
        ),
    ],
)
def test_each_kind_of_trouble_is_found_and_says_what_it_is_about(facts: Facts, subject: str, text: str) -> None:
    (found,) = troubles(facts, NOW)
    assert (found.subject, found.text) == (subject, text)


@pytest.mark.parametrize(
    "facts",
    [
        Facts(),
        Facts(lists=(failing(2.9),)),
        Facts(lists=(failing(9, settled_at=NOW - HOUR * 10),)),
        Facts(backlog=waiting(10, 2.9)),
        Facts(backlog=waiting(10, 2), backlog_before=10),
        Facts(backlog=waiting(10, 0.5), backlog_before=1),
        Facts(undone={"look": NOW - HOUR}),
        Facts(room=Room(ROOM_BYTES + 100, 400)),
    ],
)
def test_what_mends_itself_or_is_as_usual_is_no_trouble(facts: Facts) -> None:
    assert list(troubles(facts, NOW)) == []


def test_an_outage_of_a_platform_does_not_name_every_chat() -> None:
    refused = tuple(Refused(Address(Platform.CONSOLE, str(n)), 1, NOW, "no") for n in range(1000))
    assert len(list(troubles(Facts(refused=refused), NOW))) == 20


def test_a_channel_that_is_lost_is_trouble_however_many_were_lost_before_it() -> None:
    lost = tuple(LostChat(Address(Platform.CONSOLE, str(n)), NOW + n * MINUTE, "gone") for n in range(100))
    assert list(troubles(Facts(lost=lost), NOW))[-1].subject == "paused:console:99"


def notice(subject: str, seen: timedelta, *, told: bool) -> Notice:
    return Notice(subject, NOW - 48 * HOUR, NOW - seen, "", NOW - 47 * HOUR if told else None)


@pytest.mark.parametrize(
    ("subject", "seen", "told", "told_now"),
    [
        ("source", MINUTE, False, "begun"),
        ("source", MINUTE, True, None),
        ("source", 14 * MINUTE, True, None),
        ("source", 15 * MINUTE, True, "over"),
        ("source", 15 * MINUTE, False, "forgotten"),
        ("model:budget", 23 * HOUR, True, None),
        ("model:budget", 24 * HOUR, True, "over"),
    ],
)
def test_it_is_told_once_when_it_begins_and_once_when_it_is_over(
    subject: str, seen: timedelta, told: bool, told_now: str | None
) -> None:
    found = news([notice(subject, seen, told=told)], NOW)
    assert {"begun": len(found.begun), "over": len(found.over), "forgotten": len(found.forgotten)} == {
        name: int(name == told_now) for name in ("begun", "over", "forgotten")
    }


def test_what_nothing_has_shown_to_be_over_is_not_told_to_be() -> None:
    stands = notice("stopped:slack", 48 * HOUR, told=True)
    assert news([stands], NOW).over == (stands,)
    assert news([stands], NOW, frozenset(["stopped:slack"])).over == ()


def test_a_subject_that_nobody_knows_is_told_all_the_same() -> None:
    assert [kind_of(subject) for subject in ("model:x:balance", "weather", "refused:telegram:1")] == [
        "model",
        "other",
        "refused",
    ]
