"""Pure: what an OpenAI-compatible chat endpoint sent back becomes the text of its answer, or tells why it is none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digest.errors import ModelError, ModelFailure
from digest.politeness import asked_wait

SHOWN_CHARS = 160
_NO_BALANCE = ("insufficient_quota", "insufficient balance", "insufficient_balance", "billing", "credit balance")
_KEY_REFUSED = ("api_key_invalid", "api key not valid")
"""How Gemini refuses a key, with a 400 (github.com/continuedev/continue/issues/10290)."""
_RETRY_IN = re.compile(r"\"retrydelay\": \"(\d{1,6}(?:\.\d{1,9})?)s\"|\bretry in (\d{1,6}(?:\.\d{1,12})?)s\b")
"""How Gemini says how long to wait: in the body, never in a header (google.rpc.RetryInfo)."""
_COUNTS = ("prompt_tokens", "completion_tokens")
_FILTERS = ("content_filter", "content_policy", "content management policy", "moderation", "prohibited_content")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call cost; `cost` is in US dollars where the endpoint says it (OpenRouter does)."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None


def read_answer(host: str, status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Return the answer's text; raises ModelError, telling every way apart in which there is none."""
    document = _document(body)
    if not 200 <= status < 300:
        raise _refused(host, status, headers, document)
    if document is None:
        raise ModelError(f"{host} answered with something that is no JSON", ModelFailure.BROKEN)
    choices = document.get("choices")
    if isinstance(choices, list) and choices and isinstance(choices[0], Mapping):
        return _chosen(host, choices[0], document)
    if document.get("error"):
        raise _inside(host, document)
    raise ModelError(f"{host} answered without a choice", ModelFailure.EMPTY)


def usage_of(body: bytes) -> Usage:
    """Return what a call cost, also one whose answer is of no use; nothing where the endpoint does not say."""
    found = (_document(body) or {}).get("usage")
    usage: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    tokens = [value if isinstance(value := usage.get(name), int) and value > 0 else 0 for name in _COUNTS]
    cost = usage.get("cost")
    return Usage(tokens[0], tokens[1], float(cost) if isinstance(cost, int | float) and cost >= 0 else None)


def error_words(body: bytes) -> str:
    """Return what an answer says of its error, in small letters, for whoever looks for a word in it."""
    return _words(_document(body))


def _document(body: bytes) -> Mapping[str, Any] | None:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if isinstance(document, list) and document:  # Gemini wraps its errors so
        document = document[0]
    return document if isinstance(document, Mapping) else None


def _refused(host: str, status: int, headers: Mapping[str, str], document: Mapping[str, Any] | None) -> ModelError:
    words = _words(document)
    told = f"{host} answered {status}{_detail(document)}"
    named = _RETRY_IN.search(words)
    wait = float(named[1] or named[2]) if named else asked_wait(status, headers)
    match status:
        case 400 | 403 | 422 if any(sign in words for sign in _FILTERS):
            return ModelError(told, ModelFailure.FILTERED)
        case _ if status in (401, 403) or (status == 400 and any(sign in words for sign in _KEY_REFUSED)):
            # In its own words it may quote the key.
            return ModelError(f"{host} answered {status}; check its key in the settings", ModelFailure.NOT_AUTHORISED)
        case 402:
            return ModelError(f"{told}; top up the account", ModelFailure.UNPAID)
        case 429 if not named and any(sign in words for sign in _NO_BALANCE):
            # OpenAI says so with a 429 that no waiting ends; Gemini speaks of billing for each limit of a minute.
            return ModelError(f"{told}; top up the account", ModelFailure.UNPAID)
        case 404:
            return ModelError(f"{told}; check the model's name and address", ModelFailure.NO_MODEL)
        case 408 | 504:
            return ModelError(told, ModelFailure.TIMEOUT, retry_after_s=wait)
        case 409 | 425 | 429 | 503 | 529:
            return ModelError(told, ModelFailure.BUSY, retry_after_s=wait)
        case _ if status >= 500 or status < 400:
            return ModelError(told, ModelFailure.BROKEN, retry_after_s=wait)
        case _:
            return ModelError(told, ModelFailure.REJECTED)


def _inside(host: str, document: Mapping[str, Any]) -> ModelError:
    """Read an error that came with a good status: its code is the status it should have had."""
    error = document.get("error")
    code = error.get("code") if isinstance(error, Mapping) else None
    if isinstance(code, int) and 400 <= code < 600:
        return _refused(host, code, {}, document)
    return ModelError(f"{host} answered 200 with an error{_detail(document)}", ModelFailure.BROKEN)


def _words(document: Mapping[str, Any] | None) -> str:
    return json.dumps((document or {}).get("error", ""), ensure_ascii=False).lower()


def _detail(document: Mapping[str, Any] | None) -> str:
    """Quote what the endpoint says of its error, on one line."""
    error = (document or {}).get("error")
    said = error.get("message") if isinstance(error, Mapping) else error
    text = " ".join(said.split()) if isinstance(said, str) else ""
    return f" ({text[:SHOWN_CHARS]})" if text else ""


def _chosen(host: str, choice: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    found = choice.get("message")
    message: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    reason = choice.get("finish_reason")
    if message.get("refusal"):
        raise ModelError(f"{host} refuses to answer", ModelFailure.REFUSED)
    if reason == "content_filter":
        raise ModelError(f"{host} filtered its answer", ModelFailure.FILTERED)
    if reason == "length":
        raise ModelError(f"{host} broke its answer off at its length", ModelFailure.CUT_OFF)
    if reason == "error" or choice.get("error"):
        raise _inside(host, {"error": choice.get("error") or document.get("error")})
    # A reasoning model behind vLLM can leave its answer in the other field (vllm-project/vllm#41132).
    text = _text(message.get("content")) or _text(message.get("reasoning_content")) or _text(message.get("reasoning"))
    if not text:
        raise ModelError(f"{host} answered with no text", ModelFailure.EMPTY)
    return text


def _text(content: Any) -> str:
    """Join the text of a message, which some endpoints give in parts."""
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, Mapping)]
        return "".join(part for part in parts if isinstance(part, str)).strip()
    return content.strip() if isinstance(content, str) else ""
