"""Delivery: claim → send → record, at the platforms' full speed and never over it.

Each chat is a lane: its messages go one at a time and in order. Lanes wait for their moment, then stand in line by
priority; the platform's window decides how many begin. What ended is committed together, before anything else of the
same lanes begins. It runs on one loop, keeps a bounded number of lanes in memory, and leaves every decision about a
failure to `outcomes`.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from math import inf

from bot.outcomes import (
    GiveUp,
    MoveChat,
    Outcome,
    PauseChat,
    Retry,
    Sent,
    StopPlatform,
    Unknown,
    outcome_of,
    scopes_of,
)
from bot.rates import Window
from bot.senders import Evidence, LostAnswerError, Sender, SendError, Settlement, Verdict
from storage.errors import StorageError
from storage.models import Address, ChatKind, DeliveryState, OutboxItem, Platform
from storage.outbox import Lane
from storage.store import Store

logger = logging.getLogger(__name__)

LANES_IN_MEMORY = 2_000
SETTLE_AFTER = timedelta(seconds=2)
"""How long an unknown row waits for a later answer of the platform, which encloses its message id."""
SETTLE_UNTIL = timedelta(minutes=1)
"""After this the rule decides: a lost answer counts as sent, a 5xx as not sent."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages per second: for the whole platform (None is no limit), one private chat, one group or channel."""

    platform: float | None
    private: float | None
    group: float | None

    def of_chat(self, kind: ChatKind) -> float | None:
        """Return the rate of one chat of a kind."""
        return self.private if kind in (ChatKind.PRIVATE, ChatKind.DIRECT) else self.group


NO_LIMIT = Rates(None, None, None)


