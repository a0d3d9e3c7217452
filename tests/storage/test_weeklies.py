"""The papers of the week and who presents them: each week once, each paper by one person."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from storage.models import PaperKey
from storage.store import Store
from storage.weeklies import Claim, Claimed, WeeklyPaper

KEY = PaperKey("2605.12001")
ADA, BOB = Claim(KEY, "telegram:1", "Ada"), Claim(KEY, "telegram:2", "Bob")
PAPERS = (WeeklyPaper(KEY, 3, 1, 40),)


def test_a_week_is_kept_once_and_what_was_asked_for_as_often_as_that(store: Store, now: datetime) -> None:
    kept = store.weeklies.add(7, "2026-W20", now.date(), PAPERS, now)
    assert kept is not None
    assert store.weeklies.find(7, kept.id) == kept
    assert kept.papers == PAPERS
    assert store.weeklies.add(7, "2026-W20", now.date(), (), now) is None
    assert store.weeklies.add(8, "2026-W20", now.date(), (), now) is not None
    assert store.weeklies.add(7, None, now.date(), (), now) is not None
    assert store.weeklies.add(7, None, now.date(), (), now) is not None


def test_a_chat_cannot_find_what_another_was_shown(store: Store, now: datetime) -> None:
    kept = store.weeklies.add(7, None, now.date(), PAPERS, now)
    assert kept is not None
    assert store.weeklies.find(8, kept.id) is None


def test_whoever_claims_first_has_it_until_they_release_it(store: Store, now: datetime) -> None:
    assert store.weeklies.claim(7, ADA, now) is Claimed.MADE
    assert store.weeklies.claim(7, BOB, now) is Claimed.TAKEN
    assert store.weeklies.claims(7, [KEY]) == {KEY: ADA}
    # In another chat it is another meeting.
    assert store.weeklies.claim(8, BOB, now) is Claimed.MADE
    assert store.weeklies.claim(7, ADA, now) is Claimed.RELEASED
    assert store.weeklies.claim(7, BOB, now) is Claimed.MADE
    assert store.weeklies.claims_of("telegram:2") == (BOB, BOB)


def test_of_two_processes_that_claim_at_once_one_wins(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "paperboy.db"
    with Store.open(path) as one, Store.open(path) as other:
        outcomes = {one.weeklies.claim(7, ADA, now), other.weeklies.claim(7, BOB, now)}
        assert outcomes == {Claimed.MADE, Claimed.TAKEN}
        assert one.weeklies.claims(7, [KEY]) == other.weeklies.claims(7, [KEY]) == {KEY: ADA}


def test_who_is_forgotten_presents_nothing(store: Store, now: datetime) -> None:
    store.weeklies.claim(7, ADA, now)
    store.weeklies.forget("telegram:1")
    assert store.weeklies.claims(7, [KEY]) == {}
    assert store.weeklies.claim(7, BOB, now) is Claimed.MADE


def test_what_is_old_goes_with_its_claims(store: Store, now: datetime) -> None:
    old = store.weeklies.add(7, "2026-W20", now.date(), PAPERS, now)
    new = store.weeklies.add(7, "2026-W21", now.date(), PAPERS, now + timedelta(days=7))
    assert old
    assert new
    store.weeklies.claim(7, ADA, now)
    store.weeklies.thin(now + timedelta(days=1))
    assert (store.weeklies.find(7, old.id), store.weeklies.find(7, new.id)) == (None, new)
    assert store.weeklies.claims(7, [KEY]) == {}
