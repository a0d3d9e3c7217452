from datetime import datetime

from storage.store import Store


def test_a_trouble_keeps_since_when_it_is_and_whether_it_was_told(store: Store, now: datetime) -> None:
    store.notices.see("source", "one", now)
    store.notices.mark_told(["source"], now)
    store.notices.see("source", "another", now.replace(hour=23))
    (notice,) = store.notices.all()
    assert (notice.since_at, notice.told_at, notice.text) == (now, now, "another")
    assert notice.seen_at == now.replace(hour=23)
    store.notices.remove(["source"])
    assert store.notices.all() == ()


def test_troubles_stand_by_their_beginning(store: Store, now: datetime) -> None:
    store.notices.see("late", "", now)
    store.notices.see("early", "", now, since_at=now.replace(hour=1))
    assert [notice.subject for notice in store.notices.all()] == ["early", "late"]


def test_what_an_older_version_noted_was_seen_when_it_began(store: Store, now: datetime) -> None:
    store._db.run(
        "INSERT INTO notices (subject, since_at, text) VALUES ('disk', ?, 'full')", ["2026-05-13T08:00:00.000000Z"]
    )
    (notice,) = store.notices.all()
    assert notice.seen_at == notice.since_at
