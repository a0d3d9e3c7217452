"""`paperboy demo`: the whole day offline, through the real program, on the bundled sample day."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path

import click
import httpx

from bot.app import open_pipeline
from bot.commands.digest import delivery_moment, make_folder, write_posts
from bot.config import Settings
from bot.console import ConsoleSender
from bot.delivery import Delivery
from bot.fan_out import FanOut
from bot.progress import paper_progress
from bot.rates import NO_LIMIT
from bot.senders import Evidence, Sender, Settlement, Verdict
from digest.report import report_day
from handlers.preview import PreviewChat, PreviewMessage, render_preview
from handlers.styles import usual_style
from storage.models import (
    Address,
    Basis,
    Chat,
    ChatKind,
    Language,
    ListDay,
    Method,
    OutboxItem,
    PaperKey,
    Platform,
    Sections,
    Summary,
)
from storage.store import Store

SAMPLE_DAY = date(2025, 9, 5)
DEMO_NOW = datetime(2025, 9, 5, 23, 15, tzinfo=UTC)
"""The moment that the demo plays: 08:15 on the next morning in Seoul."""
FIRST_LOOK = datetime(2025, 9, 5, 12, 0, tzinfo=UTC)
"""An earlier look: a list counts as whole once a later one finds that it did not grow for three hours."""
FULL_TEXTS = frozenset({"2509.03059", "2509.03888"})
"""The papers whose full text comes with the sample day; of the others only the abstract is known."""
LANGUAGES = (Language("ko"), Language("en"))
READERS = (
    (Platform.TELEGRAM, "Paperboy", "ko"),
    (Platform.TELEGRAM, "Paperboy", "en"),
    (Platform.SLACK, "papers", "ko"),
    (Platform.SLACK, "papers", "en"),
)


@dataclass(slots=True)
class PreviewSender:
    """Stands in for a platform: keeps what it was given, for the page."""

    platform: Platform
    sent: list[OutboxItem] = field(default_factory=list)

    async def send(self, item: OutboxItem, *, plain: bool = False) -> str:
        """Keep one message."""
        self.sent.append(item)
        return str(item.id)

    async def settle(self, item: OutboxItem, evidence: Evidence, *, plain: bool = False) -> Settlement:
        """Everything that was kept was sent."""
        return Settlement(Verdict.SENT if item in self.sent else Verdict.NOT_SENT)

    def id_sequence(self, address: Address) -> str | None:
        """Nothing is counted."""
        return None


def run_demo(out: Path) -> None:
    """Play the sample day into `out`: posts, messages on the console, `preview.html`."""
    make_folder(out)
    # Every demo begins on an empty database: it shows a first morning, not that nothing is sent twice.
    for leftover in out.glob("demo.db*"):
        leftover.unlink()
    with Store.open(out / "demo.db") as store:
        asyncio.run(_play(store, out))


async def _play(store: Store, out: Path) -> None:
    settings = Settings(arxiv_interval=0)
    moments = [FIRST_LOOK]
    async with open_pipeline(
        settings, store, transport=httpx.MockTransport(_answer), clock=lambda: moments[-1]
    ) as pipeline:
        await pipeline.look(SAMPLE_DAY)
        moments.append(DEMO_NOW)
        day = await pipeline.look(SAMPLE_DAY)
        for summary in prepared_summaries():
            store.summaries.put(summary)
        with paper_progress() as progress:
            await pipeline.summarise_day(day, LANGUAGES, progress)
        posts = write_posts(pipeline, day, LANGUAGES, out, delivery_moment(settings, SAMPLE_DAY))
    senders = await _deliver(store, day)
    page = out / "preview.html"
    page.write_text(_page(senders), encoding="utf-8")
    _tell(store, day, posts, page)


def _answer(request: httpx.Request) -> httpx.Response:
    """Answer as Hugging Face and arXiv do, from the bundled list and full texts; the demo has no other network."""
    if request.url.path == "/api/daily_papers":
        wanted = request.url.params.get("date") == SAMPLE_DAY.isoformat() and request.url.params.get("p", "0") == "0"
        return httpx.Response(200, json=json.loads(_sample("list.json")) if wanted else [])
    folder, _, key = request.url.path.rpartition("/")
    if folder == "/html" and key in FULL_TEXTS:
        return httpx.Response(200, html=_sample("html", f"{key}.html"))
    return httpx.Response(404, json={"error": "not in the sample day"})


def prepared_summaries() -> Iterable[Summary]:
    """Read the summaries that come with the sample day, as a model would have written them."""
    for raw in json.loads(_sample("summaries.json")):
        yield Summary(
            key=PaperKey(raw["paper_id"]),
            language=Language(raw["language"]),
            text_language=Language(raw["language"]),
            sections=Sections(**raw["sections"]),
            basis=Basis(raw["basis"]),
            method=Method.PREPARED,
            made_at=DEMO_NOW,
            maker="sample day",
        )


def _sample(*names: str) -> str:
    return files("bot").joinpath("sample", *names).read_text(encoding="utf-8")


async def _deliver(store: Store, day: ListDay) -> dict[Platform, PreviewSender]:
    """Queue the day for a console chat and four readers, and send it all through the outbox."""
    fan_out = FanOut(store, [day], DEMO_NOW)
    console = store.chats.add(_chat(Platform.CONSOLE, "demo", "ko"), DEMO_NOW)
    readers = [
        store.chats.add(_chat(platform, f"{name}-{language}", language), DEMO_NOW)
        for platform, name, language in READERS
    ]
    fan_out.queue_owed([console, *readers])
    previews = {platform: PreviewSender(platform) for platform in (Platform.TELEGRAM, Platform.SLACK)}
    senders: dict[Platform, Sender] = {
        Platform.CONSOLE: ConsoleSender(lambda text: click.echo(f"{text}\n")),
        **previews,
    }
    await Delivery(store, senders, dict.fromkeys(senders, NO_LIMIT), lambda: DEMO_NOW).drain()
    return previews


def _chat(platform: Platform, name: str, language: str) -> Chat:
    kind = ChatKind.PRIVATE if platform is not Platform.SLACK else ChatKind.CHANNEL
    style = usual_style(platform)
    return Chat(Address(platform, name), kind, Language(language), "Asia/Seoul", time(8, 15), style=style)


def _page(senders: dict[Platform, PreviewSender]) -> str:
    chats = []
    for platform, name, language in READERS:
        items = [item for item in senders[platform].sent if item.address.chat == f"{name}-{language}"]
        messages = tuple(PreviewMessage(item.payload, item.parent_id is not None, "08:15") for item in items)
        chats.append(PreviewChat(name, platform, Language(language), messages))
    return render_preview(chats, title=f"Paperboy — {SAMPLE_DAY}")


def _tell(store: Store, day: ListDay, posts: list[Path], page: Path) -> None:
    counts = ", ".join(f"{number} {state.value}" for state, number in store.outbox.counts().items())
    click.echo(report_day(store, day, LANGUAGES[0], DEMO_NOW).sentence)
    click.echo(f"messages: {counts}")
    for path in posts:
        click.echo(f"post: {path}")
    click.echo(f"look at the messages as their readers see them: {page}")
