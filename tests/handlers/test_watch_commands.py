"""Watching papers: begun by any form of an id, listed, ended, undone, limited, and the admins' matter in a group."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from digest.texts import say
from handlers.layout import Look
from handlers.paging import PAGE
from handlers.watch_commands import MAX_OF_PERSON, MAX_WATCHES, WATCHED_FOR
from storage.models import Address, ChatKind, PaperKey, Platform
from storage.store import Store
from storage.watches import PaperWatch
from tests.handlers.desks import ADA, EN, NOW, TEAM, World, buttons, list_day, make_world, read
from tests.makers import make_chat, make_paper

KEY = PaperKey("2509.03867")


@pytest.fixture
def world(store: Store) -> World:
    """A desk with one stored paper, in a chat that is subscribed."""
    store.papers.put([make_paper(KEY, title="Drivelology", version=1), make_paper("hep-th/9901001", title="Strings")])
    world = make_world(store, commands_per_minute=1_000, presses_per_minute=1_000)
    world.ask("subscribe")
    return world


def watched(world: World, address: Address = ADA) -> list[PaperKey]:
    chat = world.store.chats.find(address)
    assert chat is not None
    return [watch.key for watch in world.store.watches.of_chat(chat.id)]


@pytest.mark.parametrize(
    "words",
    [
        "2509.03867", "2509.03867v2", "arXiv:2509.03867", "https://arxiv.org/abs/2509.03867v1", "http://arxiv.org/pdf/2509.03867.pdf",
        "https://huggingface.co/papers/2509.03867", "https://www.alphaxiv.org/abs/2509.03867", "this one: 2509.03867!",
    ],
)  # fmt: skip
def test_a_paper_is_watched_by_any_form_of_its_id(world: World, words: str) -> None:
    (begun,) = world.ask("watch", words)
    assert "Drivelology" in read(begun)
    assert "Thursday, 13 May 2027" in read(begun)
    chat = world.store.chats.find(ADA)
    assert chat is not None
    assert world.store.watches.of_chat(chat.id) == (
        PaperWatch(chat.id, KEY, "telegram:42", NOW, NOW + WATCHED_FOR, version=1, has_code=False),
    )


def test_a_title_is_never_taken_for_a_command(world: World) -> None:
    world.store.papers.put([make_paper("2605.12001", title="All of \ue000/forget\ue001")])
    world.ask("watch", "2605.12001")
    (ended,) = world.press("v1:watch:stop:2605.12001")
    assert read(ended) == "No longer watched: All of /forget"
    assert {span.look for line in ended.layout.lines for span in line.spans} == {Look.PLAIN}


def test_an_old_id_can_be_watched_and_ended_by_its_button(world: World) -> None:
    (begun,) = world.ask("watch", "https://arxiv.org/abs/hep-th/9901001")
    world.press(buttons(begun)[say(EN, "button-unwatch")])
    assert watched(world) == []


def test_what_is_watched_already_is_said_so(world: World) -> None:
    world.ask("watch", KEY)
    assert say(EN, "watch-known") in read(*world.ask("watch", KEY))
    assert watched(world) == [KEY]


def test_a_paper_that_nobody_stored_is_looked_up_first(world: World) -> None:
    fresh = make_paper("2605.00009", title="Fresh", code_url="https://github.com/a/b")
    world.work.known[fresh.key] = fresh
    looking, begun = world.ask("watch", fresh.key)
    assert read(looking) == say(EN, "stage-looking", paper=fresh.key)
    assert "Fresh" in read(begun)
    assert watched(world) == [fresh.key]


def test_a_paper_that_there_is_not_or_that_cannot_be_looked_up_is_not_watched(world: World) -> None:
    assert read(world.ask("watch", "2605.00009")[-1]) == say(EN, "paper-unknown", paper="2605.00009")
    world.work.down = True
    assert read(world.ask("watch", "2605.00009")[-1]) == say(EN, "paper-unreachable", paper="2605.00009")
    assert "“nonsense” is not an arXiv id" in read(*world.ask("watch", "nonsense"))
    assert watched(world) == []


def test_a_withdrawn_paper_is_not_watched(world: World) -> None:
    world.store.papers.put([make_paper("2605.00009", version=2, withdrawn=True)])
    assert say(EN, "watch-withdrawn") in read(*world.ask("watch", "2605.00009"))
    assert watched(world) == []


def test_a_chat_that_is_not_subscribed_cannot_be_told(world: World) -> None:
    (told,) = world.ask("watch", KEY, chat=Address(Platform.TELEGRAM, "7"), person="7")
    assert "not subscribed" in read(told)


def test_the_list_ends_a_watch_and_the_end_can_be_undone(world: World) -> None:
    assert "No paper is watched here yet." in read(*world.ask("watch"))
    world.ask("watch", KEY)
    (listed,) = world.ask("watch")
    assert read(listed).startswith("1 watched paper")
    (stopped,) = world.press(buttons(listed)["✕ 1"])
    assert read(stopped) == say(EN, "watch-stopped", title="Drivelology")
    assert watched(world) == []
    world.press(buttons(stopped)[say(EN, "button-watch-again")])
    assert watched(world) == [KEY]
    # The same button once more: it says that nothing changed.
    (known,) = world.press(buttons(stopped)[say(EN, "button-watch-again")])
    assert say(EN, "watch-known") in read(known)


def test_a_long_list_is_paged_and_the_chat_has_a_limit(world: World) -> None:
    keys = list_day(world.store, MAX_WATCHES + 1)
    for key in keys[:MAX_WATCHES]:
        world.ask("watch", key)
    (refused,) = world.ask("watch", keys[-1])
    assert read(refused) == say(EN, "watch-limit", count=MAX_WATCHES, command="/watch")
    assert len(watched(world)) == MAX_WATCHES
    (page,) = world.ask("watch")
    pages = MAX_WATCHES // PAGE
    for number in range(1, pages + 1):
        assert read(page).startswith(f"{MAX_WATCHES} watched papers · {number}/{pages}")
        assert f"✕ {(number - 1) * PAGE + 1}" in buttons(page)
        if number < pages:
            (page,) = world.press(buttons(page)["▶"])
    for word in ("0", "99999", "٣", "-1", "x" * 40):
        assert "watched papers" in read(*world.press(f"v1:watch:page:{word}"))


def test_one_person_has_a_limit_over_all_chats(world: World) -> None:
    for number in range(MAX_OF_PERSON):
        other = world.store.chats.add(make_chat(f"chat-{number}"), NOW)
        world.store.watches.put(PaperWatch(other.id, KEY, "telegram:42", NOW, NOW + WATCHED_FOR))
    assert read(*world.ask("watch", KEY)) == say(EN, "watch-limit-person", count=MAX_OF_PERSON)
    world.group("subscribe")
    assert say(EN, "watch-begun") in read(*world.group("watch", KEY, person="43"))


def test_in_a_group_only_who_may_change_settings_watches_but_everybody_sees_the_list(world: World) -> None:
    world.group("subscribe")
    assert read(*world.group("watch", KEY, may_change=False)) == say(EN, "admins-only")
    world.group("watch", KEY)
    (listed,) = world.group("watch", may_change=False)
    assert "Drivelology" in read(listed)
    assert read(*world.press(buttons(listed)["✕ 1"], chat=TEAM, kind=ChatKind.GROUP, may_change=False)) == say(
        EN, "admins-only"
    )
    assert watched(world, TEAM) == [KEY]


def test_a_channel_is_named_in_front(world: World) -> None:
    world.ask("subscribe", "@papers")
    (begun,) = world.ask("watch", f"@papers {KEY}")
    channel = Address(Platform.TELEGRAM, "-100777")
    assert watched(world, channel) == [KEY]
    world.press(buttons(begun)[say(EN, "button-unwatch")])
    assert watched(world, channel) == []


def test_what_a_person_watches_is_in_their_data_and_goes_with_it(world: World) -> None:
    world.group("subscribe")
    world.group("watch", KEY)
    world.ask("watch", KEY)
    (export,) = world.ask("export")
    assert export.file is not None
    until = (NOW + WATCHED_FOR).isoformat()
    kept = {"paper": KEY, "began_at": NOW.isoformat(), "ends_at": until}
    assert json.loads(export.file.content)["watches"] == [kept, kept]
    own = world.store.chats.find(ADA)
    assert own is not None
    world.press("v1:forget:done")
    assert world.store.watches.of_chat(own.id) == ()
    assert world.store.watches.of_person("telegram:42") == ()
    # What the group watches is the group's.
    assert watched(world, TEAM) == [KEY]


def test_a_watch_that_was_ended_by_another_is_ended_all_the_same(world: World) -> None:
    (begun,) = world.ask("watch", KEY)
    end = buttons(begun)[say(EN, "button-unwatch")]
    world.now += timedelta(days=1)
    assert [read(*world.press(end)) for _ in range(2)] == [say(EN, "watch-stopped", title="Drivelology")] * 2
