"""How replies are shown in Telegram: in place, in order, in time, and whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot import telegram_calls, telegram_replies
from handlers.layout import Layout, Line, Span, press
from handlers.requests import File, Place, Reply, Request
from storage.models import Address, ChatKind, Language, Platform
from storage.store import Store
from tests.fakes.loopback import reset
from tests.fakes.telegram_people import ADA, TelegramPeople
from tests.fakes.telegram_platform import RefusedError, bad_gateway, too_many
from tests.fakes.telegram_talk import NOW, Script, Turns, reply, talking
from tests.fakes.waiting import until
from tests.makers import make_chat

SUPERGROUP, CHANNEL = -1_001_111_111_111, -1_002_222_222_222
PRESS = "v1:open:2605.00001"


@pytest.fixture
async def fake() -> AsyncIterator[TelegramPeople]:
    """Telegram, on a clock so fast that no limit is met."""
    async with TelegramPeople(speed=10_000) as platform:
        yield platform


class HeldTurns(Turns):
    """Lets nobody take a turn while it is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.open.set()
        self.held = 0

    @asynccontextmanager
    async def __call__(self, address: Address, kind: ChatKind) -> AsyncIterator[None]:
        """Take a turn."""
        async with super().__call__(address, kind):
            self.held += 1
            try:
                await self.open.wait()
            finally:
                self.held -= 1
            yield


def long_reply(place: Place = Place.NEW) -> Reply:
    lines = tuple(Line((Span("A sentence of the summary. " * 60),)) for _ in range(4))
    return Reply(Layout(Language("en"), "A long result", lines), place)


async def test_stages_and_result_stand_in_one_message(fake: TelegramPeople, store: Store) -> None:
    stage, turns = asyncio.Event(), Turns()
    steps = [reply("found"), stage, reply("reading", Place.EDIT), stage, reply("read", Place.EDIT)]
    async with talking(fake, store, Script(paper=steps), turns):
        fake.says("/paper 1")
        await until(lambda: fake.texts() == ["T\n\nfound"])
        stage.set()
        await until(lambda: fake.texts() == ["T\n\nread"])
    assert len(turns.taken) == 1 + fake.calls["editMessageText"]


async def test_a_stage_that_is_overtaken_is_never_shown(fake: TelegramPeople, store: Store) -> None:
    steps = [reply("found"), *(reply(f"stage {number}", Place.EDIT) for number in range(50)), reply("read", Place.EDIT)]
    async with talking(fake, store, Script(paper=steps)):
        fake.says("/paper 1")
        await until(lambda: fake.texts() == ["T\n\nread"])
    assert fake.calls["sendMessage"] + fake.calls["editMessageText"] <= 2


async def test_an_edit_that_changes_nothing_is_not_made(fake: TelegramPeople, store: Store) -> None:
    steps = [reply("same"), fake.texts, reply("same", Place.EDIT), reply("end")]
    async with talking(fake, store, Script(paper=steps)):
        fake.says("/paper 1")
        await until(lambda: fake.texts() == ["T\n\nsame", "T\n\nend"])
    assert fake.calls["editMessageText"] == 0


async def test_a_press_changes_its_message_and_is_acknowledged(fake: TelegramPeople, store: Store) -> None:
    script = Script(today=[reply("list")], open=[reply("paper", Place.EDIT)])
    async with talking(fake, store, script):
        fake.says("/today")
        await until(fake.texts)
        fake.presses(PRESS, fake.arrivals[0].message_id)
        await until(lambda: fake.texts() == ["T\n\npaper"] and fake.answered)
        fake.presses(PRESS, fake.arrivals[0].message_id)  # "message is not modified" is no trouble
        await until(lambda: len(fake.answered) == 2)
    assert set(fake.answered.values()) == {""}
    assert len(fake.arrivals) == 1


async def test_a_press_under_a_message_that_is_gone_or_not_ours_gets_a_new_one(
    fake: TelegramPeople, store: Store
) -> None:
    theirs = fake.others_write(ADA)
    async with talking(fake, store, Script(open=[reply("paper", Place.EDIT)])):
        fake.presses(PRESS, theirs)
        fake.presses(PRESS, 4_711)
        await until(lambda: len(fake.answered) == 2)
    assert fake.texts() == ["T\n\npaper"] * 2


