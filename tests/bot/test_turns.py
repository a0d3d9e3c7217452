"""Long work in pieces: as large as they are quick, and what they write is copied between them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.turns import PIECE_S, PIECES, long_write, next_size
from storage.store import Store
from tests.makers import make_paper


@given(st.integers(1, 60), st.floats(0, 100), st.integers(1, 60))
def test_a_piece_has_something_and_never_more_than_the_most(size: int, taken_s: float, most: int) -> None:
    assert 1 <= next_size(size, taken_s, most) <= most


@given(st.integers(1, 60), st.floats(1e-5, 1.0))
def test_pieces_of_one_cost_come_to_take_as_long_as_they_should(size: int, each_s: float) -> None:
    for _ in range(10):
        size = next_size(size, size * each_s, 60)
    assert size in (1, 60) or PIECE_S / 2 <= size * each_s <= PIECE_S


async def test_no_commit_of_a_long_write_copies_into_the_file_but_its_pauses_do(tmp_path: Path) -> None:
    path = tmp_path / "paperboy.db"
    with Store.open(path) as store:
        with long_write(store) as pause:
            before = path.stat().st_size
            for number in range(PIECES):
                store.papers.put([make_paper(f"2605.{number:05}", abstract="word " * 1_200_000)])
                assert path.stat().st_size == before
                await pause()
            assert path.stat().st_size > before
        assert store._db.rows("PRAGMA wal_autocheckpoint")[0][0] == 1_000
    assert sqlite3.connect(path).execute("SELECT COUNT(*) FROM papers").fetchone() == (PIECES,)
