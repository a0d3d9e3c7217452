"""One process at a time delivers: a second one says who has the lease, a dead one leaves it free."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

import bot.lease
from bot.lease import NAME, TTL, DeliveryLease, LeaseHeldError, LeaseLostError
from storage.store import Store


def holder(process: int, machine: str | None = None) -> str:
    return f"{machine or bot.lease._machine()}:{process}:token"


def hold(store: Store, name: str, at: datetime) -> None:
    assert store.leases.take(NAME, name, at, over=None, ttl=TTL) is None


@pytest.fixture
def ended() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    return process.pid


def test_c2_a_second_process_says_who_delivers_and_stops(store: Store, now: datetime) -> None:
    hold(store, holder(os.getppid()), now)
    with pytest.raises(LeaseHeldError, match=f"process {os.getppid()} on .* since 2026-05-13 08:00:00Z"):
        DeliveryLease(store, lambda: now).__enter__()


def test_the_lease_is_given_back_at_the_end(store: Store, now: datetime) -> None:
    with DeliveryLease(store, lambda: now) as lease:
        lease.renew()
        assert store.leases.find(NAME) is not None
    assert store.leases.find(NAME) is None


def test_the_lease_of_a_process_that_is_known_to_be_dead_is_free_at_once(
    store: Store, now: datetime, ended: int
) -> None:
    hold(store, holder(ended), now)
    with DeliveryLease(store, lambda: now):
        assert store.leases.find(NAME) is not None


def test_the_lease_of_another_machine_is_free_after_a_minute_of_silence(
    store: Store, now: datetime, ended: int
) -> None:
    hold(store, holder(ended, "elsewhere/pid1"), now)
    with pytest.raises(LeaseHeldError):
        DeliveryLease(store, lambda: now + timedelta(seconds=59)).__enter__()
    with DeliveryLease(store, lambda: now + timedelta(seconds=61)):
        assert store.leases.find(NAME) is not None


def test_a_clock_that_was_set_back_does_not_hold_the_lease_for_ever(store: Store, now: datetime) -> None:
    hold(store, holder(1, "elsewhere/"), now)
    with DeliveryLease(store, lambda: now - timedelta(hours=5)):
        assert store.leases.find(NAME) is not None


def test_a_process_that_was_not_seen_for_a_minute_and_was_replaced_must_stop(store: Store, now: datetime) -> None:
    with DeliveryLease(store, lambda: now) as sleeper:
        held = store.leases.find(NAME)
        assert store.leases.take(NAME, holder(7, "elsewhere/"), now, over=held, ttl=TTL) is None
        with pytest.raises(LeaseLostError, match="process 7 on elsewhere"):
            sleeper.renew()
    # The sleeper must not take the new holder's lease away when it leaves.
    assert store.leases.find(NAME) is not None
