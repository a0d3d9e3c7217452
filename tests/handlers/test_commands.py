"""What anybody may say: every command, any words, any button; never silence after a command, never a fault."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.texts import languages, say
from handlers.commands import CHANGING, COMMANDS, NAMES, menu
from handlers.preferences import plain
from handlers.requests import Place
from storage.models import Address, ChatKind, Language, Platform
from storage.store import Store
from tests.handlers.desks import EN, JA, KO, World, buttons, list_day, make_world, read
from tests.handlers.samples import hostile_text
from tests.makers import make_store


@pytest.fixture
def world(store: Store) -> World:
    """A desk on an empty store."""
    return make_world(store, commands_per_minute=1_000_000, presses_per_minute=1_000_000)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_says_what_it_does_in_every_language(command, language: Language) -> None:
    for platform in (Platform.TELEGRAM, Platform.SLACK):
        assert 2 < len(say(language, command.about, platform=platform)) < 100


@pytest.mark.parametrize("language", languages())
def test_no_button_is_cut_on_a_phone_in_any_language(store: Store, language: Language) -> None:
    world = make_world(store, languages(), commands_per_minute=1_000, presses_per_minute=1_000)
    list_day(store)
    seen: set[str] = set()
    asked = [("start", ""), ("topic", "title"), ("paper", "2605.12001"), ("watch", "2605.12001"), ("forget", "")]
    for command, words in asked:
        replies = world.ask(command, words, language=language)
        for action in (action for reply in replies for action in buttons(reply).values()):
            # What is pressed is checked as everything is; what stands behind its buttons once more.
            for told in world.press(action, language=language):
                for further in set(buttons(told).values()) - seen:
                    seen.add(further)
                    world.press(further, language=language)
            world.ask("language", language)
    assert len(seen) > 20


def test_no_two_commands_have_one_name() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(set(names)) == len(names)


def test_a_menu_of_people_who_change_nothing_has_only_what_they_may_do() -> None:
    everything, little = (dict(menu(KO, may_change)) for may_change in (True, False))
    assert everything.keys() - little.keys() == {"subscribe", "unsubscribe"}
    assert everything["paper"] == say(KO, "about-paper")


def test_an_adapter_knows_what_is_a_command_and_for_which_it_has_to_ask_who_is_an_admin() -> None:
    assert {"start", "paper", "lang", "forget"} <= NAMES
    assert {"start", "subscribe", "settings", "time", "zone"} <= CHANGING
    assert not {"paper", "today", "like", "link", "saved"} & CHANGING


def test_help_shows_every_command_with_an_example(world: World) -> None:
    shown = read(*world.ask("help"))
    for command in COMMANDS:
        assert (f"/{command.name} " in shown) == command.in_menu
    assert "/paper 2509.03867 — one paper's summary" in shown


def test_commands_are_written_as_the_platform_takes_them(world: World) -> None:
    shown = read(*world.ask("help", chat=Address(Platform.SLACK, "D1", team="T1"), kind=ChatKind.DIRECT, person="U1"))
    assert "/paper 2509.03867" in shown
    assert "/papers time 8:15 Seoul" in shown


WORDS = st.one_of(
    hostile_text,
    st.text(max_size=60),
    st.sampled_from(["", "2605.12001", "2026-05-12 2605.12001", "2605.12001 en 1-3", "@papers", "@papers off", "off"]),
    st.sampled_from(["9" * 400, "x" * 4096, "2605.12001 " * 400, "export json", "2", "language ko", "hour 0815"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
@given(
    command=st.sampled_from(["", "nonsense", *(command.name for command in COMMANDS)]) | st.text(max_size=10),
    words=WORDS,
    pressed=st.sampled_from([None, "7"]),
    kind=st.sampled_from([ChatKind.PRIVATE, ChatKind.GROUP]),
    may_change=st.booleans(),
    language=st.sampled_from([None, KO, EN, JA, Language("xx")]),
    subscribed=st.booleans(),
)
def test_any_words_to_any_command_are_answered(
    caplog, command, words, pressed, kind, may_change, language, subscribed
) -> None:
    with make_store() as store:
        world = make_world(store, commands_per_minute=1_000)
        list_day(store)
        if subscribed:
            world.ask("subscribe")
        replies = world.ask(command, words, pressed=pressed, kind=kind, may_change=may_change, language=language)
    assert "command.failed" not in caplog.text
    assert replies or (kind is ChatKind.GROUP and not plain(command).removeprefix("/"))


def test_an_unknown_command_is_told_what_is_like_it(world: World) -> None:
    assert read(*world.ask("papr")) == "I do not know “papr”. Did you mean /paper?"
    assert read(*world.ask("quux", language=KO)) == "‘quux’ 명령은 없어요. /help 명령으로 모든 명령을 볼 수 있어요."


def test_talk_in_a_group_is_none_of_ours(world: World) -> None:
    assert world.group("", "I read 2605.12001 today") == []


def test_an_id_or_link_in_a_private_chat_is_looked_up(world: World) -> None:
    first, _, _ = list_day(world.store)
    assert "Title 1" in read(*world.ask("", f"look at https://arxiv.org/abs/{first}v2 please"))


def test_other_words_in_a_private_chat_are_answered_with_a_short_help(world: World) -> None:
    assert read(*world.ask("", "hello")) == (
        "Send me the id or the link of a paper, as in /paper 2509.03867. /help shows all I can do."
    )


def test_a_flood_gets_one_polite_line_and_then_silence_until_the_minute_is_over(store: Store) -> None:
    world = make_world(store)
    replies = [world.ask("help") for _ in range(200)]
    assert all(replies[:20])
    assert [read(*told) for told in replies[20:] if told] == [say(EN, "flood")]
    assert world.ask("help", person="43", chat=Address(Platform.TELEGRAM, "43"))
    world.now = world.now.replace(minute=1)
    assert "Paperboy" in read(*world.ask("help"))


def test_a_fault_of_ours_is_told_in_one_neutral_sentence(world: World, caplog) -> None:
    world.store.close()
    (reply,) = world.ask("help", "secret words", language=KO)
    assert read(reply) == say(KO, "fault")
    assert "command.failed" in caplog.text
    assert "secret words" not in caplog.text


@pytest.mark.parametrize("command", [command.name for command in COMMANDS if command.changes and not command.shows])
def test_in_a_group_only_admins_change_what_it_gets(world: World, command: str) -> None:
    (reply,) = world.group(command, may_change=False)
    assert (read(reply), reply.place) == (say(EN, "admins-only"), Place.NOTICE)


CHANGES = {
    "start": "",
    "subscribe": "",
    "unsubscribe": "",
    "language": "ko",
    "time": "9:30 Berlin",
    "days": "mon-fri",
    "style": "compact",
    "quiet": "22-07",
    "away": "until Mon",
    "pictures": "on",
    "weekly": "on",
}
"""What changes a chat by these words. Topics are changed by buttons, the settings are a screen of such commands, and
what a chat watches stands in a table of its own."""


def test_every_command_that_changes_a_chat_is_known_here() -> None:
    assert {command.name for command in COMMANDS if command.changes} == CHANGES.keys() | {
        "topic",
        "topics",
        "settings",
        "watch",
    }


@pytest.mark.parametrize("command", CHANGES)
def test_d5_a_command_that_changes_a_chat_really_does(world: World, command: str) -> None:
    if command not in ("start", "subscribe"):
        world.ask("subscribe")
    before = world.store.chats.all()
    world.ask(command, CHANGES[command])
    assert world.store.chats.all() != before


@pytest.mark.parametrize("command", [command.name for command in COMMANDS if command.shows])
def test_in_a_group_anybody_may_see_settings_and_only_admins_change_them(world: World, command: str) -> None:
    world.group("subscribe")
    before = world.store.chats.all()
    (shown,) = world.group(command, may_change=False)
    assert shown.place is Place.NEW
    for action in buttons(shown).values():
        (reply,) = world.press(action, chat=world.store.chats.all()[0].address, kind=ChatKind.GROUP, may_change=False)
        assert (read(reply), reply.place) == (say(EN, "admins-only"), Place.NOTICE)
    assert world.store.chats.all() == before


@pytest.mark.parametrize("command", [command.name for command in COMMANDS if command.personal])
def test_what_is_personal_is_not_shown_to_a_group(world: World, command: str) -> None:
    (reply,) = world.group(command)
    assert read(reply).startswith("This is about you alone")
