"""What the bot reaches over the network, without one: both platforms with their limits, texts, a model."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.senders import (
    ChatGoneError,
    Evidence,
    LostAnswerError,
    PlatformDownError,
    RateLimitedError,
    Scope,
    Settlement,
    UnreachableError,
    Verdict,
)
from digest.alarms import Alarm
from digest.errors import SummaryError
from digest.fulltext import from_abstract
from digest.ladder import is_wanted
from digest.summariser import FindText, Keep
from digest.text import FullText, Origin, TextSection
from digest.turns import Rank
from storage.addresses import kind_of
from storage.models import (
    Address,
    Basis,
    ChatKind,
    Language,
    Method,
    OutboxItem,
    Paper,
    PaperKey,
    Platform,
    Sections,
    Summary,
)
from tests.fakes.strict_sender import StrictSender
from tests.fakes.time import true_moment
from tests.year.plan import Plan, Remote

LATENCY_S = 0.05
LOST = 1 / 3000
"""Of so many answers one is lost, half of them with the message."""
KEPT = 5_000
"""Messages that a platform can still be asked about."""
_OPENS = re.compile(r"v1:open:[\d-]+:([\d.]+)")


@dataclass(slots=True)
class Year:
    """What arrives anywhere, and who does not want to be written to; kept small, for a million messages arrive."""

    plan: Plan
    dice: random.Random
    given: Callable[[Address, tuple[PaperKey, ...], datetime], None]
    blocked: set[str] = field(default_factory=set)
    admins: frozenset[str] = frozenset()
    told: list[tuple[datetime, Platform, str]] = field(default_factory=list)
    swallowed: set[tuple[str, PaperKey]] = field(default_factory=set)
    """What was lost on the way together with its answer: where nobody can tell, a rule takes it for sent."""
    counts: Counter[str] = field(default_factory=Counter)
    life: int = 0
    """Which process this is; what one had under way when it was killed goes no further."""
    killing: asyncio.Event | None = None
    dies_in: int = 0
    """After so many more messages the process is killed, in the middle of the last of them."""
    _papers: OrderedDict[str, tuple[PaperKey, ...]] = field(default_factory=OrderedDict)

    def step(self) -> None:
        """Count a message towards the next kill."""
        if self.killing is not None and self.dies_in > 0:
            self.dies_in -= 1
            if self.dies_in == 0:
                self.killing.set()

    def arrived(self, item: OutboxItem) -> None:
        """Take a message in."""
        self.counts[f"{item.address.platform} messages"] += 1
        if str(item.address) in self.admins:
            self.told.append((true_moment(), item.address.platform, json.loads(item.payload)["text"]))
        elif keys := self.papers_of(item):
            self.given(item.address, keys, true_moment())

    def papers_of(self, item: OutboxItem) -> tuple[PaperKey, ...]:
        """Return the papers that a message gives: its own, or those that can be opened from a list."""
        kind, _, key = item.subject.partition(":")
        if kind == "paper":
            return (PaperKey(key),) if item.part == 0 else ()
        if item.payload not in self._papers:
            self._papers[item.payload] = tuple(map(PaperKey, dict.fromkeys(_OPENS.findall(item.payload))))
            if len(self._papers) > 200:
                self._papers.popitem(last=False)
        return self._papers[item.payload]


class YearSender(StrictSender):
    """A platform with the limits of its kind, in the plan's outages and with the chats that shut the bot out."""

    def __init__(self, platform: Platform, remote: Remote, year: Year) -> None:
        super().__init__(year.dice, LATENCY_S, LOST, platform)
        self._remote = remote
        self._year = year
        self._recent: OrderedDict[int, tuple[str, str, int]] = OrderedDict()
        self._last_id = 0

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Accept a message, unless something is in its way."""
        year, life = self._year, self._year.life
        year.step()
        self._check_way()
        if str(item.address) in year.blocked:
            raise ChatGoneError("Forbidden: bot was blocked by the user")
        lost = year.dice.random() < self.lost
        late = year.dice.random() < 0.5
        if late:
            await asyncio.sleep(self.latency_s)
        if year.life != life or (lost and year.dice.random() < 0.5):
            year.swallowed.update((str(item.address), key) for key in year.papers_of(item))
            raise LostAnswerError("reset before it was accepted", likely_sent=True)
        self.arrive(item.address.chat, item.kind)
        self._last_id += 1
        message_id = self._last_id
        self._recent[message_id] = (item.address.chat, item.subject, item.id)
        if len(self._recent) > KEPT:
            self._recent.popitem(last=False)
        year.arrived(item)
        if not late:
            await asyncio.sleep(self.latency_s)
        if lost or year.life != life:
            raise LostAnswerError("reset after it was accepted", likely_sent=True)
        return str(message_id)

    def reply(self, address: Address) -> None:
        """Accept a reply, which takes an id and a place in the same windows."""
        self.edit(address)
        self._last_id += 1

    def edit(self, address: Address) -> None:
        """Accept an edit."""
        self._check_way()
        self.arrive(address.chat, kind_of(address))

    def _check_way(self) -> None:
        now = true_moment()
        if self._year.plan.is_out(self._remote, now):
            raise UnreachableError(f"{self.platform} cannot be reached: connection refused")
        if self._year.plan.refuses(self._remote, now):
            raise PlatformDownError("401 Unauthorized")

    def arrive(self, chat: str, kind: ChatKind) -> None:
        """Count one message against the limits; Slack knows its channels' alone."""
        if self.platform is Platform.TELEGRAM:
            return super().arrive(chat, kind)
        now = asyncio.get_running_loop().time()
        own = self._private[chat]
        if own.wait(now) > 1e-6:
            self.refused += 1
            raise RateLimitedError("ratelimited", retry_after_s=30, scope=Scope.CHAT)
        own.take(now)
        return None

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Telegram tells by the ids, Slack by the row's id in the message's metadata."""
        self._year.counts["unknown"] += 1
        try:
            self._check_way()
        except PlatformDownError:
            return Settlement(Verdict.CANNOT_TELL)
        if self.platform is Platform.TELEGRAM:
            return await super().settle(item, evidence, plain=plain)
        found = next((message_id for message_id, kept in self._recent.items() if kept[2] == item.id), None)
        return Settlement(Verdict.NOT_SENT) if found is None else Settlement(Verdict.SENT, str(found))

    def kept(self, message_id: int) -> tuple[str, str] | None:
        """Return the chat and subject of a message that can still be asked about."""
        found = self._recent.get(message_id)
        return found and found[:2]

    def id_sequence(self, address: Address) -> str | None:
        """Slack needs none."""
        return "account" if self.platform is Platform.TELEGRAM else None


@dataclass(frozen=True, slots=True)
class YearEditor:
    """Changes messages by counting them."""

    sender: YearSender
    year: Year

    async def edit(self, address: Address, message_id: str, payload: str) -> None:
        """Change a message."""
        self.sender.edit(address)
        self.year.counts["edits"] += 1


@dataclass(frozen=True, slots=True)
class YearTexts:
    """Full texts, as long as their site is there."""

    plan: Plan

    async def find(self, paper: Paper) -> FullText:
        """Return a text, or the abstract in an outage."""
        if self.plan.is_out(Remote.TEXTS, true_moment()):
            return from_abstract(paper.abstract)
        return FullText(Origin.ARXIV_HTML, (TextSection("Introduction", paper.abstract),))


@dataclass(frozen=True, slots=True)
class YearModel:
    """A model that tells an abstract, unless it is away: then a labelled quotation stands in for it."""

    plan: Plan
    clock: Callable[[], datetime]
    alarm: Alarm

    @property
    def available(self) -> bool:
        """Whether the model is there."""
        return not self.plan.is_out(Remote.MODEL, true_moment())

    def wants(self, known: Summary | None, *, full_texts: bool) -> bool:
        """Want what a model can make better."""
        return is_wanted(known, ("year",), "1", full_texts=full_texts)

    async def summarise(
        self, paper: Paper, languages: Sequence[Language], find: FindText, keep: Keep, rank: Rank
    ) -> None:
        """Tell a paper in all languages."""
        text = await find()
        basis = Basis.ABSTRACT if text.origin is Origin.ABSTRACT else Basis.FULL_TEXT
        if not paper.abstract:
            raise SummaryError(f"{paper.key} has no sentence to quote")
        parts = [paper.abstract[at : at + 130] for at in range(0, 910, 130)]
        made = Summary(
            paper.key, languages[0], languages[0], Sections(*parts), basis, Method.MODEL, self.clock(), "year", "1"
        )
        if not self.available:
            self.alarm("model:year:balance", "the account of the model has no balance left")
            made = replace(made, method=Method.BUILT_IN, maker="built-in", version="")
        for language in languages:
            keep(replace(made, language=language, text_language=language))
