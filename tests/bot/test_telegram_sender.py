"""The Telegram sender against the strict fake, over HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import BadRequest, Conflict, NetworkError, RetryAfter, TimedOut

from bot.senders import (
    ChatGoneError,
    ChatMovedError,
    ContentError,
    Evidence,
    LostAnswerError,
    ParentGoneError,
    PlatformDownError,
    RateLimitedError,
    Scope,
    SendError,
    Settlement,
    UnreachableError,
    Verdict,
)
from bot.telegram import TelegramSender, build_bot, plain_text, read_error
from storage.models import Address, ChatKind, DeliveryState, OutboxItem, Platform, Priority
from tests.fakes.loopback import Attempt, Fault, answer, gateway_page, hang, reset, slow
from tests.fakes.telegram_platform import FakeTelegram, RefusedError, bad_gateway, blocked, moved, too_many

NOW = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
ADA, BEN = "501", "502"
GROUP, SUPERGROUP, CHANNEL = "-77", "-1001111111111", "-1002222222222"
TEXT = "<b>A title</b>\n\nBody &amp; <i>soul</i>"
BUTTONS = [[{"text": "PDF", "url": "https://arxiv.org/pdf/2605.00001"}, {"text": "Save", "callback_data": "save:1"}]]


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """The platform with a clock that stands still."""
    async with FakeTelegram(clock=lambda: 1000.0) as platform:
        platform.channels.add(int(CHANNEL))
        yield platform


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Bot]:
    """The bot as the program builds it, but impatient."""
    async with build_bot(fake.token, fake.base_url, read_timeout_s=0.1) as built:
        yield built


async def close(bot: Bot) -> None:
    """Close a bot that was never started."""
    for request in bot._request:
        await request.shutdown()


@pytest.fixture
def sender(bot: Bot) -> TelegramSender:
    """The sender under test."""
    return TelegramSender(bot)


def make_item(chat: str = ADA, *, thread: str | None = None, **payload: Any) -> OutboxItem:
    """Make a claimed message."""
    content = {"text": TEXT, "parse_mode": "HTML", "buttons": BUTTONS, "silent": False, "preview": None}
    return OutboxItem(
        id=1,
        chat_id=1,
        address=Address(Platform.TELEGRAM, chat, thread),
        kind=ChatKind.PRIVATE,
        delivery="2026-05-13",
        subject="paper:2605.00001",
        part=0,
        payload=json.dumps(content | payload),
        priority=Priority.BULK,
        state=DeliveryState.SENDING,
        due_at=NOW,
        attempted_at=NOW,
    )


def between(before: int, after: int, taken: Sequence[int] = ()) -> Evidence:
    """Say which ids are known around a message."""
    return Evidence(before, after, frozenset(taken))


async def fail(fake: FakeTelegram, sender: TelegramSender, fault: Fault, chat: str = ADA) -> Exception:
    """Send into a fault and return the error."""
    fake.fail_next(fault)
    with pytest.raises((SendError, LostAnswerError)) as raised:
        await sender.send(make_item(chat))
    return raised.value


async def test_a_message_arrives_with_its_markup_and_buttons(fake: FakeTelegram, sender: TelegramSender) -> None:
    assert await sender.send(make_item()) == "1"
    (arrival,) = fake.arrivals
    assert (arrival.chat, arrival.text, arrival.silent) == (int(ADA), "A title\n\nBody & soul", False)
    assert [entity[0] for entity in arrival.content.entities] == ["b", "i"]
    assert json.loads(arrival.content.markup) == BUTTONS


async def test_c12_a_link_preview_is_off_unless_it_is_asked_for(fake: FakeTelegram, sender: TelegramSender) -> None:
    await sender.send(make_item())
    await sender.send(make_item(preview="https://example.org/a.png"))
    off, on = (json.loads(arrival.preview) for arrival in fake.arrivals)
    assert off == {"is_disabled": True}
    assert on == {"is_disabled": False, "url": "https://example.org/a.png", "show_above_text": True}


async def test_a_silent_message_goes_silently_into_its_topic(fake: FakeTelegram, sender: TelegramSender) -> None:
    await sender.send(make_item(SUPERGROUP, thread="9", silent=True, buttons=None))
    assert (fake.arrivals[0].thread, fake.arrivals[0].silent) == (9, True)


async def test_plain_sends_what_people_read_and_no_buttons(fake: FakeTelegram, sender: TelegramSender) -> None:
    await sender.send(make_item(), plain=True)
    (arrival,) = fake.arrivals
    assert (arrival.text, arrival.content.entities, arrival.content.markup) == (
        "A title\n\nBody & soul",
        (),
        "",
    )


async def test_c7_a_text_that_is_too_long_even_as_plain_text_goes_in_several_messages_and_loses_nothing(
    fake: FakeTelegram, sender: TelegramSender
) -> None:
    words = [f"word{number}" for number in range(1_000)]
    assert await sender.send(make_item(text=f"<b>{' '.join(words)}</b>"), plain=True) == "1"
    assert len(fake.arrivals) == 2
    assert " ".join(arrival.text for arrival in fake.arrivals).split() == words


async def test_of_a_text_in_several_messages_a_part_that_fails_leaves_it_unknown(
    fake: FakeTelegram, sender: TelegramSender
) -> None:
    fake.fail_next(None, blocked())
    with pytest.raises(LostAnswerError, match="only a part"):
        await sender.send(make_item(text="word " * 1_000), plain=True)
    assert len(fake.arrivals) == 1


async def test_an_empty_text_is_refused_as_plain_text_too(sender: TelegramSender) -> None:
    with pytest.raises(ContentError):
        await sender.send(make_item(text="<b></b>"), plain=True)


async def test_c15_a_blocked_chat_is_gone_with_the_reason(fake: FakeTelegram, sender: TelegramSender) -> None:
    error = await fail(fake, sender, blocked())
    assert isinstance(error, ChatGoneError)
    assert str(error) == "bot was blocked by the user"


@pytest.mark.parametrize("why", ["CHAT_SEND_PLAIN_FORBIDDEN", "not enough rights to send text messages to the chat"])
async def test_a_chat_that_lets_no_texts_in_is_gone(fake: FakeTelegram, sender: TelegramSender, why: str) -> None:
    assert isinstance(await fail(fake, sender, RefusedError(400, f"Bad Request: {why}").as_fault()), ChatGoneError)


async def test_an_unknown_chat_is_gone(fake: FakeTelegram, sender: TelegramSender) -> None:
    fake.unknown_chats.add(int(ADA))
    with pytest.raises(ChatGoneError):
        await sender.send(make_item())


async def test_c16_a_group_that_became_a_supergroup_moves_and_keeps_its_topic(
    fake: FakeTelegram, sender: TelegramSender
) -> None:
    fake.fail_next(moved(int(SUPERGROUP)))
    with pytest.raises(ChatMovedError) as raised:
        await sender.send(make_item(GROUP, thread="4"))
    assert raised.value.address == Address(Platform.TELEGRAM, SUPERGROUP, "4")


@pytest.mark.parametrize("seconds", [1, 3600])
async def test_c13_a_rate_limit_is_told_for_the_chat_as_long_as_it_says(
    fake: FakeTelegram, sender: TelegramSender, seconds: int
) -> None:
    error = await fail(fake, sender, too_many(seconds))
    assert isinstance(error, RateLimitedError)
    assert (error.retry_after_s, error.scope) == (seconds, Scope.CHAT)


async def test_a_429_without_a_number_is_certainly_not_sent(fake: FakeTelegram, sender: TelegramSender) -> None:
    body = '{"ok": false, "error_code": 429, "description": "Too Many Requests"}'
    assert type(await fail(fake, sender, answer(429, body))) is SendError


@pytest.mark.parametrize("text", ["<b>open", "<b><i>crossed</b></i>", "<h1>no such tag</h1>", "1 < 2"])
async def test_markup_that_is_refused_is_the_messages_fault(sender: TelegramSender, text: str) -> None:
    with pytest.raises(ContentError, match="parse entities"):
        await sender.send(make_item(text=text))


@pytest.mark.parametrize("text", ["x" * 4097, "😀" * 2049, " "])
async def test_c8_a_text_that_is_too_long_in_utf16_or_empty_is_refused(sender: TelegramSender, text: str) -> None:
    with pytest.raises(ContentError):
        await sender.send(make_item(text=text))


async def test_a_text_is_measured_after_its_markup_is_read(sender: TelegramSender) -> None:
    assert await sender.send(make_item(text=f"<b>{'x' * 4096}</b>"))


@pytest.mark.parametrize(
    "button",
    [
        {"text": "Save", "callback_data": "x" * 65},
        {"text": "Site", "url": "http://localhost"},
        {"text": "", "url": "https://a.example"},
    ],
)
async def test_a_refused_button_does_not_stop_the_plain_message(
    fake: FakeTelegram, sender: TelegramSender, button: dict[str, str]
) -> None:
    item = make_item(buttons=[[button]])
    with pytest.raises(ContentError):
        await sender.send(item)
    await sender.send(item, plain=True)
    assert len(fake.arrivals) == 1


async def test_c17_a_closed_topic_is_a_parent_that_is_gone(fake: FakeTelegram, sender: TelegramSender) -> None:
    fake.closed_topics.add((int(SUPERGROUP), 9))
    with pytest.raises(ParentGoneError):
        await sender.send(make_item(SUPERGROUP, thread="9"))


async def test_a_refusal_nobody_knows_is_certainly_not_sent(fake: FakeTelegram, sender: TelegramSender) -> None:
    body = '{"ok": false, "error_code": 400, "description": "Bad Request: MOON_IN_WRONG_PHASE"}'
    assert type(await fail(fake, sender, answer(400, body))) is SendError


async def test_a_refused_token_stops_the_platform_and_is_not_shown(fake: FakeTelegram) -> None:
    async with FakeTelegram(token="7:secret") as other:
        wrong = build_bot("7:stolen", other.base_url)
        async with wrong.request:
            with pytest.raises(PlatformDownError) as raised:
                await TelegramSender(wrong).send(make_item())
    assert "stolen" not in str(raised.value)


def test_c2_a_second_instance_stops_the_platform() -> None:
    error = read_error(Conflict("Conflict: terminated by other getUpdates request"), make_item().address)
    assert isinstance(error, PlatformDownError)


@pytest.mark.parametrize("accepted", [False, True])
@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize("code", [500, 502])
async def test_a_5xx_loses_the_answer_and_is_likely_not_sent(
    fake: FakeTelegram, sender: TelegramSender, accepted: bool, html: bool, code: int
) -> None:
    fault = gateway_page(code, accepted=accepted) if html else bad_gateway(code, accepted=accepted)
    error = await fail(fake, sender, fault)
    assert isinstance(error, LostAnswerError)
    assert not error.likely_sent
    assert len(fake.arrivals) == accepted


@pytest.mark.parametrize(
    ("status", "bodies"),
    [
        (200, ("null", "[]", "7", '"no"', "", "<p>hello</p>", "{}")),
        (403, ("null", "[]", "7", '"no"', "", "<p>hello</p>")),
        (404, ("null", "[]", "7", '"no"', "", "<p>hello</p>")),
        (502, ("null", "[]", "7", '"no"', "", "<p>hello</p>", "{}")),
    ],
)
async def test_an_answer_that_is_not_the_bot_apis_is_lost(
    fake: FakeTelegram, sender: TelegramSender, status: int, bodies: tuple[str, ...]
) -> None:
    for body in bodies:
        error = await fail(fake, sender, answer(status, body))
        assert isinstance(error, LostAnswerError), body
        assert not error.likely_sent


async def test_a_message_too_large_for_the_server_is_the_messages_fault(
    fake: FakeTelegram, sender: TelegramSender
) -> None:
    body = '{"ok": false, "error_code": 413, "description": "Request Entity Too Large"}'
    assert isinstance(await fail(fake, sender, answer(413, body)), ContentError)


@pytest.mark.parametrize("fault", [hang(accepted=True), hang(accepted=False), slow(5)])
async def test_c1_a_timeout_loses_the_answer_and_is_likely_sent(
    fake: FakeTelegram, sender: TelegramSender, fault: Fault
) -> None:
    error = await fail(fake, sender, fault)
    assert isinstance(error, LostAnswerError)
    assert error.likely_sent


@pytest.mark.parametrize("accepted", [False, True])
async def test_a_reset_loses_the_answer_and_the_message_is_not_sent_again(
    fake: FakeTelegram, sender: TelegramSender, accepted: bool
) -> None:
    error = await fail(fake, sender, reset(accepted=accepted))
    assert isinstance(error, LostAnswerError)
    assert error.likely_sent
    assert (len(fake.arrivals), fake.calls["sendMessage"]) == (accepted, 1)


async def test_a_server_that_is_not_there_got_nothing() -> None:
    async with FakeTelegram() as gone:
        bot = build_bot(gone.token, gone.base_url)
    async with bot.request:
        with pytest.raises(SendError, match="ClientConnectorError"):
            await TelegramSender(bot).send(make_item())


async def test_a_closed_client_sent_nothing(fake: FakeTelegram, bot: Bot) -> None:
    await close(bot)
    with pytest.raises(SendError):
        await TelegramSender(bot).send(make_item())
    assert not fake.arrivals


@pytest.mark.parametrize(
    ("cause", "sent"),
    [
        (httpx.ConnectTimeout(""), None),
        (httpx.PoolTimeout(""), None),
        (httpx.ReadTimeout(""), True),
        (httpx.WriteTimeout(""), True),
        (httpx.ReadError(""), True),
        (httpx.RemoteProtocolError(""), True),
    ],
)
def test_a_network_failure_is_judged_by_its_cause(cause: httpx.HTTPError, sent: bool | None) -> None:
    error: NetworkError = TimedOut() if isinstance(cause, httpx.TimeoutException) else NetworkError("")
    error.__cause__ = cause
    told = read_error(error, make_item().address)
    assert (told.likely_sent if isinstance(told, LostAnswerError) else None) is sent


async def test_nothing_logged_or_told_holds_the_token(
    fake: FakeTelegram, sender: TelegramSender, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("httpx", "httpcore"):
        caplog.set_level(logging.WARNING, logger=name)
    errors = [await fail(fake, sender, fault) for fault in (reset(accepted=False), gateway_page(), blocked())]
    assert fake.token not in caplog.text + "".join(map(str, errors))


async def test_the_library_sends_nothing_twice(fake: FakeTelegram, sender: TelegramSender) -> None:
    for fault in (bad_gateway(), too_many(1), reset(accepted=True), gateway_page()):
        await fail(fake, sender, fault)
    assert fake.calls["sendMessage"] == 4


@pytest.mark.parametrize(
    ("chat", "sequence"),
    [
        (ADA, "account"),
        (GROUP, "account"),
        (SUPERGROUP, SUPERGROUP),
        (CHANNEL, CHANNEL),
        ("@papers", "@papers"),
    ],
)
async def test_ids_are_counted_over_the_account_or_in_the_chat(
    sender: TelegramSender, chat: str, sequence: str
) -> None:
    assert sender.id_sequence(make_item(chat).address) == sequence


async def test_a_lost_message_is_found_among_others(fake: FakeTelegram, sender: TelegramSender) -> None:
    await sender.send(make_item(BEN, text="before"))
    fake.others_write(int(BEN))
    fake.others_write(int(ADA))
    await fail(fake, sender, reset(accepted=True))
    fake.others_write(int(GROUP))
    await sender.send(make_item(BEN, text="after"))
    assert await sender.settle(make_item(), between(1, 6)) == Settlement(Verdict.SENT, "4")


@pytest.mark.parametrize("chat", [ADA, GROUP, SUPERGROUP, CHANNEL])
async def test_a_message_that_never_arrived_is_not_found(fake: FakeTelegram, sender: TelegramSender, chat: str) -> None:
    await sender.send(make_item(chat, text="before"))
    await fail(fake, sender, reset(accepted=False), chat)
    fake.others_write(int(chat))
    await sender.send(make_item(chat, text="after"))
    assert await sender.settle(make_item(chat), between(1, 3)) == Settlement(Verdict.NOT_SENT)


async def test_settling_changes_no_message_of_others(fake: FakeTelegram, sender: TelegramSender) -> None:
    theirs = [fake.others_write(int(CHANNEL), f"post {number}") for number in range(3)]
    await sender.settle(make_item(CHANNEL), between(0, 4))
    assert [fake.message(int(CHANNEL), post).text for post in theirs] == ["post 0", "post 1", "post 2"]


async def test_in_a_channel_where_others_posts_can_be_edited_nothing_is_tried(
    fake: FakeTelegram, sender: TelegramSender
) -> None:
    fake.editable.add(int(CHANNEL))
    theirs = fake.others_write(int(CHANNEL), "theirs")
    assert await sender.settle(make_item(CHANNEL), between(0, 2)) == Settlement(Verdict.CANNOT_TELL)
    assert fake.message(int(CHANNEL), theirs).text == "theirs"


async def test_ids_known_to_be_others_are_not_asked_about(fake: FakeTelegram, sender: TelegramSender) -> None:
    for number in range(3):
        await sender.send(make_item(text=f"message {number}"))
    settled = await sender.settle(make_item(), between(0, 4, taken=[1, 2, 3]))
    assert settled == Settlement(Verdict.NOT_SENT)
    assert fake.calls["editMessageText"] == 0


async def test_in_too_wide_an_interval_a_message_can_be_found_but_not_missed(
    fake: FakeTelegram, sender: TelegramSender
) -> None:
    await sender.send(make_item(BEN, text="before"))
    await fail(fake, sender, reset(accepted=True))
    assert await sender.settle(make_item(), between(1, 99)) == Settlement(Verdict.SENT, "2", questions=1)
    assert await sender.settle(make_item(BEN), between(1, 99)) == Settlement(Verdict.CANNOT_TELL, questions=20)


@pytest.mark.parametrize("chat", [ADA, SUPERGROUP])
@pytest.mark.parametrize("accepted", [False, True])
async def test_without_a_later_id_the_search_goes_upward(
    fake: FakeTelegram, sender: TelegramSender, chat: str, accepted: bool
) -> None:
    await sender.send(make_item(chat, text="before"))
    fake.others_write(int(chat))
    await fail(fake, sender, reset(accepted=accepted), chat)
    found = await sender.settle(make_item(chat), Evidence(before=1))
    assert (found.verdict, found.message_id) == ((Verdict.SENT, "3") if accepted else (Verdict.NOT_SENT, None))
    assert fake.calls["editMessageText"] <= 20


async def test_a_message_that_went_as_plain_text_is_looked_for_as_such(
    fake: FakeTelegram, sender: TelegramSender
) -> None:
    fake.fail_next(reset(accepted=True))
    with pytest.raises(LostAnswerError):
        await sender.send(make_item(), plain=True)
    found = await sender.settle(make_item(), between(0, 2), plain=True)
    assert found == Settlement(Verdict.SENT, "1", questions=1)


async def test_a_wait_asked_for_while_asking_is_told(sender: TelegramSender, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(**_: Any) -> None:
        raise RetryAfter(7)

    monkeypatch.setattr(Bot, "edit_message_text", lambda _self, **content: refuse(**content))
    with pytest.raises(RateLimitedError):
        await sender.settle(make_item(), between(0, 2))


async def test_twenty_candidates_are_asked_about(fake: FakeTelegram, sender: TelegramSender) -> None:
    assert await sender.settle(make_item(), between(1, 22)) == Settlement(Verdict.NOT_SENT)
    assert fake.calls["editMessageText"] == 20


async def test_a_refused_question_leaves_it_open(fake: FakeTelegram, sender: TelegramSender) -> None:
    fake.unknown_chats.add(int(ADA))
    assert await sender.settle(make_item(), between(1, 3)) == Settlement(Verdict.CANNOT_TELL)


async def test_that_nobody_could_be_asked_is_told(fake: FakeTelegram, bot: Bot) -> None:
    await close(bot)
    with pytest.raises(UnreachableError):
        await TelegramSender(bot).settle(make_item(), between(1, 3))


async def test_paid_broadcasting_is_asked_for_only_where_it_is_allowed(fake: FakeTelegram, bot: Bot) -> None:
    await TelegramSender(bot).send(make_item())
    await TelegramSender(bot, paid=True).send(make_item())
    assert [arrival.paid for arrival in fake.arrivals] == [False, True]


async def test_the_fake_holds_a_private_chat_to_a_burst_of_three(fake: FakeTelegram, sender: TelegramSender) -> None:
    for _ in range(3):
        await sender.send(make_item())
    with pytest.raises(RateLimitedError):
        await sender.send(make_item())
    await sender.send(make_item(BEN))


async def test_the_fake_holds_a_group_to_twenty_a_minute_and_the_bot_to_thirty_a_second(
    fake: FakeTelegram, sender: TelegramSender
) -> None:
    for _ in range(20):
        await sender.send(make_item(GROUP))
    with pytest.raises(RateLimitedError) as group:
        await sender.send(make_item(GROUP))
    assert group.value.retry_after_s == 60
    for _ in range(10):
        await sender.send(make_item(CHANNEL))
    with pytest.raises(RateLimitedError) as whole:
        await sender.send(make_item(ADA))
    assert whole.value.retry_after_s == 1


async def test_the_fake_fails_where_it_is_told_and_keeps_its_own_time() -> None:
    def third(attempt: Attempt) -> Fault | None:
        return blocked() if attempt.number == 3 else None

    time = iter(range(1000))
    async with (
        FakeTelegram(clock=lambda: next(time), speed=60, faults=third) as fake,
        build_bot(fake.token, fake.base_url) as bot,
    ):
        sender = TelegramSender(bot)
        fake.chat_faults[BEN] = too_many(9)
        with pytest.raises(RateLimitedError):
            await sender.send(make_item(BEN))
        for expected in ("1", None, "2", "3", "4", "5", "6"):
            if expected is None:
                with pytest.raises(ChatGoneError):
                    await sender.send(make_item())
            else:
                assert await sender.send(make_item()) == expected


async def test_bulk_leaves_connections_to_people(fake: FakeTelegram) -> None:
    fake.fail_next(hang(accepted=False), hang(accepted=False))
    async with build_bot(fake.token, fake.base_url) as bot:
        sender = TelegramSender(bot, at_once=2)
        bulk = [asyncio.create_task(sender.send(make_item())) for _ in range(3)]
        await fake.reached(2)
        await bot.send_message(BEN, "answer")
        assert [arrival.text for arrival in fake.arrivals] == ["answer"]
        assert fake.attempts == 3
        for task in bulk:
            task.cancel()
        await asyncio.wait(bulk)


async def test_the_fake_lets_the_library_start_and_stop(fake: FakeTelegram) -> None:
    async with build_bot(fake.token, fake.base_url) as bot:
        assert (await bot.get_me()).username == "paperboy_bot"
        assert await bot.get_updates(timeout=0) == ()
        assert await bot.delete_webhook()
        assert (await bot.get_chat(int(CHANNEL))).type == "channel"
        with pytest.raises(BadRequest, match="not found"):
            await bot.edit_message_reply_markup(chat_id=int(ADA), message_id=5)


@given(st.text(alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"])))
def test_c9_plain_text_of_an_escaped_text_is_the_text(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain_text(f"<b>{escaped}</b>") == text


def test_what_only_looks_like_a_tag_stays_in_the_plain_text() -> None:
    assert plain_text("if a < b and c > d: <b>go</b>") == "if a < b and c > d: go"
