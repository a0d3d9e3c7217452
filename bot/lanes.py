"""Lanes in memory: of each platform a bounded number of chats, their next messages read ahead, one in flight a chat.

A lane waits for its moment, then stands in line: what is urgent first, then the chat that has most left, so that no
long one remains alone at the end when the platform's rate could carry thirty. The line is cheap to change: an entry
counts only as long as its ticket is the lane's last.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import heappop, heappush
from itertools import count, islice
from math import ceil, inf

from bot.pacing import Pacing, Route
from storage.lanes import Lanes as StoredLanes
from storage.models import DeliveryState, OutboxItem, Platform, Priority

LANES = 256
"""Chats in memory at least; more would let each digest come in drops over minutes."""
SECONDS_OF_RATE = 8
"""Chats in memory beside a high rate: those that it can serve in so many seconds."""
PAGE = 32
ROWS_EACH = 16
"""A digest's head and fourteen papers are read at once."""
SCANNED = 128
FAR_S = 60.0
"""A lane whose moment is farther off leaves its place to others, and is read again then."""
_OUT_OF_LINE = 0


@dataclass(slots=True)
class Lane:
    """One chat's next messages; `whole` says that the chat has no others.

    `more` says that it had when they were read: unlike `whole` it stays so, for what stands in line is compared by it.
    """

    chat_id: int
    route: Route
    items: deque[OutboxItem]
    whole: bool
    more: bool
    ticket: int = _OUT_OF_LINE
    running: bool = False
    changed: bool = False
    """Something urgent was queued meanwhile: read it again before it goes on."""
    parents: dict[int, str] = field(default_factory=dict)

    @property
    def next(self) -> OutboxItem:
        """The message that all others of the chat wait for."""
        return self.items[0]

    @property
    def left(self) -> int:
        """How many messages it has; as good a guess as any where not all have been read."""
        return len(self.items) + (ROWS_EACH if self.more else 0)


