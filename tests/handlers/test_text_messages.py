"""Plain text, for the console and the shell."""

from dataclasses import replace

from handlers.messages import paper_messages, plain_text
from tests.handlers.samples import CONSOLE, KO, KOREAN, payloads


def test_plain_text_has_no_markup_and_writes_addresses_out():
    lines = plain_text(KOREAN, 14, KO).splitlines()

    assert lines[:3] == [
        "3/14 · Memory Without Forgetting",
        "https://arxiv.org/abs/2605.00042",
        "Ada Kim, Bo Lee, Cy Park +12\u00a0· ▲\u00a045",
    ]
    assert "Goal: 본 연구는 잊지 않는 기억을 목표로 한다." in lines
    assert lines[-2:] == [
        "Code: https://github.com/ada/memory",
        "alphaXiv: https://www.alphaxiv.org/ko/overview/2605.00042",
    ]
    assert "\x1b" not in plain_text(replace(KOREAN, title="\x1b[2J" + KOREAN.title), 14, KO)


def test_the_console_gets_the_plain_text():
    [payload] = payloads(paper_messages(KOREAN, 14, KO, CONSOLE))

    assert payload == {"text": plain_text(KOREAN, 14, KO)}
