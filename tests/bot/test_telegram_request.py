"""Our client of the Bot API over real sockets: what was written and what was not, told exactly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import RequestData

from bot.telegram import build_bot
from bot.telegram_request import NOT_WRITTEN, AiohttpRequest, proxy_for
from tests.fakes.telegram_platform import FakeTelegram
from tests.fakes.waiting import until

OK = b'{"ok": true, "result": true}'


class Server:
    """Answers every request with the same bytes, or never; a hasty one answers before it is asked."""

    def __init__(self, answer: bytes | None, *, hasty: bool) -> None:
        self._answer = answer
        self._hasty = hasty
        self.connections = 0
        self.writers: list[asyncio.StreamWriter] = []
        self.requests: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        if self._hasty and self._answer:
            writer.write(self._answer)
        while head := await _head(reader):
            self.requests.append(head)
            if self._answer is None:
                await reader.read()
            else:
                writer.write(self._answer)


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""


@asynccontextmanager
async def serving(answer: bytes | None, *, hasty: bool = False) -> AsyncIterator[tuple[str, Server]]:
    server = Server(answer, hasty=hasty)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", server
    finally:
        listening.close()
        for writer in server.writers:
            writer.close()


def http(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


async def fail(request: AiohttpRequest, url: str) -> TelegramError:
    async with request:
        with pytest.raises(TelegramError) as raised:
            await request.post(f"{url}/bot1:secret/getMe", RequestData())
    assert "secret" not in str(raised.value)
    return raised.value


async def test_connections_are_used_again() -> None:
    async with serving(http("200 OK", OK)) as (url, server), AiohttpRequest() as request:
        for _ in range(5):
            assert await request.post(f"{url}/bot/getMe", RequestData()) is True
    assert (server.connections, len(server.requests)) == (1, 5)


async def test_a_refused_connection_wrote_nothing() -> None:
    async with serving(None) as (gone, _):
        pass
    error = await fail(AiohttpRequest(), gone)
    assert isinstance(error, NetworkError)
    assert isinstance(error.__cause__, NOT_WRITTEN)


async def test_a_server_without_tls_got_nothing_of_the_request() -> None:
    async with serving(http("400 Bad Request", b""), hasty=True) as (url, server):
        error = await fail(AiohttpRequest(), url.replace("http:", "https:"))
    assert isinstance(error.__cause__, NOT_WRITTEN)
    assert not server.requests


async def test_waiting_for_a_free_connection_in_vain_wrote_nothing() -> None:
    request = AiohttpRequest(connections=3)
    async with (
        FakeTelegram() as fake,
        Bot(fake.token, f"{fake.base_url}/bot", request=request, get_updates_request=request) as bot,
    ):
        held = [asyncio.create_task(bot.get_updates(timeout=30)) for _ in range(3)]
        await until(lambda: fake.calls["getUpdates"] == 3)
        with pytest.raises(TimedOut) as raised:
            await bot.get_me(pool_timeout=0.01, connect_timeout=0.01)
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        assert fake.calls["getMe"] == 1, "the bot's own, at its start"
    assert isinstance(raised.value.__cause__, NOT_WRITTEN)


async def test_an_answer_that_never_comes_may_have_been_read() -> None:
    async with serving(None) as (url, server):
        error = await fail(AiohttpRequest(read_timeout_s=0.05), url)
    assert isinstance(error, TimedOut)
    assert not isinstance(error.__cause__, NOT_WRITTEN)
    assert len(server.requests) == 1


async def test_half_an_answer_may_have_been_read() -> None:
    async with serving(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{") as (url, _):
        error = await fail(AiohttpRequest(read_timeout_s=0.05), url)
    assert not isinstance(error.__cause__, NOT_WRITTEN)


async def test_a_closed_client_wrote_nothing() -> None:
    with pytest.raises(NetworkError) as raised:
        await AiohttpRequest().post("http://127.0.0.1:9/bot/getMe", RequestData())
    assert isinstance(raised.value.__cause__, NOT_WRITTEN)


@pytest.mark.parametrize("body", [b"<html>nginx</html>", b"", b"null", b"[]", b"\xff\xfe"])
@pytest.mark.parametrize("status", ["200 OK", "502 Bad Gateway", "403 Forbidden"])
async def test_what_is_not_the_bot_apis_is_told_and_not_logged(
    caplog: pytest.LogCaptureFixture, status: str, body: bytes
) -> None:
    async with serving(http(status, body)) as (url, _):
        error = await fail(AiohttpRequest(), url)
    assert type(error) is TelegramError or type(error.__cause__) is TelegramError
    assert not caplog.records


async def test_a_redirect_is_not_followed_with_the_token() -> None:
    async with serving(http("200 OK", OK)) as (other, thief):
        moved = http("302 Found", b"", f"Location: {other}/bot1:secret/getMe")
        async with serving(moved) as (url, server):
            await fail(AiohttpRequest(), url)
    assert (len(server.requests), len(thief.requests)) == (1, 0)


async def test_a_proxy_is_asked_for_the_whole_address() -> None:
    async with serving(http("200 OK", OK)) as (url, proxy), AiohttpRequest(proxy=url) as request:
        assert await request.post("http://api.telegram.example/bot/getMe", RequestData()) is True
    assert proxy.requests[0].startswith(b"POST http://api.telegram.example/bot/getMe HTTP/1.1")


async def test_a_proxy_that_opens_no_tunnel_passed_nothing_on() -> None:
    async with serving(http("407 Proxy Authentication Required", b"")) as (url, proxy):
        error = await fail(AiohttpRequest(proxy=url), "https://api.telegram.example")
    assert isinstance(error.__cause__, NOT_WRITTEN)
    assert [request.split()[0] for request in proxy.requests] == [b"CONNECT"]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set the proxies of the environment and no others."""

    def put(**values: str) -> None:
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.upper(), raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return put


def test_the_proxy_is_that_of_the_environment(environment: Callable[..., None]) -> None:
    environment()
    assert proxy_for("https://api.telegram.org") is None
    environment(HTTPS_PROXY="http://proxy:3128", NO_PROXY="localhost,127.0.0.1")
    assert proxy_for("https://api.telegram.org") == "http://proxy:3128"
    assert proxy_for("http://api.telegram.org") is None
    assert proxy_for("https://127.0.0.1:8081") is None
    environment(ALL_PROXY="http://proxy:3128")
    assert proxy_for("http://api.telegram.org") == "http://proxy:3128"


async def test_a_file_is_uploaded_with_its_name() -> None:
    async with FakeTelegram() as fake, build_bot(fake.token, fake.base_url) as bot:
        fake.unknown_chats.add(7)
        with pytest.raises(TelegramError, match=r"[Nn]ot [Ff]ound"):
            await bot.send_document(7, b"{}", filename="saved.json", caption="Saved")
        assert fake.calls["sendDocument"] == 1
