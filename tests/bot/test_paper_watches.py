"""Watched papers: each event is told once to each chat, over restarts and beside a second process, or not yet."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.paper_watches import BATCHES, PaperWatches
from digest.arxiv import BATCH, Arxiv
from digest.fetch import Fetcher, HostPolicy
from digest.hugging_face import HuggingFace
from digest.paper_news import PaperNews
from storage.ledger import Queued
from storage.models import Chat, OutboxItem, PaperKey, Platform, Priority
from storage.store import Store
from storage.watches import PaperWatch
from tests.bot.test_fan_out import outbox, subjects, text_of
from tests.digest.test_arxiv import entry, feed
from tests.fakes.time import SteppingClock
from tests.makers import make_chat, make_paper

KEY, OTHER, OLD = PaperKey("2605.00001"), PaperKey("2605.00002"), PaperKey("hep-th/9901001")
BEGAN_AT = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WITHDRAWN = "<arxiv:comment>This paper has been withdrawn by the authors due to an error in Theorem 2</arxiv:comment>"


@dataclass(slots=True)
class Sites:
    """arXiv and Hugging Face: what they hold of each paper, whether they answer, and what they were asked."""

    versions: dict[str, int] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    code: dict[str, str] = field(default_factory=dict)
    arxiv_status: int = 200
    page: bytes = b""
    code_status: int = 200
    asked: list[list[str]] = field(default_factory=list)
    asked_for_code: list[str] = field(default_factory=list)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer as the sites do: arXiv cuts what `max_results` does not cover, and refuses none of these ids."""
        url = urlsplit(str(request.url))
        if url.hostname == "hf.test":
            key = url.path.removeprefix("/api/papers/")
            self.asked_for_code.append(key)
            record = {"id": key, "title": "Memory", "githubRepo": self.code.get(key)}
            return httpx.Response(self.code_status, content=json.dumps(record).encode())
        query = parse_qs(url.query)
        keys = query["id_list"][0].split(",")
        self.asked.append(keys)
        entries = [
            entry(f"{key}v{self.versions[key]}", inside=WITHDRAWN if key in self.withdrawn else "")
            for key in keys[: int(query["max_results"][0])]
            if key in self.versions
        ]
        return httpx.Response(self.arxiv_status, content=self.page or feed(*entries))


class World:
    """A store with chats that watch, the sites, and a clock that a test moves."""

    def __init__(self, store: Store, client: httpx.AsyncClient, sites: Sites) -> None:
        self.store, self.sites, self.now = store, sites, BEGAN_AT
        self.pauses = SteppingClock()
        polite = {"https://arxiv.test": HostPolicy(interval_s=3, one_at_a_time=True)}
        self._fetcher = Fetcher(
            client, policies=polite, clock=self.pauses, sleep=self.pauses.sleep, user_agent="Paperboy/test"
        )
        store.papers.put([make_paper(KEY, version=1), make_paper(OTHER, version=1), make_paper(OLD, version=3)])
        sites.versions = {KEY: 1, OTHER: 1, OLD: 3}

    def chat(self, name: str = "hall", platform: Platform = Platform.TELEGRAM, **preferences: object) -> Chat:
        return self.store.chats.add(make_chat(name, platform, **preferences), self.now)

    def watch(self, chat: Chat, key: PaperKey = KEY) -> None:
        paper = self.store.papers.get(key)
        self.store.watches.put(
            PaperWatch(chat.id, key, "telegram:42", self.now, self.now + 365 * DAY, paper.version, bool(paper.code_url))
        )

    async def look(self, store: Store | None = None) -> Queued:
        # Whatever a process remembers goes with it: each look is made by a new one.
        fetcher = self._fetcher
        news = PaperNews(
            Arxiv(fetcher, "https://arxiv.test", "https://arxiv.test/api/query"),
            HuggingFace(fetcher, "https://hf.test"),
        )
        return await PaperWatches(store or self.store, news, lambda: self.now).look()

    async def look_tomorrow(self) -> Queued:
        self.pass_by(DAY)
        return await self.look()

    def pass_by(self, time: timedelta) -> None:
        self.now += time
        self.pauses.now_s += time.total_seconds()

    def told(self, chat: Chat) -> list[OutboxItem]:
        return outbox(self.store, chat, self.now)


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    sites = Sites()
    async with httpx.AsyncClient(transport=httpx.MockTransport(sites.answer)) as client:
        yield World(store, client, sites)


