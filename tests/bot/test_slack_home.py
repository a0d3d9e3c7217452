"""App Home and its forms at work, over the socket."""

from __future__ import annotations

import asyncio

import pytest

from digest.texts import say
from storage.models import ChatKind, Language
from tests.fakes.slack_talk import DIRECT, OPENED, SlackTalk, open_form, settings, state, text_of
from tests.fakes.slack_workspace import FakeSlackApp


async def test_app_home_sets_a_person_up(talk: SlackTalk, slack: FakeSlackApp) -> None:
    slack.people["T1", "U1"] = {"locale": "ko-KR"}
    async with talk.running():
        form = await open_form(talk, slack, "settings")
        assert "구독하기" in text_of(slack.homes["T1", "U1"])
        assert await slack.bring("interactive", slack.submission(form, settings())) == {}
    chat = talk.store.chats.find(DIRECT)
    assert chat is not None
    assert (chat.language, chat.zone, f"{chat.deliver_at:%H:%M}") == ("ko", "Asia/Seoul", "07:30")
    assert (chat.days, chat.style, chat.kind) == (frozenset({0, 4}), "compact", ChatKind.DIRECT)
    assert "설정 바꾸기" in text_of(slack.homes["T1", "U1"])
    assert "잠시만" in text_of(slack.calls_of("views.open")[0]["view"])


async def test_a_window_stands_open_before_anything_is_asked(talk: SlackTalk, slack: FakeSlackApp) -> None:
    slack.people["T1", "U1"] = {"locale": "ko-KR"}
    async with talk.running():
        view = {"type": "home", "private_metadata": '{"channel": "D1"}', "blocks": []}
        await slack.bring("interactive", slack.press("v1:form:settings", view=view))
    methods = [call.method for call in slack.made_calls if call.method != "auth.test"]
    assert methods == ["views.open", "users.info", "views.update"]
    assert "설정" in str(next(iter(slack.views.values()))["title"])


async def test_what_is_filled_in_wrongly_is_told_at_the_field(talk: SlackTalk, slack: FakeSlackApp) -> None:
    wrong = settings(
        zone={"value": "Mars"}, days={"selected_options": []}, language={"selected_option": {"value": "xx"}}
    )
    async with talk.running():
        form = await open_form(talk, slack, "settings")
        answer = await slack.bring("interactive", slack.submission(form, wrong))
        topics = await open_form(talk, slack, "topics")
        quote = await slack.bring("interactive", slack.submission(topics, state(topics={"value": 'agents\n"open'})))
        many = state(topics={"value": "\n".join(f"word{number}" for number in range(21))})
        too_many = await slack.bring("interactive", slack.submission(topics, many))
    assert answer["response_action"] == "errors"
    assert set(answer["errors"]) == {"zone", "days", "language"}
    assert "Asia/Seoul" in answer["errors"]["zone"]
    assert quote["errors"]["topics"].startswith('"open: A quotation mark is never closed')
    assert "20" in too_many["errors"]["topics"]
    assert talk.store.chats.find(DIRECT) is None


async def test_what_is_wrong_is_told_in_the_language_of_the_form(talk: SlackTalk, slack: FakeSlackApp) -> None:
    slack.people["T1", "U1"] = {"locale": "ko-KR"}
    async with talk.running():
        form = await open_form(talk, slack, "settings")
        wrong = settings(days={"selected_options": []})
        answer = await slack.bring("interactive", slack.submission(form, wrong))
    assert answer["errors"] == {"days": say(Language("ko"), "slack-wrong-days")}


async def test_a_form_left_open_over_a_restart_and_sent_twice_means_the_same(
    talk: SlackTalk, slack: FakeSlackApp
) -> None:
    async with talk.running():
        form = await open_form(talk, slack, "settings")
    sent = [slack.submission(form, settings()) for _ in range(2)]
    async with talk.running():
        for submission in sent:
            assert await slack.bring("interactive", submission) == {}
    (chat,) = talk.store.chats.all()
    assert (chat.address, chat.zone) == (DIRECT, "Asia/Seoul")


async def test_topics_are_edited_one_a_line(talk: SlackTalk, slack: FakeSlackApp) -> None:
    async with talk.running():
        form = await open_form(talk, slack, "topics")
        written = {"value": " diffusion -medical \n\nauthor:Kim\nauthor:Kim"}
        await slack.bring("interactive", slack.submission(form, state(topics=written)))
        await asyncio.gather(*talk.working())
        form = await open_form(talk, slack, "topics")
        assert form["blocks"][0]["element"]["initial_value"] == "diffusion -medical\nauthor:Kim"
        await slack.bring("interactive", slack.submission(form, state(topics={"value": None})))
    chat = talk.store.chats.find(DIRECT)
    assert chat is not None
    assert chat.topics == ()


async def test_a_press_in_app_home_is_answered_beside_it(talk: SlackTalk, slack: FakeSlackApp) -> None:
    async with talk.running():
        await slack.bring("events_api", slack.event(OPENED))
        await asyncio.gather(*talk.working())
        await slack.bring("interactive", slack.press("v1:help", view=slack.homes["T1", "U1"]))
    assert (talk.asked[0].command, talk.asked[0].chat) == ("help", DIRECT)
    assert [arrival.channel for arrival in slack.arrivals] == ["D1"]
    assert len(slack.calls_of("views.publish")) == 2


@pytest.mark.parametrize("form", ["other", ""])
async def test_a_form_that_there_is_not_is_acknowledged_and_left(
    talk: SlackTalk, slack: FakeSlackApp, form: str
) -> None:
    view = {"type": "modal", "callback_id": form, "private_metadata": "", "blocks": []}
    async with talk.running():
        assert await slack.bring("interactive", slack.submission(view, {})) == {}
        assert await slack.bring("interactive", slack.press(f"v1:form:{form}", view=view)) == {}
    assert talk.store.chats.all() == ()
    assert not slack.views
