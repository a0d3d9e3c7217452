"""The nouns of Paperboy, as frozen values: no I/O, no rows, no clocks.

Moments (`*_at`) are aware UTC datetimes; days (`*_on`, `day`) are dates. A paper's key is its arXiv id
without the version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from enum import StrEnum
from typing import NewType

PaperKey = NewType("PaperKey", str)
"""An arXiv id without version: `2509.03867` or `hep-th/9901001`."""

Language = NewType("Language", str)
"""A lower-case language code: `ko`, `en`, `ja`, `zh`."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What the sources say of one paper; every text is one line, white space collapsed, LaTeX left as it came."""

    key: PaperKey
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    version: int | None = None
    published_at: datetime | None = None
    upvotes: int = 0
    comments: int = 0
    code_url: str | None = None
    code_stars: int | None = None
    project_url: str | None = None
    thumbnail_url: str | None = None
    media_urls: tuple[str, ...] = ()
    organization: str | None = None
    keywords: tuple[str, ...] = ()
    ai_summary: str | None = None
    submitted_by: str | None = None
    submitted_at: datetime | None = None
    categories: tuple[str, ...] = ()
    comment: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """One paper on one list day; `late` when it joined after the day was first settled."""

    key: PaperKey
    rank: int
    first_seen_at: datetime
    late: bool = False


@dataclass(frozen=True, slots=True)
class RejectedRecord:
    """A record of the list that could not be read: which one, and why, in words for the operator."""

    record: str
    reason: str


@dataclass(frozen=True, slots=True)
class ListDay:
    """What we know of the list of one UTC day.

    `grown_at` is the last look that found a new paper, `checked_at` the last look that was answered, `failed_at` the
    last look that was not, with its `failure` and since when looks fail (`failing_since`); a good look clears these.
    """

    day: date
    grown_at: datetime | None = None
    checked_at: datetime | None = None
    settled_at: datetime | None = None
    failed_at: datetime | None = None
    failing_since: datetime | None = None
    failure: str | None = None
    papers: tuple[ListedPaper, ...] = ()
    rejected: tuple[RejectedRecord, ...] = ()


class Section(StrEnum):
    """The seven parts of a summary, in their order; the value is the name in `split --format json`."""

    GOAL = "goal"
    MOTIVATION = "motivation"
    CONTRIBUTION = "contribution"
    METHOD = "method"
    RESULTS = "results"
    LIMITATIONS = "limitations"
    CONCLUSION = "conclusion"


@dataclass(frozen=True, slots=True)
class Sections:
    """The text of each part; `None` is a part that is absent, or that the paper does not state."""

    goal: str | None = None
    motivation: str | None = None
    contribution: str | None = None
    method: str | None = None
    results: str | None = None
    limitations: str | None = None
    conclusion: str | None = None

    def __getitem__(self, section: Section) -> str | None:
        return getattr(self, section.value)  # type: ignore[no-any-return]

    def items(self) -> Iterator[tuple[Section, str]]:
        """Yield the parts that have text, in order."""
        for field in fields(self):
            text = getattr(self, field.name)
            if text is not None:
                yield Section(field.name), text


class Basis(StrEnum):
    """What a summary was made from."""

    FULL_TEXT = "full text"
    ABSTRACT = "abstract"


class Method(StrEnum):
    """Who made a summary."""

    MODEL = "model"
    BUILT_IN = "built-in"
    PREPARED = "prepared"


@dataclass(frozen=True, slots=True)
class Summary:
    """One paper told for readers of `language`; `text_language` is what the text is really written in."""

    key: PaperKey
    language: Language
    text_language: Language
    sections: Sections
    basis: Basis
    method: Method
    made_at: datetime
    maker: str
    """The summariser and its version, or the model's name: part of what decides whether to make it anew."""
    version: str = ""
    """The versions of the schema and the prompts that a model was asked with."""
    unverified: bool = False
    """The checks could not be made, so that nobody can say that the summary passes them."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a paper says, in words of the reading, with the paper's own sentences that show it.

    A claim without a sentence is one that the paper was not found to make: it is kept, and told to nobody.
    """

    text: str
    quotes: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        """Tell whether a sentence of the paper shows it."""
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model found a paper to say, in no reader's language: each part holds its claims, in their order."""

    key: PaperKey
    parts: Mapping[Section, tuple[Claim, ...]]
    basis: Basis
    made_at: datetime
    maker: str
    version: str

    def shown(self, section: Section) -> tuple[Claim, ...]:
        """Return the claims of a part that the paper shows."""
        return tuple(claim for claim in self.parts.get(section, ()) if claim.shown)

    def quotes(self) -> tuple[str, ...]:
        """Return every sentence of the paper that shows something, each once."""
        every = (quote for section in Section for claim in self.shown(section) for quote in claim.quotes)
        return tuple(dict.fromkeys(every))


