"""All that a command may use, put together by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from digest.lookup import Lookup
from digest.plot_process import Plotter
from digest.topic_terms import TermFinder
from handlers.flood import Flood
from handlers.requests import Directory
from storage.models import Language, Platform
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Defaults:
    """The languages that are offered, the first of them for whom speaks none; zone and hour of a new chat."""

    languages: tuple[Language, ...]
    zone: str
    deliver_at: time


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person may ask in a minute, and how often papers may be read, pictures drawn, and a model be asked about
    topics, in a UTC day.
    """

    commands_per_minute: int = 20
    presses_per_minute: int = 60
    readings_per_chat: int = 10
    readings_per_day: int = 200
    pictures_per_chat: int = 20
    pictures_per_day: int = 500
    topics_per_chat: int = 20
    topics_per_day: int = 500


@dataclass(frozen=True, slots=True)
class Desk:
    """What commands work with; one for the whole process."""

    store: Store
    lookup: Lookup
    defaults: Defaults
    clock: Callable[[], datetime]
    directories: Mapping[Platform, Directory] = field(default_factory=dict)
    limits: Limits = Limits()
    flood: Flood = field(default_factory=Flood)
    plotter: Plotter = field(default_factory=Plotter)
    terms: TermFinder | None = None
    """Finds English terms for topics in other scripts, where a model is set."""
