"""The settings choose what makes the summaries."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.config import Secret, Settings
from bot.model import build_summariser, model_of
from bot.now import utc_now
from digest.alarms import log_alarm
from digest.model_summariser import ModelSummariser
from digest.spending import Budget, Price
from digest.summariser import BuiltInSummariser, Summariser
from storage.store import Store

URL = "http://127.0.0.1:11434/v1"


def built(store: Store, **changes: Any) -> Summariser:
    return build_summariser(Settings(**changes), store, httpx.AsyncClient(), utc_now, log_alarm)


def test_an_alarm_is_at_least_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    log_alarm("model:budget", "it is spent")
    assert "alarm subject=model:budget text='it is spent'" in caplog.text


def test_without_a_model_the_paper_is_quoted(store: Store) -> None:
    assert isinstance(built(store), BuiltInSummariser)
    assert model_of(built(store)) is None


def test_a_model_with_all_that_can_be_set(store: Store) -> None:
    summariser = built(
        store,
        llm_base_url=URL,
        llm_api_key=Secret("k"),
        llm_model="big",
        llm_price=(0.15, 0.6),
        llm_timeout=9.0,
        llm_text_tokens=4_000,
        llm_daily_tokens=10,
        llm_daily_cost=2.5,
        llm_fallback_base_url=f"{URL}/",
        llm_fallback_model="small",
        llm_fallback_price=(0.0, 1.0),
    )
    assert isinstance(summariser, ModelSummariser)
    assert model_of(summariser) is summariser.model
    first, second = summariser.model.endpoints
    assert (first.model, first.api_key, first.deadline_s, second.model, second.api_key) == (
        "big",
        "k",
        9,
        "small",
        None,
    )
    assert first.turns is second.turns
    assert first.meter is second.meter
    assert first.meter.budget == Budget(10, 2.5)
    assert first.meter.prices == {"big": Price(0.15, 0.6), "small": Price(0.0, 1.0)}
    assert summariser.max_tokens == 4_000