class Lanes:
    """The lanes of one platform."""

    def __init__(self, platform: Platform, stored: StoredLanes, pacing: Pacing, rate: float | None) -> None:
        self.platform = platform
        self._most = max(LANES, SECONDS_OF_RATE * ceil(rate or 0))
        self.orphans: list[OutboxItem] = []
        """Replies whose head was refused for good, as they were met."""
        self._stored = stored
        self._pacing = pacing
        self._lanes: dict[int, Lane] = {}
        self._unread: dict[int, None] = {}
        self._waiting: list[tuple[float, int, int]] = []
        self._ready: list[tuple[str, int, int, int]] = []
        self._tickets = count(1)
        self._cursor: int | None = 0
        self._far_at = inf
        self._written: tuple[int, int] | None = None
        self._scan_at = -inf

    def look_again(self, now: float, wall: datetime) -> None:
        """Look at what is urgent and, if anything was written since, at the whole outbox once more.

        Many thousand chats may wait for the end of their quiet hours: to go through them all each second would keep a
        processor busy for the night. What a clock that is set right makes due is found within FAR_S.
        """
        written = self._stored.written()
        if written != self._written or now >= self._scan_at:
            self._written = written
            self._scan_anew(now)
        for chat_id in self._stored.urgent(self.platform, wall, PAGE):
            self._read_anew(chat_id)

    def _scan_anew(self, now: float) -> None:
        self._cursor = 0
        self._far_at = inf
        self._scan_at = now + FAR_S
        for lane in self._lanes.values():
            lane.whole = False

    def load(self, now: float, wall: datetime) -> float:
        """Read one page of what is missing, and return when there is more to read; infinity for never."""
        if self._far_at <= now:
            self._scan_anew(now)
        if len(self._unread) < PAGE and self._cursor is not None and len(self._lanes) <= self._most - PAGE:
            self._scan(now, wall)
        chat_ids = tuple(islice(self._unread, PAGE))
        if chat_ids:
            for chat_id in chat_ids:
                del self._unread[chat_id]
            for chat_id, items in self._stored.read(chat_ids, ROWS_EACH).items():
                self._fill(chat_id, items, now, wall)
        more = self._unread or (self._cursor is not None and len(self._lanes) <= self._most - PAGE)
        return now if more else self._far_at

    def _scan(self, now: float, wall: datetime) -> None:
        """Go on through the chats that have something to send."""
        assert self._cursor is not None
        held_until = self._pacing.paused_until(self.platform, now)
        if held_until - now > FAR_S:
            self._far_at = min(self._far_at, held_until)
            self._cursor = None
            return
        found = self._stored.waiting(self.platform, self._cursor, SCANNED)
        self._cursor = found[-1].chat_id if len(found) == SCANNED else None
        for chat in found:
            if chat.address is None or chat.chat_id in self._lanes or chat.chat_id in self._unread:
                continue
            due = now + (chat.due_at - wall).total_seconds()
            opens = max(due, self._pacing.chat_opens_at(Route.to(chat.address, chat.kind), now))
            if opens - now > FAR_S:
                self._far_at = min(self._far_at, opens)
            else:
                self._unread[chat.chat_id] = None
            if len(self._unread) + len(self._lanes) >= self._most:
                self._cursor = chat.chat_id
                return

    def choose(self, now: float, limit: int) -> tuple[list[Lane], float]:
        """Take places for lanes that may go now, at most `limit`, and return when the next may go.

        A lane whose first message is unknown needs none: it is asked about, and nothing is sent.
        """
        while self._waiting and self._waiting[0][0] <= now:
            _, ticket, chat_id = heappop(self._waiting)
            lane = self._lanes.get(chat_id)
            if lane is not None and lane.ticket == ticket:
                heappush(self._ready, (lane.next.priority, -lane.left, ticket, chat_id))
        chosen: list[Lane] = []
        while self._ready and len(chosen) < limit:
            opens = self._pacing.platform_opens_at(self.platform, now)
            if opens > now:
                return chosen, opens
            *_, ticket, chat_id = heappop(self._ready)
            lane = self._lanes.get(chat_id)
            if lane is None or lane.ticket != ticket:
                continue
            opens = self._pacing.chat_opens_at(lane.route, now)
            if opens > now:
                self._wait(lane, opens, now)
                continue
            if lane.next.state is DeliveryState.PENDING:
                self._pacing.begin(lane.route, now)
            lane.running = True
            chosen.append(lane)
        return chosen, now if self._ready else self._next_moment()

    def _next_moment(self) -> float:
        while self._waiting and self._is_old(*self._waiting[0][1:]):
            heappop(self._waiting)
        return self._waiting[0][0] if self._waiting else inf

    def _is_old(self, ticket: int, chat_id: int) -> bool:
        lane = self._lanes.get(chat_id)
        return lane is None or lane.ticket != ticket

    def arrived(self, chat_id: int, message_id: str, now: float, wall: datetime) -> None:
        """Let a lane go on behind its first message, which has arrived."""
        lane = self._lanes.get(chat_id)
        if lane is None:
            return
        item = lane.items.popleft()
        lane.running = False
        if item.parent_id is None:
            lane.parents[item.id] = message_id
        if lane.items and not lane.changed:
            parent_id = lane.next.parent_id
            if parent_id in lane.parents:
                lane.items[0] = replace(lane.next, parent_message_id=lane.parents[parent_id])
            self._queue(lane, now, wall)
        elif lane.whole and not lane.changed:
            del self._lanes[chat_id]
        else:
            self._unread[chat_id] = None

    def read_again(self, chat_id: int) -> None:
        """Read a lane's rows anew, which are not as they were."""
        if lane := self._lanes.get(chat_id):
            lane.running = False
            lane.ticket = _OUT_OF_LINE
            self._unread[chat_id] = None

    def clear(self) -> None:
        """Forget all that does not run: the platform takes nothing any more."""
        self._lanes = {chat_id: lane for chat_id, lane in self._lanes.items() if lane.running}
        self._unread.clear()
        self._cursor = None
        self._far_at = inf

    def _read_anew(self, chat_id: int) -> None:
        lane = self._lanes.get(chat_id)
        if lane is not None and lane.running:
            lane.changed = True
            return
        if lane is not None:
            if lane.items and lane.next.priority < Priority.BULK:
                return
            lane.ticket = _OUT_OF_LINE
        self._unread[chat_id] = None

    def _fill(self, chat_id: int, items: Sequence[OutboxItem], now: float, wall: datetime) -> None:
        self.orphans.extend(filter(_is_orphan, items))
        going = deque(item for item in items if not _is_orphan(item))
        whole = len(items) < ROWS_EACH
        if going and going[0].state is not DeliveryState.SENDING:
            first = going[0]
            lane = Lane(chat_id, Route.to(first.address, first.kind), going, whole, more=not whole)
            self._lanes[chat_id] = lane
            self._queue(lane, now, wall)
            return
        self._lanes.pop(chat_id, None)
        if not going and not whole:
            self._unread[chat_id] = None

    def _queue(self, lane: Lane, now: float, wall: datetime) -> None:
        """Let a lane wait for its first message's moment and for what holds its chat."""
        due = now + (lane.next.due_at - wall).total_seconds()
        self._wait(lane, max(due, self._pacing.chat_opens_at(lane.route, now)), now)

    def _wait(self, lane: Lane, until: float, now: float) -> None:
        if until - now > FAR_S:
            del self._lanes[lane.chat_id]
            self._far_at = min(self._far_at, until)
            return
        lane.ticket = next(self._tickets)
        heappush(self._waiting, (until, lane.ticket, lane.chat_id))


def _is_orphan(item: OutboxItem) -> bool:
    return item.orphan and item.state is DeliveryState.PENDING
