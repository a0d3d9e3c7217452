"""A model behind a chat endpoint on loopback, put together as the program does it, at a time that passes by waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from digest.chat_endpoint import Ask
from digest.chat_endpoint import ChatEndpoint as Endpoint
from digest.chat_model import ChatModel
from digest.checks import check_summary
from digest.model_summariser import ModelSummariser
from digest.pipeline import Pipeline
from digest.spending import Meter
from digest.text import FullText
from digest.topic_terms import TermFinder
from digest.turns import Rank, Turns
from storage.models import Paper
from storage.store import Store
from tests.fakes.chat_endpoint import MODEL, Call, ChatEndpoint, Twist
from tests.fakes.lists import GrowingLists
from tests.fakes.loopback import Fault
from tests.fakes.time import SteppingClock

NOON = datetime(2026, 5, 13, 12, tzinfo=UTC)


@dataclass(slots=True)
class Texts:
    """Gives each paper a text, and remembers who asked."""

    give: Callable[[Paper], FullText]
    asked: list[str] = field(default_factory=list)

    async def find(self, paper: Paper) -> FullText:
        """Return the text."""
        self.asked.append(paper.key)
        return self.give(paper)


@dataclass(slots=True)
class Work:
    """The day's work with a model, and all that a test looks at; `now` is the moment it is."""

    store: Store
    server: ChatEndpoint
    texts: Texts
    clock: SteppingClock
    now: datetime = NOON
    alarms: list[tuple[str, str]] = field(default_factory=list)
    pipeline: Pipeline = field(init=False)

    @property
    def summariser(self) -> ModelSummariser:
        """Return what tells the papers."""
        assert isinstance(self.pipeline.summariser, ModelSummariser)
        return self.pipeline.summariser


@asynccontextmanager
async def open_work(
    store: Store,
    texts: Callable[[Paper], FullText],
    choose: Callable[[Call], Fault | Twist | None] = lambda _: None,
    deadline_s: float = 30,
    **changes: Any,
) -> AsyncIterator[Work]:
    """Put everything together; `changes` are those of the summariser."""
    clock = SteppingClock()
    async with ChatEndpoint(clock=clock, choose=choose) as server, httpx.AsyncClient() as client:
        work = Work(store, server, Texts(texts), clock)

        def tell(subject: str, text: str) -> None:
            work.alarms.append((subject, text))

        endpoint = Endpoint(
            client=client,
            base_url=server.base_url,
            api_key=None,
            model=MODEL,
            meter=Meter(store.spending, lambda: work.now, tell),
            turns=Turns(8),
            clock=clock,
            sleep=clock.sleep,
            alarm=tell,
            deadline_s=deadline_s,
        )
        made: dict[str, Any] = {
            "model": ChatModel((endpoint,)),
            "readings": store.readings,
            "summaries": store.summaries,
            "check": check_summary,
            "clock": lambda: work.now,
        }
        work.pipeline = Pipeline(
            store=store,
            source=GrowingLists(lambda: work.now),
            records=(),
            texts=work.texts,
            summariser=ModelSummariser(**(made | changes)),
            clock=lambda: work.now,
            alarm=tell,
        )
        yield work


@dataclass(slots=True)
class SaidEndpoint:
    """An endpoint that gives these answers in turn: objects, failures, or seconds in which it does not answer."""

    answers: list[Any]
    model: str = MODEL
    asked: list[Ask] = field(default_factory=list)

    async def ask(self, ask: Ask, rank: Rank) -> Any:
        """Give the next answer; people wait, so it is asked before the day's work."""
        assert rank is Rank.SOMEBODY_WAITS
        self.asked.append(ask)
        match answer := self.answers.pop(0):
            case Exception():
                raise answer
            case float():
                await asyncio.sleep(answer)
        return answer


def finder_of(endpoint: SaidEndpoint) -> TermFinder:
    """Make what finds English terms by this endpoint."""
    return TermFinder(ChatModel((endpoint,)))  # type: ignore[arg-type]
