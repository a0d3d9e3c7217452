"""The Slack app with the real commands behind it: one person's and one team's first minutes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from storage.inbox import Inbox
from storage.marks import MarkKind
from storage.models import Address, ChatKind, PaperKey, Platform
from storage.store import Store
from storage.weeklies import WeeklyPaper
from tests.bot.test_slack_bot import DIRECT, HERE, OPENED, SAID, open_form, settings, text_of
from tests.fakes.slack_talk import NOW, SlackTalk
from tests.fakes.slack_workspace import FakeSlackApp
from tests.handlers.desks import EN, KO
from tests.makers import make_paper, make_summary

KEY = "2509.03867"


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlackApp]:
    async with FakeSlackApp() as platform:
        yield platform
        assert platform.objections == []


@pytest.fixture
def program(store: Store, fake: FakeSlackApp) -> SlackTalk:
    """A program whose commands are the real ones."""
    made = SlackTalk(store, fake)
    made.with_commands = True
    store.papers.put([make_paper(KEY, title="<!channel> A paper")])
    for language in (EN, KO):
        store.summaries.put(make_summary(KEY, language))
    return made


async def say(program: SlackTalk, fake: FakeSlackApp, text: str) -> str:
    """Give a command and return the answer's text."""
    await fake.bring("slash_commands", fake.slash("/papers", text))
    await asyncio.gather(*program.working())
    return str(fake.said()[-1]["text"])


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
async def test_no_command_is_met_with_silence(program: SlackTalk, fake: FakeSlackApp, text: str) -> None:
    async with program.running():
        await say(program, fake, "subscribe")
        before = len(fake.said())
        answer = await say(program, fake, text)
    assert len(fake.said()) > before
    assert answer
    assert "<#" not in answer
    assert "&lt;#" not in answer


async def test_every_button_of_every_screen_is_answered(program: SlackTalk, fake: FakeSlackApp) -> None:
    pressed: set[str] = set()
    async with program.running():
        for text in ("subscribe", "settings", "2509.03867", "start", "forget"):
            await say(program, fake, text)
        while waiting := [value for said in fake.said() for value in buttons_of(said) if value not in pressed]:
            pressed.add(waiting[0])
            before = len(fake.said()) + len(fake.ephemerals) + len(fake.calls_of("views.update"))
            await fake.bring("interactive", fake.press(waiting[0], ephemeral=True))
            await asyncio.gather(*program.working())
            after = len(fake.said()) + len(fake.ephemerals) + len(fake.calls_of("views.update"))
            assert after > before, waiting[0]
    assert {"like", "save", "language", "evidence", "dismiss", "report", "share"} <= {
        value.split(":")[1] for value in pressed
    }


def buttons_of(said: dict[str, Any]) -> list[str]:
    """Return what the buttons of a message say when they are pressed."""
    rows = [block["elements"] for block in said["blocks"] if block["type"] == "actions"]
    return [element["value"] for row in rows for element in row]


async def test_a_channel_is_subscribed_and_its_members_share_it(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        await say(program, fake, "subscribe")
        await say(program, fake, "subscribe <#C2|general>")
    chats = {str(chat.address): (chat.kind, chat.added_by) for chat in program.store.chats.all()}
    assert chats == {
        "slack:T1/C1": (ChatKind.CHANNEL, "slack:T1/U1"),
        "slack:T1/C2": (ChatKind.CHANNEL, "slack:T1/U1"),
    }
    assert all(chat.next_due_at for chat in program.store.chats.all())


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
    program: SlackTalk, fake: FakeSlackApp, person: dict[str, bool], admins_only: bool, told: str
) -> None:
    program.admins_only = admins_only
    fake.people["T1", "U1"] = person
    async with program.running():
        assert told in await say(program, fake, "subscribe")
        # What there is to read, anybody may read.
        assert "A paper" in await say(program, fake, KEY)
    assert bool(program.store.chats.all()) is (told == "Subscribed.")


async def test_who_may_not_subscribe_a_channel_does_not_make_the_bot_join_it(
    program: SlackTalk, fake: FakeSlackApp
) -> None:
    fake.people["T1", "U1"] = {"is_restricted": True}
    fake.channels["T1", "C1"].member = False
    async with program.running():
        await say(program, fake, "subscribe")
    assert fake.calls_of("conversations.join") == []


