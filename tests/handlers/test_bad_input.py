"""What people get wrong: any command with nothing, too much or nonsense behind it is answered, short and clear."""

from __future__ import annotations

import re

import pytest

from handlers.commands import COMMANDS
from storage.models import Address, ChatKind, Language, Platform
from storage.store import Store
from tests.handlers.desks import EN, JA, KO, ZH, World, list_day, make_world, read

SIGNS = {KO: "[가-힣]", JA: "[ぁ-んァ-ン]", ZH: "[一-鿿]", EN: "[A-Za-z]{3}"}
"""What a text in a language has; one in English has none of the others'."""
LONGEST_ANSWER = 700
"""Signs of an answer that can be read at a glance; longer are only the help and the settings."""
LONG = frozenset({"help", "settings", "time"})


@pytest.fixture
def world(store: Store) -> World:
    """A desk of all languages, with a digest of yesterday."""
    world = make_world(store, (KO, EN, JA, ZH), commands_per_minute=1_000_000)
    list_day(store)
    return world


@pytest.mark.parametrize("language", [KO, EN, JA, ZH])
@pytest.mark.parametrize("subscribed", [True, False])
@pytest.mark.parametrize(
    "words",
    ["", "a b c d e f g h i j k l", "x" * 4_089, "🦄🦄", "-1", "null", "'; DROP TABLE chats; --", "<b>@all</b>", "/"],
    ids=["nothing", "too much", "4,096 signs", "emoji", "a number", "a word", "an injection", "markup", "a slash"],
)
def test_nonsense_behind_any_command_is_answered_short_and_in_the_readers_language(
    world: World, caplog: pytest.LogCaptureFixture, words: str, language: Language, *, subscribed: bool
) -> None:
    if subscribed:
        world.ask("subscribe", language=language)
    for command in (command.name for command in COMMANDS if command.in_menu or command.name == "start"):
        answer = read(*world.ask(command, words, language=language))
        assert re.search(SIGNS[language], answer), command
        if language == EN and command != "language":  # which names each in its own script
            assert not re.search("|".join(SIGNS[other] for other in (KO, JA, ZH)), answer), command
        assert len(answer) < LONGEST_ANSWER or command in LONG, command
        assert "x" * 100 not in answer, command
    assert "command.failed" not in caplog.text


@pytest.mark.parametrize("command", [command.name for command in COMMANDS if not command.in_menu])
@pytest.mark.parametrize("words", ["", "x", "2026-13-45", "2026-05-12 nobody", "2605.99999 xx 9-1", "💥"])
def test_a_button_that_says_nonsense_is_answered(
    world: World, caplog: pytest.LogCaptureFixture, command: str, words: str
) -> None:
    assert world.ask(command, words, pressed="7", language=KO)
    assert "command.failed" not in caplog.text


@pytest.mark.parametrize(
    "words",
    [
        "2605.1",
        "26051.2001",
        "2613.12001",
        "2605.12001v0",
        "arXiv:",
        "hep-th/99",
        "https://arxiv.org/",
        "２６０５",
        "1e9",
    ],
)
@pytest.mark.parametrize("language", [KO, EN])
def test_an_id_of_a_wrong_shape_is_told_with_one_that_works(world: World, words: str, language: Language) -> None:
    (reply,) = world.ask("paper", words, language=language)
    assert "2509.03867" in read(reply)
    assert re.search(SIGNS[language], read(reply))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("KST", "오전 8:15 (Asia/Seoul)"),
        ("Seoul", "오전 8:15 (Asia/Seoul)"),
        ("서울", "오전 8:15 (Asia/Seoul)"),
        ("+9", "오전 8:15 (UTC+9)"),
        ("GMT+9", "오전 8:15 (UTC+9)"),
        ("8", "오전 8:00 (Asia/Seoul)"),
        ("8:15", "오전 8:15 (Asia/Seoul)"),
        ("8pm", "오후 8:00 (Asia/Seoul)"),
        ("오후 8시", "오후 8:00 (Asia/Seoul)"),
        ("8:15 Seoul", "오전 8:15 (Asia/Seoul)"),
    ],
)
def test_an_hour_and_a_zone_are_understood_as_people_write_them(world: World, words: str, shown: str) -> None:
    world.ask("subscribe", language=KO)
    assert f"시각: {shown}" in read(*world.ask("time", words, language=KO))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Mars", "‘Mars’ 시간대를 찾지 못했어요. 이렇게 적어 주세요: Asia/Seoul, Seoul, KST, +9."),
        ("25:00", "‘25:00’에서 시각을 찾지 못했어요. 8, 8:15, 오후 8시처럼 적어 주세요."),
        ("+99", "‘+99’ 시간대를 찾지 못했어요. 이렇게 적어 주세요: Asia/Seoul, Seoul, KST, +9."),
    ],
)
def test_what_is_no_hour_and_no_zone_changes_nothing_and_says_what_would_work(
    world: World, words: str, told: str
) -> None:
    world.ask("subscribe", language=KO)
    before = world.store.chats.all()
    assert read(*world.ask("time", words, language=KO)) == told
    assert world.store.chats.all() == before


def test_what_one_chat_was_asked_about_another_cannot_decide_or_see(world: World) -> None:
    for person in ("42", "43"):
        chat = Address(Platform.TELEGRAM, person)
        world.ask("subscribe", chat=chat, person=person)
    asked = world.ask("topic", "secret project", person="42")[0]
    actions = [button.action for row in asked.layout.buttons for button in row]
    for action in [*actions, "v1:topics:1", "v1:topics:1:remove"]:
        replies = world.press(action, chat=Address(Platform.TELEGRAM, "43"), person="43")
        assert "secret" not in read(*replies)
    assert [chat.topics for chat in world.store.chats.all()] == [(), ()]


@pytest.mark.parametrize("command", ["settings", "status", "why 2605.12001", "language en", "unsubscribe", "topics"])
def test_the_channel_of_others_is_neither_shown_nor_changed(world: World, command: str) -> None:
    world.ask("subscribe", "@papers")
    before = world.store.chats.all()
    name, _, rest = command.partition(" ")
    stranger = {"chat": Address(Platform.TELEGRAM, "43"), "person": "43", "kind": ChatKind.PRIVATE}
    assert read(*world.ask(name, f"@papers {rest}".strip(), **stranger)) == "Only an admin of @papers can do this."
    assert world.store.chats.all() == before
