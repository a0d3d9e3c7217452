"""The Slack app over HTTP, installed by OAuth in several workspaces."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.commands.run import run_bot
from bot.config import Secret, SettingsError
from bot.senders import ChatGoneError, Evidence, PlatformDownError, Settlement, Verdict
from bot.slack_bot import EVENTS_PATH, check_settings, open_clients
from bot.slack_clients import NOT_INSTALLED, REMOVED, Installations
from bot.slack_tokens import TokenCipher
from bot.slack_workspaces import WorkspacesEditor, WorkspacesSender
from storage.errors import StorageError
from storage.models import Address, ChatKind, OutboxItem, Platform
from storage.store import Store
from storage.workspaces import Workspace
from tests.bot.test_slack_sender import make_item
from tests.fakes.slack_program import SlackProgram
from tests.fakes.slack_talk import NOW, SlackTalk
from tests.fakes.slack_workspace import FakeSlackApp
from tests.makers import make_chat

# slack-sdk 3.47 exchanges a code with what aiohttp 3.14 calls deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")
OTHER_KEY = "B" * 43 + "="
TOKENS = {"T1": "xoxb-one-of-them", "T2": "xoxb-two-of-them", "E1": "xoxb-the-whole"}


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlackApp]:
    async with FakeSlackApp(TOKENS) as platform:
        platform.codes = {"code-1": "T1", "code-2": "T2", "code-e": "E1"}
        yield platform
        assert platform.objections == []


@pytest.fixture
def program(store: Store, fake: FakeSlackApp) -> SlackTalk:
    return SlackTalk(store, fake, many=True)


async def install(
    program: SlackTalk | SlackProgram, code: str, *, state: str | None = None, cookie: bool = True
) -> int:
    """Walk from the install page over Slack's consent and back; return the status of the end."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"{program.url}/slack/install") as page:
            text, kept = await page.text(), page.headers["Set-Cookie"].partition(";")[0]
        link = next(part for part in text.split('"') if "/oauth/v2/authorize" in part).replace("&amp;", "&")
        given = parse_qs(urlsplit(link).query)
        assert "chat:write" in given["scope"][0]
        params = {"code": code, "state": state or given["state"][0]}
        headers = {"Cookie": kept} if cookie else {}
        back = f"{program.url}/slack/oauth_redirect"
        async with browser.get(back, params=params, headers=headers) as end:
            return end.status


def here(team: str) -> Address:
    return Address(Platform.SLACK, "C1", team=team)


def installations_of(program: SlackTalk) -> Installations:
    clients = open_clients(program.settings(), program.store, lambda: NOW)
    assert isinstance(clients, Installations)
    return clients


def sender_of(program: SlackTalk) -> WorkspacesSender:
    return WorkspacesSender(installations_of(program))


def item_for(team: str, number: int = 1) -> OutboxItem:
    return replace(make_item("C1", number=number), address=here(team))


def subscribe(store: Store, team: str) -> None:
    store.chats.add(make_chat("C1", Platform.SLACK, address=here(team), kind=ChatKind.CHANNEL), NOW)


def paused(store: Store, team: str) -> str | None:
    chat = store.chats.find(here(team))
    assert chat is not None
    return chat.paused_because