async def test_nothing_is_told_while_nothing_changes(world: World) -> None:
    chat = world.chat()
    world.watch(chat)
    for _ in range(3):
        assert await world.look_tomorrow() == Queued()
    assert world.told(chat) == []


async def test_a_new_version_is_told_once_with_its_number_and_links(world: World) -> None:
    chat = world.chat()
    world.watch(chat)
    world.sites.versions[KEY] = 2
    assert await world.look() == Queued(messages=1)
    (news,) = world.told(chat)
    assert (news.subject, news.priority, news.due_at) == (f"watch:{KEY}:v2", Priority.ALERT, world.now)
    assert "이 논문의 새 버전(v2)이 나왔어요." in text_of(news)
    assert "https://arxiv.org/abs/2605.00001" in text_of(news)
    assert json.loads(news.payload)["silent"] is False
    assert world.store.papers.get(KEY).version == 2
    assert await world.look_tomorrow() == Queued()
    world.sites.versions[KEY] = 4
    assert await world.look_tomorrow() == Queued(messages=1)
    assert subjects(world.told(chat)) == [f"watch:{KEY}:v4"]


async def test_an_older_version_than_known_is_no_news_and_neither_is_its_return(world: World) -> None:
    chat = world.chat()
    world.watch(chat, OLD)
    for version in (2, 3):
        world.sites.versions[OLD] = version
        assert await world.look_tomorrow() == Queued()


async def test_where_no_version_was_known_the_first_look_finds_where_the_watch_begins(world: World) -> None:
    fresh = PaperKey("2605.00003")
    world.store.papers.put([make_paper(fresh)])
    chat = world.chat()
    world.watch(chat, fresh)
    world.sites.versions[fresh] = 2
    assert await world.look() == Queued()
    world.sites.versions[fresh] = 3
    assert await world.look_tomorrow() == Queued(messages=1)
    assert subjects(world.told(chat)) == [f"watch:{fresh}:v3"]


async def test_the_first_code_is_told_and_is_not_asked_for_again(world: World) -> None:
    chat = world.chat()
    world.watch(chat)
    world.sites.code[KEY] = "https://github.com/ada/memory"
    assert await world.look() == Queued(messages=1)
    (news,) = world.told(chat)
    assert news.subject == f"watch:{KEY}:code"
    assert "https://github.com/ada/memory" in text_of(news)
    world.sites.code[KEY] = "https://github.com/ada/another"
    assert await world.look_tomorrow() == Queued()
    assert world.sites.asked_for_code == [KEY]


async def test_code_with_an_address_that_is_none_is_no_link(world: World) -> None:
    chat = world.chat()
    world.watch(chat)
    world.sites.code[KEY] = "javascript:alert(1)"
    assert await world.look() == Queued()


async def test_a_withdrawal_is_told_with_its_reason_and_ends_the_watch(world: World) -> None:
    chat = world.chat()
    world.watch(chat)
    world.sites.versions[KEY] = 2
    world.sites.withdrawn.add(KEY)
    assert await world.look() == Queued(messages=1)
    (news,) = world.told(chat)
    assert news.subject == f"watch:{KEY}:withdrawn"
    assert "due to an error in Theorem 2" in text_of(news)
    assert world.store.papers.get(KEY).withdrawn
    assert world.store.watches.of_chat(chat.id) == ()
    assert await world.look_tomorrow() == Queued()


