"""The whole bot as `paperboy run` puts it together, on fakes of both platforms: people are heard on each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands.run import serve
from bot.config import Secret, Settings
from bot.lease import DeliveryLease
from digest.subscriptions import keep_chat
from storage.marks import MarkKind
from storage.models import Address, ChatKind, DeliveryState, Language, PaperKey, Platform
from storage.store import Store
from storage.watches import PaperWatch
from tests.bot.test_deliver import item
from tests.digest.test_arxiv import entry, feed
from tests.fakes.replay import Answer, Replay
from tests.fakes.slack_workspace import APP_TOKEN, FakeSlackApp
from tests.fakes.telegram_people import ADA, TelegramPeople
from tests.fakes.telegram_talk import until
from tests.makers import make_chat, make_paper, make_summary

DAY = date(2026, 5, 13)
GROUP = -1_001_111_111_111


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramPeople]:
    async with TelegramPeople(speed=10_000) as platform:
        yield platform


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlackApp]:
    async with FakeSlackApp() as platform:
        yield platform


@pytest.fixture
def settings(telegram: TelegramPeople, slack: FakeSlackApp) -> Iterator[Settings]:
    with Replay() as source:
        source.lists[DAY.isoformat()] = [item(1)]
        yield Settings(
            languages=("en", "ko"),
            telegram_token=Secret(telegram.token),
            telegram_base_url=telegram.base_url,
            slack_bot_token=Secret(slack.tokens["T1"]),
            slack_app_token=Secret(APP_TOKEN),
            slack_base_url=slack.base_url,
            hf_base_url=source.url,
            arxiv_base_url=source.url,
            arxiv_api_url=source.url,
            arxiv_interval=0,
            http_port=0,
        )


@pytest.fixture
def archive(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "paperboy.db")
    store.papers.put([make_paper("2509.03867", title="Drivelology")])
    for language in ("en", "ko"):
        store.summaries.put(make_summary("2509.03867", language))
    return store


@asynccontextmanager
async def running(settings: Settings, store: Store) -> AsyncIterator[None]:
    """Run the bot as the command does, and stop it as a signal does."""
    stop = asyncio.Event()
    with DeliveryLease(store, lambda: datetime.now(UTC)) as lease:
        bot = asyncio.create_task(serve(settings, store, lease, stop))
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait_for(bot, 10)


async def test_people_are_answered_on_both_platforms_at_once(
    settings: Settings, archive: Store, telegram: TelegramPeople, slack: FakeSlackApp
) -> None:
    async with running(settings, archive):
        telegram.says("/paper 2509.03867")
        await slack.connected()
        await slack.bring("slash_commands", slack.slash("/paper", "2509.03867"))
        await until(lambda: any("Drivelology" in text for text in telegram.texts(ADA)))
        await until(lambda: any("Drivelology" in str(said) for said in slack.said()))
    archive.close()


async def test_telegram_goes_on_when_slack_refuses_the_token(
    settings: Settings, archive: Store, telegram: TelegramPeople
) -> None:
    async with running(replace(settings, slack_app_token=Secret("xapp-revoked")), archive):
        telegram.says("/help")
        await until(lambda: bool(telegram.texts(ADA)))
    archive.close()


async def test_a_reader_who_starts_is_subscribed_and_gets_a_real_paper(
    settings: Settings, archive: Store, telegram: TelegramPeople
) -> None:
    async with running(settings, archive):
        telegram.says("/start")
        await until(lambda: archive.chats.find(make_chat(str(ADA), Platform.TELEGRAM).address) is not None)
    chat = archive.chats.find(make_chat(str(ADA), Platform.TELEGRAM).address)
    assert chat is not None
    assert chat.language in (Language("en"), Language("ko"))
    assert chat.next_due_at is not None
    assert archive.outbox.counts().get(DeliveryState.FAILED, 0) == 0
    archive.close()


async def test_the_papers_of_the_week_come_by_themselves_and_one_of_two_presents(
    settings: Settings, archive: Store, telegram: TelegramPeople, slack: FakeSlackApp
) -> None:
    now, key = datetime.now(UTC), PaperKey("2509.03867")
    places = {
        Address(Platform.TELEGRAM, str(GROUP)): ChatKind.GROUP,
        Address(Platform.SLACK, "C1", team="T1"): ChatKind.CHANNEL,
    }
    for address, kind in places.items():
        chat = keep_chat(archive, make_chat(address=address, kind=kind, language="en", weekly_day=0), now)
        archive.chats.set_weekly_due([(chat.id, now)])
        archive.marks.toggle(f"{address.platform}:someone", key, MarkKind.LIKE, address, now)
    async with running(settings, archive):
        await slack.connected()
        await until(lambda: "Papers of the week" in "".join(telegram.texts(GROUP)))
        await until(lambda: any("Papers of the week" in str(arrival) for arrival in slack.arrivals))
        first, second = (archive.weeklies.find(chat_id, chat_id) for chat_id in (1, 2))
        assert first
        assert second
        (arrival,) = telegram.arrivals
        for person in (ADA, 502):
            telegram.presses(f"v1:present:{first.id}:{key}", arrival.message_id, person, GROUP)
        await until(lambda: "presented by Ada" in telegram.texts(GROUP)[0])
        await until(lambda: len(telegram.answered) == 2)
        for user in ("U1", "U2"):
            press = slack.press(f"v1:present:{second.id}:{key}", user=user, ts=slack.arrivals[0].ts)
            await slack.bring("interactive", press)
        await until(lambda: "presented by" in str(slack.arrivals[0]))
    assert sorted(telegram.answered.values()) == [
        "Ada presents this paper already.",
        "🙋 You present this paper. Press again to release it.",
    ]
    assert [len(archive.weeklies.claims(chat_id, [key])) for chat_id in (1, 2)] == [1, 1]
    archive.close()


async def test_news_of_a_watched_paper_reach_its_reader(
    settings: Settings, archive: Store, telegram: TelegramPeople
) -> None:
    now = datetime.now(UTC)
    chat = archive.chats.add(make_chat(str(ADA), Platform.TELEGRAM, language=Language("en")), now)
    archive.watches.put(PaperWatch(chat.id, PaperKey("2509.03867"), None, now, now + timedelta(days=1), version=1))
    with Replay() as source:
        source.pages["/api/query"] = Answer(body=feed(entry("2509.03867v2")))
        async with running(replace(settings, arxiv_api_url=f"{source.url}/api/query"), archive):
            await until(
                lambda: any("There is a new version of this paper, v2." in told for told in telegram.texts(ADA))
            )
    archive.close()


async def test_a_picture_of_trends_comes_on_both_platforms(
    settings: Settings, archive: Store, telegram: TelegramPeople, slack: FakeSlackApp
) -> None:
    now = datetime.now(UTC)
    for back, keyword in ((40, "agents"), (12, "robots")):
        day = (now - timedelta(days=back)).date()
        papers = [make_paper(f"{day:%y%m}.{day.day:02}{number:03}", keywords=(keyword,)) for number in range(20)]
        archive.papers.put(papers)
        archive.days.record_look(day, [paper.key for paper in papers], [], now - timedelta(days=back))
    archive.days.record_look((now - timedelta(days=50)).date(), [], [], now - timedelta(days=50))
    async with running(settings, archive):
        telegram.says("/trends")
        await slack.connected()
        await slack.bring("slash_commands", slack.slash("/papers", "trends robots"))
        await until(lambda: bool(telegram.photos) and bool(slack.files), seconds=60)
    assert "robots: 0% → 100%" in telegram.photos[0].caption
    assert slack.files["trends.png"].startswith(b"\x89PNG")
    archive.close()
