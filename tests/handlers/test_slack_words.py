"""What people type in Slack, read as they meant it; and whose channels they can name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.layout import Line, Span
from handlers.slack_words import named_channel, plain_words, read_channel, show_channels
from storage.models import Address, Platform
from tests.fakes.slack_talk import said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("votes:&gt;20", "votes:>20"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<!channel> <!subteam^S1|@team> <@U1> <@U2|ada> x", "x"),
        ("subscribe <#C2|general>", "subscribe <#C2_T1|general>"),
        ("subscribe &lt;#C2_T9|x&gt;", "subscribe <#C2_T1|x>"),
        ("subscribe <#C2> <#C3|a:b>", "subscribe <#C2_T1|C2> <#C3_T1|C3>"),
        ("<mailto:a@example.org|a@example.org>", "mailto:a@example.org"),
        ("`code` *bold*", "`code` *bold*"),
    ],
)
def test_words_are_read_as_they_were_typed(text: str, words: str) -> None:
    assert plain_words(text, "T1") == words


@given(st.text(max_size=300))
def test_no_text_names_another_workspaces_channel(text: str) -> None:
    words = plain_words(text + " <#C2_T9|x> &lt;#C3_T9|x&gt; <#C4>", "T1").split()
    found = [address for word in words if (address := read_channel(word))]
    assert all(address.team == "T1" for address in found)


def test_a_channel_is_read_back_as_it_was_named() -> None:
    assert read_channel(named_channel("C1", "T1", "a-b")) == Address(Platform.SLACK, "C1", team="T1")
    assert read_channel("#general") is None
    assert read_channel("<#C1>") is None
    assert read_channel("<#C1|general>") is None


@given(st.text(max_size=5_000))
def test_any_text_becomes_few_words_on_one_line(text: str) -> None:
    words = plain_words(text, "T1")
    assert len(words) <= 2_000
    assert "\n" not in words


def test_people_are_shown_a_channels_name() -> None:
    layout = said("Subscribed <#C1_T1|general>, and <#C2_T1|C2> too.", title="Settings — <#C1_T1|general>")
    shown = show_channels(layout)
    assert shown == replace(
        layout, title="Settings — #general", lines=(Line((Span("Subscribed #general, and #C2 too."),)),)
    )
    plain = said("nothing to see")
    assert show_channels(plain) is plain
