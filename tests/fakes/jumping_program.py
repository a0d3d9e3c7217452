"""`bot.commands.run.serve` in time that jumps: its timers are the loop's, its network is a function.

The moment it is, `serve` is told: `wall` of `tests.fakes.time`.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, tzinfo
from functools import partial, partialmethod
from types import SimpleNamespace

import apscheduler.schedulers.base
import apscheduler.triggers.interval
import httpx
import pytest

import bot.app
import bot.commands.run
import bot.pulse
import bot.scheduler
from bot.delivery import Delivery
from tests.fakes.time import wall

SELDOM_S = 3600
"""How often a bot whose hours pass in no time does what it does every second in life."""
LOOK_S = 600
"""How often the outbox is looked at without a nudge."""


class JumpingMoment(datetime):
    """What asks this for the time is told that of the jumping loop."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return wall().astimezone(tz)


def let_time_jump(patch: pytest.MonkeyPatch, transport: httpx.AsyncBaseTransport, *, tick_s: int) -> None:
    """Give the program the jumping loop's time; its jobs tick every `tick_s` seconds."""
    for module in (apscheduler.schedulers.base, apscheduler.triggers.interval, bot.scheduler):
        patch.setattr(module, "datetime", JumpingMoment)
    patch.setattr(bot.app, "open_pipeline", partial(bot.app.open_pipeline, transport=transport))
    jumping = SimpleNamespace(monotonic=lambda: asyncio.get_running_loop().time())
    patch.setattr(bot.app, "time", jumping)
    patch.setattr(bot.scheduler, "utc_now", wall)
    patch.setattr(bot.pulse, "BEAT_S", SELDOM_S)
    for name in ("TICK_S", "WATCHED_S", "RETELL_S"):
        patch.setattr(bot.commands.run, name, tick_s)
    patch.setattr(bot.commands.run, "HEARTBEAT_S", SELDOM_S)
    patch.setattr(Delivery, "run", partialmethod(Delivery.run, idle_s=LOOK_S))
