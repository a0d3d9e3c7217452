"""Pure but for its questions: find a message by its id where ids count upward.

The message has one of the ids between those acknowledged before its attempt and after it, if it arrived. Each
candidate is asked about, a few at most. Where no later id is known yet the search goes upward until the ids end.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from itertools import count, islice

from bot.senders import Evidence, Settlement, Verdict

ENDS_AFTER = 5
"""So many ids in a row that the chat does not have, in a count of its own, lie beyond its last message."""


class Answer(Enum):
    """What the platform says of one id in one chat."""

    FOUND = "it is the message"
    OTHER = "it is a message of somebody else"
    MISSING = "the chat has no such message"
    UNCLEAR = "nobody can tell"


@dataclass(frozen=True, slots=True)
class Candidates:
    """The ids to ask about; `complete` says that the message did not arrive if it is none of them.

    With an `open_end` the chat's own ids end somewhere among them, and where they end the search does.
    """

    ids: tuple[int, ...]
    complete: bool
    open_end: bool = False


def candidates(evidence: Evidence, *, own_sequence: bool) -> Candidates:
    """Choose whom to ask; `own_sequence` tells that the chat counts its messages by itself."""
    before, after, room = evidence.before, evidence.after, evidence.questions
    if after is not None:
        known = sum(1 for message_id in evidence.taken if (before or 0) < message_id < after)
        complete = after - (before or 0) - 1 - known <= room
        # From the known end on: the message came soon after the one before, or not long before the one after.
        if before is None and not complete:
            return Candidates(_free(range(after - 1, 0, -1), evidence, room), complete=False)
        return Candidates(_free(range((before or 0) + 1, after), evidence, room), complete)
    upward = _free(count((before or 0) + 1), evidence, room)
    if before is None:
        # Of a chat or an account that is new, these are the ids; of an old one nothing can be said.
        return Candidates(upward, complete=False)
    if own_sequence:
        return Candidates(upward, complete=False, open_end=True)
    return Candidates(upward, complete=evidence.recent and room > 0)


def _free(ids: Iterable[int], evidence: Evidence, room: int) -> tuple[int, ...]:
    return tuple(islice((message_id for message_id in ids if message_id not in evidence.taken), room))


async def search(among: Candidates, ask: Callable[[int], Awaitable[Answer]]) -> Settlement:
    """Ask about one candidate after the other until one answers."""
    missing = 0
    for questions, message_id in enumerate(among.ids, 1):
        answer = await ask(message_id)
        if answer is Answer.FOUND:
            return Settlement(Verdict.SENT, str(message_id), questions)
        if answer is Answer.UNCLEAR:
            return Settlement(Verdict.CANNOT_TELL, questions=questions)
        missing = missing + 1 if answer is Answer.MISSING else 0
        if among.open_end and missing == ENDS_AFTER:
            return Settlement(Verdict.NOT_SENT, questions=questions)
    verdict = Verdict.NOT_SENT if among.complete else Verdict.CANNOT_TELL
    return Settlement(verdict, questions=len(among.ids))
