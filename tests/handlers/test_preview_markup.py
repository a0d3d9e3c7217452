"""What a message holds is shown on the page as a client shows it, and whatever else stands in it is text."""

import re
from html import unescape

import pytest
from hypothesis import given

from handlers.markup import escape_html, escape_mrkdwn
from handlers.preview_markup import html_of_mrkdwn, html_of_telegram
from tests.handlers.samples import hostile_text, visible

TAGS = re.compile(r"<(?!br>)[^>]*>")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("<b>x</b> <i>y</i>\nz", "<b>x</b> <i>y</i><br>z"),
        ("a &lt;b&gt; &amp; c", "a &lt;b&gt; &amp; c"),
        (
            '<b><a href="https://a.org/?x=1&amp;y=2">x</a></b>',
            '<b><a href="https://a.org/?x=1&amp;y=2" rel="noopener noreferrer">x</a></b>',
        ),
        ("<blockquote>x</blockquote>", "<blockquote>x</blockquote>"),
        (
            "a\n<blockquote expandable>x</blockquote>\nb",
            'a<br><label class="quote"><input type="checkbox"><span>x</span></label>b',
        ),
        ("a\n\n<blockquote>x</blockquote>\n\nb", "a<br><br><blockquote>x</blockquote><br>b"),
    ],
)
def test_the_markup_of_a_telegram_message_is_shown(told, shown):
    assert html_of_telegram(told) == shown


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ('<a href="javascript:x">y</a>', "&lt;a href=&quot;javascript:x&quot;&gt;y&lt;/a&gt;"),
        ("<a>y</a>", "&lt;a&gt;y&lt;/a&gt;"),
        ("</b>", "&lt;/b&gt;"),
        ("<b>x</i>", "<b>x&lt;/i&gt;</b>"),
        ("<b><i>x", "<b><i>x</i></b>"),
        ("a<!--b-->c", "a&lt;!--b--&gt;c"),
        ("a<!doctype html>", "a&lt;!doctype html&gt;"),
        ("a<?php b>", "a&lt;?php b&gt;"),
        ("a<![CDATA[b]]>", "a&lt;![CDATA[b]&gt;"),
    ],
)
def test_what_telegram_would_refuse_is_shown_as_text(told, shown):
    assert html_of_telegram(told) == shown


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("*x* _y_\nz", "<b>x</b> <i>y</i><br>z"),
        ("a &lt;b&gt; &amp;amp;", "a &lt;b&gt; &amp;amp;"),
        (
            "*<https://a.org/?x=1&amp;y=2|label>*",
            '<b><a href="https://a.org/?x=1&amp;y=2" rel="noopener noreferrer">label</a></b>',
        ),
        ("<https://a.org/>", '<a href="https://a.org/" rel="noopener noreferrer">https://a.org/</a>'),
        ("<https://x@a.org/|label>", "label"),
        ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
        ("_<https://a.org/|x>_", '<i><a href="https://a.org/" rel="noopener noreferrer">x</a></i>'),
        ("a * b * c, snake_case_name", "a * b * c, snake_case_name"),
    ],
)
def test_the_markup_of_a_slack_message_is_shown_and_mentions_are_text(told, shown):
    assert html_of_mrkdwn(told) == shown


@given(hostile_text)
def test_no_text_of_a_message_becomes_markup_of_the_page(text):
    for told, shown in (
        (escape_html(text), html_of_telegram(escape_html(text))),
        (escape_mrkdwn(text), html_of_mrkdwn(escape_mrkdwn(text))),
    ):
        assert TAGS.findall(shown) == []
        assert visible(unescape(shown.replace("<br>", "\n"))) == visible(unescape(told))
