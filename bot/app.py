"""The composition root: the only file that builds the parts and puts them together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

import httpx

from bot.config import Secret, Settings
from bot.delivery import Delivery
from bot.edits import Edits
from bot.jobs import Jobs
from bot.measured_sender import MeasuredSender, Sends
from bot.now import utc_now
from bot.rates import NO_LIMIT, Rates
from bot.recording import Tally
from bot.watch import Admins, Watch, note_trouble
from bot.ways import Listener, Way, open_ways
from bot.web_client import make_client
from digest.alarms import Alarm, log_alarm
from digest.arxiv import Arxiv
from digest.fetch import Fetcher, HostPolicy
from digest.find_text import TextFinder
from digest.hugging_face import HuggingFace
from digest.lookup import Lookup
from digest.paper_news import PaperNews
from digest.pipeline import Pipeline
from digest.topic_terms import TermFinder
from handlers.desk import Defaults, Desk
from storage.models import Language, Platform
from storage.store import Store


def user_agent() -> str:
    """Name the program to the sites it reads, as client libraries for arXiv recommend."""
    return f"Paperboy/{version('paperboy')} (daily paper digest)"


@asynccontextmanager
async def open_pipeline(
    settings: Settings,
    store: Store,
    *,
    full_text: bool = True,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Callable[[], datetime] = utc_now,
    alarm: Alarm = log_alarm,
) -> AsyncIterator[Pipeline]:
    """Build the day's work on a store; `transport` replaces the network and `clock` the time.

    `alarm` is told what only the operator can mend. Raises SettingsError for a proxy that cannot be used.
    """
    from bot.model import build_summariser

    async with make_client(transport) as client:
        fetcher = Fetcher(
            client,
            policies=_policies(settings),
            clock=time.monotonic,
            sleep=asyncio.sleep,
            user_agent=user_agent(),
        )
        hugging_face = HuggingFace(fetcher, settings.hf_base_url, _revealed(settings.hf_token))
        arxiv = Arxiv(fetcher, settings.arxiv_base_url, settings.arxiv_api_url)
        yield Pipeline(
            store=store,
            source=hugging_face,
            records=(hugging_face, arxiv),
            texts=TextFinder(arxiv, hugging_face) if full_text else None,
            summariser=build_summariser(settings, store, client, clock, alarm),
            clock=clock,
            alarm=alarm,
            news=PaperNews(arxiv, hugging_face),
        )


@dataclass(frozen=True, slots=True)
class Parts:
    """All that runs, put together on one store."""

    jobs: Jobs
    delivery: Delivery
    edits: Edits
    listeners: Mapping[Platform, Listener]
    sends: Sends


@asynccontextmanager
async def open_parts(
    settings: Settings,
    store: Store,
    *,
    clock: Callable[[], datetime] = utc_now,
    console_on_stderr: bool = False,
    listening: bool = False,
) -> AsyncIterator[Parts]:
    """Build the jobs and the delivery with the way to every platform that is set up; the console always is.

    With `listening` people are heard too, where the settings say how. Raises SettingsError for halves of settings.
    """

    def alarm(subject: str, sentence: str) -> None:
        log_alarm(subject, sentence)
        note_trouble(store, subject, sentence, clock())

    async with (
        open_pipeline(settings, store, clock=clock, alarm=alarm) as pipeline,
        open_ways(settings, store, clock, console_on_stderr=console_on_stderr, alarm=alarm) as ways,
    ):
        sends = Sends()
        senders = {platform: MeasuredSender(way.sender, sends) for platform, way in ways.items()}
        delivery = Delivery(store, senders, rates_of(settings), clock, alarm)
        editors = {platform: way.editor for platform, way in ways.items() if way.editor}
        lookup = Lookup(pipeline)
        try:
            desk = _desk(settings, store, lookup, ways, clock, _term_finder(pipeline))
            heard = ways.items() if listening else ()
            yield Parts(
                jobs=Jobs(store, pipeline, frozenset([Language(settings.languages[0])]), clock),
                delivery=delivery,
                edits=Edits(store, editors, delivery.turn, clock),
                listeners={platform: way.listen(desk, delivery.turn) for platform, way in heard if way.listen},
                sends=sends,
            )
        finally:
            await lookup.close()


def _term_finder(pipeline: Pipeline) -> TermFinder | None:
    from bot.model import model_of

    model = model_of(pipeline.summariser)
    return TermFinder(model) if model else None


def _desk(
    settings: Settings,
    store: Store,
    lookup: Lookup,
    ways: Mapping[Platform, Way],
    clock: Callable[[], datetime],
    terms: TermFinder | None,
) -> Desk:
    defaults = Defaults(tuple(map(Language, settings.languages)), settings.timezone, settings.deliver_at)
    directories = {platform: way.directory for platform, way in ways.items() if way.directory}
    return Desk(store, lookup, defaults, clock, directories, terms=terms)


def build_watch(
    settings: Settings,
    store: Store,
    tally: Tally,
    undone: Mapping[str, datetime],
    unheard: Mapping[Platform, str],
    clock: Callable[[], datetime] = utc_now,
) -> Watch:
    """Build what tells the admin chats of trouble; it is shown how the delivery, the jobs and the hearing go."""
    admins = Admins(settings.admin_chats, Language(settings.languages[0]), settings.timezone)
    return Watch(store, admins, settings.db, clock, tally.stopped, tally.reached, undone, unheard)


def rates_of(settings: Settings) -> dict[Platform, Rates]:
    """Return how fast each platform may be written to."""
    return {
        Platform.CONSOLE: NO_LIMIT,
        Platform.TELEGRAM: Rates(settings.telegram_rate, settings.telegram_chat_rate, settings.telegram_group_rate),
        Platform.SLACK: Rates(None, settings.slack_channel_rate, settings.slack_channel_rate),
    }


def _policies(settings: Settings) -> dict[str, HostPolicy]:
    """Keep arXiv to one connection and one request every few seconds, over all its addresses."""
    polite = HostPolicy(interval_s=settings.arxiv_interval, one_at_a_time=True)
    return dict.fromkeys((settings.arxiv_base_url, settings.arxiv_api_url), polite)


def _revealed(secret: Secret | None) -> str | None:
    return secret.reveal() if secret else None
