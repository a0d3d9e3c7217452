"""Whatever a stranger says or presses, the answer is one of ours, and never that something broke."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.texts import say
from handlers.commands import COMMANDS
from storage.models import ChatKind
from storage.store import Store
from tests.handlers.desks import EN, list_day, make_world, read

NAMES = [name for command in COMMANDS for name in (command.name, *command.aliases)]
PIECES = st.sampled_from(
    [
        *"0123456789:-+~/.,@\"'\\%_*()",
        " ",
        "\n",
        "\x00",
        "\u202e",
        "🏝",
        "한국어",
        "off",
        "on",
        "mon",
        "2605.12001",
        "v2",
        "all",
        "2026-05-12",
        "Asia/Seoul",
        "ko",
        "votes:>",
        "author:",
        "OR",
        "export",
        "9" * 40,
        "@papers",
        "telegram:-100",
        "x",
    ]
)
WORDS = st.text(max_size=60) | st.lists(PIECES, max_size=8).map("".join)


@pytest.mark.parametrize("kind", [ChatKind.PRIVATE, ChatKind.GROUP, ChatKind.CHANNEL])
@pytest.mark.parametrize("pressed", [None, "7"])
def test_any_words_behind_any_command_get_an_answer(kind: ChatKind, pressed: str | None) -> None:
    @settings(max_examples=60)
    @given(st.sampled_from(NAMES) | st.text(max_size=12), WORDS)
    def each(command: str, words: str) -> None:
        with Store.open(None) as store:
            list_day(store, 1)
            replies = make_world(store).ask(command, words, kind=kind, pressed=pressed)
        assert say(EN, "fault") not in read(*replies)

    each()
