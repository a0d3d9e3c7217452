"""What is said of a day: one sentence, and the same as data."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from digest.days import end_of
from digest.report import report_day
from storage.models import Basis, Language, ListDay, PaperKey, RejectedRecord
from storage.store import Store
from tests.makers import make_paper, make_summary

DAY = date(2025, 9, 5)
MORNING = datetime(2025, 9, 5, 8, 0, tzinfo=UTC)
MIDNIGHT = end_of(DAY)
ENGLISH = Language("en")


def look(store: Store, *numbers: int, at: datetime = MIDNIGHT, day: date = DAY, unreadable: int = 0) -> ListDay:
    papers = [make_paper(f"2509.{number:05}") for number in numbers]
    store.papers.put(papers)
    rejected = [RejectedRecord(f"record {number}", "has no title") for number in range(unreadable)]
    return store.days.record_look(day, [paper.key for paper in papers], rejected, at)


def summarise(store: Store, numbers: range, basis: Basis = Basis.FULL_TEXT) -> None:
    for number in numbers:
        store.summaries.put(make_summary(f"2509.{number:05}", basis=basis))


def sentence(store: Store, day: ListDay, now: datetime = MIDNIGHT) -> str:
    return report_day(store, day, ENGLISH, now).sentence


def test_a12_a_whole_day_is_fourteen_of_fourteen(store: Store) -> None:
    day = look(store, *range(1, 15))
    assert sentence(store, day) == "2025-09-05: 14 papers, none summarised yet"
    summarise(store, range(1, 15))
    assert sentence(store, day) == "2025-09-05: 14 of 14 summarised"


def test_what_fell_short_is_said(store: Store) -> None:
    day = look(store, *range(1, 14), unreadable=1)
    summarise(store, range(1, 13))
    summarise(store, range(13, 14), Basis.ABSTRACT)
    assert sentence(store, day) == ("2025-09-05: 13 of 14 summarised, one from its abstract, 1 unreadable on the list")
    summarise(store, range(10, 14), Basis.ABSTRACT)
    store.days.mark_settled(DAY, MIDNIGHT)
    day = look(store, *range(1, 16))
    assert sentence(store, day) == "2025-09-05: 13 of 15 summarised, 4 from their abstracts, 2 joined late"


def test_a2_no_list_is_said_with_its_weekday(store: Store) -> None:
    sunday = date(2025, 9, 7)
    assert sentence(store, look(store, day=sunday, at=end_of(sunday))) == "2025-09-07: no list (Sunday)"


def test_a4_growing_down_and_nothing_new_are_told_apart(store: Store) -> None:
    growing = look(store, 1, 2, 3, at=MORNING + timedelta(hours=2))
    summarise(store, range(1, 3))
    at_ten = MORNING + timedelta(hours=2)
    assert sentence(store, growing, at_ten) == (
        "2025-09-05: list still growing, next look 11:00Z, 3 papers so far, 2 of 3 summarised"
    )
    down = store.days.record_failure(date(2025, 9, 8), "huggingface.co answered 500", MORNING + timedelta(days=3))
    assert sentence(store, down, MORNING + timedelta(days=3)) == (
        "2025-09-08: source down since 08:00Z, will retry (huggingface.co answered 500)"
    )
    sunday = date(2025, 9, 7)
    repeated = look(store, 1, 2, 3, day=sunday, at=end_of(sunday))
    assert sentence(store, repeated) == "2025-09-07: nothing new, all 3 stood on earlier lists"
    assert sentence(store, store.days.get(date(2025, 9, 9))) == (
        "2025-09-09: the list of this day has not been looked at"
    )


def test_a_day_is_not_old_because_a_later_one_repeats_it(store: Store) -> None:
    sunday = date(2025, 9, 7)
    look(store, 1, 2, day=sunday, at=end_of(sunday))
    assert not report_day(store, look(store, 1, 2), ENGLISH, end_of(sunday)).nothing_new


def test_the_report_is_one_json_object_with_everything_in_it(store: Store) -> None:
    day = look(store, 1, 2, at=MORNING, unreadable=1)
    summarise(store, range(1, 2), Basis.ABSTRACT)
    told = report_day(store, day, ENGLISH, MORNING).to_json()
    assert json.loads(json.dumps(told)) == {
        "date": "2025-09-05",
        "state": "growing",
        "listed": 2,
        "late": 0,
        "listed_before": 0,
        "summarised": 1,
        "from_full_text": 0,
        "from_abstract": 1,
        "rejected": [{"record": "record 0", "reason": "has no title"}],
        "failure": None,
        "next_look_at": "2025-09-05T09:00:00+00:00",
        "status": report_day(store, day, ENGLISH, MORNING).sentence,
    }
    settled = report_day(store, look(store, 1, 2), ENGLISH, MIDNIGHT)
    assert settled.next_look_at is None
    assert settled.to_json()["next_look_at"] is None


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_summaries_are_counted_in_the_language_that_is_asked_for(language: str, store: Store) -> None:
    day = look(store, 1)
    summarise(store, range(1, 2))
    store.summaries.put(replace(make_summary("2509.00001"), language=Language("ko")))
    assert report_day(store, day, Language(language), MIDNIGHT).summarised == (language == "ko")
    assert store.summaries.find(PaperKey("2509.00001"), ENGLISH) is not None
