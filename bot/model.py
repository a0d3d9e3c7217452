"""Builds the summariser that the settings name: a model with its endpoints and budget, or the built-in one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

import httpx

from bot.config import Secret, Settings
from digest.alarms import Alarm
from digest.chat_endpoint import ChatEndpoint
from digest.chat_model import ChatModel
from digest.checks import check_summary
from digest.model_summariser import ModelSummariser
from digest.spending import Budget, Meter, Price
from digest.summariser import BuiltInSummariser, Summariser
from digest.turns import Turns
from storage.store import Store


def build_summariser(
    settings: Settings, store: Store, client: httpx.AsyncClient, clock: Callable[[], datetime], alarm: Alarm
) -> Summariser:
    """Build what makes the summaries; the settings name a model with its address, or neither."""
    budget = Budget(settings.llm_daily_tokens, settings.llm_daily_cost)
    meter = Meter(store.spending, clock, alarm, budget, _prices(settings))
    endpoints = build_endpoints(settings, client, meter, alarm)
    if not endpoints:
        return BuiltInSummariser(clock)
    return ModelSummariser(
        model=ChatModel(endpoints),
        readings=store.readings,
        summaries=store.summaries,
        check=check_summary,
        clock=clock,
        max_tokens=settings.llm_text_tokens,
    )


def build_endpoints(
    settings: Settings,
    client: httpx.AsyncClient,
    meter: Meter,
    alarm: Alarm,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> tuple[ChatEndpoint, ...]:
    """Build the way to each model that the settings name, in the order of asking; none where they name none."""
    turns = Turns(settings.llm_concurrency)

    def endpoint(base_url: str, key: Secret | None, model: str) -> ChatEndpoint:
        return ChatEndpoint(
            client=client,
            base_url=base_url,
            api_key=key.reveal() if key else None,
            model=model,
            meter=meter,
            turns=turns,
            clock=time.monotonic,
            sleep=sleep,
            alarm=alarm,
            deadline_s=settings.llm_timeout,
        )

    named = (
        (settings.llm_base_url, settings.llm_api_key, settings.llm_model),
        (settings.llm_fallback_base_url, settings.llm_fallback_api_key, settings.llm_fallback_model),
    )
    return tuple(endpoint(base_url, key, model) for base_url, key, model in named if base_url and model)


def model_of(summariser: Summariser) -> ChatModel | None:
    """Return the model that makes the summaries, which may be asked for more, or None if none is set."""
    return summariser.model if isinstance(summariser, ModelSummariser) else None


def _prices(settings: Settings) -> dict[str, Price]:
    priced = (
        (settings.llm_model, settings.llm_price),
        (settings.llm_fallback_model, settings.llm_fallback_price),
    )
    return {model: Price(*price) for model, price in priced if model and price}
