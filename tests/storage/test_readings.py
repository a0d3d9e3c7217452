"""Readings, what models cost, what was reported and what waits for another telling: written as read, and bounded."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.models import Basis, Claim, Language, Message, Method, PaperKey, Reading, Section
from storage.outbox import Arrived
from storage.spending import Spent
from storage.store import Store
from tests.makers import MADE_AT, make_chat, make_paper, make_store, make_summary, queue_messages

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CLAIMS = st.lists(st.builds(Claim, TEXT, st.lists(TEXT, max_size=2).map(tuple)), max_size=3).map(tuple)
READINGS = st.builds(
    Reading,
    key=st.just(PaperKey("2605.00001")),
    parts=st.dictionaries(st.sampled_from(Section), CLAIMS),
    basis=st.sampled_from(Basis),
    made_at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    maker=TEXT,
    version=TEXT,
)
DAY = date(2026, 5, 13)
EN, KO = Language("en"), Language("ko")


@given(READINGS)
def test_a_reading_written_is_the_reading_read(reading: Reading) -> None:
    with make_store() as store:
        store.papers.put([make_paper()])
        store.readings.put(reading)
        assert store.readings.find(reading.key) == reading
        store.readings.drop(reading.key)
        assert store.readings.find(reading.key) is None


def test_a_claim_is_shown_by_its_sentences_only() -> None:
    parts = {
        Section.GOAL: (Claim("a", ("One.", "Two.")), Claim("b")),
        Section.RESULTS: (Claim("c", ("Two.", "Three.")),),
    }
    reading = Reading(PaperKey("1"), parts, Basis.ABSTRACT, MADE_AT, "m", "1")
    assert reading.shown(Section.GOAL) == parts[Section.GOAL][:1]
    assert reading.shown(Section.METHOD) == ()
    assert reading.quotes() == ("One.", "Two.", "Three.")


def test_what_models_cost_adds_up_by_day_and_model(store: Store) -> None:
    for model, tokens in (("big", 100), ("small", 7), ("big", 50)):
        store.spending.add(DAY, model, Spent(1, tokens, 10, tokens * 2))
    assert store.spending.by_model(DAY) == {"big": Spent(2, 150, 20, 300), "small": Spent(1, 7, 10, 14)}
    assert store.spending.of_day(DAY) == Spent(3, 157, 30, 314)
    assert store.spending.of_day(DAY + timedelta(days=1)) == Spent()


def test_a_hidden_summary_is_gone_from_sight_and_kept(store: Store, now: datetime) -> None:
    store.papers.put([make_paper()])
    store.summaries.put(make_summary(language="ko", version="1.1", unverified=True))
    key = make_paper().key
    assert "recal ris" in str(store.search.documents([key])).casefold()
    hidden = store.summaries.hide(key, KO, now)
    assert "recal ris" not in str(store.search.documents([key])).casefold()
    assert hidden == make_summary(language="ko", version="1.1", unverified=True)
    assert store.summaries.find(key, KO) is None
    assert store.summaries.hidden(key, KO) == (hidden.sections,)
    assert store.summaries.hidden(key, EN) == ()
    assert store.summaries.hide(key, KO, now) is None
    assert store.summaries.missing([key], [KO]) == {key}


def test_fallbacks_are_those_of_listed_papers_in_languages_that_are_read(store: Store, now: datetime) -> None:
    good = {"method": Method.MODEL, "basis": Basis.FULL_TEXT}
    told = (
        make_summary("2605.00001"),
        make_summary("2605.00001", "ko", **good),
        make_summary("2605.00002", method=Method.MODEL),
        make_summary("2605.00003", **good, unverified=True),
        make_summary("2605.00004", "de"),
        make_summary("2605.00005"),
        make_summary("2605.00006", method=Method.PREPARED),
    )
    store.papers.put(make_paper(f"2605.0000{number}") for number in range(1, 7))
    for summary in told:
        store.summaries.put(summary)
    keys = [PaperKey(f"2605.0000{number}") for number in (1, 2, 3, 4, 6)]
    store.days.record_look(DAY, keys, [], now)
    store.days.record_look(DAY - timedelta(days=9), [PaperKey("2605.00005")], [], now)
    store.retellings.note(PaperKey("2605.00002"), EN, now)
    store.retellings.note(PaperKey("2605.00002"), EN, now + timedelta(hours=1))
    found = store.retellings.fallbacks(DAY, [EN, KO])
    assert [(one.key[-1], one.language, one.tries, one.last_at) for one in found] == [
        ("3", "en", 0, MADE_AT),
        ("2", "en", 2, now + timedelta(hours=1)),
        ("1", "en", 0, MADE_AT),
    ]


def test_outdated_messages_are_known_by_their_place_among_the_papers_of_their_delivery(
    store: Store, now: datetime
) -> None:
    store.papers.put(make_paper(f"2605.0000{number}") for number in (1, 2))
    chat = store.chats.add(make_chat(language=EN), now)
    store.chats.add(make_chat("other"), now)
    keys = [PaperKey("2605.00001"), PaperKey("2605.00002")]
    messages = [Message("head:2026-05-13", 0, "{}"), Message("paper:2605.00001", 0, "{}", True)]
    messages += [Message("paper:2605.00002", part, "{}", True) for part in (0, 1)]
    queue_messages(store, chat.id, "2026-05-13", messages, keys, now)
    assert store.edits.queue(keys[1], KO, now) == 0
    assert store.edits.queue(keys[1], EN, now) == 2
    assert store.edits.due(now, 9) == ()
    sent = store.outbox.claim([1, 2, 3, 4], now)
    store.outbox.mark_sent([Arrived(item_id, f"m{item_id}", None) for item_id in sent], now)
    found = store.edits.due(now, 9)
    assert [(one.message_id, one.part, one.parts, one.position, one.total) for one in found] == [
        ("m3", 0, 2, 2, 2),
        ("m4", 1, 2, 2, 2),
    ]
    assert (found[0].address, found[0].key, found[0].delivery) == (chat.address, keys[1], "2026-05-13")
    store.edits.retry_later(3, now + timedelta(minutes=1))
    store.edits.done(4)
    assert store.edits.due(now, 9) == ()
    assert [one.tries for one in store.edits.due(now + timedelta(minutes=1), 9)] == [1]
    store.chats.pause(chat.id, "blocked", now)
    assert store.edits.due(now + timedelta(minutes=1), 9) == ()
