"""Topics: tried out, saved, told of in every way that there is, changed and removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerts import Alerts
from bot.fan_out import FanOut
from digest.errors import ModelError, ModelFailure
from digest.texts import say
from handlers.topic_commands import MAX_TOPICS
from storage.models import Alert, ChatKind, ChatTopic, PaperKey, Style
from storage.store import Store
from tests.fakes.model import SaidEndpoint, finder_of
from tests.fakes.time import in_no_time
from tests.handlers.desks import ADA, DAY, EN, NOW, TEAM, World, buttons, list_day, make_world, read
from tests.makers import make_paper, make_summary

NEXT = PaperKey("2605.13001")


@pytest.fixture
def world(store: Store) -> World:
    """A desk with a digest of yesterday, in a chat that is subscribed."""
    list_day(store, 9)
    world = make_world(store, commands_per_minute=1_000, presses_per_minute=1_000)
    world.ask("subscribe")
    return world


def topics(world: World) -> tuple[ChatTopic, ...]:
    (chat,) = world.store.chats.all()
    return world.store.topics.of_chats([chat.id]).get(chat.id, ())


def save(world: World, query: str, alert: Alert = Alert.DIGEST) -> None:
    (tried,) = world.ask("topic", query)
    world.press(buttons(tried)[say(EN, f"alert-{alert}")])


def test_a_topic_is_tried_out_before_anything_is_saved(world: World) -> None:
    (tried,) = world.ask("topic", "title")
    assert "It would have matched 9 papers in the last 14 days:\n· Title 1\n" in read(tried)
    assert "· Title 5\n· and 4 more\n" in read(tried)
    assert topics(world) == ()
    (left,) = world.press(buttons(tried)["Cancel"])
    assert (read(left), topics(world)) == ("Not saved.", ())


def test_a_topic_that_matched_nothing_of_late_may_be_saved(world: World) -> None:
    (tried,) = world.ask("topic", "zebra")
    assert say(EN, "topic-dry-run", count=0, days=14) in read(tried)
    save(world, "zebra")
    assert [topic.query for topic in topics(world)] == ["zebra"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ('"open', "A quotation mark is never closed."),
        ("-medical", "not only what to leave out"),
        ("colour:red", "/topic explains"),
        ("title -title", say(EN, "topic-never")),
        ("votes:<0", say(EN, "topic-never")),
    ],
)
def test_what_can_be_no_topic_is_told_and_not_offered(world: World, query: str, told: str) -> None:
    (reply,) = world.ask("topic", query)
    assert told in read(reply)
    assert buttons(reply) == {}


@pytest.mark.parametrize("same", ["agents video", "Video AGENTS", '"agents" "video"'])
def test_a_topic_that_means_the_same_is_not_saved_twice(world: World, same: str) -> None:
    save(world, "video agents")
    assert say(EN, "topic-known") in read(*world.ask("topic", same))


def test_a_chat_has_room_for_so_many_topics_all_in_one_message(world: World) -> None:
    for number in range(MAX_TOPICS):
        save(world, f"{'word' * 40} w{number}x")
    late = world.ask("topic", "one more")
    assert say(EN, "topic-limit", count=MAX_TOPICS, command="/topics") in read(*late)
    (shown,) = world.ask("topics")
    (one,) = world.press(buttons(shown)["20"])
    world.press(buttons(one)["← Back"])


def test_two_offers_do_not_go_over_the_limit(world: World) -> None:
    (offer,) = world.ask("topic", "zebra")
    for number in range(MAX_TOPICS):
        save(world, f"word w{number}x")
    world.press(buttons(offer)["With the digest"])
    assert len(topics(world)) == MAX_TOPICS


def test_a_topic_is_changed_and_removed_by_buttons(world: World) -> None:
    save(world, "title")
    since = topics(world)[0].added_at
    (shown,) = world.ask("topics")
    (one,) = world.press(buttons(shown)["1"])
    assert "Also in the digest" not in buttons(one)
    (one,) = world.press(buttons(one)["⚡ At once"])
    (one,) = world.press(buttons(one)["Also in the digest"])
    assert topics(world) == (ChatTopic(1, "title", Alert.NOW, again=True, added_at=since),)
    (shown,) = world.press(buttons(one)["Remove"])
    assert read(shown).startswith("Removed: title\nYou follow no topic yet.")
    assert topics(world) == ()
    (gone,) = world.press(buttons(one)["✓ Also in the digest"])
    assert say(EN, "topic-gone") in read(gone)


def test_without_its_last_topic_a_chat_gets_every_paper_again(world: World) -> None:
    save(world, "title")
    world.ask("style", "topics")
    (shown,) = world.ask("topics")
    (one,) = world.press(buttons(shown)["1"])
    assert say(EN, "topic-last") in read(*world.press(buttons(one)["Remove"]))
    assert world.store.chats.all()[0].style is Style.FULL


def test_half_a_character_in_a_topic_costs_nothing_else(world: World) -> None:
    save(world, "title \ud800\x00")
    assert [topic.query for topic in topics(world)] == ["title \ufffd"]


def test_a_button_means_nothing_in_another_chat(world: World) -> None:
    (tried,) = world.ask("topic", "secret plan")
    world.group("subscribe")
    (reply,) = world.press(buttons(tried)["With the digest"], chat=TEAM, kind=ChatKind.GROUP)
    assert "too long ago" in read(reply)


def test_a_topic_of_a_channel_is_saved_there(world: World) -> None:
    world.ask("subscribe", "@papers")
    save(world, "@papers title", Alert.NOW)
    channel = next(chat for chat in world.store.chats.all() if chat.kind is ChatKind.CHANNEL)
    assert channel.topics == ("title",)
    assert world.store.chats.find(ADA).topics == ()  # type: ignore[union-attr]


def test_a_deep_link_subscribes_and_tries_its_topic_out(store: Store) -> None:
    list_day(store, 2)
    world = make_world(store)
    (tried,) = world.ask("start", "topic_title_2")
    assert "It would have matched 1 paper" in read(tried)
    assert topics(world) == ()
    world.press(buttons(tried)["With the digest"])
    assert [topic.query for topic in topics(world)] == ["title 2"]


@pytest.mark.parametrize("query", ["title 2", '"title 2" votes:>1', "제목"])
def test_a_topic_is_shared_by_a_link_that_offers_it(store: Store, query: str) -> None:
    list_day(store, 2)
    world = make_world(store)
    world.ask("subscribe")
    save(world, query)
    (shown,) = world.ask("topics")
    (one,) = world.press(buttons(shown)["1"], bot="paperboy_bot")
    (link,) = [span.url for line in one.layout.lines for span in line.spans if span.url]
    (tried,) = world.ask("start", link.partition("?start=")[2], chat=TEAM, kind=ChatKind.GROUP)
    assert tried.layout.title == f"★ {query}"


def test_a_topic_that_is_too_long_for_a_link_is_not_shared(world: World) -> None:
    save(world, "강화학습 OR 언어모델 OR 확산모델")
    (shown,) = world.ask("topics")
    (one,) = world.press(buttons(shown)["1"], bot="paperboy_bot")
    assert say(EN, "topic-share") not in read(one)


def with_model(world: World, *answers: object, **limits: int) -> SaidEndpoint:
    """Set a model that answers so."""
    endpoint = SaidEndpoint([*answers])
    world.desk = replace(world.desk, terms=finder_of(endpoint), limits=replace(world.desk.limits, **limits))
    return endpoint


def english(word: str, *terms: str) -> dict[str, object]:
    return {"terms": [{"word": word, "english": [*terms]}]}


def test_an_acronym_is_spelled_out_before_it_is_saved_and_stored_so(world: World) -> None:
    (tried,) = world.ask("topic", "RAG")
    assert "It also matches: retrieval-augmented generation" in read(tried)
    world.press(buttons(tried)["With the digest"])
    assert [topic.query for topic in topics(world)] == ['RAG OR "retrieval-augmented generation"']
    assert say(EN, "topic-known") in read(*world.ask("topic", "RAG"))


def test_the_forms_that_were_added_may_be_left_out(world: World) -> None:
    (tried,) = world.ask("topic", "RAG")
    (plain,) = world.press(buttons(tried)["Only my words"])
    assert "also matches" not in read(plain)
    assert "Only my words" not in buttons(plain)
    world.press(buttons(plain)["With the digest"])
    assert [topic.query for topic in topics(world)] == ["RAG"]
    (known,) = world.press(buttons(tried)["Only my words"])
    assert say(EN, "topic-known") in read(known)


def test_a_topic_in_another_script_is_widened_once_by_its_english_terms(world: World) -> None:
    endpoint = with_model(world, english("제목", "title"))
    (tried,) = world.ask("topic", "제목 votes:>3")
    assert "It would have matched 6 papers" in read(tried)
    assert "It also matches: title" in read(tried)
    world.press(buttons(tried)["⚡ At once"])
    assert [topic.query for topic in topics(world)] == ['제목 votes:>3 OR "title"']
    assert len(endpoint.asked) == 1


@pytest.mark.parametrize("answer", [{}, english("제목", 'x" OR votes:>0')])
def test_a_model_that_knows_no_term_changes_nothing(world: World, answer: object) -> None:
    with_model(world, answer)
    (tried,) = world.ask("topic", "제목")
    assert say(EN, "topic-not-widened") not in read(tried)
    assert "also matches" not in read(tried)


def test_a_model_that_fails_is_said_and_stands_in_nobodys_way(world: World) -> None:
    with_model(world, *[ModelError("down", ModelFailure.UNREACHABLE)] * 2)
    (tried,) = world.ask("topic", "제목")
    assert say(EN, "topic-not-widened") in read(tried)
    world.press(buttons(tried)["With the digest"])
    assert [topic.query for topic in topics(world)] == ["제목"]
    (tried,) = world.ask("topic", "RAG 방법")
    assert say(EN, "topic-not-widened") in read(tried)
    assert "It also matches: retrieval-augmented generation" in read(tried)


@pytest.mark.parametrize("limit", ["topics_per_chat", "topics_per_day"])
def test_a_chat_and_all_of_them_may_ask_the_model_so_often_a_day(world: World, limit: str) -> None:
    endpoint = with_model(world, {}, {}, **{limit: 1})
    world.ask("topic", "제목")
    assert say(EN, "topic-not-widened") in read(*world.ask("topic", "방법"))
    assert len(endpoint.asked) == 1


def test_a_model_is_not_asked_about_what_is_no_topic_or_english(world: World) -> None:
    endpoint = with_model(world)
    for query in ("video", '"열린', "-환각", "author:김", "환각 -환각"):
        world.ask("topic", query)
    assert endpoint.asked == []


def test_the_language_of_topics_is_explained(world: World) -> None:
    shown = read(*world.ask("topic"))
    for example in ('"flow matching"', "OR", "-medical", 'author:"Ada Kim"', "votes:>20"):
        assert example in shown


@pytest.mark.parametrize("alert", Alert)
def test_d5_a_topic_that_was_saved_is_told_of_once_in_its_way(world: World, alert: Alert) -> None:
    save(world, "zebra", alert)
    world.now += timedelta(hours=1)
    world.store.papers.put([make_paper(NEXT, title="A zebra")])
    world.store.summaries.put(make_summary(NEXT, "en"))
    day = DAY + timedelta(days=1)
    world.store.days.record_look(day, [NEXT], [], world.now)
    world.store.days.mark_settled(day, world.now)
    alerts = Alerts(world.store, lambda: world.now)
    at_once = in_no_time(alerts.queue_new([world.store.days.get(day)]))
    at_hour = FanOut(world.store, [world.store.days.get(day)], world.now).queue_owed(world.store.chats.active())
    again = FanOut(world.store, [world.store.days.get(day)], world.now).queue_owed(world.store.chats.active())
    (chat,) = world.store.chats.all()
    delivery = world.store.ledger.delivery_of(chat.id, NEXT)
    expected = {Alert.NOW: f"alert:{NEXT}", Alert.DIGEST: f"{day}", Alert.BUNDLE: f"bundle:{day}"}
    assert delivery == expected[alert]
    assert (at_once.papers, at_hour.papers, again.papers) == ((1, 0, 0) if alert is Alert.NOW else (0, 1, 0))


def test_why_names_the_topics_that_a_paper_matches(world: World) -> None:
    save(world, "title 1", Alert.NOW)
    assert "It matches the topic “title 1” (⚡ At once): title, 1." in read(*world.ask("why", "2605.12001"))
    assert say(EN, "why-no-match") in read(*world.ask("why", "2605.12002"))


def test_a_person_who_is_forgotten_leaves_no_wording(world: World) -> None:
    number = world.store.wordings.keep(ADA, "secret plan")
    for word in ("", "sure", "done"):
        world.ask("forget", word, pressed="7" if word else None)
    assert world.store.wordings.find(ADA, number) is None


def test_an_unreadable_topic_of_old_stands_in_nobodys_way(world: World) -> None:
    (chat,) = world.store.chats.all()
    world.store.chats.add(replace(chat, topics=('"open',)), NOW)
    save(world, "title")
    assert [topic.query for topic in topics(world)] == ['"open', "title"]


def test_a_hash_before_a_word_is_no_channel_in_telegram(world: World) -> None:
    assert read(*world.ask("topic", "#RAG")).startswith("★ #RAG")
