"""The Slack app with the real commands behind it: one person's and one team's first minutes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from digest import texts
from handlers.markup import JOINER
from storage.inbox import Inbox
from storage.marks import MarkKind
from storage.models import Address, ChatKind, PaperKey, Platform
from storage.store import Store
from storage.weeklies import WeeklyPaper
from tests.fakes.slack_talk import DIRECT, HERE, NOW, OPENED, SAID, SlackTalk, open_form, settings, text_of
from tests.fakes.slack_workspace import FakeSlackApp
from tests.handlers.desks import EN, KO
from tests.makers import make_paper, make_summary

KEY = "2509.03867"


@pytest.fixture
def talk(store: Store, slack: FakeSlackApp) -> SlackTalk:
    """A Slack app whose commands are the real ones."""
    made = SlackTalk(store, slack)
    made.with_commands = True
    store.papers.put([make_paper(KEY, title="<!channel> A paper")])
    for language in (EN, KO):
        store.summaries.put(make_summary(KEY, language))
    return made


async def say(talk: SlackTalk, slack: FakeSlackApp, text: str) -> str:
    """Give a command and return the answer's text."""
    await slack.bring("slash_commands", slack.slash("/papers", text))
    await asyncio.gather(*talk.working())
    return str(slack.said()[-1]["text"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "help",
        "settings",
        "language ko",
        "time 8pm Berlin",
        "days mon-fri",
        "style compact",
        "quiet 22-07",
        "away until Mon",
        "status",
        "why 2509.03867",
        "today",
        "saved",
        "export",
        "unsubscribe",
        "forget",
        "start",
        "nonsense words",
        "2509.03867",
        "paper 9999.99999",
        "subscribe <#C2|general>",
        "subscribe #nowhere",
    ],
)
async def test_no_command_is_met_with_silence(talk: SlackTalk, slack: FakeSlackApp, text: str) -> None:
    async with talk.running():
        await say(talk, slack, "subscribe")
        before = len(slack.said())
        answer = await say(talk, slack, text)
    assert len(slack.said()) > before
    assert answer
    assert "<#" not in answer
    assert "&lt;#" not in answer


async def test_every_button_of_every_screen_is_answered(talk: SlackTalk, slack: FakeSlackApp) -> None:
    pressed: set[str] = set()
    async with talk.running():
        for text in ("subscribe", "settings", "2509.03867", "start", "forget"):
            await say(talk, slack, text)
        while waiting := [value for said in slack.said() for value in buttons_of(said) if value not in pressed]:
            pressed.add(waiting[0])
            before = len(slack.said()) + len(slack.ephemerals) + len(slack.calls_of("views.update"))
            await slack.bring("interactive", slack.press(waiting[0], ephemeral=True))
            await asyncio.gather(*talk.working())
            after = len(slack.said()) + len(slack.ephemerals) + len(slack.calls_of("views.update"))
            assert after > before, waiting[0]
    assert {"like", "save", "language", "evidence", "dismiss", "report", "share"} <= {
        value.split(":")[1] for value in pressed
    }


def buttons_of(said: dict[str, Any]) -> list[str]:
    """Return what the buttons of a message say when they are pressed."""
    rows = [block["elements"] for block in said["blocks"] if block["type"] == "actions"]
    return [element["value"] for row in rows for element in row]


async def test_a_channel_is_subscribed_and_its_members_share_it(talk: SlackTalk, slack: FakeSlackApp) -> None:
    async with talk.running():
        await say(talk, slack, "subscribe")
        await say(talk, slack, "subscribe <#C2|general>")
    chats = {str(chat.address): (chat.kind, chat.added_by) for chat in talk.store.chats.all()}
    assert chats == {
        "slack:T1/C1": (ChatKind.CHANNEL, "slack:T1/U1"),
        "slack:T1/C2": (ChatKind.CHANNEL, "slack:T1/U1"),
    }
    assert all(chat.next_due_at for chat in talk.store.chats.all())


@pytest.mark.parametrize(
    ("person", "admins_only", "told"),
    [
        ({}, False, "Subscribed."),
        ({"is_ultra_restricted": True}, False, "Guests, and people of other workspaces, cannot change this channel"),
        ({}, True, "Only admins of this workspace, and whoever subscribed this channel"),
        ({"is_admin": True}, True, "Subscribed."),
    ],
)
async def test_whoever_may_not_change_a_channel_is_told_why(
    talk: SlackTalk, slack: FakeSlackApp, person: dict[str, bool], admins_only: bool, told: str
) -> None:
    talk.admins_only = admins_only
    slack.people["T1", "U1"] = person
    async with talk.running():
        assert told in await say(talk, slack, "subscribe")
        # What there is to read, anybody may read.
        assert "A paper" in await say(talk, slack, KEY)
    assert bool(talk.store.chats.all()) is (told == "Subscribed.")


