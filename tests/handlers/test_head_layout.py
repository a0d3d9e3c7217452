"""What the head of a digest says."""

import json
from dataclasses import replace

import pytest

from digest.texts import languages, say
from handlers.messages import head_messages
from storage.models import Platform, Style
from tests.fakes import telegram_html
from tests.handlers.samples import (
    CONSOLE,
    EN,
    KEY,
    KO,
    KOREAN,
    SLACK,
    TELEGRAM,
    actions_of,
    check,
    payloads,
    post_of,
    post_of_many,
)


def test_the_head_has_date_count_and_one_line_per_paper_in_the_language_of_the_chat():
    post = post_of(replace(KOREAN, position=1), replace(KOREAN, position=2, title="Second"))
    [korean] = payloads(head_messages(post, KO, TELEGRAM))
    [english] = payloads(head_messages(post, EN, TELEGRAM))

    assert telegram_html.check_message(korean).text == (
        "Daily Papers — 2026년 5월 13일 (수)\n논문 2편\n\n1. Memory Without Forgetting\n2. Second"
    )
    assert telegram_html.check_message(english).text.startswith(
        "Daily Papers — Wednesday, 13 May 2026\n2 papers\n\n1. "
    )


def test_the_head_says_which_papers_match_and_why():
    [payload] = payloads(head_messages(post_of(replace(KOREAN, late=True)), EN, TELEGRAM, {KEY: ("memory", "recall")}))
    parsed = telegram_html.check_message(payload)

    assert "3. ★ Memory Without Forgetting — joined the list late · matches your topics: memory, recall" in parsed.text


def test_a_day_without_papers_has_a_head_that_says_so():
    for platform in Platform:
        [payload] = payloads(head_messages(post_of(), EN, platform))
        assert "No papers" in json.dumps(payload)


def test_a_post_without_a_date_keeps_its_own_title():
    [message] = head_messages(post_of(KOREAN, day=None, title="Arxiv - some day"), KO, TELEGRAM)

    assert message.subject == "head:None"
    assert telegram_html.check_message(json.loads(message.payload)).text.startswith("Arxiv - some day\n")


@pytest.mark.parametrize("platform", [TELEGRAM, SLACK])
def test_a_head_of_a_hundred_papers_is_divided_and_its_rest_replies_silently(platform):
    papers = [replace(KOREAN, position=place, title=f"Paper {place} " + "long " * 18) for place in range(1, 101)]
    messages = head_messages(post_of(*papers), EN, platform, {KEY: ("memory",)})

    assert len(messages) > 1
    assert [message.reply for message in messages] == [False] + [True] * (len(messages) - 1)
    assert [message.part for message in messages] == list(range(len(messages)))
    for payload in payloads(messages):
        check(platform, payload)
    shown = "".join(message.payload for message in messages)
    assert all(f"Paper {place} " in shown for place in range(1, 101))


def test_a_head_on_topics_says_that_only_matching_papers_are_shown():
    post = post_of(replace(KOREAN, position=1))
    [payload] = payloads(head_messages(post, EN, TELEGRAM, {KEY: ("memory", "recall")}, style=Style.TOPICS))

    assert telegram_html.check_message(payload).text.splitlines()[1:] == [
        "1 paper — only what matches your topics is shown",
        "",
        "1. Memory Without Forgetting — memory, recall",
    ]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("platform", [TELEGRAM, SLACK])
def test_a_head_on_topics_without_a_match_says_so_in_every_language(language, platform):
    [payload] = payloads(head_messages(post_of(), language, platform, style=Style.TOPICS))

    assert say(language, "topic-count", count=0) in check(platform, payload)
    assert say(language, "topic-count", count=0) != say(language, "paper-count", count=0)


def test_a_withdrawn_paper_is_marked_in_the_head():
    [payload] = payloads(head_messages(post_of(replace(KOREAN, withdrawn=True)), EN, TELEGRAM))

    assert telegram_html.check_message(payload).of("i") == ["withdrawn"]


def test_a_paper_that_is_not_on_arxiv_has_its_line_in_the_head_too():
    paper = replace(KOREAN, key=None, url="https://example.org/paper")
    [payload] = payloads(head_messages(post_of(paper), EN, TELEGRAM, {KEY: ("memory",)}, style=Style.COMPACT))

    assert telegram_html.check_message(payload).text.endswith("3. Memory Without Forgetting")
    assert payload["buttons"] == []


@pytest.mark.parametrize("platform", [TELEGRAM, SLACK])
def test_a_compact_head_has_a_button_for_each_paper_that_it_lists(platform):
    messages = head_messages(post_of_many(100), KO, platform, style=Style.COMPACT)
    opened = []
    for payload in payloads(messages):
        actions = actions_of(platform, payload)
        listed = [line.split()[2] for line in check(platform, payload).splitlines() if ". Paper " in line]
        assert [int(action[-5:]) for action in actions] == [int(place) for place in listed]
        opened += actions

    assert opened == [f"v1:open:2026-05-13:2605.{place:05}" for place in range(1, 101)]
    assert say(KO, "choose-number") in check(platform, payloads(messages)[0])


def test_a_post_without_a_date_has_no_buttons_for_pages():
    [payload] = payloads(head_messages(post_of(KOREAN, day=None), KO, TELEGRAM, style=Style.COMPACT))

    assert payload["buttons"] == []
    assert say(KO, "choose-number") not in payload["text"]


def test_the_console_gets_the_head_as_plain_text():
    [payload] = payloads(head_messages(post_of(KOREAN), EN, CONSOLE, style=Style.COMPACT))

    assert payload["text"].startswith("Daily Papers — Wednesday, 13 May 2026\n1 paper")
