"""The watch: looks every minute at how the work goes; of what is wrong it tells the admin chats once, and once when it
is over.

What it tells goes through the outbox like every message, in one transaction with the note that it was told.
"""

from __future__ import annotations

import logging
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.trouble import (
    GROWS_OVER,
    LOOKED_FOR,
    OVERDUE_AFTER,
    REFUSED_WITHIN,
    WAITS,
    Facts,
    Kind,
    News,
    Room,
    kind_of,
    news,
    troubles,
)
from bot.turns import let_others_run
from handlers.trouble_messages import Told, trouble_messages
from storage.addresses import kind_of as chat_kind_of
from storage.models import Address, Chat, Language, Platform, Priority
from storage.notices import Notice
from storage.outbox import NOTICE
from storage.store import Store
from storage.vitals import Backlog

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Admins:
    """Who is told of trouble: their addresses, and the language and zone of those that are no subscribers."""

    addresses: tuple[Address, ...]
    language: Language
    zone: str


def note_trouble(store: Store, subject: str, text: str, now: datetime) -> None:
    """Keep trouble that a part has met, for the next look to tell of, unless the watch sees it by itself."""
    if kind_of(subject) not in LOOKED_FOR:
        store.notices.see(subject, " ".join(text.split()), now)


@dataclass(slots=True)
class Watch:
    """Finds trouble in a store and in the process, and tells of it.

    `stopped` are the platforms that refuse the account, `reached` tells when a message last arrived on each, `undone`
    since when which jobs have not ended well, `unheard` the platforms that cannot be heard any more.
    """

    store: Store
    admins: Admins
    path: Path
    clock: Callable[[], datetime]
    stopped: Mapping[Platform, str]
    reached: Mapping[Platform, datetime]
    undone: Mapping[str, datetime]
    unheard: Mapping[Platform, str] = field(default_factory=dict)
    backlog: Backlog = Backlog()
    _seen: frozenset[str] = frozenset()
    """What the last look has seen."""
    _samples: deque[tuple[datetime, int]] = field(default_factory=deque)

    async def look(self) -> bool:
        """Look once; return whether there was anything to tell."""
        now = self.clock()
        self.backlog = await self._counted()
        with self.store.transaction():
            found = tuple(troubles(self._facts(now), now))
            # A chat that is let in again after weeks, or a bot that was down, has what is late out within seconds.
            passing = {trouble.subject for trouble in found if kind_of(trouble.subject) in WAITS} - self._seen
            self._seen = frozenset(trouble.subject for trouble in found)
            for trouble in found:
                if trouble.subject not in passing:
                    self.store.notices.see(trouble.subject, trouble.text, now, trouble.since_at)
            notices = self.store.notices.all()
            told = news(notices, now, self._unproven(notices, now) | passing)
            self._tell(told, now)
            self.store.notices.mark_told([notice.subject for notice in told.begun], now)
            self.store.notices.remove([notice.subject for notice in (*told.over, *told.forgotten)])
        return bool(told.begun or told.over)

    async def _counted(self) -> Backlog:
        """Count what waits, while everybody else has turns: of a million messages that takes a fifth of a second."""
        counted = Backlog()
        for backlog in self.store.vitals.backlog():
            counted = backlog
            await let_others_run()
        return counted

    def _facts(self, now: datetime) -> Facts:
        return Facts(
            lists=self.store.days.since(now.date() - timedelta(days=1)),
            backlog=self.backlog,
            backlog_before=self._an_hour_ago(now),
            overdue=self.store.vitals.overdue(now - OVERDUE_AFTER),
            refused=self.store.vitals.refused(now - REFUSED_WITHIN),
            lost=self.store.vitals.lost_chats(),
            stopped=self.stopped,
            unheard=self.unheard,
            undone=self.undone,
            room=Room(shutil.disk_usage(self.path.parent).free, self.store.vitals.size()),
        )

    def _an_hour_ago(self, now: datetime) -> int | None:
        """Return how much waited an hour ago, as far as this process has seen it."""
        self._samples.append((now, self.backlog.rows))
        while len(self._samples) > 1 and now - self._samples[1][0] >= GROWS_OVER:
            self._samples.popleft()
        at, rows = self._samples[0]
        return rows if now - at >= GROWS_OVER else None

    def _unproven(self, notices: Iterable[Notice], now: datetime) -> frozenset[str]:
        return frozenset(notice.subject for notice in notices if self._may_last(notice, now))

    def _may_last(self, notice: Notice, now: datetime) -> bool:
        """Tell whether a trouble may last though it is not seen just now.

        A platform that refused the account is well again when a message has gone out, not when nobody has tried. What
        waits grows in steps, whenever chats are due: it is over when nothing has waited long any more.
        """
        match kind_of(notice.subject):
            case Kind.STOPPED:
                reached_at = self.reached.get(Platform(notice.subject.partition(":")[2]))
                return reached_at is None or reached_at <= notice.seen_at
            case Kind.BACKLOG:
                since_at = self.backlog.since_at
                return since_at is not None and now - since_at > GROWS_OVER
        return False

    def _tell(self, told: News, now: datetime) -> None:
        for notice in told.begun:
            logger.warning(
                "trouble.begun subject=%s since=%s text=%r", notice.subject, f"{notice.since_at:%FT%H:%MZ}", notice.text
            )
        for notice in told.over:
            logger.info("trouble.over subject=%s since=%s", notice.subject, f"{notice.since_at:%FT%H:%MZ}")
        if not told.begun and not told.over:
            return
        subject = f"notice:{now:%FT%H:%M:%SZ}"
        begun, over = _told(told.begun), _told(told.over)
        for chat in map(self._known, self.admins.addresses):
            messages = trouble_messages(
                begun, over, chat.language, ZoneInfo(chat.zone), chat.address.platform, subject, now
            )
            bodies = self.store.ledger.keep(messages)
            self.store.ledger.queue([chat.id], NOTICE, bodies, (), now, Priority.ALERT)

    def _known(self, address: Address) -> Chat:
        """Return the chat of an admin, whatever its subscription is."""
        admins = self.admins
        chat = Chat(address, chat_kind_of(address), admins.language, admins.zone, time(8))
        return self.store.chats.make_known(chat, self.clock())


def _told(notices: Iterable[Notice]) -> tuple[Told, ...]:
    return tuple(
        Told(kind_of(notice.subject), notice.text, notice.since_at, notice.subject.partition(":")[2])
        for notice in notices
    )
