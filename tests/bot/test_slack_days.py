"""Whole days in Slack, through the whole program: installed, set up, delivered, asked, and what goes wrong then."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.slack_bot import EVENTS_PATH
from bot.slack_clients import REMOVED
from bot.slack_socket import SlackSocket
from storage.models import Address, DeliveryState, Language, PaperKey, Platform, Sections, Style
from tests.bot.test_slack_http import install
from tests.fakes.loopback import reset
from tests.fakes.replay import Replay
from tests.fakes.slack_platform import too_many
from tests.fakes.slack_program import SlackProgram
from tests.fakes.slack_talk import OPENED
from tests.fakes.slack_workspace import FakeSlackApp
from tests.fakes.telegram_people import ADA, TelegramPeople
from tests.fakes.waiting import until
from tests.fakes.whole_program import TODAY, YESTERDAY, key_of, read
from tests.makers import make_summary

# slack-sdk 3.47 exchanges a code with what aiohttp 3.14 calls deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")
TOKENS = {"T1": "xoxb-one-of-them", "T2": "xoxb-two-of-them"}
HEAD = "Daily Papers — Wednesday, 13 May 2026"
PAPERS = ["1/3 · Memory 13", "2/3 · Memory 12", "3/3 · Memory 11"]


@pytest.fixture
async def program(
    request: pytest.FixtureRequest, hurried: None, people: TelegramPeople, site: Replay, tmp_path: Path
) -> AsyncIterator[SlackProgram]:
    """The whole program on fakes so fast that no limit is met, with a list of yesterday and one of today."""
    many = getattr(request, "param", "many") == "many"
    async with FakeSlackApp(TOKENS, speed=10_000, faults=lambda attempt: whole.fault(attempt)) as fake:
        fake.codes = {"code-1": "T1", "code-2": "T2", "code-3": "T1"}
        whole = SlackProgram(fake, people, site, tmp_path / "paperboy.db", many=many)
        whole.lists(YESTERDAY, [1, 2])
        whole.lists(TODAY, [11, 12, 13])
        yield whole
        assert fake.objections == []


def shows(program: SlackProgram, channel: str, words: str) -> bool:
    """Tell whether a message of a channel reads so."""
    return any(words in read(message.text) for message in program.messages(channel))


SOCKET = pytest.mark.parametrize("program", ["one"], indirect=True)


def in_thread(*, head: str = HEAD) -> list[tuple[str, bool]]:
    return [(head, False), *((paper, True) for paper in PAPERS)]


def chosen(**changes: dict[str, Any]) -> dict[str, Any]:
    """Fill in the form of the settings."""
    fields: dict[str, Any] = {
        "language": {"selected_option": {"value": "en"}},
        "hour": {"selected_time": "08:15"},
        "zone": {"value": "Seoul"},
        "days": {"selected_options": [{"value": str(day)} for day in range(7)]},
        "style": {"selected_option": {"value": "thread"}},
    }
    return {name: {name: field} for name, field in (fields | changes).items()}


async def test_two_workspaces_install_set_themselves_up_and_get_their_day(program: SlackProgram) -> None:
    fake = program.fake
    async with program.running():
        for code in ("code-1", "code-2"):
            assert await install(program, code) == 200
        # One person sets up their own digest in App Home, by modals.
        await program.brings(fake.event(OPENED))
        await program.brings(fake.press("v1:form:settings", view=fake.homes["T1", "U1"]))
        (form,) = fake.views.values()
        assert await program.brings(fake.submission(form, chosen())) == ""
        assert "Thread: a list" in str(fake.homes["T1", "U1"])
        # One team shares its channel's.
        await program.brings(fake.slash("/papers", "subscribe", team="T2", channel="C2"))
        await program.brings(fake.slash("/papers", "style full", team="T2", channel="C2"))
        await program.to_the_morning()
        await program.all_have_the_day()
        assert program.digest("D1") == in_thread()
        assert program.digest("C2") == [(title, False) for title in (HEAD, *PAPERS)]
        assert {call["channel"] for call in fake.calls_of("chat.postMessage", "T1")} == {"D1"}
        assert {call["channel"] for call in fake.calls_of("chat.postMessage", "T2")} == {"C2"}


async def test_people_ask_by_command_shortcut_and_window(program: SlackProgram) -> None:
    fake = program.fake
    async with program.running():
        await install(program, "code-1")
        await program.brings(fake.slash("/papers", "subscribe"))
        await program.brings(fake.slash("/papers", "style compact"))
        await program.to_the_morning()
        await program.all_have_the_day()
        assert program.digest("C1") == [(HEAD, False)]
        (head,) = program.messages("C1")
        opener = next(block["elements"][1] for block in head.blocks if block["type"] == "actions")
        await program.brings(fake.press(opener["value"], ts=head.ts))
        (view,) = fake.views.values()
        assert "Memory 12" in read(str(view))
        await program.brings(fake.slash("/paper", key_of(11), user="U2"))
        assert "Memory 11" in read(fake.said()[-1]["text"])
        await program.brings(fake.shortcut({"text": f"<https://arxiv.org/abs/{key_of(13)}v1>"}))
        assert "Memory 13" in read(fake.said()[-1]["text"])


async def test_a_window_left_open_over_a_restart_still_answers(program: SlackProgram) -> None:
    fake = program.fake
    async with program.running():
        await install(program, "code-1")
        await program.to_the_morning()
        await program.brings(fake.press(f"v1:open:{TODAY}:{key_of(12)}"))
    (view,) = fake.views.values()
    async with program.running():
        await program.brings(fake.press(f"v1:evidence:{key_of(12)}", view=view))
    (view,) = fake.views.values()
    assert "Memory 12" in read(str(view))
    assert len(view["blocks"]) > 2


async def test_a_workspace_that_takes_its_token_back_loses_its_day_and_nobody_else_does(program: SlackProgram) -> None:
    fake = program.fake
    async with program.running():
        for code, team, channel in (("code-1", "T1", "C1"), ("code-2", "T2", "C2")):
            await install(program, code)
            await program.brings(fake.slash("/papers", "subscribe", team=team, channel=channel))
        revoked = {"type": "tokens_revoked", "tokens": {"bot": ["U0BOT"]}}
        await program.brings(fake.event(revoked))
        await program.brings(fake.event({"type": "app_uninstalled"}))
        await program.to_the_morning()
        await program.all_have_the_day()
        assert program.chat("C1").paused_because == REMOVED
        assert (program.digest("C1"), program.digest("C2")) == ([], in_thread())
        # Who installs it again goes on where they were.
        await install(program, "code-3")
        await until(lambda: len(program.digest("C1")) == 4)
        assert program.digest("C1") == in_thread()


async def test_a_token_that_slack_refuses_pauses_its_workspace_alone(program: SlackProgram) -> None:
    fake = program.fake
    async with program.running():
        for code, team, channel in (("code-1", "T1", "C1"), ("code-2", "T2", "C2")):
            await install(program, code)
            await program.brings(fake.slash("/papers", "subscribe", team=team, channel=channel))
        fake.tokens["T1"] = "another since"
        await program.to_the_morning()
        await until(lambda: program.chat("C1").paused_because)
        await until(lambda: len(program.digest("C2")) == 4)
        assert program.chat("C1").paused_because == "invalid_auth"
        assert (program.digest("C1"), program.digest("C2")) == ([], in_thread())
        # With a token that is good again, everything goes on.
        await install(program, "code-3")
        await until(lambda: len(program.digest("C1")) == 4)
        assert program.digest("C1") == in_thread()


@pytest.mark.parametrize(("error", "others"), [("ratelimited", 4), ("rate_limited", 0)])
async def test_a_429_holds_what_it_names_and_nothing_else(program: SlackProgram, error: str, others: int) -> None:
    fake = program.fake
    async with program.running():
        for code, team, channels in (("code-1", "T1", ("C1", "C3")), ("code-2", "T2", ("C2",))):
            await install(program, code)
            for channel in channels:
                await program.brings(fake.slash("/papers", "subscribe", team=team, channel=channel))
        fake.chat_faults["C1"] = too_many(3_600, error)
        await program.to_the_morning()
        await until(lambda: len(program.digest("C2")) == 4 and len(program.digest("C3")) >= others)
        assert program.digest("C2") == in_thread()
        assert len(fake.calls_of("chat.postMessage", "T1")) <= 1 + 4
        assert program.digest("C1") == []
        assert (program.digest("C3") == in_thread()) is bool(others)


@SOCKET
async def test_a_socket_that_breaks_off_in_mid_digest_costs_neither_papers_nor_answers(program: SlackProgram) -> None:
    fake = program.fake
    async with program.running():
        await fake.connected()
        await program.brings(fake.slash("/papers", "subscribe"))
        await program.to_the_morning()
        await until(lambda: program.digest("C1"))
        await fake.drop_connections()
        await program.brings(fake.slash("/papers", "today"))
        await program.all_have_the_day()
        assert fake.connections >= 2
        assert program.digest("C1") == in_thread()
        assert HEAD in read(fake.said()[-1]["text"])


async def both_subscribe(program: SlackProgram) -> None:
    """Subscribe a person in Telegram and a channel in Slack."""
    await program.fake.connected()
    await program.brings(program.fake.slash("/papers", "subscribe"))
    program.people.says("/subscribe")
    await until(lambda: program.store.chats.count_active() == 2)


@SOCKET
async def test_slack_has_its_day_while_telegram_is_down(program: SlackProgram) -> None:
    async with program.running():
        await both_subscribe(program)
        await program.people.stop()
        await program.to_the_morning()
        await until(lambda: len(program.digest("C1")) == 4)
        await program.brings(program.fake.slash("/papers", "today"))
        assert program.digest("C1") == in_thread()
        assert not any(HEAD in text for text in program.people.texts(ADA))


@SOCKET
async def test_who_cannot_hear_slack_any_more_tells_the_operator_what_to_set(
    program: SlackProgram, caplog: pytest.LogCaptureFixture
) -> None:
    program.settings = replace(program.settings, admin_chats=(Address(Platform.TELEGRAM, str(ADA)),))
    program.fake.method_errors["apps.connections.open"] = "invalid_auth"
    async with program.running():
        await until(lambda: any("PAPERBOY_SLACK_APP_TOKEN" in text for text in program.people.texts(ADA)))
    assert "Traceback" not in caplog.text
    assert "listener.ended platform=slack" in caplog.text


@SOCKET
async def test_a_fault_of_ours_that_ends_the_hearing_is_told_too(
    program: SlackProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(SlackSocket, "run", fail)
    program.settings = replace(program.settings, admin_chats=(Address(Platform.TELEGRAM, str(ADA)),))
    async with program.running():
        await until(lambda: any("slack: a fault of the program" in text for text in program.people.texts(ADA)))


@SOCKET
async def test_telegram_has_its_day_while_slack_is_down(program: SlackProgram) -> None:
    async with program.running():
        await both_subscribe(program)
        for method in ("chat.postMessage", "apps.connections.open"):
            program.fake.method_errors[method] = "invalid_auth"
        await program.fake.drop_connections()
        await program.to_the_morning()
        await until(lambda: any(PAPERS[-1] in text for text in program.people.texts(ADA)))
        program.people.says("/status")
        await until(lambda: any("3 of 3 papers delivered" in text for text in program.people.texts(ADA)))
        assert program.digest("C1") == []
        # What waits for Slack is not lost.
        assert program.store.outbox.counts()[DeliveryState.PENDING] == 4
        assert program.chat("C1").paused_because is None


async def test_an_answer_that_is_lost_in_mid_digest_is_settled_and_nothing_comes_twice(program: SlackProgram) -> None:
    fake = program.fake
    async with program.running():
        await install(program, "code-1")
        await program.brings(fake.slash("/papers", "subscribe"))
        fake.fail_next(None, reset(accepted=True), reset(accepted=False))
        await program.to_the_morning()
        await until(lambda: len(program.digest("C1")) == 4)
        await program.all_have_the_day()
        assert sorted(program.digest("C1")) == sorted(in_thread())


async def test_a_head_that_is_refused_takes_its_thread_with_it_but_no_channel_in_full(program: SlackProgram) -> None:
    """C20: without the head there is no thread, and no reply lands loose in the channel."""
    fake = program.fake
    async with program.running():
        await install(program, "code-1")
        for channel, style in (("C1", "thread"), ("C2", "full")):
            await program.brings(fake.slash("/papers", "subscribe", channel=channel))
            await program.brings(fake.slash("/papers", f"style {style}", channel=channel))
        program.refused = HEAD
        await program.to_the_morning()
        await program.all_have_the_day()
        assert program.digest("C1") == []
        assert program.digest("C2") == [(paper, False) for paper in PAPERS]


async def test_a_summary_that_gets_better_is_changed_in_both_workspaces_where_it_stands(program: SlackProgram) -> None:
    fake = program.fake
    channels = (("code-1", "T1", "C1"), ("code-2", "T2", "C2"))
    async with program.running():
        for code, team, channel in channels:
            await install(program, code)
            await program.brings(fake.slash("/papers", "subscribe", team=team, channel=channel))
        await program.to_the_morning()
        await program.all_have_the_day()
        program.store.summaries.put(make_summary(key_of(12), sections=Sections(goal="Told better.")))
        program.store.edits.queue(PaperKey(key_of(12)), Language("en"), program.clock())
        for _, team, channel in channels:
            await until(partial(shows, program, channel, "Told better."))
            (edit,) = fake.calls_of("chat.update", team)
            assert edit["ts"] == program.messages(channel)[2].ts
        assert program.digest("C1") == in_thread()


HOSTILE = (
    "<!channel> <!here> <@U2|ada> <#C7|papers> <https://a.example/x|label>",
    "&lt;!channel&gt; &amp;lt;b&amp;gt;",
    "`code` ```block``` *bold* _it_ ~gone~ :smile: > quote",
    "가" * 40_000,
    "\x00\u202e\ufffd",
)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_words_are_answered_as_words_wherever_they_come_in(program: SlackProgram, words: str) -> None:
    fake = program.fake
    said = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": words, "ts": "5.000001"}
    mention = {"type": "app_mention", "channel": "C1", "user": "U1", "text": f"<@U0BOT> {words}", "ts": "6.000001"}
    async with program.running():
        await install(program, "code-1")
        for command in ("/paper", "/papers"):
            await program.brings(fake.slash(command, words))
        for command in ("search", "topic", "why", "language", "time", "style", "subscribe"):
            await program.brings(fake.slash("/papers", f"{command} {words}"))
        for event in (said, mention):
            await program.brings(fake.event(event))
        await program.brings(fake.shortcut({"text": words}))
        assert await program.brings(fake.press(f"v1:{words}")) == ""
    # Slack's own checks of what acts in a text stand in the fake; here is that nobody is called and everybody answered.
    told = [*(answer["text"] for answer in fake.said()), *(arrival.text for arrival in fake.arrivals)]
    assert len(told) >= 11
    assert not any(re.search(r"<[!@#]", text) for text in told)


async def test_what_is_not_slacks_is_refused_and_what_comes_twice_is_done_once(program: SlackProgram) -> None:
    fake, at = program.fake, time.time()
    async with program.running():
        await install(program, "code-1")
        where = program.url + EVENTS_PATH
        subscribing = fake.slash("/papers", "subscribe")
        for payload in (subscribing, fake.event(OPENED)):
            assert (await fake.post(where, payload, secret="another"))[0] == 401
            assert (await fake.post(where, payload, at=at - 6 * 60))[0] == 401
        assert program.store.chats.all() == ()
        for _ in range(3):
            await program.brings(subscribing)
        assert len(fake.said()) == 1
        await program.brings(fake.event(OPENED))
        await program.brings(fake.press("v1:form:settings", view=fake.homes["T1", "U1"]))
        (form,) = fake.views.values()
        for _ in range(2):
            await program.brings(fake.submission(form, chosen(style={"selected_option": {"value": "compact"}})))
        assert program.chat("D1").style is Style.COMPACT
        assert len(program.store.chats.all()) == 2
        unknown = [
            fake.press("v0:nothing:of:ours"),
            fake.press("v1:"),
            fake.press("v1:form:taxes", view=form),
            fake.submission({**form, "callback_id": "of another app"}, chosen()),
            fake.shortcut({"text": key_of(11)}, callback="of another app"),
            {"type": "block_actions", "actions": "no list", "team": None, "user": {}, "trigger_id": "1"},
            fake.event({"type": "of next year"}),
            {"type": "event_callback"},
        ]
        for payload in unknown:
            assert await program.brings(payload) == ""
        assert len(fake.said()) == 1
        await program.brings(fake.slash("/papers", "help"))
        assert "/papers search" in read(fake.said()[-1]["text"])
