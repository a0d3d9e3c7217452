"""The whole bot as `paperboy run` puts it together, on fakes of both platforms: people are heard on each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import Secret
from digest.subscriptions import keep_chat
from storage.marks import MarkKind
from storage.models import Address, ChatKind, DeliveryState, Language, PaperKey, Platform
from storage.store import Store
from storage.watches import PaperWatch
from tests.digest.test_arxiv import entry, feed
from tests.fakes.replay import Answer, Replay
from tests.fakes.slack_workspace import FakeSlackApp
from tests.fakes.telegram_people import ADA, TelegramPeople
from tests.fakes.waiting import until
from tests.fakes.whole_program import TODAY, WholeProgram
from tests.makers import make_chat, make_paper, make_summary

GROUP = -1_001_111_111_111
KEY = PaperKey("2509.03867")


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlackApp]:
    async with FakeSlackApp(speed=10_000) as platform:
        yield platform


@pytest.fixture
def program(people: TelegramPeople, slack: FakeSlackApp, site: Replay, tmp_path: Path) -> WholeProgram:
    program = WholeProgram(site, tmp_path / "paperboy.db", telegram=people, slack=slack)
    program.lists(TODAY, [1])
    return program


@pytest.fixture
def archive(program: WholeProgram) -> Iterator[Store]:
    """The program's database, with one paper in it."""
    with Store.open(program.settings.db) as store:
        store.papers.put([make_paper(KEY, title="Drivelology")])
        for language in ("en", "ko"):
            store.summaries.put(make_summary(KEY, language))
        yield store


async def test_people_are_answered_on_both_platforms_at_once(
    program: WholeProgram, archive: Store, people: TelegramPeople, slack: FakeSlackApp
) -> None:
    async with program.running():
        people.says("/paper 2509.03867")
        await slack.connected()
        await slack.bring("slash_commands", slack.slash("/paper", "2509.03867"))
        await until(lambda: any("Drivelology" in text for text in people.texts(ADA)))
        await until(lambda: any("Drivelology" in str(said) for said in slack.said()))


async def test_telegram_goes_on_when_slack_refuses_the_token(program: WholeProgram, people: TelegramPeople) -> None:
    program.settings = replace(program.settings, slack_app_token=Secret("xapp-revoked"))
    async with program.running():
        people.says("/help")
        await until(lambda: bool(people.texts(ADA)))


async def test_a_reader_who_starts_is_subscribed_and_gets_a_real_paper(
    program: WholeProgram, archive: Store, people: TelegramPeople
) -> None:
    async with program.running():
        people.says("/start")
        await until(lambda: archive.chats.find(make_chat(str(ADA), Platform.TELEGRAM).address) is not None)
    chat = archive.chats.find(make_chat(str(ADA), Platform.TELEGRAM).address)
    assert chat is not None
    assert chat.language in (Language("en"), Language("ko"))
    assert chat.next_due_at is not None
    assert archive.outbox.counts().get(DeliveryState.FAILED, 0) == 0


async def test_the_papers_of_the_week_come_by_themselves_and_one_of_two_presents(
    program: WholeProgram, archive: Store, people: TelegramPeople, slack: FakeSlackApp
) -> None:
    now, key = program.clock(), KEY
    places = {
        Address(Platform.TELEGRAM, str(GROUP)): ChatKind.GROUP,
        Address(Platform.SLACK, "C1", team="T1"): ChatKind.CHANNEL,
    }
    for address, kind in places.items():
        chat = keep_chat(archive, make_chat(address=address, kind=kind, language="en", weekly_day=0), now)
        archive.chats.set_weekly_due([(chat.id, now)])
        archive.marks.toggle(f"{address.platform}:someone", key, MarkKind.LIKE, address, now)
    async with program.running():
        await slack.connected()
        await until(lambda: "Papers of the week" in "".join(people.texts(GROUP)))
        await until(lambda: any("Papers of the week" in str(arrival) for arrival in slack.arrivals))
        first, second = (archive.weeklies.find(chat_id, chat_id) for chat_id in (1, 2))
        assert first
        assert second
        (arrival,) = people.arrivals
        for person in (ADA, 502):
            people.presses(f"v1:present:{first.id}:{key}", arrival.message_id, person, GROUP)
        await until(lambda: "presented by Ada" in people.texts(GROUP)[0])
        await until(lambda: len(people.answered) == 2)
        for user in ("U1", "U2"):
            press = slack.press(f"v1:present:{second.id}:{key}", user=user, ts=slack.arrivals[0].ts)
            await slack.bring("interactive", press)
        await until(lambda: "presented by" in str(slack.arrivals[0]))
    assert sorted(people.answered.values()) == [
        "Ada presents this paper already.",
        "🙋 You present this paper. Press again to release it.",
    ]
    assert [len(archive.weeklies.claims(chat_id, [key])) for chat_id in (1, 2)] == [1, 1]


async def test_news_of_a_watched_paper_reach_its_reader(
    program: WholeProgram, archive: Store, people: TelegramPeople
) -> None:
    now = program.clock()
    chat = archive.chats.add(make_chat(str(ADA), Platform.TELEGRAM, language=Language("en")), now)
    archive.watches.put(PaperWatch(chat.id, PaperKey("2509.03867"), None, now, now + timedelta(days=1), version=1))
    program.site.pages["/api/query"] = Answer(body=feed(entry("2509.03867v2")))
    async with program.running():
        await until(lambda: any("There is a new version of this paper, v2." in told for told in people.texts(ADA)))


async def test_a_picture_of_trends_comes_on_both_platforms(
    program: WholeProgram, archive: Store, people: TelegramPeople, slack: FakeSlackApp
) -> None:
    now = program.clock()
    for back, keyword in ((40, "agents"), (12, "robots")):
        day = (now - timedelta(days=back)).date()
        papers = [make_paper(f"{day:%y%m}.{day.day:02}{number:03}", keywords=(keyword,)) for number in range(20)]
        archive.papers.put(papers)
        archive.days.record_look(day, [paper.key for paper in papers], [], now - timedelta(days=back))
    archive.days.record_look((now - timedelta(days=50)).date(), [], [], now - timedelta(days=50))
    async with program.running():
        people.says("/trends")
        await slack.connected()
        await slack.bring("slash_commands", slack.slash("/papers", "trends robots"))
        await until(lambda: bool(people.photos) and bool(slack.files))
    assert "robots: 0% → 100%" in people.photos[0].caption
    assert slack.files["trends.png"].startswith(b"\x89PNG")
