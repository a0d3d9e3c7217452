"""Whether the model answers: one tiny call to its endpoint."""

from __future__ import annotations

import httpx

from bot.checkups.findings import Finding, Health, well
from bot.config import PREFIX, Settings

PATIENCE_S = 60.0
_MENDS = {
    401: "set {prefix}LLM_API_KEY to a valid key",
    402: "top up the balance of the account",
    403: "set {prefix}LLM_API_KEY to a key that may use this model",
    404: "check {prefix}LLM_BASE_URL, which ends in /v1 for most endpoints, and {prefix}LLM_MODEL",
    429: "the account's quota is used up or its rate too low; papers are quoted until it answers",
}


async def look_at_model(settings: Settings) -> Finding:
    """Ask the model for one word."""
    if settings.llm_base_url is None or settings.llm_model is None:
        return well("model", "none is set: papers are told in their own sentences")
    name = f"{settings.llm_model} at {settings.llm_base_url}"
    try:
        status = await _ask(settings.llm_base_url, settings.llm_model, settings)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        mend = f"check that it runs, and {PREFIX}LLM_BASE_URL"
        return Finding("model", Health.BAD, f"{name} cannot be reached ({type(error).__name__})", mend)
    if status == httpx.codes.OK:
        return well("model", f"{name} answers")
    mend = _MENDS.get(status, "its own log says why; papers are quoted until it answers").format(prefix=PREFIX)
    return Finding("model", Health.BAD, f"{name} answers HTTP {status}", mend)


async def _ask(base_url: str, model: str, settings: Settings) -> int:
    key = settings.llm_api_key
    headers = {"Authorization": f"Bearer {key.reveal()}"} if key else {}
    question = {"model": model, "messages": [{"role": "user", "content": "Answer with the one word: ready"}]}
    async with httpx.AsyncClient(timeout=PATIENCE_S, headers=headers) as client:
        answer = await client.post(f"{base_url.rstrip('/')}/chat/completions", json=question)
    return answer.status_code
