"""What every test may ask for."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from storage.store import Store


@pytest.fixture
def store() -> Iterator[Store]:
    """A real store, in memory."""
    with Store.open(None) as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    """A moment to begin from: a Wednesday morning."""
    return datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
