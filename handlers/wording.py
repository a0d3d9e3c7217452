"""Words that a button has to name: they are kept, and the button holds their number."""

from __future__ import annotations

from handlers.errors import CommandError
from handlers.turn import Turn


def keep_wording(turn: Turn, text: str) -> str:
    """Keep words for the buttons of an answer; return what the buttons call them."""
    return str(turn.desk.store.wordings.keep(turn.address, text))


def kept_wording(turn: Turn, number: str, command: str) -> str:
    """Return the words that a button names; raises CommandError, with what to write instead, if they are gone."""
    known = number.isascii() and number.isdecimal() and len(number) < 16
    text = turn.desk.store.wordings.find(turn.address, int(number)) if known else None
    if text is None:
        raise CommandError("button-old", command=turn.spoken(command))
    return text
