"""What is done with what people say and press in Slack: which request it becomes, and who may."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from storage.chats import REMOVED, Chats
from storage.models import Address, Chat, ChatKind, Platform
from tests.fakes.slack_talk import HERE, NOW, OPENED, SAID, SlackTalk, text_of
from tests.fakes.slack_workspace import Channel, FakeSlackApp
from tests.makers import make_chat, make_paper, make_summary


async def test_the_shortcut_tells_the_papers_that_a_message_names(talk: SlackTalk, slack: FakeSlackApp) -> None:
    message = {
        "text": "see <https://arxiv.org/abs/2509.03867v2|this> &amp; more",
        "attachments": [{"title_link": "https://huggingface.co/papers/2509.00001"}],
    }
    async with talk.running():
        await slack.bring("interactive", slack.shortcut(message))
        await asyncio.gather(*talk.working())
        await slack.bring("interactive", slack.shortcut({"text": "no paper here"}))
    assert [(request.command, request.words) for request in talk.asked] == [
        ("paper", "2509.03867"),
        ("paper", "2509.00001"),
    ]
    assert "found no paper" in slack.said()[-1]["text"]


async def test_links_are_unfolded_where_the_channel_is_subscribed(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.store.papers.put([make_paper("2509.03867", title="<!channel> *A* paper")])
    talk.store.summaries.put(make_summary("2509.03867", "ko"))
    url = "https://arxiv.org/abs/2509.03867?context=cs&amp;x=1"
    pasted = {
        "type": "link_shared",
        "user": "U1",
        "message_ts": "8.000001",
        "links": [{"url": url, "domain": "arxiv.org"}, {"url": "https://arxiv.org/abs/2509.00009"}],
        "unfurl_id": "C1.8.000001",
        "source": "conversations_history",
    }
    talk.store.chats.add(make_chat("C1", Platform.SLACK, address=HERE, kind=ChatKind.CHANNEL), NOW)
    async with talk.running():
        for channel in ("C1", "C2"):
            await slack.bring("events_api", slack.event(pasted | {"channel": channel}))
    (unfurled,) = slack.calls_of("chat.unfurl")
    assert list(unfurled["unfurls"]) == [url]
    assert unfurled["unfurl_id"] == "C1.8.000001"
    assert "The aim is memory." in text_of(unfurled["unfurls"][url])
    assert not talk.asked


@pytest.mark.parametrize(
    ("changes", "told", "asked"),
    [
        ({"archived": True}, "archived", 0),
        ({"private": True, "member": False}, "/\u2060invite", 0),
        ({"member": False}, "subscribe", 1),
        ({}, "subscribe", 1),
    ],
)
async def test_before_a_subscription_it_is_found_out_what_is_in_the_way(
    talk: SlackTalk, slack: FakeSlackApp, changes: dict[str, bool], told: str, asked: int
) -> None:
    for name, value in changes.items():
        setattr(slack.channels["T1", "C1"], name, value)
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", "subscribe"))
    assert told in slack.said()[-1]["text"]
    assert len(talk.asked) == asked
    assert slack.channels["T1", "C1"].member is not bool(changes.get("private"))


@pytest.mark.parametrize("command", ["subscribe", "start", "start hour 0815"])
@pytest.mark.parametrize(("channel", "told"), [("C1", "/\u2060invite"), ("D9", "our own direct messages")])
async def test_whatever_subscribes_finds_out_whether_the_bot_is_there_at_all(
    talk: SlackTalk, slack: FakeSlackApp, command: str, channel: str, told: str
) -> None:
    slack.channels["T1", channel] = Channel(private=True, member=False)
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", command, channel=channel))
    assert told in slack.said()[-1]["text"]
    assert not talk.asked


def subscribed(chats: Chats, chat: str, **changes: Any) -> Chat:
    """Subscribe a conversation of one person, as the shell does."""
    address = Address(Platform.SLACK, chat, team="T1")
    return chats.add(make_chat(chat, Platform.SLACK, address=address, kind=ChatKind.DIRECT, **changes), NOW)


@pytest.mark.parametrize("way", ["home", "command"])
async def test_who_was_subscribed_by_their_own_id_does_not_become_two_chats(
    talk: SlackTalk, slack: FakeSlackApp, way: str
) -> None:
    chats = talk.store.chats
    chat = subscribed(chats, "U1")
    async with talk.running():
        if way == "home":
            await slack.bring("events_api", slack.event(OPENED))
        else:
            await slack.bring("slash_commands", slack.slash("/papers", "subscribe", channel="D1"))
    assert [(found.id, str(found.address)) for found in chats.all()] == [(chat.id, "slack:T1/D1")]
    assert way == "command" or "설정 바꾸기" in text_of(slack.homes["T1", "U1"])


@pytest.mark.parametrize(
    ("named", "conversation", "left"),
    [
        (None, None, {"U1": "the same channel as slack:T1/D1", "D1": None}),
        (REMOVED, None, {"D1": None}),
        (None, REMOVED, {"U1": None}),
    ],
)
async def test_of_two_chats_with_one_person_one_goes_on(
    talk: SlackTalk, slack: FakeSlackApp, named: str | None, conversation: str | None, left: dict[str, str | None]
) -> None:
    chats = talk.store.chats
    subscribed(chats, "U1", paused_because=named)
    subscribed(chats, "D1", paused_because=conversation)
    async with talk.running():
        await slack.bring("events_api", slack.event(OPENED))
    assert {chat.address.chat: chat.paused_because for chat in chats.all()} == left


@pytest.mark.parametrize("error", ["", "missing_scope", "fatal_error"])
async def test_in_its_own_conversation_nothing_is_in_the_way(talk: SlackTalk, slack: FakeSlackApp, error: str) -> None:
    if error:
        slack.method_errors["conversations.info"] = error
    async with talk.running():
        await slack.bring("events_api", slack.event(SAID | {"text": "subscribe"}))
    assert [request.command for request in talk.asked] == ["subscribe"]


@pytest.mark.parametrize(
    ("admins_only", "person", "may"),
    [(False, {}, True), (True, {}, False), (True, {"is_admin": True}, True), (True, {"is_owner": True}, True)],
)
async def test_who_may_change_a_channel_is_a_setting(
    talk: SlackTalk, slack: FakeSlackApp, admins_only: bool, person: dict[str, bool], may: bool
) -> None:
    talk.admins_only = admins_only
    slack.people["T1", "U1"] = person
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", "unsubscribe"))
    assert talk.asked[0].may_change is may


async def test_the_subscriber_may_change_what_they_subscribed(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.admins_only = True
    talk.store.chats.add(
        make_chat("C1", Platform.SLACK, address=HERE, kind=ChatKind.CHANNEL, added_by="slack:T1/U1"), NOW
    )
    async with talk.running():
        for user in ("U1", "U2"):
            await slack.bring("slash_commands", slack.slash("/papers", "unsubscribe", user=user))
    assert {request.person: request.may_change for request in talk.asked} == {"U1": True, "U2": False}


async def test_a_guest_in_a_shared_channel_reads_but_changes_nothing(talk: SlackTalk, slack: FakeSlackApp) -> None:
    guest = slack.press("v1:unsubscribe") | {"user": {"id": "U77", "team_id": "T9"}}
    async with talk.running():
        await slack.bring("interactive", guest)
    assert (talk.asked[0].chat, talk.asked[0].may_change) == (HERE, False)


async def test_hostile_words_reach_the_commands_as_words_and_come_back_as_text(
    talk: SlackTalk, slack: FakeSlackApp
) -> None:
    hostile = "<!channel> <@U2|ada> &lt;b&gt; `code` <https://a.example/x|label> <#C7|papers> " + "가" * 40_000
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", hostile))
    (request,) = talk.asked
    assert request.command == "<b>"
    assert request.words.startswith("`code` https://a.example/x <#C7_T1|papers> 가가")
    assert len(request.words) < 2_000
    assert slack.said()


async def test_a_person_whom_slack_does_not_tell_of_is_answered_all_the_same(
    talk: SlackTalk, slack: FakeSlackApp
) -> None:
    slack.method_errors["users.info"] = "user_not_found"
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", "today"))
    assert talk.asked[0].language is None
    assert slack.said()
