"""Search: page by page, names forgiven, and any words answered."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.requests import Place
from storage.store import Store
from storage.wordings import KEPT
from tests.handlers.desks import ADA, TEAM, World, buttons, list_day, make_world, read
from tests.handlers.samples import hostile_text
from tests.makers import forget_index, make_paper


@pytest.fixture
def world(store: Store) -> World:
    """A desk with a long digest of yesterday."""
    list_day(store, 23)
    return make_world(store, commands_per_minute=1_000_000, presses_per_minute=1_000_000)


def test_what_is_found_is_turned_page_by_page_in_place_and_opens(world: World) -> None:
    (page,) = world.ask("search", "title")
    first = buttons(page)
    assert [*first] == [*map(str, range(1, 11)), "▶"]
    (page,) = world.press(first["▶"])
    assert page.place is Place.EDIT
    assert "◀" in buttons(page)
    (page,) = world.press(buttons(page)["▶"])
    assert [*buttons(page)] == ["21", "22", "23", "◀"]
    (paper,) = world.press(first["1"])
    assert paper.layout.title.startswith("Title ")


def test_a_misspelt_name_is_told(world: World) -> None:
    world.store.papers.put([make_paper("2605.09999", title="Zebra", authors=("Ada Lovelace",))])
    shown = read(*world.ask("search", "lovelase"))
    assert "“lovelase” is nowhere; I searched for “lovelace”." in shown
    assert "1. Zebra" in shown


@pytest.mark.parametrize("words", ["", "!!!", '"'])
def test_what_holds_no_word_is_answered_with_an_example(world: World, words: str) -> None:
    assert "What shall I search for?" in read(*world.ask("search", words))


def test_an_index_that_is_being_made_anew_is_told(world: World) -> None:
    forget_index(world.store)
    world.store.search.fill(20)
    shown = read(*world.ask("search", "title"))
    assert "3 of them cannot be found yet" in shown
    assert "1. " in shown
    assert "3 of them" in read(*world.ask("search", "xylophone"))
    world.store.search.fill(20)
    assert "cannot be found" not in read(*world.ask("search", "title"))


def test_nothing_found_is_said(world: World) -> None:
    assert "I found nothing." in read(*world.ask("search", "xylophone"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
@given(
    command=st.sampled_from(["search", "topic", "topics"]),
    words=st.one_of(
        hostile_text, st.text(max_size=300), st.text('"-:()*^OR votes<>=가日a1', max_size=250), st.just("x " * 2_000)
    ),
    pressed=st.sampled_from([None, "7"]),
)
def test_any_words_are_answered(world: World, caplog, command: str, words: str, pressed: str | None) -> None:
    world.ask("subscribe")
    assert world.ask(command, words, pressed=pressed)
    assert "command.failed" not in caplog.text


def test_so_many_wordings_of_a_chat_are_kept_and_no_more(store: Store) -> None:
    first = store.wordings.keep(ADA, "first")
    other = store.wordings.keep(TEAM, "other")
    last = [store.wordings.keep(ADA, f"w{number}") for number in range(KEPT)][-1]
    assert store.wordings.keep(ADA, f"w{KEPT - 1}") == last
    assert store.wordings.find(ADA, first) is None
    assert store.wordings.find(TEAM, other) == "other"
    assert store.wordings.find(ADA, other) is None
