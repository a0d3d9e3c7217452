"""Whether each model answers, asked for one word in the very form that summaries are asked for in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.checkups.findings import Finding, Health, well
from bot.config import PREFIX, Settings
from bot.model import build_endpoints
from bot.now import utc_now
from bot.web_client import make_client
from digest.alarms import log_alarm
from digest.chat_endpoint import Ask, ChatEndpoint
from digest.errors import ModelError, ModelFailure
from digest.spending import Meter
from digest.turns import Rank
from storage.store import Store

PATIENCE_S = 60.0
_READY = Ask(
    name="ready",
    instructions='Answer with this JSON object and nothing else: {"ready": true}',
    material="Are you ready?",
    schema={
        "type": "object",
        "properties": {"ready": {"type": "boolean"}},
        "required": ["ready"],
        "additionalProperties": False,
    },
    max_output_tokens=2_000,
)
"""Reasoning models think before they say one word."""
_MENDS = {
    ModelFailure.UNREACHABLE: "check that it runs, and {prefix}BASE_URL",
    ModelFailure.NOT_AUTHORISED: "set {prefix}API_KEY to a key that may use this model",
    ModelFailure.UNPAID: "top up the balance of the account",
    ModelFailure.NO_MODEL: "check {prefix}BASE_URL, which ends in /v1 for most endpoints, and {prefix}MODEL",
    ModelFailure.BUSY: "its rate may be too low; papers are quoted until it answers",
    ModelFailure.UNREADABLE: "it cannot fill in a form: choose another model",
}
_PREFIXES = (f"{PREFIX}LLM_", f"{PREFIX}LLM_FALLBACK_")
_OTHERWISE = "its own log says why; papers are quoted until it answers"


async def look_at_models(
    settings: Settings, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> AsyncIterator[Finding]:
    """Ask each model that is set for one word; what that costs is not charged to the day's budget."""
    async with make_client() as client:
        with Store.open(None) as scratch:
            meter = Meter(scratch.spending, utc_now, log_alarm)
            endpoints = build_endpoints(settings, client, meter, log_alarm, sleep)
            if not endpoints:
                yield well("model", "none is set: papers are told in their own sentences")
            for endpoint, prefix in zip(endpoints, _PREFIXES, strict=False):
                yield await _look(endpoint, prefix)


async def _look(endpoint: ChatEndpoint, prefix: str) -> Finding:
    name = f"{endpoint.model} at {endpoint.base_url}"
    try:
        async with asyncio.timeout(PATIENCE_S):
            await endpoint.ask(_READY, Rank.SOMEBODY_WAITS)
    except TimeoutError:
        return Finding("model", Health.BAD, f"{name} does not answer within {PATIENCE_S:.0f} s", _OTHERWISE)
    except ModelError as error:
        mend = _MENDS.get(error.failure, _OTHERWISE).format(prefix=prefix)
        return Finding("model", Health.BAD, f"{name} {error.failure}: {error}", mend)
    return well("model", f"{name} answers")
