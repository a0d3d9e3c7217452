"""What every test may ask for."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings

from storage.store import Store
from tests.makers import make_store

# A slow or busy machine, and the first run on a fresh clone, where hypothesis makes its tables, are no failures.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end: thousands of tests, at which it would look ever again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def store() -> Iterator[Store]:
    """A real store, in memory."""
    with make_store() as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    """A moment to begin from: a Wednesday morning."""
    return datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
