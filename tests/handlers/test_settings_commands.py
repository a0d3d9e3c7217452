"""Settings: seen and changed by words and by buttons, and each changes what a delivery does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.fan_out import FanOut
from digest.texts import languages, say
from handlers.commands import COMMANDS
from handlers.requests import Place
from handlers.telegram_messages import telegram_payloads
from storage.models import Address, Chat, ChatKind, Language, Platform, Style
from storage.store import Store
from tests.handlers.desks import ADA, DAY, EN, KO, NOW, World, buttons, list_day, make_world, read
from tests.makers import claim_next, mark_sent

SETTINGS = tuple(command.name for command in COMMANDS if command.is_setting)
SEOUL_MORNING = datetime(2026, 5, 13, 23, 15, tzinfo=UTC)


@pytest.fixture
def world(store: Store) -> World:
    """A desk with a subscribed reader of English and a digest that waits for them."""
    list_day(store)
    world = make_world(store, commands_per_minute=1_000)
    world.ask("subscribe")
    return world


def chat_of(world: World, address: Address = ADA) -> Chat:
    chat = world.store.chats.find(address)
    assert chat is not None
    return chat


def delivered(world: World) -> list[dict[str, object]]:
    """Queue what the chat is owed, as the clock does, and return the messages."""
    FanOut(world.store, [world.store.days.get(DAY)], world.now).queue_owed(world.store.chats.active())
    messages = []
    for chat in world.store.chats.active():
        while item := claim_next(world.store, chat.id, world.now):
            messages.append(json.loads(item.payload))
            mark_sent(world.store, item, str(item.id), world.now)
    return messages


@pytest.mark.parametrize(
    ("command", "words", "due"),
    [
        ("time", "21:00", datetime(2026, 5, 13, 12, tzinfo=UTC)),
        ("time", "8pm New York", datetime(2026, 5, 14, 0, tzinfo=UTC)),
        ("time", "Berlin 20:30", datetime(2026, 5, 13, 18, 30, tzinfo=UTC)),
        ("time", "오후 8시 15분 서울", datetime(2026, 5, 13, 11, 15, tzinfo=UTC)),
        ("time", "Tokyo", SEOUL_MORNING),
        ("time", "+2", datetime(2026, 5, 14, 6, 15, tzinfo=UTC)),
        ("zone", "UTC", datetime(2026, 5, 13, 8, 15, tzinfo=UTC)),
        ("days", "sat", datetime(2026, 5, 15, 23, 15, tzinfo=UTC)),
        ("days", "-thu", datetime(2026, 5, 14, 23, 15, tzinfo=UTC)),
        ("quiet", "22-09", datetime(2026, 5, 14, 0, tzinfo=UTC)),
        ("quiet", "off", SEOUL_MORNING),
        ("away", "until Mon", datetime(2026, 5, 17, 23, 15, tzinfo=UTC)),
        ("away", "off", SEOUL_MORNING),
    ],
)
def test_what_is_set_changes_when_the_next_digest_comes(world: World, command: str, words: str, due: datetime) -> None:
    (reply,) = world.ask(command, words)
    assert chat_of(world).next_due_at == due
    assert "saved." in read(reply)


def test_the_language_changes_what_a_delivery_says(world: World) -> None:
    world.ask("language", "Korean")
    assert say(KO, "paper-count", count=3) in str(delivered(world)[0]["text"])


def test_the_style_changes_how_much_a_delivery_sends(world: World) -> None:
    world.ask("style", "compact")
    (head,) = delivered(world)
    assert say(EN, "choose-number") in str(head["text"])


def test_a_full_style_sends_every_paper(world: World) -> None:
    world.ask("style", "compact")
    world.ask("style", "full")
    assert len(delivered(world)) == 4


def test_only_slack_has_a_choice_between_the_thread_and_the_channel(world: World) -> None:
    assert "thread" not in buttons(world.ask("style")[0])
    (refusal,) = world.ask("style", "thread")
    assert "There are: full, compact, topics only" in read(refusal)
    slack = Address(Platform.SLACK, "C1", team="T1")
    world.ask("subscribe", chat=slack, kind=ChatKind.CHANNEL)
    (choices,) = world.ask("style", chat=slack, kind=ChatKind.CHANNEL)
    assert {"✓ thread", "full", "compact"} <= set(buttons(choices))
    assert "outside of any thread" in read(choices)
    world.ask("style", "full", chat=slack, kind=ChatKind.CHANNEL)
    assert chat_of(world, slack).style is Style.FULL
    world.ask("style", "스레드", chat=slack, kind=ChatKind.CHANNEL)
    assert chat_of(world, slack).style is Style.THREAD


def test_pictures_change_what_a_delivery_previews(world: World) -> None:
    paper = world.store.papers.get(world.store.days.get(DAY).papers[0].key)
    world.store.papers.put([replace(paper, thumbnail_url="https://example.org/a.png")])
    world.ask("pictures", "on")
    assert [message["preview"] for message in delivered(world)].count("https://example.org/a.png") == 1


def test_a_style_of_topics_needs_topics(world: World) -> None:
    (reply,) = world.ask("style", "topics")
    assert read(reply) == say(EN, "style-needs-topics", command="/topic video diffusion")
    world.store.chats.add(replace(chat_of(world), topics=("diffusion",)), NOW)
    world.ask("style", "topics")
    assert chat_of(world).style is Style.TOPICS


def test_settings_are_one_message_that_is_edited_in_place(world: World) -> None:
    (screen,) = world.ask("settings")
    assert screen.place is Place.NEW
    (choices,) = world.press(buttons(screen)["Time"])
    (changed,) = world.press(buttons(choices)["21:00"])
    (again,) = world.press(buttons(changed)["Time"])
    (back,) = world.press(buttons(again)["← Back"])
    assert [reply.place for reply in (choices, changed, again, back)] == [Place.EDIT] * 4
    assert "✓ 21:00" in buttons(again)
    assert "Time: 21:00 (Asia/Seoul)" in read(back)
    assert chat_of(world).deliver_at == time(21)


def test_days_are_switched_one_by_one_on_one_screen(world: World) -> None:
    (screen,) = world.press("v1:days")
    (screen,) = world.press(buttons(screen)["✓ Sat"])
    (screen,) = world.press(buttons(screen)["✓ Sun"])
    assert chat_of(world).days == frozenset(range(5))
    assert "Now: weekdays" in read(screen)
    (screen,) = world.press(buttons(screen)["Sat"])
    assert chat_of(world).days == frozenset(range(6))


def test_the_last_day_cannot_be_taken_away(world: World) -> None:
    world.ask("days", "mon")
    (reply,) = world.press("v1:days:-mon")
    assert (read(reply), reply.place) == (say(EN, "no-day-left"), Place.NOTICE)
    assert chat_of(world).days == {0}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SETTINGS)
def test_every_button_of_every_setting_does_what_it_says_in_every_language(store: Store, name: str, language) -> None:
    world = make_world(store, languages())
    world.ask("subscribe", language=language)
    for text, action in buttons(*world.press(f"v1:{name}")).items():
        world.ask("language", language)
        world.ask("days", "all")
        (reply,) = world.press(action)
        assert reply.place is Place.EDIT
        (choices,) = world.press(f"v1:{name}")
        if not text.startswith(("✓", "←")) and name != "days":
            assert sum(shown.startswith("✓") for shown in buttons(choices)) >= 1


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SETTINGS)
def test_every_example_works_in_the_language_that_it_is_told_in(store: Store, name: str, language: Language) -> None:
    world = make_world(store, languages())
    world.ask("subscribe", language=language)
    words = say(language, f"example-{name}")
    assert f"/{name} {words}" in read(*world.ask(name))
    assert f"/{name} {words}" in read(*world.ask("help"))
    assert "✓" in read(*world.ask(name, words))


@pytest.mark.parametrize(
    ("command", "words", "told"),
    [
        ("time", "25:00", "not an hour of the day"),
        ("time", "8:15 Mars", "no time zone"),
        ("time", "soon", "no time zone"),
        ("days", "someday", "mon-fri"),
        ("quiet", "night", "22-07"),
        ("away", "2020-01-01", "over already"),
        ("language", "Klingon", "English (en), 한국어 (ko)"),
        ("style", "loud", "full, compact, topics"),
        ("pictures", "maybe", "neither on nor off"),
    ],
)
def test_what_cannot_be_set_is_told_with_what_would_work_and_changes_nothing(
    world: World, command: str, words: str, told: str
) -> None:
    before = chat_of(world)
    assert told in read(*world.ask(command, words))
    assert chat_of(world) == before


@pytest.mark.parametrize("command", [command.name for command in COMMANDS if command.shows])
def test_where_nothing_is_subscribed_there_is_nothing_to_set(store: Store, command: str) -> None:
    assert read(*make_world(store).ask(command)) == "This chat is not subscribed yet. /subscribe starts the delivery."


def test_away_counts_days_in_the_zone_of_the_reader(world: World) -> None:
    world.now = datetime(2026, 5, 13, 23, 30, tzinfo=UTC)
    world.ask("away", "tomorrow")
    # In Seoul it is the 14th already.
    assert chat_of(world).away_until == date(2026, 5, 15)


def test_a_past_absence_is_shown_as_none(world: World) -> None:
    world.ask("away", "2 days")
    world.now += timedelta(days=3)
    assert "Away until: off" in read(*world.ask("settings"))


def test_settings_are_kept_over_a_pause(world: World) -> None:
    world.store.chats.pause(1, "bot was blocked by the user", NOW)
    (reply,) = world.ask("time", "21:00")
    assert "The delivery to this chat is paused." in read(reply)
    assert chat_of(world).paused_because == "bot was blocked by the user"


def test_a_channel_and_a_zone_with_the_longest_names_can_be_set_by_buttons(world: World) -> None:
    name = f"@{'p' * 32}"
    world.desk.directories[Platform.TELEGRAM].names.add(name)  # type: ignore[attr-defined]
    world.ask("subscribe", name)
    world.ask("time", f"{name} America/Argentina/Buenos_Aires")
    (screen,) = world.ask("time", name)
    [payload] = telegram_payloads(screen.layout)
    labels = [button["text"] for row in payload["buttons"] for button in row]
    assert {"07:00", "Asia/Seoul", "← Back"} <= set(labels)
