"""The papers of the week on demand, their day, and presenting them."""

from __future__ import annotations

from typing import Any

import pytest

from digest.texts import say
from handlers.requests import Place, Reply
from storage.models import ChatKind, PaperKey
from storage.store import Store
from tests.handlers.desks import ADA, EN, KO, TEAM, World, buttons, list_day, make_world, read

FIRST, SECOND = PaperKey("2605.12001"), PaperKey("2605.12002")
GROUP: dict[str, Any] = {"chat": TEAM, "kind": ChatKind.GROUP}


@pytest.fixture
def world(store: Store) -> World:
    """A desk, a group and a private chat, and one paper that two people like."""
    list_day(store)
    world = make_world(store)
    world.ask("subscribe")
    world.group("subscribe")
    for person in ("42", "43"):
        world.press(f"v1:like:{SECOND}", person=person, **GROUP)
    world.press(f"v1:save:{FIRST}", **GROUP)
    return world


def now(world: World) -> Reply:
    (shown,) = world.group("weekly", "now")
    return shown


def test_now_shows_what_this_chat_liked_and_how_much(world: World) -> None:
    shown = now(world)
    assert shown.place is Place.NEW
    assert read(shown).splitlines() == [
        "Papers of the week — Wednesday, 13 May 2026",
        say(EN, "weekly-liked"),
        "1. Title 2 — 👍 2 · ▲\xa02",
        "2. Title 1 — 🔖 1 · ▲\xa03",
    ]
    assert buttons(shown)["1"] == f"v1:paper:{SECOND}"


def test_where_nobody_liked_anything_votes_decide_and_that_is_said(world: World) -> None:
    (shown,) = world.ask("weekly", "now")
    assert say(EN, "weekly-by-votes") in read(shown)
    assert "1. Title 1 — ▲\xa03" in read(shown)
    # Where a person is alone nobody presents.
    assert set(buttons(shown)) == {"1", "2", "3"}


def test_the_day_is_chosen_shown_and_taken_back(world: World) -> None:
    store = world.store
    for words, day in (("on", 0), ("fri", 4), ("월요일", 0), ("off", None)):
        (told,) = world.ask("weekly", words)
        chat = store.chats.find(ADA)
        assert chat is not None
        assert chat.weekly_day == day
        assert f"Weekly: {'off' if day is None else 'Fri' if day else 'Mon'}" in read(told)
    (wrong,) = world.ask("weekly", "someday")
    assert "no day of the week" in read(wrong)
    (refused,) = world.group("weekly", "on", may_change=False)
    assert read(refused) == say(EN, "admins-only")


def test_a_paper_is_presented_by_one_person_by_name_until_they_release_it(world: World) -> None:
    claim = buttons(now(world))["🙋 1"]
    made, edited = world.press(claim, name="Ada <b>", **GROUP)
    assert (read(made), made.place, edited.place) == (say(EN, "present-made"), Place.NOTICE, Place.EDIT)
    assert "1. Title 2 — 👍 2 · ▲\xa02 · 🙋\xa0presented by Ada <b>" in read(edited)
    assert buttons(edited)["✓ 1"] == claim
    (taken,) = world.press(claim, person="43", name="Bob", **GROUP)
    assert read(taken) == "Ada <b> presents this paper already."
    released, edited = world.press(claim, name="Ada <b>", **GROUP)
    assert read(released) == say(EN, "present-released")
    assert "presented by" not in read(edited)
    world.press(claim, person="43", name="Bob", **GROUP)
    assert "presented by Bob" in read(now(world))


def test_a_message_keeps_its_papers_and_counts_whatever_is_liked_later(world: World) -> None:
    shown = now(world)
    for person in ("44", "45", "46"):
        world.press(f"v1:like:{FIRST}", person=person, **GROUP)
    _, edited = world.press(buttons(shown)["🙋 2"], name="Ada", **GROUP)
    assert read(edited).replace(" · 🙋\xa0presented by Ada", "") == read(shown)


@pytest.mark.parametrize(
    "action", [f"v1:present:99:{SECOND}", "v1:present:1:2605.99999", "v1:present:x:y", "v1:present", "v1:present:1"]
)
def test_a_claim_on_anything_else_is_refused(world: World, action: str) -> None:
    now(world)
    (told,) = world.press(action, **GROUP)
    assert told.place is Place.NOTICE
    assert "too long ago" in read(told) or "arXiv id" in read(told)
    assert world.store.weeklies.claims_of("telegram:42") == ()


def test_nobody_claims_in_a_chat_what_another_was_shown(world: World) -> None:
    claim = buttons(now(world))["🙋 1"]
    (told,) = world.press(claim)
    assert "too long ago" in read(told)


def test_what_was_claimed_is_exported_and_forgotten_with_its_person(world: World) -> None:
    world.press(buttons(now(world))["🙋 1"], name="Ada", **GROUP)
    (file,) = world.ask("export")
    assert file.file is not None
    assert f'"presents": [\n    {{\n      "paper": "{SECOND}"'.encode() in file.file.content
    world.press("v1:forget:done")
    assert world.store.weeklies.claims(2, [SECOND]) == {}


def test_the_language_is_the_chats(world: World) -> None:
    world.group("language", "ko")
    assert say(KO, "weekly-liked") in read(now(world))