async def test_a_forwarded_button_is_answered_beneath_the_copy(fake: TelegramPeople, store: Store) -> None:
    async with talking(fake, store, Script(open=[reply("paper", Place.EDIT)])):
        fake.presses(PRESS, 5, forward_origin={"type": "hidden_user", "sender_user_name": "A", "date": 0})
        await until(lambda: fake.texts() and fake.answered)
    assert fake.calls["editMessageText"] == 0


async def test_a_foreign_button_is_acknowledged_and_asks_for_nothing(fake: TelegramPeople, store: Store) -> None:
    script = Script()
    async with talking(fake, store, script):
        fake.presses("some other bot's", 5)
        await until(lambda: fake.answered)
    assert not script.requests


async def test_a_notice_answers_the_press_within_its_limit_and_else_is_a_message(
    fake: TelegramPeople, store: Store
) -> None:
    async with talking(fake, store, Script(save=[reply("saved " * 60, Place.NOTICE, title="")])):
        fake.presses("v1:save:2605.00001", 5)
        await until(lambda: fake.answered)
        assert not fake.arrivals
        fake.says("/save 2605.00001")
        await until(lambda: fake.arrivals)
    (text,) = fake.answered.values()
    assert text.startswith("saved saved")
    assert 150 < len(text) <= 200


async def test_a_press_is_acknowledged_in_time_however_long_its_answer_or_its_lane(
    fake: TelegramPeople, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_replies, "ACKNOWLEDGE_S", 0.01)
    go_on = asyncio.Event()
    async with talking(fake, store, Script(open=[go_on, reply("late", Place.NOTICE, title="")])):
        fake.presses(PRESS, 5)
        fake.presses(PRESS, 6)
        await until(lambda: len(fake.answered) == 2)
        assert not fake.arrivals
        go_on.set()
        await until(lambda: len(fake.arrivals) == 2)
    assert fake.texts() == ["late", "late"], "a notice that comes too late is a message"


async def test_a_press_that_telegram_has_forgotten_is_answered_in_the_chat(fake: TelegramPeople, store: Store) -> None:
    async with talking(fake, store, Script(save=[reply("saved", Place.NOTICE, title="")])):
        fake.presses("v1:save:2605.00001", 5)["callback_query"]["id"] = "of last week"
        await until(lambda: fake.arrivals)
    assert fake.texts() == ["saved"]


async def test_a_notice_that_comes_too_late_leaves_the_message_whose_button_was_pressed_to_what_follows(
    fake: TelegramPeople, store: Store
) -> None:
    script = Script(today=[reply("list")], like=[reply("liked", Place.NOTICE, title=""), reply("1", Place.EDIT)])
    async with talking(fake, store, script):
        fake.says("/today")
        await until(fake.texts)
        press = fake.presses("v1:like:2605.00001", fake.arrivals[0].message_id)
        press["callback_query"]["id"] = "of last week"
        await until(lambda: fake.calls["editMessageText"] and not store.inbox.open(Platform.TELEGRAM))
    assert fake.texts() == ["T\n\n1", "liked"]


async def test_what_a_reader_of_a_channel_is_told_too_late_is_no_post(fake: TelegramPeople, store: Store) -> None:
    fake.channels.add(CHANNEL)
    script = Script(like=[reply("liked", Place.NOTICE, title="")])
    async with talking(fake, store, script):
        fake.presses("v1:like:2605.00001", 5, ADA, CHANNEL)["callback_query"]["id"] = "of last week"
        await until(lambda: script.requests and not store.inbox.open(Platform.TELEGRAM))
    assert not fake.arrivals


