"""One process at a time may deliver: a lease in the database, with a heartbeat.

A crash leaves the lease behind. It is free again once its holder is known to be dead (same machine, no such process)
or has not been seen for a minute.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import secrets
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from storage.errors import StorageError
from storage.leases import Lease
from storage.store import Store

logger = logging.getLogger(__name__)

T = TypeVar("T")
NAME = "delivery"
TTL = timedelta(seconds=60)
HEARTBEAT_S = 15


class LeaseHeldError(StorageError):
    """Another process delivers from this database."""


class LeaseLostError(StorageError):
    """Another process took the lease while this one was not seen: it must stop at once."""


class DeliveryLease:
    """The right to deliver from a store; use it as a context manager."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._holder = f"{_machine()}:{os.getpid()}:{secrets.token_hex(4)}"

    def __enter__(self) -> DeliveryLease:
        """Take the lease; raises LeaseHeldError that says who has it."""
        found = self._store.leases.find(NAME)
        over = found if found and _is_dead(found.holder) else None
        held = self._store.leases.take(NAME, self._holder, self._clock(), over=over, ttl=TTL)
        if held is not None:
            raise LeaseHeldError(_told(held))
        return self

    def renew(self) -> None:
        """Confirm the lease; raises LeaseLostError if another process has it now."""
        if not self._store.leases.renew(NAME, self._holder, self._clock()):
            held = self._store.leases.find(NAME)
            raise LeaseLostError(f"this process was not seen for a minute; {_told(held) if held else 'it must stop'}")

    async def during(self, work: Coroutine[Any, Any, T]) -> T:
        """Do some work and confirm the lease meanwhile.

        Where another process has taken it the work is stopped, and LeaseLostError raised.
        """
        working = asyncio.create_task(work)
        confirming = asyncio.create_task(self._confirm())
        try:
            await asyncio.wait((working, confirming), return_when=asyncio.FIRST_COMPLETED)
            if confirming.done():
                confirming.result()
            return await working
        finally:
            for task in (working, confirming):
                task.cancel()
            await asyncio.gather(working, confirming, return_exceptions=True)

    async def _confirm(self) -> NoReturn:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            try:
                self.renew()
            except LeaseLostError:
                raise
            except StorageError as error:
                # A busy or full disk: the minute is not over yet.
                logger.error("lease.not_confirmed reason=%s", error)

    def __exit__(self, *_: object) -> None:
        """Give it back."""
        self._store.leases.release(NAME, self._holder)


def _told(held: Lease) -> str:
    machine, process, _ = held.holder.rsplit(":", 2)
    host = machine.partition("/")[0]
    return (
        f"process {process} on {host} delivers from this database since {held.held_since:%Y-%m-%d %H:%M:%SZ}"
        f" (last seen {held.seen_at:%H:%M:%SZ}); stop it first, or wait a minute if it was killed"
    )


def _machine() -> str:
    """Name this machine, and where it can be told the set of processes that we see: containers have one each."""
    try:
        processes = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        processes = ""
    return f"{platform.node() or 'localhost'}/{processes.replace(':', '')}"


def _is_dead(holder: str) -> bool:
    """Tell whether a holder is a process that we would see, and do not; one elsewhere is never known to be dead."""
    machine, process, _ = holder.rsplit(":", 2)
    if machine != _machine():
        return False
    if int(process) == os.getpid():
        # The number is ours now, so whoever had it before is gone.
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
