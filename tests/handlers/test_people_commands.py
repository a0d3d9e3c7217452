"""One's own: the reading list and its files, the state of the chat, one's data, and to be forgotten."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.fan_out import FanOut
from digest.texts import say
from handlers.requests import Place, Reply
from handlers.topic_commands import topics_scope
from storage.marks import MarkKind
from storage.models import Address, ChatKind, PaperKey, Platform
from storage.store import Store
from tests.handlers.desks import ADA, DAY, EN, NOW, TEAM, World, buttons, list_day, make_world, read
from tests.makers import claim_next

SLACK: dict[str, Any] = {
    "chat": Address(Platform.SLACK, "C1", team="T1"),
    "kind": ChatKind.CHANNEL,
    "person": "U1",
    "aside": True,
}


@pytest.fixture
def world(store: Store) -> World:
    """A desk with a long digest of yesterday."""
    list_day(store, 23)
    return make_world(store, commands_per_minute=1_000)


def save(world: World, count: int) -> None:
    for number in range(1, count + 1):
        world.now += timedelta(seconds=1)
        world.press(f"v1:save:2605.12{number:03}")


def content(reply: Reply) -> str:
    assert reply.file is not None
    return reply.file.content.decode()


def test_the_reading_list_is_turned_page_by_page_latest_first(world: World) -> None:
    save(world, 23)
    (page,) = world.ask("saved")
    assert read(page).startswith("Your reading list: 23 papers · 1/3\n1. Title 23\n2. Title 22")
    assert "◀" not in buttons(page)
    (page,) = world.press(buttons(page)["▶"])
    assert page.place is Place.EDIT
    (page,) = world.press(buttons(page)["▶"])
    assert read(page).endswith("21. Title 3\n22. Title 2\n23. Title 1")
    assert "▶" not in buttons(page)
    (paper,) = world.press(buttons(page)["23"])
    assert paper.layout.title == "Title 1"


@pytest.mark.parametrize("words", ["99", "0", "-1", "x", "9" * 100])
def test_a_page_that_there_is_not_is_the_nearest_or_the_first(world: World, words: str) -> None:
    save(world, 23)
    assert "23 papers · " in read(*world.ask("saved", words))


def test_an_empty_reading_list_says_how_to_fill_it(world: World) -> None:
    assert read(*world.ask("saved")) == say(EN, "saved-none")
    assert read(*world.ask("saved", "export")) == say(EN, "saved-none")


@pytest.mark.parametrize(
    ("words", "name", "begins"),
    [
        ("export", "saved-papers.bib", "@misc{kim2605.12002,"),
        ("export bibtex", "saved-papers.bib", "@misc{"),
        ("ris", "saved-papers.ris", "TY  - PREP"),
        ("export JSON", "saved-papers.json", "["),
    ],
)
def test_the_reading_list_is_given_as_a_file(world: World, words: str, name: str, begins: str) -> None:
    save(world, 2)
    (reply,) = world.ask("saved", words)
    assert reply.file is not None
    assert (reply.file.name, reply.place) == (name, Place.NEW)
    assert content(reply).startswith(begins)
    assert content(reply).count("Title") == 2


def test_a_form_that_there_is_not_is_told_with_those_that_there_are(world: World) -> None:
    save(world, 1)
    assert "bibtex, ris, json" in read(*world.ask("saved", "export word"))


def test_a_file_is_got_by_a_button_too(world: World) -> None:
    save(world, 1)
    (page,) = world.ask("saved")
    assert content(*world.press(buttons(page)["RIS"])).startswith("TY  - PREP")


def test_what_is_personal_is_answered_in_a_channel_where_the_person_alone_sees_it(world: World) -> None:
    world.press("v1:save:2605.12001", **SLACK)
    assert "Your reading list: 1 paper" in read(*world.ask("saved", **SLACK))
    other_workspace = SLACK | {"chat": Address(Platform.SLACK, "C1", team="T2")}
    assert read(*world.ask("saved", **other_workspace)) == say(EN, "saved-none")
    assert read(*world.ask("saved", **SLACK | {"aside": False})).startswith("This is about you alone")


def test_the_status_of_a_chat_says_what_became_of_its_last_digest(world: World) -> None:
    assert "not subscribed yet" in read(*world.ask("status"))
    world.ask("subscribe")
    assert "No digest came here in the last 7 days." in read(*world.ask("status"))
    _queue(world)
    shown = read(*world.ask("status"))
    assert "The next digest comes tomorrow at 08:15 (Asia/Seoul)." in shown
    assert "The last digest, Tuesday, 12 May 2026: 0 of 23 papers delivered · 24 messages on their way" in shown
    (chat,) = world.store.chats.active()
    item = claim_next(world.store, chat.id, NOW)
    assert item is not None
    world.store.outbox.give_up(item.id, "refused")
    assert "23 messages on their way · 1 message could not be delivered" in read(*world.ask("status"))


def _queue(world: World) -> None:
    FanOut(world.store, [world.store.days.get(DAY)], NOW).queue_owed(world.store.chats.active())


def test_an_export_holds_all_that_is_kept_of_a_person(world: World) -> None:
    world.ask("subscribe")
    world.ask("subscribe", "@papers")
    _queue(world)
    save(world, 1)
    world.press("v1:like:2605.12002", chat=TEAM, kind=ChatKind.GROUP)
    data = json.loads(content(*world.ask("export")))
    assert data["person"] == "telegram:42"
    assert data["chat"]["address"] == "telegram:42"
    assert len(data["chat"]["given"]) == 23
    assert data["subscribed"] == ["telegram:42", "telegram:-100777"]
    assert {(mark["kind"], mark["paper"]) for mark in data["marks"]} == {
        ("save", "2605.12001"),
        ("like", "2605.12002"),
    }


def test_an_export_holds_nothing_of_others(world: World) -> None:
    world.ask("subscribe")
    save(world, 1)
    data = json.loads(content(*world.ask("export", chat=Address(Platform.TELEGRAM, "43"), person="43")))
    assert data == {
        "person": "telegram:43",
        "chat": None,
        "topics": [],
        "wordings": [],
        "subscribed": [],
        "marks": [],
        "presents": [],
        "watches": [],
    }


def test_an_export_has_the_wording_of_every_topic_and_of_what_was_tried(world: World) -> None:
    world.ask("subscribe")
    (tried,) = world.ask("topic", '"강화학습" OR RAG votes:>5')
    world.press(buttons(tried)["⚡ At once"])
    world.ask("topic", "left again")
    data = json.loads(content(*world.ask("export")))
    wide = '"강화학습" OR RAG votes:>5 OR "retrieval-augmented generation"'
    assert data["topics"] == [
        {"topic": wide, "told": "now", "again_in_digest": False, "added_at": world.now.isoformat()}
    ]
    assert data["wordings"] == [wide, '"강화학습" OR RAG votes:>5', "left again"]


def test_forgetting_is_asked_twice_and_then_complete(world: World) -> None:
    world.ask("subscribe")
    world.ask("subscribe", "@papers")
    world.ask("paper", "2605.12001")
    world.store.quotas.take({"telegram:42": 9, topics_scope("telegram:42"): 9}, NOW.date())
    world.store.pauses.put("telegram:42", NOW + timedelta(hours=1), "slow")
    _queue(world)
    save(world, 3)
    (question,) = world.ask("forget")
    (again,) = world.press(buttons(question)["Delete"])
    assert world.store.chats.find(ADA) is not None
    (done,) = world.press(buttons(again)["Delete everything"])
    assert read(done) == "All your data is deleted. /start begins anew."
    assert holding(world.store, "42") == []
    # The channel is its readers', and stays; only the name of who subscribed it goes.
    (channel,) = world.store.chats.all()
    assert (channel.address.chat, channel.added_by) == ("-100777", None)
    assert world.store.ledger.keys_of(1) == ()
    assert world.store.lanes.read([1], 9).get(1, ()) == ()


def holding(store: Store, text: str) -> list[tuple[str, str]]:
    """Return every place of the database that holds a person's id as a value or as the end of an address."""
    tables = [row["name"] for row in store._db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [
        (table, name)
        for table in tables
        for row in map(dict, store._db.rows(f"SELECT * FROM {table}"))
        for name, value in row.items()
        if value in (text, f"telegram:{text}")
    ]


@pytest.mark.parametrize("step", ["question", "again"])
def test_whoever_thinks_better_of_it_loses_nothing(world: World, step: str) -> None:
    world.ask("subscribe")
    save(world, 1)
    (screen,) = world.ask("forget")
    if step == "again":
        (screen,) = world.press(buttons(screen)["Delete"])
    assert read(*world.press(buttons(screen)["Keep everything"])) == say(EN, "forget-kept")
    assert world.store.chats.find(ADA) is not None
    assert world.store.marks.keys_of("telegram:42", MarkKind.SAVE) == (PaperKey("2605.12001"),)


def test_words_alone_forget_nothing(world: World) -> None:
    world.ask("subscribe")
    for words in ("done", "sure", "yes"):
        assert say(EN, "forget-question", export="/export") == read(*world.ask("forget", words))
    assert world.store.chats.find(ADA) is not None


def test_forgetting_in_a_channel_of_slack_leaves_the_channel_alone(world: World) -> None:
    direct = SLACK | {"chat": Address(Platform.SLACK, "D1", team="T1"), "kind": ChatKind.DIRECT}
    world.ask("subscribe", **direct)
    world.ask("subscribe", **SLACK | {"person": "U2"})
    world.press("v1:save:2605.12001", **SLACK)
    world.press("v1:forget:done", **SLACK)
    assert [chat.address.chat for chat in world.store.chats.all()] == ["C1"]
    assert world.store.marks.of_person("slack:T1/U1") == ()
