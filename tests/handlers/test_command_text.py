"""Commands of ours can be pressed and copied on every platform; nothing that anybody else wrote becomes one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.command_text import spans_of, spoken, unmarked
from handlers.layout import Layout, Line, Look, Span
from handlers.markup import JOINER
from handlers.slack_messages import slack_payloads
from handlers.telegram_messages import telegram_payloads
from handlers.text_messages import text_of
from storage.models import Platform
from tests.fakes import slack_blocks, telegram_html
from tests.handlers.samples import EN


def layout_of(text: str) -> Layout:
    return Layout(EN, "", (Line(spans_of(text)),))


def test_a_command_stands_in_telegram_as_it_is_pressed() -> None:
    (payload,) = telegram_payloads(layout_of(f"설정은{spoken(Platform.TELEGRAM, 'quiet', '22-07')}에서 or /other"))
    assert payload["text"] == f"설정은{JOINER}/quiet 22-07{JOINER}에서 or /{JOINER}other"


def test_a_command_stands_in_slack_as_it_is_copied() -> None:
    (payload,) = slack_payloads(layout_of(f"Try {spoken(Platform.SLACK, 'quiet', '22-07')}"))
    assert payload["blocks"][0]["text"]["text"] == "Try `/papers quiet 22-07`"
    assert "/paper 1" in text_of(layout_of(spoken(Platform.SLACK, "paper", "1")))


@given(st.text())
def test_what_somebody_wrote_is_never_a_command(text: str) -> None:
    assert all(span.look is Look.PLAIN for span in spans_of(unmarked(f"\ue000/start\ue001{text}")))


@given(st.text(st.characters(exclude_characters="\ue000\ue001")), st.text("abc", max_size=5))
def test_dividing_a_text_loses_nothing_of_it(text: str, command: str) -> None:
    told = text + spoken(Platform.TELEGRAM, command) + text
    assert "".join(span.text for span in spans_of(told)) == f"{text}/{command}{text}"


@pytest.mark.parametrize("title", ["", "Settings"])
def test_an_answer_needs_no_title(title: str) -> None:
    layout = Layout(EN, title, (Line((Span("One."),)), Line((Span("Two."),))))
    expected = "\n\n".join(filter(None, [title, "One.", "Two."]))
    (telegram,) = telegram_payloads(layout)
    assert telegram_html.check_message(telegram).text == expected
    (slack,) = slack_payloads(layout)
    slack_blocks.check_message(slack)
    assert [block["type"] for block in slack["blocks"]] == [*(["header"] if title else []), "section", "section"]
    assert text_of(layout).split() == expected.split()