class Platform(StrEnum):
    TELEGRAM = "telegram"
    SLACK = "slack"
    CONSOLE = "console"


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"
    TOPIC = "topic"
    DIRECT = "direct"


class Style(StrEnum):
    """What a digest looks like; on Slack THREAD is a head with the papers under it, and FULL has no such thread."""

    FULL = "full"
    THREAD = "thread"
    COMPACT = "compact"
    TOPICS = "topics"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a chat is: `telegram:<chat>[/<thread>]`, `slack:[<team>/]<channel>`, `console:<name>`."""

    platform: Platform
    chat: str
    thread: str | None = None
    team: str | None = None

    def __str__(self) -> str:
        inside = f"{self.team}/{self.chat}" if self.team else self.chat
        return f"{self.platform}:{inside}" + (f"/{self.thread}" if self.thread else "")

    @property
    def whole_chat(self) -> str:
        """Name the chat that this is or is a thread of: its threads share its limits."""
        return f"{self.platform}:{self.team or ''}:{self.chat}"


@dataclass(frozen=True, slots=True)
class Chat:
    """A subscribed chat and all its preferences; `id` is 0 until the store has given one."""

    address: Address
    kind: ChatKind
    language: Language
    zone: str
    deliver_at: time
    id: int = 0
    days: frozenset[int] = frozenset(range(7))
    """ISO-like weekdays, 0 is Monday, on which a digest may come."""
    quiet_from: time | None = None
    quiet_to: time | None = None
    style: Style = Style.FULL
    pictures: bool = False
    weekly_day: int | None = None
    """The weekday, 0 is Monday, on which the papers of the week come; None where they are not wanted."""
    topics: tuple[str, ...] = ()
    away_until: date | None = None
    paused_because: str | None = None
    paused_at: datetime | None = None
    next_due_at: datetime | None = None
    added_by: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a chat thinks of one paper, over all of its people: that it is `wanted`, or that it was dismissed."""

    key: PaperKey
    wanted: bool


class Field(StrEnum):
    """What of a paper a term looks at."""

    TEXT = "text"
    AUTHOR = "author"
    ORGANIZATION = "org"
    CATEGORY = "cat"


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand together, in the form in which they are compared; `shown` is how they were written.

    `joined` is the same as one word, for a term that was written with hyphens.
    """

    words: tuple[str, ...]
    shown: str
    field: Field = Field.TEXT
    joined: str | None = None


@dataclass(frozen=True, slots=True)
class Votes:
    """The least and the most votes that a paper may have."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """What a paper must be: one of the alternatives in all its terms, none of `without`, and the rest.

    `alternatives` may be empty, if there is something else to hold.
    """

    alternatives: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...] = ()
    votes: Votes | None = None
    code: bool | None = None


class Alert(StrEnum):
    """When a chat is told of a paper on a topic."""

    DIGEST = "digest"
    """With the digest, before the other papers."""
    NOW = "now"
    """As soon as it is listed."""
    BUNDLE = "bundle"
    """At the hour of the digest, in one message of its own."""


@dataclass(frozen=True, slots=True)
class ChatTopic:
    """One topic of a chat; with `again` its papers come in the digest too, though they were told of before."""

    chat_id: int
    query: str
    alert: Alert
    again: bool
    added_at: datetime | None


class Priority(StrEnum):
    """Who goes first where not all can go at once; sorted by value."""

    REPLY = "0-reply"
    ALERT = "1-alert"
    BULK = "2-bulk"


class DeliveryState(StrEnum):
    """The life of an outbox row; see the docstring of `storage.outbox`."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Message:
    """What one send carries: `payload` is the JSON that the platform's sender understands.

    `subject` names what it is about (`head:2026-05-13`, `paper:2509.03867`), `part` counts the pieces of one subject
    from 0. A `reply` belongs under the head of the same delivery and never goes without it.
    """

    subject: str
    part: int
    payload: str
    reply: bool = False


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One message for one chat, as claimed from the outbox."""

    id: int
    chat_id: int
    address: Address
    kind: ChatKind
    delivery: str
    subject: str
    part: int
    payload: str
    priority: Priority
    state: DeliveryState
    due_at: datetime
    attempts: int = 0
    attempted_at: datetime | None = None
    sent_at: datetime | None = None
    message_id: str | None = None
    parent_id: int | None = None
    parent_message_id: str | None = None
    parent_state: DeliveryState | None = None
    error: str | None = None

    @property
    def orphan(self) -> bool:
        """Whether it belongs under a message that was refused for good: it must not go alone."""
        return self.parent_state in (DeliveryState.FAILED, DeliveryState.DROPPED)
