"""Delivery: claim → send → record, at the platforms' full speed and never over it.

It runs on one loop. Each turn of it commits what ended, reads what is missing, begins what may begin and says when
there may be more; all of these are bounded, so that no turn takes long. Who may go next stands in `lanes`, when in
`pacing`, what follows from an outcome in `outcomes`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from math import inf

from bot.lanes import Lane, Lanes
from bot.outcomes import GiveUp, Outcome, Sent, Unknown, outcome_of
from bot.pacing import Pacing, Route
from bot.rates import NO_LIMIT, Rates
from bot.recording import Ended, Recording, Tally, take_up
from bot.reply_turns import Turns
from bot.senders import LostAnswerError, PlatformDownError, Sender, SendError
from bot.settling import Settling
from bot.turns import let_others_run
from digest.alarms import Alarm, log_alarm
from digest.schedule import loud_from
from storage.errors import NotFoundError
from storage.models import Address, ChatKind, DeliveryState, OutboxItem, Platform
from storage.outbox import minds_quiet
from storage.store import Store

__all__ = ["Delivery", "Tally"]

logger = logging.getLogger(__name__)

BATCH = 32
"""Messages that begin in one turn of the loop: some milliseconds of work."""
LATE_AFTER = timedelta(hours=1)
"""What is so late, after an outage or a pause, does not go out in its chat's quiet hours."""
STOP_WITHIN_S = 8
"""What is in flight is given so long; what has no answer then is unknown, and asked about at the next start."""


