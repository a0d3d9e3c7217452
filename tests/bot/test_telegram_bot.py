"""The Telegram bot over HTTP against people: the real library, the real store, a scripted answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from bot import telegram_intake
from bot.senders import PlatformDownError
from bot.telegram_bot import TelegramBot
from bot.telegram_intake import Webhook
from handlers.layout import press
from handlers.requests import Place, Reply, Request
from handlers.telegram_updates import ALLOWED_UPDATES
from storage.errors import StorageError
from storage.models import Address, Chat, ChatKind, Language, Platform
from storage.store import Store
from tests.fakes.loopback import free_port
from tests.fakes.telegram_people import ADA, BEN, TelegramPeople
from tests.fakes.telegram_platform import RefusedError, blocked, moved
from tests.fakes.telegram_talk import NOW, Script, Turns, ended, reply, talking
from tests.fakes.waiting import until
from tests.makers import make_chat

GROUP, SUPERGROUP, CHANNEL = -77, -1_001_111_111_111, -1_002_222_222_222


@pytest.fixture
async def fake() -> AsyncIterator[TelegramPeople]:
    """Telegram, on a clock so fast that no limit is met."""
    async with TelegramPeople(speed=10_000) as platform:
        platform.channels.add(CHANNEL)
        yield platform


@asynccontextmanager
async def serving(telegram: TelegramBot, webhook: Webhook) -> AsyncIterator[None]:
    """Mount the webhook as the program's HTTP server does."""
    app = web.Application()
    app.router.add_post(webhook.path, telegram.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    port = urlsplit(webhook.url).port
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()


@pytest.fixture
def webhook_url() -> str:
    """An address of ours that nobody listens at yet."""
    return f"http://127.0.0.1:{free_port()}/telegram"


class FullDisk:
    """What a full disk makes of a way into the store."""

    def __init__(self) -> None:
        self.was_tried = False

    def __call__(self, *_: object) -> None:
        self.was_tried = True
        raise StorageError("the disk is full")


async def talk_until(happened: Callable[[], object], fake: TelegramPeople, store: Store, script: Script) -> None:
    """Ask for the digest, stop the bot when something has happened, and raise what ended it before that."""
    async with talking(fake, store, script):
        fake.says("/today")
        await until(happened)


def subscribe(store: Store, chat: int, thread: str | None = None, kind: ChatKind = ChatKind.PRIVATE) -> Chat:
    address = Address(Platform.TELEGRAM, str(chat), thread)
    return store.chats.add(replace(make_chat(), address=address, kind=kind, language=Language("en")), NOW)


def open_updates(store: Store) -> list[str]:
    return [incoming.key for incoming in store.inbox.open(Platform.TELEGRAM)]


async def test_a_command_is_answered_in_its_chat_and_its_topic(fake: TelegramPeople, store: Store) -> None:
    script, turns = Script(), Turns()
    async with talking(fake, store, script, turns):
        fake.says("/today 2026-05-12")
        fake.says("/today", BEN, SUPERGROUP, message_thread_id=9, is_topic_message=True)
        await until(lambda: len(fake.arrivals) == 2)
    assert fake.texts(ADA) == ["T\n\ntoday 2026-05-12"]
    assert {(arrival.chat, arrival.thread) for arrival in fake.arrivals} == {(ADA, None), (SUPERGROUP, 9)}
    assert sorted(turns.taken, key=str) == [
        (Address(Platform.TELEGRAM, str(SUPERGROUP), "9"), ChatKind.TOPIC),
        (Address(Platform.TELEGRAM, str(ADA)), ChatKind.PRIVATE),
    ]
    assert not open_updates(store)


async def test_in_a_group_the_answer_is_a_reply_to_the_question(fake: TelegramPeople, store: Store) -> None:
    async with talking(fake, store, Script()):
        asked = fake.says("/today", ADA, SUPERGROUP)
        await until(lambda: fake.arrivals)
    sent = next(arguments for method, arguments in fake.asked if method == "sendMessage")
    assert f'"message_id": {asked["message"]["message_id"]}' in sent["reply_parameters"]


async def test_only_updates_that_are_used_are_asked_for(fake: TelegramPeople, store: Store) -> None:
    async with talking(fake, store, Script()):
        await until(lambda: fake.calls["getUpdates"])
    arguments = next(arguments for method, arguments in fake.asked if method == "getUpdates")
    assert arguments["allowed_updates"] == (
        '["message", "channel_post", "callback_query", "inline_query", "my_chat_member"]'
    )


async def test_what_was_kept_before_a_crash_is_answered_after_it_and_once(
    fake: TelegramPeople, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram_bot.PATIENCE_S", 0)
    first = Script(today=[asyncio.Event()])
    async with talking(fake, store, first):
        updates = [fake.says("/today"), fake.says("/help")]
        await until(lambda: first.requests and len(open_updates(store)) == 2)
    assert not fake.arrivals
    # Telegram was not told before the crash, and brings both again.
    fake.updates = updates
    second = Script()
    async with talking(fake, store, second):
        fake.says("/paper 1")
        await until(lambda: len(fake.arrivals) == 3)
    assert second.asked == ["today", "help", "paper 1"]
    assert not open_updates(store)


async def test_an_update_is_kept_before_telegram_is_told(
    fake: TelegramPeople, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[tuple[str, int]] = []
    updates = fake._updates

    async def confirmed(arguments: Mapping[str, str]) -> web.Response:
        if "offset" in arguments:
            kept.append((arguments["offset"], len(open_updates(store)) + len(fake.arrivals)))
        return await updates(arguments)

    monkeypatch.setattr(fake, "_updates", confirmed)
    monkeypatch.setattr("bot.telegram_bot.PATIENCE_S", 0)
    async with talking(fake, store, Script(today=[asyncio.Event()])):
        fake.says("/today")
        await until(lambda: kept)
    assert kept[0] == ("1002", 1)


async def test_the_same_update_twice_is_answered_once(fake: TelegramPeople, store: Store) -> None:
    script = Script()
    async with talking(fake, store, script):
        update = fake.says("/today")
        await until(lambda: fake.arrivals)
        fake.updates.append(update)
        fake.says("/help")
        await until(lambda: len(fake.arrivals) == 2)
    assert script.asked == ["today", "help"]


async def test_a_chat_is_answered_in_order_and_no_chat_waits_for_another(fake: TelegramPeople, store: Store) -> None:
    slow = asyncio.Event()
    script = Script(paper=[slow, reply("read")])
    async with talking(fake, store, script):
        fake.says("/paper 1")
        fake.says("/today")
        fake.says("/today", BEN)
        await until(lambda: fake.texts(BEN))
        assert not fake.texts(ADA)
        slow.set()
        await until(lambda: len(fake.texts(ADA)) == 2)
    assert fake.texts(ADA) == ["T\n\nread", "T\n\ntoday"]


async def test_after_its_first_reply_a_long_answer_keeps_nobody_waiting(fake: TelegramPeople, store: Store) -> None:
    slow = asyncio.Event()
    script = Script(paper=[reply("reading"), slow, reply("read", Place.EDIT)])
    async with talking(fake, store, script):
        fake.says("/paper 1")
        fake.says("/today")
        await until(lambda: len(fake.texts()) == 2)
        slow.set()
        await until(lambda: "T\n\nread" in fake.texts())
    assert fake.texts() == ["T\n\nread", "T\n\ntoday"]


async def test_a_flood_of_two_hundred_messages_is_taken_in_order_and_keeps_nobody_waiting(
    fake: TelegramPeople, store: Store
) -> None:
    class FirstOnly(Script):
        async def __call__(self, request: Request) -> AsyncIterator[Reply]:
            async for answered in super().__call__(request):
                if request.person == str(BEN) or len(self.requests) == 1:
                    yield answered

    script = FirstOnly()
    async with talking(fake, store, script):
        for number in range(200):
            fake.says(f"/paper {number}")
        fake.says("/today", BEN)
        await until(lambda: len(script.requests) == 201 and fake.texts(BEN))
    papers = [request.words for request in script.requests if request.command == "paper"]
    assert papers == [str(number) for number in range(200)]
    assert not open_updates(store)


@pytest.mark.parametrize("kind", ["edited_message", "message_reaction", "a_kind_to_come"])
async def test_c19_an_update_of_an_unknown_kind_holds_up_nothing(
    fake: TelegramPeople, store: Store, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_intake, "ALLOWED_UPDATES", (*ALLOWED_UPDATES, kind))
    script = Script()
    async with talking(fake, store, script):
        fake.arrive(kind, {"message_id": 1, "chat": {"id": ADA, "type": "private"}, "text": "/today"})
        fake.arrive("message", {"not": "of the form"})
        fake.says("/help")
        await until(lambda: fake.arrivals)
    assert script.asked == ["help"]
    assert not open_updates(store)


async def test_a_fault_of_ours_costs_its_update_and_is_logged_without_words(
    fake: TelegramPeople, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(fake, store, Script(paper=[RuntimeError("a bug")])):
        fake.says("/paper something private")
        fake.says("/today")
        await until(lambda: fake.arrivals)
    assert "update.failed platform=telegram row=1" in caplog.text
    assert "something private" not in caplog.text
    assert not open_updates(store)


async def test_c2_a_second_reader_is_told_in_one_line_and_tried_again(
    fake: TelegramPeople, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(fake, store, Script()):
        await until(lambda: fake.calls["getUpdates"])
        fake.webhook = {"url": "https://elsewhere.example"}
        await fake.wake_reader()
        await until(lambda: fake.calls["getUpdates"] > 5)
        fake.webhook = {}
        fake.says("/today")
        await until(lambda: fake.arrivals)
    told = [record.getMessage() for record in caplog.records if "held_up" in record.getMessage()]
    assert len(told) == 1
    assert "another program, or another copy of this one, reads the updates of this bot" in told[0]


async def test_a_refused_token_ends_the_bot(fake: TelegramPeople, store: Store) -> None:
    async def talk() -> None:
        async with talking(fake, store, Script()):
            await until(lambda: len(fake.commands) == 9)
            fake.token = "7:revoked"
            fake.says("/today")
            await until(ended)

    with pytest.raises(PlatformDownError, match="refuses the bot's token; set PAPERBOY_TELEGRAM_TOKEN"):
        await talk()


async def test_a_network_that_comes_late_is_waited_for(
    fake: TelegramPeople, store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    answer = fake._call
    broken = iter(range(3))

    def call(method: str, arguments: Mapping[str, str]) -> object:
        if method == "getMe" and next(broken, None) is not None:
            raise RefusedError(502, "Bad Gateway")
        return answer(method, arguments)

    monkeypatch.setattr(fake, "_call", call)
    async with talking(fake, store, Script()):
        fake.says("/today")
        await until(lambda: fake.arrivals)
    assert caplog.text.count("telegram.held_up") == 1
    assert "telegram.answers_again" in caplog.text


async def test_commands_are_listed_by_language_for_people_groups_and_their_admins(
    fake: TelegramPeople, store: Store
) -> None:
    async with talking(fake, store, Script()):
        await until(lambda: len(fake.commands) == 9)
    scopes = {"all_private_chats", "all_group_chats", "all_chat_administrators"}
    assert set(fake.commands) == {(scope, code) for scope in scopes for code in ("", "ko", "en")}
    assert fake.commands["all_group_chats", "en"] == [{"command": "today", "description": "today en"}]
    assert [command["command"] for command in fake.commands["all_chat_administrators", ""]] == ["today", "language"]


async def test_in_groups_only_administrators_may_change_and_anonymous_ones_too(
    fake: TelegramPeople, store: Store
) -> None:
    fake.members[SUPERGROUP, ADA] = "administrator"
    fake.members[SUPERGROUP, 503] = "creator"
    script = Script()
    anonymous = {"from": {"id": 1087968824, "is_bot": True}, "sender_chat": {"id": SUPERGROUP, "type": "supergroup"}}
    async with talking(fake, store, script):
        for person in (ADA, BEN, 503):
            fake.says("/language en", person, SUPERGROUP)
        fake.says("/language ko", BEN, SUPERGROUP, **anonymous)
        fake.says("/today", BEN, SUPERGROUP)
        fake.presses(press("English", "language", "en").action, 1, BEN, SUPERGROUP)
        await until(lambda: len(script.requests) == 6)
    assert [request.may_change for request in script.requests] == [True, False, True, True, False, False]
    assert fake.calls["getChatMember"] == 3, "each person is asked about once"


async def test_being_blocked_pauses_and_being_let_back_wakes_with_a_line(fake: TelegramPeople, store: Store) -> None:
    chat = subscribe(store, ADA)
    async with talking(fake, store, Script()):
        fake.place_changes("member", "kicked")
        await until(lambda: store.chats.get(chat.id).paused_because)
        assert store.chats.get(chat.id).paused_because == "the bot was removed or blocked"
        fake.place_changes("kicked", "member")
        await until(lambda: fake.arrivals)
    assert store.chats.get(chat.id).paused_because is None
    assert fake.texts() == ["I can write here again: your digests go on."]


async def test_a_forum_is_paused_and_woken_with_all_its_topics_but_for_who_unsubscribed(
    fake: TelegramPeople, store: Store
) -> None:
    topics = [subscribe(store, SUPERGROUP, thread, ChatKind.TOPIC) for thread in ("4", "5", "6")]
    store.chats.remove(topics[2].address)
    async with talking(fake, store, Script()):
        fake.place_changes("member", "kicked", chat=SUPERGROUP)
        await until(lambda: store.chats.get(topics[1].id).paused_because)
        fake.place_changes("kicked", "member", chat=SUPERGROUP)
        await until(lambda: len(fake.arrivals) == 2)
    assert [store.chats.get(topic.id).paused_because for topic in topics] == [None, None, "removed"]
    assert [arrival.thread for arrival in fake.arrivals] == [4, 5]


async def test_in_a_new_group_the_bot_introduces_itself_as_its_adder_may_use_it(
    fake: TelegramPeople, store: Store
) -> None:
    fake.members[SUPERGROUP, ADA] = "administrator"
    script = Script()
    async with talking(fake, store, script):
        fake.place_changes("left", "member", chat=SUPERGROUP)
        fake.place_changes("left", "member", person=BEN, chat=GROUP)
        await until(lambda: len(fake.arrivals) == 2)
    assert {(request.chat.chat, request.command, request.may_change) for request in script.requests} == {
        (str(SUPERGROUP), "start", True),
        (str(GROUP), "help", False),
    }


async def test_in_a_channel_the_bot_writes_nothing_but_what_it_is_asked_for(fake: TelegramPeople, store: Store) -> None:
    channel = subscribe(store, CHANNEL, kind=ChatKind.CHANNEL)
    posts = {"can_post_messages": True}
    async with talking(fake, store, Script()):
        fake.place_changes("administrator", "left", chat=CHANNEL, **posts)
        await until(lambda: store.chats.get(channel.id).paused_because)
        fake.place_changes("left", "administrator", chat=CHANNEL, **posts)
        await until(lambda: store.chats.get(channel.id).paused_because is None)
        assert not fake.arrivals
        fake.says("/today", chat=CHANNEL)
        await until(lambda: fake.texts(CHANNEL))


async def test_c16_a_group_that_moves_takes_its_subscription_along(fake: TelegramPeople, store: Store) -> None:
    chat = subscribe(store, GROUP, kind=ChatKind.GROUP)
    async with talking(fake, store, Script()):
        fake.says("", chat=GROUP, migrate_to_chat_id=SUPERGROUP)
        await until(lambda: store.chats.get(chat.id).address.chat == str(SUPERGROUP))
        fake.says("", chat=SUPERGROUP, migrate_from_chat_id=GROUP)
        await until(lambda: not open_updates(store))
    assert store.chats.get(chat.id).address == Address(Platform.TELEGRAM, str(SUPERGROUP))


async def test_c16_a_group_that_moves_is_not_introduced_to_the_bot_again(fake: TelegramPeople, store: Store) -> None:
    chat = subscribe(store, GROUP, kind=ChatKind.GROUP)
    fake.place_changes("left", "administrator", chat=SUPERGROUP)
    fake.says("", chat=GROUP, migrate_to_chat_id=SUPERGROUP)
    async with talking(fake, store, Script()):
        await until(lambda: not fake.updates and not open_updates(store))
    assert store.chats.get(chat.id).address.chat == str(SUPERGROUP)
    assert not fake.arrivals


async def test_c16_a_group_that_is_subscribed_at_both_ids_is_one_chat(fake: TelegramPeople, store: Store) -> None:
    old, new = subscribe(store, GROUP, kind=ChatKind.GROUP), subscribe(store, SUPERGROUP, kind=ChatKind.GROUP)
    async with talking(fake, store, Script()):
        fake.says("", chat=GROUP, migrate_to_chat_id=SUPERGROUP)
        await until(lambda: store.chats.get(old.id).paused_because == "removed")
    assert store.chats.all() == (new,)


async def test_c15_a_chat_that_blocks_the_bot_while_it_is_answered_is_paused(
    fake: TelegramPeople, store: Store
) -> None:
    chat = subscribe(store, ADA)
    fake.fail_next(blocked())
    async with talking(fake, store, Script()):
        fake.says("/today")
        await until(lambda: store.chats.get(chat.id).paused_because)
    assert store.chats.get(chat.id).paused_because == "bot was blocked by the user"
    assert not open_updates(store)


async def test_c16_a_group_that_moves_while_it_is_answered_gets_the_answer(fake: TelegramPeople, store: Store) -> None:
    chat = subscribe(store, GROUP, kind=ChatKind.GROUP)
    fake.fail_next(moved(SUPERGROUP))
    async with talking(fake, store, Script()):
        fake.says("/today", chat=GROUP)
        await until(lambda: fake.texts(SUPERGROUP))
    assert store.chats.get(chat.id).address.chat == str(SUPERGROUP)


async def test_a_webhook_keeps_before_it_confirms_and_knows_repetitions(
    fake: TelegramPeople, store: Store, webhook_url: str
) -> None:
    script = Script()
    webhook = Webhook.at(webhook_url)
    async with talking(fake, store, script, webhook=webhook) as telegram, serving(telegram, webhook):
        await until(lambda: fake.webhook)
        update = fake.says("/today")
        assert await fake.push(update) == 200
        assert store.inbox.keep([]) == ()
        assert await fake.push(update) == 200
        await until(lambda: fake.arrivals)
    assert script.asked == ["today"]
    assert fake.calls["getUpdates"] == 0


async def test_a_webhook_refuses_a_wrong_secret_and_what_is_no_update(
    fake: TelegramPeople, store: Store, webhook_url: str
) -> None:
    script = Script()
    webhook = Webhook.at(webhook_url, "chosen-by-the-operator")
    async with talking(fake, store, script, webhook=webhook) as telegram, serving(telegram, webhook):
        await until(lambda: fake.webhook)
        assert fake.webhook["secret_token"] == "chosen-by-the-operator"
        update = fake.says("/today")
        for wrong in ("", "chosen-by-the-operato", "another"):
            assert await fake.push(update, **{"X-Telegram-Bot-Api-Secret-Token": wrong}) == 403
        for nothing in ({}, {"update_id": "x"}, [1], None):
            assert await fake.push(nothing) == 400  # type: ignore[arg-type]
        assert not open_updates(store)
    assert not script.requests


async def test_a_webhook_says_later_where_nothing_can_be_kept(
    fake: TelegramPeople, store: Store, webhook_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook = Webhook.at(webhook_url)
    async with talking(fake, store, Script(), webhook=webhook) as telegram, serving(telegram, webhook):
        await until(lambda: fake.webhook)
        update = fake.says("/today")
        with monkeypatch.context() as broken:
            broken.setattr(store.inbox, "keep", FullDisk())
            assert await fake.push(update) == 503
        assert await fake.push(update) == 200
        await until(lambda: fake.arrivals)


async def test_a_database_that_fails_ends_the_bot_and_leaves_the_update_to_telegram(
    fake: TelegramPeople, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = FullDisk()
    monkeypatch.setattr(store.inbox, "keep", full)
    with pytest.raises(StorageError, match="the disk is full"):
        await talk_until(lambda: full.was_tried, fake, store, Script())
    assert len(fake.updates) == 1


async def test_a_database_that_fails_under_a_command_ends_the_bot_and_leaves_the_update_open(
    fake: TelegramPeople, store: Store
) -> None:
    script = Script(today=[StorageError("the disk is full")])
    with pytest.raises(StorageError, match="the disk is full"):
        await talk_until(lambda: script.requests, fake, store, script)
    assert open_updates(store) == ["1001"]


async def test_an_effect_that_cannot_be_marked_as_done_ends_the_bot(
    fake: TelegramPeople, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = FullDisk()
    monkeypatch.setattr(store.inbox, "mark_done", full)
    with pytest.raises(StorageError, match="the disk is full"):
        await talk_until(lambda: full.was_tried, fake, store, Script())


async def test_a_bot_that_could_not_begin_takes_nothing_from_a_webhook(
    fake: TelegramPeople, store: Store, webhook_url: str
) -> None:
    webhook = Webhook.at(webhook_url)
    fake.webhook = {"url": webhook.url, "secret_token": webhook.secret}

    async def talk() -> None:
        async with talking(fake, store, Script(), webhook=webhook) as telegram, serving(telegram, webhook):
            fake.token = "7:revoked"
            await until(ended)
            assert await fake.push(fake.says("/today")) == 503

    with pytest.raises(PlatformDownError):
        await talk()
    assert not open_updates(store)


@pytest.mark.parametrize(
    "answer",
    [
        web.json_response({"ok": True, "result": {"no": "list"}}),
        web.json_response({"ok": True, "result": ["no update"]}),
        web.json_response({"ok": True, "result": [{"message": {}}]}),
        web.json_response(
            {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 5}}, status=429
        ),
        web.Response(status=404, text="<html>a proxy's page</html>"),
    ],
    ids=["no list", "no object", "no id", "busy", "page"],
)
async def test_what_is_no_answer_is_asked_for_again(
    fake: TelegramPeople, store: Store, answer: web.Response, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates = fake._updates
    wrong = iter([answer])

    async def once(arguments: Mapping[str, str]) -> web.Response:
        return next(wrong, None) or await updates(arguments)

    monkeypatch.setattr(fake, "_updates", once)
    async with talking(fake, store, Script()):
        fake.says("/today")
        await until(lambda: fake.arrivals)


async def test_after_a_quiet_week_updates_may_count_anew(fake: TelegramPeople, store: Store) -> None:
    async with talking(fake, store, Script()):
        fake.says("/today")
        await until(lambda: fake.arrivals and fake.calls["getUpdates"] == 2)
        await fake.wait_enough()
        await until(lambda: fake.calls["getUpdates"] == 3)
        fake.says("/help")["update_id"] = 7
        await until(lambda: len(fake.arrivals) == 2)


async def test_every_secret_that_is_not_chosen_is_new() -> None:
    first, second = Webhook.at("https://bot.example/telegram"), Webhook.at("https://bot.example/telegram")
    assert first.secret != second.secret
    assert first.path == "/telegram"
    assert first.secret not in repr(first)
