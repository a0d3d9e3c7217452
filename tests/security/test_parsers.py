"""No parser of what strangers write answers any bytes with anything but a value or its own refusal, and in time."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.security.parsers import ENTRY, PAPER, PARSERS, RECORD, Parser, slack_event, telegram_update

REPEATED = 150_000
"""Bytes of a hostile input; a parser of quadratic time takes minutes for them."""
MAX_CPU_S = 5.0
FRAGMENTS = (
    b"",
    b"\0",
    b"\xff",
    b"\xf0\x9f\x98\x80",
    "한".encode(),
    b"\xe2\x80\xae",
    b"\n",
    b" ",
    b"a",
    b"1",
    b'"',
    b"\\",
)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(
        "private group channel v1:open:2605.00001 bot_command kicked /paper message app_mention im".split()
    )
    | st.sampled_from("block_actions event_callback view_submission message_action summarise_paper link_shared".split())
)
NAMES = st.sampled_from(
    """message channel_post callback_query inline_query my_chat_member chat from id type text entities offset data
    length new_chat_member old_chat_member status query message_id migrate_to_chat_id language_code sender_chat
    message_thread_id forward_origin caption command event actions value view state values user team team_id channel ts
    thread_ts callback_id container links url private_metadata blocks channel_type user_id channel_id authorizations
    enterprise enterprise_id tokens tab subtype event_id trigger_id""".split()
)
OBJECTS = st.dictionaries(
    NAMES,
    st.recursive(
        SCALARS, lambda part: st.lists(part, max_size=3) | st.dictionaries(NAMES, part, max_size=6), max_leaves=20
    ),
    max_size=8,
)


def any_input(parser: Parser) -> st.SearchStrategy[bytes]:
    """Return bytes of every kind, most of them nearly what the parser is for."""
    pieces = st.sampled_from((*parser.words, *parser.words, *FRAGMENTS))
    return st.binary(max_size=200) | st.text(max_size=100).map(str.encode) | st.lists(pieces, max_size=12).map(b"".join)


def read(parser: Parser, data: bytes) -> bool:
    """Tell whether a parser takes some bytes; any other error than its refusals is the test's."""
    try:
        parser.read(data)
    except parser.refusals:
        return False
    return True


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_any_bytes_are_read_or_refused(parser: Parser) -> None:
    @given(any_input(parser))
    def each(data: bytes) -> None:
        read(parser, data)

    each()


@pytest.mark.parametrize("read", [telegram_update, slack_event])
def test_any_object_from_a_platform_is_read(read: Callable[[dict[str, Any]], object]) -> None:
    @settings(max_examples=300)
    @given(OBJECTS)
    def each(brought: dict[str, Any]) -> None:
        read(brought)

    each()


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_no_repetition_costs_more_than_its_length(parser: Parser) -> None:
    for word in (*parser.words, b" ", b"a", b"1", b"a ", b"\n"):
        began = time.process_time()
        read(parser, word * (REPEATED // len(word) + 1))
        read(parser, parser.words[0] + word * (REPEATED // len(word)) + b"!")
        assert time.process_time() - began < MAX_CPU_S, word


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("id", b"arXiv:2509.03867v2"),
        ("topic", b'"state space" -medical votes:>20'),
        ("post", b"# [Tides](https://arxiv.org/abs/2605.00001)\n\n## Method\nWe look.\n"),
        ("HTML", PAPER),
        ("list", RECORD),
        ("Atom", ENTRY + b"<title>Tides</title></entry></feed>"),
        ("packed answer", gzip.compress(b"x" * 10_000)),
        ("settings", b"PAPERBOY_HTTP_PORT=8081"),
        ("address", b"telegram:-100123/7"),
        ("imported chat", b'{"address": "console:a"}'),
        ("hour", b"8pm"),
        ("zone", b"Asia/Seoul"),
    ],
)
def test_what_is_meant_for_a_parser_gets_through(name: str, data: bytes) -> None:
    assert read(next(parser for parser in PARSERS if parser.name == name), data)
