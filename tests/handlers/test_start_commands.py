"""The first minute, and subscriptions: of a person, a group, a channel by its name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from digest.texts import languages, say
from digest.topics import parse_topic
from handlers.requests import Place
from handlers.start_commands import TOPICS
from storage.models import Address, ChatKind, Language, PaperKey, Platform
from storage.store import Store
from tests.handlers.desks import ADA, EN, KO, NOW, TEAM, FakeDirectory, World, buttons, list_day, make_world, read
from tests.makers import make_paper

CHANNEL = Address(Platform.TELEGRAM, "-100777")


@pytest.fixture
def world(store: Store) -> World:
    """A desk with a digest of yesterday."""
    list_day(store)
    return make_world(store)


def test_the_first_minute_is_a_greeting_three_taps_and_a_real_paper(world: World) -> None:
    (greeting,) = world.ask("start", language=KO)
    assert read(greeting).startswith("Paperboy\n안녕하세요!")
    (hours,) = world.press(buttons(greeting)["English"], language=KO)
    assert hours.place is Place.EDIT
    assert "When should the digest come?" in read(hours)
    (topics,) = world.press(buttons(hours)["21:00"], language=KO)
    assert "come first in each digest" in read(topics)
    (topics,) = world.press(buttons(topics)["agents"], language=KO)
    done, paper = world.press(buttons(topics)["Done"], language=KO)
    assert (topics.place, done.place) == (Place.EDIT, Place.EDIT)
    assert "The next digest comes today at 21:00 (Asia/Seoul)." in read(done)
    # The most liked of the latest digest.
    assert (paper.layout.title, paper.place) == ("Title 1", Place.NEW)
    chat = world.store.chats.find(ADA)
    assert chat is not None
    assert (chat.language, chat.deliver_at, chat.topics) == (EN, time(21), ("agents",))
    assert chat.added_by == "telegram:42"
    assert chat.next_due_at == datetime(2026, 5, 13, 12, 0, tzinfo=UTC)


def test_every_tap_may_be_skipped_and_leaves_the_defaults(world: World) -> None:
    (greeting,) = world.ask("start", language=KO)
    (hours,) = world.press(buttons(greeting)["건너뛰기"])
    (topics,) = world.press(buttons(hours)["건너뛰기"])
    done, _ = world.press(buttons(topics)["완료"])
    assert "내일 오전 8:15" in read(done)
    chat = world.store.chats.find(ADA)
    assert chat is not None
    assert (chat.language, chat.zone, chat.deliver_at) == (KO, "Asia/Seoul", time(8, 15))


def test_topics_are_switched_one_by_one_and_those_written_elsewhere_stay(world: World) -> None:
    world.ask("start")
    chat = world.store.chats.get(1)
    world.store.chats.add(replace(chat, topics=("protein -folding",)), NOW)
    (topics,) = world.press("v1:start:topic:video generation")
    assert "✓ video generation" in buttons(topics)
    world.press(buttons(topics)["agents"])
    (topics,) = world.press(buttons(topics)["✓ video generation"])
    assert world.store.chats.get(1).topics == ("protein -folding", "agents")


def test_every_topic_that_is_offered_is_one_that_can_be_used() -> None:
    assert all(parse_topic(topic).alternatives for topic in TOPICS)


def test_whoever_stops_after_the_greeting_is_subscribed_all_the_same(world: World) -> None:
    world.ask("start")
    assert [chat.address for chat in world.store.chats.active()] == [ADA]


def test_where_one_language_is_offered_it_is_not_asked_for(store: Store) -> None:
    (hours,) = make_world(store, [EN]).ask("start", language=KO)
    assert say(EN, "greeting") in read(hours)
    assert "When should the digest come?" in read(hours)


def test_without_any_digest_the_end_promises_no_paper(store: Store) -> None:
    world = make_world(store)
    world.ask("start")
    (done,) = world.press("v1:start:topic:skip")
    assert say(EN, "start-sample") not in read(done)


def test_a_person_whose_language_is_not_offered_is_greeted_in_the_first(world: World) -> None:
    assert "Hello!" in read(*world.ask("start", language=Language("fr")))
    assert "Hello!" in read(*world.ask("start", language=None, chat=replace(ADA, chat="43"), person="43"))


def test_start_wakes_a_chat_that_was_paused_and_keeps_its_preferences(world: World) -> None:
    world.ask("subscribe")
    world.ask("time", "21:30")
    world.store.chats.pause(1, "bot was blocked by the user", NOW)
    world.ask("start")
    chat = world.store.chats.get(1)
    assert (chat.paused_because, chat.deliver_at) == (None, time(21, 30))


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("paper_2605-12001", "2605.12001"),
        ("paper_0704-0001", "0704.0001"),
        ("paper_hep-th_9901001", "hep-th/9901001"),
        ("paper_math_0301001", "math/0301001"),
    ],
)
def test_a_deep_link_opens_its_paper_and_invites(world: World, word: str, key: str) -> None:
    world.store.papers.put([make_paper(key, withdrawn=True, title="Linked")])
    paper, invitation = world.ask("start", word)
    assert paper.layout.title == "Linked"
    assert read(invitation) == "I can bring you summaries like this every day: /start"
    assert world.store.chats.find(ADA) is None


def test_a_deep_link_invites_nobody_who_is_subscribed_already(world: World) -> None:
    world.ask("subscribe")
    assert len(world.ask("start", "paper_2605-12001")) == 1


def test_the_sample_is_of_a_settled_digest_although_a_newer_list_grows(world: World) -> None:
    world.store.papers.put([make_paper("2605.13001", upvotes=99)])
    world.store.days.record_look(NOW.date(), [PaperKey("2605.13001")], [], NOW)
    world.ask("start")
    assert world.press("v1:start:topic:skip")[-1].layout.title == "Title 1"


def test_a_group_is_set_up_by_its_admins_only(world: World) -> None:
    (refused,) = world.group("start", may_change=False)
    assert read(refused) == say(EN, "admins-only")
    assert world.store.chats.all() == ()
    world.group("start")
    assert [chat.kind for chat in world.store.chats.all()] == [ChatKind.GROUP]


def test_a_forum_topic_is_subscribed_by_its_thread(world: World) -> None:
    topic = replace(TEAM, thread="7")
    assert "Subscribed." in read(*world.ask("subscribe", chat=topic, kind=ChatKind.TOPIC))
    assert world.store.chats.find(topic) is not None
    assert world.store.chats.find(TEAM) is None


def test_subscribing_twice_says_so_and_changes_nothing(world: World) -> None:
    world.ask("subscribe")
    world.ask("time", "21:30")
    before = world.store.chats.all()
    assert "Already subscribed" in read(*world.ask("subscribe"))
    assert world.store.chats.all() == before


def test_who_comes_back_finds_their_preferences_and_is_owed_nothing_of_the_days_between(world: World) -> None:
    world.ask("subscribe")
    world.ask("time", "21:30")
    assert "/subscribe brings everything back" in read(*world.ask("unsubscribe"))
    assert world.store.chats.all() == ()
    world.now += timedelta(days=5)
    world.ask("subscribe")
    (chat,) = world.store.chats.active()
    assert (chat.deliver_at, chat.created_at) == (time(21, 30), world.now)


def test_what_is_not_subscribed_is_not_unsubscribed(world: World) -> None:
    assert read(*world.ask("unsubscribe")) == "This chat is not subscribed yet. /subscribe starts the delivery."


@pytest.mark.parametrize("name", ["@papers", "https://t.me/papers", "t.me/papers"])
def test_a_channel_is_subscribed_from_a_private_chat_by_its_admin(world: World, name: str) -> None:
    (reply,) = world.ask("subscribe", name)
    assert read(reply).startswith("@papers\nSubscribed.")
    (chat,) = world.store.chats.all()
    assert (chat.address, chat.kind, chat.added_by) == (CHANNEL, ChatKind.CHANNEL, "telegram:42")


@pytest.mark.parametrize("command", ["subscribe", "unsubscribe", "settings", "time", "language", "status", "why"])
def test_nobody_sees_or_changes_the_channel_of_others(world: World, command: str) -> None:
    world.ask("subscribe", "@papers")
    before = world.store.chats.all()
    stranger = {"person": "43", "chat": Address(Platform.TELEGRAM, "43")}
    assert read(*world.ask(command, "@papers 2605.12001", **stranger)) == "Only an admin of @papers can do this."
    assert world.store.chats.all() == before


def test_a_channel_that_the_bot_cannot_see_or_write_to_is_told_apart(world: World) -> None:
    assert read(*world.ask("subscribe", "@nowhere")).startswith("I cannot see @nowhere.")
    mute = replace(world.desk, directories={Platform.TELEGRAM: FakeDirectory(postable=False)})
    assert read(*replace(world, desk=mute).ask("subscribe", "@papers")).startswith("I may not post in @papers.")
    blind = replace(world.desk, directories={})
    assert read(*replace(world, desk=blind).ask("subscribe", "@papers")).startswith("I cannot see @papers.")


def test_a_channel_of_slack_is_called_by_its_name(world: World) -> None:
    (reply,) = world.ask("subscribe", "<#C1|general>", chat=Address(Platform.SLACK, "D1", team="T1"))
    assert read(reply).startswith("I cannot see #general.")


def test_settings_of_a_channel_are_changed_by_buttons_in_the_private_chat(world: World) -> None:
    world.ask("subscribe", "@papers")
    (screen,) = world.ask("settings", "@papers")
    assert screen.layout.title == "Settings — @papers"
    (choices,) = world.press(buttons(screen)["Language"])
    (changed,) = world.press(buttons(choices)["한국어"])
    # The channel speaks Korean from now on; the person is still spoken to in English.
    assert "✓ Language: saved." in read(changed)
    (chat,) = world.store.chats.all()
    assert (chat.address, chat.language) == (CHANNEL, KO)


@pytest.mark.parametrize("words", ["papers", "-100777", "t.me/c/777/3", "t.me/+AbCd", "#papers", "every day, please"])
def test_a_word_that_names_no_chat_is_not_taken_for_the_chat_it_was_said_in(world: World, words: str) -> None:
    told = f"“{words}” names no channel or group. Write it as @channel, or nothing for this chat."
    assert read(*world.ask("subscribe", words)) == told
    assert world.store.chats.find(ADA) is None
    world.ask("subscribe")
    assert read(*world.ask("unsubscribe", words)) == told
    assert world.store.chats.get(1).paused_because is None


@pytest.mark.parametrize("language", languages())
def test_the_hour_of_another_zone_is_told_in_words_that_work(store: Store, language: Language) -> None:
    world = make_world(store, languages())
    world.ask("start", language=language)
    (hours,) = world.press("v1:start:language:skip")
    example = say(language, "example-elsewhere")
    assert f"/time {example}" in read(hours)
    world.ask("time", example)
    chat = world.store.chats.get(1)
    assert (chat.deliver_at, chat.zone) == (time(9, 30), "Europe/Berlin")
