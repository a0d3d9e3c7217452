"""Pure: a chat as one JSON object a line, for listing, export and import, and its preferences read from JSON.

An export carries what a chat was ever given, so that nothing is sent twice from a new database or a new bot account.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from digest.errors import IdError
from digest.ids import parse_id
from digest.texts import FALLBACK, languages
from digest.topics import TopicError, parse_topic, tell_fault
from handlers.day_words import WEEKDAYS, read_days
from handlers.preferences import read_hour, read_language, read_quiet
from handlers.styles import styles_on, usual_style
from handlers.zones import read_zone
from storage.addresses import kind_of, parse_address
from storage.models import Address, Alert, Chat, ChatKind, ChatTopic, Language, PaperKey, Style

E = TypeVar("E", Alert, ChatKind, Style)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ChatRecord:
    """A chat with the papers that it was ever given, and when it is told of its topics, as far as that is known."""

    chat: Chat
    given: tuple[PaperKey, ...] = ()
    alerts: tuple[ChatTopic, ...] = ()


def describe_chat(chat: Chat, given: Iterable[PaperKey] | None = None) -> dict[str, Any]:
    """Return a chat as JSON values; `given` is added where it is asked for."""
    described: dict[str, Any] = {
        "address": str(chat.address),
        "kind": chat.kind.value,
        "language": chat.language,
        "zone": chat.zone,
        "at": chat.deliver_at.isoformat(timespec="minutes"),
        "days": [WEEKDAYS[day] for day in sorted(chat.days)],
        "quiet": _quiet_text(chat),
        "style": chat.style.value,
        "pictures": chat.pictures,
        "weekly": None if chat.weekly_day is None else WEEKDAYS[chat.weekly_day],
        "topics": list(chat.topics),
        "away_until": chat.away_until.isoformat() if chat.away_until else None,
        "paused_because": chat.paused_because,
        "added_by": chat.added_by,
        "created_at": _moment_text(chat.created_at),
        "next_due_at": _moment_text(chat.next_due_at),
    }
    return described if given is None else described | {"given": sorted(given)}


def describe_topic(topic: ChatTopic) -> dict[str, Any]:
    """Return as JSON values when a chat is told of a topic."""
    return {"topic": topic.query, "told": topic.alert.value, "again_in_digest": topic.again}


def read_record(raw: object, language: Language, zone: str, deliver_at: time) -> ChatRecord:
    """Read a chat from JSON values; only the address is needed, the rest has the given defaults.

    Raises ValueError naming the field that cannot be used.
    """
    if not isinstance(raw, Mapping):
        raise ValueError(f"is no object but {type(raw).__name__}")
    address = parse_address(_text(raw, "address", ""))
    quiet_from, quiet_to = read_quiet(_text(raw, "quiet", ""))
    chat = Chat(
        address=address,
        kind=_one_of(ChatKind, raw, "kind", kind_of(address)),
        language=_language_of(_text(raw, "language", language)),
        zone=read_zone(_text(raw, "zone", zone)),
        deliver_at=read_hour(_text(raw, "at", deliver_at.isoformat(timespec="minutes"))),
        days=_days_of(raw.get("days") or list(WEEKDAYS)),
        quiet_from=quiet_from,
        quiet_to=quiet_to,
        style=_style_of(raw, address),
        pictures=bool(raw.get("pictures")),
        weekly_day=_read(_weekday, raw, "weekly"),
        topics=tuple(map(read_topic, _texts(raw, "topics"))),
        away_until=_read(date.fromisoformat, raw, "away_until"),
        paused_because=_text(raw, "paused_because", "") or None,
        added_by=_text(raw, "added_by", "") or None,
        created_at=_read(_moment, raw, "created_at"),
    )
    return ChatRecord(chat, tuple(_keys(raw)), tuple(_alerts(raw, chat)))


def _style_of(raw: Mapping[str, Any], address: Address) -> Style:
    """Read a style that the chat's platform has; raises ValueError."""
    style = _one_of(Style, raw, "style", usual_style(address.platform))
    if style not in styles_on(address.platform):
        raise ValueError(f"style {style} is none of {address.platform}")
    return style


def _language_of(text: str) -> Language:
    """Read a language by its code, which need not have a file of texts, or by its name; raises ValueError."""
    return Language(text) if re.fullmatch(r"[a-z]{2,3}", text) else read_language(text, languages())


def _days_of(names: object) -> frozenset[int]:
    """Read a list of weekdays such as `mon`; raises ValueError."""
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise ValueError("days is no list of texts")
    return read_days(",".join(names))


def read_topic(text: str) -> str:
    """Check that a topic can be used and return it; raises ValueError."""
    try:
        parse_topic(text)
    except TopicError as error:
        raise ValueError(f"topic {text!r}: {tell_fault(FALLBACK, error)}") from error
    return text


def _quiet_text(chat: Chat) -> str | None:
    if chat.quiet_from is None or chat.quiet_to is None:
        return None
    return f"{chat.quiet_from:%H:%M}-{chat.quiet_to:%H:%M}"


def _moment_text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("it has no zone")
    return moment


def _weekday(text: str) -> int:
    return WEEKDAYS.index(text)


def _text(raw: Mapping[str, Any], name: str, default: str) -> str:
    value = raw.get(name)
    if value is None:
        return default
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return value.strip() or default


def _texts(raw: Mapping[str, Any], name: str) -> list[str]:
    values = raw.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise ValueError(f"{name} is no list of texts")
    return list(dict.fromkeys(" ".join(value.split()) for value in values))


def _one_of(kinds: type[E], raw: Mapping[str, Any], name: str, default: E) -> E:
    text = _text(raw, name, default.value)
    try:
        return kinds(text)
    except ValueError as error:
        raise ValueError(f"{name} {text!r} is none of {', '.join(kinds)}") from error


def _read(read: Callable[[str], T], raw: Mapping[str, Any], name: str) -> T | None:
    text = _text(raw, name, "")
    try:
        return read(text) if text else None
    except ValueError as error:
        raise ValueError(f"{name} {text!r} cannot be read") from error


def _alerts(raw: Mapping[str, Any], chat: Chat) -> Iterator[ChatTopic]:
    """Read when the topics of a chat are told of; since when is for whoever stores them to say."""
    described = raw.get("alerts") or []
    if not isinstance(described, list) or not all(isinstance(topic, Mapping) for topic in described):
        raise ValueError("alerts is no list of topics")
    for topic in described:
        query = " ".join(_text(topic, "topic", "").split())
        if query not in chat.topics:
            raise ValueError(f"alerts: {query!r} is none of the topics")
        told = _one_of(Alert, topic, "told", Alert.DIGEST)
        yield ChatTopic(chat.id, query, told, bool(topic.get("again_in_digest")), added_at=None)


def _keys(raw: Mapping[str, Any]) -> list[PaperKey]:
    try:
        return [parse_id(text).key for text in _texts(raw, "given")]
    except IdError as error:
        raise ValueError(f"given: {error}") from error
