"""What readers get: whole, within the platforms' limits, in their language, and only what we say acts."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digest.latex import readable
from digest.post import Link, PostPaper
from digest.texts import languages
from handlers.markup import clean
from handlers.messages import head_messages, paper_messages
from storage.models import PaperKey, Platform, Sections, Style
from tests.data import DATA, needs_data
from tests.fakes import telegram_html
from tests.handlers.samples import (
    KEY,
    KO,
    KOREAN,
    SLACK,
    TELEGRAM,
    actions_of,
    check,
    hostile_text,
    payloads,
    post_of,
    read_by_people,
    solid,
)

# How it is sent


def test_only_the_head_notifies_and_papers_reply_to_it():
    [head] = head_messages(post_of(KOREAN), KO, TELEGRAM)
    [message] = paper_messages(KOREAN, 1, KO, TELEGRAM)

    assert (head.subject, head.part, head.reply) == ("head:2026-05-13", 0, False)
    assert (message.subject, message.part, message.reply) == ("paper:2605.00042", 0, True)
    assert [json.loads(each.payload)["silent"] for each in (head, message)] == [False, True]


@pytest.mark.parametrize("platform", list(Platform))
def test_the_same_paper_makes_the_same_bytes(platform):
    assert paper_messages(KOREAN, 14, KO, platform) == paper_messages(KOREAN, 14, KO, platform)


def test_c12_no_link_is_previewed():
    pictured = replace(KOREAN, thumbnail_url="https://example.org/picture.png")

    for message in (*head_messages(post_of(pictured), KO, TELEGRAM), *paper_messages(pictured, 1, KO, TELEGRAM)):
        assert json.loads(message.payload)["preview"] is None
    for message in paper_messages(pictured, 1, KO, SLACK):
        assert "image" not in {block["type"] for block in json.loads(message.payload)["blocks"]}


# Long and hostile text


def test_c7_a_text_of_any_length_is_sent_whole():
    sentence = "기억 구조를 바깥에 두고 필요할 때마다 다시 읽는다. "
    paper = replace(KOREAN, sections=Sections(goal="짧다.", method=sentence * 600, conclusion="끝이다."))

    for platform in (TELEGRAM, SLACK):
        found = payloads(paper_messages(paper, 14, KO, platform))
        shown = [check(platform, payload) for payload in found]
        assert len(found) > 2
        assert solid("".join(shown)).count(solid(sentence)) == 600
        assert shown[0].startswith("3/14 · Memory Without Forgetting\n")
        assert [text.splitlines()[0] for text in shown[1:]] == [
            f"3/14 ({part}/{len(shown)})" for part in range(2, len(shown) + 1)
        ]
        assert "alphaXiv" in shown[-1]


def test_buttons_and_links_stand_under_the_last_part_only():
    paper = replace(KOREAN, extra="word " * 5_000)
    found = payloads(paper_messages(paper, 14, KO, TELEGRAM))

    assert [bool(payload["buttons"]) for payload in found] == [False] * (len(found) - 1) + [True]
    assert ["alphaXiv" in payload["text"] for payload in found] == [False] * (len(found) - 1) + [True]
    on_slack = payloads(paper_messages(paper, 14, KO, SLACK))
    assert ["actions" in {block["type"] for block in payload["blocks"]} for payload in on_slack][-1]
    assert not any("actions" in {block["type"] for block in payload["blocks"]} for payload in on_slack[:-1])


papers = st.builds(
    PostPaper,
    position=st.integers(0, 20),
    title=hostile_text | st.text(min_size=250, max_size=700),
    url=st.just("https://arxiv.org/abs/2605.00042") | st.text() | hostile_text,
    key=st.none() | st.sampled_from([KEY, PaperKey("hep-th/9901001"), PaperKey("x" * 60)]),
    sections=st.builds(Sections, *[st.none() | hostile_text | st.text(min_size=50)] * 7),
    links=st.lists(st.builds(Link, hostile_text, st.text().map("https://a.org/".__add__)), max_size=8).map(tuple),
    notes=st.lists(hostile_text, max_size=3).map(tuple),
    extra=hostile_text,
    authors=st.lists(hostile_text, max_size=5).map(tuple),
    upvotes=st.none() | st.integers(0, 99_999),
    late=st.booleans(),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(papers, st.sampled_from([TELEGRAM, SLACK]), st.sampled_from(languages()), st.integers(1, 400))
@example(replace(KOREAN, title="& < > *" * 200, extra="<&>" * 20), SLACK, KO, 40)
@example(replace(KOREAN, title="A*Star _x_ `y` ~z~ [a](b) {c} #1 |2| !"), SLACK, KO, 1)
def test_c7_c8_c9_c10_any_text_makes_messages_that_hold_all_of_it_and_do_nothing(paper, platform, language, times):
    paper = replace(paper, extra=paper.extra * times)
    found = payloads(paper_messages(paper, 14, language, platform))
    shown = [check(platform, payload) for payload in found]
    together = solid("\n".join([shown[0], *(text.partition("\n")[2] for text in shown[1:])]))

    assert all(payload["text"] for payload in found)
    assert not [part for text in shown for part in telegram_html.active_parts(text)]
    for text in [text for _, text in paper.sections.items()]:
        assert read_by_people(text) in together
    assert read_by_people(paper.extra) in together
    assert solid(readable(clean(paper.title))) in together


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(papers, max_size=4), hostile_text, st.sampled_from(list(Style)), st.sampled_from([TELEGRAM, SLACK]))
def test_c7_c9_the_head_of_any_papers_does_nothing_in_any_style(listed, words, style, platform):
    matches = {paper.key: (words,) for paper in listed if paper.key}
    for payload in payloads(head_messages(post_of(*listed), KO, platform, matches, style=style)):
        assert telegram_html.active_parts(check(platform, payload)) == []
        assert all(len(action.encode()) <= 64 for action in actions_of(platform, payload))


@needs_data
@pytest.mark.parametrize("platform", [TELEGRAM, SLACK])
def test_every_recorded_abstract_makes_one_valid_message(platform):
    for file in sorted((DATA / "hf_daily").glob("*.json"))[::20]:
        for record in json.loads(file.read_text(encoding="utf-8")):
            told = record["paper"]
            paper = replace(KOREAN, title=told["title"], extra=told["summary"])
            [payload] = payloads(paper_messages(paper, 14, KO, platform))
            assert read_by_people(told["summary"]) in solid(check(platform, payload))