async def test_every_chat_is_told_in_its_language_and_only_of_what_it_watches(world: World) -> None:
    korean, english = world.chat("1"), world.chat("2", Platform.SLACK, language="en")
    world.chat("3")
    world.watch(korean)
    world.watch(english)
    world.sites.versions |= {KEY: 2, OTHER: 2}
    assert await world.look() == Queued(messages=2)
    assert "새 버전" in text_of(world.told(korean)[0])
    assert "new version" in text_of(world.told(english)[0])


async def test_news_in_quiet_hours_wait_for_their_end(world: World) -> None:
    # 17:00 in Seoul.
    chat = world.chat(quiet_from=time(16), quiet_to=time(19, 30))
    world.watch(chat)
    world.sites.versions[KEY] = 2
    await world.look()
    (due,) = world.store.lanes.read([chat.id], 1)[chat.id]
    assert due.due_at == datetime(2026, 5, 13, 10, 30, tzinfo=UTC)


async def test_who_is_away_or_paused_is_told_when_they_are_back(world: World) -> None:
    away = world.chat("1", away_until=(BEGAN_AT + 2 * DAY).date())
    paused = world.chat("2")
    for chat in (away, paused):
        world.watch(chat)
    world.store.chats.pause(paused.id, "blocked", world.now)
    world.sites.versions[KEY] = 2
    assert await world.look() == Queued()
    world.store.chats.wake(paused.id)
    assert await world.look_tomorrow() == Queued(messages=1)
    assert await world.look_tomorrow() == Queued(messages=1)
    assert [subjects(world.told(chat)) for chat in (away, paused)] == [[f"watch:{KEY}:v2"]] * 2


async def test_that_a_watch_is_over_is_told_after_an_absence(world: World) -> None:
    back_on = (BEGAN_AT + 370 * DAY).date()
    chat = world.chat(away_until=back_on)
    world.watch(chat)
    world.pass_by(366 * DAY)
    # Nothing may stand in the outbox until then: a message that waits holds all that its chat gets, should they be
    # back sooner.
    assert await world.look() == Queued()
    assert await world.look_tomorrow() == Queued()
    world.now = datetime.combine(back_on, time(), ZoneInfo("Asia/Seoul"))
    assert await world.look() == Queued(messages=1)
    assert subjects(world.told(chat)) == [f"watch:{KEY}:ended"]


async def test_whoever_is_back_sooner_is_told_then_that_a_watch_is_over(world: World) -> None:
    chat = world.chat(away_until=(BEGAN_AT + 400 * DAY).date())
    world.watch(chat)
    world.pass_by(366 * DAY)
    assert await world.look() == Queued()
    world.chat(away_until=None)
    assert await world.look_tomorrow() == Queued(messages=1)


async def test_nobody_asks_for_a_chat_that_cannot_be_told(world: World) -> None:
    gone, blocked = world.chat("1"), world.chat("2")
    for chat in (gone, blocked):
        world.watch(chat)
    world.store.chats.remove(gone.address)
    world.store.chats.pause(blocked.id, "blocked", world.now)
    assert await world.look() == Queued()
    assert world.sites.asked == []


async def test_while_arxiv_does_not_answer_nothing_is_told_and_nothing_is_lost(world: World) -> None:
    chat = world.chat()
    world.watch(chat)
    world.sites.versions[KEY] = 2
    world.sites.arxiv_status = 503
    assert await world.look() == Queued()
    asked = len(world.sites.asked)
    world.pass_by(timedelta(minutes=5))
    assert await world.look() == Queued()
    assert len(world.sites.asked) == asked
    world.sites.arxiv_status = 200
    world.pass_by(timedelta(hours=1))
    assert await world.look() == Queued(messages=1)


