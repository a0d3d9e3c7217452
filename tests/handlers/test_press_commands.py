"""The buttons under a paper: they work for ever, in place, for everybody in the chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.fan_out import FanOut
from digest.texts import say
from handlers.layout import press, read_press
from handlers.markup import TELEGRAM_CALLBACK_BYTES
from handlers.messages import paper_messages
from handlers.paper_layout import KEY_CHARS
from handlers.paper_view import View
from handlers.requests import Place
from storage.marks import MarkKind
from storage.models import Basis, ChatKind, Claim, Method, PaperKey, Platform, Reading, Section
from storage.store import Store
from tests.handlers.desks import ADA, DAY, EN, KO, NOW, TEAM, World, buttons, list_day, make_world, read
from tests.handlers.samples import KOREAN, actions_of, payloads
from tests.makers import make_paper, make_summary

FIRST = "2605.12001"


@pytest.fixture
def world(store: Store) -> World:
    """A desk with a digest of yesterday."""
    list_day(store)
    return make_world(store)


@pytest.mark.parametrize("platform", [Platform.TELEGRAM, Platform.SLACK])
def test_every_button_of_a_delivered_paper_is_answered(world: World, platform: Platform) -> None:
    world.store.papers.put([make_paper(str(KOREAN.key))])
    world.store.summaries.put(make_summary(str(KOREAN.key)))
    (payload,) = payloads(paper_messages(KOREAN, 14, KO, platform))
    actions = actions_of(platform, payload)
    assert len(actions) == 6
    for action in actions:
        assert world.press(action)


def test_no_action_of_any_view_is_too_long_for_telegram() -> None:
    longest = View(PaperKey("x" * KEY_CHARS), KO, (100, 100), date(2026, 5, 13))
    for name in ("like", "save", "language", "evidence", "dismiss", "report", "open"):
        for view in (longest, replace(longest, day=None)):
            assert len(press("", name, *view.words).action.encode()) <= TELEGRAM_CALLBACK_BYTES


def test_an_action_is_read_as_it_was_made() -> None:
    assert read_press(press("x", "open", "2026-05-12", FIRST).action) == ("open", f"2026-05-12 {FIRST}")
    assert read_press("v1:settings") == ("settings", "")
    assert read_press("v2:settings") is None
    assert read_press("anything else") is None


def test_a_like_is_counted_in_its_group_and_taken_back_by_a_second_press(world: World) -> None:
    group = {"chat": TEAM, "kind": ChatKind.GROUP, "may_change": False}
    liked, edited = world.press(f"v1:like:{FIRST}", **group)
    assert (read(liked), liked.place, edited.place) == ("👍 Liked.", Place.NOTICE, Place.EDIT)
    assert "👍 1" in buttons(edited)
    (_, edited) = world.press(buttons(edited)["👍 1"], person="43", **group)
    assert "👍 2" in buttons(edited)
    taken_back, edited = world.press(buttons(edited)["👍 2"], **group)
    assert read(taken_back) == "Like taken back."
    assert "👍 1" in buttons(edited)
    assert world.store.marks.count(ADA, PaperKey(FIRST), MarkKind.LIKE) == 0


def test_a_paper_of_a_digest_keeps_its_number_when_it_is_edited(world: World) -> None:
    world.ask("subscribe")
    keys = [listed.key for listed in world.store.days.get(DAY).papers]
    world.store.ledger.queue([1], DAY.isoformat(), (), keys, NOW)
    (_, edited) = world.press("v1:like:2605.12002")
    assert edited.layout.heading == "2/3 · Title 2"
    (turned,) = world.press(buttons(edited)["🌐 Language"])
    assert (turned.layout.heading, turned.layout.language) == ("2/3 · Title 2", KO)


def test_a_paper_turns_into_the_other_language_and_back_in_place(world: World) -> None:
    (korean,) = world.press(f"v1:language:{FIRST}")
    assert (korean.layout.language, korean.place) == (KO, Place.EDIT)
    (english,) = world.press(buttons(korean)["🌐 다른 언어"])
    assert english.layout.language == EN


def test_an_opened_paper_stays_open_when_it_is_liked_or_turned(world: World) -> None:
    (opened,) = world.press(f"v1:open:2026-05-12:{FIRST}")
    (_, liked) = world.press(buttons(opened)["👍"])
    (turned,) = world.press(buttons(liked)["🌐 Language"])
    (_, liked) = world.press(buttons(turned)["👍 1"])
    assert liked.layout.language == KO
    assert buttons(liked).keys() >= {"☰", "▶"}
    assert liked.layout.number == "1/3"


def test_a_list_of_days_that_were_missed_opens_its_papers_by_the_numbers_that_it_has(world: World) -> None:
    earlier = list_day(world.store, 2, date(2026, 5, 11))
    world.ask("subscribe")
    keys = [*(listed.key for listed in world.store.days.get(DAY).papers), *earlier]
    world.store.ledger.queue([1], DAY.isoformat(), (), keys, NOW)
    (opened,) = world.press(f"v1:open:2026-05-12:{earlier[0]}")
    assert opened.layout.number == "4/5"
    (following,) = world.press(buttons(opened)["▶"])
    assert following.layout.number == "5/5"


def test_anybody_in_a_group_may_turn_a_paper_into_the_other_language(world: World) -> None:
    (turned,) = world.press(f"v1:language:{FIRST}", chat=TEAM, kind=ChatKind.GROUP, may_change=False)
    assert turned.layout.language == KO


def test_a_language_that_nobody_has_read_is_read_first(world: World) -> None:
    world.store.papers.put([make_paper("2605.99999")])
    world.store.summaries.put(make_summary("2605.99999"))
    told, turned = world.press("v1:language:2605.99999")
    assert (told.place, turned.place) == (Place.NOTICE, Place.EDIT)
    assert world.work.read == [("2605.99999", KO)]


def test_where_one_language_is_offered_there_is_no_other(store: Store) -> None:
    list_day(store)
    (told,) = make_world(store, [EN]).press(f"v1:language:{FIRST}")
    assert (read(told), told.place) == (say(EN, "one-language"), Place.NOTICE)


def test_saving_and_reporting_are_between_the_person_and_us(world: World) -> None:
    for kind in ("save", "dismiss", "report"):
        for name in ("made", "taken-back"):
            (told,) = world.press(f"v1:{kind}:{FIRST}", chat=TEAM, kind=ChatKind.GROUP)
            assert (read(told), told.place) == (
                say(EN, f"{kind}-{name}", command="/saved"),
                Place.NOTICE,
            )


def test_b12_a_reported_summary_of_a_model_goes_out_of_sight_and_is_read_anew(world: World) -> None:
    told_by_model = make_summary(FIRST, method=Method.MODEL)
    world.store.summaries.put(told_by_model)
    (told,) = world.press(f"v1:report:{FIRST}")
    assert read(told) == say(EN, "report-made", command="/saved")
    assert world.work.read == [(FIRST, EN)]
    assert world.store.summaries.find(told_by_model.key, EN) != told_by_model


def test_reporting_what_quotes_the_paper_reads_nothing_anew(world: World) -> None:
    world.press(f"v1:report:{FIRST}")
    assert world.work.read == []


def test_evidence_is_the_sentences_of_the_paper_where_the_summary_quotes_it(world: World) -> None:
    (evidence,) = world.press(f"v1:evidence:{FIRST}")
    assert read(evidence).startswith("🔎 Evidence — Title 1\nIn the words of the paper:\nGoal: The aim is memory.")
    world.store.summaries.put(make_summary(FIRST, method=Method.MODEL))
    (told,) = world.press(f"v1:evidence:{FIRST}")
    assert (read(told), told.place) == (say(EN, "evidence-none"), Place.NOTICE)


def test_evidence_of_what_a_model_told_is_the_sentences_with_its_figures(world: World) -> None:
    summary = make_summary(FIRST, method=Method.MODEL)
    world.store.summaries.put(summary)
    claim = Claim("It rises by 12%.", ("On all four sets recall rises by 12% over the baseline.",))
    parts = {Section.RESULTS: (claim,)}
    world.store.readings.put(Reading(summary.key, parts, Basis.FULL_TEXT, summary.made_at, "big", "1"))
    (told,) = world.press(f"v1:evidence:{FIRST}")
    assert "Results: On all four sets recall rises by 12% over the baseline." in read(told)


@pytest.mark.parametrize("command", ["like", "save", "report", "evidence"])
def test_a_press_about_a_paper_that_is_not_stored_says_how_to_read_it(world: World, command: str) -> None:
    (told,) = world.press(f"v1:{command}:2501.00001")
    assert read(told) == "I have not read this paper yet. /paper 2501.00001 reads it."


@pytest.mark.parametrize(
    "action", ["v1:like", "v1:like:x", "v1:open:2026-05-12", "v1:open:2026-13-99:2605.12001", "v1:nothing", "v1:list:x"]
)
def test_a_press_that_says_nothing_of_ours_is_told(world: World, action: str) -> None:
    (told,) = world.press(action)
    assert told.place is Place.NOTICE


def test_a_message_that_is_one_of_several_is_not_shown_again_in_one(world: World) -> None:
    world.store.papers.put([make_paper("2605.99999")])
    long = make_summary("2605.99999").sections
    for language in (EN, KO):
        summary = make_summary("2605.99999", language, sections=replace(long, method="word " * 2_000))
        world.store.summaries.put(summary)
    (told,) = world.press("v1:like:2605.99999")
    assert told.place is Place.NOTICE
    (turned,) = world.press("v1:language:2605.99999")
    assert turned.place is Place.NEW


def test_a_delivered_paper_keeps_its_number_whatever_is_liked_voted_or_followed_later(world: World) -> None:
    world.ask("subscribe")
    chat = world.store.chats.all()[0]
    FanOut(world.store, [world.store.days.get(DAY)], NOW).queue_owed([chat])
    before = [world.press(f"v1:like:2605.1200{number}")[1].layout.heading for number in (1, 2, 3)]
    assert before == ["1/3 · Title 1", "2/3 · Title 2", "3/3 · Title 3"]
    world.store.papers.put([make_paper("2605.12003", title="Title 3", upvotes=99)])
    world.press("v1:dismiss:2605.12001")
    world.store.chats.add(replace(chat, topics=("3",)), NOW)
    assert [world.press(f"v1:like:2605.1200{number}")[1].layout.heading for number in (1, 2, 3)] == before
    (listed,) = world.press(f"v1:list:{DAY}")
    assert [line.spans[1].text for line in listed.layout.lines] == ["Title 1", "Title 2", "Title 3"]


def test_a_list_that_was_not_delivered_yet_has_the_order_of_this_moment(world: World) -> None:
    world.ask("subscribe")
    world.press(f"v1:dismiss:{FIRST}")
    (listed, *_) = world.ask("today")
    assert [line.spans[1].text for line in listed.layout.lines] == ["Title 2", "Title 3", "Title 1"]


@pytest.mark.parametrize("action", ["switch:2605.12001:fr", "open:2605.12001:fr", "like:2605.12001:fr"])
def test_a_button_that_names_a_language_which_is_not_offered_shows_the_chats(world: World, action: str) -> None:
    shown = world.press(f"v1:{action}")[-1]
    assert shown.layout.language == EN
    assert "v1:save:2605.12001:en" in buttons(shown).values()
    assert world.work.read == []
