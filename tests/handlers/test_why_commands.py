"""Why a paper reached a chat, or did not: every answer that there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.fan_out import FanOut
from digest.texts import say
from storage.models import Alert, Chat, ChatTopic, DeliveryState, PaperKey, Style
from storage.store import Store
from tests.handlers.desks import ADA, DAY, EN, NOW, World, list_day, make_world, read
from tests.makers import claim_next, make_paper, mark_sent

FIRST = PaperKey("2605.12001")


@pytest.fixture
def world(store: Store) -> World:
    """A desk with a digest of yesterday, and a chat that subscribed the day before."""
    list_day(store)
    world = make_world(store)
    world.now = NOW - timedelta(days=2)
    world.ask("subscribe")
    world.now = NOW
    return world


def change(world: World, **changes: object) -> Chat:
    chat = world.store.chats.find(ADA)
    assert chat is not None
    return world.store.chats.add(replace(chat, **changes), NOW)  # type: ignore[arg-type]


def queue(world: World) -> None:
    FanOut(world.store, [world.store.days.get(DAY)], world.now).queue_owed(world.store.chats.active())


def send(world: World) -> None:
    """Send the first message of each chat."""
    for chat in world.store.chats.active():
        if item := claim_next(world.store, chat.id, NOW):
            mark_sent(world.store, item, "1", NOW)


def fail(world: World) -> None:
    for chat in world.store.chats.active():
        while item := claim_next(world.store, chat.id, NOW):
            world.store.outbox.give_up(item.id, "refused")


def join_late(world: World, key: str) -> None:
    world.store.papers.put([make_paper(key)])
    keys = [listed.key for listed in world.store.days.get(DAY).papers]
    world.store.days.record_look(DAY, [*keys, PaperKey(key)], [], NOW)


def test_a_paper_on_its_way_and_one_that_was_sent(world: World) -> None:
    queue(world)
    assert "on its way with the digest of Tuesday, 12 May 2026" in read(*world.ask("why", FIRST))
    send(world)
    send(world)
    assert "It was sent here with the digest of Tuesday, 12 May 2026: today at 17:00." in read(*world.ask("why", FIRST))


def test_a_paper_whose_message_was_refused(world: World) -> None:
    queue(world)
    fail(world)
    assert "could not be delivered" in read(*world.ask("why", FIRST))
    assert world.store.outbox.counts() == {DeliveryState.FAILED: 4}


def test_a_paper_of_a_compact_digest_came_with_its_head(world: World) -> None:
    change(world, style=Style.COMPACT)
    queue(world)
    assert "on its way" in read(*world.ask("why", FIRST))
    send(world)
    assert "It was sent here" in read(*world.ask("why", FIRST))


def test_a_paper_of_a_bundle_came_with_that(world: World) -> None:
    change(world, topics=("title",))
    world.store.topics.put(ChatTopic(1, "title", Alert.BUNDLE, False, None))
    queue(world)
    assert world.store.ledger.delivery_of(1, FIRST) == f"bundle:{DAY}"
    send(world)
    assert "It was sent here with the digest of Tuesday, 12 May 2026" in read(*world.ask("why", FIRST))


def test_a_paper_that_was_told_of_at_once_says_by_which_words(world: World) -> None:
    told = "This chat was told of it today at 17:00, because it matches its topics: agents, memory."
    world.store.topics.record(1, {FIRST: ("agents", "memory")}, NOW)
    assert say(EN, "why-due") in read(*world.ask("why", FIRST))
    world.store.ledger.queue([1], f"alert:{FIRST}", (), [FIRST], NOW)
    assert read(*world.ask("why", FIRST)).endswith(told)


def test_a_paper_of_an_import_or_of_a_digest_whose_messages_are_gone_was_given(world: World) -> None:
    world.store.ledger.take_over(1, [PaperKey("2501.00001")])
    assert "with the digest of an earlier day; each paper comes once only" in read(*world.ask("why", "2501.00001"))
    world.store.ledger.queue([1], DAY.isoformat(), (), [FIRST], NOW)
    assert "with the digest of Tuesday, 12 May 2026; each paper" in read(*world.ask("why", FIRST))


def a_paper_that_is_due(world: World) -> str:
    return FIRST


def a_paused_chat(world: World) -> str:
    world.store.chats.pause(1, "bot was blocked by the user", NOW)
    return FIRST


def an_absent_reader(world: World) -> str:
    world.ask("away", "until Mon")
    return FIRST


def another_topic(world: World) -> str:
    change(world, style=Style.TOPICS, topics=("diffusion",))
    return FIRST


def another_topic_when_the_digest_was_made(world: World) -> str:
    change(world, style=Style.TOPICS, topics=("diffusion",))
    queue(world)
    return FIRST


def a_list_that_grows(world: World) -> str:
    world.store.papers.put([make_paper("2605.13001")])
    world.store.days.record_look(NOW.date(), [PaperKey("2605.13001")], [], NOW)
    return "2605.13001"


def a_paper_that_joined_late(world: World) -> str:
    queue(world)
    join_late(world, "2605.12009")
    return "2605.12009"


def an_old_list(world: World) -> str:
    world.now = NOW + timedelta(days=9)
    return FIRST


def a_list_before_the_subscription(world: World) -> str:
    (key, *_) = list_day(world.store, 1, date(2026, 5, 8))
    return key


def a_paper_of_no_list(world: World) -> str:
    world.store.papers.put([make_paper("2501.00001")])
    return "2501.00001"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (a_paper_that_is_due, "why-due"),
        (a_paused_chat, "why-paused"),
        (an_absent_reader, "why-away"),
        (another_topic, "why-topics"),
        (another_topic_when_the_digest_was_made, "why-topics"),
        (a_list_that_grows, "why-growing"),
        (a_paper_that_joined_late, "why-late"),
        (an_old_list, "why-old"),
        (a_list_before_the_subscription, "why-before"),
        (a_paper_of_no_list, "why-not-listed"),
    ],
)
def test_every_reason_is_told(world: World, given: Callable[[World], str], reason: str) -> None:
    key = given(world)
    values: dict[str, str | int] = {
        "command": "/start",
        "count": 7,
        "date": "Monday, 18 May 2026" if reason == "why-away" else "Monday, 11 May 2026",
    }
    assert say(EN, reason, **values) in read(*world.ask("why", f"https://arxiv.org/abs/{key}"))


def test_the_latest_digest_before_a_subscription_is_owed_to_a_new_reader(store: Store) -> None:
    world = make_world(store)
    list_day(store)
    world.ask("subscribe")
    assert say(EN, "why-due") in read(*world.ask("why", FIRST))


def test_why_needs_an_id_and_a_subscription(world: World) -> None:
    assert "/why 2509.03867" in read(*world.ask("why"))
    assert "is not an arXiv id" in read(*world.ask("why", "me?"))
    world.ask("unsubscribe")
    assert "not subscribed" in read(*world.ask("why", FIRST))


def test_hours_are_told_in_the_zone_of_the_chat(world: World) -> None:
    world.ask("time", "Berlin")
    queue(world)
    for _ in range(4):
        send(world)
    world.now = datetime(2026, 5, 14, 8, tzinfo=UTC)
    assert "on Wed, 13 May at 10:00" in read(*world.ask("why", FIRST))


def list_titles(world: World) -> None:
    titles = ("Video diffusion", "Speech for doctors", "Faster video diffusion")
    world.store.papers.put(
        make_paper(f"2605.1200{number}", title=title, upvotes=9) for number, title in enumerate(titles, 1)
    )


def test_a_paper_that_is_like_liked_ones_says_so(world: World) -> None:
    list_titles(world)
    world.press("v1:like:2605.12003")
    assert "it stands higher here, because you liked papers on" in read(*world.ask("why", FIRST))
    assert "diffusion" in read(*world.ask("why", FIRST))
    assert "liked papers" not in read(*world.ask("why", "2605.12002"))


def test_a_paper_that_was_dismissed_and_its_like_say_why_they_stand_at_the_end(world: World) -> None:
    list_titles(world)
    world.press("v1:dismiss:2605.12003")
    assert say(EN, "why-dismissed") in read(*world.ask("why", "2605.12003"))
    assert say(EN, "why-sunk", title="Faster video diffusion") in read(*world.ask("why", FIRST))
    world.press("v1:dismiss:2605.12003")
    assert "at the end" not in read(*world.ask("why", FIRST))


def test_a_paper_on_a_topic_does_not_sink_and_says_nothing_of_it(world: World) -> None:
    list_titles(world)
    world.press("v1:dismiss:2605.12003")
    change(world, topics=("video",))
    assert "at the end" not in read(*world.ask("why", FIRST))


def test_likes_after_a_delivery_do_not_explain_it(world: World) -> None:
    list_titles(world)
    queue(world)
    world.now = NOW + timedelta(minutes=1)
    world.press("v1:like:2605.12003")
    assert "liked papers" not in read(*world.ask("why", FIRST))


def test_what_came_by_itself_has_no_place_to_explain(world: World) -> None:
    list_titles(world)
    world.press("v1:like:2605.12003")
    chat = world.store.chats.all()[0]
    world.store.ledger.queue([chat.id], f"bundle:{DAY}", (), [FIRST], NOW)
    assert "liked papers" not in read(*world.ask("why", FIRST))


def test_a_list_that_is_too_old_to_come_has_no_place_to_explain(world: World) -> None:
    list_titles(world)
    world.press("v1:like:2605.12003")
    world.now = NOW + timedelta(days=9)
    assert "liked papers" not in read(*world.ask("why", FIRST))


def test_a_late_paper_is_explained_by_the_likes_of_now_for_it_comes_next(world: World) -> None:
    list_titles(world)
    queue(world)
    join_late(world, "2605.12009")
    world.store.papers.put([make_paper("2605.12009", title="Diffusion for video")])
    world.now = NOW + timedelta(minutes=1)
    world.press("v1:like:2605.12003")
    assert "liked papers" in read(*world.ask("why", "2605.12009"))