class Delivery:
    """Sends what stands in the outbox; one at a time may run on a store."""

    def __init__(
        self,
        store: Store,
        senders: Mapping[Platform, Sender],
        rates: Mapping[Platform, Rates],
        clock: Callable[[], datetime],
        alarm: Alarm = log_alarm,
    ) -> None:
        """Put it together; `alarm` hears of paused chats, refused messages or markup, and a refused account."""
        self.tally = Tally()
        self._store = store
        self._senders = senders
        self._clock = clock
        self._pacing = Pacing(rates)
        self._lanes = {
            platform: Lanes(platform, store.lanes, self._pacing, rates.get(platform, NO_LIMIT).platform)
            for platform in senders
        }
        self._settling = Settling(store.doubts, senders, clock, self.tally.reached)
        self._recording = Recording(store, senders, self._pacing, self.tally, alarm)
        self._turns = Turns(self._pacing, self._recording, store.doubts, clock)
        self._running: set[asyncio.Task[None]] = set()
        self._ended: list[Ended] = []
        self._wake = asyncio.Event()
        self._fatal: BaseException | None = None
        self._opened = False

    async def drain(self, patience_s: float = 60, in_vain_s: float = inf) -> Tally:
        """Send all that is due and stop; what has to wait longer than `patience_s` stays queued.

        So does what is left when nothing has been sent for `in_vain_s`: nobody can be reached, it seems. Raises
        StorageError if the database fails.
        """
        self._open()
        sent, sent_at = self.tally.sent, self._now()
        try:
            while True:
                wait_s = self._turn()
                if self.tally.sent > sent:
                    sent, sent_at = self.tally.sent, self._now()
                if not self._running and (wait_s > patience_s or self._now() - sent_at > in_vain_s):
                    return self.tally
                await self._pause(min(wait_s, patience_s))
        finally:
            await self._finish()

    async def run(self, stop: asyncio.Event, idle_s: float = 1.0) -> None:
        """Send until `stop` is set, then finish what is in flight; at most ten seconds are given to that.

        The outbox is looked at every `idle_s` seconds, and at once after a `nudge`. Raises StorageError if the
        database fails.
        """
        self._open()
        stopped = asyncio.ensure_future(stop.wait())
        stopped.add_done_callback(lambda _: self._wake.set())
        try:
            look_at = self._now() + idle_s
            while not stop.is_set():
                await self._pause(min(self._turn(), look_at - self._now()))
                if self._now() >= look_at:
                    look_at = self._now() + idle_s
                    self._look_again()
        finally:
            stopped.cancel()
            await self._finish()

    def nudge(self) -> None:
        """Look at the outbox now: something was queued."""
        self._look_again()
        self._wake.set()

    @asynccontextmanager
    async def turn(self, address: Address, kind: ChatKind) -> AsyncIterator[None]:
        """Wait for the next place in the platform's and the chat's window, before all bulk, and hold it inside.

        Send one message inside. A RateLimitedError raised inside is kept: all that it names waits as long as it says.
        Raises RateLimitedError at once where the platform has asked to wait more than PATIENCE_S (`reply_turns`), and
        PlatformDownError where it refuses the account.
        """
        if reason := self.tally.stopped.get(address.platform):
            raise PlatformDownError(reason)
        try:
            async with self._turns.turn(Route.to(address, kind)):
                yield
        finally:
            self._wake.set()

    def _open(self) -> None:
        if not self._opened:
            self._opened = True
            take_up(self._store, self._pacing, self._clock(), self._now())
        self._look_again()

    def _look_again(self) -> None:
        self._pacing.forget_idle(self._now())
        for lanes in self._open_lanes():
            lanes.look_again(self._now(), self._clock())

    def _open_lanes(self) -> list[Lanes]:
        return [lanes for platform, lanes in self._lanes.items() if platform not in self.tally.stopped]

    async def _pause(self, seconds: float) -> None:
        """Wait for an answer, a nudge or so many seconds; others get their turn in any case."""
        if seconds <= 0:
            await let_others_run()
        elif not self._wake.is_set():
            timer = asyncio.get_running_loop().call_later(seconds, self._wake.set) if seconds < inf else None
            await self._wake.wait()
            if timer:
                timer.cancel()
        self._wake.clear()

    def _turn(self) -> float:
        """Record what ended, begin what may, and return in how many seconds there may be more to do."""
        if self._fatal is not None:
            raise self._fatal
        self._record()
        now, wall = self._now(), self._clock()
        nearest = self._turns.serve(now)
        chosen: list[Lane] = []
        for lanes in self._open_lanes():
            nearest = min(nearest, lanes.load(now, wall))
            self._give_up_orphans(lanes, wall)
            going, opens = lanes.choose(now, BATCH)
            chosen += going
            nearest = min(nearest, opens)
        self._begin(chosen, wall)
        return nearest - now

    def _give_up_orphans(self, lanes: Lanes, wall: datetime) -> None:
        """C20: a reply never goes without its head."""
        orphans, lanes.orphans = lanes.orphans, []
        refused = GiveUp("its head was refused")
        if orphans:
            ended = [Ended(item, Route.to(item.address, item.kind), refused) for item in orphans]
            self._recording.record(ended, wall, self._now())

    def _begin(self, chosen: list[Lane], wall: datetime) -> None:
        """Claim the first message of each lane and start sending it, or asking about it."""
        if not chosen:
            return
        pending = [lane.next for lane in chosen if lane.next.state is DeliveryState.PENDING]
        put_off = self._put_off(pending, wall)
        sending = [item.id for item in pending if item.chat_id not in put_off]
        claimed = self._store.outbox.claim(sending, wall) if sending else frozenset()
        for lane in chosen:
            item = lane.next
            if item.state is DeliveryState.UNKNOWN:
                self._start(self._settle(item, lane.route))
            elif item.id in claimed:
                claim = replace(item, state=DeliveryState.SENDING, attempts=item.attempts + 1, attempted_at=wall)
                self._start(self._send(claim, lane.route))
            else:
                # It was put off, or somebody else changed the row or paused the chat since it was read.
                self._pacing.give_back(lane.route)
                self._lanes[lane.route.platform].read_again(lane.chat_id)

    def _put_off(self, items: list[OutboxItem], wall: datetime) -> Collection[int]:
        """Let what is late wait for the end of quiet hours, with all that stands behind it; return whose it was."""
        minding = filter(minds_quiet, items)
        late = [item.chat_id for item in minding if wall - self._first_due_at(item) > LATE_AFTER]
        if not late:
            return ()
        loud = {chat.id: loud_from(chat, wall) for chat in self._store.chats.of_ids(late)}
        quiet = {chat_id: moment for chat_id, moment in loud.items() if moment > wall}
        self._store.outbox.put_off(quiet.items())
        return quiet

    def _first_due_at(self, item: OutboxItem) -> datetime:
        """Return when a message was to go at first: one that goes again, or waited on request, has a new moment."""
        queued_at = self._store.ledger.queued_at(item.chat_id, item.delivery) if item.error else None
        return min(item.due_at, queued_at or item.due_at)

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()
        if not task.cancelled() and (error := task.exception()):
            self._fatal = error

    async def _send(self, item: OutboxItem, route: Route) -> None:
        plain = item.id in self._recording.plain
        outcome: Outcome
        try:
            outcome = Sent(await self._senders[route.platform].send(item, plain=plain))
        except (SendError, LostAnswerError) as error:
            outcome = outcome_of(item, error, plain=plain)
        except asyncio.CancelledError:
            self._ended.append(Ended(item, route, Unknown("interrupted while sending", likely_sent=True)))
            raise
        except Exception as error:
            # A fault of ours after the row was claimed: nobody knows whether the message went.
            logger.exception("delivery.sender_fault item=%d", item.id)
            outcome = Unknown(f"fault in the sender: {type(error).__name__}", likely_sent=True)
        finally:
            self._pacing.end(route, self._now())
        self._ended.append(Ended(item, route, outcome))

    async def _settle(self, item: OutboxItem, route: Route) -> None:
        try:
            outcome = await self._settling.settle(item, plain=item.id in self._recording.plain)
        except NotFoundError:
            # Somebody else found out meanwhile.
            self._lanes[route.platform].read_again(item.chat_id)
            return
        self._ended.append(Ended(item, route, outcome))

    def _record(self) -> None:
        """Commit the outcomes of all that ended, then let their lanes go on.

        What could not be committed stays for another try: an answer that is known must not become unknown.
        """
        if not self._ended:
            return
        wall, now = self._clock(), self._now()
        self._recording.record(self._ended, wall, now)
        ended, self._ended = self._ended, []
        for one in ended:
            lanes = self._lanes[one.route.platform]
            if isinstance(one.outcome, Sent) and one.outcome.message_id is not None:
                lanes.arrived(one.item.chat_id, one.outcome.message_id, now, wall)
            else:
                lanes.read_again(one.item.chat_id)
        for platform in self.tally.stopped:
            self._lanes[platform].clear()

    async def _finish(self) -> None:
        """Let what is in flight end, and commit how it ended."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=STOP_WITHIN_S)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
        self._record()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