async def test_who_may_not_subscribe_a_channel_does_not_make_the_bot_join_it(
    talk: SlackTalk, slack: FakeSlackApp
) -> None:
    slack.people["T1", "U1"] = {"is_restricted": True}
    slack.channels["T1", "C1"].member = False
    async with talk.running():
        await say(talk, slack, "subscribe")
    assert slack.calls_of("conversations.join") == []


async def test_a_person_of_another_workspace_in_a_shared_channel_reads_and_changes_nothing(
    talk: SlackTalk, slack: FakeSlackApp
) -> None:
    stranger = {"user": {"id": "U77", "team_id": "T9"}}
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:subscribe") | stranger)
        await slack.bring("interactive", slack.press(f"v1:open:2026-05-13:{KEY}") | stranger)
        await asyncio.gather(*talk.working())
    assert "people of other workspaces" in slack.said()[0]["text"]
    (view,) = slack.views.values()
    assert "A paper" in text_of(view)
    assert talk.store.chats.all() == ()


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        ({"private": True, "member": False}, "If it is private, invite me there"),
        ({"archived": True}, "it is archived, or I am not in it"),
        ({"people": ("U2",)}, "general can do this, and no guests"),
    ],
)
async def test_a_channel_that_is_named_from_elsewhere_has_clear_obstacles(
    talk: SlackTalk, slack: FakeSlackApp, channel: dict[str, Any], told: str
) -> None:
    for name, value in channel.items():
        setattr(slack.channels["T1", "C2"], name, value)
    async with talk.running():
        assert told in await say(talk, slack, "subscribe <#C2|general>")
    assert talk.store.chats.all() == ()


async def test_app_home_shows_what_was_saved_and_forgets_it_again(talk: SlackTalk, slack: FakeSlackApp) -> None:
    async with talk.running():
        form = await open_form(talk, slack, "settings")
        await slack.bring("interactive", slack.submission(form, settings()))
        await slack.bring("interactive", slack.press(f"v1:save:{KEY}"))
        await asyncio.gather(*talk.working())
        await slack.bring("events_api", slack.event(OPENED))
        await asyncio.gather(*talk.working())
        home = slack.homes["T1", "U1"]
        assert KEY in text_of(home)
        await slack.bring("interactive", slack.press(f"v1:save:{KEY}", view=home))
        await asyncio.gather(*talk.working())
    assert talk.store.marks.keys_of("slack:T1/U1", MarkKind.SAVE) == ()
    assert KEY not in text_of(slack.homes["T1", "U1"])
    chat = talk.store.chats.find(DIRECT)
    assert chat is not None
    assert (chat.zone, chat.added_by, chat.next_due_at is not None) == ("Asia/Seoul", "slack:T1/U1", True)


async def test_a_zone_that_there_is_not_is_told_at_its_field(talk: SlackTalk, slack: FakeSlackApp) -> None:
    async with talk.running():
        form = await open_form(talk, slack, "settings")
        answer = await slack.bring("interactive", slack.submission(form, settings(zone={"value": "Mars"})))
    assert list(answer["errors"]) == ["zone"]
    assert "Mars" in answer["errors"]["zone"]


async def test_a_direct_message_with_an_id_is_answered_with_its_summary(talk: SlackTalk, slack: FakeSlackApp) -> None:
    async with talk.running():
        await slack.bring("events_api", slack.event(SAID | {"text": f"look at <https://arxiv.org/abs/{KEY}|this>"}))
    assert "The aim is memory." in str(slack.arrivals[-1].blocks)


