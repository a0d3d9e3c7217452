"""What a container asks twice a minute."""

import socket

import pytest

from bot.config import Settings
from bot.healthcheck import fault, main
from tests.fakes.replay import Answer, Replay


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", ""])
def test_a_bot_that_answers_is_alive_wherever_it_listens(host: str) -> None:
    with Replay() as bot:
        bot.pages["/healthz"] = Answer(200, b"ok")
        assert fault(Settings(http_host=host, http_port=int(bot.url.rpartition(":")[2]))) is None
        assert bot.requests == ["/healthz"]


def test_a_bot_that_says_it_is_not_is_not(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with Replay() as bot:
        bot.pages["/healthz"] = Answer(503)
        monkeypatch.setenv("PAPERBOY_HTTP_PORT", bot.url.rpartition(":")[2])
        assert main() == 1
    assert capsys.readouterr().err.endswith(" answers 503\n")


def test_where_nobody_listens_the_bot_is_dead() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert "no answer" in str(fault(Settings(http_port=taken.getsockname()[1])))


def test_settings_that_cannot_be_used_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPERBOY_HTTP_PORT", "many")
    assert main() == 1
    assert "PAPERBOY_HTTP_PORT" in capsys.readouterr().err
