"""The index follows papers and summaries, at the cost of once a transaction, and is made anew bit by bit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digest.archive import search_archive
from digest.topics import parse_topic
from storage import indexing
from storage import store as opening
from storage.models import PaperKey, Sections
from storage.search import Search
from storage.store import Store
from tests.makers import forget_index, make_paper, make_summary

KEYS = [PaperKey(f"26{month:02}.00001") for month in range(1, 10)]


def found(store: Store, text: str) -> list[str]:
    return [str(key) for key in store.search.find(parse_topic(text), limit=99).keys]


@pytest.fixture
def archive(store: Store) -> Store:
    """Papers of nine months and one of 1999."""
    papers = [make_paper(key, title=f"Common title {key[2:4]}", authors=("Ada Lovelace",)) for key in KEYS]
    store.papers.put([make_paper("hep-th/9901001", title="Common old title")])
    store.papers.put(papers)
    return store


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Count the papers of which all words are read."""
    read: list[int] = []
    real = indexing._columns_of

    def columns_of(row: object, authors: str) -> tuple[str, str, str, str]:
        read.append(1)
        return real(row, authors)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(indexing, "_columns_of", columns_of)
        yield read


def test_what_a_transaction_changes_is_indexed_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as read, store.transaction():
        store.papers.put([make_paper(KEYS[0])])
        for language, goal in (("ko", "음성 인식"), ("ja", "音声認識")):
            store.summaries.put(make_summary(KEYS[0], language, sections=Sections(goal=goal)))
        assert not read
    assert len(read) == 1
    assert found(store, "음성") == found(store, "認識") == [KEYS[0]]


def test_what_is_rolled_back_is_never_indexed(store: Store) -> None:
    def fail() -> None:
        with store.transaction():
            store.papers.put([make_paper(KEYS[0], title="Zebra")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    store.papers.put([make_paper(KEYS[1], title="Zebra")])
    assert found(store, "zebra") == [KEYS[1]]


def test_more_papers_than_a_page_are_indexed_in_one_transaction(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_PAGE", 4)
    store.papers.put([make_paper(key, title="Common title") for key in KEYS])
    assert found(store, "common") == KEYS[::-1]


def test_an_index_made_anew_finds_what_it_found_in_the_same_order(archive: Store) -> None:
    before = found(archive, "common")
    misspelt = archive.search.names_like("lovelase")
    forget_index(archive)
    assert (archive.search.missing(), found(archive, "common")) == (len(KEYS) + 1, [])
    while archive.search.fill(2):
        pass
    assert (archive.search.missing(), archive.search.names_like("lovelase")) == (0, misspelt)
    assert found(archive, "common") == before


def test_the_newest_papers_are_found_first_and_new_ones_stay_newest(archive: Store) -> None:
    forget_index(archive)
    assert archive.search.fill(3)
    assert found(archive, "common") == KEYS[:-4:-1]
    archive.papers.put([make_paper("2612.00001", title="Common newcomer")])
    # After a restart.
    archive.search = Search(archive._db)
    assert archive.search.missing() == len(KEYS) - 2
    while archive.search.fill(3):
        pass
    assert found(archive, "common") == ["2612.00001", *KEYS[::-1], "hep-th/9901001"]


def test_a_start_after_an_upgrade_indexes_some_and_leaves_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "paperboy.db"
    with Store.open(path) as store:
        store.papers.put([make_paper(key, title="Common title") for key in KEYS])
        store._db.run("DELETE FROM _sqlite_migrations WHERE name = 'm015_search_words'")
    monkeypatch.setattr(opening, "FILLED_AT_START", 4)
    with Store.open(path) as store:
        assert search_archive(store, "common").missing == len(KEYS) - 4
        assert found(store, "common") == KEYS[:-5:-1]
    with Store.open_to_read(path) as store:
        assert search_archive(store, "common").missing == len(KEYS) - 4