async def test_of_many_edits_of_one_message_that_wait_for_their_turn_the_last_is_made(
    fake: TelegramPeople, store: Store
) -> None:
    turns, counts = HeldTurns(), list(range(30, 0, -1))

    async def liking(request: Request) -> AsyncIterator[Reply]:
        if request.command == "today":
            yield reply("paper")
            return
        yield reply("liked", Place.NOTICE, title="")
        yield reply(f"{counts.pop()} likes", Place.EDIT)

    async with talking(fake, store, liking, turns):
        fake.says("/today")
        await until(fake.texts)
        turns.open.clear()
        for _ in range(30):
            fake.presses("v1:like:2605.00001", fake.arrivals[0].message_id)
        await until(lambda: list(fake.answered.values()) == ["liked"] * 30 and not counts and turns.held == 1)
        turns.open.set()
        await until(lambda: not store.inbox.open(Platform.TELEGRAM))
    assert fake.texts() == ["T\n\n30 likes"]
    assert fake.calls["editMessageText"] == 1


async def test_a_long_result_comes_whole_in_several_messages_in_place_of_its_stage(
    fake: TelegramPeople, store: Store
) -> None:
    steps = [reply("reading"), fake.texts, long_reply(Place.EDIT)]
    async with talking(fake, store, Script(paper=steps)):
        fake.says("/paper 1")
        await until(lambda: len(fake.texts()) > 1 and not store.inbox.open(Platform.TELEGRAM))
    assert sum(text.count("A sentence of the summary.") for text in fake.texts()) == 240
    assert fake.calls["editMessageText"] == 1


async def test_a_file_comes_with_its_words_as_a_caption_where_they_fit(fake: TelegramPeople, store: Store) -> None:
    file = File("saved.json", b'{"papers": []}', "application/json")
    steps = [reply("Your list.", file=file), Reply(long_reply().layout, Place.NEW, file)]
    async with talking(fake, store, Script(saved=steps)):
        fake.says("/saved")
        await until(lambda: not store.inbox.open(Platform.TELEGRAM) and fake.documents)
    short, long = fake.documents
    assert (short.name, short.content, short.caption) == ("saved.json", file.content, "T\n\nYour list.")
    assert (long.content, long.caption) == (file.content, "")
    assert sum(text.count("A sentence of the summary.") for text in fake.texts()) == 240


