"""Pure: the words of deep links, `t.me/<bot>?start=<word>`: a paper or a topic as letters, digits, `_` and `-`.

Telegram takes up to 64 of these (core.telegram.org/bots/features#deep-linking).
"""

from __future__ import annotations

import base64
import binascii
import re

from storage.models import PaperKey

MAX_CHARS = 64
_PAPER = re.compile(r"paper_([\w-]+)", re.ASCII)
_NEW_ID = re.compile(r"(\d{4})-(\d{4,5})", re.ASCII)
_WORDS = re.compile(r"topic_(?!_)([\w-]+)", re.ASCII)
_ENCODED = re.compile(r"topic__([\w-]+)", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z0-9-]+(?: [A-Za-z0-9-]+)*")


def topic_word(query: str) -> str | None:
    """Write a topic as the word of a deep link, or return None for one that is too long.

    `video diffusion` is `topic_video_diffusion`, for people to read and to write; any other is in base64url.
    """
    if _PLAIN.fullmatch(query):
        word = f"topic_{query.replace(' ', '_')}"
    else:
        word = f"topic__{base64.urlsafe_b64encode(query.encode()).decode().rstrip('=')}"
    return word if len(word) <= MAX_CHARS else None


def topic_link(bot: str, query: str) -> str | None:
    """Return the address that offers a topic to whoever follows it; None without a bot's name or for a long topic."""
    word = topic_word(query)
    return f"https://t.me/{bot}?start={word}" if bot and word else None


def paper_link(bot: str, key: PaperKey) -> str:
    """Return the address that shows a paper to whoever follows it, in a private chat with the bot."""
    return f"https://t.me/{bot}?start=paper_{key.replace('.', '-').replace('/', '_')}"


def linked_id(words: str) -> str | None:
    """Return the id of the paper that the word of a deep link names, or None if it names none.

    Of `2509.03867` the word is `paper_2509-03867`, of `hep-th/9901001` it is `paper_hep-th_9901001`.
    """
    if (match := _PAPER.fullmatch(words)) is None:
        return None
    return _NEW_ID.sub(r"\1.\2", match[1]) if _NEW_ID.fullmatch(match[1]) else match[1].replace("_", "/")


def linked_topic(words: str) -> str | None:
    """Return the topic that the word of a deep link names, or None."""
    if match := _WORDS.fullmatch(words):
        return match[1].replace("_", " ")
    if (match := _ENCODED.fullmatch(words)) is None:
        return None
    try:
        return base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
