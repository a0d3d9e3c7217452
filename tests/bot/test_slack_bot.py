"""The Slack app over its socket: real slack-bolt and slack-sdk against the strict fake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.senders import PlatformDownError
from digest.texts import say
from handlers.layout import Line, Span, press
from handlers.requests import File, Place, Reply, Request
from storage.errors import StorageError
from storage.models import Address, ChatKind, Platform
from storage.store import Store
from tests.fakes.slack_platform import too_many
from tests.fakes.slack_talk import NOW, SlackTalk, said
from tests.fakes.slack_workspace import FakeSlackApp
from tests.makers import make_chat, make_paper, make_summary

SAID = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": "today", "ts": "5.000001"}
HERE = Address(Platform.SLACK, "C1", team="T1")


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlackApp]:
    async with FakeSlackApp() as platform:
        yield platform
        assert platform.objections == []


@pytest.fixture
def program(store: Store, fake: FakeSlackApp) -> SlackTalk:
    return SlackTalk(store, fake)


def text_of(said: Any) -> str:
    """Return all that the blocks of a message or view say."""
    return str(list(said["blocks"]))


async def test_a_slash_command_is_answered_to_the_person_alone(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        assert await fake.bring("slash_commands", fake.slash("/papers", "today 2026-05-12")) == {}
    (request,) = program.asked
    assert (request.command, request.words, request.chat) == ("today", "2026-05-12", HERE)
    assert (request.kind, request.person, request.language) == (ChatKind.CHANNEL, "U1", "en")
    (answer,) = fake.said()
    assert answer["response_type"] == "ephemeral"
    assert "today: 2026" in answer["text"]
    assert program.turns == [HERE]


async def test_it_is_acknowledged_before_the_work_is_done(program: SlackTalk, fake: FakeSlackApp) -> None:
    program.holds = asyncio.Event()
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/paper", "2509.03867"))
        assert not fake.said()
        program.holds.set()
    assert len(fake.said()) == 1


async def test_progress_is_replaced_and_the_end_can_be_shared(program: SlackTalk, fake: FakeSlackApp) -> None:
    def answer(request: Request) -> Iterator[Reply]:
        yield Reply(said("reading …"))
        for step in range(9):
            yield Reply(said(f"step {step}"), Place.EDIT)
        yield Reply(said("the summary", title="A paper", url="https://arxiv.org/abs/2509.03867"), Place.EDIT)

    program.answer = answer
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/paper", "2509.03867"))
    shown = fake.said()
    # A response URL takes five answers: the last is kept for the end.
    assert [answer["replace_original"] for answer in shown] == [False, True, True, True, True]
    assert "the summary" in shown[-1]["text"]
    (share,) = shown[-1]["blocks"][-1]["elements"]
    assert share["value"] == "v1:share:paper:2509.03867"

    async with program.running():
        await fake.bring("interactive", fake.press(share["value"], ephemeral=True))
    assert (program.asked[-1].command, program.asked[-1].words) == ("paper", "2509.03867")
    assert fake.said()[-1]["response_type"] == "in_channel"


async def test_more_answers_than_a_response_url_takes_come_as_ephemeral_messages(
    program: SlackTalk, fake: FakeSlackApp
) -> None:
    program.answer = lambda request: [Reply(said(f"part {number}")) for number in range(7)]
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/papers", "search memory"))
    assert len(fake.said()) == 5
    assert [(whisper["channel"], whisper["user"]) for whisper in fake.ephemerals] == [("C1", "U1")] * 2


async def test_an_answer_that_no_channel_takes_comes_as_a_direct_message(
    program: SlackTalk, fake: FakeSlackApp
) -> None:
    fake.channels["T1", "C1"].member = False
    slash = fake.slash("/papers", "today")
    del slash["response_url"]
    async with program.running():
        await fake.bring("slash_commands", slash)
    assert [(arrival.channel, arrival.unfurls) for arrival in fake.arrivals] == [("D1", False)]


async def test_c18_what_slack_brings_twice_is_answered_once(program: SlackTalk, fake: FakeSlackApp) -> None:
    mentioned = {"type": "app_mention", "channel": "D1", "user": "U1", "text": "<@U0BOT> today", "ts": "5.000001"}
    async with program.running():
        for _ in range(2):
            await fake.bring("events_api", fake.event(SAID, name="Ev1"))
            await fake.bring("events_api", fake.event(mentioned, name="Ev2"))
    async with program.running():
        await fake.bring("events_api", fake.event(SAID, name="Ev1"))
    assert [request.command for request in program.asked] == ["today"]
    assert [(arrival.channel, arrival.unfurls) for arrival in fake.arrivals] == [("D1", False)]


async def test_what_was_kept_is_done_after_a_restart(program: SlackTalk, fake: FakeSlackApp) -> None:
    program.holds = asyncio.Event()
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/papers", "today"))
        await program.reached.wait()
        await program.break_off()
    program.holds = None
    assert not fake.said()
    async with program.running():
        pass
    assert [request.command for request in program.asked] == ["today", "today"]
    assert len(fake.said()) == 1
    assert program.store.inbox.open(Platform.SLACK) == ()


def fail(request: Request) -> Iterator[Reply]:
    yield Reply(said(str(1 // 0)))


async def test_what_fails_by_a_fault_of_ours_is_not_tried_at_every_start(
    program: SlackTalk, fake: FakeSlackApp, caplog: pytest.LogCaptureFixture
) -> None:
    program.answer = fail
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/papers", "today"))
    assert program.store.inbox.open(Platform.SLACK) == ()
    assert "update.failed platform=slack row=1" in caplog.text


async def test_a_mention_is_answered_in_its_thread_and_edited_in_place(program: SlackTalk, fake: FakeSlackApp) -> None:
    program.answer = lambda request: [Reply(said("reading …")), Reply(said("here it is"), Place.EDIT)]
    mention = fake.others_write("C1", "hey")
    asked = {"type": "app_mention", "channel": "C1", "user": "U1", "text": "<@U0BOT> paper 2509.03867", "ts": mention}
    async with program.running():
        await fake.bring("events_api", fake.event(asked))
    (arrival,) = fake.arrivals
    assert (arrival.thread_ts, arrival.text) == (mention, "here it is")
    assert (program.asked[0].command, program.asked[0].words) == ("paper", "2509.03867")


@pytest.mark.parametrize(
    "event",
    [
        {
            "type": "message",
            "channel_type": "im",
            "channel": "D1",
            "user": "U1",
            "text": "hi",
            "bot_id": "B9",
            "ts": "1.1",
        },
        {"type": "message", "channel_type": "im", "channel": "D1", "subtype": "message_changed", "ts": "1.1"},
        {"type": "message", "channel_type": "channel", "channel": "C1", "user": "U1", "text": "hi", "ts": "1.1"},
        {"type": "sunrise", "user": "U1"},
        {"type": "app_home_opened", "tab": "messages", "user": "U1", "channel": "D1"},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U9"]}},
    ],
)
async def test_c19_an_event_that_is_not_for_us_is_acknowledged_and_left(
    program: SlackTalk, fake: FakeSlackApp, event: dict[str, Any]
) -> None:
    async with program.running():
        assert await fake.bring("events_api", fake.event(event)) == {}
    assert not program.asked
    assert not fake.made_calls[1:]  # the first asks who we are
    assert not any(program.store._db.rows("SELECT * FROM inbox"))


async def test_something_without_an_id_is_not_done_twice_so_it_is_not_done(
    program: SlackTalk, fake: FakeSlackApp, caplog: pytest.LogCaptureFixture
) -> None:
    nameless = fake.slash("/papers", "today")
    del nameless["trigger_id"]
    async with program.running():
        assert await fake.bring("slash_commands", nameless) == {}
    assert not program.asked
    assert "slack.event_without_id" in caplog.text


@pytest.mark.parametrize("value", ["", "v1:", "v2:like:2509.03867", "approve", ":::"])
async def test_an_unknown_button_is_acknowledged_and_left(program: SlackTalk, fake: FakeSlackApp, value: str) -> None:
    async with program.running():
        assert await fake.bring("interactive", fake.press(value)) == {}
        assert await fake.bring("interactive", fake.shortcut({"text": "2509.03867"}, callback="other")) == {}
        assert await fake.bring("interactive", {"type": "dialog_suggestion", "team": {"id": "T1"}}) == {}
    assert not program.asked


async def test_the_shortcut_tells_the_papers_that_a_message_names(program: SlackTalk, fake: FakeSlackApp) -> None:
    message = {
        "text": "see <https://arxiv.org/abs/2509.03867v2|this> &amp; more",
        "attachments": [{"title_link": "https://huggingface.co/papers/2509.00001"}],
    }
    async with program.running():
        await fake.bring("interactive", fake.shortcut(message))
        await asyncio.gather(*program.working())
        await fake.bring("interactive", fake.shortcut({"text": "no paper here"}))
    assert [(request.command, request.words) for request in program.asked] == [
        ("paper", "2509.03867"),
        ("paper", "2509.00001"),
    ]
    assert "found no paper" in fake.said()[-1]["text"]


async def test_a_compact_digest_opens_its_papers_in_a_window(program: SlackTalk, fake: FakeSlackApp) -> None:
    program.answer = lambda request: [
        Reply(said("the summary", title="A paper", buttons=((press("🔎", "evidence", "2509.03867"),),)), Place.EDIT)
    ]
    async with program.running():
        await fake.bring("interactive", fake.press("v1:open:2025-09-05:2509.03867", ts="9.000001"))
    (request,) = program.asked
    assert (request.command, request.words, request.pressed) == ("open", "2025-09-05 2509.03867", "9.000001")
    (view,) = fake.views.values()
    assert "the summary" in text_of(view)
    (opened,) = fake.calls_of("views.open")
    assert "One moment" in text_of(opened["view"])

    # A press in the window knows the channel that it was opened from, also after a restart.
    program.answer = lambda request: [Reply(said("the sentences"))]
    async with program.running():
        await fake.bring("interactive", fake.press("v1:evidence:2509.03867", view=view))
    assert (program.asked[-1].chat, program.asked[-1].command) == (HERE, "evidence")
    assert "the summary" in text_of(fake.views[view["id"]])
    assert "the sentences" in text_of(fake.views[view["id"]])


OPENING = "v1:open:2025-09-05:2509.03867"


@pytest.mark.parametrize(
    ("answer", "told"),
    [(lambda request: (), "nothing to show just now"), (fail, "Something went wrong on my side")],
)
async def test_a_window_never_stays_without_an_answer(
    program: SlackTalk, fake: FakeSlackApp, answer: Callable[[Request], Iterator[Reply]], told: str
) -> None:
    program.answer = answer
    async with program.running():
        await fake.bring("interactive", fake.press(OPENING))
    (view,) = fake.views.values()
    assert told in text_of(view)
    assert "One moment" not in text_of(view)


@pytest.mark.parametrize("value", [OPENING, "v1:form:settings"])
async def test_a_window_that_slack_does_not_fill_says_so(program: SlackTalk, fake: FakeSlackApp, value: str) -> None:
    home = {"type": "home", "private_metadata": '{"channel": "D1"}', "blocks": []}
    fake.passing_errors["views.update"] = "internal_error"
    async with program.running():
        await fake.bring("interactive", fake.press(value, view=home if "form" in value else None))
    (view,) = fake.views.values()
    assert "Something went wrong on my side" in text_of(view)


async def test_a_failed_answer_leaves_what_a_window_showed(program: SlackTalk, fake: FakeSlackApp) -> None:
    program.answer = lambda request: [Reply(said("the summary"), Place.EDIT)]
    async with program.running():
        await fake.bring("interactive", fake.press(OPENING))
    (view,) = fake.views.values()
    program.answer = fail
    async with program.running():
        await fake.bring("interactive", fake.press("v1:evidence:2509.03867", view=view))
    (view,) = fake.views.values()
    assert "the summary" in text_of(view)
    assert "Something went wrong on my side" in text_of(view)


@pytest.mark.parametrize("value", [OPENING, "v1:form:settings"])
async def test_a_window_that_a_restart_left_waiting_is_found_again_and_filled(
    program: SlackTalk, fake: FakeSlackApp, value: str
) -> None:
    home = {"type": "home", "private_metadata": '{"channel": "D1"}', "blocks": []}
    pressed = fake.press(value, view=home if "form" in value else None)
    fake.answers_after["users.info"] = asyncio.Event()
    async with program.running():
        await fake.bring("interactive", pressed)
        await fake.called["users.info"].wait()
        await program.break_off()
    (view,) = fake.views.values()
    assert "One moment" in text_of(view)
    fake.answers_after.clear()
    program.answer = lambda request: [Reply(said("the summary"), Place.EDIT)]
    async with program.running():
        pass
    (view,) = fake.views.values()
    assert ("the summary" if value == OPENING else "Time zone") in str(view)
    assert len(fake.calls_of("views.open")) == 2


async def test_a_database_that_fails_ends_slack_with_its_error(program: SlackTalk, fake: FakeSlackApp) -> None:
    def break_down(request: Request) -> Iterator[Reply]:
        raise StorageError("the disk is full")

    program.answer = break_down
    with pytest.raises(StorageError, match="the disk is full"):
        async with program.running():
            await fake.bring("slash_commands", fake.slash("/papers", "today"))
    assert len(program.store.inbox.open(Platform.SLACK)) == 1


async def test_a_window_that_can_no_longer_be_opened_becomes_a_message(program: SlackTalk, fake: FakeSlackApp) -> None:
    press_it = fake.press("v1:open:2025-09-05:2509.03867")
    fake.stale_triggers.add(press_it["trigger_id"])
    async with program.running():
        await fake.bring("interactive", press_it)
    assert not fake.views
    assert len(fake.said()) == 1


async def test_a_press_under_a_shared_message_changes_it_for_nobody_else(
    program: SlackTalk, fake: FakeSlackApp
) -> None:
    program.answer = lambda request: [Reply(said("다른 언어"), Place.EDIT)]
    async with program.running():
        await fake.bring("interactive", fake.press("v1:language:2509.03867", thread="7.000001"))
    (answer,) = fake.said()
    assert (answer["response_type"], answer["replace_original"], answer["thread_ts"]) == (
        "ephemeral",
        False,
        "7.000001",
    )
    assert not fake.calls_of("chat.update")


async def test_a_press_that_is_counted_changes_the_message_for_everybody(
    program: SlackTalk, fake: FakeSlackApp
) -> None:
    program.answer = lambda request: [Reply(said("paper"))]
    mention = {"type": "app_mention", "channel": "C1", "user": "U1", "text": "<@U0BOT> today", "ts": "5.000001"}
    fake.others_write("C1")
    mention["ts"] = fake.others_write("C1", "hey")
    async with program.running():
        await fake.bring("events_api", fake.event(mention))
    program.answer = lambda request: [Reply(said("liked"), Place.NOTICE), Reply(said("paper 1"), Place.EDIT)]
    async with program.running():
        await fake.bring("interactive", fake.press("v1:like:2509.03867", ts=fake.arrivals[0].ts))
    assert [arrival.text for arrival in fake.arrivals] == ["paper 1"]
    assert [whisper["text"] for whisper in fake.ephemerals] == ["liked"]


async def test_progress_under_a_shared_message_replaces_nothing(program: SlackTalk, fake: FakeSlackApp) -> None:
    # Slack would put what replaces "the original" into the place of the message that everybody sees.
    program.answer = lambda request: [
        Reply(said("reading …")),
        *(Reply(said(f"step {step}"), Place.EDIT) for step in range(3)),
    ]
    async with program.running():
        await fake.bring("interactive", fake.press("v1:language:2509.03867:ko"))
    assert [(answer["text"], answer["replace_original"]) for answer in fake.said()] == [
        ("reading …", False),
        ("step 2", False),
    ]


async def test_an_edit_that_slack_refuses_becomes_a_message(program: SlackTalk, fake: FakeSlackApp) -> None:
    fake.method_errors["chat.update"] = "edit_window_closed"
    program.answer = lambda request: [Reply(said("paper 1"), Place.EDIT)]
    async with program.running():
        await fake.bring("interactive", fake.press("v1:like:2509.03867", channel="D1"))
    assert [arrival.text for arrival in fake.arrivals] == ["paper 1"]


async def test_a_long_answer_takes_as_many_messages_as_it_needs(program: SlackTalk, fake: FakeSlackApp) -> None:
    long = replace(said("x"), lines=tuple(Line((Span("word " * 500),)) for _ in range(9)))
    program.answer = lambda request: [Reply(said("reading …")), Reply(long, Place.EDIT)]
    async with program.running():
        await fake.bring("events_api", fake.event(SAID))
        await asyncio.gather(*program.working())
        await fake.bring("slash_commands", fake.slash("/papers", "today"))
    assert len(fake.arrivals) == 3
    assert [answer["replace_original"] for answer in fake.said()] == [False, True, False, False]


async def test_a_response_url_that_is_too_old_is_no_reason_to_be_silent(program: SlackTalk, fake: FakeSlackApp) -> None:
    slash = fake.slash("/papers", "today")
    fake.expired.add(slash["response_url"].rpartition("/")[2])
    unreachable = fake.slash("/papers", "saved", user="U2") | {"response_url": "http://127.0.0.1:1/response"}
    async with program.running():
        await fake.bring("slash_commands", slash)
        await fake.bring("slash_commands", unreachable)
    assert not fake.said()
    assert sorted(whisper["text"] for whisper in fake.ephemerals) == ["saved:", "today:"]


async def test_an_answer_is_shared_without_its_response_url_too(program: SlackTalk, fake: FakeSlackApp) -> None:
    share = fake.press("v1:share:paper:2509.03867", ephemeral=True)
    del share["response_url"]
    async with program.running():
        await fake.bring("interactive", share)
    assert [arrival.channel for arrival in fake.arrivals] == ["C1"]


async def test_a_window_keeps_to_its_hundred_blocks(program: SlackTalk, fake: FakeSlackApp) -> None:
    many = replace(said("x"), lines=tuple(Line((Span(f"line {number}"),)) for number in range(70)))
    program.answer = lambda request: [Reply(said("liked"), Place.NOTICE), Reply(many), Reply(many, Place.NEW)]
    async with program.running():
        await fake.bring("interactive", fake.press("v1:open:2025-09-05:2509.03867"))
    (view,) = fake.views.values()
    assert len(view["blocks"]) <= 100
    assert "line 69" in text_of(view)
    assert "liked" in text_of(view)


async def test_a_press_in_a_direct_message_changes_it_in_place(program: SlackTalk, fake: FakeSlackApp) -> None:
    program.answer = lambda request: [Reply(said("first")), Reply(said("liked"), Place.NOTICE)]
    async with program.running():
        await fake.bring("events_api", fake.event(SAID))
    ts = fake.arrivals[0].ts
    program.answer = lambda request: [Reply(said("다른 언어"), Place.EDIT)]
    async with program.running():
        await fake.bring("interactive", fake.press("v1:language:2509.03867", channel="D1", ts=ts))
    assert [arrival.text for arrival in fake.arrivals] == ["다른 언어"]
    assert "liked" in str(fake.ephemerals[0]["text"])


async def test_a_file_goes_into_the_conversation_with_the_bot(program: SlackTalk, fake: FakeSlackApp) -> None:
    program.answer = lambda request: [Reply(said("your list"), file=File("saved.bib", b"@misc{a}", "text/x-bibtex"))]
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/papers", "export"))
    assert fake.files == {"saved.bib": b"@misc{a}"}
    (completed,) = fake.calls_of("files.completeUploadExternal")
    assert completed["channel_id"] == "D1"


ASIDE = say(said("").language, "slack-file-aside")
PICTURE = Reply(said("diffusion rises", title="What is rising"), file=File("trends.png", b"\x89PNG", "image/png"))


async def test_an_answer_for_one_says_where_its_picture_is_and_can_be_shared_with_it(
    program: SlackTalk, fake: FakeSlackApp
) -> None:
    program.answer = lambda request: [PICTURE]
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/papers", "trends diffusion"))
    (shown,) = fake.said()
    assert ASIDE in text_of(shown)
    (share,) = shown["blocks"][-1]["elements"]
    assert share["value"] == "v1:share:trends:diffusion"
    async with program.running():
        await fake.bring("interactive", fake.press(share["value"], ephemeral=True))
    aside, shared = fake.calls_of("files.completeUploadExternal")
    assert (aside["channel_id"], shared["channel_id"]) == ("D1", "C1")
    told = fake.said()[-1]
    assert (told["response_type"], ASIDE in text_of(told)) == ("in_channel", False)


async def test_a_picture_stands_in_the_thread_where_all_see_the_answer(program: SlackTalk, fake: FakeSlackApp) -> None:
    program.answer = lambda request: [PICTURE]
    mention = fake.others_write("C1", "hey")
    asked = {"type": "app_mention", "channel": "C1", "user": "U1", "text": "<@U0BOT> trends", "ts": mention}
    async with program.running():
        await fake.bring("events_api", fake.event(asked))
    (completed,) = fake.calls_of("files.completeUploadExternal")
    assert (completed["channel_id"], completed["thread_ts"]) == ("C1", mention)
    assert ASIDE not in fake.arrivals[0].text


async def test_a_channel_without_the_bot_is_shown_the_words_alone(program: SlackTalk, fake: FakeSlackApp) -> None:
    program.answer = lambda request: [PICTURE]
    fake.channels["T1", "C1"].member = False
    async with program.running():
        await fake.bring("interactive", fake.press("v1:share:trends:diffusion", ephemeral=True))
    assert len(fake.calls_of("files.completeUploadExternal")) == 1
    (told,) = fake.said()
    assert "diffusion rises" in text_of(told)


async def test_links_are_unfolded_where_the_channel_is_subscribed(program: SlackTalk, fake: FakeSlackApp) -> None:
    program.store.papers.put([make_paper("2509.03867", title="<!channel> *A* paper")])
    program.store.summaries.put(make_summary("2509.03867", "ko"))
    url = "https://arxiv.org/abs/2509.03867?context=cs&amp;x=1"
    pasted = {
        "type": "link_shared",
        "user": "U1",
        "message_ts": "8.000001",
        "links": [{"url": url, "domain": "arxiv.org"}, {"url": "https://arxiv.org/abs/2509.00009"}],
        "unfurl_id": "C1.8.000001",
        "source": "conversations_history",
    }
    program.store.chats.add(make_chat("C1", Platform.SLACK, address=HERE, kind=ChatKind.CHANNEL), NOW)
    async with program.running():
        for channel in ("C1", "C2"):
            await fake.bring("events_api", fake.event(pasted | {"channel": channel}))
    (unfurled,) = fake.calls_of("chat.unfurl")
    assert list(unfurled["unfurls"]) == [url]
    assert unfurled["unfurl_id"] == "C1.8.000001"
    assert "The aim is memory." in text_of(unfurled["unfurls"][url])
    assert not program.asked


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
    program: SlackTalk, fake: FakeSlackApp, changes: dict[str, bool], told: str, asked: int
) -> None:
    for name, value in changes.items():
        setattr(fake.channels["T1", "C1"], name, value)
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/papers", "subscribe"))
    assert told in fake.said()[-1]["text"]
    assert len(program.asked) == asked
    assert fake.channels["T1", "C1"].member is not bool(changes.get("private"))


@pytest.mark.parametrize(
    ("admins_only", "person", "may"),
    [(False, {}, True), (True, {}, False), (True, {"is_admin": True}, True), (True, {"is_owner": True}, True)],
)
async def test_who_may_change_a_channel_is_a_setting(
    program: SlackTalk, fake: FakeSlackApp, admins_only: bool, person: dict[str, bool], may: bool
) -> None:
    program.admins_only = admins_only
    fake.people["T1", "U1"] = person
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/papers", "unsubscribe"))
    assert program.asked[0].may_change is may


async def test_the_subscriber_may_change_what_they_subscribed(program: SlackTalk, fake: FakeSlackApp) -> None:
    program.admins_only = True
    program.store.chats.add(
        make_chat("C1", Platform.SLACK, address=HERE, kind=ChatKind.CHANNEL, added_by="slack:T1/U1"), NOW
    )
    async with program.running():
        for user in ("U1", "U2"):
            await fake.bring("slash_commands", fake.slash("/papers", "unsubscribe", user=user))
    assert {request.person: request.may_change for request in program.asked} == {"U1": True, "U2": False}


async def test_a_guest_in_a_shared_channel_reads_but_changes_nothing(program: SlackTalk, fake: FakeSlackApp) -> None:
    guest = fake.press("v1:unsubscribe") | {"user": {"id": "U77", "team_id": "T9"}}
    async with program.running():
        await fake.bring("interactive", guest)
    assert (program.asked[0].chat, program.asked[0].may_change) == (HERE, False)


async def test_hostile_words_reach_the_commands_as_words_and_come_back_as_text(
    program: SlackTalk, fake: FakeSlackApp
) -> None:
    hostile = "<!channel> <@U2|ada> &lt;b&gt; `code` <https://a.example/x|label> <#C7|papers> " + "가" * 40_000
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/papers", hostile))
    (request,) = program.asked
    assert request.command == "<b>"
    assert request.words.startswith("`code` https://a.example/x <#C7_T1|papers> 가가")
    assert len(request.words) < 2_000
    assert fake.said()


async def test_a_socket_that_breaks_off_comes_back_and_nothing_is_lost(program: SlackTalk, fake: FakeSlackApp) -> None:
    program.holds = asyncio.Event()
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/papers", "today"))
        await fake.drop_connections()
        await fake.bring("slash_commands", fake.slash("/papers", "saved", user="U2"))
        program.holds.set()
    assert [request.command for request in program.asked] == ["today", "saved"]
    assert len(fake.said()) == 2
    assert fake.calls["apps.connections.open"] >= 2


async def test_slack_asks_for_a_new_connection(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        await fake.sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})
        await fake.connected(times=2)
        await fake.bring("slash_commands", fake.slash("/papers", "today"))
    assert len(program.asked) == 1


async def test_an_address_that_leads_nowhere_is_given_up_for_a_new_one(
    program: SlackTalk, fake: FakeSlackApp, caplog: pytest.LogCaptureFixture
) -> None:
    fake.broken_tickets = 1
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/papers", "today"))
    assert len(program.asked) == 1
    assert fake.calls["apps.connections.open"] == 2
    assert "slack.connection_lost" in caplog.text


async def test_slack_that_is_down_at_the_start_is_asked_again(program: SlackTalk, fake: FakeSlackApp) -> None:
    fake.passing_errors = {"apps.connections.open": "service_unavailable", "auth.test": "service_unavailable"}
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/papers", "today"))
    assert fake.said()


@pytest.mark.parametrize(
    ("method", "error", "told"),
    [
        ("apps.connections.open", "invalid_auth", "PAPERBOY_SLACK_APP_TOKEN"),
        ("auth.test", "token_revoked", "PAPERBOY_SLACK_BOT_TOKEN"),
    ],
)
async def test_a_refused_token_ends_slack_with_a_clear_error(
    program: SlackTalk, fake: FakeSlackApp, method: str, error: str, told: str
) -> None:
    fake.method_errors[method] = error
    with pytest.raises(PlatformDownError, match=told):
        await program.build().run(asyncio.Event())


# App Home.


def state(**fields: dict[str, Any]) -> dict[str, Any]:
    """Make the state of a form."""
    return {name: {name: field} for name, field in fields.items()}


def settings(**changes: dict[str, Any]) -> dict[str, Any]:
    """Make a form of settings that is filled in well."""
    fields: dict[str, Any] = {
        "language": {"selected_option": {"value": "ko"}},
        "hour": {"selected_time": "07:30"},
        "zone": {"value": "KST"},
        "days": {"selected_options": [{"value": "0"}, {"value": "4"}]},
        "style": {"selected_option": {"value": "compact"}},
    }
    return state(**(fields | changes))


OPENED = {"type": "app_home_opened", "tab": "home", "user": "U1", "channel": "D1"}
DIRECT = Address(Platform.SLACK, "D1", team="T1")


async def open_form(program: SlackTalk, fake: FakeSlackApp, form: str) -> dict[str, Any]:
    """Open App Home and a form from it; return the form."""
    await fake.bring("events_api", fake.event(OPENED))
    await asyncio.gather(*program.working())
    await fake.bring("interactive", fake.press(f"v1:form:{form}", view=fake.homes["T1", "U1"]))
    await asyncio.gather(*program.working())
    return list(fake.views.values())[-1]


async def test_app_home_sets_a_person_up(program: SlackTalk, fake: FakeSlackApp) -> None:
    fake.people["T1", "U1"] = {"locale": "ko-KR"}
    async with program.running():
        form = await open_form(program, fake, "settings")
        assert "구독하기" in text_of(fake.homes["T1", "U1"])
        assert await fake.bring("interactive", fake.submission(form, settings())) == {}
    chat = program.store.chats.find(DIRECT)
    assert chat is not None
    assert (chat.language, chat.zone, f"{chat.deliver_at:%H:%M}") == ("ko", "Asia/Seoul", "07:30")
    assert (chat.days, chat.style, chat.kind) == (frozenset({0, 4}), "compact", ChatKind.DIRECT)
    assert "설정 바꾸기" in text_of(fake.homes["T1", "U1"])
    assert "잠시만" in text_of(fake.calls_of("views.open")[0]["view"])


async def test_a_window_stands_open_before_anything_is_asked(program: SlackTalk, fake: FakeSlackApp) -> None:
    fake.people["T1", "U1"] = {"locale": "ko-KR"}
    async with program.running():
        view = {"type": "home", "private_metadata": '{"channel": "D1"}', "blocks": []}
        await fake.bring("interactive", fake.press("v1:form:settings", view=view))
    methods = [call.method for call in fake.made_calls if call.method != "auth.test"]
    assert methods == ["views.open", "users.info", "views.update"]
    assert "설정" in str(next(iter(fake.views.values()))["title"])


async def test_c14_an_answer_that_has_to_wait_a_little_is_given_then(program: SlackTalk, fake: FakeSlackApp) -> None:
    fake.fail_next(too_many(0))
    async with program.running():
        await fake.bring("events_api", fake.event(SAID))
    assert len(fake.arrivals) == 1
    assert len(fake.calls_of("chat.postMessage")) == 2


async def test_an_answer_that_would_have_to_wait_for_long_is_given_up(
    program: SlackTalk, fake: FakeSlackApp, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fail_next(too_many(3_600))
    async with program.running():
        await fake.bring("events_api", fake.event(SAID))
    assert not fake.arrivals
    assert "slack.answer_failed" in caplog.text


async def test_chats_subscribed_from_the_shell_get_their_team(program: SlackTalk, fake: FakeSlackApp) -> None:
    chats = program.store.chats
    for channel, team in (("C1", None), ("C2", None), ("C2", "T1")):
        address = Address(Platform.SLACK, channel, team=team)
        chats.add(make_chat(channel, Platform.SLACK, address=address, kind=ChatKind.CHANNEL), NOW)
    async with program.running():
        pass
    assert {str(chat.address): chat.paused_because for chat in chats.all()} == {
        "slack:T1/C1": None,
        "slack:C2": "the same channel as slack:T1/C2",
        "slack:T1/C2": None,
    }


async def test_what_is_filled_in_wrongly_is_told_at_the_field(program: SlackTalk, fake: FakeSlackApp) -> None:
    wrong = settings(
        zone={"value": "Mars"}, days={"selected_options": []}, language={"selected_option": {"value": "xx"}}
    )
    async with program.running():
        form = await open_form(program, fake, "settings")
        answer = await fake.bring("interactive", fake.submission(form, wrong))
        topics = await open_form(program, fake, "topics")
        quote = await fake.bring("interactive", fake.submission(topics, state(topics={"value": 'agents\n"open'})))
        many = state(topics={"value": "\n".join(f"word{number}" for number in range(21))})
        too_many = await fake.bring("interactive", fake.submission(topics, many))
    assert answer["response_action"] == "errors"
    assert set(answer["errors"]) == {"zone", "days", "language"}
    assert "Asia/Seoul" in answer["errors"]["zone"]
    assert quote["errors"]["topics"].startswith('"open: A quotation mark is never closed')
    assert "20" in too_many["errors"]["topics"]
    assert program.store.chats.find(DIRECT) is None


async def test_a_form_left_open_over_a_restart_and_sent_twice_means_the_same(
    program: SlackTalk, fake: FakeSlackApp
) -> None:
    async with program.running():
        form = await open_form(program, fake, "settings")
    sent = [fake.submission(form, settings()) for _ in range(2)]
    async with program.running():
        for submission in sent:
            assert await fake.bring("interactive", submission) == {}
    (chat,) = program.store.chats.all()
    assert (chat.address, chat.zone) == (DIRECT, "Asia/Seoul")


async def test_topics_are_edited_one_a_line(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        form = await open_form(program, fake, "topics")
        written = {"value": " diffusion -medical \n\nauthor:Kim\nauthor:Kim"}
        await fake.bring("interactive", fake.submission(form, state(topics=written)))
        await asyncio.gather(*program.working())
        form = await open_form(program, fake, "topics")
        assert form["blocks"][0]["element"]["initial_value"] == "diffusion -medical\nauthor:Kim"
        await fake.bring("interactive", fake.submission(form, state(topics={"value": None})))
    chat = program.store.chats.find(DIRECT)
    assert chat is not None
    assert chat.topics == ()


async def test_a_press_in_app_home_is_answered_beside_it(program: SlackTalk, fake: FakeSlackApp) -> None:
    async with program.running():
        await fake.bring("events_api", fake.event(OPENED))
        await asyncio.gather(*program.working())
        await fake.bring("interactive", fake.press("v1:help", view=fake.homes["T1", "U1"]))
    assert (program.asked[0].command, program.asked[0].chat) == ("help", DIRECT)
    assert [arrival.channel for arrival in fake.arrivals] == ["D1"]
    assert len(fake.calls_of("views.publish")) == 2


@pytest.mark.parametrize("form", ["other", ""])
async def test_a_form_that_there_is_not_is_acknowledged_and_left(
    program: SlackTalk, fake: FakeSlackApp, form: str
) -> None:
    view = {"type": "modal", "callback_id": form, "private_metadata": "", "blocks": []}
    async with program.running():
        assert await fake.bring("interactive", fake.submission(view, {})) == {}
        assert await fake.bring("interactive", fake.press(f"v1:form:{form}", view=view)) == {}
    assert program.store.chats.all() == ()
    assert not fake.views


async def test_a_person_whom_slack_does_not_tell_of_is_answered_all_the_same(
    program: SlackTalk, fake: FakeSlackApp
) -> None:
    fake.method_errors["users.info"] = "user_not_found"
    async with program.running():
        await fake.bring("slash_commands", fake.slash("/papers", "today"))
    assert program.asked[0].language is None
    assert fake.said()
