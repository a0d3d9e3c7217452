from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.inbox import Incoming
from storage.marks import MarkKind
from storage.models import Address, PaperKey, Platform
from storage.store import Store

NOW = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)


def incoming(key: str, platform: Platform = Platform.TELEGRAM) -> Incoming:
    return Incoming(platform, key, "chat 1", '{"text": "/today"}', NOW)


def test_what_comes_twice_is_kept_once(store: Store) -> None:
    first = store.inbox.keep([incoming("1"), incoming("2")])
    again = store.inbox.keep([incoming("2"), incoming("3")])
    assert [kept.key for kept in first + again] == ["1", "2", "3"]


def test_platforms_may_use_the_same_keys(store: Store) -> None:
    assert store.inbox.keep([incoming("1")])
    assert store.inbox.keep([incoming("1", Platform.SLACK)])


def test_open_work_comes_back_in_order_until_it_is_done(store: Store) -> None:
    one, two, three = store.inbox.keep(map(incoming, ("9", "10", "8")))
    store.inbox.mark_done(two.id, NOW)
    assert store.inbox.open(Platform.TELEGRAM) == (one, three)
    assert store.inbox.open(Platform.SLACK) == ()


def test_done_work_is_remembered_until_no_platform_brings_it_again(store: Store) -> None:
    (one,) = store.inbox.keep([incoming("1")])
    store.inbox.mark_done(one.id, NOW)
    assert store.inbox.keep([incoming("1")]) == ()
    assert store.inbox.thin(NOW) == 0
    assert store.inbox.thin(NOW + timedelta(seconds=1)) == 1


def test_open_work_is_never_thinned(store: Store) -> None:
    store.inbox.keep([incoming("1")])
    assert store.inbox.thin(NOW + timedelta(days=400)) == 0


def test_what_is_done_is_not_rewritten(store: Store) -> None:
    one, two = store.inbox.keep([incoming("1"), incoming("2")])
    store.inbox.mark_done(two.id, NOW)
    for kept in (one, two):
        store.inbox.rewrite(kept.id, "{}")
    assert [row["body"] for row in store._db.rows("SELECT body FROM inbox ORDER BY id")] == ["{}", ""]


def test_an_effect_is_made_once_for_what_brought_it(store: Store) -> None:
    one, two = store.inbox.keep([incoming("1"), incoming("2")])
    made: list[str] = []

    def effect() -> str:
        made.append("made")
        return str(len(made))

    outcomes = [store.inbox.once(row, name, effect) for row in (one.id, one.id, two.id) for name in ("like", "save")]
    assert outcomes == ["1", "2", "1", "2", "3", "4"]
    assert [store.inbox.once(None, "like", effect) for _ in range(2)] == ["5", "6"]


@given(st.lists(st.integers(1, 3), max_size=8))
def test_a_toggle_depends_on_how_many_updates_there_were_and_not_on_how_often_they_came(comings: list[int]) -> None:
    with Store.open(None) as store:
        person, paper, chat = "telegram:42", PaperKey("2605.12001"), Address(Platform.TELEGRAM, "42")

        def toggle() -> str:
            return str(store.marks.toggle(person, paper, MarkKind.LIKE, chat, NOW))

        for number, times in enumerate(comings, 1):
            (kept,) = store.inbox.keep([incoming(str(number))])
            told = {store.inbox.once(kept.id, "like", toggle) for _ in range(times)}
            assert told == {str(number % 2 == 1)}
        assert len(store.marks.of_person(person)) == len(comings) % 2


def test_an_effect_and_its_note_are_stored_together_or_not_at_all(store: Store) -> None:
    (one,) = store.inbox.keep([incoming("1")])
    paper = PaperKey("2605.12001")

    def cut_off() -> str:
        store.marks.toggle("telegram:42", paper, MarkKind.LIKE, Address(Platform.TELEGRAM, "42"), NOW)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.inbox.once(one.id, "like", cut_off)
    assert store.marks.of_person("telegram:42") == ()
    assert store.inbox.once(one.id, "like", lambda: "made") == "made"


def test_notes_of_effects_go_with_what_brought_them(store: Store) -> None:
    (one,) = store.inbox.keep([incoming("1")])
    store.inbox.once(one.id, "like", lambda: "made")
    store.inbox.mark_done(one.id, NOW)
    store.inbox.thin(NOW + timedelta(seconds=1))
    assert store._db.rows("SELECT * FROM effects") == []