async def test_a_page_instead_of_a_feed_is_no_news_and_is_asked_for_again(world: World) -> None:
    world.watch(world.chat())
    world.sites.page = b"<html>unusual traffic</html>"
    assert await world.look() == Queued()
    world.sites.page = b""
    world.sites.versions[KEY] = 2
    world.pass_by(timedelta(hours=1))
    assert await world.look() == Queued(messages=1)


async def test_a_paper_that_arxiv_does_not_name_is_watched_on(world: World) -> None:
    chat = world.chat()
    world.watch(chat)
    world.sites.versions = {}
    assert await world.look() == Queued()
    assert world.store.watches.of_chat(chat.id)


async def test_where_hugging_face_fails_the_version_is_told_all_the_same_and_code_within_the_day(world: World) -> None:
    chat = world.chat()
    world.watch(chat)
    world.sites.versions[KEY] = 2
    world.sites.code[KEY] = "https://github.com/ada/memory"
    world.sites.code_status = 500
    assert await world.look() == Queued(messages=1)
    world.sites.code_status = 200
    world.pass_by(timedelta(hours=2))
    assert await world.look() == Queued(messages=1)
    assert subjects(world.told(chat)) == [f"watch:{KEY}:v2", f"watch:{KEY}:code"]


async def test_each_paper_is_asked_for_once_a_day_however_many_watch_it(world: World) -> None:
    for number in range(5):
        world.watch(world.chat(str(number)))
    for _ in range(12):
        await world.look()
        world.pass_by(timedelta(minutes=5))
    assert world.sites.asked == [[KEY]]


async def test_arxiv_is_asked_in_batches_three_seconds_apart_and_few_at_a_time(world: World) -> None:
    chat = world.chat()
    keys = [PaperKey(f"2605.1{number:04}") for number in range(BATCH * (BATCHES + 1))]
    world.store.papers.put([make_paper(key, version=1, code_url="https://github.com/a/b") for key in keys])
    world.sites.versions = dict.fromkeys(keys, 2)
    for key in keys:
        world.watch(chat, key)
    assert await world.look() == Queued(messages=BATCH * BATCHES)
    assert [len(asked) for asked in world.sites.asked] == [BATCH] * BATCHES
    assert world.pauses.slept == [3.0] * (BATCHES - 1)
    assert await world.look() == Queued(messages=BATCH)
    assert await world.look() == Queued()


async def test_a_watch_ends_after_its_year_and_says_so_once(world: World) -> None:
    chat = world.chat()
    world.watch(chat)
    world.pass_by(365 * DAY)
    assert await world.look() == Queued(messages=1)
    assert subjects(world.told(chat)) == [f"watch:{KEY}:ended"]
    assert world.store.watches.of_chat(chat.id) == ()
    assert await world.look_tomorrow() == Queued()


async def test_a_second_process_tells_nothing_again(world: World, tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    with Store.open(path) as first, Store.open(path) as second:
        world.store = first
        first.papers.put([make_paper(KEY, version=1)])
        chat = world.chat()
        world.watch(chat)
        world.sites.versions[KEY] = 2
        keys = second.watches.due(world.now, BATCH)
        assert await world.look() == Queued(messages=1)
        # The second had chosen the same paper when the first was done with it.
        second.watches.look_again(keys, world.now)
        assert await world.look(second) == Queued()
        assert subjects(world.told(chat)) == [f"watch:{KEY}:v2"]


async def test_a_crash_before_the_end_of_a_look_tells_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    chat, later = world.chat("1"), world.chat("2")
    for each in (chat, later):
        world.watch(each)
    world.sites.versions[KEY] = 2
    with monkeypatch.context() as patched:
        patched.setattr(world.store.watches, "look_again", _crash)
        with pytest.raises(RuntimeError):
            await world.look()
    assert world.store.outbox.counts() == {}
    assert await world.look() == Queued(messages=2)
    assert await world.look_tomorrow() == Queued()


def _crash(*_: object) -> None:
    raise RuntimeError("the power went")
