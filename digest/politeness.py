"""Pure: what a polite client makes of an answer: how long to wait, where a redirect may lead, what a status means."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Mapping
from datetime import datetime

import httpx

LONGEST_ASKED_S = 86_400.0
"""A host that asks for more is taken to mean a day."""

_LIMIT = re.compile(r";\s*([rt])=(\d{1,9})(?!\d)", re.ASCII)


def asked_wait(status: int, headers: Mapping[str, str]) -> float | None:
    """Read for how many seconds a host asks to be left alone, or None.

    A busy host says it in `Retry-After` (RFC 9110). Hugging Face says it in `RateLimit: "api";r=0;t=120` (hub-docs,
    rate-limits), and on a good answer too: with nothing remaining the next request would be refused.
    """
    if status in (429, 503) and (wait := _retry_after(headers)) is not None:
        return min(wait, LONGEST_ASKED_S)
    limits = [dict(_LIMIT.findall(member)) for member in headers.get("ratelimit", "").split(",")]
    resets = [(int(limit.get("r", "1")), float(limit["t"])) for limit in limits if "t" in limit]
    spent = [reset for remaining, reset in resets if remaining == 0]
    if status == 429 and not spent:
        spent = [reset for _, reset in resets]
    return min(max(spent), LONGEST_ASKED_S) if spent else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Read seconds, or a date, which is counted from the host's own clock."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", value, re.ASCII):
        return float(value)
    until, now = _http_date(value), _http_date(headers.get("date", ""))
    return max(0.0, (until - now).total_seconds()) if until and now else None


def _http_date(text: str) -> datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def may_follow(asked: httpx.URL, target: httpx.URL) -> bool:
    """Tell whether a redirect may be followed: to the same origin, or over https to the same site.

    Elsewhere nobody has agreed to be asked by us, and a host on our own network could be reached by it.
    """
    if _origin(asked) == _origin(target):
        return True
    if target.scheme != "https" or target.port not in (None, 443) or target.userinfo:
        return False
    here, there = asked.host, target.host
    one_site = here == there or here.endswith(f".{there}") or there.endswith(f".{here}")
    return one_site and _is_name(here) and _is_name(there)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _is_name(host: str) -> bool:
    """Tell a public name from an address and from a name of the own network."""
    return "." in host and not host.rpartition(".")[2].isdigit()


def meaning(status: int) -> str:
    """Say what to do about a status, as the end of a sentence."""
    match status:
        case 401:
            return " (not authorised); check the token in the settings"
        case 403:
            return " (refused)"
        case 404:
            return " (not found)"
        case 429:
            return " (too many requests); try again later"
        case _ if status >= 500:
            return " (its own failure); try again later"
        case _:
            return ""
