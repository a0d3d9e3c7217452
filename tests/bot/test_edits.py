"""What was delivered as a fallback is told anew once the model is back, and its messages are edited in place."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from bot.delivery import Delivery
from bot.edits import MAX_TRIES, Edits, UneditableError
from bot.jobs import Jobs
from bot.rates import NO_LIMIT
from bot.senders import ChatGoneError, LostAnswerError, PlatformDownError, RateLimitedError, Scope, SendError
from storage.models import Basis, Language, Message, Method, PaperKey, Platform, Summary
from storage.store import Store
from tests.digest.papers import PAPER, text_of
from tests.fakes.chat_endpoint import MODEL, UNUSABLE
from tests.fakes.editors import FakeEditor
from tests.fakes.lists import GrowingLists
from tests.fakes.loopback import answer
from tests.fakes.model import Work, open_work
from tests.fakes.senders import FakeSender
from tests.makers import make_chat, make_paper, queue_messages

DAY = date(2026, 5, 13)
EN, KO = Language("en"), Language("ko")
KEYS = [PaperKey(f"2605.0000{number}") for number in (1, 2, 3)]


@dataclass(slots=True)
class Scene:
    """Three papers delivered to an English and a Korean chat while the model was away."""

    work: Work
    jobs: Jobs
    editor: FakeEditor = field(default_factory=FakeEditor)
    sender: FakeSender = field(default_factory=FakeSender)

    @property
    def edits(self) -> Edits:
        """Return what makes the edits."""
        return Edits(self.work.store, {Platform.CONSOLE: self.editor}, self.editor.turn, lambda: self.work.now)

    def told(self, key: PaperKey, language: Language = EN) -> Summary:
        """Return a summary."""
        summary = self.work.store.summaries.find(key, language)
        assert summary is not None
        return summary

    async def deliver(self) -> None:
        """Send everything that is due."""
        await self.jobs.queue_due()
        rates = {Platform.CONSOLE: NO_LIMIT}
        await Delivery(self.work.store, {Platform.CONSOLE: self.sender}, rates, lambda: self.work.now).drain()

    def back(self) -> None:
        """Let the model be there again, some hours later."""
        self.work.clock.now_s += 7_200
        self.work.now += timedelta(hours=2)


@pytest.fixture
async def scene(store: Store) -> AsyncIterator[Scene]:
    """The evening after a day without a model."""
    async with open_work(store, text_of) as work:
        lists = work.pipeline.source
        assert isinstance(lists, GrowingLists)
        papers = [make_paper(key, title=f"Paper {key[-1]}", abstract=PAPER.abstract) for key in KEYS]
        lists.joins[DAY] = [(work.now, paper) for paper in papers]
        work.now += timedelta(hours=13)
        for language in (EN, KO):
            chat = store.chats.add(make_chat(language, language=language), work.now - timedelta(days=1))
            store.chats.set_next_due([(chat.id, work.now)])
        scene = Scene(work, Jobs(store, work.pipeline, frozenset(), lambda: work.now))
        work.server.next(answer(402, "{}"))
        await scene.jobs.look_at_lists()
        await scene.deliver()
        assert len(scene.sender.sent) == 8
        assert [scene.told(key).method for key in KEYS] == [Method.BUILT_IN] * 3
        yield scene


async def test_b14_when_the_balance_is_back_the_day_is_told_anew_and_edited_in_place(scene: Scene) -> None:
    assert [subject.rpartition(":")[2] for subject, _ in scene.work.alarms] == ["unpaid"]
    scene.back()
    assert await scene.jobs.retell_fallbacks() == 6
    told = [scene.told(key, language) for key in KEYS for language in (EN, KO)]
    assert {(summary.method, summary.basis) for summary in told} == {(Method.MODEL, Basis.FULL_TEXT)}
    assert await scene.edits.make_due() == 6
    assert len(scene.sender.sent) == 8
    edited = scene.editor.edited
    english = {place: json.loads(payload)["text"] for chat, place, payload in edited if chat == "console:en"}
    all_sent = enumerate(scene.sender.sent, 1)
    sent = {subject: str(place) for place, (chat, subject, _) in all_sent if chat == "console:en"}
    for number, key in enumerate(KEYS, 1):
        text = english[sent[f"paper:{key}"]]
        assert f"{number}/3" in text
        assert scene.told(key).sections.results in text
        assert "built-in" not in text
    assert scene.editor.turns == [chat for chat, _, _ in scene.editor.edited]
    assert await scene.edits.make_due() == 0


async def test_while_the_model_is_away_nothing_is_tried(scene: Scene) -> None:
    calls = len(scene.work.server.calls)
    scene.work.now += timedelta(hours=2)
    assert await scene.jobs.retell_fallbacks() == 0
    assert len(scene.work.server.calls) == calls
    assert await scene.edits.make_due() == 0


async def test_a_model_that_turns_out_to_be_away_still_costs_one_paper_only(scene: Scene) -> None:
    for key in KEYS:
        scene.work.store.readings.drop(key)
    calls = len(scene.work.server.calls)
    scene.back()
    scene.work.server.next(answer(402, "{}"))
    assert await scene.jobs.retell_fallbacks() == 0
    assert len(scene.work.server.calls) == calls + 1
    scene.back()
    assert await scene.jobs.retell_fallbacks() == 6


async def test_a_paper_that_is_refused_again_is_tried_four_times_ever_longer_apart(scene: Scene) -> None:
    scene.back()
    await scene.jobs.retell_fallbacks()
    scene.work.store.summaries.put(_fallback(scene.told(KEYS[0])))
    tried = []
    for hour in range(120):
        calls = len(scene.work.server.calls)
        scene.work.server.next(*[UNUSABLE["refusal"]] * 9)
        await scene.jobs.retell_fallbacks()
        scene.work.server.forget()
        if len(scene.work.server.calls) > calls:
            tried.append(hour)
        scene.work.now += timedelta(hours=1)
    assert tried == [1, 2, 6, 22]
    assert scene.told(KEYS[0]).method is Method.BUILT_IN


def _fallback(summary: Summary) -> Summary:
    return replace(summary, method=Method.BUILT_IN, maker="built-in/1", text_language=EN)


async def test_an_abstract_is_told_anew_from_the_full_text(scene: Scene) -> None:
    scene.back()
    await scene.jobs.retell_fallbacks()
    told = scene.told(KEYS[1], KO)
    scene.work.store.summaries.put(replace(told, basis=Basis.ABSTRACT))
    assert await scene.jobs.retell_fallbacks() == 0
    scene.work.now += timedelta(minutes=15)
    assert await scene.jobs.retell_fallbacks() == 1
    assert scene.told(KEYS[1], KO) == replace(told, made_at=scene.work.now)
    assert told.maker == MODEL


async def test_a_reported_summary_is_taken_out_of_delivered_messages_and_its_successor_put_in(scene: Scene) -> None:
    scene.back()
    await scene.jobs.retell_fallbacks()
    await scene.edits.make_due()
    scene.editor.edited.clear()
    goal = scene.told(KEYS[0]).sections.goal
    assert scene.work.pipeline.report(KEYS[0], EN)
    assert await scene.edits.make_due() == 1
    assert str(goal) not in scene.editor.edited[0][2]
    assert "There is no summary yet" in scene.editor.edited[0][2]
    await scene.work.pipeline.summarise(scene.work.store.papers.get(KEYS[0]), [EN])
    assert await scene.edits.make_due() == 1
    assert "Language models forget" in scene.editor.edited[1][2]


async def test_a_message_that_was_on_its_way_is_edited_once_it_is_there(scene: Scene) -> None:
    late = scene.work.store.chats.add(make_chat("late", language=EN), scene.work.now - timedelta(days=1))
    scene.work.store.chats.set_next_due([(late.id, scene.work.now)])
    await scene.jobs.queue_due()
    scene.back()
    await scene.jobs.retell_fallbacks()
    assert await scene.edits.make_due() == 6
    await scene.deliver()
    assert await scene.edits.make_due() == 3
    assert {chat for chat, _, _ in scene.editor.edited[6:]} == {"console:late"}


@pytest.mark.parametrize("subject", ["paper", "alert"])
async def test_a_paper_that_came_as_an_alert_stays_one(subject: str, scene: Scene) -> None:
    store, key = scene.work.store, KEYS[0]
    chat = store.chats.add(make_chat("alerts", language=EN), scene.work.now)
    queue_messages(store, chat.id, f"alert:{key}", [Message(f"{subject}:{key}", 0, "{}")], [], scene.work.now)
    store.topics.record(chat.id, {key: ("memory",)}, scene.work.now)
    await scene.deliver()
    scene.back()
    await scene.jobs.retell_fallbacks()
    assert await scene.edits.make_due() == 7
    (text,) = [payload for address, _, payload in scene.editor.edited if address == "console:alerts"]
    assert "🔔 matches your topics: memory" in text
    assert str(scene.told(key).sections.results) in text


async def test_a_paper_that_still_cannot_be_told_is_no_trouble_for_the_others(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.back()
    store, key = scene.work.store, KEYS[2]
    store.readings.drop(key)
    store.summaries.hide(key, EN, scene.work.now)
    store.summaries.put(_fallback(scene.told(key, KO)))
    store.summaries.put(replace(scene.told(key, KO), language=EN))
    scene.work.server.next(*[UNUSABLE["refusal"]] * 2)
    assert await scene.jobs.retell_fallbacks() == 4
    assert f"summary.failed paper={key} reason={key} comes out in en as it was reported" in caplog.text


@pytest.mark.parametrize(
    ("ending", "pause"),
    [
        (SendError("busy"), timedelta(minutes=1)),
        (LostAnswerError("reset", likely_sent=True), timedelta(minutes=1)),
        (RateLimitedError("wait", retry_after_s=300, scope=Scope.CHAT), timedelta(minutes=5)),
        (ChatGoneError("blocked"), timedelta(minutes=1)),
    ],
)
async def test_an_edit_that_fails_is_made_later(
    ending: SendError | LostAnswerError, pause: timedelta, scene: Scene
) -> None:
    scene.back()
    await scene.jobs.retell_fallbacks()
    scene.editor.endings.append(ending)
    assert await scene.edits.make_due() == 5
    scene.work.now += pause - timedelta(seconds=1)
    assert await scene.edits.make_due() == 0
    scene.work.now += timedelta(seconds=1)
    assert await scene.edits.make_due() == 1


async def test_an_edit_that_cannot_be_made_is_given_up(scene: Scene) -> None:
    scene.back()
    await scene.jobs.retell_fallbacks()
    scene.editor.endings.append(UneditableError("message to edit not found"))
    assert await scene.edits.make_due() == 5
    scene.work.now += timedelta(days=9)
    assert await scene.edits.make_due() == 0


async def test_an_edit_that_fails_again_and_again_is_given_up(scene: Scene) -> None:
    scene.back()
    await scene.jobs.retell_fallbacks()
    for _ in range(MAX_TRIES):
        scene.editor.endings.extend([SendError("busy")] * 6)
        assert await scene.edits.make_due() == 0
        scene.work.now += timedelta(days=1)
    assert not scene.editor.endings
    assert await scene.edits.make_due() == 0


async def test_a_platform_that_is_refused_as_a_whole_keeps_its_edits(scene: Scene) -> None:
    scene.back()
    await scene.jobs.retell_fallbacks()
    scene.editor.endings.append(PlatformDownError("the token is revoked"))
    assert await scene.edits.make_due() == 0
    assert await scene.edits.make_due() == 6


@pytest.mark.parametrize("page", [1, 100])
async def test_a_platform_that_is_refused_keeps_no_other_from_its_edits(
    scene: Scene, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.edits.PAGE", page)
    store, refused = scene.work.store, FakeEditor()
    store._db.run("UPDATE chats SET platform = 'slack' WHERE chat = 'en'")
    scene.back()
    await scene.jobs.retell_fallbacks()
    edits = replace(scene.edits, editors={Platform.CONSOLE: scene.editor, Platform.SLACK: refused})
    for _ in range(3):
        refused.endings.append(PlatformDownError("the token is revoked"))
        await edits.make_due()
    assert (len(scene.editor.edited), refused.edited) == (3, [])
    for _ in range(3):
        await edits.make_due()
    assert len(refused.edited) == 3


async def test_a_text_that_needs_another_number_of_messages_is_left_as_it_is(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.back()
    await scene.jobs.retell_fallbacks()
    monkeypatch.setattr("bot.edits.paper_messages", lambda *_, **__: ())
    assert await scene.edits.make_due() == 0
    monkeypatch.undo()
    assert await scene.edits.make_due() == 0
