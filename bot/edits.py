"""Delivered messages are brought up to date in place, without a new notification, once their text has become better.

The rows are made by the pipeline in the transaction that keeps the better summary, so none is lost. An edit may be made
twice without harm: its outcome is recorded after it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.reply_turns import Turn
from bot.senders import LostAnswerError, PlatformDownError, RateLimitedError, SendError
from digest.compose import compose_paper
from handlers.alert_messages import alert_messages
from handlers.messages import paper_messages
from storage.edits import Outdated
from storage.models import Address, Platform
from storage.store import Store

logger = logging.getLogger(__name__)

PAGE = 100
MAX_TRIES = 5
FIRST_PAUSE = timedelta(minutes=1)
"""After each failed try the pause is four times as long."""


class UneditableError(SendError):
    """The message is gone, or the platform lets nobody edit it any more."""


class Editor(Protocol):
    """One platform's way to change a message that was sent."""

    async def edit(self, address: Address, message_id: str, payload: str) -> None:
        """Make a message what the payload says; nothing to change is no error.

        Raises UneditableError and the errors of `bot.senders`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Edits:
    """Makes the edits that are due."""

    store: Store
    editors: Mapping[Platform, Editor]
    turn: Turn
    clock: Callable[[], datetime]

    async def make_due(self) -> int:
        """Make a page of the edits that it is time for, one after the other, and return how many were made.

        A platform that refuses the account keeps its edits, and the others get theirs.
        """
        made = 0
        down: set[Platform] = set()
        while page := self.store.edits.due(self.clock(), PAGE, down):
            for outdated in page:
                try:
                    made += await self._make(outdated)
                except PlatformDownError as error:
                    logger.warning("edit.stopped platform=%s reason=%s", outdated.address.platform, error)
                    down.add(outdated.address.platform)
                    break
            else:
                break
        if made:
            logger.info("messages.edited count=%d", made)
        return made

    async def _make(self, outdated: Outdated) -> bool:
        editor = self.editors.get(outdated.address.platform)
        payload = payload_of(self.store, outdated)
        if editor is None or payload is None:
            self.store.edits.done(outdated.outbox_id)
            return False
        try:
            async with self.turn(outdated.address, outdated.kind):
                await editor.edit(outdated.address, outdated.message_id, payload)
        except PlatformDownError:
            raise
        except UneditableError as error:
            logger.info("edit.impossible chat=%s message=%s reason=%s", outdated.address, outdated.message_id, error)
        except (SendError, LostAnswerError) as error:
            return self._put_off(outdated, error)
        else:
            self.store.edits.done(outdated.outbox_id)
            return True
        self.store.edits.done(outdated.outbox_id)
        return False

    def _put_off(self, outdated: Outdated, error: SendError | LostAnswerError) -> bool:
        if outdated.tries + 1 >= MAX_TRIES:
            logger.warning("edit.given_up chat=%s message=%s reason=%s", outdated.address, outdated.message_id, error)
            self.store.edits.done(outdated.outbox_id)
            return False
        pause = FIRST_PAUSE * 4**outdated.tries
        if isinstance(error, RateLimitedError):
            pause = max(pause, timedelta(seconds=error.retry_after_s))
        self.store.edits.retry_later(outdated.outbox_id, self.clock() + pause)
        return False


def payload_of(store: Store, outdated: Outdated) -> str | None:
    """Write what a message should be by now, or None where the paper needs another number of messages than it has."""
    paper = store.papers.get(outdated.key)
    summary = store.summaries.find(outdated.key, outdated.language)
    language, platform, pictures = outdated.language, outdated.address.platform, outdated.pictures
    if outdated.is_alert:
        told = store.topics.words_told(outdated.chat_id, outdated.key)
        words = told[0] if told else ()
        composed = compose_paper(paper, summary, language)
        subject = f"alert:{outdated.key}"
        messages = alert_messages(composed, words, language, platform, subject=subject, pictures=pictures)
    else:
        listed = store.days.get(date.fromisoformat(outdated.delivery)).papers
        late = any(one.late for one in listed if one.key == outdated.key)
        composed = compose_paper(paper, summary, language, outdated.position, late=late)
        messages = paper_messages(composed, outdated.total, language, platform, pictures=pictures)
    return messages[outdated.part].payload if len(messages) == outdated.parts else None
