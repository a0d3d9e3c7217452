"""A request that a crash lets come again: what it did is shown again, and not done again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from digest.texts import say
from storage.inbox import Incoming
from storage.marks import MarkKind
from storage.models import ChatKind, Method, PaperKey, Platform
from storage.store import Store
from tests.handlers.desks import EN, NOW, TEAM, World, buttons, list_day, make_world, read
from tests.makers import make_summary

PAPER = PaperKey("2605.12001")
GROUP: Mapping[str, Any] = {"chat": TEAM, "kind": ChatKind.GROUP}
PRESSES = (
    f"like:{PAPER}",
    f"save:{PAPER}",
    f"dismiss:{PAPER}",
    f"report:{PAPER}",
    f"present:1 {PAPER}",
    "start:topic agents",
    "topics:1 again",
)
"""Everything that a second press takes back."""


@pytest.fixture
def world(store: Store) -> World:
    """A desk, and a group with a topic and the papers of its week."""
    list_day(store)
    world = make_world(store)
    world.group("subscribe")
    (offer,) = world.group("topic", "title")
    world.press(buttons(offer)[say(EN, "alert-now")], **GROUP)
    world.group("weekly", "now")
    return world


def arrived(world: World, key: str) -> int:
    """Keep an update as it comes, and return its row."""
    (kept,) = world.store.inbox.keep([Incoming(Platform.TELEGRAM, key, "lane", "{}", NOW)])
    return kept.id


def state(world: World) -> object:
    """Return all that the presses change."""
    store, chat = world.store, world.store.chats.find(TEAM)
    assert chat is not None
    return (
        store.marks.of_person("telegram:42"),
        store.weeklies.claims_of("telegram:42"),
        chat.days,
        store.topics.of_chats([chat.id]),
        store.quotas.used(str(TEAM), NOW.date()),
    )


@pytest.mark.parametrize("press", PRESSES)
def test_a_press_that_comes_again_after_a_crash_takes_nothing_back(world: World, press: str) -> None:
    untouched = state(world)
    first, second = arrived(world, "1"), arrived(world, "2")
    told = world.press(f"v1:{press}", incoming=first, **GROUP)
    pressed = state(world)
    assert pressed != untouched
    again = world.press(f"v1:{press}", incoming=first, **GROUP)
    assert (state(world), read(*again)) == (pressed, read(*told))
    # Another press is another update, and takes it back.
    world.press(f"v1:{press}", incoming=second, **GROUP)
    assert state(world) != pressed


def test_a_setting_that_comes_again_does_not_undo_a_later_one(world: World) -> None:
    first, second = arrived(world, "1"), arrived(world, "2")
    world.group("style", "compact", incoming=first)
    world.group("style", "full", incoming=second)
    (told,) = world.group("style", "compact", incoming=first)
    chat = world.store.chats.find(TEAM)
    assert chat is not None
    assert chat.style == "full"
    assert "Style: full" in read(told)


@pytest.mark.parametrize("command", ["subscribe", "unsubscribe"])
def test_a_command_that_comes_again_is_answered_as_it_was(world: World, command: str) -> None:
    if command == "subscribe":
        world.group("unsubscribe")
    row = arrived(world, "1")
    told, again = (read(*world.group(command, incoming=row)) for _ in range(2))
    assert again == told


def test_what_is_refused_is_no_effect_and_may_be_tried_again(world: World) -> None:
    row = arrived(world, "1")
    world.group("days", "someday", incoming=row)
    world.group("days", "sun", incoming=row)
    chat = world.store.chats.find(TEAM)
    assert chat is not None
    assert chat.days == frozenset([6])


def test_a_report_that_was_cut_off_before_the_reading_begins_it_when_it_comes_again(world: World) -> None:
    """Between the mark and the reading stands the answer, which waits for the platform."""
    row = arrived(world, "1")
    store = world.store

    def mark() -> str:
        store.marks.toggle("telegram:42", PAPER, MarkKind.REPORT, TEAM, NOW)
        return "made"

    store.summaries.put(make_summary(PAPER, EN, method=Method.MODEL))
    store.inbox.once(row, MarkKind.REPORT, mark)
    world.press(f"v1:report:{PAPER}", incoming=row, **GROUP)
    assert store.marks.keys_of("telegram:42", MarkKind.REPORT) == (PAPER,)
    assert store.quotas.used(str(TEAM), NOW.date()) == 1
