"""A reader's phone for the pictures: what is said and pressed is answered by the real commands, on the sample day."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import time
from pathlib import Path

from bot.commands.demo import DEMO_NOW, SAMPLE_DAY, PreviewSender
from bot.delivery import Delivery
from bot.fan_out import FanOut
from bot.rates import NO_LIMIT
from digest.errors import PaperNotFoundError
from digest.lookup import Lookup
from digest.pipeline import Stage
from handlers.commands import answer
from handlers.desk import Defaults, Desk
from handlers.layout import Layout, Line, Look, Span, read_press
from handlers.preview import PreviewChat, PreviewMessage
from handlers.requests import File, Place, Request
from handlers.telegram_messages import telegram_payloads
from storage.models import Address, ChatKind, Language, Paper, PaperKey, Platform
from storage.store import Store

READER, TEAM = Address(Platform.TELEGRAM, "42"), Address(Platform.TELEGRAM, "-1001")
EN, KO, JA, ZH = (Language(code) for code in ("en", "ko", "ja", "zh"))
HOUR = time(8, 15)


@dataclass(frozen=True, slots=True)
class SampleWork:
    """Reads a paper as the program does, but finds it, and what is told of it, in the sample day."""

    store: Store
    sample: Store

    async def paper(self, key: PaperKey) -> Paper:
        """Return a paper of the sample day. Raises PaperNotFoundError."""
        if (found := self.sample.papers.find(key)) is None:
            raise PaperNotFoundError(f"no paper {key}")
        self.store.papers.put([found])
        return found

    async def summarise(
        self, paper: Paper, languages: Sequence[Language], *, at_stage: Callable[[Stage], None]
    ) -> None:
        """Keep the summaries of the sample day, one stage after the other."""
        for stage in Stage:
            at_stage(stage)
            await asyncio.sleep(0.01)  # whoever follows the reading gets to see each stage
        for language in languages:
            for summary in self.sample.summaries.all_of([paper.key], language).values():
                self.store.summaries.put(summary)

    def report(self, key: PaperKey, language: Language) -> bool:
        """Take nothing out of sight: nobody reports a summary in a picture."""
        return False


@dataclass(slots=True)
class Phone:
    """A chat with the bot in Telegram, as it stands on its reader's screen: a private one, or that of a team."""

    desk: Desk
    language: Language
    team: str = ""
    bubbles: list[PreviewMessage] = field(default_factory=list)

    def screen(self) -> PreviewChat:
        """Return what is on the screen."""
        return PreviewChat(self.team or "Paperboy", Platform.TELEGRAM, self.language, tuple(self.bubbles))

    @property
    def address(self) -> Address:
        """Return the chat's address."""
        return TEAM if self.team else READER

    def clear(self, keep: int = 0) -> None:
        """Let go of what was said, but for the first messages."""
        del self.bubbles[keep:]

    async def say(self, text: str) -> list[PreviewChat]:
        """Write something, and return the screen after each reply."""
        words = Layout(self.language, "", (Line((Span(text, Look.COMMAND),)),))
        self._show(words, len(self.bubbles), own=True)
        command, _, rest = text.removeprefix("/").partition(" ")
        return await self._ask(command, rest)

    async def tap(self, label: str, name: str = "") -> list[PreviewChat]:
        """Press the latest button that says this, and return the screen after each reply; raises LookupError.

        In a team somebody of this `name` presses it.
        """
        for place, bubble in reversed(list(enumerate(self.bubbles))):
            for button in (button for row in json.loads(bubble.payload)["buttons"] for button in row):
                if label in button["text"] and (pressed := read_press(button["callback_data"])):
                    return await self._ask(*pressed, pressed=place, name=name)
        raise LookupError(f"no button says {label!r}")

    async def receive_digest(self) -> None:
        """Get the digest of the sample day, by the delivery of every day."""
        store, sender = self.desk.store, PreviewSender(READER.platform)
        chat = store.chats.find(self.address)
        assert chat is not None, "only who is subscribed gets a digest"
        FanOut(store, [store.days.get(SAMPLE_DAY)], DEMO_NOW).queue_owed([chat])
        await Delivery(store, {READER.platform: sender}, {READER.platform: NO_LIMIT}, self.desk.clock).drain()
        self.bubbles += [_bubble(item.payload) for item in sender.sent if item.address == self.address]

    def receive(self, layout: Layout) -> PreviewChat:
        """Get a message that nobody asked for, and return the screen."""
        self._show(layout, len(self.bubbles))
        return self.screen()

    async def _ask(self, command: str, words: str, pressed: int | None = None, name: str = "") -> list[PreviewChat]:
        message = None if pressed is None else str(pressed)
        kind, person = (ChatKind.GROUP, name or "Ada") if self.team else (ChatKind.PRIVATE, READER.chat)
        request = Request(self.address, kind, person, command, words, self.language, pressed=message, name=name)
        place, screens = pressed, []
        async for reply in answer(request, self.desk):
            if reply.place is Place.NEW or place is None:
                place = len(self.bubbles)
            if reply.place is not Place.NOTICE:
                self._show(reply.layout, place, file=reply.file)
                screens.append(self.screen())
        return screens

    def _show(self, layout: Layout, place: int, *, own: bool = False, file: File | None = None) -> None:
        shown = [_bubble(json.dumps(payload), own=own) for payload in telegram_payloads(layout)]
        if file and file.is_picture:
            shown[0] = replace(shown[0], picture=file.content)
        self.bubbles[place : place + 1] = shown


def _bubble(payload: str, *, own: bool = False) -> PreviewMessage:
    return PreviewMessage(payload, reply=False, sent_at=f"{HOUR:%H:%M}", own=own)


@dataclass(frozen=True, slots=True)
class Studio:
    """Where talks are played, each on a store of its own: in a folder with the demo's store, which is the sample."""

    folder: Path
    sample: Store
    opened: ExitStack

    def phone(self, language: Language, *, knows_day: bool = True, team: str = "") -> Phone:
        """Give a reader a phone, or a team the chat of its name; the bot knows the sample day, or has read nothing."""
        file = self.folder / f"talk-{len(list(self.folder.glob('talk-*.db')))}.db"
        if knows_day:
            shutil.copy(self.folder / "demo.db", file)
        store = self.opened.enter_context(Store.open(file))
        offered = (language, *(other for other in (EN, KO, JA, ZH) if other != language))
        desk = Desk(
            store, Lookup(SampleWork(store, self.sample)), Defaults(offered, "Asia/Seoul", HOUR), lambda: DEMO_NOW
        )
        return Phone(desk, language, team)
