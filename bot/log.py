"""One set-up of logging: an event and its fields a line, on stderr, with no secret in it."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO
from urllib.parse import quote

HIDDEN = "[hidden]"
SHORTEST_SECRET = 4
"""What is shorter is found in ordinary words, and hiding it there would tell it."""

# Tokens by their form, for those that no setting holds: another bot's in an error, a workspace's from the database.
_TOKENS = (
    re.compile(r"(?<!\d)\d{5,}(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE),  # Telegram, in a URL behind `bot`
    re.compile(r"\bx(?:ox[a-z]|app)(?:\.xox[a-z])?-[A-Za-z0-9-]{8,}"),  # Slack, `xoxe.xoxp-…` too
    re.compile(r"\b(?:hf_|sk-)[A-Za-z0-9_-]{16,}"),  # Hugging Face, OpenAI and those that copy its form
)
_HEADER = re.compile(r"\b(bearer\s+)[^\s\"',;]+|\b(basic\s+)[A-Za-z0-9+/]{20,}=*", re.IGNORECASE)

_WORDY = ("httpx", "httpcore", "apscheduler", "telegram", "slack_sdk", "slack_bolt", "aiohttp", "asyncio")
"""Libraries that write whole URLs, and a Telegram URL holds the token; what people said; or a line for every tick."""

_secrets: set[str] = set()


def hide(secrets: Iterable[str]) -> None:
    """Keep these texts out of everything that is scrubbed from now on, as they are and as a URL writes them."""
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            _secrets.update((secret, quote(secret, safe=""), quote(secret)))


def scrub(text: str) -> str:
    """Hide the secrets that were named to `hide`, and whatever looks like a token."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    for pattern in _TOKENS:
        text = pattern.sub(HIDDEN, text)
    return _HEADER.sub(lambda match: f"{match[1] or match[2]}{HIDDEN}", text)


class _TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


_EVENT = re.compile(r"(?P<name>[\w.]+)(?P<fields>(?: \w+=%[-.\d]*[a-z])+)")
_FIELD = re.compile(r"(\w+)=(%[-.\d]*[a-z])")


def _told(record: logging.LogRecord) -> dict[str, object]:
    """Divide a line of ours into its event and its fields, numbers as numbers; any other line is its event as a whole.

    What was written with a form of its own, like %.1f, is a text of that form.
    """
    shape = _EVENT.fullmatch(str(record.msg))
    forms = _FIELD.findall(shape["fields"]) if shape else []
    if shape is None or not isinstance(record.args, tuple) or len(forms) != len(record.args):
        return {"event": scrub(record.getMessage())}
    values = zip(forms, record.args, strict=True)
    fields = {name: value if form == "%d" else scrub(form % (value,)) for (name, form), value in values}
    return {"event": shape["name"], "fields": fields}


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        } | _told(record)
        # Scrubbed before they are quoted: JSON may spell a secret in another way.
        if record.exc_info:
            line["traceback"] = scrub(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = scrub(self.formatStack(record.stack_info))
        return json.dumps(line, ensure_ascii=False)


class _Handler(logging.StreamHandler[TextIO]):
    """The one handler of the program, told apart from those of others by its class."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 — the library's name
        """Lose a line that cannot be written: the library would write it to stderr as it came, with its secrets."""


def set_up_logging(*, verbose: bool = False, form: str = "text", level: int = logging.ERROR) -> None:
    """Send log lines to stderr; a later call may change the form but never turns a wished-for level down.

    Without a wish errors alone are logged: a command says by itself what it did and what failed.
    """
    root = logging.getLogger()
    wished = logging.DEBUG if verbose else level
    was_set_up = any(isinstance(handler, _Handler) for handler in root.handlers)
    root.setLevel(min(wished, root.level) if was_set_up else wished)
    handler = _Handler(sys.stderr)
    handler.setFormatter(
        _JsonLines() if form == "json" else _TextLines("%(asctime)s %(levelname)s %(name)s %(message)s")
    )
    root.handlers[:] = [handler]
    for name in _WORDY:
        logging.getLogger(name).setLevel(logging.WARNING)