async def test_an_installed_workspace_is_answered_with_its_own_token(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        assert await install(program, "code-1") == 200
        assert await install(program, "code-2") == 200
        for team in ("T1", "T2"):
            status, _ = await fake.post(program.url + EVENTS_PATH, fake.slash("/papers", "today", team=team))
            assert status == 200
    assert {request.chat for request in program.asked} == {here("T1"), here("T2")}
    assert len(fake.said()) == 2


async def test_no_token_stands_in_the_database_as_it_is(program: SlackTalk, store: Store) -> None:
    async with program.running():
        await install(program, "code-1")
    assert TOKENS["T1"] not in "\n".join(store._db.utils.conn.iterdump())


async def test_two_workspaces_with_channels_of_one_name_share_nothing(
    program: SlackTalk, fake: FakeSlackApp, store: Store
) -> None:
    async with program.running():
        await install(program, "code-1")
        await install(program, "code-2")
        sender = sender_of(program)
        for number, team in enumerate(("T1", "T2"), 1):
            await sender.send(item_for(team, number))
    assert [len(fake.calls_of("chat.postMessage", team)) for team in ("T1", "T2")] == [1, 1]
    subscribe(store, "T1")
    assert store.chats.find(here("T2")) is None
    assert store.chats.find(here("T1")) is not None


async def test_one_workspace_cannot_name_anothers_channel(program: SlackTalk, fake: FakeSlackApp, store: Store) -> None:
    async with program.running():
        await install(program, "code-1")
        slash = fake.slash("/papers", "subscribe &lt;#C9_T2|x&gt; <#C9_T2|x>")
        await fake.post(program.url + EVENTS_PATH, slash)
    assert program.asked[0].words == "<#C9_T1|x> <#C9_T1|x>"


@pytest.mark.parametrize(("state", "cookie", "code"), [("forged", True, 401), (None, False, 400)])
async def test_an_installation_that_this_browser_did_not_begin_is_refused(
    program: SlackTalk, store: Store, state: str | None, cookie: bool, code: int
) -> None:
    async with program.running():
        if state:
            # The browser keeps the forged state too: only that we never issued it tells.
            async with aiohttp.ClientSession() as browser:
                headers = {"Cookie": f"slack-app-oauth-state={state}"}
                address = f"{program.url}/slack/oauth_redirect?code=code-1&state={state}"
                async with browser.get(address, headers=headers) as end:
                    assert end.status == code
        else:
            assert await install(program, "code-1", cookie=cookie) == code
    assert store.workspaces.all() == ()


async def test_a_code_that_slack_refuses_installs_nothing(program: SlackTalk, store: Store) -> None:
    async with program.running():
        assert await install(program, "spent") == 401
    assert store.workspaces.all() == ()


async def test_slack_out_of_reach_during_an_installation_is_told_in_one_line(program: SlackTalk, store: Store) -> None:
    async with program.running(slack_base_url="http://127.0.0.1:1/api/"):
        assert await install(program, "code-1") == 502
    assert store.workspaces.all() == ()


@pytest.mark.parametrize(
    "gone", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}]
)
async def test_a_removed_app_forgets_the_token_and_pauses_that_workspace_alone(
    program: SlackTalk, fake: FakeSlackApp, store: Store, gone: dict[str, Any]
) -> None:
    async with program.running():
        for code, team in (("code-1", "T1"), ("code-2", "T2")):
            await install(program, code)
            subscribe(store, team)
        await fake.post(program.url + EVENTS_PATH, fake.event(gone))
    assert [workspace.team for workspace in store.workspaces.all()] == ["T2"]
    assert (paused(store, "T1"), paused(store, "T2")) == (REMOVED, None)

    fake.codes["again"] = "T1"
    async with program.running():
        await install(program, "again")
    assert paused(store, "T1") is None


async def test_a_workspace_without_an_installation_gets_no_answer_and_no_message(
    program: SlackTalk, fake: FakeSlackApp, store: Store
) -> None:
    async with program.running():
        status, _ = await fake.post(program.url + EVENTS_PATH, fake.slash("/papers", "today"))
    assert status == 200
    assert not fake.said()
    with pytest.raises(ChatGoneError, match=NOT_INSTALLED):
        await sender_of(program).send(item_for("T1"))


async def test_a_refused_token_pauses_its_own_chats_and_does_not_stop_slack(
    program: SlackTalk, fake: FakeSlackApp, store: Store
) -> None:
    async with program.running():
        await install(program, "code-1")
    fake.tokens["T1"] = "another now"
    with pytest.raises(ChatGoneError, match="invalid_auth"):
        await sender_of(program).send(item_for("T1"))