async def test_a_person_of_another_workspace_in_a_shared_channel_reads_and_changes_nothing(
    program: SlackTalk, fake: FakeSlackApp
) -> None:
    stranger = {"user": {"id": "U77", "team_id": "T9"}}
    async with program.running():
        await fake.bring("interactive", fake.press("v1:subscribe") | stranger)
        await fake.bring("interactive", fake.press(f"v1:open:2026-05-13:{KEY}") | stranger)
        await asyncio.gather(*program.working())
    assert "people of other workspaces" in fake.said()[0]["text"]
    (view,) = fake.views.values()
    assert "A paper" in text_of(view)
    assert program.store.chats.all() == ()


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        ({"private": True, "member": False}, "If it is private, invite me there"),
        ({"archived": True}, "it is archived, or I am not in it"),
        ({"people": ("U2",)}, "general can do this, and no guests"),
    ],
)
async def test_a_channel_that_is_named_from_elsewhere_has_clear_obstacles(
    program: SlackTalk, fake: FakeSlackApp, channel: dict[str, Any], told: str
) -> None:
    for name, value in channel.items():
        setattr(fake.channels["T1", "C2"], name, value)
    async with program.running():
        assert told in await say(program, fake, "subscribe <#C2|general>")
    assert program.store.chats.all() == ()


async def test_app_home_shows_what_was_saved_and_forgets_it_again(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        form = await open_form(program, fake, "settings")
        await fake.bring("interactive", fake.submission(form, settings()))
        await fake.bring("interactive", fake.press(f"v1:save:{KEY}"))
        await asyncio.gather(*program.working())
        await fake.bring("events_api", fake.event(OPENED))
        await asyncio.gather(*program.working())
        home = fake.homes["T1", "U1"]
        assert KEY in text_of(home)
        await fake.bring("interactive", fake.press(f"v1:save:{KEY}", view=home))
        await asyncio.gather(*program.working())
    assert program.store.marks.keys_of("slack:T1/U1", MarkKind.SAVE) == ()
    assert KEY not in text_of(fake.homes["T1", "U1"])
    chat = program.store.chats.find(DIRECT)
    assert chat is not None
    assert (chat.zone, chat.added_by, chat.next_due_at is not None) == ("Asia/Seoul", "slack:T1/U1", True)


async def test_a_zone_that_there_is_not_is_told_at_its_field(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        form = await open_form(program, fake, "settings")
        answer = await fake.bring("interactive", fake.submission(form, settings(zone={"value": "Mars"})))
    assert list(answer["errors"]) == ["zone"]
    assert "Mars" in answer["errors"]["zone"]


async def test_a_direct_message_with_an_id_is_answered_with_its_summary(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        await fake.bring("events_api", fake.event(SAID | {"text": f"look at <https://arxiv.org/abs/{KEY}|this>"}))
    assert "The aim is memory." in str(fake.arrivals[-1].blocks)


async def test_one_workspaces_marks_are_not_anothers(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        await fake.bring("interactive", fake.press(f"v1:save:{KEY}"))
    assert program.store.marks.keys_of("slack:T1/U1", MarkKind.SAVE) == (KEY,)
    assert program.store.marks.keys_of("slack:T2/U1", MarkKind.SAVE) == ()
    assert program.store.marks.count(HERE, make_paper(KEY).key, MarkKind.SAVE) == 1
    elsewhere = Address(Platform.SLACK, "C1", team="T2")
    assert program.store.marks.count(elsewhere, make_paper(KEY).key, MarkKind.SAVE) == 0


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "not answered"])
@pytest.mark.parametrize(
    "press",
    [f"like:{KEY}", f"save:{KEY}", f"dismiss:{KEY}", f"report:{KEY}", f"present:1 {KEY}", "start:topic agents"],
)
async def test_a_press_that_is_not_marked_as_done_when_the_program_is_killed_is_not_taken_back(
    program: SlackTalk, fake: FakeSlackApp, press: str, monkeypatch: pytest.MonkeyPatch, *, answered: bool
) -> None:
    def kept() -> object:
        who = "slack:T1/U1"
        chat = program.store.chats.find(HERE)
        assert chat is not None
        return program.store.marks.of_person(who), program.store.weeklies.claims_of(who), chat.topics

    async with program.running():
        await say(program, fake, "subscribe")
    chat = program.store.chats.find(HERE)
    assert chat is not None
    program.store.weeklies.add(chat.id, None, NOW.date(), [WeeklyPaper(PaperKey(KEY), 1, 0, 0)], NOW)
    untouched = kept()
    pressed = fake.press(f"v1:{press}")
    # Without it the answer is a call that can be held.
    del pressed["response_url"]
    if not answered:
        fake.answers_after["chat.postEphemeral"] = asyncio.Event()
    with monkeypatch.context() as patched:
        patched.setattr(Inbox, "mark_done", lambda *_: None)
        async with program.running():
            await fake.bring("interactive", pressed)
            await fake.called["chat.postEphemeral"].wait()
            await (asyncio.gather(*program.working()) if answered else program.break_off())
    fake.answers_after.clear()
    made = kept()
    assert made != untouched
    assert len(program.store.inbox.open(Platform.SLACK)) == 1
    async with program.running():
        await asyncio.gather(*program.working())
    assert (kept(), program.store.inbox.open(Platform.SLACK)) == (made, ())
