"""Windows over a conversation: opened at once, never left without an answer, found again after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from handlers.layout import Line, Span, press
from handlers.requests import Place, Reply, Request
from tests.fakes.slack_talk import HERE, SlackTalk, fail, said, text_of
from tests.fakes.slack_workspace import FakeSlackApp

OPENING = "v1:open:2025-09-05:2509.03867"


async def test_a_compact_digest_opens_its_papers_in_a_window(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.answer = lambda request: [
        Reply(said("the summary", title="A paper", buttons=((press("🔎", "evidence", "2509.03867"),),)), Place.EDIT)
    ]
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:open:2025-09-05:2509.03867", ts="9.000001"))
    (request,) = talk.asked
    assert (request.command, request.words, request.pressed) == ("open", "2025-09-05 2509.03867", "9.000001")
    (view,) = slack.views.values()
    assert "the summary" in text_of(view)
    (opened,) = slack.calls_of("views.open")
    assert "One moment" in text_of(opened["view"])

    # A press in the window knows the channel that it was opened from, also after a restart.
    talk.answer = lambda request: [Reply(said("the sentences"))]
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:evidence:2509.03867", view=view))
    assert (talk.asked[-1].chat, talk.asked[-1].command) == (HERE, "evidence")
    assert "the summary" in text_of(slack.views[view["id"]])
    assert "the sentences" in text_of(slack.views[view["id"]])


@pytest.mark.parametrize(
    ("answer", "told"),
    [(lambda request: (), "nothing to show just now"), (fail, "Something went wrong on my side")],
)
async def test_a_window_never_stays_without_an_answer(
    talk: SlackTalk, slack: FakeSlackApp, answer: Callable[[Request], Iterator[Reply]], told: str
) -> None:
    talk.answer = answer
    async with talk.running():
        await slack.bring("interactive", slack.press(OPENING))
    (view,) = slack.views.values()
    assert told in text_of(view)
    assert "One moment" not in text_of(view)


@pytest.mark.parametrize("value", [OPENING, "v1:form:settings"])
async def test_a_window_that_slack_does_not_fill_says_so(talk: SlackTalk, slack: FakeSlackApp, value: str) -> None:
    home = {"type": "home", "private_metadata": '{"channel": "D1"}', "blocks": []}
    slack.passing_errors["views.update"] = "internal_error"
    async with talk.running():
        await slack.bring("interactive", slack.press(value, view=home if "form" in value else None))
    (view,) = slack.views.values()
    assert "Something went wrong on my side" in text_of(view)


async def test_a_failed_answer_leaves_what_a_window_showed(talk: SlackTalk, slack: FakeSlackApp) -> None:
    talk.answer = lambda request: [Reply(said("the summary"), Place.EDIT)]
    async with talk.running():
        await slack.bring("interactive", slack.press(OPENING))
    (view,) = slack.views.values()
    talk.answer = fail
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:evidence:2509.03867", view=view))
    (view,) = slack.views.values()
    assert "the summary" in text_of(view)
    assert "Something went wrong on my side" in text_of(view)


@pytest.mark.parametrize("value", [OPENING, "v1:form:settings"])
async def test_a_window_that_a_restart_left_waiting_is_found_again_and_filled(
    talk: SlackTalk, slack: FakeSlackApp, value: str
) -> None:
    home = {"type": "home", "private_metadata": '{"channel": "D1"}', "blocks": []}
    pressed = slack.press(value, view=home if "form" in value else None)
    slack.answers_after["users.info"] = asyncio.Event()
    async with talk.running():
        await slack.bring("interactive", pressed)
        await slack.called["users.info"].wait()
        await talk.break_off()
    (view,) = slack.views.values()
    assert "One moment" in text_of(view)
    slack.answers_after.clear()
    talk.answer = lambda request: [Reply(said("the summary"), Place.EDIT)]
    async with talk.running():
        pass
    (view,) = slack.views.values()
    assert ("the summary" if value == OPENING else "Time zone") in str(view)
    assert len(slack.calls_of("views.open")) == 2


async def test_a_window_that_can_no_longer_be_opened_becomes_a_message(talk: SlackTalk, slack: FakeSlackApp) -> None:
    press_it = slack.press("v1:open:2025-09-05:2509.03867")
    slack.stale_triggers.add(press_it["trigger_id"])
    async with talk.running():
        await slack.bring("interactive", press_it)
    assert not slack.views
    assert len(slack.said()) == 1


async def test_a_window_keeps_to_its_hundred_blocks(talk: SlackTalk, slack: FakeSlackApp) -> None:
    many = replace(said("x"), lines=tuple(Line((Span(f"line {number}"),)) for number in range(70)))
    talk.answer = lambda request: [Reply(said("liked"), Place.NOTICE), Reply(many), Reply(many, Place.NEW)]
    async with talk.running():
        await slack.bring("interactive", slack.press("v1:open:2025-09-05:2509.03867"))
    (view,) = slack.views.values()
    assert len(view["blocks"]) <= 100
    assert "line 69" in text_of(view)
    assert "liked" in text_of(view)
