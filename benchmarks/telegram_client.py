"""Telegram's client: messages per second of processor, python-telegram-bot's own client beside ours, 32 at once.

The server is the smallest that can answer, in a process of its own, so that only the client is measured.
"""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator

from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from benchmarks.measure import ROOT, Figure, show
from bot.telegram_request import AiohttpRequest

AT_ONCE = 32
MESSAGES = 1_600
GOAL = 3.0
TEXT = "<b>A title of usual length for a paper</b>\n\n" + "A sentence of the summary with its figure. " * 24
_MESSAGE = {"message_id": 1, "date": 1_778_659_200, "chat": {"id": 1, "type": "private"}, "text": TEXT}
_BODY = json.dumps({"ok": True, "result": _MESSAGE}).encode()
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + str(len(_BODY)).encode() + b"\r\n\r\n"
) + _BODY


def main() -> int:
    """Print the figures of both clients from the same run."""
    # As the program sets it: httpx would write a line for every request.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.telegram_client", "serve"], cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        origin = f"http://127.0.0.1:{int(server.stdout.readline())}/bot"
        theirs = asyncio.run(_per_cpu_second(HTTPXRequest(connection_pool_size=100), origin))
        ours = asyncio.run(_per_cpu_second(AiohttpRequest(), origin))
    finally:
        server.terminate()
        server.wait()
    ratio = ours / theirs
    show(
        Figure("the library's client", f"{theirs:,.0f} messages per CPU-second"),
        Figure("our client", f"{ours:,.0f} messages per CPU-second"),
        Figure("ratio", f"{ratio:.1f} ×", f"≥ {GOAL:g} ×", ratio >= GOAL),
    )
    return 0


async def _per_cpu_second(request: BaseRequest, origin: str) -> float:
    bot = Bot("1:a", origin, request=request, get_updates_request=request)
    async with request:
        await _send(bot, iter(range(AT_ONCE * 4)))
        begun = time.process_time()
        messages = iter(range(MESSAGES))
        await asyncio.gather(*(_send(bot, messages) for _ in range(AT_ONCE)))
        return MESSAGES / (time.process_time() - begun)


async def _send(bot: Bot, messages: Iterator[int]) -> None:
    for _ in messages:
        await bot.send_message(1, TEXT, parse_mode="HTML", disable_notification=True)


class _Server(asyncio.Protocol):
    """Reads requests up to their length and answers each with the same message."""

    def __init__(self) -> None:
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, end, body = self._read.partition(b"\r\n\r\n")
        if end and len(body) >= int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]):
            self._read = b""
            self._transport.write(_ANSWER)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Server, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        asyncio.run(_serve())
    sys.exit(main())
