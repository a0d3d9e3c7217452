"""The HTTP server: alive, ready or not and why, figures that Prometheus can read, and routes that others bring."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from aiohttp import web

from bot.exposition import CONTENT_TYPE, Metric, Sample, exposition, gauge
from bot.http import health_routes, open_http
from bot.readiness import LIST_AGE, State, obstacles
from storage.errors import StorageError
from storage.models import Platform

NOW = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
WELL = State(None, {}, (), NOW)


async def ask(path: str, found: dict[str, str], metrics: list[Metric]) -> httpx.Response:
    async with (
        open_http("127.0.0.1", 0, health_routes(lambda: found, lambda: metrics)) as address,
        httpx.AsyncClient() as client,
    ):
        return await client.get(f"{address}{path}")


async def test_the_bot_lives_as_long_as_it_answers() -> None:
    answer = await ask("/healthz", {"store": "locked"}, [])
    assert (answer.status_code, answer.text) == (200, "alive\n")


async def test_it_is_ready_or_says_what_stands_in_the_way() -> None:
    answer = await ask("/readyz", {}, [])
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "obstacles": {}})
    answer = await ask(
        "/readyz", {"senders": "telegram: bot 123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA is refused"}, []
    )
    assert (answer.status_code, answer.json()) == (
        503,
        {"ready": False, "obstacles": {"senders": "telegram: bot [hidden] is refused"}},
    )


async def test_figures_are_text_for_prometheus() -> None:
    answer = await ask("/metrics", {}, [gauge("paperboy_x", "An x.", 3)])
    assert answer.headers["Content-Type"] == CONTENT_TYPE
    assert answer.text == "# HELP paperboy_x An x.\n# TYPE paperboy_x gauge\npaperboy_x 3\n"


async def test_figures_of_a_database_that_fails_are_no_fault_of_the_program() -> None:
    def figures() -> list[Metric]:
        raise StorageError("the disk is full")

    async with (
        open_http("127.0.0.1", 0, health_routes(dict, figures)) as address,
        httpx.AsyncClient() as client,
    ):
        answer = await client.get(f"{address}/metrics")
    assert (answer.status_code, answer.text) == (503, "the disk is full\n")


async def test_others_can_mount_their_routes_and_nothing_else_is_served() -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.Response(text=await request.text())

    def mount(router: web.UrlDispatcher) -> None:
        router.add_post("/events", echo)

    hook = web.post("/hook", echo)
    async with (
        open_http("127.0.0.1", 0, [hook], [mount]) as address,
        httpx.AsyncClient() as client,
    ):
        for path in ("/hook", "/events"):
            assert (await client.post(f"{address}{path}", content="an update")).text == "an update"
        assert (await client.post(f"{address}/hook", content=b"x" * 1_100_000)).status_code == 413
        assert [(await client.get(f"{address}{path}")).status_code for path in ("/", "/hook")] == [404, 405]


async def test_a_port_that_is_taken_is_an_error_of_the_system() -> None:
    async with open_http("127.0.0.1", 0, []) as address:
        with pytest.raises(OSError, match="address already in use"):
            async with open_http("127.0.0.1", int(address.rpartition(":")[2]), []):
                raise AssertionError


def test_what_is_in_labels_and_explanations_cannot_break_the_text() -> None:
    metric = Metric("m", "counter", "a\nb\\c", (Sample(1.5, {"why": 'a "quoted"\nline\\'}), Sample(2, {"why": "b"})))
    assert exposition([metric]).splitlines() == [
        "# HELP m a\\nb\\\\c",
        "# TYPE m counter",
        'm{why="a \\"quoted\\"\\nline\\\\"} 1.5',
        'm{why="b"} 2',
    ]
    assert re.fullmatch(r"# HELP g G\.\n# TYPE g gauge\n", exposition([gauge("g", "G.", None)]))


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (WELL, {}),
        (State("locked", {}, (), NOW), {"store": "locked"}),
        (State(None, {Platform.SLACK: "token_revoked"}, (), NOW), {"senders": "slack: token_revoked"}),
        (State(None, {}, (), NOW, {Platform.TELEGRAM: "refused"}), {"listeners": "telegram: refused"}),
        (State(None, {}, ("look", "due"), NOW), {"scheduler": "late: look, due"}),
        (State(None, {}, (), None), {"list": "no list was had yet"}),
        (State(None, {}, (), NOW - LIST_AGE), {}),
        (State(None, {}, (), NOW - timedelta(hours=4)), {"list": "the last was had at 2026-05-13 08:00Z"}),
    ],
)
def test_readiness_names_each_part_that_does_not_work(state: State, found: dict[str, str]) -> None:
    assert obstacles(state, NOW) == found
