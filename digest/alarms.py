"""How the day's work tells the operator of what only the operator can mend."""

from __future__ import annotations

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

Alarm = Callable[[str, str], None]
"""Given a subject, which stays the same while the trouble does, and one sentence for people."""


def log_alarm(subject: str, text: str) -> None:
    """Tell it in the log alone."""
    logger.warning("alarm subject=%s text=%r", subject, text)