async def test_a_lost_answer_is_settled_by_the_workspaces_own_history(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        await install(program, "code-2")
    sender = sender_of(program)
    ts = await sender.send(item_for("T2"))
    found = await sender.settle(item_for("T2"), Evidence())
    assert found == Settlement(Verdict.SENT, ts, questions=1)
    assert sender.id_sequence(here("T2")) is None
    assert len(fake.calls_of("conversations.history", "T2")) == 1


async def test_a_delivered_message_is_edited_with_its_workspaces_own_token(
    program: SlackTalk, fake: FakeSlackApp
) -> None:
    async with program.running():
        for code in ("code-1", "code-2"):
            await install(program, code)
    editor = WorkspacesEditor(installations_of(program))
    ts = await sender_of(program).send(item_for("T2"))
    await editor.edit(here("T2"), ts, json.dumps({"text": "Better"}))
    assert [arrival.text for arrival in fake.arrivals] == ["Better"]
    assert len(fake.calls_of("chat.update", "T2")) == 1
    # What one workspace refuses, or who has no app any more, is no reason to stop the edits of the others.
    fake.tokens["T1"] = "another now"
    for team, reason in (("T1", "invalid_auth"), ("T9", NOT_INSTALLED)):
        with pytest.raises(ChatGoneError, match=reason):
            await editor.edit(here(team), ts, json.dumps({"text": "Better"}))


async def test_an_organisation_installs_for_all_its_workspaces(
    program: SlackTalk, fake: FakeSlackApp, store: Store
) -> None:
    event = fake.event({"type": "app_mention", "channel": "C1", "user": "U1", "text": "today", "ts": "3.000001"})
    event["authorizations"][0] |= {"team_id": "T7", "enterprise_id": "E1", "is_enterprise_install": True}
    async with program.running():
        assert await install(program, "code-e") == 200
        opened = event | {"event": {"type": "app_home_opened", "tab": "home", "user": "U1", "channel": "D1"}}
        for happened in (opened | {"event_id": "Ev0"}, event):
            await fake.post(program.url + EVENTS_PATH, happened)
    assert program.asked[0].chat == here("T7")
    assert fake.calls_of("views.publish", "E1")
    assert fake.calls_of("chat.postMessage", "E1")


async def test_a_workspace_that_goes_over_to_its_organisation_keeps_its_chats(
    program: SlackTalk, fake: FakeSlackApp, store: Store
) -> None:
    def of_organisation(happened: dict[str, Any]) -> dict[str, Any]:
        event = fake.event(happened)
        event["authorizations"][0] |= {"enterprise_id": "E1"}
        return event

    async with program.running():
        for code in ("code-1", "code-e"):
            await install(program, code)
        subscribe(store, "T1")
        await fake.post(program.url + EVENTS_PATH, of_organisation({"type": "app_uninstalled"}))
        await asyncio.gather(*program.working())
        assert paused(store, "T1") == REMOVED
        opened = {"type": "app_home_opened", "tab": "home", "user": "U1", "channel": "D1"}
        await fake.post(program.url + EVENTS_PATH, of_organisation(opened))
    assert paused(store, "T1") is None
    assert fake.calls_of("views.publish", "E1")


async def test_another_key_is_found_out_before_anything_starts(program: SlackTalk) -> None:
    async with program.running():
        await install(program, "code-1")
    with pytest.raises(PlatformDownError, match="PAPERBOY_SLACK_KEY"):
        program.build(slack_key=Secret(OTHER_KEY))


async def test_another_key_pauses_no_chat_and_asks_nobody(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        await install(program, "code-1")
    other = open_clients(program.settings(slack_key=Secret(OTHER_KEY)), program.store, lambda: NOW)
    assert isinstance(other, Installations)
    asked = len(fake.made_calls)
    # No workspace refuses anything: the operator is to mend it, and delivery stops for as long.
    with pytest.raises(PlatformDownError, match="PAPERBOY_SLACK_KEY"):
        await WorkspacesSender(other).send(item_for("T1"))
    with pytest.raises(PlatformDownError, match="PAPERBOY_SLACK_KEY"):
        await WorkspacesEditor(other).edit(here("T1"), "1.000001", json.dumps({"text": "Better"}))
    assert await WorkspacesSender(other).settle(item_for("T1"), Evidence()) == Settlement(Verdict.CANNOT_TELL)
    assert len(fake.made_calls) == asked


def test_another_key_is_a_setting_to_mend_and_no_trace(
    program: SlackTalk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "paperboy.db"
    with Store.open(file) as store:
        sealed = TokenCipher(OTHER_KEY).seal(TOKENS["T1"], "T1")
        store.workspaces.put(Workspace("T1", "Team", "U0BOT", sealed, (), "U1", NOW))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="PAPERBOY_SLACK_KEY"):
        run_bot(program.settings(db=file))


async def test_who_has_removed_the_app_is_not_asked_about_a_lost_answer(program: SlackTalk, fake: FakeSlackApp) -> None:
    assert await sender_of(program).settle(item_for("T1"), Evidence()) == Settlement(Verdict.CANNOT_TELL)
    assert fake.made_calls == []


@pytest.mark.parametrize(
    ("changes", "later_s", "status"),
    [({}, 0, 200), ({"secret": "another secret"}, 0, 401), ({}, -400, 401), ({}, 400, 401)],
)
async def test_only_what_slack_has_signed_lately_is_taken(
    program: SlackTalk, fake: FakeSlackApp, store: Store, changes: dict[str, Any], later_s: int, status: int
) -> None:
    async with program.running():
        await install(program, "code-1")
        # Bolt looks at the wall clock, so the moment is reckoned from it here and not when the tests were collected.
        at = time.time() + later_s
        answer = await fake.post(program.url + EVENTS_PATH, fake.slash("/papers", "today"), at=at, **changes)
    assert answer[0] == status
    assert len(program.asked) == (status == 200)


async def test_a_replayed_request_is_answered_once(program: SlackTalk, fake: FakeSlackApp) -> None:
    slash = fake.slash("/papers", "today")
    async with program.running():
        await install(program, "code-1")
        for _ in range(3):
            assert (await fake.post(program.url + EVENTS_PATH, slash))[0] == 200
    assert len(program.asked) == 1


async def test_what_cannot_be_kept_is_left_to_slack_which_brings_it_again(
    program: SlackTalk, fake: FakeSlackApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise StorageError("the disk is full")

    slash = fake.slash("/papers", "today")
    async with program.running():
        await install(program, "code-1")
        with monkeypatch.context() as broken:
            broken.setattr(program.store.inbox, "keep", full)
            assert (await fake.post(program.url + EVENTS_PATH, slash))[0] == 500
        assert (await fake.post(program.url + EVENTS_PATH, slash))[0] == 200
    assert len(program.asked) == 1


async def test_slack_checks_the_address(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        status, body = await fake.post(
            program.url + EVENTS_PATH, {"type": "url_verification", "challenge": "abc", "token": "x"}
        )
    assert (status, "abc" in body) == (200, True)


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"{",
        b"payload=%7B",
        b"",
        b'{"user": 7}',
        b'{"event": []}',
        b'{"authorizations": {}}',
        b'{"team": "T1", "view": 1, "message": 2}',
        b"{" + b'"a": [' * 100_000,
    ],
    ids=range(9),
)
async def test_a_body_that_is_none_is_refused_without_a_trace(
    program: SlackTalk, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {"Content-Type": "application/json" if body[:1] == b"{" else "application/x-www-form-urlencoded"}
    async with (
        program.running(),
        aiohttp.ClientSession() as session,
        session.post(program.url + EVENTS_PATH, data=body, headers=headers) as got,
    ):
        assert got.status in (400, 401)
    assert "Traceback" not in caplog.text


async def test_what_people_wrote_is_forgotten_when_it_is_done(
    program: SlackTalk, fake: FakeSlackApp, store: Store
) -> None:
    program.holds = asyncio.Event()
    async with program.running():
        await install(program, "code-1")
        await fake.post(program.url + EVENTS_PATH, fake.slash("/papers", "search my secret plan"))
        await program.reached.wait()
        assert "verification" not in "\n".join(store._db.utils.conn.iterdump())
        program.holds.set()
    assert "secret plan" not in "\n".join(store._db.utils.conn.iterdump())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"slack_key": None}, "needs PAPERBOY_SLACK_KEY too"),
        ({"slack_client_id": None, "slack_client_secret": None}, "PAPERBOY_SLACK_CLIENT_ID"),
        ({"slack_bot_token": Secret("xoxb-1")}, "keep one of these ways"),
        (
            {
                "slack_signing_secret": None,
                "slack_client_id": None,
                "slack_client_secret": None,
                "slack_key": None,
                "slack_app_token": Secret("xapp-1"),
            },
            "PAPERBOY_SLACK_APP_TOKEN needs PAPERBOY_SLACK_BOT_TOKEN too",
        ),
    ],
)
def test_settings_that_are_neither_way_in_are_refused(program: SlackTalk, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        check_settings(program.settings(**changes))


def test_settings_of_either_way_in_are_taken(program: SlackTalk) -> None:
    check_settings(program.settings())
    program.many = False
    check_settings(program.settings())
    check_settings(program.settings(slack_app_token=None))
