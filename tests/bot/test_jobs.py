"""The jobs of the clock, over days: lists that grow, a Sunday, an outage, a downtime, chats in many zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.delivery import Delivery
from bot.jobs import Jobs
from bot.rates import NO_LIMIT
from digest.pipeline import Pipeline
from digest.schedule import next_due
from digest.subscriptions import keep_chat
from digest.summariser import BuiltInSummariser
from storage.models import Chat, Language, PaperKey, Platform, Style
from storage.store import Store
from tests.fakes.lists import GrowingLists
from tests.fakes.senders import FakeSender
from tests.fakes.time import in_no_time
from tests.makers import make_chat

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 5, day) for day in (15, 16, 17, 18))
STEP = timedelta(minutes=15)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


class Days:
    """The bot without its clocks: time is a number that `until` turns forward."""

    def __init__(self, store: Store) -> None:
        self.now = at(FRIDAY, 0)
        self.lists = GrowingLists(self.clock)
        self.sender = FakeSender()
        self.store = store
        self.jobs = self.new_jobs()

    def clock(self) -> datetime:
        return self.now

    def new_jobs(self) -> Jobs:
        """Make the jobs anew, as a restart does."""
        pipeline = Pipeline(self.store, self.lists, (), None, BuiltInSummariser(self.clock), self.clock)
        return Jobs(self.store, pipeline, frozenset([Language("en")]), self.clock)

    def subscribe(self, name: str, zone: str, hour: time = time(8, 15), **changes: Any) -> Chat:
        chat = self.store.chats.add(make_chat(name, zone=zone, deliver_at=hour, **changes), self.now)
        self.store.chats.set_next_due([(chat.id, next_due(chat, self.now))])
        return chat

    def until(self, moment: datetime, step: timedelta = STEP) -> None:
        """Run every job at every step."""

        async def run() -> None:
            delivery = Delivery(self.store, {Platform.CONSOLE: self.sender}, {Platform.CONSOLE: NO_LIMIT}, self.clock)
            while self.now < moment:
                await self.jobs.look_at_lists()
                if (await self.jobs.queue_due()).messages:
                    await delivery.drain()
                self.now += step

        in_no_time(run())

    def sent(self, name: str) -> list[str]:
        """Return the subjects that a chat got, and forget them."""
        mine = [subject for address, subject, _ in self.sender.sent if address == f"console:{name}"]
        self.sender.sent = [entry for entry in self.sender.sent if entry[0] != f"console:{name}"]
        return mine


@pytest.fixture
def days(store: Store) -> Days:
    """A Friday that grows from 1 to 14 papers until noon, a weekend without lists, a Monday."""
    running = Days(store)
    running.lists.grow(FRIDAY, at(FRIDAY, 4), range(1, 2))
    running.lists.grow(FRIDAY, at(FRIDAY, 6, 30), range(2, 6))
    running.lists.grow(FRIDAY, at(FRIDAY, 9), range(6, 11))
    running.lists.grow(FRIDAY, at(FRIDAY, 11, 30), range(11, 15))
    running.lists.grow(MONDAY, at(MONDAY, 2), range(20, 25))
    return running


def digest(day: date, numbers: range) -> list[str]:
    return [f"head:{day}", *(f"paper:2605.{number:05}" for number in numbers)]


def test_a1_a_half_published_list_is_not_delivered_and_late_papers_come_once(days: Days) -> None:
    days.subscribe("seoul", "Asia/Seoul")
    days.subscribe("london", "Europe/London")
    days.until(at(FRIDAY, 9))
    assert days.sent("london") == []
    days.until(at(SATURDAY, 1))
    assert days.sent("seoul") == digest(FRIDAY, range(1, 15))
    days.lists.grow(FRIDAY, at(SATURDAY, 2), range(15, 16))
    days.until(at(SATURDAY, 9))
    assert days.sent("london") == digest(FRIDAY, range(1, 16))
    days.until(at(MONDAY, 0))
    assert days.sent("seoul") == digest(SATURDAY, range(15, 16))
    days.until(at(MONDAY + timedelta(days=1), 9))
    assert days.sent("seoul") == digest(MONDAY, range(20, 25))
    assert days.sent("london") == digest(MONDAY, range(20, 25))


def test_a3_a_weekend_sends_nothing(days: Days) -> None:
    days.subscribe("seoul", "Asia/Seoul")
    days.until(at(SATURDAY, 1))
    days.sent("seoul")
    days.until(at(MONDAY, 23))
    assert days.sent("seoul") == []


def test_the_source_is_asked_often_enough_and_never_rudely(days: Days) -> None:
    days.until(at(SATURDAY, 12))
    of_friday = [moment for moment, day in days.lists.looks if day == FRIDAY]
    assert len(of_friday) < 32
    gaps = [later - earlier for earlier, later in pairwise(of_friday)]
    assert min(gaps) >= timedelta(minutes=25)
    assert max(gaps[:-1]) <= timedelta(hours=1, minutes=15)


def test_a_source_that_was_down_at_the_usual_hour_is_delivered_when_it_is_back(days: Days) -> None:
    days.subscribe("london", "Europe/London")
    days.lists.outages.append((at(FRIDAY, 10), at(SATURDAY, 13)))
    days.until(at(SATURDAY, 12))
    assert days.sent("london") == []
    days.until(at(SATURDAY, 15))
    assert days.sent("london") == digest(FRIDAY, range(1, 15))


@pytest.mark.parametrize("times", [1, 3])
def test_d1_after_a_downtime_missed_days_come_oldest_first_and_once(days: Days, times: int) -> None:
    days.subscribe("seoul", "Asia/Seoul")
    tuesday = MONDAY + timedelta(days=1)
    days.lists.grow(tuesday, at(tuesday, 2), range(30, 32))
    days.until(at(FRIDAY, 12))
    days.now = at(tuesday + timedelta(days=1), 5)
    for _ in range(times):
        # A restart, and another: the database knows what was queued.
        days.jobs = days.new_jobs()
        days.until(days.now + timedelta(minutes=30))
    assert days.sent("seoul") == [
        *digest(FRIDAY, range(1, 15)),
        *digest(MONDAY, range(20, 25)),
        *digest(tuesday, range(30, 32)),
    ]


def test_after_a_downtime_nobody_is_woken_in_their_quiet_hours(days: Days) -> None:
    days.subscribe("seoul", "Asia/Seoul", time(20), quiet_from=time(22), quiet_to=time(7))
    days.until(at(FRIDAY, 10, 45))
    # The bot is back at 23:30 in Seoul, three and a half hours late.
    days.now = at(FRIDAY, 14, 30)
    days.until(at(FRIDAY, 22))
    assert days.sent("seoul") == []
    days.until(at(FRIDAY, 22, 30))
    assert days.sent("seoul")[0] == f"head:{FRIDAY}"


def test_a_setting_that_is_changed_after_a_downtime_does_not_put_the_digest_off(days: Days) -> None:
    weekly = days.subscribe("seoul", "Asia/Seoul", time(20), days=frozenset({FRIDAY.weekday()}))
    days.until(at(FRIDAY, 10, 45))
    days.now = at(SATURDAY, 1)
    keep_chat(days.store, replace(days.store.chats.get(weekly.id), style=Style.COMPACT), days.now)
    days.until(at(SATURDAY, 2))
    assert days.sent("seoul") == [f"head:{FRIDAY}"]


def test_who_is_away_from_now_on_gets_nothing_that_was_late(days: Days) -> None:
    chat = days.subscribe("seoul", "Asia/Seoul", time(20))
    days.until(at(FRIDAY, 10, 45))
    days.now = at(SATURDAY, 1)
    keep_chat(days.store, replace(days.store.chats.get(chat.id), away_until=MONDAY), days.now)
    days.until(at(SUNDAY, 1))
    assert days.sent("seoul") == []


def test_no_more_than_a_week_is_caught_up(days: Days) -> None:
    days.subscribe("seoul", "Asia/Seoul")
    days.until(at(FRIDAY, 16))
    days.now = at(FRIDAY + timedelta(days=8), 1)
    days.until(days.now + timedelta(minutes=30))
    assert days.sent("seoul") == digest(MONDAY, range(20, 25))


def test_a_clock_set_back_sends_nothing_twice(days: Days) -> None:
    days.subscribe("seoul", "Asia/Seoul")
    days.until(at(SATURDAY, 1))
    assert len(days.sent("seoul")) == 15
    days.now = at(FRIDAY, 20)
    days.until(at(SATURDAY, 2))
    assert days.sent("seoul") == []


def test_a5_a_paper_listed_on_a_second_day_is_sent_once(days: Days) -> None:
    days.subscribe("seoul", "Asia/Seoul")
    days.lists.grow(MONDAY, at(MONDAY, 3), range(14, 15))
    days.until(at(MONDAY + timedelta(days=1), 1))
    subjects = days.sent("seoul")
    assert len(subjects) == len(set(subjects)) == 1 + 14 + 1 + 5


def test_a_new_reader_gets_one_digest_and_not_a_week_of_them(days: Days) -> None:
    days.subscribe("seoul", "Asia/Seoul")
    days.until(at(MONDAY, 22))
    days.sent("seoul")
    days.subscribe("late", "Asia/Seoul")
    days.until(at(MONDAY + timedelta(days=1), 1))
    assert days.sent("late") == digest(MONDAY, range(20, 25))


def test_a_day_is_read_in_the_languages_of_its_readers_only(days: Days) -> None:
    days.subscribe("seoul", "Asia/Seoul", language=Language("ko"))
    days.until(at(FRIDAY, 5))
    key = PaperKey("2605.00001")
    assert days.store.summaries.find(key, Language("ko")) is not None
    assert days.store.summaries.find(key, Language("en")) is not None
    assert days.store.summaries.find(key, Language("ja")) is None


def test_a_paper_that_cannot_be_summarised_holds_the_day_back_for_nobody(days: Days) -> None:
    days.subscribe("seoul", "Asia/Seoul")
    empty = days.lists.joins[FRIDAY][0]
    days.lists.joins[FRIDAY][0] = (empty[0], type(empty[1])(empty[1].key, "No abstract", ""))
    days.until(at(SATURDAY, 1))
    assert days.sent("seoul") == digest(FRIDAY, range(1, 15))


def test_a_thousand_chats_of_one_minute_are_queued_page_by_page(days: Days) -> None:
    for number in range(250):
        days.subscribe(f"c{number}", "Asia/Seoul", time(21, 0))
    days.until(at(FRIDAY, 15, 30))
    days.now = at(FRIDAY, 12)
    days.store.chats.set_next_due((chat.id, days.now) for chat in days.store.chats.active())
    days.now = at(SATURDAY, 12)
    days.until(days.now + STEP)
    assert len(days.sender.sent) == 250 * 15
