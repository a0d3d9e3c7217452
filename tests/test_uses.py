"""D5: nothing that can be set is without use: every setting, and every preference that a command writes, is read.

What reads it is found in the source: a field that only its own module and its screens know of decides nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import fields

import pytest

from bot.config import Settings
from storage.models import Chat, ChatTopic
from storage.store import Store
from tests.test_house import MODULES, ROOT

SENDING = (
    "bot/alerts.py",
    "bot/delivery.py",
    "bot/fan_out.py",
    "digest/schedule.py",
    "digest/topic_matches.py",
    "digest/weekly.py",
)
"""What decides what a chat is sent, when, and in which form."""
BY_THE_STORE = {
    "alert": ("storage/topics.py", r"alert = \?"),
    "paused_because": ("storage/chats.py", r"paused_because IS NULL"),
    "paused_at": ("storage/vitals.py", r"paused_at IS NOT NULL"),
    "added_by": ("storage/chats.py", r"added_by = \?"),
}
"""What is looked at in SQL: by whom, and where it stands there."""
ADDRESS = {"platform", "chat", "thread", "team"}
KNOWN = {"id", "subscribed", "weekly_due_at"}
"""Columns that are no preference: a chat's number, whether it is a subscriber at all, and what follows from its day."""


def read_of(names: Iterable[str], sources: Iterable[str], *owners: str) -> set[str]:
    """Return those of the names that are read, as attributes of a variable or field of one of these names."""
    wanted = set(names)
    nodes = (node for source in sources for node in ast.walk(ast.parse(source)))
    return {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Load)
        and node.attr in wanted
        and _name(node.value) in owners
    }


def written_in(names: Iterable[str], sources: Iterable[str]) -> set[str]:
    """Return those of the names that are given in making or changing a value."""
    wanted = set(names)
    calls = (node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    made = [call for call in calls if _name(call.func) in ("replace", "Chat", "ChatTopic") and not _of_turn(call)]
    return {keyword.arg for call in made for keyword in call.keywords if keyword.arg in wanted}


def _of_turn(call: ast.Call) -> bool:
    """Tell whether a turn is changed, which has names in common with a chat and is kept nowhere."""
    return bool(call.args) and _name(call.args[0]) == "turn"


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr.removeprefix("_")
        case _:
            return ""


def texts(*paths: str) -> list[str]:
    return [(ROOT / path).read_text(encoding="utf-8") for path in paths]


def test_every_setting_is_read_by_what_it_is_a_setting_of() -> None:
    config = ROOT / "bot/config.py"
    sources = [path.read_text(encoding="utf-8") for path in MODULES if path != config]
    names = {field.name for field in fields(Settings)}
    assert names - read_of(names, sources, "settings") == set()


def test_every_preference_that_a_command_writes_decides_what_is_sent() -> None:
    commands = [path for path in MODULES if path.parent.name == "handlers" and path.name != "chat_records.py"]
    names = {field.name for kind in (Chat, ChatTopic) for field in fields(kind)}
    written = written_in(names, texts(*(str(path.relative_to(ROOT)) for path in commands)))
    assert {"language", "deliver_at", "style", "quiet_from", "alert", "again", "topics"} <= written
    assert written - read_of(written, texts(*SENDING), "chat", "topic") - BY_THE_STORE.keys() == set()


@pytest.mark.parametrize("name", BY_THE_STORE)
def test_what_the_store_looks_at_stands_in_its_conditions(name: str) -> None:
    module, condition = BY_THE_STORE[name]
    (source,) = texts(module)
    assert re.search(condition, source)


def test_every_column_of_chats_and_topics_is_a_field_or_has_its_place_here(store: Store) -> None:
    for table, kind in (("chats", Chat), ("topics", ChatTopic)):
        columns = {row["name"] for row in store._db.rows(f"SELECT name FROM pragma_table_info('{table}')")}
        assert columns - {field.name for field in fields(kind)} - ADDRESS - KNOWN == set()


def test_a_field_that_nothing_reads_would_be_found() -> None:
    screen = "def show(chat): return chat.colour\ndef change(chat): return replace(chat, colour='red', hour=8)"
    sending = "def queue(chat, other): chat.colour = 'red'; return chat.hour, other.colour"
    written = written_in({"colour", "hour", "size"}, [screen])
    assert written == {"colour", "hour"}
    assert written - read_of(written, [sending], "chat") == {"colour"}
