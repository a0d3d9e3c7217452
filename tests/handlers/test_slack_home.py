"""App Home and its forms: within Slack's limits in every language, whatever stands in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from digest.texts import languages
from handlers.slack_home import SAVED_SHOWN, SETTINGS, TOPICS, HomePage, form_view, home_view, read_form
from handlers.slack_views import fault_view, reading_view, view_title, waiting_view
from handlers.topic_commands import MAX_TOPICS
from storage.models import Address, Chat, ChatKind, Language, PaperKey, Platform, Style
from tests.fakes.slack_blocks import check_view
from tests.makers import MADE_AT, make_chat

OFFERED = ((Language("en"), "English"), (Language("ko"), "한국어"))
HOSTILE = "<!channel> <@U1> &lt; *bold* `code` _x_ ~y~ :smile: http://a.example @here"


def make_page(language: str = "en", **changes: Any) -> HomePage:
    chat = make_chat(
        "D1",
        Platform.SLACK,
        address=Address(Platform.SLACK, "D1", team="T1"),
        kind=ChatKind.DIRECT,
        language=Language(language),
        topics=("diffusion -medical", HOSTILE),
    )
    saved = tuple((PaperKey(f"2509.{number:05}"), f"{HOSTILE} {'long ' * 100}") for number in range(1, 60))
    return replace(HomePage(chat, subscribed=True, languages=OFFERED, today=HOSTILE, saved=saved), **changes)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("subscribed", [True, False])
def test_app_home_is_within_the_limits_and_nothing_in_it_acts(language: str, subscribed: bool) -> None:
    page = make_page(language, subscribed=subscribed)
    texts = check_view(home_view(page, "{}"))
    links = [url for text in texts for url, _ in text.links]
    assert len(links) == SAVED_SHOWN
    assert all(url.startswith("https://arxiv.org/abs/2509.") for url in links)


def test_the_button_that_removes_a_saved_paper_says_which() -> None:
    page = make_page(saved=((PaperKey("2509.00001"), "Memory"), (PaperKey("2509.00002"), "Speech")))
    blocks = home_view(page, "{}")["blocks"]
    texts = [text.text for text in check_view({"type": "home", "blocks": blocks})]
    assert {"1. Memory", "2. Speech"} <= set("\n".join(texts).split("\n"))
    buttons = [button for block in blocks if block["type"] == "actions" for button in block["elements"]]
    removing = {button["value"]: button["text"]["text"] for button in buttons if ":save:" in button["value"]}
    assert removing == {"v1:save:2509.00001": "✕ 1", "v1:save:2509.00002": "✕ 2"}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("form", [SETTINGS, TOPICS])
def test_every_form_is_within_the_limits(language: str, form: str) -> None:
    page = make_page(language)
    for shown in (page, replace(page, chat=replace(page.chat, topics=()))):
        view = form_view(shown, form, "{}")
        check_view(view)


def test_as_many_and_as_long_topics_as_there_may_be_are_edited_whole() -> None:
    topics = tuple(f"{number} {'wordwords ' * 19}".strip() for number in range(MAX_TOPICS))
    page = make_page()
    page = replace(page, chat=replace(page.chat, topics=topics))
    view = form_view(page, TOPICS, "{}")
    check_view(view)
    fields = {block["block_id"]: block["element"] for block in view["blocks"]}
    written = {name: {element["action_id"]: {"value": element["initial_value"]}} for name, element in fields.items()}
    assert read_form(TOPICS, written, page) == page.chat
    last = list(written)[-1]
    written[last][last]["value"] += ' "open'
    refused = read_form(TOPICS, written, page)
    assert isinstance(refused, dict)
    assert list(refused) == [last]


@pytest.mark.parametrize("language", languages())
def test_windows_are_within_the_limits(language: str) -> None:
    check_view(waiting_view(Language(language), "{}", "1.2.trigger"))
    check_view(fault_view(Language(language), "{}"))
    blocks = [{"type": "divider"}] * 150
    assert len(reading_view(Language(language), "{}", blocks)["blocks"]) == 100
    assert len(view_title("word " * 30)["text"]) <= 24


def test_a_form_shows_what_holds_now() -> None:
    page = make_page()
    page = replace(page, chat=replace(page.chat, days=frozenset({0, 6}), style=Style.COMPACT))
    view = form_view(page, SETTINGS, '{"channel": "D1"}')
    elements = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert elements["hour"]["initial_time"] == "08:15"
    assert elements["zone"]["initial_value"] == "Asia/Seoul"
    assert [option["value"] for option in elements["days"]["initial_options"]] == ["0", "6"]
    assert elements["style"]["initial_option"]["value"] == "compact"
    assert view["private_metadata"] == '{"channel": "D1"}'


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"language": None},
        {"hour": {"hour": {"selected_time": "25:00"}}, "days": {"days": {"selected_options": [{"value": "9"}]}}},
        {"style": {"style": {"selected_option": {"value": "loud"}}}, "zone": {"other": {}}},
    ],
)
def test_a_form_that_was_tampered_with_is_refused_at_its_fields(values: dict[str, Any]) -> None:
    read = read_form(SETTINGS, values, make_page())
    assert isinstance(read, dict)
    assert {"language", "days", "style", "hour", "zone"} == set(read)


def test_styles_are_those_of_slack_and_topics_only_where_there_are_any() -> None:
    def offered(page: HomePage) -> list[str]:
        blocks = {block["block_id"]: block for block in form_view(page, SETTINGS, "{}")["blocks"]}
        return [option["value"] for option in blocks["style"]["element"]["options"]]

    page = make_page()
    assert offered(page) == ["full", "thread", "compact", "topics"]
    assert offered(replace(page, chat=replace(page.chat, topics=()))) == ["full", "thread", "compact"]


def test_who_takes_the_last_topic_away_gets_every_paper_again() -> None:
    page = make_page()
    page = replace(page, chat=replace(page.chat, style=Style.TOPICS))
    values = {"topics": {"topics": {"value": None}}}
    assert read_form(TOPICS, values, page) == replace(page.chat, topics=(), style=Style.THREAD)


def test_a_form_is_kept_as_it_was_filled_in_and_wakes_a_paused_chat() -> None:
    values = {
        "language": {"language": {"selected_option": {"value": "ko"}}},
        "hour": {"hour": {"selected_time": "06:05"}},
        "zone": {"zone": {"value": "Europe/Berlin"}},
        "days": {"days": {"selected_options": [{"value": "2"}]}},
        "style": {"style": {"selected_option": {"value": "topics"}}},
    }
    page = make_page()
    paused = replace(page, chat=replace(page.chat, paused_because="user_disabled", paused_at=MADE_AT))
    read = read_form(SETTINGS, values, paused)
    assert read == replace(
        page.chat,
        language=Language("ko"),
        deliver_at=time(6, 5),
        zone="Europe/Berlin",
        days=frozenset({2}),
        style=Style.TOPICS,
    )


@pytest.mark.parametrize(("chosen", "day"), [("off", None), ("0", 0), ("6", 6)])
def test_the_day_of_the_weeks_papers_is_chosen_in_the_form(chosen: str, day: int | None) -> None:
    page = make_page()
    view = form_view(replace(page, chat=replace(page.chat, weekly_day=day)), SETTINGS, "{}")
    elements = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert elements["weekly"]["initial_option"]["value"] == chosen
    read = read_form(SETTINGS, {**filled(page), "weekly": {"weekly": {"selected_option": {"value": chosen}}}}, page)
    assert isinstance(read, Chat)
    assert read.weekly_day == day


def test_a_form_from_before_there_were_papers_of_the_week_leaves_them_as_they_are() -> None:
    page = make_page()
    page = replace(page, chat=replace(page.chat, weekly_day=3))
    read = read_form(SETTINGS, filled(page), page)
    assert isinstance(read, Chat)
    assert read.weekly_day == 3


def test_a_day_of_the_week_that_there_is_not_is_refused() -> None:
    page = make_page()
    values = {**filled(page), "weekly": {"weekly": {"selected_option": {"value": "9"}}}}
    assert read_form(SETTINGS, values, page) == {"weekly": "Please choose one of these."}


def filled(page: HomePage) -> dict[str, Any]:
    """Return the settings of a page as its form sends them, without the papers of the week."""
    return {
        "language": {"language": {"selected_option": {"value": page.chat.language}}},
        "hour": {"hour": {"selected_time": "08:15"}},
        "zone": {"zone": {"value": "Asia/Seoul"}},
        "days": {"days": {"selected_options": [{"value": "0"}]}},
        "style": {"style": {"selected_option": {"value": "full"}}},
    }
