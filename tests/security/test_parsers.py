"""No parser of what strangers write answers any bytes with anything but a value or its own refusal, and in time."""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, note
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
    None,
    True,
    0,
    -1,
    2**70,
    1e999,
    "",
    "\0",
    "\ud800",
    *"private group channel v1:open:2605.00001 bot_command kicked /paper message app_mention im 한글".split(),
    *"block_actions event_callback view_submission message_action summarise_paper link_shared".split(),
)
NAMES = """message channel_post callback_query inline_query my_chat_member chat from id type text entities offset data
    length new_chat_member old_chat_member status query message_id migrate_to_chat_id language_code sender_chat
    message_thread_id forward_origin caption command event actions value view state values user team team_id channel ts
    thread_ts callback_id container links url private_metadata blocks channel_type user_id channel_id authorizations
    enterprise enterprise_id tokens tab subtype event_id trigger_id""".split()
DEPTH = 5


def any_object(dice: random.Random, depth: int = 0) -> dict[str, Any]:
    """Make an object of the names and values of both platforms, each where it may not belong."""
    return {name: any_value(dice, depth + 1) for name in dice.sample(NAMES, dice.randrange(9))}


def any_value(dice: random.Random, depth: int) -> object:
    match dice.randrange(4) if depth < DEPTH else 0:
        case 0 | 1:
            return dice.choice(SCALARS)
        case 2:
            return any_object(dice, depth)
        case _:
            return [any_value(dice, depth + 1) for _ in range(dice.randrange(4))]


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
    # Made by dice, as hypothesis needs ten milliseconds for an object.
    @given(st.integers(0, 2**32))
    def each(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(20):
            brought = any_object(dice)
            note(repr(brought))
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
