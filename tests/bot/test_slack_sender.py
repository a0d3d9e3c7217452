"""The Slack sender against the strict fake, over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.senders import (
    ChatGoneError,
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
from bot.slack import SlackSender, build_client, read_error
from storage.models import Address, ChatKind, DeliveryState, OutboxItem, Platform, Priority
from tests.fakes.loopback import Fault, answer, gateway_page, hang, reset, slow
from tests.fakes.slack_platform import FakeSlack, refused, too_many

NOW = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
NOTHING = Evidence()
PAPERS = "C0PAPERS"
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*A title*\nBody"}}]


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    """The platform with a clock that stands still."""
    async with FakeSlack(clock=NOW.timestamp) as platform:
        yield platform


@pytest.fixture
def sender(fake: FakeSlack) -> SlackSender:
    """The sender under test."""
    return SlackSender(build_client(fake.token, fake.base_url))


def make_item(channel: str = PAPERS, *, number: int = 1, **fields: Any) -> OutboxItem:
    """Make a claimed message."""
    values: dict[str, Any] = {
        "payload": json.dumps({"text": "A title: body", "blocks": BLOCKS}),
        "attempted_at": NOW,
    }
    return OutboxItem(
        id=number,
        chat_id=1,
        address=Address(Platform.SLACK, channel, team="T1"),
        kind=ChatKind.CHANNEL,
        delivery="2026-05-13",
        subject="paper:2605.00001",
        part=0,
        priority=Priority.BULK,
        state=DeliveryState.SENDING,
        due_at=NOW,
        **(values | fields),
    )


def with_blocks(*blocks: dict[str, Any], text: str = "A title") -> OutboxItem:
    """Make a message of these blocks."""
    return make_item(payload=json.dumps({"text": text, "blocks": blocks}))


def section(text: str) -> dict[str, Any]:
    """Make a section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


async def fail(fake: FakeSlack, sender: SlackSender, fault: Fault, item: OutboxItem | None = None) -> Exception:
    """Send into a fault and return the error."""
    fake.fail_next(fault)
    with pytest.raises((SendError, LostAnswerError)) as raised:
        await sender.send(item or make_item())
    return raised.value


async def test_c12_a_message_arrives_with_its_blocks_and_without_unfurling(
    fake: FakeSlack, sender: SlackSender
) -> None:
    ts = await sender.send(make_item(number=41))
    (arrival,) = fake.arrivals
    assert (arrival.channel, arrival.ts, arrival.text) == (PAPERS, ts, "A title: body")
    assert list(arrival.blocks) == BLOCKS
    assert arrival.metadata == {"event_type": "paperboy_delivery", "event_payload": {"delivery_id": "41"}}
    assert not arrival.unfurls


async def test_a_reply_goes_under_its_parent(fake: FakeSlack, sender: SlackSender) -> None:
    head = await sender.send(make_item())
    await sender.send(make_item(number=2, parent_id=1, parent_message_id=head))
    assert [arrival.thread_ts for arrival in fake.arrivals] == [None, head]


async def test_c20_a_reply_without_its_parent_is_never_posted_loose(fake: FakeSlack, sender: SlackSender) -> None:
    with pytest.raises(ParentGoneError):
        await sender.send(make_item(parent_id=1))
    with pytest.raises(ParentGoneError):
        await sender.send(make_item(parent_id=1, parent_message_id="1.000000"))
    assert not fake.arrivals


async def test_plain_sends_the_text_alone(fake: FakeSlack, sender: SlackSender) -> None:
    await sender.send(make_item(), plain=True)
    assert (fake.arrivals[0].text, fake.arrivals[0].blocks) == ("A title: body", ())


