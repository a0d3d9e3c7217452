"""What Slack tells of people and channels, and what follows from it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.checkups.chats import look_at_chats
from bot.checkups.findings import Health
from bot.senders import LostAnswerError, PlatformDownError, SendError
from bot.slack import build_client
from bot.slack_clients import OneWorkspace
from bot.slack_people import GUEST, REMEMBERED, REMEMBERED_FOR, Person, SlackPeople
from handlers.slack_words import named_channel
from storage.models import Address, Chat, ChatKind, Platform
from storage.store import Store
from tests.fakes.slack_talk import NOW
from tests.fakes.slack_workspace import FakeSlackApp
from tests.makers import make_chat

CHANNEL = Address(Platform.SLACK, "C2", team="T1")


class Moving:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlackApp]:
    async with FakeSlackApp() as platform:
        yield platform


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def people(fake: FakeSlackApp, store: Store, clock: Moving) -> SlackPeople:
    clients = OneWorkspace(build_client(fake.token, fake.base_url))
    return SlackPeople(clients, store.chats, clock, admins_only=False)


async def test_a_person_is_asked_for_once_in_ten_minutes(
    people: SlackPeople, fake: FakeSlackApp, clock: Moving
) -> None:
    fake.people["T1", "U1"] = {"locale": "ko-KR", "is_admin": True}
    for wait in (timedelta(), REMEMBERED_FOR / 2, REMEMBERED_FOR):
        clock.now += wait
        assert await people.person("T1", "U1") == Person("ko", admin=True)  # type: ignore[arg-type]
    assert len(fake.calls_of("users.info")) == 2


async def test_only_so_many_people_are_remembered(people: SlackPeople, fake: FakeSlackApp) -> None:
    for number in range(3):
        await people.person("T1", f"U{number}")
    people._known.update({("T1", f"V{number}"): (NOW, Person()) for number in range(REMEMBERED)})
    await people.person("T1", "U9")
    assert len(people._known) == REMEMBERED
    assert ("T1", "U9") in people._known


async def test_a_channel_that_was_named_is_found_where_the_bot_sees_it(people: SlackPeople, fake: FakeSlackApp) -> None:
    assert await people.find(named_channel("C2", "T1")) == (CHANNEL, ChatKind.CHANNEL)
    fake.channels["T1", "C2"].private, fake.channels["T1", "C2"].member = True, False
    assert await people.find(named_channel("C2", "T1")) is None
    assert await people.find("@ada") is None


async def test_only_members_may_change_another_channel_than_that_they_are_in(
    people: SlackPeople, fake: FakeSlackApp
) -> None:
    fake.channels["T1", "C2"].people = ("U1",)
    assert await people.may_change("U1", CHANNEL)
    assert not await people.may_change("U2", CHANNEL)
    fake.method_errors["conversations.members"] = "fetch_members_failed"
    assert not await people.may_change("U1", CHANNEL)
    assert not await people.may_change("U1", Address(Platform.SLACK, "C2"))


async def test_members_are_looked_for_page_by_page(people: SlackPeople, fake: FakeSlackApp) -> None:
    fake.channels["T1", "C2"].people = tuple(f"U{number}" for number in range(2_500))
    assert await people.may_change("U2499", CHANNEL)
    assert len(fake.calls_of("conversations.members")) == 3


@pytest.mark.parametrize("role", ["is_restricted", "is_ultra_restricted", "is_stranger"])
async def test_guests_of_any_kind_change_no_channel_but_their_own_chat(
    people: SlackPeople, fake: FakeSlackApp, role: str
) -> None:
    fake.people["T1", "U1"] = {role: True}
    assert await people.refusal("T1", "U1", CHANNEL) == GUEST
    assert await people.refusal("T1", "U1", Address(Platform.SLACK, "D1", team="T1")) is None
    assert not await people.may_change("U1", CHANNEL)
    assert await people.may_change("U2", CHANNEL)


@pytest.mark.parametrize(
    ("private", "member", "archived", "obstacle"),
    [
        (False, True, False, None),
        (False, False, False, None),
        (True, True, False, None),
        (True, False, False, "slack-private"),
        (False, True, True, "slack-archived"),
    ],
)
async def test_what_is_in_the_way_of_posting(
    people: SlackPeople, fake: FakeSlackApp, private: bool, member: bool, archived: bool, obstacle: str | None
) -> None:
    channel = fake.channels["T1", "C2"]
    channel.private, channel.member, channel.archived = private, member, archived
    assert await people.obstacle(CHANNEL) == obstacle
    assert await people.may_post(CHANNEL) is (obstacle is None)


@pytest.mark.parametrize("error", ["restricted_action", "missing_scope", "fatal_error"])
async def test_a_channel_that_cannot_be_joined_is_closed(people: SlackPeople, fake: FakeSlackApp, error: str) -> None:
    fake.channels["T1", "C2"].member = False
    fake.method_errors["conversations.join"] = error
    assert await people.obstacle(CHANNEL) == "slack-closed"


@pytest.mark.parametrize(
    ("error", "raised"),
    [("ratelimited", SendError), ("token_revoked", PlatformDownError), ("fatal_error", LostAnswerError)],
)
async def test_where_slack_does_not_tell_nobody_is_told_to_mend_a_channel(
    people: SlackPeople, fake: FakeSlackApp, error: str, raised: type[Exception]
) -> None:
    fake.method_errors["conversations.info"] = error
    with pytest.raises(raised):
        await people.may_post(CHANNEL)
    (found,) = [finding async for finding in look_at_chats({Platform.SLACK: people}, [in_slack(CHANNEL)])]
    assert found.health is Health.WARN
    assert found.text.startswith("slack:T1/C2 was not asked about")


def in_slack(address: Address) -> Chat:
    return make_chat("", Platform.SLACK, address=address, kind=ChatKind.CHANNEL)


async def test_nothing_is_in_the_way_of_a_person(people: SlackPeople, fake: FakeSlackApp) -> None:
    assert await people.obstacle(Address(Platform.SLACK, "U1", team="T1")) is None
    assert await people.obstacle(Address(Platform.SLACK, "D1", team="T1")) is None
