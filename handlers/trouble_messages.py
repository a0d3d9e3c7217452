"""Pure: what the operator is told in a chat: what is wrong, since when, what to do, and what is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from digest.texts import say
from handlers.chat_words import say_moment
from handlers.layout import Layout, Line, Look, Span
from handlers.markup import clip
from handlers.messages import messages_of
from storage.models import Language, Message, Platform

MAX_TOLD = 20
"""Troubles that one message describes; of the others it says how many there are."""
TEXT_CHARS = 300
ABOUT_CHARS = 80


@dataclass(frozen=True, slots=True)
class Told:
    """One trouble: its kind, which names the texts about it, and the facts in a sentence of the shell's language.

    `about` is what of its kind it is about, a chat or a platform for instance, where there are several.
    """

    kind: str
    text: str
    since_at: datetime
    about: str = ""


def trouble_messages(
    begun: Sequence[Told],
    over: Sequence[Told],
    language: Language,
    zone: ZoneInfo,
    platform: Platform,
    subject: str,
    now: datetime,
) -> tuple[Message, ...]:
    """Return the messages about what has begun and what is over; the first of them notifies."""
    lines = [line for told in begun[:MAX_TOLD] for line in _begun(told, language, zone, now)]
    lines += [_over(told, language, zone, now) for told in over[:MAX_TOLD]]
    if hidden := max(0, len(begun) - MAX_TOLD) + max(0, len(over) - MAX_TOLD):
        lines.append(Line((Span(say(language, "trouble-more", count=hidden)),)))
    title = say(language, "trouble-title" if begun else "trouble-over-title")
    layout = Layout(language=language, title=title, lines=tuple(lines), silent=False)
    return messages_of(subject, layout, platform)


def _begun(told: Told, language: Language, zone: ZoneInfo, now: datetime) -> tuple[Line, ...]:
    since = say(language, "trouble-since", moment=say_moment(language, told.since_at, zone, now))
    return (
        Line((Span(say(language, f"trouble-{told.kind}"), Look.BOLD), Span(f" · {since}"))),
        Line((Span(clip(told.text, TEXT_CHARS), Look.ITALIC),), tight=True),
        Line((Span(say(language, f"trouble-{told.kind}-mend")),), tight=True),
    )


def _over(told: Told, language: Language, zone: ZoneInfo, now: datetime) -> Line:
    what = say(language, f"trouble-{told.kind}")
    since = say(language, "trouble-since", moment=say_moment(language, told.since_at, zone, now))
    # Its facts were told when it began; of several that last, this says which is over.
    about = f" · {clip(told.about, ABOUT_CHARS)}" if told.about else ""
    return Line((Span(f"✅ {say(language, 'trouble-over', what=what)}"), Span(f"{about} · {since}")))
