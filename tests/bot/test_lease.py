"""One process at a time delivers: a second one says who has the lease, a dead one leaves it free."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import datetime, timedelta
from itertools import count

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


async def test_c2_work_that_takes_long_keeps_the_lease(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.lease, "HEARTBEAT_S", 0)
    steps, late = count(), asyncio.Event()

    def clock() -> datetime:
        step = next(steps)
        if step > 6:
            late.set()
        return now + timedelta(seconds=50) * step

    async def read_slowly() -> str:
        await late.wait()
        return "read"

    with DeliveryLease(store, clock) as lease:
        assert await lease.during(read_slowly()) == "read"
        held = store.leases.find(NAME)
        assert held is not None
        assert held.seen_at > now + timedelta(minutes=5)


async def test_c2_work_whose_lease_was_taken_is_stopped(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.lease, "HEARTBEAT_S", 0)
    ended = []

    async def never_end() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("stopped")

    with DeliveryLease(store, lambda: now) as lease:
        assert store.leases.take(NAME, holder(7, "elsewhere/"), now, over=store.leases.find(NAME), ttl=TTL) is None
        with pytest.raises(LeaseLostError, match="process 7 on elsewhere"):
            await lease.during(never_end())
    assert ended == ["stopped"]


async def test_a_fault_of_the_work_ends_it(store: Store, now: datetime) -> None:
    async def fail() -> None:
        raise ZeroDivisionError

    with DeliveryLease(store, lambda: now) as lease, pytest.raises(ZeroDivisionError):
        await lease.during(fail())
