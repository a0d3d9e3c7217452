"""Papers on demand: stored ones at once, others with the stages of their reading, within a budget; and the digest."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from digest.errors import SummaryError
from digest.texts import languages, say
from handlers.requests import Place, Reply
from storage.models import Address, ChatKind, Language, PaperKey, Platform
from storage.store import Store
from tests.handlers.desks import ADA, DAY, EN, KO, NOW, TEAM, World, buttons, list_day, make_world, read
from tests.makers import make_paper, make_summary

KEY = "2509.03867"
TODAY = date(2026, 5, 13)


@pytest.fixture
def world(store: Store) -> World:
    """A desk, a digest of yesterday, and a paper that can be found."""
    list_day(store)
    world = make_world(store)
    world.work.known[KEY] = make_paper(KEY, title="Drivelology")
    return world


def places(replies: list[Reply]) -> list[Place]:
    return [reply.place for reply in replies]


def test_a_stored_paper_is_shown_at_once(world: World) -> None:
    (reply,) = world.ask("paper", "https://huggingface.co/papers/2605.12001")
    assert (reply.layout.title, reply.place) == ("Title 1", Place.NEW)
    assert (world.work.asked, world.work.read) == ([], [])


def test_a_new_paper_is_one_message_that_is_edited_through_its_stages(world: World) -> None:
    replies = world.ask("paper", f"arXiv:{KEY}v2")
    assert places(replies) == [Place.NEW, Place.EDIT, Place.EDIT, Place.EDIT]
    looking, reading, writing, paper = replies
    assert read(looking) == "Looking for 2509.03867…"
    assert read(reading) == "Drivelology\nFound. Reading the paper…"
    assert read(writing) == "Drivelology\nRead. Writing the summary…"
    assert "Recall rises by 12%." in read(paper)
    assert world.ask("paper", KEY) == [replace(paper, place=Place.NEW)]


def test_papers_are_told_in_the_language_of_the_chat(world: World) -> None:
    world.ask("subscribe")
    world.ask("language", "ko")
    *_, paper = world.ask("paper", KEY)
    assert paper.layout.language == KO
    assert world.work.read == [(KEY, KO)]


def test_two_people_who_ask_for_one_new_paper_cost_one_reading(world: World) -> None:
    async def both() -> tuple[list[Reply], list[Reply]]:
        other = {"chat": replace(ADA, chat="43"), "person": "43"}
        return await asyncio.gather(world.asked("paper", KEY), world.asked("paper", KEY, **other))

    first, second = asyncio.run(both())
    assert world.work.read == [(KEY, EN)]
    assert first[-1] == second[-1]
    assert world.store.quotas.used("all", TODAY) == 1


def test_the_budget_of_a_chat_is_told_with_when_it_begins_anew(store: Store) -> None:
    world = make_world(store, readings_per_chat=2)
    world.work.known = {f"2509.0000{number}": make_paper(f"2509.0000{number}") for number in range(1, 5)}
    world.ask("paper", "2509.00001")
    world.ask("paper", "2509.00002")
    (_, refused) = world.ask("paper", "2509.00003")
    assert refused.place is Place.EDIT
    assert read(refused).startswith(
        "This chat has had its 2 new papers for today; the next can be read tomorrow at 09:00."
    )
    assert len(world.ask("paper", "2509.00001")) == 1
    assert world.ask("paper", "2509.00003", chat=replace(ADA, chat="43"), person="43")[-1].layout.title
    world.now += timedelta(days=1)
    assert "Recall" in read(world.ask("paper", "2509.00004")[-1])


def test_the_topics_of_a_forum_share_one_budget(store: Store) -> None:
    world = make_world(store, readings_per_chat=1)
    world.work.known = {f"2509.0000{number}": make_paper(f"2509.0000{number}") for number in range(1, 3)}
    first, second = (replace(TEAM, thread=thread) for thread in ("7", "8"))
    world.group("paper", "2509.00001", chat=first, kind=ChatKind.TOPIC)
    refused = world.group("paper", "2509.00002", chat=second, kind=ChatKind.TOPIC)[-1]
    assert read(refused).startswith("This chat has had its one new paper for today")


def test_the_budget_of_all_chats_together_holds(store: Store) -> None:
    world = make_world(store, readings_per_day=1)
    world.work.known = {f"2509.0000{number}": make_paper(f"2509.0000{number}") for number in range(1, 3)}
    world.ask("paper", "2509.00001")
    refused = world.ask("paper", "2509.00002", chat=replace(ADA, chat="43"), person="43")[-1]
    assert read(refused).startswith("So many new papers were asked for today")
    assert world.store.quotas.used("telegram:43", TODAY) == 0


def test_a_paper_that_does_not_exist_costs_nothing_and_is_told(world: World) -> None:
    (_, told) = world.ask("paper", "2509.99999")
    assert (read(told), told.place) == (say(EN, "paper-unknown", paper="2509.99999"), Place.EDIT)
    assert world.store.quotas.used("all", TODAY) == 0


def test_a_site_that_is_down_is_told_apart_from_a_paper_that_does_not_exist(world: World) -> None:
    world.work.down = True
    assert read(world.ask("paper", KEY)[-1]) == say(EN, "paper-unreachable", paper=KEY)


def test_a_withdrawn_paper_is_shown_as_such_and_not_read(world: World) -> None:
    world.work.known[KEY] = make_paper(KEY, withdrawn=True)
    assert say(EN, "note-withdrawn") in read(world.ask("paper", KEY)[-1])
    assert world.work.read == []


def test_a_paper_that_cannot_be_summarised_is_shown_with_its_links(world: World) -> None:
    world.work.failure = SummaryError("the abstract is empty")
    *_, paper = world.ask("paper", KEY)
    assert say(EN, "note-no-summary") in read(paper)
    assert any(span.text == "arXiv" for span in paper.layout.links)


@pytest.mark.parametrize("text", ["", "xyz", "2509", "2509.0386700", "9999.99999", "../etc/passwd", "a" * 4096])
def test_what_is_no_id_is_told_with_an_example(world: World, text: str) -> None:
    (reply,) = world.ask("paper", text)
    assert "2509.03867" in read(reply)
    assert len(read(reply)) < 200


def test_several_ids_in_one_message_are_shown_one_after_the_other_up_to_three(world: World) -> None:
    *replies, told = world.ask("", "2605.12001 and 2605.12002, 2605.12003, 2605.12001 2509.00001")
    assert [reply.layout.title for reply in replies] == ["Title 1", "Title 2", "Title 3"]
    assert read(told) == "I take 3 papers from one message; please send the others once more."


def test_a_slow_asker_who_leaves_does_not_stop_the_reading(world: World) -> None:
    async def leave() -> None:
        asking = asyncio.ensure_future(world.asked("paper", KEY))
        for _ in range(4):
            await asyncio.sleep(0)
        assert world.work.read
        assert world.store.summaries.find(PaperKey(KEY), EN) is None
        asking.cancel()
        for _ in range(10):
            await asyncio.sleep(0)

    asyncio.run(leave())
    assert world.store.summaries.find(PaperKey(KEY), EN) is not None


def test_today_shows_the_latest_digest_as_a_list_that_opens_papers(world: World) -> None:
    (reply,) = world.ask("today")
    assert read(reply).startswith("Daily Papers — Tuesday, 12 May 2026\n3 papers · a number opens")
    (paper,) = world.press(buttons(reply)["2"])
    assert (paper.layout.heading, paper.place) == ("2/3 · Title 2", Place.EDIT)


def test_an_opened_paper_leads_back_and_on_and_ends_where_the_list_does(world: World) -> None:
    (first,) = world.press("v1:open:2026-05-12:2605.12001")
    assert list(buttons(first))[-2:] == ["☰", "▶"]
    (second,) = world.press(buttons(first)["▶"])
    (third,) = world.press(buttons(second)["▶"])
    assert list(buttons(third))[-2:] == ["◀", "☰"]
    (listed,) = world.press(buttons(third)["☰"])
    assert (listed.layout.title, listed.place) == ("Daily Papers — Tuesday, 12 May 2026", Place.EDIT)


def test_a_paper_that_joined_late_says_so_where_it_is_opened(world: World) -> None:
    world.store.papers.put([make_paper("2605.12009")])
    world.store.summaries.put(make_summary("2605.12009"))
    keys = [listed.key for listed in world.store.days.get(DAY).papers]
    world.store.days.record_look(DAY, [*keys, PaperKey("2605.12009")], [], NOW)
    (paper,) = world.press("v1:open:2026-05-12:2605.12009")
    assert (paper.layout.number, say(EN, "late") in paper.layout.byline) == ("4/4", True)


def test_the_list_of_a_chat_is_what_it_was_given_in_the_order_of_its_topics(world: World) -> None:
    world.store.chats.add(replace(_subscribed(world), topics=("Title 3",)), NOW)
    (reply,) = world.ask("today")
    assert "1. ★ Title 3 — matches your topics: Title, 3" in read(reply)
    chat = _subscribed(world)
    given = [PaperKey("2605.12001"), PaperKey("2605.12003")]
    world.store.ledger.queue([chat.id], DAY.isoformat(), (), given, NOW)
    assert "2 papers" in read(*world.ask("today"))


def _subscribed(world: World):
    world.ask("subscribe")
    chat = world.store.chats.find(ADA)
    assert chat is not None
    return chat


def test_today_says_what_became_of_a_newer_list_too(world: World) -> None:
    world.store.days.record_look(TODAY, [], [], NOW)
    digest, told = world.ask("today")
    assert digest.layout.title.endswith("12 May 2026")
    assert read(told) == "Wednesday, 13 May 2026: the list has not begun yet; the next look is today at 18:00."


def test_today_without_any_list_says_so_and_when_the_next_digest_comes(store: Store) -> None:
    world = make_world(store)
    assert read(*world.ask("today")) == "Wednesday, 13 May 2026: I have no list of this day."
    world.ask("subscribe")
    assert "The next digest comes tomorrow at 08:15 (Asia/Seoul)." in read(*world.ask("today"))


@pytest.mark.parametrize(
    ("hour", "zone", "words", "told"),
    [
        (23, "Asia/Seoul", "어제", "13 May 2026"),  # Thursday there: what came this morning is the list of Wednesday
        (23, "Asia/Seoul", "wed", "13 May 2026"),
        (23, "Asia/Seoul", "today", "today has not come yet"),
        (1, "America/New_York", "yesterday", "11 May 2026"),  # Tuesday there, and Wednesday's list has begun
        (1, "America/New_York", "2026-05-13", "13 May 2026"),
    ],
)
def test_yesterday_is_the_day_before_the_readers_today(
    world: World, hour: int, zone: str, words: str, told: str
) -> None:
    for day in (11, 13):
        list_day(world.store, day=date(2026, 5, day))
    world.ask("subscribe")
    world.ask("time", zone)
    world.now = datetime(2026, 5, 13, hour, tzinfo=UTC)
    assert told in read(*world.ask("today", words))


def test_the_digest_of_a_date_is_shown_or_the_reason_why_there_is_none(world: World) -> None:
    assert "3 papers" in read(*world.ask("today", "2026-05-12"))
    assert "I have no list of this day." in read(*world.ask("today", "2026-05-01"))
    assert "has not come yet" in read(*world.ask("today", "2026-05-20"))
    sunday = date(2026, 5, 10)
    world.store.days.record_look(sunday, [], [], datetime(2026, 5, 11, 1, tzinfo=UTC))
    world.store.days.mark_settled(sunday, NOW)
    assert "no list was published" in read(*world.ask("today", "sunday"))


@pytest.mark.parametrize("language", languages())
def test_every_state_of_a_list_is_said_in_every_language(store: Store, language: Language) -> None:
    world = make_world(store, languages())
    keys = list_day(store, summarised=False)
    store.days.record_failure(date(2026, 5, 11), "timeout", NOW)
    store.days.record_look(TODAY, keys[:1], [], NOW)
    repeated = date(2026, 5, 15)
    store.days.record_look(repeated, keys, [], datetime(2026, 5, 16, 1, tzinfo=UTC))
    store.days.mark_settled(repeated, NOW)
    world.now = NOW + timedelta(days=4)
    said = [read(*world.ask("today", f"2026-05-{day}", language=language)) for day in (11, 13, 15, 9)]
    assert len(set(said)) == 4
    assert all(len(text) < 2_000 for text in said)


def test_a_list_of_hundreds_that_one_message_cannot_hold_stands_in_new_ones(store: Store) -> None:
    list_day(store, 150)
    (reply,) = make_world(store).press("v1:list:2026-05-12")
    assert reply.place is Place.NEW


def test_a_long_paper_stands_in_the_place_of_the_line_that_told_of_its_reading(world: World) -> None:
    world.work.method = "word " * 2_000
    assert places(world.ask("paper", KEY))[-1] is Place.EDIT


def test_papers_of_a_day_may_be_opened_in_a_group_and_in_slack(world: World) -> None:
    slack: dict[str, Any] = {"chat": Address(Platform.SLACK, "C1", team="T1"), "kind": ChatKind.CHANNEL, "person": "U1"}
    (reply,) = world.ask("today", **slack)
    (paper,) = world.press(buttons(reply)["1"], **slack)
    assert (paper.layout.title, paper.place) == ("Title 1", Place.EDIT)