@pytest.mark.parametrize("error", ["channel_not_found", "is_archived", "not_in_channel", "restricted_action"])
async def test_c15_a_channel_that_cannot_be_reached_is_gone_with_the_reason(
    fake: FakeSlack, sender: SlackSender, error: str
) -> None:
    fake.channel_errors[PAPERS] = error
    with pytest.raises(ChatGoneError, match=error):
        await sender.send(make_item())


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "missing_scope"])
async def test_a_refused_account_stops_the_workspace(fake: FakeSlack, sender: SlackSender, error: str) -> None:
    assert isinstance(await fail(fake, sender, refused(error)), PlatformDownError)


async def test_a_refused_token_is_not_shown(fake: FakeSlack) -> None:
    with pytest.raises(PlatformDownError) as raised:
        await SlackSender(build_client("xoxb-stolen", fake.base_url)).send(make_item())
    assert str(raised.value) == "invalid_auth"


@pytest.mark.parametrize(("error", "scope"), [("ratelimited", Scope.CHAT), ("rate_limited", Scope.WORKSPACE)])
async def test_c13_a_rate_limit_is_told_as_long_and_as_wide_as_it_says(
    fake: FakeSlack, sender: SlackSender, error: str, scope: Scope
) -> None:
    told = await fail(fake, sender, too_many(3600, error))
    assert isinstance(told, RateLimitedError)
    assert (told.retry_after_s, told.scope) == (3600, scope)


async def test_a_429_without_a_number_is_certainly_not_sent(fake: FakeSlack, sender: SlackSender) -> None:
    assert type(await fail(fake, sender, refused("ratelimited", status=429))) is SendError
    assert type(await fail(fake, sender, gateway_page(429))) is SendError


