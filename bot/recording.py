"""Outcomes into the store: what ended together is committed together."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.outcomes import (
    ASK_AFTER,
    MAX_ATTEMPTS,
    AskLater,
    GiveUp,
    Hold,
    MoveChat,
    Outcome,
    PauseChat,
    Retry,
    RetryParent,
    Sent,
    StopPlatform,
    Unknown,
    Unreachable,
)
from bot.pacing import Pacing, Route
from bot.senders import Sender
from digest.alarms import Alarm
from digest.texts import say
from handlers.messages import line_messages
from storage.errors import AddressTakenError
from storage.models import Address, OutboxItem, Platform, Priority
from storage.outbox import NOTICE, Arrived
from storage.store import Store

logger = logging.getLogger(__name__)

_RECALLED = timedelta(minutes=2)
"""What was sent so long ago counts towards the platforms' windows still: the longest of them is a minute."""


@dataclass(slots=True)
class Tally:
    """What one run of delivery did."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    retried: int = 0
    paused: list[tuple[Address, str]] = field(default_factory=list)
    stopped: dict[Platform, str] = field(default_factory=dict)
    reached: dict[Platform, datetime] = field(default_factory=dict)
    """When a message last arrived on each platform."""


@dataclass(frozen=True, slots=True)
class Ended:
    """One row that was sent or asked about, the way to its chat, and how that ended."""

    item: OutboxItem
    route: Route
    outcome: Outcome


class Recording:
    """Writes outcomes down and keeps the tally; `plain` are the rows that go without markup."""

    def __init__(
        self, store: Store, senders: Mapping[Platform, Sender], pacing: Pacing, tally: Tally, alarm: Alarm
    ) -> None:
        self._store = store
        self._senders = senders
        self._pacing = pacing
        self._tally = tally
        self._alarm = alarm
        self.plain: set[int] = set()

    def record(self, ended: Sequence[Ended], wall: datetime, now: float) -> None:
        """Commit how rows ended; `wall` and `now` are the same moment on the two clocks. Raises StorageError."""
        arrived: list[Arrived] = []
        with self._store.transaction():
            for one in ended:
                if isinstance(one.outcome, Sent) and one.outcome.message_id is not None:
                    sequence = self._senders[one.route.platform].id_sequence(one.item.address)
                    arrived.append(Arrived(one.item.id, one.outcome.message_id, sequence))
                    self._pacing.reached(one.route.platform)
                    self._tally.reached[one.route.platform] = wall
                    self.plain.discard(one.item.id)
                else:
                    self._apply(one, wall, now)
            self._store.outbox.mark_sent(arrived, wall)
        self._tally.sent += len(arrived)

    def hold(self, hold: Hold, route: Route, wall: datetime, now: float) -> None:
        """Keep that everything a rate limit names has to wait."""
        scope = route.scope(hold.scope)
        self._store.pauses.put(scope, wall + hold.wait, hold.error)
        self._pacing.pause(scope, now + hold.wait.total_seconds())
        logger.warning("delivery.held scope=%s seconds=%.0f", scope, hold.wait.total_seconds())

    def _miss(self, missed: Unreachable, route: Route, now: float) -> None:
        """Leave a platform that nobody could reach alone for a little while."""
        self._pacing.missed(route.platform, now)
        logger.warning("platform.unreachable platform=%s reason=%s", route.platform, missed.error)

    def _apply(self, one: Ended, wall: datetime, now: float) -> None:
        item, outbox = one.item, self._store.outbox
        match one.outcome:
            case Sent():
                outbox.count_as_sent(item.id, wall)
                self._tally.sent += 1
            case Retry() as retry:
                outbox.retry_later(item.id, wall + retry.wait, retry.error, by_rule=retry.by_rule)
                if retry.plain:
                    self.plain.add(item.id)
                    told = f"{item.subject} went to {item.address} as plain text: {retry.error}"
                    self._alarm(f"markup:{one.route.platform}", told)
                self._tally.retried += 1
            case Hold() as hold:
                outbox.retry_later(item.id, wall + hold.wait, hold.error, counted=False)
                self.hold(hold, one.route, wall, now)
                self._tally.retried += 1
            case Unreachable() as missed:
                outbox.retry_later(item.id, item.due_at, missed.error, counted=False)
                self._miss(missed, one.route, now)
                self._tally.retried += 1
            case PauseChat(reason):
                outbox.retry_later(item.id, item.due_at, reason, counted=False)
                self._pause_chat(item, reason, wall)
            case MoveChat(address):
                outbox.retry_later(item.id, item.due_at, f"moved to {address}", counted=False)
                self._move(item, address, wall)
            case Unknown(error, likely_sent):
                outbox.mark_unknown(item.id, error, wall, likely_sent=likely_sent, ask_at=wall + ASK_AFTER)
                self._tally.unknown += 1
            case AskLater(wait, held):
                outbox.ask_later(item.id, wall + wait)
                if isinstance(held, Hold):
                    self.hold(held, one.route, wall, now)
                elif held is not None:
                    self._miss(held, one.route, now)
            case RetryParent(error):
                if item.parent_id is not None and outbox.send_again(item.parent_id, MAX_ATTEMPTS):
                    outbox.retry_later(item.id, item.due_at, error, counted=False)
                    self._tally.retried += 1
                else:
                    self._give_up(item, error)
            case GiveUp(error):
                self._give_up(item, error)
            case StopPlatform(error):
                outbox.retry_later(item.id, item.due_at, error, counted=False)
                self._tally.stopped[one.route.platform] = error
                logger.error("platform.stopped platform=%s reason=%s", one.route.platform, error)
                self._alarm(f"stopped:{one.route.platform}", f"{one.route.platform} refuses the account: {error}")

    def _give_up(self, item: OutboxItem, error: str) -> None:
        self._store.outbox.give_up(item.id, error)
        self.plain.discard(item.id)
        self._tally.failed += 1
        logger.error("message.refused item=%d chat=%s reason=%s", item.id, item.address, error)
        self._alarm(f"refused:{item.address}", f"{item.address} did not get {item.subject}: {error}")

    def _pause_chat(self, item: OutboxItem, reason: str, wall: datetime) -> None:
        if not self._store.chats.pause(item.chat_id, reason, wall):
            return
        self._tally.paused.append((item.address, reason))
        logger.warning("chat.paused chat=%s reason=%s", item.address, reason)
        self._alarm(f"paused:{item.address}", f"{item.address} is paused: {reason}")

    def _move(self, item: OutboxItem, address: Address, wall: datetime) -> None:
        """Follow a chat, unless another subscription is where it went: that one has the papers already."""
        try:
            self._store.chats.move(item.chat_id, address)
        except AddressTakenError:
            self._pause_chat(item, f"moved to {address}, which is subscribed already", wall)
            return
        logger.info("chat.moved chat=%s to=%s", item.address, address)
        if item.address.thread and not address.thread:
            self._explain_closed_topic(item, wall)

    def _explain_closed_topic(self, item: OutboxItem, wall: datetime) -> None:
        """C17: before the rest of its digest, a group reads why that stands outside the topic."""
        language = self._store.chats.get(item.chat_id).language
        subject = f"topic-closed:{item.address.thread}"
        told = line_messages(subject, say(language, "place-topic-closed"), language, item.address.platform)
        self._store.ledger.queue([item.chat_id], NOTICE, self._store.ledger.keep(told), (), wall, Priority.ALERT)


def take_up(store: Store, pacing: Pacing, wall: datetime, now: float) -> None:
    """Take up what the last process left: the sends it was interrupted in, its pauses, and how full the windows are."""
    if interrupted := store.doubts.interrupted(wall):
        logger.warning("delivery.interrupted rows=%d", interrupted)
    for scope, until_at in store.pauses.current(wall).items():
        pacing.pause(scope, now + (until_at - wall).total_seconds())
    for sent in store.lanes.recent(wall - _RECALLED, wall):
        # A clock that was set back since must not put it into the future.
        ago_s = max(0.0, (wall - sent.at).total_seconds())
        pacing.recall(Route.to(sent.address, sent.kind), now - ago_s)
