"""Figures: everything that is counted is shown, and the dashboard and the alert rules name nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.exposition import Metric
from bot.figures import Figures
from bot.measured_sender import MeasuredSender, Sends
from bot.pulse import Pulse
from bot.senders import ContentError, LostAnswerError, RateLimitedError, Scope
from bot.watch import Admins, Watch
from storage.models import Language, Message, Platform
from storage.spending import Spent
from storage.store import Store
from tests.fakes.process import ROOT
from tests.fakes.senders import FakeSender
from tests.makers import claim_next, make_chat, make_paper, make_summary, queue_messages

OPERATIONS = ROOT / "docs/operations"


@pytest.fixture
def figures(store: Store, tmp_path: Path, now: datetime) -> Figures:
    sends = Sends()
    watch = Watch(store, Admins((), Language("en"), "UTC"), tmp_path / "p.db", lambda: now, {}, {}, {})
    return Figures(store, sends, watch, Pulse(), {"look": now - timedelta(minutes=1), "due": None}, lambda: now)


def value(metrics: tuple[Metric, ...], name: str, **labels: str) -> float:
    (metric,) = (metric for metric in metrics if metric.name == name)
    (found,) = (sample.value for sample in metric.samples if dict(sample.labels) == labels)
    return found


async def test_sends_are_counted_by_how_they_end(store: Store, figures: Figures, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    queue_messages(store, chat.id, "x", [Message("head:x", 0, "{}")], (), now)
    item = claim_next(store, chat.id, now)
    assert item is not None
    fake = FakeSender()
    sender = MeasuredSender(fake, figures._sends)
    fake.endings.extend(
        [
            None,
            ContentError("bad markup"),
            RateLimitedError("flood", retry_after_s=7, scope=Scope.CHAT),
            LostAnswerError("reset", likely_sent=True),
            ZeroDivisionError(),
        ]
    )
    assert await sender.send(item) == "1"
    for error in (ContentError, RateLimitedError, LostAnswerError, ZeroDivisionError):
        with pytest.raises(error):
            await sender.send(item)
    shown = figures.all()
    for outcome in ("sent", "content_refused", "rate_limited", "answer_lost", "fault"):
        assert value(shown, "paperboy_sends_total", platform="console", outcome=outcome) == 1
    assert value(shown, "paperboy_rate_limit_seconds_total", platform="console") == 7


async def test_what_may_be_counted_is_there_from_the_start(figures: Figures) -> None:
    MeasuredSender(FakeSender(), figures._sends)
    rules = (OPERATIONS / "alerts.yml").read_text(encoding="utf-8")
    shown = figures.all()
    asked = re.findall(r'increase\(paperboy_sends_total\{outcome="(\w+)"', rules)
    assert asked
    for outcome in asked:
        assert value(shown, "paperboy_sends_total", platform="console", outcome=outcome) == 0


async def test_an_account_that_is_refused_is_told_as_long_as_it_is(store: Store, tmp_path: Path, now: datetime) -> None:
    sends, stopped = Sends(), dict[Platform, str]()
    watch = Watch(store, Admins((), Language("en"), "UTC"), tmp_path / "p.db", lambda: now, stopped, {}, {})
    figures = Figures(store, sends, watch, Pulse(), {}, lambda: now)
    MeasuredSender(FakeSender(), sends)
    assert value(figures.all(), "paperboy_account_refused", platform="console") == 0
    stopped[Platform.CONSOLE] = "the token was revoked"
    assert value(figures.all(), "paperboy_account_refused", platform="console") == 1


async def test_a_job_that_never_ends_well_grows_old(store: Store, tmp_path: Path, now: datetime) -> None:
    moments = iter([now, now + timedelta(hours=3)])
    watch = Watch(store, Admins((), Language("en"), "UTC"), tmp_path / "p.db", lambda: now, {}, {}, {})
    figures = Figures(store, Sends(), watch, Pulse(), {"look": None}, lambda: next(moments))
    assert value(figures.all(), "paperboy_job_age_seconds", job="look") == 3 * 3600


async def test_what_models_cost_is_counted_over_all_days(store: Store, figures: Figures, now: datetime) -> None:
    store.spending.add(now.date() - timedelta(days=1), "small", Spent(1, 100, 10, 1_500_000))
    store.spending.add(now.date(), "small", Spent(1, 200, 20, 500_000))
    shown = figures.all()
    assert value(shown, "paperboy_model_tokens_total", model="small", direction="in") == 300
    assert value(shown, "paperboy_model_tokens_total", model="small", direction="out") == 30
    assert value(shown, "paperboy_model_dollars_total", model="small") == 2


async def test_the_store_and_the_process_are_told_of(store: Store, figures: Figures, now: datetime) -> None:
    chat = store.chats.add(make_chat(), now)
    store.chats.pause(store.chats.add(make_chat("attic"), now).id, "blocked", now)
    store.chats.make_known(make_chat("admin"), now)
    store.papers.put([make_paper()])
    store.summaries.put(make_summary())
    day = (now - timedelta(hours=2)).date()
    store.days.record_look(day, (), (), now - timedelta(hours=2))
    queue_messages(store, chat.id, "x", [Message("head:x", 0, "{}")], (), now - timedelta(minutes=9))
    await figures._watch.look()
    shown = figures.all()
    assert value(shown, "paperboy_chats", platform="console", state="active") == 1
    assert value(shown, "paperboy_chats", platform="console", state="paused") == 1
    assert value(shown, "paperboy_summaries", method="built-in", basis="abstract") == 1
    assert value(shown, "paperboy_list_age_seconds") == 7200
    assert value(shown, "paperboy_backlog_messages") == 1
    assert value(shown, "paperboy_backlog_age_seconds") == 540
    assert value(shown, "paperboy_job_age_seconds", job="look") == 60
    assert value(shown, "paperboy_database_bytes") > 0
    assert value(shown, "process_resident_memory_bytes") > 10_000_000


def metrics_in(text: str) -> set[str]:
    return set(re.findall(r"\b(?:paperboy|process)_[a-z_]+\b", text))


def expressions(dashboard: dict[str, Any]) -> Iterator[str]:
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel["targets"])


def test_the_dashboard_shows_only_metrics_that_there_are(figures: Figures) -> None:
    dashboard = json.loads((OPERATIONS / "dashboard.json").read_text(encoding="utf-8"))
    known = {metric.name for metric in figures.all()}
    named = set().union(*map(metrics_in, expressions(dashboard)))
    assert named
    assert named <= known
    # What Grafana needs to load it: a number each, and a place on the grid of 24 columns that no other has.
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    cells = [
        (x, y)
        for grid in (panel["gridPos"] for panel in dashboard["panels"])
        for x in range(grid["x"], grid["x"] + grid["w"])
        for y in range(grid["y"], grid["y"] + grid["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert dashboard["schemaVersion"] >= 36


def test_the_alert_rules_name_only_metrics_that_there_are(figures: Figures) -> None:
    rules = yaml.safe_load((OPERATIONS / "alerts.yml").read_text(encoding="utf-8"))
    (group,) = rules["groups"]
    known = {metric.name for metric in figures.all()}
    for rule in group["rules"]:
        assert {"alert", "expr", "for", "labels", "annotations"} == set(rule)
        assert rule["annotations"]["summary"]
        assert metrics_in(rule["expr"]) <= known
        assert metrics_in(rule["expr"]) or "up{" in rule["expr"]
