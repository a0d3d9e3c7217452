"""The HTTP server: alive on its port, silent on port 0, and clear where the port is taken."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator

import aiohttp
import pytest

from bot.config import Settings, SettingsError
from bot.http import serve_http


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


async def test_a_running_bot_says_that_it_is_alive() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    async with serve_http(Settings(http_port=port), ()), aiohttp.ClientSession() as client:
        async with client.get(f"http://127.0.0.1:{port}/healthz") as response:
            assert (response.status, await response.json()) == (200, {"status": "alive"})
        async with client.get(f"http://127.0.0.1:{port}/elsewhere") as response:
            assert response.status == 404


async def test_port_0_answers_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        async with serve_http(Settings(http_port=0), ()):
            assert "http." not in caplog.text


async def test_a_taken_port_costs_the_health_check_only(taken: int, caplog: pytest.LogCaptureFixture) -> None:
    async with serve_http(Settings(http_port=taken), ()):
        assert f"127.0.0.1:{taken} cannot be listened on" in caplog.text


async def test_a_taken_port_ends_a_bot_that_is_called_there(taken: int) -> None:
    settings = Settings(http_port=taken, telegram_webhook_url="https://bot.example.org/telegram")
    with pytest.raises(SettingsError, match="name a free port"):
        async with serve_http(settings, ()):
            raise AssertionError("the bot began")