async def test_what_takes_long_shows_that_the_bot_is_typing(
    fake: TelegramPeople, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TYPING_AFTER_S", "TYPING_S"):
        monkeypatch.setattr(telegram_replies, name, 0.005)
    go_on = asyncio.Event()
    async with talking(fake, store, Script(paper=[go_on, reply("read")])):
        fake.says("/paper 1", ADA, SUPERGROUP, message_thread_id=9, is_topic_message=True)
        await until(lambda: fake.calls["sendChatAction"] >= 2)
        go_on.set()
        await until(lambda: fake.arrivals and not store.inbox.open(Platform.TELEGRAM))
    action = next(arguments for method, arguments in fake.asked if method == "sendChatAction")
    assert (action["action"], action["message_thread_id"]) == ("typing", "9")


async def test_refused_markup_is_shown_plain_and_reported(
    fake: TelegramPeople, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    fault = RefusedError(400, "Bad Request: can't parse entities: Unsupported start tag").as_fault()
    fake.fail_next(fault)
    async with talking(fake, store, Script(today=[reply("a < b", buttons=[press("x", "open", "1")])])):
        fake.says("/today")
        await until(fake.texts)
    (arrival,) = fake.arrivals
    assert (arrival.text, arrival.content.entities, arrival.content.markup) == ("T\n\na < b", (), "")
    assert "markup:telegram" in caplog.text
    assert "a < b" not in caplog.text


async def test_c17_a_closed_topic_gets_its_answer_in_the_group(fake: TelegramPeople, store: Store) -> None:
    fake.closed_topics.add((SUPERGROUP, 9))
    turns = Turns()
    async with talking(fake, store, Script(today=[reply("1"), reply("2")]), turns):
        fake.says("/today", ADA, SUPERGROUP, message_thread_id=9, is_topic_message=True)
        await until(lambda: len(fake.arrivals) == 2)
    assert [arrival.thread for arrival in fake.arrivals] == [None, None]
    assert turns.taken[-1] == (Address(Platform.TELEGRAM, str(SUPERGROUP)), ChatKind.GROUP)


@pytest.mark.parametrize("fault", [too_many(1), too_many(9), bad_gateway(502)])
async def test_what_was_certainly_not_accepted_is_said_again(fake: TelegramPeople, store: Store, fault) -> None:
    fake.fail_next(fault)
    async with talking(fake, store, Script()):
        fake.says("/today")
        await until(fake.texts)
    assert (fake.calls["sendMessage"], len(fake.arrivals)) == (2, 1)


async def test_c1_what_may_have_arrived_is_not_said_twice(fake: TelegramPeople, store: Store) -> None:
    fake.fail_next(reset(accepted=True))
    async with talking(fake, store, Script(today=[reply("1"), reply("2")])):
        fake.says("/today")
        await until(lambda: len(fake.arrivals) == 2)
    assert fake.texts() == ["T\n\n1", "T\n\n2"]


async def test_a_limit_of_minutes_is_not_waited_for(
    fake: TelegramPeople, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fail_next(too_many(600))
    async with talking(fake, store, Script(today=[reply("1"), reply("2")])):
        fake.says("/today")
        await until(lambda: "update.unanswered" in caplog.text)
    assert not fake.arrivals
    assert fake.calls["sendMessage"] == 1
    assert not store.inbox.open(Platform.TELEGRAM)


async def test_what_is_refused_again_and_again_is_given_up(
    fake: TelegramPeople, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    fake.chat_faults[str(ADA)] = RefusedError(400, "Bad Request: MOON_IN_WRONG_PHASE").as_fault()
    async with talking(fake, store, Script()):
        fake.says("/today")
        await until(lambda: "update.unanswered" in caplog.text)
    assert fake.calls["sendMessage"] == telegram_calls.ATTEMPTS


async def test_a_message_that_is_refused_plain_too_is_given_up(
    fake: TelegramPeople, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    fake.chat_faults[str(ADA)] = RefusedError(400, "Bad Request: message is too long").as_fault()
    async with talking(fake, store, Script()):
        fake.says("/today")
        await until(lambda: "update.unanswered" in caplog.text)
    assert fake.calls["sendMessage"] == 2


async def test_a_command_goes_no_further_where_nobody_can_be_told(fake: TelegramPeople, store: Store) -> None:
    forever = asyncio.Event()
    fake.unknown_chats.add(ADA)
    async with talking(fake, store, Script(paper=[reply("found"), forever])):
        fake.says("/paper 1")
        await until(lambda: fake.calls["sendMessage"] and not store.inbox.open(Platform.TELEGRAM))


async def test_a_picture_comes_as_a_photo_with_its_words(fake: TelegramPeople, store: Store) -> None:
    file = File("trends.png", b"\x89PNG\r\n", "image/png")
    async with talking(fake, store, Script(trends=[reply("What rises.", file=file)])):
        fake.says("/trends")
        await until(lambda: not store.inbox.open(Platform.TELEGRAM) and fake.photos)
    (photo,) = fake.photos
    assert (photo.name, photo.content, photo.caption) == ("trends.png", file.content, "T\n\nWhat rises.")
    assert fake.documents == []


@pytest.mark.parametrize("refusal", ["not enough rights to send photos to the chat", "CHAT_SEND_PHOTOS_FORBIDDEN"])
async def test_where_pictures_are_not_let_in_the_words_come_alone_and_nothing_is_paused(
    fake: TelegramPeople, store: Store, refusal: str
) -> None:
    group = store.chats.add(make_chat(str(SUPERGROUP), Platform.TELEGRAM, kind=ChatKind.GROUP), NOW)
    fake.no_files[SUPERGROUP] = refusal
    file = File("trends.png", b"\x89PNG\r\n", "image/png")
    async with talking(fake, store, Script(today=[reply("What rises.", file=file)])):
        fake.says("/today", ADA, SUPERGROUP)
        await until(lambda: fake.texts(SUPERGROUP) and not store.inbox.open(Platform.TELEGRAM))
    assert fake.texts(SUPERGROUP) == ["T\n\nWhat rises."]
    assert fake.photos == []
    assert store.chats.get(group.id).paused_because is None