@dataclass(slots=True)
class Tally:
    """What one run of delivery did."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    retried: int = 0
    paused: list[tuple[Address, str]] = field(default_factory=list)
    stopped: dict[Platform, str] = field(default_factory=dict)


class Delivery:
    """Sends what stands in the outbox; one at a time may run on a store."""

    def __init__(
        self,
        store: Store,
        senders: Mapping[Platform, Sender],
        rates: Mapping[Platform, Rates],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._senders = senders
        self._rates = rates
        self._clock = clock
        self._platform_windows = {
            platform: Window.of_rate(rate.platform) if rate.platform else None for platform, rate in rates.items()
        }
        self._chat_windows: dict[int, Window] = {}
        self._lanes: dict[int, Lane] = {}
        self._waiting: list[tuple[float, int, int]] = []
        self._ready: dict[Platform, list[tuple[str, int, int]]] = {platform: [] for platform in senders}
        self._running: set[asyncio.Task[None]] = set()
        self._ended: list[tuple[OutboxItem, Outcome]] = []
        self._plain: set[int] = set()
        self._pauses = store.pauses.current(clock())
        self._turns = count()
        self._cursor = 0
        self._wake = asyncio.Event()
        self.tally = Tally()

    async def drain(self, patience_s: float = 60) -> Tally:
        """Send all that is due and stop; what has to wait longer than `patience_s` stays queued."""
        self._store.outbox.doubt_interrupted(self._clock())
        while True:
            wait = self._turn()
            if not self._running and wait > patience_s:
                break
            await self._pause(min(wait, patience_s))
        return self.tally

    async def run(self, stop: asyncio.Event, idle_s: float = 1.0) -> None:
        """Send until `stop` is set, then finish what is in flight; at most ten seconds are given to that."""
        self._store.outbox.doubt_interrupted(self._clock())
        stopped = asyncio.ensure_future(stop.wait())
        stopped.add_done_callback(lambda _: self._wake.set())
        try:
            while not stop.is_set():
                await self._pause(min(self._turn(), idle_s))
        finally:
            stopped.cancel()
            if self._running:
                await asyncio.wait(self._running, timeout=8)
            self._record()

    def nudge(self) -> None:
        """Look at the outbox now: something was queued."""
        self._wake.set()

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await self._wake.wait()
        except TimeoutError:
            logger.debug("delivery.time_is_up")
        self._wake.clear()

    def _turn(self) -> float:
        """Record what ended, begin what may, and return in how many seconds there may be more to do."""
        self._record()
        self._load()
        now = self._now()
        while self._waiting and self._waiting[0][0] <= now:
            _, turn, chat_id = heappop(self._waiting)
            lane = self._lanes[chat_id]
            heappush(self._ready[lane.address.platform], (lane.priority, turn, chat_id))
        nearest = self._waiting[0][0] if self._waiting else inf
        for platform, ready in self._ready.items():
            nearest = min(nearest, self._begin(platform, ready, now))
        return nearest - now

    def _begin(self, platform: Platform, ready: list[tuple[str, int, int]], now: float) -> float:
        """Begin as many of a platform's ready lanes as its window allows; return when the next may begin."""
        window = self._platform_windows.get(platform)
        chosen: list[Lane] = []
        nearest = inf
        while ready:
            if window and (opens := window.ready_at(now)) > now:
                nearest = opens
                break
            chosen.append(self._lanes[heappop(ready)[2]])
            if window:
                window.begin()
        settling = [lane for lane in chosen if lane.state is DeliveryState.UNKNOWN]
        sending = [lane.item_id for lane in chosen if lane.state is DeliveryState.PENDING]
        for lane in settling:
            self._start(self._settle(lane, window))
        claimed = self._store.outbox.claim(sending, self._clock()) if sending else ()
        for item in claimed:
            self._start(self._send(item, window))
        for lane in chosen:
            # Somebody else changed the row since the lane was read: give its place back and look again.
            if lane.state is DeliveryState.PENDING and lane.item_id not in {item.id for item in claimed}:
                if window:
                    window.end(now)
                self._next(lane.chat_id)
        return nearest

    def _start(self, work: asyncio.coroutines.Coroutine[object, object, None]) -> None:  # type: ignore[name-defined]
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()
        if not task.cancelled() and (error := task.exception()):
            logger.error("delivery.fault", exc_info=error)

    async def _send(self, item: OutboxItem, window: Window | None) -> None:
        plain = item.id in self._plain
        chat_window = self._chat_window(item)
        outcome: Outcome
        try:
            outcome = Sent(await self._senders[item.address.platform].send(item, plain=plain))
        except (SendError, LostAnswerError) as error:
            outcome = outcome_of(item, error, plain=plain)
        except Exception as error:
            # A fault of ours after the row was claimed: nobody knows whether the message went.
            logger.exception("delivery.sender_fault item=%d", item.id)
            outcome = Unknown(f"fault in the sender: {type(error).__name__}", likely_sent=True)
        finally:
            for used in (window, chat_window):
                if used:
                    used.end(self._now())
        self._ended.append((item, outcome))

    async def _settle(self, lane: Lane, window: Window | None) -> None:
        """Find out what became of an unknown row, or let the rule decide when its time is up."""
        doubt = self._store.outbox.unknown(lane.item_id)
        sender = self._senders[lane.address.platform]
        sequence = sender.id_sequence(doubt.item)
        around = self._store.outbox.ids_around(doubt.item, sequence, doubt.lost_at)
        evidence = Evidence(
            before=None if around.before is None else str(around.before),
            after=None if around.after is None else str(around.after),
            taken=around.taken,
        )
        try:
            found = await sender.settle(doubt.item, evidence, self._clock())
        except (SendError, LostAnswerError) as error:
            logger.info("delivery.settle_failed item=%d reason=%s", lane.item_id, error)
            found = Settlement(Verdict.CANNOT_TELL)
        finally:
            if window:
                window.end(self._now())
        self._settled(
            doubt.item, found, by_rule=self._clock() - doubt.lost_at >= SETTLE_UNTIL, likely=doubt.likely_sent
        )

    def _settled(self, item: OutboxItem, found: Settlement, *, by_rule: bool, likely: bool) -> None:
        now = self._clock()
        verdict = found.verdict
        if verdict is Verdict.CANNOT_TELL and by_rule:
            verdict = Verdict.SENT if likely else Verdict.NOT_SENT
        logger.info("delivery.settled item=%d verdict=%s by_rule=%s", item.id, verdict, by_rule)
        match verdict:
            case Verdict.SENT:
                sequence = self._senders[item.address.platform].id_sequence(item) if found.message_id else None
                self._store.outbox.mark_sent(item.id, found.message_id, sequence, now)
                self.tally.sent += 1
            case Verdict.NOT_SENT:
                self._store.outbox.retry_later(item.id, now, "was not sent, goes again")
            case Verdict.CANNOT_TELL:
                self._wait(item.chat_id, self._now() + SETTLE_AFTER.total_seconds())
                return
        self._next(item.chat_id)

    def _record(self) -> None:
        """Commit the outcomes of all sends that ended, then let their lanes go on."""
        if not self._ended:
            return
        ended, self._ended = self._ended, []
        with self._store.transaction():
            for item, outcome in ended:
                self._apply(item, outcome)
        for chat_id in dict.fromkeys(item.chat_id for item, _ in ended):
            self._next(chat_id)

    def _apply(self, item: OutboxItem, outcome: Outcome) -> None:
        outbox, now = self._store.outbox, self._clock()
        match outcome:
            case Sent():
                sequence = self._senders[item.address.platform].id_sequence(item)
                outbox.mark_sent(item.id, outcome.message_id, sequence, now)
                self._plain.discard(item.id)
                self.tally.sent += 1
            case Retry():
                outbox.retry_later(item.id, now + outcome.wait, outcome.error)
                if outcome.scope:
                    self._hold(outcome.scope, now + outcome.wait, outcome.error)
                if outcome.plain:
                    self._plain.add(item.id)
                self.tally.retried += 1
            case PauseChat():
                outbox.retry_later(item.id, now, outcome.reason)
                self._store.chats.pause(item.chat_id, outcome.reason, now)
                self.tally.paused.append((item.address, outcome.reason))
                logger.warning("chat.paused chat=%s reason=%s", item.address, outcome.reason)
            case MoveChat():
                outbox.retry_later(item.id, now, f"moved to {outcome.address}")
                self._move(item, outcome.address)
            case Unknown():
                outbox.mark_unknown(item.id, outcome.error, now, likely_sent=outcome.likely_sent)
                self.tally.unknown += 1
            case GiveUp():
                outbox.give_up(item.id, outcome.error)
                self.tally.failed += 1
                logger.error("message.refused item=%d chat=%s reason=%s", item.id, item.address, outcome.error)
            case StopPlatform():
                outbox.retry_later(item.id, now, outcome.error)
                self.tally.stopped[item.address.platform] = outcome.error
                logger.error("platform.stopped platform=%s reason=%s", item.address.platform, outcome.error)

    def _hold(self, scope: str, until_at: datetime, reason: str) -> None:
        self._store.pauses.put(scope, until_at, reason)
        self._pauses[scope] = max(until_at, self._pauses.get(scope, until_at))

    def _move(self, item: OutboxItem, address: Address) -> None:
        try:
            self._store.chats.move(item.chat_id, address)
        except StorageError as error:
            self._store.chats.pause(item.chat_id, str(error), self._clock())
            self.tally.paused.append((item.address, str(error)))

    def _load(self) -> None:
        """Fill the memory with lanes, page by page through the chats, and begin anew at the end."""
        room = LANES_IN_MEMORY - len(self._lanes)
        if room < LANES_IN_MEMORY // 2:
            return
        page = self._store.outbox.lanes(self._cursor, room)
        self._cursor = page[-1].chat_id if len(page) == room else 0
        for lane in page:
            if lane.chat_id not in self._lanes:
                self._admit(lane)

    def _next(self, chat_id: int) -> None:
        """Let a lane go on with its next row, if it has one."""
        self._lanes.pop(chat_id, None)
        lane = self._store.outbox.lane(chat_id)
        if lane is not None:
            self._admit(lane)

    def _admit(self, lane: Lane) -> None:
        if lane.address.platform not in self._senders or lane.address.platform in self.tally.stopped:
            return
        if lane.state is DeliveryState.SENDING:
            return
        if lane.orphan:
            self._store.outbox.give_up(lane.item_id, "its head was refused")
            self.tally.failed += 1
            self._next(lane.chat_id)
            return
        self._lanes[lane.chat_id] = lane
        self._wait(lane.chat_id, self._opens_at(lane))

    def _wait(self, chat_id: int, until: float) -> None:
        heappush(self._waiting, (until, next(self._turns), chat_id))

    def _opens_at(self, lane: Lane) -> float:
        """Return when a lane's first row may go: its own moment, the chat's rate, and the pauses that hold it."""
        now, wall = self._now(), self._clock()
        moments = [lane.due_at]
        if lane.lost_at is not None:
            moments.append(lane.lost_at + SETTLE_AFTER)
        moments += [self._pauses[scope] for scope in scopes_of(lane.address) if scope in self._pauses]
        opens = now + max(0.0, (max(moments) - wall).total_seconds())
        window = self._chat_windows.get(lane.chat_id)
        return max(opens, window.ready_at(now)) if window else opens

    def _chat_window(self, item: OutboxItem) -> Window | None:
        rate = self._rates.get(item.address.platform, NO_LIMIT).of_chat(item.kind)
        if rate is None:
            return None
        window = self._chat_windows.setdefault(item.chat_id, Window.of_rate(rate))
        window.begin()
        return window

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def summarise_tally(tally: Tally) -> Counter[str]:
    """Count a run's outcomes by their names."""
    return Counter(
        {
            "sent": tally.sent,
            "failed": tally.failed,
            "unknown": tally.unknown,
            "paused chats": len(tally.paused),
        }
    )
