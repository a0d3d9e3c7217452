"""Log lines: one form for people, one for machines, and no secret in either."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.log import HIDDEN, hide, scrub, set_up_logging

TELEGRAM = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"POST https://api.telegram.org/bot{TELEGRAM}/sendMessage",
            "POST https://api.telegram.org/bot[hidden]/sendMessage",
        ),
        (f"/bot{TELEGRAM.replace(':', '%3A')}/getMe", "/bot[hidden]/getMe"),
        (f"/bot{TELEGRAM.replace(':', '%3a')}/getMe", "/bot[hidden]/getMe"),
        ("token=xoxb-1234567890-abcdefABCDEF", "token=[hidden]"),
        ("xoxp-1234567890-1234 xapp-1-A012-345-abcdef xoxe.xoxp-1-Mi0yLTEyMzQ", "[hidden] [hidden] [hidden]"),
        ("{'Authorization': 'Bearer abc.def-123'}", "{'Authorization': 'Bearer [hidden]'}"),
        ("authorization: BEARER abc", "authorization: BEARER [hidden]"),
        ("Authorization: Basic dXNlcjpwYXNzd29yZDpsb25n==", "Authorization: Basic [hidden]"),
        ("key sk-proj-0123456789abcdef0123 and hf_AbCdEfGhIjKlMnOpQrSt", "key [hidden] and [hidden]"),
        ("basic understanding of 12345:67 and a bearer", "basic understanding of 12345:67 and a bearer"),
    ],
)
def test_whatever_looks_like_a_token_is_hidden(text: str, expected: str) -> None:
    assert scrub(text) == expected


def test_a_secret_of_the_settings_is_hidden_whatever_its_form() -> None:
    hide(["p/s word+1", "p/s word+12", "abc"])
    assert scrub("a p/s word+12 b, c p%2Fs%20word%2B1 d, e p/s%20word%2B1") == "a [hidden] b, c [hidden] d, e [hidden]"
    assert scrub("abc is too short to be told apart from words") == "abc is too short to be told apart from words"


@settings(max_examples=50)
@given(st.lists(st.text(st.characters(codec="ascii", min_codepoint=33), min_size=8), max_size=4), st.text())
def test_no_named_secret_survives(secrets: list[str], around: str) -> None:
    hide(secrets)
    scrubbed = scrub(around + around.join(secrets) + around)
    assert not [secret for secret in secrets if secret in scrubbed.replace(HIDDEN, "") and secret not in around]


def fail(message: str) -> None:
    try:
        raise RuntimeError(message)
    except RuntimeError:
        logging.getLogger("paperboy.test").exception("send.failed token=%s", TELEGRAM, stack_info=True)


def test_a_line_for_people_is_scrubbed_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    hide(["hunter22"])
    set_up_logging()
    fail(f"refused hunter22 at {TELEGRAM}")
    told = capsys.readouterr().err
    assert "ERROR paperboy.test send.failed token=[hidden]" in told
    assert "RuntimeError: refused [hidden] at [hidden]" in told
    assert "hunter22" not in told
    assert TELEGRAM not in told


def test_a_line_for_machines_is_one_object_and_scrubbed_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    hide(['qu"ote\\d'])
    set_up_logging(form="json", level=logging.WARNING)
    fail('refused qu"ote\\d')
    logging.getLogger("paperboy.test").warning("한글 %s", 1)
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["level"], first["logger"], first["event"]) == ("error", "paperboy.test", "send.failed")
    assert first["fields"] == {"token": "[hidden]"}
    assert first["traceback"].endswith("RuntimeError: refused [hidden]")
    assert "Stack (most recent call last)" in first["stack"]
    assert second["event"] == "한글 1"
    assert second["at"].endswith("+00:00")
    assert "traceback" not in second


def test_fields_of_a_line_for_machines_are_numbers_and_scrubbed_texts(capsys: pytest.CaptureFixture[str]) -> None:
    hide(["hunter22"])
    set_up_logging(form="json", level=logging.WARNING)
    logger = logging.getLogger("paperboy.test")
    logger.warning("day.built date=%s papers=%d took_s=%.1f why=%r", "2026-05-13", 14, 0.25, "no hunter22")
    logger.warning("a library's own words: x=%s", 1)
    line, foreign = map(json.loads, capsys.readouterr().err.splitlines())
    assert line["event"] == "day.built"
    assert line["fields"] == {"date": "2026-05-13", "papers": 14, "took_s": "0.2", "why": "'no [hidden]'"}
    assert (foreign["event"], "fields" in foreign) == ("a library's own words: x=1", False)


def test_a_later_call_changes_the_form_and_turns_no_wished_level_down(
    fresh_log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    root = fresh_log
    set_up_logging()
    assert root.level == logging.ERROR
    set_up_logging(level=logging.INFO)
    assert root.level == logging.INFO
    set_up_logging(verbose=True)
    set_up_logging(form="json", level=logging.WARNING)
    assert root.level == logging.DEBUG
    assert len(root.handlers) == 1
    logging.getLogger("paperboy.test").debug("seen")
    assert json.loads(capsys.readouterr().err)["event"] == "seen"


def test_libraries_that_log_whole_addresses_stay_silent(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(verbose=True)
    logging.getLogger("httpx").info("HTTP Request: POST https://example.org/secret")
    assert capsys.readouterr().err == ""
    assert logging.getLogger().handlers[0].stream is sys.stderr  # type: ignore[attr-defined]
