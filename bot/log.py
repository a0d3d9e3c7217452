"""One set-up of logging: an event and its fields a line, on stderr, with no secret in it."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime

_TELEGRAM_TOKEN = re.compile(r"\b\d{5,}(:|%3A)[A-Za-z0-9_-]{30,}")
_SLACK_TOKEN = re.compile(r"\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{8,}")
_BEARER = re.compile(r"(?i)\bbearer\s+\S+")


def scrub(text: str) -> str:
    """Hide whatever looks like a token."""
    for pattern in (_TELEGRAM_TOKEN, _SLACK_TOKEN, _BEARER):
        text = pattern.sub("[hidden]", text)
    return text


class _TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return scrub(json.dumps(line, ensure_ascii=False))


def set_up_logging(*, verbose: bool = False, form: str = "text", level: int = logging.WARNING) -> None:
    """Send log lines to stderr; a later call may change the form but never turns a wished-for level down."""
    root = logging.getLogger()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _JsonLines() if form == "json" else _TextLines("%(asctime)s %(levelname)s %(name)s %(message)s")
    )
    root.handlers[:] = [handler]
    wished = logging.DEBUG if verbose else level
    root.setLevel(min(wished, root.level) if root.level != logging.WARNING else wished)
    # The first two write whole URLs at INFO, and a Telegram URL holds the token; the last a line for every tick.
    for name in ("httpx", "httpcore", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)
