from datetime import UTC, datetime, timedelta

from storage.inbox import Incoming
from storage.models import Platform
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
