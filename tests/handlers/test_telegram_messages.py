"""Telegram's form: an expandable quote, rows of buttons, and cuts that leave every tag whole."""

from dataclasses import replace

import pytest

from handlers.layout import Layout, press
from handlers.messages import head_messages, paper_messages
from handlers.telegram_messages import telegram_payloads
from storage.models import Sections, Style
from tests.fakes import telegram_html
from tests.handlers.samples import (
    EN,
    KO,
    KOREAN,
    PICTURE,
    TELEGRAM,
    on_telegram,
    payloads,
    post_of,
    post_of_many,
    solid,
)


def test_method_to_conclusion_are_folded_on_telegram_and_the_rest_is_seen():
    [message] = on_telegram(KOREAN)
    [folded] = message.of("blockquote")
    seen = message.text.replace(folded, "")

    assert [entity.expandable for entity in message.entities if entity.tag == "blockquote"] == [True]
    assert all(f"{label}:" in folded for label in ("Method", "Results", "Limitations", "Conclusion"))
    assert all(f"{label}:" in seen for label in ("Goal", "Motivation", "Contribution"))


def test_a_section_that_fits_a_message_is_not_cut():
    paper = replace(KOREAN, sections=Sections(goal="가" * 2_500, method="나" * 2_500))

    assert [message.text.count("나") for message in on_telegram(paper)] == [0, 2_500]


@pytest.mark.parametrize("before", range(3_990, 4_030))
def test_c8_no_tag_and_no_character_is_cut_at_the_edge_of_a_message(before):
    text = "가" * before + " 끝🙂👩‍👩‍👧🙂<a href='x'>&amp;</a>🙂"
    for section in ("goal", "method"):
        messages = on_telegram(replace(KOREAN, sections=Sections(**{section: text})))

        assert solid(text) in solid("".join(message.text.partition(")\n")[2] or message.text for message in messages))
        assert all(message.units <= 4096 for message in messages)


@pytest.mark.parametrize(
    ("count", "rows"), [(0, []), (1, [1]), (8, [8]), (9, [5, 4]), (14, [7, 7]), (17, [6, 6, 5]), (20, [7, 7, 6])]
)
def test_numbered_buttons_stand_in_few_and_even_rows(count, rows):
    [payload] = payloads(head_messages(post_of_many(count), EN, TELEGRAM, style=Style.COMPACT))

    telegram_html.check_message(payload)
    assert [len(row) for row in payload["buttons"]] == rows
    assert [button["text"] for row in payload["buttons"] for button in row] == [str(n) for n in range(1, count + 1)]


def test_a_hundred_lines_with_buttons_but_no_links_are_divided_too():
    papers = [replace(paper, url="", title="Short") for paper in post_of_many(150).papers]
    messages = head_messages(post_of(*papers), EN, TELEGRAM, style=Style.COMPACT)

    for payload in payloads(messages):
        telegram_html.check_message(payload)
    assert len(messages) == 2


def test_one_line_break_stands_around_the_quote_for_it_has_a_gap_of_its_own():
    [payload] = payloads(paper_messages(KOREAN, 14, KO, TELEGRAM))

    assert "제안한다.\n<blockquote expandable><b>Method:</b>" in payload["text"]
    assert '낫다.</blockquote>\n<a href="' in payload["text"]


def test_a_message_without_picture_previews_nothing_and_one_with_it_only_that():
    pictured = replace(KOREAN, thumbnail_url=PICTURE, extra="word " * 1_200)
    found = payloads(paper_messages(pictured, 14, KO, TELEGRAM, pictures=True))

    assert [payload["preview"] for payload in found] == [PICTURE, *[None] * (len(found) - 1)]
    assert len(found) > 1
    for unsafe in (None, "javascript:alert(1)"):
        [payload] = payloads(paper_messages(replace(KOREAN, thumbnail_url=unsafe), 14, KO, TELEGRAM, pictures=True))
        assert payload["preview"] is None


def test_a_button_that_telegram_would_refuse_does_not_cost_a_message_the_others():
    rows = ((press("no", "time", "x" * 57), press("yes", "time", "x" * 56)), (press("no", "time", "가" * 20),))
    [payload] = telegram_payloads(Layout(EN, "Time", (), buttons=rows))

    telegram_html.check_message(payload)
    assert [[button["text"] for button in row] for row in payload["buttons"]] == [["yes"]]