async def test_one_workspaces_marks_are_not_anothers(talk: SlackTalk, slack: FakeSlackApp) -> None:
    async with talk.running():
        await slack.bring("interactive", slack.press(f"v1:save:{KEY}"))
    assert talk.store.marks.keys_of("slack:T1/U1", MarkKind.SAVE) == (KEY,)
    assert talk.store.marks.keys_of("slack:T2/U1", MarkKind.SAVE) == ()
    assert talk.store.marks.count(HERE, make_paper(KEY).key, MarkKind.SAVE) == 1
    elsewhere = Address(Platform.SLACK, "C1", team="T2")
    assert talk.store.marks.count(elsewhere, make_paper(KEY).key, MarkKind.SAVE) == 0


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "not answered"])
@pytest.mark.parametrize(
    "press",
    [f"like:{KEY}", f"save:{KEY}", f"dismiss:{KEY}", f"report:{KEY}", f"present:1 {KEY}", "start:topic agents"],
)
async def test_a_press_that_is_not_marked_as_done_when_the_program_is_killed_is_not_taken_back(
    talk: SlackTalk, slack: FakeSlackApp, press: str, monkeypatch: pytest.MonkeyPatch, *, answered: bool
) -> None:
    def kept() -> object:
        who = "slack:T1/U1"
        chat = talk.store.chats.find(HERE)
        assert chat is not None
        return talk.store.marks.of_person(who), talk.store.weeklies.claims_of(who), chat.topics

    async with talk.running():
        await say(talk, slack, "subscribe")
    chat = talk.store.chats.find(HERE)
    assert chat is not None
    talk.store.weeklies.add(chat.id, None, NOW.date(), [WeeklyPaper(PaperKey(KEY), 1, 0, 0)], NOW)
    untouched = kept()
    pressed = slack.press(f"v1:{press}")
    # Without it the answer is a call that can be held.
    del pressed["response_url"]
    if not answered:
        slack.answers_after["chat.postEphemeral"] = asyncio.Event()
    with monkeypatch.context() as patched:
        patched.setattr(Inbox, "mark_done", lambda *_: None)
        async with talk.running():
            await slack.bring("interactive", pressed)
            await slack.called["chat.postEphemeral"].wait()
            await (asyncio.gather(*talk.working()) if answered else talk.break_off())
    slack.answers_after.clear()
    made = kept()
    assert made != untouched
    assert len(talk.store.inbox.open(Platform.SLACK)) == 1
    async with talk.running():
        await asyncio.gather(*talk.working())
    assert (kept(), talk.store.inbox.open(Platform.SLACK)) == (made, ())


async def is_shared_as_shown(talk: SlackTalk, slack: FakeSlackApp) -> bool:
    """Share the last answer with the channel; tell whether all are shown what one person was."""
    shown = slack.said()[-1]
    button = shown["blocks"][-1]["elements"][-1]
    assert button["text"]["text"] == texts.say(EN, "slack-share")
    await slack.bring("interactive", slack.press(button["value"], ephemeral=True))
    await asyncio.gather(*talk.working())
    shared = slack.said()[-1]
    text = shown["text"].replace(f"\n{texts.say(EN, 'slack-file-aside')}", "")
    return (shared["response_type"], shared["text"]) == ("in_channel", text)


@pytest.mark.parametrize("text", [KEY, "search memory", 'find "memory" votes:>8', "digest", "trends memory"])
async def test_what_is_shared_is_what_was_shown(talk: SlackTalk, slack: FakeSlackApp, text: str) -> None:
    keys = [PaperKey(f"2605.{number:05}") for number in range(1, 13)]
    talk.store.papers.put(make_paper(key, title=f"Of memory {key}", upvotes=9) for key in keys)
    for weeks in range(4):
        day, seen_at = (NOW - timedelta(weeks=weeks)).date(), NOW - timedelta(weeks=weeks)
        talk.store.days.record_look(day, [PaperKey(KEY), *keys[weeks:]], [], seen_at)
        talk.store.days.mark_settled(day, seen_at)
    async with talk.running():
        await say(talk, slack, text)
        assert await is_shared_as_shown(talk, slack)
        turning = [button for block in slack.said()[0]["blocks"] for button in block.get("elements", ())]
        if turn := [button["value"] for button in turning if button.get("value", "").startswith("v1:search")]:
            await slack.bring("interactive", slack.press(turn[-1], ephemeral=True))
            await asyncio.gather(*talk.working())
            assert "page 2" in slack.said()[-1]["text"]
            assert await is_shared_as_shown(talk, slack)


@pytest.mark.parametrize(("text", "about_papers"), [("weekly now", True), ("weekly", False), ("weekly mon", False)])
async def test_settings_are_nothing_to_share(
    talk: SlackTalk, slack: FakeSlackApp, text: str, about_papers: bool
) -> None:
    talk.store.days.record_look(NOW.date(), [PaperKey(KEY)], [], NOW)
    async with talk.running():
        await say(talk, slack, "subscribe")
        await say(talk, slack, text)
    assert ("v1:share:weekly:now" in str(slack.said()[-1]["blocks"])) is about_papers
    assert ("v1:share" in str(slack.said()[-1]["blocks"])) is about_papers


async def test_a_private_channel_of_old_is_named_by_its_id_too(talk: SlackTalk, slack: FakeSlackApp) -> None:
    # The ids of older ones begin with a G (docs.slack.dev/reference/objects/conversation-object).
    async with talk.running():
        assert "#papers-old" in (await say(talk, slack, "subscribe <#G2|papers-old>")).replace(JOINER, "")
    assert [str(chat.address) for chat in talk.store.chats.all()] == ["slack:T1/G2"]
