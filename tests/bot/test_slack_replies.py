"""Where an answer in Slack is seen, by whom, and what becomes of it where that way is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from digest.texts import say
from handlers.layout import Line, Span
from handlers.requests import File, Place, Reply, Request
from storage.models import ChatKind
from tests.fakes.slack_platform import too_many
from tests.fakes.slack_talk import HERE, SAID, SlackTalk, fail, said, text_of
from tests.fakes.slack_workspace import Channel, FakeSlackApp


async def test_a_slash_command_is_answered_to_the_person_alone(talk: SlackTalk, slack: FakeSlackApp) -> None:
    async with talk.running():
        assert await slack.bring("slash_commands", slack.slash("/papers", "today 2026-05-12")) == {}
    (request,) = talk.asked
    assert (request.command, request.words, request.chat) == ("today", "2026-05-12", HERE)
    assert (request.kind, request.person, request.language) == (ChatKind.CHANNEL, "U1", "en")
    (answer,) = slack.said()
    assert answer["response_type"] == "ephemeral"
    assert "today: 2026" in answer["text"]
    assert talk.turns == [HERE]


async def test_progress_is_replaced_and_the_end_can_be_shared(talk: SlackTalk, slack: FakeSlackApp) -> None:
    def answer(request: Request) -> Iterator[Reply]:
        yield Reply(said("reading …"))
        for step in range(9):
            yield Reply(said(f"step {step}"), Place.EDIT)
        yield Reply(said("the summary", title="A paper", url="https://arxiv.org/abs/2509.03867"), Place.EDIT)

    talk.answer = answer
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/paper", "2509.03867"))
    shown = slack.said()
    # A response URL takes five answers: the last is kept for the end.
    assert [answer["replace_original"] for answer in shown] == [False, True, True, True, True]
    assert "the summary" in shown[-1]["text"]
    (share,) = shown[-1]["blocks"][-1]["elements"]
    assert share["value"] == "v1:share:paper:2509.03867"

    async with talk.running():
        await slack.bring("interactive", slack.press(share["value"], ephemeral=True))
    assert (talk.asked[-1].command, talk.asked[-1].words) == ("paper", "2509.03867")
    assert slack.said()[-1]["response_type"] == "in_channel"


async def test_more_answers_than_a_response_url_takes_come_as_ephemeral_messages(
    talk: SlackTalk, slack: FakeSlackApp
) -> None:
    talk.answer = lambda request: [Reply(said(f"part {number}")) for number in range(7)]
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", "search memory"))
    assert len(slack.said()) == 5
    assert [(whisper["channel"], whisper["user"]) for whisper in slack.ephemerals] == [("C1", "U1")] * 2


async def test_an_answer_that_no_channel_takes_comes_as_a_direct_message(talk: SlackTalk, slack: FakeSlackApp) -> None:
    slack.channels["T1", "C1"].member = False
    slash = slack.slash("/papers", "today")
    del slash["response_url"]
    async with talk.running():
        await slack.bring("slash_commands", slash)
    assert [(arrival.channel, arrival.unfurls) for arrival in slack.arrivals] == [("D1", False)]


async def test_a_mention_is_answered_in_its_thread_and_edited_in_place(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.answer = lambda request: [Reply(said("reading …")), Reply(said("here it is"), Place.EDIT)]
    mention = slack.others_write("C1", "hey")
    asked = {"type": "app_mention", "channel": "C1", "user": "U1", "text": "<@U0BOT> paper 2509.03867", "ts": mention}
    async with talk.running():
        await slack.bring("events_api", slack.event(asked))
    (arrival,) = slack.arrivals
    assert (arrival.thread_ts, arrival.text) == (mention, "here it is")
    assert (talk.asked[0].command, talk.asked[0].words) == ("paper", "2509.03867")


async def test_a_press_under_a_shared_message_changes_it_for_nobody_else(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.answer = lambda request: [Reply(said("다른 언어"), Place.EDIT)]
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:language:2509.03867", thread="7.000001"))
    (answer,) = slack.said()
    assert (answer["response_type"], answer["replace_original"], answer["thread_ts"]) == (
        "ephemeral",
        False,
        "7.000001",
    )
    assert not slack.calls_of("chat.update")


async def test_a_press_that_is_counted_changes_the_message_for_everybody(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.answer = lambda request: [Reply(said("paper"))]
    mention = {"type": "app_mention", "channel": "C1", "user": "U1", "text": "<@U0BOT> today", "ts": "5.000001"}
    slack.others_write("C1")
    mention["ts"] = slack.others_write("C1", "hey")
    async with talk.running():
        await slack.bring("events_api", slack.event(mention))
    talk.answer = lambda request: [Reply(said("liked"), Place.NOTICE), Reply(said("paper 1"), Place.EDIT)]
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:like:2509.03867", ts=slack.arrivals[0].ts))
    assert [arrival.text for arrival in slack.arrivals] == ["paper 1"]
    assert [whisper["text"] for whisper in slack.ephemerals] == ["liked"]


async def test_progress_under_a_shared_message_replaces_nothing(talk: SlackTalk, slack: FakeSlackApp) -> None:
    # Slack would put what replaces "the original" into the place of the message that everybody sees.
    talk.answer = lambda request: [
        Reply(said("reading …")),
        *(Reply(said(f"step {step}"), Place.EDIT) for step in range(3)),
    ]
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:language:2509.03867:ko"))
    assert [(answer["text"], answer["replace_original"]) for answer in slack.said()] == [
        ("reading …", False),
        ("step 2", False),
    ]


async def test_an_edit_that_slack_refuses_becomes_a_message(talk: SlackTalk, slack: FakeSlackApp) -> None:
    slack.method_errors["chat.update"] = "edit_window_closed"
    talk.answer = lambda request: [Reply(said("paper 1"), Place.EDIT)]
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:like:2509.03867", channel="D1"))
    assert [arrival.text for arrival in slack.arrivals] == ["paper 1"]


async def test_a_message_of_all_that_slack_does_not_change_is_not_said_again_to_all(
    talk: SlackTalk, slack: FakeSlackApp
) -> None:
    slack.method_errors["chat.update"] = "edit_window_closed"
    talk.answer = lambda request: [Reply(said("liked"), Place.NOTICE), Reply(said("paper 1"), Place.EDIT)]
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:like:2509.03867", channel="C1"))
    assert not slack.arrivals
    assert [whisper["text"] for whisper in slack.ephemerals] == ["liked"]


async def test_a_press_where_the_bot_is_not_is_answered_in_its_own_conversation(
    talk: SlackTalk, slack: FakeSlackApp
) -> None:
    # An answer that was shared into a conversation between two people stands there with its buttons.
    slack.channels["T1", "D9"] = Channel(private=True, member=False)
    talk.answer = lambda request: [Reply(said("reading …")), Reply(said("다른 언어"), Place.EDIT)]
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:language:2509.03867", channel="D9"))
    assert [(arrival.channel, arrival.text) for arrival in slack.arrivals] == [("D1", "reading …"), ("D1", "다른 언어")]


async def test_a_long_answer_takes_as_many_messages_as_it_needs(talk: SlackTalk, slack: FakeSlackApp) -> None:
    long = replace(said("x"), lines=tuple(Line((Span("word " * 500),)) for _ in range(9)))
    talk.answer = lambda request: [Reply(said("reading …")), Reply(long, Place.EDIT)]
    async with talk.running():
        await slack.bring("events_api", slack.event(SAID))
        await asyncio.gather(*talk.working())
        await slack.bring("slash_commands", slack.slash("/papers", "today"))
    assert len(slack.arrivals) == 3
    assert [answer["replace_original"] for answer in slack.said()] == [False, True, False, False]


async def test_a_response_url_that_is_too_old_is_no_reason_to_be_silent(talk: SlackTalk, slack: FakeSlackApp) -> None:
    slash = slack.slash("/papers", "today")
    slack.expired.add(slash["response_url"].rpartition("/")[2])
    unreachable = slack.slash("/papers", "saved", user="U2") | {"response_url": "http://127.0.0.1:1/response"}
    async with talk.running():
        await slack.bring("slash_commands", slash)
        await slack.bring("slash_commands", unreachable)
    assert not slack.said()
    assert sorted(whisper["text"] for whisper in slack.ephemerals) == ["saved:", "today:"]


async def test_an_answer_is_shared_without_its_response_url_too(talk: SlackTalk, slack: FakeSlackApp) -> None:
    share = slack.press("v1:share:paper:2509.03867", ephemeral=True)
    del share["response_url"]
    async with talk.running():
        await slack.bring("interactive", share)
    assert [arrival.channel for arrival in slack.arrivals] == ["C1"]


async def test_an_answer_is_shared_into_the_thread_that_it_stands_in(talk: SlackTalk, slack: FakeSlackApp) -> None:
    place = slack.others_write("C1", "what is new?")
    share = slack.press("v1:share:paper:2509.03867", ephemeral=True)
    share["container"]["thread_ts"] = place
    slack.expired.add(share["response_url"].rpartition("/")[2])
    async with talk.running():
        await slack.bring("interactive", share)
    assert [arrival.thread_ts for arrival in slack.arrivals] == [place]


@pytest.mark.parametrize("is_fault", [False, True])
async def test_what_is_said_while_an_answer_is_shared_is_for_who_shares_it(
    talk: SlackTalk, slack: FakeSlackApp, is_fault: bool
) -> None:
    talk.answer = fail if is_fault else lambda request: [Reply(said("not so fast"), Place.NOTICE)]
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:share:paper:2509.03867", ephemeral=True))
    assert [answer["response_type"] for answer in slack.said()] == ["ephemeral"]
    slack.responses.clear()
    without = slack.press("v1:share:paper:2509.03867", ephemeral=True)
    del without["response_url"]
    async with talk.running():
        await slack.bring("interactive", without)
    assert not slack.arrivals
    assert len(slack.ephemerals) == 1


async def test_a_press_in_a_direct_message_changes_it_in_place(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.answer = lambda request: [Reply(said("first")), Reply(said("liked"), Place.NOTICE)]
    async with talk.running():
        await slack.bring("events_api", slack.event(SAID))
    ts = slack.arrivals[0].ts
    talk.answer = lambda request: [Reply(said("다른 언어"), Place.EDIT)]
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:language:2509.03867", channel="D1", ts=ts))
    assert [arrival.text for arrival in slack.arrivals] == ["다른 언어"]
    assert "liked" in str(slack.ephemerals[0]["text"])


async def test_c14_an_answer_that_has_to_wait_a_little_is_given_then(talk: SlackTalk, slack: FakeSlackApp) -> None:
    slack.fail_next(too_many(0))
    async with talk.running():
        await slack.bring("events_api", slack.event(SAID))
    assert len(slack.arrivals) == 1
    assert len(slack.calls_of("chat.postMessage")) == 2


async def test_an_answer_that_would_have_to_wait_for_long_is_given_up(
    talk: SlackTalk, slack: FakeSlackApp, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fail_next(too_many(3_600))
    async with talk.running():
        await slack.bring("events_api", slack.event(SAID))
    assert not slack.arrivals
    assert "slack.answer_failed" in caplog.text


async def test_a_file_goes_into_the_conversation_with_the_bot(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.answer = lambda request: [Reply(said("your list"), file=File("saved.bib", b"@misc{a}", "text/x-bibtex"))]
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", "export"))
    assert slack.files == {"saved.bib": b"@misc{a}"}
    (completed,) = slack.calls_of("files.completeUploadExternal")
    assert completed["channel_id"] == "D1"


ASIDE = say(said("").language, "slack-file-aside")
PICTURE = Reply(said("diffusion rises", title="What is rising"), file=File("trends.png", b"\x89PNG", "image/png"))


async def test_an_answer_for_one_says_where_its_picture_is_and_can_be_shared_with_it(
    talk: SlackTalk, slack: FakeSlackApp
) -> None:
    talk.answer = lambda request: [PICTURE]
    async with talk.running():
        await slack.bring("slash_commands", slack.slash("/papers", "trends diffusion"))
    (shown,) = slack.said()
    assert ASIDE in text_of(shown)
    (share,) = shown["blocks"][-1]["elements"]
    assert share["value"] == "v1:share:trends:diffusion"
    async with talk.running():
        await slack.bring("interactive", slack.press(share["value"], ephemeral=True))
    aside, shared = slack.calls_of("files.completeUploadExternal")
    assert (aside["channel_id"], shared["channel_id"]) == ("D1", "C1")
    told = slack.said()[-1]
    assert (told["response_type"], ASIDE in text_of(told)) == ("in_channel", False)


async def test_a_picture_stands_in_the_thread_where_all_see_the_answer(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.answer = lambda request: [PICTURE]
    mention = slack.others_write("C1", "hey")
    asked = {"type": "app_mention", "channel": "C1", "user": "U1", "text": "<@U0BOT> trends", "ts": mention}
    async with talk.running():
        await slack.bring("events_api", slack.event(asked))
    (completed,) = slack.calls_of("files.completeUploadExternal")
    assert (completed["channel_id"], completed["thread_ts"]) == ("C1", mention)
    assert ASIDE not in slack.arrivals[0].text


async def test_a_channel_without_the_bot_is_shown_the_words_alone(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.answer = lambda request: [PICTURE]
    slack.channels["T1", "C1"].member = False
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:share:trends:diffusion", ephemeral=True))
    assert len(slack.calls_of("files.completeUploadExternal")) == 1
    (told,) = slack.said()
    assert "diffusion rises" in text_of(told)
