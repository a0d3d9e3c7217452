"""What the tests of commands share: a desk on a real store, people who ask, and what they read of the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from digest.errors import PaperNotFoundError, SourceError
from digest.lookup import Lookup
from digest.pipeline import Stage
from handlers.command_text import unmarked
from handlers.commands import answer
from handlers.desk import Defaults, Desk, Limits
from handlers.layout import ROW_COLUMNS, Layout, columns, read_press
from handlers.messages import is_one_message
from handlers.requests import Place, Reply, Request
from handlers.slack_messages import slack_payloads
from handlers.telegram_messages import telegram_payloads
from storage.models import Address, ChatKind, Language, Paper, PaperKey, Platform
from storage.store import Store
from tests.fakes import slack_blocks, telegram_html
from tests.makers import make_paper, make_summary

KO, EN, JA, ZH = (Language(code) for code in ("ko", "en", "ja", "zh"))
NOW = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
"""A Wednesday; 17:00 in Seoul."""
DAY = date(2026, 5, 12)
ADA = Address(Platform.TELEGRAM, "42")
TEAM = Address(Platform.TELEGRAM, "-100123")


@dataclass(slots=True)
class FakeWork:
    """The day's work for one paper, without sites: it knows some papers, and counts what it is asked for."""

    store: Store
    known: dict[str, Paper] = field(default_factory=dict)
    down: bool = False
    failure: Exception | None = None
    method: str | None = None
    asked: list[str] = field(default_factory=list)
    read: list[tuple[str, str]] = field(default_factory=list)

    async def paper(self, key: PaperKey) -> Paper:
        """Return what is stored or known."""
        await asyncio.sleep(0)
        self.asked.append(key)
        if self.down:
            raise SourceError("arXiv does not answer")
        if (found := self.store.papers.find(key) or self.known.get(key)) is None:
            raise PaperNotFoundError(f"no paper {key}")
        self.store.papers.put([found])
        return found

    def report(self, key: PaperKey, language: Language) -> bool:
        """Take a summary out of sight."""
        return self.store.summaries.hide(key, language, NOW) is not None

    async def summarise(
        self, paper: Paper, languages: Sequence[Language], *, at_stage: Callable[[Stage], None]
    ) -> None:
        """Make a summary, in two steps that others can run between."""
        for language in languages:
            self.read.append((paper.key, language))
            for stage in Stage:
                at_stage(stage)
                await asyncio.sleep(0)
                await asyncio.sleep(0)
            if self.failure:
                raise self.failure
            summary = make_summary(paper.key, language)
            self.store.summaries.put(replace(summary, sections=replace(summary.sections, method=self.method)))


@dataclass(slots=True)
class FakeDirectory:
    """A platform's directory of one channel, which has one name or several."""

    admins: frozenset[str] = frozenset({"42"})
    postable: bool = True
    names: set[str] = field(default_factory=lambda: {"@papers"})

    async def find(self, name: str) -> tuple[Address, ChatKind] | None:
        """Know one channel."""
        return (Address(Platform.TELEGRAM, "-100777"), ChatKind.CHANNEL) if name in self.names else None

    async def may_change(self, person: str, chat: Address) -> bool:
        """Know its admins."""
        return person in self.admins

    async def may_post(self, chat: Address) -> bool:
        """Tell whether the bot is let."""
        return self.postable


@dataclass(slots=True)
class World:
    """A desk, and a clock that a test sets."""

    desk: Desk
    work: FakeWork
    now: datetime

    @property
    def store(self) -> Store:
        """Return the store behind the desk."""
        return self.desk.store

    def ask(self, command: str, words: str = "", **changes: Any) -> list[Reply]:
        """Ask for a command in a private chat, and return all its replies."""
        return asyncio.run(self.asked(command, words, **changes))

    async def asked(self, command: str, words: str = "", **changes: Any) -> list[Reply]:
        """Ask for a command, on a loop that runs already."""
        request = replace(Request(ADA, ChatKind.PRIVATE, "42", command, words, EN), **changes)
        return [checked(reply) async for reply in answer(request, self.desk)]

    def press(self, action: str, **changes: Any) -> list[Reply]:
        """Press a button."""
        pressed = read_press(action)
        assert pressed is not None, action
        replies = self.ask(*pressed, **{"pressed": "7"} | changes)
        # Only one message can stand in the place of the one that was pressed.
        assert all(is_one_message(told.layout, ADA.platform) for told in replies if told.place is Place.EDIT)
        return replies

    def group(self, command: str, words: str = "", **changes: Any) -> list[Reply]:
        """Ask in a group."""
        return self.ask(command, words, **{"chat": TEAM, "kind": ChatKind.GROUP} | changes)


def make_world(store: Store, languages: Sequence[Language] = (EN, KO), **limits: Any) -> World:
    """Make a desk whose clock stands at NOW."""
    work = FakeWork(store)
    world: World
    desk = Desk(
        store=store,
        lookup=Lookup(work),
        defaults=Defaults(tuple(languages), "Asia/Seoul", time(8, 15)),
        clock=lambda: world.now,
        directories={Platform.TELEGRAM: FakeDirectory()},
        limits=replace(Limits(), **limits),
    )
    world = World(desk, work, NOW)
    return world


def checked(reply: Reply) -> Reply:
    """Assert that both platforms take a reply, that a phone shows its buttons whole, and that no mark is left in it."""
    taken = set()
    for payload in telegram_payloads(reply.layout):
        telegram_html.check_message(payload)
        taken |= {button["callback_data"] for row in payload["buttons"] for button in row}
        cut = [button["text"] for row in payload["buttons"] for button in row if is_cut(button["text"], len(row))]
        assert cut == []
    # Only the longest zones of channels with the longest names are left to be written.
    assert all(action.startswith("v1:time:@") for action in set(buttons(reply).values()) - taken)
    for payload in slack_payloads(reply.layout):
        slack_blocks.check_message(payload)
    assert unmarked(read(reply)) == read(reply)
    return reply


def is_cut(text: str, count: int) -> bool:
    """Tell whether a button among so many in a row is too wide for a phone; numbers and signs fit any row."""
    return columns(text) > ROW_COLUMNS.get(count, 40 if count == 1 else 4)


def read(*replies: Reply) -> str:
    """Return what people read of replies."""
    return "\n".join(_read(reply.layout) for reply in replies)


def _read(layout: Layout) -> str:
    lines = ["".join(span.text for span in line.spans) for line in layout.lines]
    return "\n".join(filter(None, [layout.heading, layout.byline, *lines]))


def buttons(reply: Reply) -> dict[str, str]:
    """Return what each button of a reply says, and does."""
    rows = [line.button for line in reply.layout.lines if line.button], *reply.layout.buttons
    return {button.text: button.action for row in rows for button in row}


def list_day(store: Store, count: int = 3, day: date = DAY, *, summarised: bool = True) -> list[PaperKey]:
    """Store a settled list day with its papers, most votes first, and their summaries."""
    papers = [
        make_paper(f"{day:%y%m}.{day.day:02}{number:03}", title=f"Title {number}", upvotes=count + 1 - number)
        for number in range(1, count + 1)
    ]
    store.papers.put(papers)
    looked_at = datetime.combine(day + timedelta(days=1), time(1), UTC)
    store.days.record_look(day, [paper.key for paper in papers], [], looked_at)
    store.days.mark_settled(day, looked_at)
    if summarised:
        for paper in papers:
            for language in (KO, EN):
                store.summaries.put(make_summary(paper.key, language))
    return [paper.key for paper in papers]
