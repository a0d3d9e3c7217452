"""Unknown messages: gather what the ledger knows around one, ask its platform, and let a rule decide where none can.

How a platform is asked stands with its sender, what follows from the answer in `outcomes`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.outcomes import TAKES_OTHERS, AskLater, Outcome, Unreachable, hold_of, outcome_of_doubt
from bot.pacing import Route
from bot.senders import (
    MAX_QUESTIONS,
    Evidence,
    RateLimitedError,
    Sender,
    Settlement,
    UnreachableError,
    Verdict,
)
from storage.doubts import Doubt, Doubts
from storage.models import OutboxItem, Platform

logger = logging.getLogger(__name__)

OPEN_AFTER = timedelta(seconds=2)
"""How long a later id is waited for before the search goes on without one."""
RECENT = timedelta(minutes=1)
"""In so short a time an account takes few ids that we do not know of."""
_CANNOT_TELL = Settlement(Verdict.CANNOT_TELL)


class Settling:
    """Finds out what became of unknown messages, of each platform one at a time.

    Questions take no place in the windows, which count messages; one after the other they stay few beside these.
    """

    def __init__(
        self,
        doubts: Doubts,
        senders: Mapping[Platform, Sender],
        clock: Callable[[], datetime],
        reached: Mapping[Platform, datetime],
    ) -> None:
        """`reached` tells when a message last arrived on each platform."""
        self._doubts = doubts
        self._senders = senders
        self._clock = clock
        self._reached = reached
        self._asked: dict[int, int] = {}
        self._turns = {platform: asyncio.Lock() for platform in senders}

    async def settle(self, item: OutboxItem, *, plain: bool) -> Outcome:
        """Find out about one unknown row; `plain` tells that it was sent without markup.

        Raises StorageError, and NotFoundError for a row that is not unknown any more.
        """
        async with self._turns[item.address.platform]:
            return await self._settle(self._doubts.get(item.id), plain=plain)

    async def _settle(self, doubt: Doubt, *, plain: bool) -> Outcome:
        item = doubt.item
        doubted = self._clock() - doubt.lost_at
        try:
            found = await self._ask(doubt, doubted, plain=plain)
        except RateLimitedError as error:
            hold = hold_of(error)
            return AskLater(hold.wait, hold)
        except UnreachableError as error:
            # Nobody was asked, so nobody could tell, however long ago it was: the rule has to wait.
            return AskLater(timedelta(), Unreachable(str(error)))
        except Exception:
            # A fault of ours costs this row the answer, and nothing else: the rule decides.
            logger.exception("delivery.settle_fault item=%d", item.id)
            found = _CANNOT_TELL
        self._asked[item.id] = self._asked.get(item.id, 0) + found.questions
        outcome = outcome_of_doubt(
            item, found, doubted=doubted, likely_sent=doubt.likely_sent, ill=self._is_ill(item.address.platform)
        )
        if not isinstance(outcome, AskLater):
            self._asked.pop(item.id, None)
            logger.info(
                "delivery.settled item=%d verdict=%s outcome=%s", item.id, found.verdict, type(outcome).__name__
            )
        return outcome

    def _is_ill(self, platform: Platform) -> bool:
        reached_at = self._reached.get(platform)
        return reached_at is None or self._clock() - reached_at > TAKES_OTHERS

    async def _ask(self, doubt: Doubt, doubted: timedelta, *, plain: bool) -> Settlement:
        item = doubt.item
        sender = self._senders[item.address.platform]
        questions = MAX_QUESTIONS - self._asked.get(item.id, 0)
        sequence = sender.id_sequence(item.address)
        if sequence is None:
            return await sender.settle(item, Evidence(questions=questions), plain=plain)
        around = self._doubts.ids_around(doubt, sequence, Route.to(item.address, item.kind).chat)
        if not around.alone or (around.after is None and doubted < OPEN_AFTER):
            return _CANNOT_TELL
        assert item.attempted_at is not None
        evidence = Evidence(
            before=around.before,
            after=around.after,
            taken=around.taken,
            recent=around.before_at is not None and item.attempted_at - around.before_at <= RECENT,
            questions=questions,
        )
        return await sender.settle(item, evidence, plain=plain)
