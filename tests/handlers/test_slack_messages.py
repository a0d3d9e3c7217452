"""Slack's form: blocks within all limits, and the same said without them."""

from dataclasses import replace

from handlers.messages import head_messages, paper_messages
from storage.models import Sections, Style
from tests.fakes import slack_blocks
from tests.handlers.samples import (
    EN,
    KO,
    KOREAN,
    PICTURE,
    SLACK,
    check,
    on_slack,
    payloads,
    post_of,
    post_of_many,
    solid,
    visible,
)


def test_slack_buttons_name_action_and_paper():
    [payload] = payloads(paper_messages(KOREAN, 14, EN, SLACK))

    assert [(button["action_id"], button["value"]) for button in payload["blocks"][-1]["elements"]][:2] == [
        ("v1:0", "v1:like:2605.00042"),
        ("v1:1", "v1:save:2605.00042"),
    ]


def test_slack_says_all_without_blocks_too():
    [payload] = payloads(paper_messages(KOREAN, 14, KO, SLACK))
    said = slack_blocks.read_mrkdwn(payload["text"])

    assert all(text in said.text for _, text in KOREAN.sections.items())
    assert said.text.startswith("3/14 · Memory Without Forgetting\nAda Kim, Bo Lee, Cy Park +12")
    assert said.links == on_slack(KOREAN)[0][-1].links


def test_c10_slack_gets_no_more_than_it_takes():
    for text in ("<&>*" * 500, '"\\\n' * 700, "word " * 700, "🙂" * 2_000):
        paper = replace(KOREAN, sections=Sections(*([text] * 7)), extra=text)
        for payload in payloads(paper_messages(paper, 14, KO, SLACK)):
            check(SLACK, payload)


def test_the_thumbnail_stands_beside_the_title():
    pictured = replace(KOREAN, thumbnail_url=PICTURE)
    [payload] = payloads(paper_messages(pictured, 14, KO, SLACK, pictures=True))

    check(SLACK, payload)
    assert [block for block in payload["blocks"] if "accessory" in block] == payload["blocks"][:1]
    assert payload["blocks"][0]["accessory"]["image_url"] == PICTURE


def test_a_head_has_a_header_and_a_longer_title_stands_whole_below_it():
    short, long = "Some day", "A title of an old post " * 10
    for title, kinds in ((short, ["header", "context"]), (long, ["header", "section", "context"])):
        [payload] = payloads(head_messages(post_of(day=None, title=title), KO, SLACK))
        assert [block["type"] for block in payload["blocks"]] == kinds
        assert solid(title) in solid(check(SLACK, payload))


def test_a_row_of_actions_holds_twenty_five_buttons():
    [payload] = payloads(head_messages(post_of_many(27), EN, SLACK, style=Style.COMPACT))

    check(SLACK, payload)
    assert [len(block["elements"]) for block in payload["blocks"] if block["type"] == "actions"] == [25, 2]


def test_a_mark_that_would_stand_beside_a_joiner_is_left_out():
    [[*_, note, _]] = on_slack(replace(KOREAN, notes=("*#",)))

    assert (visible(note.text), note.styled) == ("*#", ())


def test_text_without_blocks_is_as_long_as_slack_takes():
    [payload, *_] = payloads(paper_messages(replace(KOREAN, extra="&_ " * 3_000), 14, KO, SLACK))

    assert 3_000 < len(payload["text"]) < 4_000
    assert payload["text"].endswith(">")