@pytest.mark.parametrize(
    ("item", "error"),
    [
        (with_blocks(section("x" * 3001)), "invalid_blocks"),
        (with_blocks(*[section("x")] * 51), "invalid_blocks"),
        (
            with_blocks({"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}),
            "invalid_blocks",
        ),
        (with_blocks({"type": "marquee"}), "invalid_blocks"),
        (with_blocks(*[section("x" * 2900)] * 5), "msg_blocks_too_long"),
        (with_blocks(text="x" * 40_001), "msg_too_long"),
    ],
)
async def test_c10_a_message_over_a_limit_is_the_messages_fault(
    sender: SlackSender, item: OutboxItem, error: str
) -> None:
    with pytest.raises(ContentError, match=error):
        await sender.send(item)


@pytest.mark.parametrize("error", ["service_unavailable", "request_timeout", "moon_in_wrong_phase"])
async def test_c14_a_refusal_that_may_pass_is_certainly_not_sent(
    fake: FakeSlack, sender: SlackSender, error: str
) -> None:
    assert type(await fail(fake, sender, refused(error))) is SendError


@pytest.mark.parametrize("accepted", [False, True])
async def test_a_5xx_loses_the_answer_and_is_likely_not_sent(
    fake: FakeSlack, sender: SlackSender, accepted: bool
) -> None:
    faults = [
        gateway_page(500, accepted=accepted),
        gateway_page(502, accepted=accepted),
        refused("moon_in_wrong_phase", status=500, accepted=accepted),
    ]
    for fault in faults:
        error = await fail(fake, sender, fault)
        assert isinstance(error, LostAnswerError)
        assert not error.likely_sent
    assert len(fake.arrivals) == accepted * 3


@pytest.mark.parametrize("error", ["internal_error", "fatal_error"])
async def test_an_error_inside_slack_loses_the_answer(fake: FakeSlack, sender: SlackSender, error: str) -> None:
    told = await fail(fake, sender, refused(error, accepted=True))
    assert isinstance(told, LostAnswerError)
    assert not told.likely_sent


@pytest.mark.parametrize("status", [200, 404, 502])
async def test_an_answer_that_is_not_slacks_is_lost(fake: FakeSlack, sender: SlackSender, status: int) -> None:
    bodies = [answer(status, body) for body in ("null", "[]", "[1]", "7", '"no"', "{", '{"ok": true}')]
    texts = [answer(status, "hello", content_type=kind) for kind in ("text/html", "text/plain")]
    for fault in bodies[: 6 if status != 200 else 7] + texts:
        error = await fail(fake, sender, fault)
        assert isinstance(error, LostAnswerError), fault
        assert not error.likely_sent


@pytest.mark.parametrize("fault", [hang(accepted=True), hang(accepted=False), slow(5)])
async def test_c1_a_timeout_loses_the_answer_and_is_likely_sent(fake: FakeSlack, fault: Fault) -> None:
    client = build_client(fake.token, fake.base_url)
    client.timeout = 0.1  # type: ignore[assignment]  # whole seconds in the SDK's types only
    error = await fail(fake, SlackSender(client), fault)
    assert isinstance(error, LostAnswerError)
    assert error.likely_sent


@pytest.mark.parametrize("accepted", [False, True])
async def test_a_reset_loses_the_answer_and_the_sdk_does_not_post_again(
    fake: FakeSlack, sender: SlackSender, accepted: bool
) -> None:
    error = await fail(fake, sender, reset(accepted=accepted))
    assert isinstance(error, LostAnswerError)
    assert error.likely_sent
    assert (len(fake.arrivals), fake.calls["chat.postMessage"]) == (accepted, 1)


async def test_a_server_that_is_not_there_got_nothing() -> None:
    async with FakeSlack() as gone:
        client = build_client(gone.token, gone.base_url)
    with pytest.raises(SendError, match="cannot be reached"):
        await SlackSender(client).send(make_item())


async def test_a_server_that_nobody_can_connect_to_in_time_got_nothing() -> None:
    met: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()

    async def say_nothing(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.put_nowait(writer)

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        client = build_client("xoxb-1", f"https://127.0.0.1:{port}/api/", connect_timeout_s=0.05)
        with pytest.raises(UnreachableError, match="cannot be reached"):
            await SlackSender(client).send(make_item())
        (await met.get()).close()


@pytest.mark.parametrize(
    ("failure", "sent"),
    [
        (aiohttp.ConnectionTimeoutError(), None),
        (aiohttp.ClientHttpProxyError(None, ()), None),  # type: ignore[arg-type]  # the request is only for its text
        (aiohttp.InvalidURL("nowhere"), None),
        (TimeoutError(), True),
        (aiohttp.ServerDisconnectedError(), True),
        (aiohttp.ClientPayloadError(), True),
        (ConnectionResetError(), True),
    ],
)
def test_a_network_failure_is_judged_by_what_it_is(failure: Exception, sent: bool | None) -> None:
    told = read_error(failure)
    assert (told.likely_sent if isinstance(told, LostAnswerError) else None) is sent


async def test_a_lost_message_is_found_in_the_channel(fake: FakeSlack, sender: SlackSender) -> None:
    await sender.send(make_item(number=1))
    await fail(fake, sender, reset(accepted=True), lost := make_item(number=2))
    await sender.send(make_item(number=3))
    assert await sender.settle(lost, NOTHING) == Settlement(Verdict.SENT, fake.arrivals[1].ts)


async def test_a_message_that_never_arrived_is_not_found(fake: FakeSlack, sender: SlackSender) -> None:
    await sender.send(make_item(number=1))
    await fail(fake, sender, reset(accepted=False), lost := make_item(number=2))
    assert await sender.settle(lost, NOTHING) == Settlement(Verdict.NOT_SENT)


async def test_a_lost_reply_is_found_in_its_thread(fake: FakeSlack, sender: SlackSender) -> None:
    head = await sender.send(make_item(number=1))
    lost = make_item(number=2, parent_id=1, parent_message_id=head)
    await fail(fake, sender, reset(accepted=True), lost)
    assert await sender.settle(lost, NOTHING) == Settlement(Verdict.SENT, fake.arrivals[1].ts)
    other = make_item(number=3, parent_id=1, parent_message_id=head)
    assert await sender.settle(other, NOTHING) == Settlement(Verdict.NOT_SENT)


async def test_a_lost_direct_message_is_found_under_the_users_channel(fake: FakeSlack, sender: SlackSender) -> None:
    await fail(fake, sender, reset(accepted=True), lost := make_item("U0ADA"))
    assert await sender.settle(lost, NOTHING) == Settlement(Verdict.SENT, fake.arrivals[0].ts)


async def test_a_lost_message_is_found_on_a_later_page(fake: FakeSlack, sender: SlackSender) -> None:
    for number in (1, 2, 3):
        await sender.send(make_item(number=number))
    fake.page_size = 1
    assert await sender.settle(make_item(number=1), NOTHING) == Settlement(Verdict.SENT, fake.arrivals[0].ts)
    assert fake.calls["conversations.history"] == 3


async def test_a_history_longer_than_twenty_questions_leaves_it_open(fake: FakeSlack, sender: SlackSender) -> None:
    for number in range(25):
        fake.others_write(PAPERS, f"message {number}")
    fake.page_size = 1
    assert await sender.settle(make_item(), NOTHING) == Settlement(Verdict.CANNOT_TELL)
    assert fake.calls["conversations.history"] <= 20


async def test_a_message_from_long_before_the_attempt_is_not_looked_at(fake: FakeSlack, sender: SlackSender) -> None:
    await sender.send(make_item())
    later = make_item(attempted_at=NOW + timedelta(days=1))
    assert await sender.settle(later, NOTHING) == Settlement(Verdict.NOT_SENT)


@pytest.mark.parametrize("minutes", [-4, 4])
async def test_a_lost_message_is_found_though_our_clock_is_wrong(
    fake: FakeSlack, sender: SlackSender, minutes: int
) -> None:
    lost = make_item(attempted_at=NOW + timedelta(minutes=minutes))
    await fail(fake, sender, reset(accepted=True), lost)
    assert (await sender.settle(lost, NOTHING)).verdict is Verdict.SENT


@pytest.mark.parametrize("error", ["missing_scope", "ratelimited"])
async def test_a_refused_question_leaves_it_open(fake: FakeSlack, sender: SlackSender, error: str) -> None:
    fake.method_errors["conversations.history"] = error
    assert await sender.settle(make_item(), NOTHING) == Settlement(Verdict.CANNOT_TELL)


async def test_that_nobody_could_be_asked_is_told() -> None:
    async with FakeSlack() as gone:
        client = build_client(gone.token, gone.base_url)
    with pytest.raises(UnreachableError):
        await SlackSender(client).settle(make_item(), NOTHING)


async def test_an_attempt_without_a_moment_leaves_it_open(sender: SlackSender) -> None:
    settled = await sender.settle(make_item(attempted_at=None), NOTHING)
    assert settled == Settlement(Verdict.CANNOT_TELL)


async def test_no_ids_are_needed_to_ask_slack(sender: SlackSender) -> None:
    assert sender.id_sequence(make_item().address) is None


async def test_the_fake_holds_a_channel_to_a_burst_of_three(fake: FakeSlack, sender: SlackSender) -> None:
    for _ in range(3):
        await sender.send(make_item())
    with pytest.raises(RateLimitedError) as raised:
        await sender.send(make_item())
    assert (raised.value.retry_after_s, fake.refused_429) == (1, 1)
    await sender.send(make_item("C0OTHER"))


async def test_the_fake_answers_what_the_program_asks_at_its_start(fake: FakeSlack) -> None:
    client = build_client(fake.token, fake.base_url)
    assert (await client.auth_test())["team_id"] == "T1"
    assert (await client.conversations_info(channel=PAPERS))["channel"]["is_member"]
    posted = await client.chat_postMessage(channel=PAPERS, text="one")
    await client.chat_update(channel=PAPERS, ts=posted["ts"], text="two")
    assert [arrival.text for arrival in fake.arrivals] == ["two"]
